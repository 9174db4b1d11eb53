"""`dongxi report`: an official report on the shipped facts, and where each of its figures comes from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongxi.site.cli.output import form_of, leaving_quietly, refused, refusing, require_writable, write

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework
    from dongxi.site.exports.report_printed import Printed
    from dongxi.site.exports.report_trace import Trace, Traced

FORMS = ("docx", "pdf", "html")
_STATES = {"same": "相符", "altered": "改动", "gone": "缺失"}
_COMPARED = {
    "words": "核对的是登记了的数字连同所在的整段文字（正负号、单位、增减等用词，添进的句子），"
    "表中数字连同表题、栏目、行名和同行的文字；没有登记数字的段落、表行、标题、图、表注和来源编号不核对，整段添进的也查不出；"
    "PDF 只核对其中的文字，段末来源编号之后的不核对。",
    "digits": "这份报告的登记只有数字，未核对单位和句子；请用现在的版本重新编制。",
    "nothing": "这份 PDF 的登记较早，只列出处，未与正文核对；请用现在的版本重新编制。",
}
"""What a trace holds against the register, and what it does not."""


def report(
    kind: Annotated[str | None, typer.Argument(help="报告种类：annual 为年度评估报告", metavar="[KIND]")] = None,
    period: Annotated[str | None, typer.Option("--period", help="哪一年度，如 2023")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写入的文件：.docx 为公文格式，.pdf、.html 同样内容")
    ] = None,
    framework: Annotated[
        Path | None, typer.Option("--framework", help="计分用的评估方案 .toml；不写则用随附的示例 western")
    ] = None,
    date: Annotated[str, typer.Option("--date", help="印在封面上的日期，如 2025年3月1日；不写则不印")] = "",
    trace: Annotated[
        Path | None,
        typer.Option(
            "--trace", metavar="FILE", help="列出一份报告（.docx、.pdf、.html）里每个数字的出处，并核对有无改动"
        ),
    ] = None,
) -> None:
    """编制报告，或追溯报告里的数字。用随附的公开数据，不需要数据库；同样的数据编出的文件逐字节相同。"""
    if trace is not None:
        _traced(trace, others=(kind, period, out))
        return
    if kind is None or period is None or out is None:
        raise refused("请写明报告种类、--period 和 --out，如 dongxi report annual --period 2023 --out 年度报告.docx。")
    form = form_of(out, forms=FORMS)
    require_writable(out, inputs=[framework] if framework else [])
    with refusing():
        content = _produced(kind, period, str(form), framework, date)
    write(content, to=out)
    typer.echo(f"已写入 {out}。", err=True)


def _produced(kind: str, period: str, form: str, framework: Path | None, date: str) -> bytes:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    from dongxi.analysis.reporting.kinds import kind_of
    from dongxi.site.cli.progress import telling
    from dongxi.site.exports.reports import produced

    kind_of(kind)
    with telling() as tell:
        shown = None if tell is None else lambda stage, done, total: tell(stage, "", done, total)
        return produced(kind=kind, period=period, form=form, framework=_read(framework), date=date, tell=shown)


def _read(framework: Path | None) -> Framework | None:
    from dongxi.analysis.evaluation.framework import read_framework

    return read_framework(framework) if framework else None


def _traced(file: Path, *, others: tuple[object, ...]) -> None:
    if any(other is not None for other in others):
        raise refused("--trace 单独使用：dongxi report --trace 报告.docx。")
    from dongxi.site.exports.report_trace import traced

    with refusing():
        found = traced(file)
    _show(found)
    if not found.register.whole or any(figure.state != "same" for figure in found.figures):
        raise typer.Exit(1)


def _show(found: Trace) -> None:
    """One line a figure, in the order they are read: number, where it is altered, value, unit, period, source. What is
    altered is told once more at the end, with the counts."""
    with leaving_quietly():
        sys.stdout.write(f"{found.register.title}　数据版次 {found.register.edition[:12]}\n")
        for figure in found.figures:
            own = figure.entry
            how = f"　算法：{own.how}" if own.how else ""
            told = f"{own.id}　{own.text}{own.unit}　{own.what}　{own.period}　值 {own.value}"
            sys.stdout.write(f"{told}{_changed(figure)}{how}　来源：{'；'.join(own.sources)}\n")
        sys.stdout.flush()
    counts = {state: sum(figure.state == state for figure in found.figures) for state in _STATES}
    told = "，".join(f"{_STATES[state]} {count}" for state, count in counts.items())
    told = f"：{told}" if found.compared != "nothing" else ""
    for figure in found.figures:
        if figure.state != "same":
            typer.echo(f"{figure.entry.id}　{figure.entry.text}{figure.entry.unit}{_changed(figure)}", err=True)
    whole = "登记完整。" if found.register.whole else "登记本身被改动，所列出处不可信。"
    typer.echo(f"共 {len(found.figures)} 个数字{told}。{whole}\n{_COMPARED[found.compared]}", err=True)


def _changed(figure: Traced) -> str:
    """What is printed now in place of what was, the sentence or where in a table."""
    then, now = figure.printed, figure.found
    if figure.state == "same" or now is None:
        return "" if now else f"　【{_STATES[figure.state]}】"
    pairs = [("文中", then.phrase, now.phrase), ("表中位置", "｜".join(then.place), "｜".join(now.place))]
    if all(before == after for _where, before, after in pairs):
        pairs = [("书签内", then.text, now.text)] if then.text != now.text else [("书签", _marked(then), _marked(now))]
    if figure.value is not None:
        pairs = [*(pairs if then != now else ()), ("value属性", figure.entry.value, figure.value)]
    told = "；".join(f"{where}现为“{after}”，登记为“{before}”" for where, before, after in pairs if before != after)
    return f"　【{_STATES[figure.state]}：{told}】"


def _marked(one: Printed) -> str:
    """The words with the figure in brackets."""
    return f"{one.before}［{one.text}］{one.after}"
