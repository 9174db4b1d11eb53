"""Rows of a table as needs, offers or decisions; what cannot be taken is refused row by row, the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dongxi.analysis.errors import TableUnreadable
from dongxi.analysis.matching.learn import KNOWN, REASONS, Decision
from dongxi.analysis.matching.model import Need, Offer, Text
from dongxi.analysis.modes import MODES
from dongxi.analysis.tables import Formula, Row, Table, suggestion
from dongxi.data import read_csv, read_toml

HEADS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "编号", "本单位编号", "项目编号", "序号"),
    "title": ("title", "标题", "名称", "项目名称"),
    "text": ("text", "body", "说明", "内容", "简介"),
    "field": ("field", "领域", "行业", "学科"),
    "region": ("region", "地区", "省份", "所在地"),
    "maturity": ("maturity", "技术就绪度", "就绪度", "成熟度"),
    "mode": ("mode", "合作模式", "模式", "合作方式"),
    "amount": ("amount", "金额（万元）", "金额", "预算（万元）"),
    "amount_kind": ("amount_kind", "金额口径", "口径"),
}
"""Columns by name and by the other heads they are known by; every other column is kept as it is."""
NEEDED = ("id", "title")
DECISION_HEADS: Mapping[str, tuple[str, ...]] = {
    "need_id": ("need_id", "需求编号"),
    "offer_id": ("offer_id", "供给编号"),
    "level": ("level", "等级"),
    "verdict": ("verdict", "判定"),
    "reason": ("reason", "原因"),
}
_VERDICTS = {"accept": True, "accepted": True, "合适": True, "reject": False, "unsuitable": False, "不合适": False}
_APART = re.compile(r"[、，,;；|/\s]+")


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that was not taken: its number and cells in the file, and why."""

    row: Row
    why: str


@dataclass(frozen=True, kw_only=True)
class Taken[T: Text]:
    """The texts of a table; `kept` (by id) are the cells of columns nobody asked for, `unused` their heads."""

    texts: tuple[T, ...]
    kept: Mapping[str, Mapping[str, str]]
    unused: tuple[str, ...]
    refused: tuple[Refused, ...]


def needs_of(table: Table) -> Taken[Need]:
    """The needs of a table. TableUnreadable where a column that is needed is missing, or no row can be taken."""
    return _taken(table, Need, "需求")


def offers_of(table: Table) -> Taken[Offer]:
    """The offers of a table, under the same conditions."""
    return _taken(table, Offer, "供给")


def decisions_of(
    table: Table, *, needs: Iterable[Need], offers: Iterable[Offer]
) -> tuple[tuple[Decision, ...], tuple[Refused, ...]]:
    """Decisions about these needs and offers, and the rows that say none. TableUnreadable for a missing column."""
    heads = columns(table, known=DECISION_HEADS, needed=("need_id", "offer_id"))
    if not {"level", "verdict"} & set(heads):
        raise TableUnreadable(name=table.name, why=f"没有“level”或“verdict”一列。{suggestion('level', table.heads)}")
    wanted, offered = {need.id: need for need in needs}, {offer.id: offer for offer in offers}
    found: list[Decision] = []
    refused: list[Refused] = []
    for row in table.rows:
        cells = {key: row.cells[head] for key, head in heads.items() if head in row.cells}
        try:
            found.append(_decision(cells, wanted, offered))
        except ValueError as problem:
            refused.append(Refused(row=row, why=str(problem)))
    return tuple(found), tuple(refused)


def _decision(cells: Mapping[str, str], needs: Mapping[str, Need], offers: Mapping[str, Offer]) -> Decision:
    for key, texts, name in (("need_id", needs, "需求"), ("offer_id", offers, "供给")):
        if cells.get(key) not in texts:
            raise ValueError(f"{name}表里没有编号“{cells.get(key, '')}”，请核对编号")
    level, verdict, reason = cells.get("level"), cells.get("verdict"), cells.get("reason")
    if level and level not in {"1", "2", "3", "4"}:
        raise ValueError(f"等级“{level}”应为 1（无关）至 4（很合适）的整数")
    if not level and _key(verdict or "") not in _VERDICTS:
        raise ValueError(f"判定“{verdict or ''}”应为 accept、reject（或 合适、不合适），也可以填等级 1 至 4")
    known = (*REASONS, KNOWN)
    if reason and reason not in known:
        raise ValueError(f"没有名为“{reason}”的原因。{suggestion(reason, known)}")
    return Decision(
        need=needs[cells["need_id"]],
        offer=offers[cells["offer_id"]],
        level=int(level) if level else None,
        accepted=None if level else _VERDICTS[_key(verdict or "")],
        reason=reason,
    )


def _taken[T: Text](table: Table, kind: type[T], name: str) -> Taken[T]:
    heads = columns(table, known=HEADS, needed=NEEDED)
    unused = tuple(head for head in table.heads if head not in heads.values())
    texts: dict[str, T] = {}
    refused: list[Refused] = []
    for row in table.rows:
        cells = {key: row.cells[head] for key, head in heads.items() if head in row.cells}
        why = _uncalculated(cells, heads) or _fault(cells, texts)
        if why:
            refused.append(Refused(row=row, why=why))
        else:
            texts[cells["id"]] = kind(**_values(cells))
    if table.rows and not texts:
        raise TableUnreadable(
            name=table.name, why=f"没有一行可用的{name}；第 {refused[0].row.number} 行：{refused[0].why}"
        )
    rows = {row.cells.get(heads["id"], ""): row for row in reversed(table.rows)}
    kept = {one: {head: rows[one].cells.get(head, "") for head in unused} for one in texts}
    return Taken(texts=tuple(texts.values()), kept=kept, unused=unused, refused=tuple(refused))


