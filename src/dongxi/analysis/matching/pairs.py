"""Which provinces a plan, as structured facts, names on opposite sides of a pairing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from dongxi.analysis.matching.model import Paired
from dongxi.data import read_toml


def paired_by_plan(facts: Mapping[str, Any] | None = None) -> Paired:
    """Whether the plan (not given: the shipped one) pairs the provinces of two regions, in either order.

    A group stands for its members, a body for the province it lies in; a place below a province for that province.
    """
    plan = read_toml("plan") if facts is None else facts
    places = dict(_places(plan))
    sides = (
        tuple({p for name in pairing[side] for p in places.get(name, ())} for side in ("a", "b"))
        for task in plan["task"]
        for pairing in task["pairings"]
    )
    return paired_sides(sides)


def paired_sides(sides: Iterable[tuple[Iterable[str], ...]]) -> Paired:
    """Whether two regions lie in provinces that stand on opposite sides of one of these pairings, in either order.

    `sides`: of each pairing both sides, as first two digits of provinces.
    """
    pairs = {frozenset(both) for pairing in sides for both in product(*pairing) if len(set(both)) == 2}
    return lambda need, offer: bool(need and offer) and frozenset((str(need)[:2], str(offer)[:2])) in pairs


def _places(plan: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of parties with the first two digits of the provinces they stand for."""
    for body in read_toml("organisations")["organisation"]:
        for name in (body["name"], *body["aliases"]):
            yield name, (body["region"][:2],) if body["region"] else ()
    for group in read_toml("region_groups")["group"]:
        for name in (group["name"], *group["aliases"]):
            yield name, tuple(code[:2] for code in group["members"])
    for party in (party for task in plan["task"] for party in task["parties"]):
        if party["kind"] == "region" and party["code"]:
            yield party["name"], (party["code"][:2],)
