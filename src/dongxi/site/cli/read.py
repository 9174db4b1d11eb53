"""`dongxi read`: a policy document as a tree, as JSON, or as a 任务分解表 in a workbook or a Word document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import batched, chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dongxi.site.cli.output import leaving_quietly, refused, require_writable, show, write

if TYPE_CHECKING:
    from dongxi.analysis.plan import PlanDocument
    from dongxi.analysis.plan.read import Progress

_COLUMNS = 100  # of a tree that is written into a file
_AT_ONCE = 200  # lines
_LONG = 100_000  # characters; fewer are read within a second


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
        with _telling() as progress:
            document = read_plan(file, progress=progress)
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


@contextmanager
def _telling() -> Iterator[Progress]:
    """A bar on the terminal while a long text is read; nothing for one that is read at once."""
    from dongxi.site.cli.progress import telling

    with telling() as tell:

        def progress(done: int, total: int) -> None:
            if tell is not None and total >= _LONG:
                tell("读出任务", "字", done, total)

        yield progress


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
    from dongxi.site.exports.plan_tree import tree
    from dongxi.site.exports.tree_drawing import drawn

    lines = drawn(tree(document), width=_COLUMNS)
    return "".join(segment.text for line in lines for segment in line).encode("utf-8", "replace")


_CONTENT = {Format.TREE: _tree, Format.JSON: _json, Format.XLSX: _xlsx, Format.DOCX: _docx}


def _print_tree(document: PlanDocument) -> None:
    """Print some lines at a time, so that the first stand there at once and a reader who leaves is noticed."""
    from rich.console import Console
    from rich.segment import Segments

    from dongxi.site.exports.plan_tree import tree
    from dongxi.site.exports.tree_drawing import drawn

    console = Console()
    with leaving_quietly():
        for lines in batched(drawn(tree(document), width=console.width), _AT_ONCE):
            console.print(Segments(chain.from_iterable(lines)), crop=False)
