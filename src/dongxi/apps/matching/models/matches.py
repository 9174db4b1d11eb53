"""Matches: what the engine made of a need and an offer, what people made of it, and the weights it was made with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.models.postings import Need, Offer
from dongxi.apps.matching.rules import Origin, Side, Unsuitable, Verdict
from dongxi.apps.records.permissions import Place

USER = settings.AUTH_USER_MODEL


class Weighting(models.Model):
    """Weights of the engine. One row stands active; a learned row keeps what it was learned from and how it did.

    `meaning`: whether they go with an engine of meaning, or with words alone. `experience`: what decisions taught about
    single needs (numpy archive), which holds for the version of the vectors named by `corpus`.
    """

    origin = models.CharField(max_length=10, choices=Origin.choices)
    values = models.JSONField()
    digest = models.CharField(max_length=64)
    meaning = models.BooleanField(default=True)
    report = models.JSONField(default=dict)
    experience = models.BinaryField(null=True)
    corpus = models.CharField(max_length=16, blank=True, default="")
    decisions = models.PositiveIntegerField(_("判定数"), default=0)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    active = models.BooleanField(_("启用中"), default=False)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("active",), condition=models.Q(active=True), name="one_active_weighting"),
        )

    def __str__(self) -> str:
        return f"{self.get_origin_display()} {self.digest[:8]}"

    def get_absolute_url(self) -> str:
        return reverse("matching:weighting", args=(self.pk,))


class Ranking(models.Model):
    """One ranking of the offers for a need: by which engine and weights, of which text, among how many."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="rankings")
    need_version = models.PositiveIntegerField()
    weighting = models.ForeignKey(Weighting, models.PROTECT, related_name="rankings")
    engine = models.CharField(max_length=120)
    offers = models.PositiveIntegerField(_("供给数"))
    took_ms = models.PositiveIntegerField()
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ("-pk",)


class Match(models.Model):
    """A need and an offer with score and reasons. `listed`: it stands in the need's latest ranking.

    `score_ppm` is the score in millionths; `parts` names what adds up to it; `reasons` is what the engine says of it.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="matches")
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="matches")
    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="matches")
    rank = models.PositiveIntegerField(_("名次"))
    score_ppm = models.IntegerField(_("得分（百万分之一）"))
    parts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    offer_version = models.PositiveIntegerField()
    listed = models.BooleanField(default=True)
    first_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("need", "rank", "pk")
        constraints = (models.UniqueConstraint(fields=("need", "offer"), name="one_match_per_pair"),)
        indexes = (models.Index(fields=("offer", "listed", "-score_ppm"), name="match_by_offer"),)

    def __str__(self) -> str:
        return f"{self.need.code} × {self.offer.code}"

    def get_absolute_url(self) -> str:
        return reverse("matching:match", args=(self.need.code, self.offer.code))

    def score(self) -> str:
        """The score, two decimals."""
        return f"{self.score_ppm / 1_000_000:.2f}"

    def posting_of(self, side: str) -> Need | Offer:
        return self.need if side == Side.NEED else self.offer


class Decision(models.Model):
    """What one side made of a match; a later decision of that side supersedes it, and both stay."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="decisions")
    side = models.CharField(max_length=6, choices=Side.choices)
    verdict = models.CharField(_("判定"), max_length=12, choices=Verdict.choices)
    reason = models.CharField(_("原因"), max_length=12, choices=Unsuitable.choices, blank=True, default="")
    note = models.CharField(_("备注"), max_length=500, blank=True, default="")
    rank = models.PositiveIntegerField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("判定时间"), auto_now_add=True)
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("match", "side"), condition=models.Q(standing=True), name="one_standing_decision_per_side"
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="unsuitable") | ~models.Q(reason=""), name="unsuitable_has_a_reason"
            ),
        )

    def place(self) -> Place:
        return self.match.posting_of(self.side).place()


class Embedding(models.Model):
    """A text's vector by one model, found by the SHA-256 of the text: no text is embedded twice. Float32 bytes."""

    model = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    vector = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("model", "sha256"), name="one_vector_per_text_and_model"),)
