"""Contacts: a brokered first conversation, step by step; neither side sees who the other is before both agree."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.contact_rules import OVER, ContactMove, ContactState, EndReason
from dongxi.apps.matching.models.matches import Match
from dongxi.apps.matching.models.postings import Need, Offer, new_code
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.money import MoneyKind
from dongxi.apps.records.permissions import Place, decide

USER = settings.AUTH_USER_MODEL
BROKER = "broker"
SPEAKERS = (*Side.choices, (BROKER, _("经纪人")))
"""For whom a step is made or a declaration given."""


class Contact(models.Model):
    """One attempt to bring the sides of a match together. `revealed_at`: since when each side sees the other."""

    code = models.CharField(_("编号"), max_length=12, unique=True, default=new_code, editable=False)
    match = models.ForeignKey(Match, models.PROTECT, related_name="contacts")
    asked_by_side = models.CharField(_("提出方"), max_length=6, choices=Side.choices)
    state = models.CharField(_("状态"), max_length=12, choices=ContactState.choices, default=ContactState.ASKED)
    signed_by_side = models.CharField(_("提交签约的一方"), max_length=6, choices=Side.choices, blank=True, default="")
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
            models.CheckConstraint(
                condition=~models.Q(state="ended") | ~models.Q(end_reason=""), name="contact_ends_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("signing", "signed")) | ~models.Q(signed_by_side=""),
                name="contact_signed_names_who_filed",
            ),
        )
        indexes = (models.Index(fields=("state", "moved_at"), name="contact_waiting"),)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("matching:contact", args=(self.code,))

    def is_revealed(self) -> bool:
        return self.revealed_at is not None

    def is_over(self) -> bool:
        return self.state in OVER

    def posting_of(self, side: str) -> Need | Offer:
        return self.match.posting_of(side)

    def place(self) -> Place:
        """Where both sides are: evidence is filed by either of them."""
        places = [self.posting_of(side).place() for side in Side]
        return Place(
            regions=frozenset().union(*(place.regions for place in places)),
            organisations=frozenset().union(*(place.organisations for place in places)),
        )

    def sides_of(self, who: Any) -> list[str]:
        """The sides somebody may speak for: need, offer, and broker for the contact's own broker."""
        spoken = [str(side) for side in Side if decide(who, "matching.post", self.posting_of(side)).allowed]
        return [*spoken, BROKER] if who.pk is not None and who.pk == self.broker_id else spoken

    def seen_by(self, to: Any) -> bool:
        """Whether somebody may see the contact, and so what was filed of it."""
        return bool(self.sides_of(to))

    def evidence_hindrance(self) -> str:
        """Files name their parties: none is taken before both agreed, nor after the contact came to nothing."""
        if not self.is_revealed():
            return gettext("双方同意、互见身份之后才能提交文件。")
        return gettext("对接已经终止，不再接受文件。") if self.state == ContactState.ENDED else ""


class ContactStep(models.Model):
    """A move of a contact: what, by whom, for which side, with which words."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12, choices=(("ask", _("提出对接")), *ContactMove.choices))
    side = models.CharField(max_length=6, choices=SPEAKERS)
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
    side = models.CharField(max_length=6, choices=SPEAKERS)
    exists = models.BooleanField(_("存在利益冲突"))
    statement = models.TextField(_("说明"), blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-at", "-pk")