def columns(table: Table, *, known: Mapping[str, Sequence[str]], needed: Iterable[str]) -> dict[str, str]:
    """Column name to the head it stands under in this table. TableUnreadable for one that is needed and missing."""
    stand = {_key(head): head for head in reversed(table.heads)}
    found = {
        name: next(stand[_key(alias)] for alias in aliases if _key(alias) in stand)
        for name, aliases in known.items()
        if any(_key(alias) in stand for alias in aliases)
    }
    for name in needed:
        if name not in found:
            words = "或".join(f"“{alias}”" for alias in known[name][:2])
            raise TableUnreadable(name=table.name, why=f"没有{words}一列。{suggestion(name, table.heads)}")
    return found


def _uncalculated(cells: Mapping[str, str], heads: Mapping[str, str]) -> str | None:
    """Which cell has no value because its formula failed or was never calculated, or None."""
    key = next((key for key, cell in cells.items() if isinstance(cell, Formula)), None)
    if key is None:
        return None
    return f"“{heads[key]}”是没有算出来的公式（{cells[key]}），请在电子表格软件中算好后另存"


def _fault(cells: Mapping[str, str], before: Mapping[str, object]) -> str | None:
    """Why a row cannot be taken, or None."""
    if not cells.get("id"):
        return "编号为空，请补上"
    if cells["id"] in before:
        return f"编号“{cells['id']}”与前面一行重复，请改为唯一的编号"
    if not any(character.isalnum() for character in cells.get("title", "") + cells.get("text", "")):
        return "标题和说明都没有可读的文字，请填写标题"
    for key, read in _READ.items():
        if cells.get(key):
            try:
                read(cells[key])
            except ValueError as problem:
                return str(problem)
    return None


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    told = {key: read(cells[key]) for key, read in _READ.items() if cells.get(key)}
    return {
        "id": cells["id"],
        "title": cells.get("title", ""),
        "body": cells.get("text") or None,
        "fields": told.get("field", ()),
        "region": told.get("region"),
        "maturity": told.get("maturity"),
        "modes": told.get("mode", ()),
        "amount": told.get("amount"),
        "amount_kind": cells.get("amount_kind") or None,
    }


def _fields(cell: str) -> tuple[str, ...]:
    whole = _fields_by_word().get(_key(cell))
    return (whole,) if whole else tuple(_known(word, _fields_by_word(), "领域") for word in _words(cell))


def _modes(cell: str) -> tuple[str, ...]:
    return tuple(_known(word, _modes_by_word(), "合作模式") for word in _words(cell))


def _region(cell: str) -> str:
    return _known(cell, _regions_by_word(), "地区")


def _maturity(cell: str) -> int:
    level = cell.strip("级TRLtrl ")
    if level not in {str(n) for n in range(1, 10)}:
        raise ValueError(f"技术就绪度“{cell}”应为 1 至 9 的整数，不清楚时留空")
    return int(level)


def _amount(cell: str) -> int:
    """万元 as 分."""
    whole, _point, part = cell.replace(",", "").replace("，", "").partition(".")
    if not (whole.isdigit() and (part == "" or part.isdigit()) and len(part) <= 6):
        raise ValueError(f"金额“{cell}”应为以万元计的数，例如 120 或 120.5")
    return int(whole) * 1_000_000 + int(part.ljust(6, "0"))


_READ: Mapping[str, Callable[[str], object]] = {
    "field": _fields,
    "region": _region,
    "maturity": _maturity,
    "mode": _modes,
    "amount": _amount,
}


def _words(cell: str) -> list[str]:
    return [word for word in _APART.split(cell) if word]


def _known(word: str, known: Mapping[str, str], what: str) -> str:
    code = known.get(_key(word))
    if code is None:
        raise ValueError(f"没有名为“{word}”的{what}。{suggestion(word, known)}")
    return code


def _key(word: str) -> str:
    return "".join(word.replace("（", "(").replace("）", ")").casefold().split())


@cache
def _modes_by_word() -> dict[str, str]:
    return {_key(word): code for code, name in MODES.items() for word in (code, name)}


@cache
def _fields_by_word() -> dict[str, str]:
    facts = read_toml("fields")
    held = [row for section in facts["section"] for row in section["divisions"]] + facts["discipline"]
    return {_key(word): row["code"] for row in reversed(held) for word in (row["code"], row["name"], row["name_en"])}


@cache
def _regions_by_word() -> dict[str, str]:
    """By code, name and short name; where two places share a name, the higher one has it."""
    rank = {"province": 2, "prefecture": 1}
    rows = sorted(read_csv("regions"), key=lambda row: rank.get(row["level"], 0))
    return {_key(word): row["code"] for row in rows for word in (row["name"], row["short"], row["code"]) if word}
