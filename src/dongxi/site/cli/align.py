"""`dongxi align`: which clauses of a local plan carry out which commitments of the national one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dongxi.site.cli.output import refused, require_writable, show, write

if TYPE_CHECKING:
    from dongxi.analysis.plan.align import Progress
    from dongxi.site.exports.alignment_rows import Comparison, Paper

SHIPPED = "shipped"


class Format(StrEnum):
    """What to make of the comparison."""

    JSON = "json"
    XLSX = "xlsx"


def align(
    national: Annotated[
        str, typer.Argument(help="国家方案文件；写 shipped 则用随附的国科发区〔2022〕25号事实", metavar="NATIONAL")
    ],
    local: Annotated[Path, typer.Argument(help="地方落实方案：.txt、.docx、.pdf（含文字）或 .ofd", metavar="LOCAL")],
    form: Annotated[
        Format, typer.Option("--format", help="json 供程序使用；xlsx 为对应关系表，含尚无对应和地方自有两张表")
    ] = Format.JSON,
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；不写则 json 输出到终端")] = None,
) -> None:
    """比对国家方案与地方方案：每条国家任务承诺由哪些地方条款承接，哪些尚无对应，哪些是地方自有。"""
    from dongxi.analysis.plan import PlanUnreadable

    inputs = [local] if national == SHIPPED else [Path(national), local]
    target = _target(inputs, form, out)
    try:
        upper = _facts() if national == SHIPPED else _paper(Path(national))
        lower = _paper(local)
    except PlanUnreadable as problem:
        raise refused(str(problem)) from problem
    for paper, name in ((upper, national), (lower, local)):
        if not paper.statements:
            raise refused(f"“{name}”无从比对：没有读出任务承诺。请确认文件有任务条款，可先用 dongxi read 查看。")
    _deliver(_compared(upper, lower), form, target)


def _compared(national: Paper, local: Paper) -> Comparison:
    from dongxi.analysis.plan import align as alignment
    from dongxi.analysis.text.embed import installed_embedder
    from dongxi.site.exports.alignment_rows import Comparison

    with _progress() as progress:
        found = alignment.align(
            national=national.statements, local=local.statements, embedder=installed_embedder(), progress=progress
        )
    return Comparison(national=national, local=local, alignment=found)


def _paper(file: Path) -> Paper:
    from dongxi.analysis.plan import read
    from dongxi.analysis.plan.align import home_of, statements_of
    from dongxi.site.exports.alignment_rows import Paper
    from dongxi.site.exports.plan_rows import clause_numbers, own_title

    document = read(file)
    home = home_of(document)
    return Paper(
        title=own_title(document),
        document_number=document.document_number,
        home=tuple(sorted(home)),
        wording="original",
        statements=statements_of(document, home=home),
        numbers=clause_numbers(document),
    )


def _facts() -> Paper:
    from dongxi.analysis.plan.align import national_statements
    from dongxi.data import read_toml
    from dongxi.site.exports.alignment_rows import Paper

    facts = read_toml("plan")
    return Paper(
        title=facts["short_title"],
        document_number=facts["document_number"],
        home=(),
        wording="paraphrase",
        statements=national_statements(facts),
        numbers=_numbers(facts),
    )


def _numbers(facts: Mapping[str, Any]) -> dict[str, str]:
    """Task id to its number as one cites it: 二（一）1."""
    printed = {each["id"]: each["number"].rstrip("、.．") for each in facts["clause"]}
    printed |= {task["id"]: task["number"].rstrip("、.．") for task in facts["task"]}
    paths = {task["id"]: task["id"].split(".") for task in facts["task"]}
    return {
        task: "".join(printed[".".join(path[:depth])] for depth in range(1, len(path) + 1))
        for task, path in paths.items()
    }


def _target(inputs: list[Path], form: Format, out: Path | None) -> Path | None:
    """Where to write; None: to the terminal."""
    if out is None and form is Format.XLSX:
        out = Path(f"{inputs[-1].stem}-对应关系表.xlsx")
    if out is not None:
        require_writable(out, inputs=inputs)
    return out


def _deliver(comparison: Comparison, form: Format, target: Path | None) -> None:
    content = _CONTENT[form](comparison)
    if target is None:
        show(content)
        return
    write(content, to=target)
    found = comparison.alignment
    typer.echo(
        f"已写入 {target}：提出对应 {len(found.proposals)} 对，国家任务承诺尚无对应 {len(found.unanswered)} 条，"
        f"地方自有 {len(found.rootless)} 条。",
        err=True,
    )


def _json(comparison: Comparison) -> bytes:
    from dongxi.site.exports.alignment_rows import to_json

    return (json.dumps(to_json(comparison), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _xlsx(comparison: Comparison) -> bytes:
    from dongxi.site.exports.alignment_xlsx import workbook

    return workbook(comparison)


_CONTENT = {Format.JSON: _json, Format.XLSX: _xlsx}


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on the terminal while the texts are turned into vectors; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    from dongxi.site.cli.progress import bars

    with bars(Console(stderr=True)) as tell:
        yield lambda done, total: tell("比对语义", "", done, total)
