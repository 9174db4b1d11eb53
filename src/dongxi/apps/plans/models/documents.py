"""A policy document: the plan itself, who signed it, and its numbered clauses."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.plans.rules import (
    DOUBTS,
    STORING_DOUBTS,
    PlanLevel,
)
from dongxi.apps.records.models import Job, StoredFile
from dongxi.apps.records.permissions import Place, decide
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.wording import in_language

LONGEST_QUOTE = 30
_QUOTED = re.compile("“[^“”]+”")
USER, WHOSE = settings.AUTH_USER_MODEL, _("文件所属地区")


class Spanned(models.Model):
    """Something that stands in the document's text from `start` to `end`, shown by the words `cue`."""

    start = models.PositiveIntegerField(_("起（字）"), null=True, blank=True)
    end = models.PositiveIntegerField(_("止（字）"), null=True, blank=True)
    cue = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True


class Plan(models.Model):
    """A policy document, national or provincial.

    `region_said`: codes of the regions (000000 the country) the document says it is of, while it was filed for another
    and nobody has confirmed either. `elsewhere`: national commitments that, by the last comparison, are other
    provinces' or the ministries' own. `discarded_at`: since when a draft is thrown away and nobody sees it; it stays
    for the audit.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(_("标题"), max_length=300)
    title_en = models.CharField(max_length=300, blank=True, default="")
    short_title = models.CharField(_("简称"), max_length=120, blank=True, default="")
    short_title_en = models.CharField(max_length=200, blank=True, default="")
    document_number = models.CharField(_("文号"), max_length=80, blank=True, default="")
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    horizon_start = models.PositiveSmallIntegerField(_("规划期首年"), null=True, blank=True)
    horizon_end = models.PositiveSmallIntegerField(_("规划期末年"), null=True, blank=True)
    level = models.CharField(_("层级"), max_length=12, choices=PlanLevel.choices)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=WHOSE)
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("接续哪份规划")
    )
    state = models.CharField(_("状态"), max_length=12, choices=ReviewState.choices, default=ReviewState.DRAFT)
    state_reason = models.TextField(_("退回或撤回理由"), blank=True, default="")
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人"))
    shipped = models.BooleanField(default=False)
    text = models.TextField(blank=True, default="")
    squeezed_sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="plans")
    file_name = models.CharField(max_length=200, blank=True, default="")
    reading = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="plans")
    source_name = models.CharField(_("来源"), max_length=200, blank=True, default="")
    source_name_en = models.CharField(max_length=200, blank=True, default="")
    source_note = models.CharField(max_length=300, blank=True, default="")
    source_note_en = models.CharField(max_length=300, blank=True, default="")
    source_link = models.URLField(max_length=500, blank=True, default="")
    warnings = models.JSONField(default=list)
    region_said = models.JSONField(default=list)
    elsewhere = models.ManyToManyField("Commitment", related_name="+", blank=True)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-issued_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("squeezed_sha256", "uploaded_by"),
                condition=~models.Q(squeezed_sha256="") & models.Q(discarded_at=None),
                name="one_plan_per_text_and_person",
            ),
            models.UniqueConstraint(
                Coalesce("region", models.Value("")),
                "squeezed_sha256",
                condition=models.Q(state=ReviewState.PUBLISHED) & ~models.Q(squeezed_sha256=""),
                name="one_published_plan_per_text_and_place",
            ),
        )

    def __str__(self) -> str:
        named = self.short_title or self.title or self.file_name or self.slug
        return in_language(named, self.short_title_en or self.title_en)

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=(self.slug,))

    def has_text(self) -> bool:
        """Whether the document's own text is in the store; asks for no more than the file's name."""
        return self.file_id is not None

    def source(self) -> str:
        """Where the document comes from, in words."""
        return in_language(self.source_name, self.source_name_en) or self.file_name

    def doubts(self) -> list[str]:
        """What the reading left in doubt, in the reader's language; in English with the words the Chinese quotes."""
        return [in_language(doubt["message"], self._doubted(doubt)) for doubt in self.warnings]

    def _doubted(self, doubt: dict[str, Any]) -> str:
        """The doubt's title with the words its Chinese message quotes, else those it is about: “二、” → “四、”."""
        titles = DOUBTS | STORING_DOUBTS
        if doubt["code"] not in titles:
            return ""
        words = self.text[slice(*doubt["span"])]
        quoted = _QUOTED.findall(doubt["message"]) or ([f"“{words}”"] if 0 < len(words) <= LONGEST_QUOTE else [])
        return " ".join(filter(None, (str(titles[doubt["code"]]), " → ".join(quoted))))

    def place(self) -> Place:
        return Place(regions=frozenset({self.region_id})) if self.region_id else Place()

    def seen_by(self, to: Any) -> bool:
        """Whether somebody may see this plan: everybody once published, before that whoever edits or brought it; nobody
        once it is thrown away."""
        if self.discarded_at:
            return False
        own = self.uploaded_by_id is not None and self.uploaded_by_id == to.pk
        return self.state == ReviewState.PUBLISHED or own or decide(to, "plans.decide", self).allowed


class PlanIssuer(models.Model):
    """A body that signed the document, as printed."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="issuers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="issued")

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return in_language(self.name, self.organisation.name_en if self.organisation else "")


class Clause(Spanned):
    """A numbered node of the document; its span is the heading's."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="clauses")
    code = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=30)
    heading = models.TextField(blank=True, default="")
    heading_en = models.TextField(blank=True, default="")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="one_clause_per_code"),)

    def __str__(self) -> str:
        return in_language(self.heading, self.heading_en)
