"""`dongxi read`: a policy document as a tree, as JSON, or as a 任务分解表 in a workbook or a Word document."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongxi.site.cli.output import leaving_quietly, refused, require_writable, show, write

if TYPE_CHECKING:
    from dongxi.analysis.plan import PlanDocument


class Format(StrEnum):
    """What to make of the document."""

    TREE = "tree"
    JSON = "json"
    XLSX = "xlsx"
    DOCX = "docx"


def read(
    file: Annotated[Path, typer.Argument(help="政策文件：.txt、.docx、.pdf（含文字）或 .ofd", metavar="FILE")],
    form: Annotated[
        Format, typer.Option("--format", help="tree 在终端显示；json 供程序使用；xlsx、docx 为任务分解表")
    ] = Format.TREE,
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；不写则 tree、json 输出到终端")] = None,
) -> None:
    """读一份政策文件，分出条款、任务、任务承诺、各方、合作模式、交付成果和时限。"""
    from dongxi.analysis.plan import PlanUnreadable
    from dongxi.analysis.plan import read as read_plan

    target = _target(file, form, out)
    try:
        document = read_plan(file)
    except PlanUnreadable as problem:
        raise refused(str(problem)) from problem
    _deliver(document, form, target)


def _target(file: Path, form: Format, out: Path | None) -> Path | None:
    """Where to write; None: to the terminal. Checked before reading, so that nobody waits for nothing."""
    if out is None and form in (Format.XLSX, Format.DOCX):
        out = Path(f"{file.stem}-任务分解表.{form.value}")
    if out is not None:
        require_writable(out, inputs=[file])
    return out


def _deliver(document: PlanDocument, form: Format, target: Path | None) -> None:
    if form is Format.TREE and target is None:
        _print_tree(document)
        return
    content = _CONTENT[form](document)
    if target is None:
        show(content)
        return
    write(content, to=target)
    typer.echo(f"已写入 {target}：任务 {len(document.tasks)} 项，任务承诺 {len(document.commitments)} 条。", err=True)


def _json(document: PlanDocument) -> bytes:
    return (json.dumps(document.to_json(), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _xlsx(document: PlanDocument) -> bytes:
    from dongxi.site.exports.plan_xlsx import workbook

    return workbook(document)


def _docx(document: PlanDocument) -> bytes:
    from dongxi.site.exports.plan_docx import document as table

    return table(document)


def _tree(document: PlanDocument) -> bytes:
    import io

    from rich.console import Console

    from dongxi.site.exports.plan_tree import tree

    held = io.StringIO()
    Console(file=held, width=100, color_system=None).print(tree(document))
    return held.getvalue().encode("utf-8", "replace")


_CONTENT = {Format.TREE: _tree, Format.JSON: _json, Format.XLSX: _xlsx, Format.DOCX: _docx}


def _print_tree(document: PlanDocument) -> None:
    from rich.console import Console

    from dongxi.site.exports.plan_tree import tree

    with leaving_quietly():
        Console().print(tree(document))
