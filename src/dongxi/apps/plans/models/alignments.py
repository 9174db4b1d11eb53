"""A local commitment that carries out a national one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.plans.models.documents import USER
from dongxi.apps.plans.models.tasks import Commitment
from dongxi.apps.plans.rules import (
    EVIDENCE,
    SHARED,
    ProposalState,
)
from dongxi.apps.records.permissions import Place


class Alignment(models.Model):
    """A local commitment that carries out a national one; proposed by the machine, decided by a person."""

    national = models.ForeignKey(Commitment, models.CASCADE, related_name="carried_out_by")
    local = models.ForeignKey(Commitment, models.CASCADE, related_name="carries_out")
    score_ppm = models.PositiveIntegerField(_("得分（百万分之一）"))
    reasons = models.JSONField(default=dict)
    decision = models.CharField(_("判定"), max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("判定人"))
    decided_at = models.DateTimeField(_("判定时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("national", "-score_ppm", "pk")
        constraints = (models.UniqueConstraint(fields=("national", "local"), name="one_alignment_per_pair"),)

    def place(self) -> Place:
        return self.local.task.plan.place()

    def pieces(self) -> list[tuple[str, str, str]]:
        """What speaks for the pair: (what, its value from 0 to 1, what it adds), weightiest first, zeros left out."""
        values, adds = self.reasons.get("evidence", {}), self.reasons.get("contributions", {})
        names = sorted((name for name in values if adds.get(name)), key=lambda name: -adds[name])
        return [(str(EVIDENCE.get(name, name)), f"{values[name]:.2f}", f"{adds[name]:+.2f}") for name in names]

    def shared(self) -> list[tuple[str, list[str]]]:
        """(what, names) of everything both sides hold."""
        return [(str(label), self.reasons[key]) for key, label in SHARED.items() if self.reasons.get(key)]

    def score(self) -> str:
        """The score from 0 to 1, two decimals."""
        return f"{self.score_ppm / 1_000_000:.2f}"
