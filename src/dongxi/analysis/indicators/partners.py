"""Which provinces the shipped plan names as beneficiaries and as partners: what studies of its time compare."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dongxi.analysis.indicators.measures import members, places, studies
from dongxi.data import shared_toml


@cache
def beneficiaries() -> tuple[str, ...]:
    """Provinces that a task of the plan names, or a place in which it names, as those it is for."""
    return _named("beneficiary", studies()["effect"]["general_groups"])


@cache
def partners() -> tuple[str, ...]:
    """Provinces named as partners, or in which a named park, city or pair of regions lies; general groups are none."""
    return _named("partner", studies()["effect"]["general_groups"])


def _named(role: str, general: list[str]) -> tuple[str, ...]:
    tasks = [task for task in shared_toml("plan")["task"] if task["kind"] == "task"]
    parties = [party for task in tasks for party in task["parties"] if party["role"] == role]
    return tuple(sorted({place for party in parties for place in _provinces(party, general)}))


def _provinces(party: dict[str, Any], general: list[str]) -> Iterator[str]:
    codes: tuple[str, ...] = ()
    if party["kind"] == "region":
        codes = (party["code"],)
    elif party["kind"] == "group" and party["key"] not in general:
        codes = members(party["key"])
    elif party["kind"] == "park":
        codes = tuple(
            row["region"] for row in shared_toml("organisations")["organisation"] if row["key"] == party["key"]
        )
    yield from (f"{code[:2]}0000" for code in codes if f"{code[:2]}0000" in places())
