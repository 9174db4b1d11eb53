"""`dongxi efficiency`: how near each unit of a table comes to the best there is, and how that changes; any table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dongxi.site.cli.output import form_of, leaving_quietly, refusing, require_writable, write
from dongxi.site.cli.panels import SHIPPED, open_table, shown_table

if TYPE_CHECKING:
    from rich.console import Console

    from dongxi.analysis.evaluation.efficiency_table import EfficiencyTable
    from dongxi.analysis.evaluation.panel import Panel

FORMS = ("json", "xlsx", "html")
MOST_SHOWN = 100
"""Rows in the terminal; files hold all."""


def efficiency(
    table: Annotated[str, typer.Argument(help="数据表 .csv 或 .xlsx；写 shipped 则用随附的统计数据", metavar="TABLE")],
    unit: Annotated[str, typer.Option("--unit", help="单位在哪一列")],
    inputs: Annotated[str, typer.Option("--inputs", help="投入在哪几列，逗号分开")],
    outputs: Annotated[str, typer.Option("--outputs", help="产出在哪几列，逗号分开")],
    model: Annotated[
        str, typer.Option("--model", help="ccr 规模报酬不变，bcc 可变，super 超效率，sbm 基于松弛")
    ] = "ccr",
    orientation: Annotated[
        str | None, typer.Option("--orientation", help="in 投入导向（不写即此），out 产出导向")
    ] = None,
    period: Annotated[str | None, typer.Option("--period", help="时期在哪一列；多个时期则算 Malmquist 指数")] = None,
    at: Annotated[str | None, typer.Option("--at", help="只取哪些时期，如 2023 或 2018-2023")] = None,
    bootstrap: Annotated[int | None, typer.Option("--bootstrap", help="自助抽样次数，如 1000，给出区间")] = None,
    units: Annotated[str | None, typer.Option("--units", help="只算这些单位")] = None,
    without: Annotated[str | None, typer.Option("--without", help="不算这些单位")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help="长表：指标名称在哪一列")] = None,
    value: Annotated[str | None, typer.Option("--value", help="长表：数值在哪一列")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="另写入文件：.json 供程序使用，.xlsx 含目标和标杆，.html 可打印")
    ] = None,
) -> None:
    """用 DEA 衡量各单位的效率：得分、松弛、标杆和区间；给出多个时期则算生产率变化（Malmquist）。"""
    form = form_of(out, forms=FORMS)
    if out:
        require_writable(out, inputs=[] if table == SHIPPED else [Path(table)])
    with refusing():
        read, ins, outs = _read(table, (unit, period), (inputs, outputs), (indicator, value))
        found = _answered(
            panel=read,
            inputs=ins,
            outputs=outs,
            model=model,
            orientation=orientation,
            units=units,
            without=without,
            at=at,
            draws=bootstrap,
        )
    if out and form:
        write(_written(found, form), to=out)
        typer.echo(f"已写入 {out}。", err=True)
    _show(found)


def _read(
    table: str, where: tuple[str, str | None], columns: tuple[str, str], long: tuple[str | None, str | None]
) -> tuple[Panel, list[str], list[str]]:
    from dongxi.analysis.evaluation.choosing import variables
    from dongxi.analysis.evaluation.panel import read_panel

    opened = open_table(table, long=long)
    ins, outs = (variables(text, variable_of=opened.variable_of) for text in columns)
    wanted = list(dict.fromkeys([*ins, *outs]))
    return read_panel(table=opened.table, unit=where[0], period=where[1], variables=wanted, long=opened.long), ins, outs


def _answered(**asked: Any) -> EfficiencyTable:
    from dongxi.analysis.evaluation.efficiency_table import efficiency_table, task
    from dongxi.site.cli.progress import telling

    put = task(**asked)
    with telling() as tell:
        progress = None if tell is None else lambda done, total: tell("自助抽样", "", done, total)
        return efficiency_table(task=put, progress=progress)


def _show(found: EfficiencyTable) -> None:
    from rich.text import Text

    from dongxi.site.cli.progress import Results
    from dongxi.site.exports import efficiency_rows as said

    with leaving_quietly():
        console = Results()
        console.print(Text(said.title(found)), style="bold", soft_wrap=True)
        console.print(Text(said.measured(found)), soft_wrap=True)
        if found.change is None:
            _show_scores(console, found)
        else:
            _show_change(console, found)
        console.print(Text(said.paragraph(found)), soft_wrap=True)
        for note in said.notes(found):
            console.print(Text(f"· {note}"), soft_wrap=True)


def _show_scores(console: Console, found: EfficiencyTable) -> None:
    from dongxi.site.exports import efficiency_rows as said

    rows, heads = said.ranked(found), said.heads(found)
    console.print(shown_table(heads, rows[:MOST_SHOWN], left={1, len(heads) - 2, len(heads) - 1}))
    _tell_of_more(console, len(rows))


def _show_change(console: Console, found: EfficiencyTable) -> None:
    from dongxi.site.exports import efficiency_rows as said

    means = [(first, last, *said.factors(values)) for first, last, values in said.mean_rows(found)]
    console.print(shown_table(said.MEAN_HEADS, means, left={0, 1}))
    rows = [
        (said.marked(found, unit), *said.factors([whole, *values])) for unit, whole, values in said.whole_rows(found)
    ]
    console.print(shown_table(said.WHOLE_HEADS, rows[:MOST_SHOWN], left={0}))
    _tell_of_more(console, len(rows))


def _tell_of_more(console: Console, count: int) -> None:
    if count > MOST_SHOWN:
        console.print(f"只列前 {MOST_SHOWN} 个，共 {count:,} 个；全部请用 --out 写入文件。")


def _written(found: EfficiencyTable, form: str) -> bytes:
    from dongxi.site.exports.efficiency_html import to_html
    from dongxi.site.exports.efficiency_rows import to_json
    from dongxi.site.exports.efficiency_xlsx import to_xlsx

    writers: dict[str, Callable[[EfficiencyTable], bytes]] = {"json": to_json, "xlsx": to_xlsx, "html": to_html}
    return writers[form](found)
