"""Progress in the terminal, shown only when there is something to wait for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from dongxi.site.store import Tell

PIPED = 120
"""Columns of a terminal that is none."""


@contextmanager
def bars(console: Console, *, rate: bool = False) -> Iterator[Tell]:
    """Gives a `tell(stage, detail, done, total)` that draws one bar per stage, with `rate` and remaining time too."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        *((_Rate(), TextColumn("剩余"), TimeRemainingColumn()) if rate else (TimeElapsedColumn(),)),
        TextColumn("[dim]{task.fields[detail]}"),
    )
    progress, stages = Progress(*columns, console=console), {}

    def tell(stage: str, detail: str, done: int, total: int) -> None:
        if not stages:
            progress.start()
        if stage not in stages:
            stages[stage] = progress.add_task(stage, total=total, detail=detail)
        progress.update(stages[stage], completed=done, total=total, detail=detail)

    try:
        yield tell
    finally:
        if stages:
            progress.stop()


@contextmanager
def lines(console: Console) -> Iterator[Tell]:
    """Gives a `tell` that prints a line as each stage begins and as it ends, where no bar can be drawn."""
    begun: set[str] = set()
    ended: set[str] = set()

    def tell(stage: str, detail: str, done: int, total: int) -> None:
        if stage not in begun:
            begun.add(stage)
            console.print(f"{stage}…", soft_wrap=True)
            console.file.flush()
        if total and done >= total and stage not in ended:
            ended.add(stage)
            console.print(f"{stage}：完成（{total}）", soft_wrap=True)
            console.file.flush()

    yield tell


class Results(Console):
    """Where a command's tables go: as wide as the terminal, or a width of its own where there is none."""

    def __init__(self) -> None:
        super().__init__(width=None if sys.stdout.isatty() else PIPED, highlight=False)

    def on_broken_pipe(self) -> None:
        """Rich would end the process; what is left to do, as writing a file, is done all the same."""
        raise BrokenPipeError


@contextmanager
def telling(*, rate: bool = False) -> Iterator[Tell | None]:
    """Bars on standard error where somebody watches it; None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    with bars(Console(stderr=True), rate=rate) as tell:
        yield tell


class _Rate(ProgressColumn):
    """Pieces a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} 条/秒" if task.speed else "")
