"""`dongxi report`: an official report on the shipped facts, and where each of its figures comes from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongxi.site.cli.output import form_of, leaving_quietly, refused, refusing, require_writable, write

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework
    from dongxi.site.exports.report_register import Trace

FORMS = ("docx", "pdf", "html")
_STATES = {"same": "相符", "altered": "改动", "gone": "缺失"}


def report(
    kind: Annotated[str | None, typer.Argument(help="报告种类：annual 为年度评估报告", metavar="[KIND]")] = None,
    period: Annotated[str | None, typer.Option("--period", help="哪一年度，如 2023")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写入的文件：.docx 为公文格式，.pdf、.html 同样内容")
    ] = None,
    framework: Annotated[
        Path | None, typer.Option("--framework", help="计分用的评估方案 .toml；不写则用随附的示例方案")
    ] = None,
    date: Annotated[str, typer.Option("--date", help="印在封面上的日期，如 2025年3月1日；不写则不印")] = "",
    trace: Annotated[
        Path | None,
        typer.Option(
            "--trace", metavar="FILE", help="列出一份 .docx 或 .pdf 报告里每个数字的出处；.docx 另核对有无改动"
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
    from dongxi.site.exports.report_register import traced

    if any(other is not None for other in others):
        raise refused("--trace 单独使用：dongxi report --trace 报告.docx。")
    with refusing():
        found = traced(file)
    _show(found)
    if not found.whole or any(figure.state != "same" for figure in found.figures):
        raise typer.Exit(1)


def _show(found: Trace) -> None:
    """One line a figure, in the order they are read: number, where it is altered, value, unit, period, source."""
    with leaving_quietly():
        sys.stdout.write(f"{found.title}　数据版次 {found.edition[:12]}\n")
        for figure in found.figures:
            state = "" if figure.state == "same" else f"　【{_STATES[figure.state]}{_now(figure.found)}】"
            how = f"　算法：{figure.how}" if figure.how else ""
            told = f"{figure.id}　{figure.text}{figure.unit}　{figure.what}　{figure.period}　值 {figure.value}"
            sys.stdout.write(f"{told}{state}{how}　来源：{'；'.join(figure.sources)}\n")
        sys.stdout.flush()
    counts = {state: sum(figure.state == state for figure in found.figures) for state in _STATES}
    told = "，".join(f"{_STATES[state]} {count}" for state, count in counts.items())
    if not found.compared:
        told = "PDF 只列登记，不与正文核对"
    typer.echo(f"共 {len(found.figures)} 个数字：{told}。{_register(found)}", err=True)


def _now(found: str | None) -> str:
    return "" if found is None else f"：文中现为“{found}”"


def _register(found: Trace) -> str:
    return "登记完整。" if found.whole else "登记本身被改动，所列出处不可信。"
