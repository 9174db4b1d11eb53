"""Our own small market of needs and offers, with grades, which tests rank; and needs of ours with real offers, graded,
which the shipped weights are fitted on."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dongxi.analysis.matching import Decision, Need, Offer

_LISTS = ("fields", "modes")
_GRADES = {"strong": 4, "good": 3, "some": 2}


@cache
def _held(name: str = "market") -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((Path(__file__).parent / "data" / f"{name}.toml").read_text("utf-8"))


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in _GRADES}
    return plain | {name: tuple(row.get(name, ())) for name in _LISTS}


def needs() -> list[Need]:
    return [Need(**_facts(row)) for row in _held()["need"]]


def offers() -> list[Offer]:
    return [Offer(**_facts(row)) for row in _held()["offer"]]


def grades() -> dict[tuple[str, str], int]:
    """The level of every need with every offer."""
    levels = {(need.id, offer.id): 1 for need in needs() for offer in offers()}
    for row in _held()["need"]:
        levels |= {(row["id"], offer): level for name, level in _GRADES.items() for offer in row.get(name, ())}
    return levels


def decisions() -> list[Decision]:
    by_id = {text.id: text for text in (*needs(), *offers())}
    return [Decision(need=by_id[n], offer=by_id[o], level=level) for (n, o), level in grades().items()]


@cache
def real_offers() -> dict[str, Offer]:
    """Projects, laboratories and stations of the shipped facts, by their codes."""
    with (files("dongxi.data") / "public_teams.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "park"]
    return {row["code"]: Offer(id=row["code"], title=row["name"]) for row in rows}


def judged() -> list[Decision]:
    """Needs of ours with ten or eleven real offers each, by title alone."""
    offered = real_offers()
    return [
        Decision(need=Need(id=row["id"], title=row["title"], body=row.get("body")), offer=offered[code], level=level)
        for row in _held("judged")["need"]
        for name, level in (_GRADES | {"none": 1}).items()
        for code in row.get(name, ())
    ]
