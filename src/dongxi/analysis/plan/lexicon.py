"""The names of regions, groups and organisations, found in one linear pass over the text.

The names come from `dongxi.data`; an Aho–Corasick automaton takes the leftmost longest of them, so 海南藏族自治州 is
never read as 海南, and a phrase such as 长治久安 keeps 长治 from being read at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from dongxi.analysis.plan.model import PartyKind
from dongxi.analysis.plan.vocab import either, vocabulary, words
from dongxi.data import read_csv, read_toml

_WORDS = vocabulary("parties")
_LEAST_COUNTY = 3
_LEAST_DISTRICT = 2
_AUTONOMOUS = words("parties", "autonomous")
_KINDS: dict[str, PartyKind] = {"park": "park"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for. `official`: the full name, not a short one; `level` only for regions.

    `zone`: that of its province; of a group, when its members have but one.
    """

    kind: PartyKind
    name: str
    code: str | None
    members: tuple[str, ...] = ()
    level: str = ""
    zone: str = ""
    official: bool = True


class Hit(NamedTuple):
    """A name found in the text; no entries: a phrase that only looks like a name."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names in one automaton, and after them the words whose end begins no name: 推广西藏 is not about 广西.

    `counties`: short county names, read only where a list calls them counties; so are `districts`, without their 区.
    """

    automaton: AhoCorasick
    entries: tuple[tuple[Entry, ...], ...]
    counties: dict[str, tuple[Entry, ...]]
    districts: dict[str, tuple[Entry, ...]]
    abbreviations: dict[str, Entry]
    regions: dict[str, Entry]
    names: dict[str, tuple[Entry, ...]]

    def find(self, text: str) -> list[Hit]:
        """The names in `text`, leftmost longest, in order and not overlapping."""
        found = self.automaton.find_matches_as_indexes(text)
        return [Hit(start, end, self.entries[at]) for at, start, end in found if at < len(self.entries)]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the shipped facts."""
    rows = read_csv("regions")
    abbreviations = {
        one: _region(row)
        for row in rows
        if row["level"] in ("province", "body")
        for one in row["abbreviations"].split("|")
        if len(one) == 1
    }
    counties: dict[str, list[Entry]] = {}
    for row in rows:
        if row["level"] == "county":
            counties.setdefault(row["short"], []).append(_region(row))
    districts: dict[str, list[Entry]] = {}
    for row in rows:
        if row["level"] == "county" and row["short"] == row["name"] and len(row["name"]) > _LEAST_DISTRICT:
            districts.setdefault(row["name"][:-1], []).append(_region(row, official=False))
    names = _all_names(abbreviations, counties)
    spelled = sorted(names)
    return Lexicon(
        automaton=AhoCorasick([*spelled, *words("parties", "whole_words")], matchkind=MatchKind.LeftmostLongest),
        entries=tuple(tuple(names[name]) for name in spelled),
        counties={name: tuple(held) for name, held in counties.items()},
        districts={name: tuple(held) for name, held in districts.items()},
        abbreviations=abbreviations,
        regions={row["code"]: _region(row) for row in rows},
        names={name: tuple(held) for name, held in names.items()},
    )


def _all_names(abbreviations: dict[str, Entry], counties: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Every name with what it stands for; a phrase that names nobody stands for nothing."""
    names: dict[str, list[Entry]] = {}
    for name, entry in _region_names():
        names.setdefault(name, []).append(entry)
    for name, entry in (*_group_names(abbreviations), *_organisation_names(), *_told_names()):
        names.setdefault(name, [entry])
    for name, held in counties.items():
        if (
            len(name) >= _LEAST_COUNTY
            and name not in names
            and len(held) == 1
            and name[-1] not in _WORDS["county_kinds"]
        ):
            names[name] = held
    return names | {phrase: [] for phrase in words("parties", "not_parties")}


def _region(row: dict[str, str], *, official: bool = True) -> Entry:
    return Entry(
        kind="region",
        name=row["name"],
        code=row["code"],
        level=row["level"],
        zone=_zone(row["code"]),
        official=official,
    )


@cache
def _zones() -> dict[str, str]:
    """The zone of each province, by the first two digits of its code."""
    return {row["code"][:2]: row["zone"] for row in read_csv("regions") if row["level"] in ("province", "body")}


