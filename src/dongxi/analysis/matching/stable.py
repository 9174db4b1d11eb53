"""Stable matching where both sides rank: deferred acceptance (Gale & Shapley 1962), offers serving several needs."""

from __future__ import annotations

from bisect import insort
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dongxi.analysis.errors import AnalysisError

__all__ = ["Stable", "blocking_pairs", "stable_matching"]

Wishes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Stable:
    """Who is matched: `offer_of` a need, `needs_of` an offer in its own order, and the needs left over.

    No need and offer would both rather have each other, and no stable matching gives any need an offer it ranks higher.
    """

    offer_of: Mapping[str, str]
    needs_of: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


def stable_matching(*, needs: Wishes, offers: Wishes, capacity: Mapping[str, int] | None = None) -> Stable:
    """The stable matching best for every need.

    `needs` maps each need to the offers it accepts, best first; `offers` each offer to the needs it accepts, best
    first. An offer serves as many as its `capacity` (1 where not named). A pair that either side left out is never
    made. AnalysisError for a wish named twice or naming nobody, and for a negative capacity.
    """
    room = {offer: (capacity or {}).get(offer, 1) for offer in offers}
    _check(needs, offers, room)
    place = {offer: {need: at for at, need in enumerate(wishes)} for offer, wishes in offers.items()}
    held: dict[str, list[tuple[int, str]]] = {offer: [] for offer in offers}
    ahead = {need: iter(wishes) for need, wishes in needs.items()}
    free = deque(sorted(needs))
    left = []
    while free:
        need = free.popleft()
        offer = next(ahead[need], None)
        if offer is None:
            left.append(need)
        elif need not in place[offer]:
            free.append(need)
        else:
            insort(held[offer], (place[offer][need], need))
            if len(held[offer]) > room[offer]:
                free.append(held[offer].pop()[1])
    return Stable(
        offer_of={need: offer for offer, its in sorted(held.items()) for _, need in its},
        needs_of={offer: tuple(need for _, need in its) for offer, its in sorted(held.items())},
        left=tuple(sorted(left)),
    )


def blocking_pairs(
    *, found: Stable, needs: Wishes, offers: Wishes, capacity: Mapping[str, int] | None = None
) -> tuple[tuple[str, str], ...]:
    """Needs and offers that would both rather have each other than what they have; empty where `found` is stable."""
    room = {offer: (capacity or {}).get(offer, 1) for offer in offers}
    blocking = []
    for need, wishes in needs.items():
        has = found.offer_of.get(need)
        better = wishes[: list(wishes).index(has)] if has is not None else wishes
        blocking += [(need, offer) for offer in better if _would_take(offer, need, found, offers, room)]
    return tuple(sorted(blocking))


def _would_take(offer: str, need: str, found: Stable, offers: Wishes, room: Mapping[str, int]) -> bool:
    ranked, holds = list(offers[offer]), found.needs_of[offer]
    if need not in ranked or room[offer] == 0:
        return False
    return len(holds) < room[offer] or ranked.index(need) < ranked.index(holds[-1])


def _check(needs: Wishes, offers: Wishes, room: Mapping[str, int]) -> None:
    for side, others, name in ((needs, offers, "需求"), (offers, needs, "供给")):
        for one, wishes in side.items():
            twice = [wish for wish, n in Counter(wishes).items() if n > 1]
            if twice:
                raise AnalysisError(f"{name}“{one}”的志愿中“{twice[0]}”出现两次。请只保留一次。")
            unknown = [wish for wish in wishes if wish not in others]
            if unknown:
                raise AnalysisError(f"{name}“{one}”的志愿“{unknown[0]}”不在名单中。请改正或删去。")
    negative = [offer for offer, most in room.items() if most < 0]
    if negative:
        raise AnalysisError(f"供给“{negative[0]}”的容量不得为负。请改正。")
