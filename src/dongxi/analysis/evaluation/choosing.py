"""What somebody who types means: names out of a list, one period or a span of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Sequence

from dongxi.analysis.evaluation.errors import DoesNotFit
from dongxi.analysis.evaluation.panel import ONLY, label
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.tables import plain, suggestion, suggestion_en
from dongxi.data import shared_csv

_BETWEEN = re.compile(r"\s*[-–—~～至]\s*")


def split(text: str) -> list[str]:
    """What stands between commas, 中文 ones too; a name with a comma in it may be quoted."""
    line = text.replace("，", ",")
    return [part.strip() for part in next(csv.reader([line], skipinitialspace=True), []) if part.strip()]


def chosen(text: str, *, known: Sequence[str], what: Words) -> tuple[str, ...]:
    """The names a text lists, as they are known. DoesNotFit, with the nearest ones, for a name unknown."""
    if text.strip() in known:
        return (text.strip(),)
    names = {plain(name): name for name in known}
    parts, found = _parts(text, names), list[str]()
    while parts:
        most = next((n for n in range(len(parts), 0, -1) if plain(",".join(parts[:n])) in names), 0)
        spaced = next((n for n in range(len(parts), 0, -1) if plain(", ".join(parts[:n])) in names), 0)
        take = max(most, spaced)
        if not take:
            raise unknown(parts[0], known=known, what=what)
        joined = ",".join(parts[:take]) if most >= spaced else ", ".join(parts[:take])
        found.append(names[plain(joined)])
        parts = parts[take:]
    if not found:
        raise DoesNotFit(
            zh=f"没有写明{what.zh}。请写一个或几个，用逗号分开。{suggestion('', known)}。",
            en=f"No {what.en} was named. Name one or several between commas; {suggestion_en('', known)}.",
        )
    return tuple(dict.fromkeys(found))


def _parts(text: str, names: Collection[str]) -> list[str]:
    """Also what stands between 、, where no name holds one."""
    parts = split(text)
    if any("、" in name for name in names):
        return parts
    return [piece.strip() for part in parts for piece in part.split("、") if piece.strip()]


def variables(text: str, *, variable_of: Callable[[str], str]) -> list[str]:
    """The variables that a list names. DoesNotFit for one that it names twice."""
    found = [variable_of(part) for part in split(text)]
    if twice := [name for name in dict.fromkeys(found) if found.count(name) > 1]:
        told = listed(twice)
        raise DoesNotFit(
            zh=f"{told.zh}写了不止一次。请各写一次。", en=f"{told.en} is named more than once. Name each once."
        )
    if not found:
        raise DoesNotFit(
            zh="没有写明任何一列。请写列名（长表写指标名），用逗号分开。",
            en="No column was named. Name columns, or indicators of a long table, between commas.",
        )
    return found


def extent(periods: Sequence[str]) -> Words:
    """From the first period to the last; a single one said once."""
    first, last = periods[0], periods[-1]
    return Words(zh=first, en=first) if first == last else Words(zh=f"{first} 至 {last}", en=f"{first} to {last}")


def unknown(name: str, *, known: Sequence[str], what: Words) -> DoesNotFit:
    """What to raise for a name that nobody knows."""
    shown = known if len(known) <= 12 else [*known[:3], "…", *known[-3:]]
    if place := _place(name, known):
        return DoesNotFit(
            zh=f"{what.zh}没有“{name}”。是否指“{place}”。",
            en=f"There is no {what.en} “{name}”. Did you mean “{place}”?",
        )
    return DoesNotFit(
        zh=f"{what.zh}没有“{name}”。{suggestion(name, known)}。",
        en=f"There is no {what.en} “{name}”. Known: {', '.join(shown)}.",
    )


def _place(name: str, known: Sequence[str]) -> str | None:
    """The name among those `known` of the place that somebody names in full, in short or by its code."""
    names = (region for region in shared_csv("regions") if name in (region["code"], region["name"], region["short"]))
    meant = {region[key] for region in names for key in ("code", "name", "short")}
    return next((one for one in known if plain(one) in meant), None)


def span(text: str, *, periods: Sequence[str]) -> tuple[str, ...]:
    """A period, periods between commas, or FROM-TO, both ends in. DoesNotFit for one that the panel lacks."""
    wanted: list[str] = []
    for part in split(text):
        if label(part) in periods:
            wanted.append(label(part))
            continue
        ends = _ends(part, periods)
        if ends is None:
            raise _no_period(part, periods)
        first, last = (periods.index(end) for end in ends)
        if first > last:
            raise DoesNotFit(
                zh=f"“{part}”的起讫颠倒了。请先写早的，如 {ends[1]}-{ends[0]}。",
                en=f"“{part}” ends before it begins. Write the earlier first: {ends[1]}-{ends[0]}.",
            )
        wanted += periods[first : last + 1]
    return tuple(sorted(dict.fromkeys(wanted), key=periods.index))


def _no_period(part: str, periods: Sequence[str]) -> DoesNotFit:
    if list(periods) == [ONLY]:
        return DoesNotFit(
            zh=f"没有写明时期在哪一列，不能取“{part}”。请用 --period 写明时期所在的列名，或去掉 --at。",
            en=f"Which column holds the period was not said, so “{part}” cannot be taken. Name it with --period, or "
            "leave --at out.",
        )
    if len(periods) == 1:
        return DoesNotFit(
            zh=f"没有时期“{part}”，只有 {periods[0]}。", en=f"There is no period “{part}”, only {periods[0]}."
        )
    held = extent(periods)
    return DoesNotFit(
        zh=f"没有时期“{part}”。现有 {held.zh}，请写其中一个，或写起止，如 {periods[0]}-{periods[-1]}。",
        en=f"There is no period “{part}”; there are {held.en}. Name one, or a span such as {periods[0]}-{periods[-1]}.",
    )


def _ends(part: str, periods: Sequence[str]) -> tuple[str, str] | None:
    for sign in _BETWEEN.finditer(part):
        first, last = label(part[: sign.start()]), label(part[sign.end() :])
        if first in periods and last in periods:
            return first, last
    return None