@cache
def province(code: str) -> str:
    """The first two digits of the province a region lies in; the Corps (66…) lies in Xinjiang."""
    return _bodies().get(code[:2], code[:2])


@cache
def _bodies() -> dict[str, str]:
    return {row["code"][:2]: row["parent"][:2] for row in read_csv("regions") if row["level"] == "body"}


def _zone(*codes: str) -> str:
    """The zone in which the places of these codes lie; nothing when they lie in several."""
    zones = {_zones()[code[:2]] for code in codes if code[:2] in _zones()}
    return zones.pop() if len(zones) == 1 else ""


def _region_names() -> Iterator[tuple[str, Entry]]:
    for row in read_csv("regions"):
        yield row["name"], _region(row)
        for ending in _AUTONOMOUS:
            if row["name"].endswith(ending):
                stem = row["short"].removesuffix(ending[-1])
                yield stem + ending[-1], _region(row, official=False)
                yield stem + ending, _region(row, official=False)
        if row["level"] != "county" and row["short"] != row["name"]:
            yield row["short"], _region(row, official=False)
        for other in row["abbreviations"].split("|"):
            if len(other) > 1:
                yield other, _region(row, official=False)


def _group_names(abbreviations: dict[str, Entry]) -> Iterator[tuple[str, Entry]]:
    """Groups and the short names of zones; two provinces written in two characters (闽宁) are read as those two."""
    short = _WORDS["short_zones"]
    for group in read_toml("region_groups")["group"]:
        entry = Entry(
            kind="group", name=group["name"], code=None, members=tuple(group["members"]), zone=_zone(*group["members"])
        )
        for name in (group["name"], *group["aliases"], *(one for one, of in short.items() if of == group["name"])):
            pair = len(name) == 2 and all(char in abbreviations for char in name) and group["kind"] == "pair"
            if len(name) > 1 and not pair:
                yield name, entry


def _told_names() -> Iterator[tuple[str, Entry]]:
    for name in words("parties", "bodies"):
        yield name, Entry(kind="organisation", name=name, code=None, level="ministry")
    regions = {row["code"]: row for row in read_csv("regions")}
    for name, code in _WORDS["aliases"].items():
        yield name, _region(regions[code], official=False)
    for name, code in _WORDS["new_areas"].items():
        yield name, Entry(kind="park", name=name, code=code, level="park", zone=_zone(code))
    for name, code in _WORDS["firms"].items():
        yield name, Entry(kind="organisation", name=name, code=code, level="firm", zone=_zone(code))
    for name in words("parties", "groups"):
        yield name, Entry(kind="group", name=name, code=None)
    for name, county in _WORDS["places"].items():
        yield name, Entry(kind="region", name=name, code=None, level="place", zone=_zone(county))


def _organisation_names() -> Iterator[tuple[str, Entry]]:
    for body in read_toml("organisations")["organisation"]:
        kind = _KINDS.get(body["kind"], "organisation")
        entry = Entry(
            kind=kind, name=body["name"], code=body["region"] or None, level=body["kind"], zone=_zone(body["region"])
        )
        for name in (body["name"], *body["aliases"]):
            if len(name) > 1:
                yield name, entry


def organisation_names(line: str) -> list[str] | None:
    """The organisations that `line` consists of, one after the other; None when it holds anything else."""
    found: list[str] = []
    at = 0
    for hit in lexicon().find(line):
        if hit.start != at or not hit.entries or hit.entries[0].kind != "organisation":
            return None
        found.append(line[hit.start : hit.end])
        at = hit.end
    return found if at == len(line) and found else None


@cache
def counties_of(province: str) -> tuple[re.Pattern[str], dict[str, Entry]] | None:
    """The short names of a province's counties as a pattern for lists (在盐池、海原), and what each stands for."""
    common = frozenset(words("parties", "common_counties"))
    held = {
        name: entries[0]
        for name, every in lexicon().counties.items()
        if len(name) > 1
        and name not in common
        and name[-1] not in _WORDS["county_kinds"]
        and name not in lexicon().names
        for entries in [[entry for entry in every if (entry.code or "").startswith(province)]]
        if len(entries) == 1
    }
    if not held:
        return None
    listed = f"(?<=[{_WORDS['county_preceded']}]){either(held)}(?=[{_WORDS['county_followed']}]|$)"
    return re.compile(listed), held
