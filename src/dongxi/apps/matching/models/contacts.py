"""Contacts: a brokered first conversation, step by step; neither side sees who the other is before both agree."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.contact_rules import ContactMove, ContactState, EndReason
from dongxi.apps.matching.models.matches import Match
from dongxi.apps.matching.models.postings import new_code
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.money import MoneyKind

USER = settings.AUTH_USER_MODEL


class Contact(models.Model):
    """One attempt to bring the sides of a match together. `revealed_at`: since when each side sees the other."""

    code = models.CharField(_("编号"), max_length=12, unique=True, default=new_code, editable=False)
    match = models.ForeignKey(Match, models.PROTECT, related_name="contacts")
    asked_by_side = models.CharField(_("提出方"), max_length=6, choices=Side.choices)
    state = models.CharField(_("状态"), max_length=12, choices=ContactState.choices, default=ContactState.ASKED)
    broker = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="brokered_contacts")
    end_reason = models.CharField(_("终止原因"), max_length=16, choices=EndReason.choices, blank=True, default="")
    revealed_at = models.DateTimeField(_("身份互见时间"), null=True, blank=True)
    first_met_on = models.DateField(_("首次会面日期"), null=True, blank=True)
    opened_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    moved_at = models.DateTimeField(_("最近进展"), auto_now_add=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("match",), condition=~models.Q(state="ended"), name="one_running_contact_per_match"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("asked", "brokered", "ended")) | models.Q(revealed_at__isnull=False),
                name="contact_goes_on_only_once_revealed",
            ),
        )
        indexes = (models.Index(fields=("state", "moved_at"), name="contact_waiting"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("matching:contact", args=(self.code,))

    def is_revealed(self) -> bool:
        return self.revealed_at is not None


class ContactStep(models.Model):
    """A move of a contact: what, by whom, for which side, with which words."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12, choices=(("ask", _("提出对接")), *ContactMove.choices))
    side = models.CharField(max_length=6, choices=(*Side.choices, ("broker", _("经纪人"))))
    note = models.TextField(blank=True, default="")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")


class ContactAmount(models.Model):
    """Money of a contact, of one kind, in 分: of an intention, of a contract."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="amounts")
    kind = models.CharField(_("口径"), max_length=20, choices=MoneyKind.choices)
    fen = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contact", "kind"), name="one_amount_per_kind"),)


class Conflict(models.Model):
    """A conflict of interest somebody declared, or declared that there is none."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="conflicts")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=(*Side.choices, ("broker", _("经纪人"))))
    exists = models.BooleanField(_("存在利益冲突"))
    statement = models.TextField(_("说明"), blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
