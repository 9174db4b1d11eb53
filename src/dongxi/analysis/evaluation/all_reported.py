"""Where a framework has the evaluation stop for a value not reported: whose it is, and where in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dongxi.analysis.errors import straight
from dongxi.analysis.evaluation.errors import MissingValues
from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.evaluation.result import Words, listed
from dongxi.analysis.evaluation.scoring import Value
from dongxi.analysis.tables import Table

RowOf = Callable[[str, str], int | None]
"""The row in which a unit's value of an indicator stands or should stand; None where the unit has no such row."""


def require_all_reported(
    *,
    framework: Framework,
    table: Table,
    period: str | None,
    units: Sequence[str],
    values: Mapping[str, Sequence[Value]],
    row_of: RowOf,
) -> None:
    """MissingValues, with units and rows, unless the indicators of the rule `refuse` are reported by everybody."""
    lacking = [
        (one, absent)
        for one in framework.indicators
        if one.missing == "refuse"
        and (absent := [unit for unit, value in zip(units, values[one.name], strict=True) if value is None])
    ]
    if not lacking:
        return
    one, absent = lacking[0]
    who, when = _placed(absent, [row_of(unit, one.name) for unit in absent]), f"{period} " if period else ""
    others = listed([f"“{each.column}”" for each, _ in lacking[1:]])
    raise MissingValues(
        zh=f"“{table.name}”不能评分：{when}“{one.column}”有 {len(absent)} 个单位未报送：{who.zh}。"
        f'{f"{others.zh}也未报全。" if others.zh else ""}按评估方案（{one.where.zh}，missing = "refuse"），'
        '未报即停止评估。缺失不是零：请在表中补报，或在方案中改写未报的规则，如 missing = "reported"。',
        en=straight(
            f"{table.name_en} cannot be scored: {when}“{one.column}” was not reported by {who.en}. "
            f"{f'Nor were all of {others.en}. ' if others.en else ''}By the framework ({one.where.en}, "
            'missing = "refuse") the evaluation stops at what is missing. Missing is not zero: supply it in the table, '
            'or write another rule into the framework, such as missing = "reported".'
        ),
    )


def _placed(units: Sequence[str], rows: Sequence[int | None]) -> Words:
    if not any(rows):
        return listed(units) + Words(zh="（没有这样的行）", en="(no such rows)")
    at = list(zip(units, rows, strict=True))
    return Words(
        zh=listed([f"{unit}（{f'第 {row} 行' if row else '没有这一行'}）" for unit, row in at]).zh,
        en=listed([f"{unit} ({f'row {row}' if row else 'no such row'})" for unit, row in at]).en,
    )
