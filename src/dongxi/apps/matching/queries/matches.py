"""Reads of matches and of what was made of them. A need's ranking is its own side's; an offer's side sees its needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from dongxi.apps.matching.models import Decision, Match, Need, Offer, Posting, Ranking, Weighting
from dongxi.apps.matching.queries.postings import reached
from dongxi.apps.matching.rules import LEAST, LEAST_OF_EACH, PostingState, Side, Unsuitable, Verdict
from dongxi.apps.records.permissions import decide


def visible_matches(*, to: Any) -> models.QuerySet[Match]:
    """Matches of one's own needs and of one's own offers, while both texts stand."""
    own = reached(to, "matching.decide", path="need__identity") | reached(to, "matching.decide", path="offer__identity")
    return _standing(Match.objects.filter(own))


def matches_of(*, need: Need, to: Any) -> models.QuerySet[Match]:
    """The offers that stand ranked for a need, best first; nothing for whoever is not of its side."""
    if not decide(to, "matching.decide", need).allowed:
        return Match.objects.none()
    return _with_decisions(_standing(need.matches.filter(listed=True)), Side.NEED).order_by("rank", "pk")


def matches_of_offer(*, offer: Offer, to: Any) -> models.QuerySet[Match]:
    """The needs in whose ranking an offer stands, where it fits best first; nothing for others than its side."""
    if not decide(to, "matching.decide", offer).allowed:
        return Match.objects.none()
    return _with_decisions(_standing(offer.matches.filter(listed=True)), Side.OFFER).order_by("-score_ppm", "pk")


def _standing(rows: models.QuerySet[Match]) -> models.QuerySet[Match]:
    """Matches both of whose postings are open; their identities are not read."""
    today = timezone.localdate()
    standing = {
        f"{side}__{name}": value
        for side in Side
        for name, value in (("state", PostingState.PUBLISHED), ("expires_on__gte", today))
    }
    return rows.filter(**standing).select_related("need__public_region", "offer__public_region", "ranking__weighting")


def _with_decisions(rows: models.QuerySet[Match], side: str) -> models.QuerySet[Match]:
    """What that side made of each, newest first, as `shown_decisions`: the other side's stays its own."""
    decisions = Decision.objects.filter(side=side).order_by("-pk")
    return rows.prefetch_related(models.Prefetch("decisions", decisions, to_attr="shown_decisions"))


def decisions_of(*, match: Match, side: str) -> models.QuerySet[Decision]:
    """What one side made of a match, newest first."""
    return match.decisions.filter(side=side).select_related("decided_by").order_by("-pk")


def my_side(*, match: Match, to: Any) -> str | None:
    """Which side of a match somebody decides for; None if neither. Who holds both decides for the need."""
    for side in (Side.NEED, Side.OFFER):
        if decide(to, "matching.decide", match.posting_of(side)).allowed:
            return side
    return None


def latest_ranking(*, posting: Posting) -> Ranking | None:
    """By what and when a need was ranked last."""
    if posting.side != Side.NEED:
        return None
    return posting.rankings.select_related("weighting").first()


def active_weighting() -> Weighting | None:
    """The weights the engine ranks by; None before the first ranking."""
    return Weighting.objects.filter(active=True).first()


def visible_weightings(*, to: Any) -> models.QuerySet[Weighting]:
    """Every set of weights, newest first, for those who keep the engine."""
    rows = Weighting.objects.select_related("based_on")
    return rows if decide(to, "matching.learn").allowed else rows.none()


@dataclass(frozen=True)
class DecisionsAtHand:
    """How many standing decisions there are to learn from, by verdict."""

    accepted: int
    unsuitable: int

    @property
    def total(self) -> int:
        return self.accepted + self.unsuitable

    @property
    def enough(self) -> bool:
        return self.total >= LEAST and min(self.accepted, self.unsuitable) >= LEAST_OF_EACH


def teaching_decisions() -> models.QuerySet[Decision]:
    """Standing decisions that say yes or no; 以后再看 says neither, and 已经接触过 nothing of the two texts."""
    rows = Decision.objects.filter(standing=True, verdict__in=(Verdict.ACCEPT, Verdict.UNSUITABLE))
    rows = rows.exclude(reason=Unsuitable.KNOWN)
    return rows.select_related("match__need", "match__offer").order_by("match", "side")


def decisions_at_hand() -> DecisionsAtHand:
    """How many of them there are."""
    counts = teaching_decisions().aggregate(
        accepted=models.Count("pk", filter=models.Q(verdict=Verdict.ACCEPT)),
        unsuitable=models.Count("pk", filter=models.Q(verdict=Verdict.UNSUITABLE)),
    )
    return DecisionsAtHand(**counts)
