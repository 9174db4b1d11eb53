"""What pages show of matches: the ranking of a need, the needs an offer fits, one pair side by side, the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongxi.apps.matching.models import Decision, Match, Posting, Weighting
from dongxi.apps.matching.pages import public_facts
from dongxi.apps.matching.queries import matches as queries
from dongxi.apps.matching.queries.contacts import visible_contacts
from dongxi.apps.matching.queries.postings import is_open
from dongxi.apps.matching.rules import Side, Unsuitable, Verdict
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.wording import in_language

SHOWN, MAIN_PARTS = 10, 3
A_DAY = 24 * 3_600
PARTS = {
    "meaning": gettext_lazy("语义相近"),
    "words": gettext_lazy("用词相同"),
    "characters": gettext_lazy("用字相同"),
    "pairs": gettext_lazy("字对相同"),
    "technology": gettext_lazy("同类技术"),
    "field": gettext_lazy("领域"),
    "maturity": gettext_lazy("技术就绪度"),
    "mode": gettext_lazy("合作模式"),
    "money": gettext_lazy("金额"),
    "region": gettext_lazy("规划提出的地区结对"),
    "experience": gettext_lazy("以往判定的经验"),
}
"""What adds up to a score, by the engine's names."""


@dataclass(frozen=True, kw_only=True)
class ShownMatch:
    """A match as one side sees it: the other text, why, what this side made of it."""

    match: Match
    other: Posting
    reason: str
    standing: Decision | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one piece of evidence adds to the score, and how much of all that speaks for the pair that is (0–100)."""

    name: str
    adds: str
    share: int


def matches_context(*, posting: Posting, to: Any, whole: bool) -> dict[str, Any]:
    """The matches of one's own posting, best first; ten, or all of them."""
    if not (is_open(posting) and decide(to, "matching.decide", posting).allowed):
        return {"matches": None}
    of_need = posting.side == Side.NEED
    rows = queries.matches_of(need=posting, to=to) if of_need else queries.matches_of_offer(offer=posting, to=to)
    shown = list(rows if whole else rows[: SHOWN + 1])
    more = not whole and len(shown) > SHOWN
    return {
        "matches": [_shown(match, posting.side) for match in (shown if whole else shown[:SHOWN])],
        "more_matches": more,
        "ranking": queries.latest_ranking(posting=posting),
        **decision_choices(),
    }


def match_context(*, match: Match, side: str, to: Any) -> dict[str, Any]:
    """One pair, both texts side by side, what each piece of evidence adds, and the contacts there were or are of it."""
    contacts = list(visible_contacts(to=to).filter(match=match))
    reasons = match.reasons or _worked_out(match)
    return {
        "match": match,
        "side": side,
        "mine": match.posting_of(side),
        "sides": [(Side.NEED.label, match.need, public_facts(match.need)),
                  (Side.OFFER.label, match.offer, public_facts(match.offer))],
        "terms": [term["term"] for term in reasons.get("terms", ())],
        "reason": in_language(reasons.get("chinese", ""), reasons.get("english", "")),
        "sentences": reasons.get("sentences"),
        "parts": parts_of(match),
        "decisions": queries.decisions_of(match=match, side=side),
        "contacts": contacts,
        "running": any(not each.is_over() for each in contacts),
        **decision_choices(),
    }  # fmt: skip


def parts_of(match: Match) -> list[Part]:
    """What adds up to the score, weightiest first; zeros left out."""
    gained = sum(value for value in match.parts.values() if value > 0) or 1
    named = sorted(match.parts.items(), key=lambda item: (-item[1], item[0]))
    return [
        Part(name=str(PARTS.get(name, name)), adds=f"{value:+.2f}", share=max(0, round(100 * value / gained)))
        for name, value in named
        if value
    ]


def decision_choices() -> dict[str, Any]:
    return {"verdicts": Verdict, "unsuitable": Unsuitable.choices}


@dataclass(frozen=True, kw_only=True)
class ShownWeight:
    """One weight in two sets."""

    name: str
    here: str
    there: str


def weighting_context(*, weighting: Weighting) -> dict[str, Any]:
    """One set of weights beside the one it was learned from or, of shipped ones, the one in use."""
    other = weighting.based_on or queries.active_weighting()
    here, there = weighting.values, (other or weighting).values
    rows = [
        ShownWeight(name=str(PARTS.get(name, name)), here=f"{value:.3f}", there=f"{there['evidence'][name]:.3f}")
        for name, value in here["evidence"].items()
    ]
    bias = ShownWeight(name=_("起点"), here=f"{here['bias']:.3f}", there=f"{there['bias']:.3f}")
    return {"weighting": weighting, "other": other, "rows": [*rows, bias], "report": weighting.report}


def _shown(match: Match, side: str) -> ShownMatch:
    other = match.offer if side == Side.NEED else match.need
    standing = next((each for each in match.shown_decisions if each.standing), None)
    reason = in_language(match.reasons.get("chinese", ""), match.reasons.get("english", ""))
    return ShownMatch(match=match, other=other, reason=reason or _main_parts(match), standing=standing)


def _main_parts(match: Match) -> str:
    """What bears most of the score, in a few words."""
    named = [part.name for part in parts_of(match)[:MAIN_PARTS] if part.share]
    return _("主要依据：%(parts)s。") % {"parts": _("、").join(named)} if named else ""


def _worked_out(match: Match) -> dict[str, Any]:
    """The reasons of a pair further down the list, worked out when somebody looks and kept for a day."""
    kept, key = caches["pages"], f"reasons:{match.pk}:{match.ranking_id}:{match.offer_version}"
    if (known := kept.get(key)) is not None:
        return known
    from dongxi.apps.matching.reasons import reasons_of  # the engine loads with the first pair looked at, not the site

    reasons = reasons_of(match)
    if reasons is None:
        return {}
    kept.set(key, reasons, A_DAY)
    return reasons
