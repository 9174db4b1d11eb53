"""Why a need is not in a portfolio: what stands in the way of each of its candidates, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Obstacle", "Unserved", "Used", "why_unserved"]

SAID = {
    "no_candidate": ("没有候选供给", "no offer was proposed"),
    "none_wanted": ("该需求设定的对接数为零", "the need is set to take no offer"),
    "capacity": ("{offer}的承接能力已由{taken}占满", "{offer} is fully taken by {taken}"),
    "quota": ("{own}与{other}之间的配额已用完", "the quota between {own} and {other} is used up"),
    "budget": ("经费余额不够承担{offer}", "what is left of the budget does not cover {offer}"),
    "gap": (
        "{offer}可以承接，但求解在最优之前停止",
        "{offer} could serve it, but the search stopped short of the optimum",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What keeps one offer from a need: a code of SAID, and the needs that took its place."""

    code: str
    offer: str | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unserved:
    """A need without an offer: every obstacle, true of the portfolio as it stands, and a sentence in each language."""

    need: str
    obstacles: tuple[Obstacle, ...]
    chinese: str
    english: str


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a portfolio uses: needs by offer, pairs by pair of regions, money in 分."""

    by_offer: Mapping[str, tuple[str, ...]]
    between: Mapping[tuple[str, str], int]
    cost: int

    @classmethod
    def by(cls, chosen: Sequence[tuple[str, str, int]], *, needs: Mapping[str, str], offers: Mapping[str, str]) -> Used:
        by_offer = defaultdict(list)
        for need, offer, _ in chosen:
            by_offer[offer].append(need)
        return cls(
            by_offer={offer: tuple(its) for offer, its in by_offer.items()},
            between=Counter((needs[need], offers[offer]) for need, offer, _ in chosen),
            cost=sum(cost for _, _, cost in chosen),
        )


def why_unserved(
    *,
    need: str,
    region: str,
    options: Sequence[tuple[str, int]],
    offers: Mapping[str, str],
    used: Used,
    capacity: Mapping[str, int],
    quotas: Mapping[tuple[str, str], int],
    budget: int | None,
    refused: bool,
) -> Unserved:
    """The obstacles of a need whose candidates are `options` (offer, cost in 分); the first that holds for each."""
    if refused or not options:
        obstacles = [Obstacle(code="none_wanted" if refused else "no_candidate")]
    else:
        obstacles = []
        for offer, cost in options:
            taken = used.by_offer.get(offer, ())
            if len(taken) >= capacity.get(offer, 1):
                obstacles.append(Obstacle(code="capacity", offer=offer, taken=taken))
            elif used.between.get((region, offers[offer]), 0) >= quotas.get((region, offers[offer]), len(offers) + 1):
                obstacles.append(Obstacle(code="quota", offer=offer))
            elif budget is not None and used.cost + cost > budget:
                obstacles.append(Obstacle(code="budget", offer=offer))
            else:
                obstacles.append(Obstacle(code="gap", offer=offer))
    chinese, english = (_sentence(obstacles, region, offers, language) for language in (0, 1))
    return Unserved(need=need, obstacles=tuple(obstacles), chinese=chinese, english=english)


def _sentence(obstacles: Sequence[Obstacle], region: str, offers: Mapping[str, str], language: int) -> str:
    comma, join, end = ("、", "；", "。") if language == 0 else (", ", "; ", ".")
    nobody = ("无人", "nobody")[language]
    said = [
        SAID[o.code][language].format(
            offer=o.offer, taken=comma.join(o.taken) or nobody, own=region, other=offers.get(o.offer or "", "")
        )
        for o in obstacles
    ]
    text = join.join(dict.fromkeys(said)) + end
    return text[0].upper() + text[1:] if language else text
