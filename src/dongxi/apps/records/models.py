"""Tables of the record-keeping floor: audit chain, evidence, jobs, search entries, the release of shipped facts."""

from __future__ import annotations

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import Place
from dongxi.apps.records.rules import FINAL_JOB_STATES, JobState
from dongxi.apps.records.wording import in_language


class ChainHead(models.Model):
    """One row: the last audit entry's number and digest. Locked last in every transaction."""

    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class AuditEntry(models.Model):
    """One line of the audit. `digest` is SM3 over the line and the digest before it."""

    sequence = models.PositiveBigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(_("谁"), max_length=120)
    verb = models.CharField(_("做了什么"), max_length=60, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    subject_label = models.CharField(_("对象"), max_length=200)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-sequence",)
        indexes = (models.Index(fields=("subject_type", "subject_id")),)


class StoredFile(models.Model):
    """A file kept by content: its SHA-256 is its address below EVIDENCE_ROOT."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    media_type = models.CharField(_("类型"), max_length=100)
    stored_at = models.DateTimeField(auto_now_add=True)


class Evidence(models.Model):
    """What proves something: a stored file or a link, with who filed it and when.

    Withdrawn evidence stays in the record with its reason, and counts nowhere.
    """

    title = models.CharField(_("名称"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    original_name = models.CharField(max_length=200, blank=True, default="")
    link = models.URLField(_("链接"), max_length=500, blank=True, default="")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(_("撤回理由"), max_length=500, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("subject_type", "subject_id")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(file__isnull=False) | ~models.Q(link=""), name="evidence_is_a_file_or_a_link"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawal_reason=""),
                name="evidence_is_withdrawn_with_a_reason",
            ),
        )

    def subject(self) -> models.Model:
        """What it is evidence of."""
        return apps.get_model(self.subject_type)._default_manager.get(pk=self.subject_id)


class Job(models.Model):
    """Long work: what, for whom, how far, how it ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=200, blank=True, default="")
    payload = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True, default="")
    error_en = models.TextField(blank=True, default="")
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return gettext("后台任务 %(number)s") % {"number": str(self.pk)[:8]}

    def place(self) -> Place:
        return Place()

    def has_ended(self) -> bool:
        return self.state in FINAL_JOB_STATES

    def progress_note(self) -> str:
        """What it is at, in the reader's language."""
        return in_language(self.note, self.note_en)

    def why_failed(self) -> str:
        """Why it failed, in the reader's language; "" if it did not."""
        return in_language(self.error, self.error_en)


class FactsRelease(models.Model):
    """Which shipped facts are in the store: digest of the data files, loaded in one transaction."""

    digest = models.CharField(max_length=64)
    product_version = models.CharField(max_length=20)
    loaded_at = models.DateTimeField(auto_now_add=True)


class SearchEntry(models.Model):
    """One thing everybody may find. Its words are segmented in Python and kept as postings, alike on every database.

    `title_key`, `title_en_key`: the titles folded, for what is being typed.
    """

    kind = models.CharField(max_length=20, db_index=True)
    subject_id = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True, default="")
    title_key = models.CharField(max_length=300, db_index=True, default="")
    title_en_key = models.CharField(max_length=300, blank=True, db_index=True, default="")
    summary = models.TextField(blank=True, default="")
    summary_en = models.TextField(blank=True, default="")
    address = models.CharField(max_length=300)
    region = models.CharField(max_length=6, blank=True, default="", db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "subject_id"), name="one_entry_per_thing"),)


class SearchPosting(models.Model):
    """A word of an entry. `gain`: 1000 · ln(1 + its weight), title words weighing more than the body's."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="postings")
    word = models.CharField(max_length=60)
    gain = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (
            models.Index(
                fields=("word", "-gain", "entry"),
                name="search_best_of_a_word",
                opclasses=("varchar_pattern_ops", "int2_ops", "int8_ops"),
            ),
        )
