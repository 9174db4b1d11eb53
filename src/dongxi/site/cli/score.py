"""`dongxi score`: a framework of evaluation applied to any table; ranks with intervals and what drives each score."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongxi.analysis.errors import AnalysisError
from dongxi.site.cli.output import form_of, leaving_quietly, refused, require_writable, write

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.assessment import Assessment
    from dongxi.analysis.tables import Table

SHIPPED = "shipped"
FORMS = ("json", "xlsx", "html")


def score(
    table: Annotated[
        str, typer.Argument(help="数据表 .csv 或 .xlsx（宽表或长表）；写 shipped 则用随附的统计数据", metavar="TABLE")
    ],
    framework: Annotated[Path, typer.Option("--framework", help="评估方案 .toml；写 western、nation 则用随附的示例")],
    period: Annotated[
        str | None, typer.Option("--period", help="评哪个时期，如 2023；表中只有一个时期时可不写")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="另写入文件：.json 供程序使用，.xlsx 三张表，.html 可打印")
    ] = None,
) -> None:
    """按评估方案给各单位打分：名次附名次区间，列出失分和得分的主要指标。未报的不当作零。

    区间计权重在方案所许范围内浮动；未报和存疑的数值怎样计入，结果后的说明里写明。换一种计分方法，名次可能不同。
    """
    form = form_of(out, forms=FORMS)
    if out:
        require_writable(out, inputs=[framework, *([] if table == SHIPPED else [Path(table)])])
    try:
        found = _assessed(table, framework, period)
    except AnalysisError as problem:
        raise refused(str(problem)) from problem
    _show(found)
    if out and form:
        write(_written(found, form), to=out)
        typer.echo(f"已写入 {out}。", err=True)


def _assessed(table: str, framework: Path, period: str | None) -> Assessment:
    from dongxi.analysis.evaluation.assessment import assess
    from dongxi.analysis.evaluation.framework import read_framework
    from dongxi.analysis.evaluation.framework_values import reported_values
    from dongxi.site.cli.progress import telling

    read = read_framework(framework)
    reported = reported_values(framework=read, table=_table(table), period=period)
    with telling() as tell:
        progress = None if tell is None else lambda done, total: tell("试算名次", "", done, total)
        return assess(framework=read, reported=reported, progress=progress)


def _table(table: str) -> Table:
    from dongxi.analysis.indicators.shipped import shipped_table
    from dongxi.analysis.tables import read_table

    return shipped_table() if table == SHIPPED else read_table(Path(table))


def _show(found: Assessment) -> None:
    from rich import box
    from rich.table import Table as Shown
    from rich.text import Text

    from dongxi.analysis.evaluation.doubtful import DOUBTFUL
    from dongxi.site.cli.progress import Results
    from dongxi.site.exports import score_rows as said

    shown = Shown(title=Text(said.title(found)), box=box.SIMPLE_HEAD)
    for head, justify in _HEADS:
        shown.add_column(head, justify=justify, overflow="fold")
    for one in found.standings:
        cells = (
            said.NONE if one.rank is None else str(one.rank),
            one.unit,
            said.score(one, found),
            f"{said.interval(one)} {DOUBTFUL}" if one.doubtful else said.interval(one),
            one.grade or said.NONE,
            f"{one.coverage:.0%}",
            said.parts(one.lost, "−", between="\n"),
            said.parts(one.gained, "+", between="\n"),
        )
        shown.add_row(*map(Text, cells))
    with leaving_quietly():
        console = Results()
        console.print(shown)
        for one in found.standings:
            if told := said.remarks(one):
                console.print(Text(f"{one.unit}　{told}。"), soft_wrap=True)
        for note in said.notes(found):
            console.print(Text(f"· {note}"), soft_wrap=True)


_HEADS = (
    ("名次", "right"),
    ("单位", "left"),
    ("得分", "right"),
    ("名次区间", "center"),
    ("等次", "left"),
    ("报送", "right"),
    ("失分最多", "left"),
    ("高于平均最多", "left"),
)


def _written(found: Assessment, form: str) -> bytes:
    from dongxi.site.exports.score_rows import to_json
    from dongxi.site.exports.scores_html import to_html
    from dongxi.site.exports.scores_xlsx import to_xlsx

    writers: dict[str, Callable[[Assessment], bytes]] = {"json": to_json, "xlsx": to_xlsx, "html": to_html}
    return writers[form](found)
