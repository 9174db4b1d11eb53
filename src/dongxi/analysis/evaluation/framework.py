"""A framework of evaluation from a TOML file: criteria and weights, scoring, missing values, vetoes, grades.

The format: docs/reference/framework.md. Nothing is guessed and nothing rescaled: what does not add up or is
not known is refused with its line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dongxi.analysis.errors import FrameworkUnreadable
from dongxi.analysis.evaluation.direct import EXPECTED, Branch, Direct, Number, direct, exact
from dongxi.analysis.evaluation.errors import CannotEvaluate
from dongxi.analysis.evaluation.framework_scoring import scoring_of
from dongxi.analysis.evaluation.framework_section import Section, opened, place
from dongxi.analysis.evaluation.grades import Band, grades
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.evaluation.scoring import Scoring
from dongxi.analysis.evaluation.vetoes import TESTS, Veto
from dongxi.analysis.evaluation.weighted_sum import MISSING
from dongxi.analysis.os_words import why_not
from dongxi.analysis.tables import suggestion, suggestion_en
from dongxi.data import framework_file, frameworks

NOT_REPORTED = ("-", "—", "——", "–", "…", "……", "/", "未报", "未报送", "缺", "NA", "N/A")
INAPPLICABLE = ("不适用",)
WHOLE, INNER = 100, "count"
NOWHERE = Words(zh="", en="")
_LEAF = ("name", "weight", "column", "measure", "direction", "scoring", "missing")
_TOP = ("title", "note", "whole", "inner", "missing", "sway", "decimals", "cap", "ties", "units", "not_reported")


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Heads of the table. With `indicator` and `value` it is long, one figure a row; without, an indicator a column."""

    unit: str
    period: str | None
    indicator: str | None
    value: str | None
    measure: str | None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A leaf criterion: the `column` (or name in a long table) it is read from, its unit of measure, how it scores."""

    name: str
    column: str
    measure: str | None
    direction: str | None
    scoring: Scoring
    missing: str
    where: Words


@dataclass(frozen=True, kw_only=True)
class Framework:
    """A framework as read; `weights` of the leaves in printed order, `full` points of each, `digest` of the file.

    `tree` has the weights as printed: the first level adds up to `whole`, parts of a criterion to what `inner` says.
    `sway`: each weight may lie within ± that share of itself when places are tried; `units` to be scored, none for all.
    `english` of names, for readers of English.
    """

    name: str
    digest: str
    title: str
    note: str
    tree: tuple[Branch, ...]
    whole: Number
    inner: str
    weights: Direct
    indicators: tuple[Measured, ...]
    columns: Columns
    vetoes: tuple[Veto, ...]
    bands: tuple[Band, ...]
    ties: str
    cap: Number | None
    units: tuple[str, ...]
    sway: float
    decimals: int
    full: Number
    not_reported: tuple[str, ...]
    not_applicable: tuple[str, ...]
    english: Mapping[str, str]


def read_framework(path: Path) -> Framework:
    """The framework in a file, or the shipped one of that code. FrameworkUnreadable, in one line, for what is none."""
    shipped = frameworks()
    if str(path) in shipped and not path.exists():
        return framework_of(shipped[str(path)], name=f"{path}.toml")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise FrameworkUnreadable(name=path.name, where=NOWHERE, why=_closed(problem, list(shipped))) from None
    except UnicodeDecodeError:
        why = Words(zh="不是 UTF-8 文字。请另存为 UTF-8", en="it is no UTF-8 text; please save it as UTF-8")
        raise FrameworkUnreadable(name=path.name, where=NOWHERE, why=why) from None
    return framework_of(text, name=path.name)


def _closed(problem: OSError, shipped: list[str]) -> Words:
    """Why a file of a framework does not open, and what to write instead."""
    example = framework_file(shipped[-1])
    return Words(
        zh=f"文件打不开：{why_not(problem)}。请核对文件名和所在的文件夹；也可写随附的示例方案：{'、'.join(shipped)}"
        f"（如 --framework {shipped[-1]}），自己的方案照 {example} 改，写法见其中的注释",
        en=f"the file does not open: {problem.strerror}. Check its name and its folder, or name an example that ships: "
        f"{', '.join(shipped)} (--framework {shipped[-1]}); for your own begin with {example} and the notes in it",
    )


def framework_of(text: str, *, name: str) -> Framework:
    """The framework in the text of a file called `name`."""
    top = opened(text, name=name)
    top.only(*_TOP, "not_applicable", "columns", "criterion", "veto", "grade", "english")
    title, missing = top.needed("title", "文字"), top.chosen("missing", tuple(MISSING), "refuse")
    criteria = list(top.parts("criterion"))
    _require_whom(top)
    leaves = [leaf for criterion in criteria for leaf in _leaves(criterion)]
    tree = tuple(_branch(criterion) for criterion in criteria)
    indicators = tuple(_measured(leaf, missing) for leaf in leaves)
    vetoes = list(top.parts("veto"))
    named = [[each.needed("name", "文字") for each in sections] for sections in (criteria, vetoes)]
    _distinct(top, *named, [one.name for one in indicators])
    weights = _weights(top, tree)
    full = _full(top, indicators)
    return Framework(
        name=name,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        title=title,
        note=top.given("note", "文字", ""),
        tree=tree,
        whole=top.given("whole", "数", WHOLE),
        inner=top.chosen("inner", tuple(EXPECTED), INNER),
        weights=weights,
        indicators=indicators,
        columns=_columns(top),
        vetoes=tuple(_veto(each, indicators) for each in vetoes),
        bands=_bands(top, full),
        ties=top.chosen("ties", ("exclude", "include"), "exclude"),
        cap=_cap(top, full),
        units=top.words("units"),
        sway=_sway(top),
        decimals=_decimals(top),
        full=full,
        not_reported=top.words("not_reported", NOT_REPORTED),
        not_applicable=top.words("not_applicable", INAPPLICABLE),
        english=_english(top),
    )


def _english(top: Section) -> dict[str, str]:
    section = top.part("english")
    return {} if section is None else {name: section.given(name, "文字") for name in section.cells}


def _leaves(criterion: Section) -> list[Section]:
    """The indicators of a criterion: those below it, or the criterion itself if there are none."""
    if "indicator" not in criterion.cells:
        criterion.only(*_LEAF)
        return [criterion]
    criterion.only("name", "weight", "indicator")
    leaves = list(criterion.parts("indicator"))
    if not leaves:
        raise criterion.wrong(
            "没有一项指标。请至少列出一项 [[criterion.indicator]]", "no indicator; list one [[criterion.indicator]]"
        )
    for leaf in leaves:
        leaf.only(*_LEAF)
    return leaves


def _branch(section: Section) -> Branch:
    parts = tuple(_branch(leaf) for leaf in section.parts("indicator"))
    return Branch(name=section.needed("name", "文字"), weight=section.needed("weight", "数"), parts=parts)


def _words(refused: CannotEvaluate) -> Words:
    return Words(zh=refused.zh.rstrip("。"), en=refused.en.rstrip("."))


def _require_whom(top: Section) -> None:
    if top.cells.get("units") == []:
        raise top.wrong_at(
            "units",
            "“units”是空的。请列出要评的单位；评表中全部单位的，删去这一行",
            "“units” is empty; list the units to be scored, or delete it to score all in the table",
        )


def _distinct(top: Section, *kinds: list[str]) -> None:
    for names in kinds:
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            why = Words(zh="名称出现了两次。请改其一", en="the name stands twice; please change one")
            raise FrameworkUnreadable(name=top.name, where=place(top.text, twice), why=why)


def _weights(top: Section, tree: tuple[Branch, ...]) -> Direct:
    inner = top.chosen("inner", tuple(EXPECTED), INNER)
    try:
        return direct(tree=tree, whole=top.given("whole", "数", WHOLE), inner=inner)
    except CannotEvaluate as refused:
        told = [branch.name for branch in tree if branch.parts and f"{branch.name}合计" in refused.zh]
        every = [branch.name for criterion in tree for branch in (criterion, *criterion.parts)]
        told += [name for name in every if refused.zh.startswith(f"{name}的权重为负")]
        spots = [place(top.text, name) for name in told] or [Words(zh="[[criterion]]", en="[[criterion]]")]
        where = Words(zh="、".join(spot.zh for spot in spots), en=", ".join(spot.en for spot in spots))
        raise FrameworkUnreadable(name=top.name, where=where, why=_words(refused)) from refused


def _columns(top: Section) -> Columns:
    section = top.part("columns")
    if section is None:
        raise top.wrong(
            '缺 [columns]。请至少写明单位在哪一列，如 unit = "地区"',
            '[columns] is missing; say at least which column names the unit, as in unit = "地区"',
        )
    section.only("unit", "period", "indicator", "value", "measure")
    columns = Columns(
        unit=section.needed("unit", "文字"),
        **{key: section.given(key, "文字") for key in ("period", "indicator", "value", "measure")},
    )
    if (columns.indicator is None) != (columns.value is None):
        raise section.wrong(
            "indicator 与 value 应同时写（长表，一行一个数）或都不写（宽表，一列一项指标）",
            "give both indicator and value (long table, a figure a row) or neither (wide table, an indicator a column)",
        )
    if columns.measure and not columns.indicator:
        raise section.wrong(
            "measure 只用于长表；宽表的计量单位写在列名的括号里",
            "measure is for long tables alone; in a wide one the unit stands in brackets in the column's name",
        )
    return columns


def _measured(section: Section, missing: str) -> Measured:
    name = section.needed("name", "文字")
    scoring, direction = scoring_of(section)
    return Measured(
        name=name,
        column=section.given("column", "文字", name),
        measure=section.given("measure", "文字"),
        direction=direction,
        scoring=scoring,
        missing=section.chosen("missing", tuple(MISSING), missing),
        where=section.where,
    )


def _veto(section: Section, indicators: tuple[Measured, ...]) -> Veto:
    section.only("name", "indicator", "when", "limit", "if_missing")
    known = [one.name for one in indicators]
    criterion = section.needed("indicator", "文字")
    if criterion not in known:
        raise section.wrong(
            f"没有指标“{criterion}”。{suggestion(criterion, known)}",
            f"there is no indicator “{criterion}”; {suggestion_en(criterion, known)}",
        )
    when = section.chosen("when", (*TESTS, "is"))
    return Veto(
        name=section.needed("name", "文字"),
        criterion=criterion,
        when=when,
        limit=section.needed("limit", "文字" if when == "is" else "数"),
        if_missing=section.chosen("if_missing", ("undecided", "applies"), "undecided"),
    )


def _band(section: Section, full: Number) -> Band:
    section.only("name", "at_least", "most", "share")
    limits: dict[str, Any] = {"at_least": section.given("at_least", "数"), "share": section.given("share", "数")}
    if limits["at_least"] is not None and not 0 <= exact(limits["at_least"]) <= exact(full):
        raise section.wrong(
            f"分数线“at_least”应在 0 与满分 {full} 之间，现为 {limits['at_least']}。请改正",
            f"the cut-off “at_least” lies between 0 and the full score of {full}, not at {limits['at_least']}",
        )
    try:
        return Band(name=section.needed("name", "文字"), most=section.given("most", "整数"), **limits)
    except CannotEvaluate as refused:
        why = _words(refused)
        raise section.wrong(why.zh, why.en) from refused


def _bands(top: Section, full: Number) -> tuple[Band, ...]:
    bands = [_band(section, full) for section in top.parts("grade")]
    if bands:
        try:
            grades(scores=[], bands=bands)
        except CannotEvaluate as refused:
            where = Words(zh="[[grade]]", en="[[grade]]")
            raise FrameworkUnreadable(name=top.name, where=where, why=_words(refused)) from refused
    return tuple(bands)


def _cap(top: Section, full: Number) -> Number | None:
    cap: Number | None = top.given("cap", "数")
    if cap is not None and not 0 <= exact(cap) <= exact(full):
        raise top.wrong_at(
            "cap",
            f"“cap”是被否决的单位最多得几分，应在 0 与满分 {full} 之间，现为 {cap}。请改正",
            f"“cap” is the most points that a vetoed unit can have, between 0 and the full score of {full}, not {cap}",
        )
    return cap


def _sway(top: Section) -> float:
    sway = float(top.given("sway", "数", 0.2))
    if not 0 < sway <= 1:
        raise top.wrong_at(
            "sway",
            f"“sway”是权重上下浮动的幅度，应大于 0、不超过 1，现为 {sway:g}",
            f"“sway” says how far weights may vary: above 0 and at most 1, not {sway:g}",
        )
    return sway


def _decimals(top: Section) -> int:
    decimals = int(top.given("decimals", "整数", 2))
    if not 0 <= decimals <= 6:
        raise top.wrong_at(
            "decimals",
            f"“decimals”是得分的小数位数，应在 0 与 6 之间，现为 {decimals}",
            f"“decimals” of a score lie between 0 and 6, not at {decimals}",
        )
    return decimals


def _full(top: Section, indicators: tuple[Measured, ...]) -> Number:
    """The points of a full score, the same for every indicator: weights say what counts more, not points."""
    first = exact(indicators[0].scoring.full)
    if first <= 0:
        own = indicators[0].scoring.full
        why = Words(zh=f"满分为 {own}。满分应大于 0", en=f"a full score is {own}; it must be above 0")
        raise FrameworkUnreadable(name=top.name, where=indicators[0].where, why=why)
    other = next((one for one in indicators if exact(one.scoring.full) != first), None)
    if other:
        full, own, name = other.scoring.full, indicators[0].scoring.full, indicators[0].name
        why = Words(
            zh=f"满分为 {full}，“{name}”的满分为 {own}。各项满分应相同",
            en=f"a full score is {full}, that of “{name}” is {own}; all must be the same",
        )
        raise FrameworkUnreadable(name=top.name, where=other.where, why=why)
    return indicators[0].scoring.full
