"""What tells people and other systems: saved searches, notices, webhooks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.models.postings import Need
from dongxi.apps.matching.rules import Side

USER = settings.AUTH_USER_MODEL


class Pace(models.TextChoices):
    """How often a digest is sent."""

    DAILY = "daily", _("每天")
    WEEKLY = "weekly", _("每周")
    NEVER = "never", _("不发邮件")


class Algorithm(models.TextChoices):
    """With which digest a delivery is signed."""

    SM3 = "sm3", "HMAC-SM3"
    SHA256 = "sha256", "HMAC-SHA-256"


class SavedSearch(models.Model):
    """Filters of the list of needs or offers that somebody keeps, or (`need` set) the offers that fit a need."""

    owner = models.ForeignKey(USER, models.CASCADE, related_name="saved_searches")
    side = models.CharField(max_length=6, choices=Side.choices)
    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="saved_searches")
    name = models.CharField(_("名称"), max_length=80)
    query = models.CharField(max_length=1_000, blank=True, default="")
    pace = models.CharField(_("邮件"), max_length=8, choices=Pace.choices, default=Pace.WEEKLY)
    seen_until = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "need"), condition=models.Q(need__isnull=False), name="one_search_per_need_and_owner"
            ),
        )

    def __str__(self) -> str:
        return self.need.title if self.need else self.name


class MailAddress(models.Model):
    """Where somebody wants to be written to. Nothing is sent before they confirmed it, or after they said stop."""

    owner = models.OneToOneField(USER, models.CASCADE, related_name="mail_address")
    address = models.EmailField(_("电子邮箱"))
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    set_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.address

    def is_written_to(self) -> bool:
        return self.confirmed_at is not None and self.stopped_at is None


class Notice(models.Model):
    """Something that waits for somebody. Its words are made where it is shown, in the reader's language."""

    to = models.ForeignKey(USER, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    address = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("to", "read_at"), name="notices_waiting"),
            models.Index(fields=("at",), condition=models.Q(by_mail=True, mailed_at=None), name="notices_to_mail"),
        )


class Webhook(models.Model):
    """An address that is told of events. The secret is derived from `salt` and the signing key, and shown once."""

    name = models.CharField(_("名称"), max_length=80, default="")
    address = models.URLField(max_length=500)
    events = models.JSONField(default=list)
    algorithm = models.CharField(_("签名算法"), max_length=8, choices=Algorithm.choices, default=Algorithm.SM3)
    salt = models.CharField(max_length=64)
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name or self.address

    def get_absolute_url(self) -> str:
        return reverse("matching:webhook", args=(self.pk,))


class WebhookDelivery(models.Model):
    """One event to be told to one webhook, tried until it is taken or given up."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    payload = models.JSONField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(_("结果"), max_length=200, blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
