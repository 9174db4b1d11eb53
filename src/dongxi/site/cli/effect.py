"""`dongxi effect`: what changed in a unit after a start, against units that were not treated; any panel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dongxi.site.cli.output import form_of, leaving_quietly, refusing, require_writable, write
from dongxi.site.cli.panels import SHIPPED, numbers, open_table, planned, shown_table

if TYPE_CHECKING:
    from rich.console import Console

    from dongxi.analysis.evaluation.effect import Effect, Part
    from dongxi.analysis.evaluation.effect_question import Asked
    from dongxi.analysis.evaluation.panel import Panel

FORMS = ("json", "xlsx", "html")


def effect(
    panel: Annotated[
        str, typer.Argument(help="面板数据 .csv 或 .xlsx；写 shipped 则用随附的统计数据", metavar="PANEL")
    ],
    unit: Annotated[str, typer.Option("--unit", help="单位在哪一列")],
    time: Annotated[str, typer.Option("--time", help="时期在哪一列")],
    outcome: Annotated[str, typer.Option("--outcome", help="结果变量在哪一列")],
    treated: Annotated[str, typer.Option("--treated", help="处理单位，多个用逗号分开")],
    since: Annotated[str, typer.Option("--since", help="从哪个时期起受处理；多个单位起始不同时按顺序各写一个")],
    predictors: Annotated[
        str | None, typer.Option("--predictors", help="预测变量：列名、列名:时期 或 列名:起-止（各期平均），逗号分开")
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="synthetic 合成控制，augmented 增广合成控制，did 双重差分")
    ] = "synthetic",
    donors: Annotated[str | None, typer.Option("--donors", help="对照单位；不写则为其余全部单位")] = None,
    without: Annotated[str | None, typer.Option("--without", help="不参加比较的单位，如受了同样影响的")] = None,
    fit: Annotated[str | None, typer.Option("--fit", help="拟合哪些时期，如 1960-1969；不写则为起始前全部")] = None,
    predictor_weights: Annotated[
        str | None, typer.Option("--predictor-weights", help="预测变量的权重，按顺序；不写则搜索")
    ] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help="长表：指标名称在哪一列")] = None,
    value: Annotated[str | None, typer.Option("--value", help="长表：数值在哪一列")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="另写入文件：.json 供程序使用，.xlsx 含图，.html 可打印")
    ] = None,
) -> None:
    """估计某单位自某时起的变化：与未受处理的单位比较，附安慰剂检验、权重、图和一段说明。"""
    form = form_of(out, forms=FORMS)
    if out:
        require_writable(out, inputs=[] if panel == SHIPPED else [Path(panel)])
    with refusing():
        read, main, asked = _read(panel, (unit, time, outcome, predictors), (indicator, value))
        found = _answered(
            panel=read,
            outcome=main,
            treated=treated,
            since=since,
            method=method,
            predictors=asked,
            donors=donors,
            without=without,
            fit=fit,
            predictor_weights=numbers(predictor_weights),
            planned=planned() if panel == SHIPPED else (),
        )
    if out and form:
        write(_written(found, form), to=out)
        typer.echo(f"已写入 {out}。", err=True)
    _show(found)


def _read(
    panel: str, columns: tuple[str, str, str, str | None], long: tuple[str | None, str | None]
) -> tuple[Panel, str, tuple[Asked, ...]]:
    from dongxi.analysis.evaluation.effect_question import asked_for
    from dongxi.analysis.evaluation.panel import read_panel

    unit, time, outcome, predictors = columns
    opened = open_table(panel, long=long)
    main = opened.variable_of(outcome)
    asked = asked_for(predictors, variable_of=opened.variable_of) if predictors else ()
    variables = list(dict.fromkeys([main, *(one.variable for one in asked)]))
    return read_panel(table=opened.table, unit=unit, period=time, variables=variables, long=opened.long), main, asked


def _answered(**asked: Any) -> Effect:
    from dongxi.analysis.evaluation.effect import effect as answer
    from dongxi.analysis.evaluation.effect_question import question
    from dongxi.site.cli.progress import telling

    put = question(**asked)
    with telling() as tell:
        progress = None if tell is None else lambda unit, done, total: tell(f"安慰剂检验 {unit}", "", done, total)
        return answer(question=put, progress=progress)


def _show(found: Effect) -> None:
    from rich.text import Text

    from dongxi.site.cli.progress import Results
    from dongxi.site.exports import effect_rows as said

    with leaving_quietly():
        console = Results()
        console.print(Text(said.title(found)), style="bold", soft_wrap=True)
        for part in found.parts:
            _show_part(console, found, part)
        console.print()
        console.print(Text(said.paragraph(found).zh), soft_wrap=True)
        for note in said.to_read_with(found):
            console.print(Text(f"· {note}"), soft_wrap=True)


def _show_part(console: Console, found: Effect, part: Part) -> None:
    from rich.text import Text

    from dongxi.site.exports import effect_rows as said
    from dongxi.site.exports.effect_text import chart

    compared = said.COMPARED[found.question.method]
    for heads, rows in (
        (said.SUMMARY_HEADS, [said.summary(part)]),
        (said.WEIGHT_HEADS, said.weight_rows(part)),
        (said.BALANCE_HEADS, said.balance_rows(part)),
        (said.series_heads(found), said.series_rows(found, part, after_only=True)),
    ):
        if rows:
            console.print(shown_table(heads, rows, left={0}))
    lines = chart(periods=found.periods, actual=part.actual, compared=part.compared, since=part.since)
    console.print(Text("\n".join(lines)), soft_wrap=True)
    console.print(Text(f"* 实际　o {compared}　@ 两者相近　| {part.since} 起"), soft_wrap=True)
    console.print(Text(f"安慰剂：{said.distribution(part)}"), soft_wrap=True)


def _written(found: Effect, form: str) -> bytes:
    from dongxi.site.exports.effect_html import to_html
    from dongxi.site.exports.effect_rows import to_json
    from dongxi.site.exports.effect_xlsx import to_xlsx

    writers: dict[str, Callable[[Effect], bytes]] = {"json": to_json, "xlsx": to_xlsx, "html": to_html}
    return writers[form](found)
