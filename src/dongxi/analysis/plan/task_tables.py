"""Tables of tasks (任务分工表): which columns say what is to be done, by whom and by when, and what rows ask for."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dongxi.analysis.plan.layout import Cell, Table
from dongxi.analysis.plan.model import Role, Span
from dongxi.analysis.plan.vocab import words

_KINDS = ("number", "title", "measure", "lead", "responsible", "support", "due")
_HEADS = {kind: frozenset(words("task_tables", kind)) for kind in _KINDS}
_TOLD = frozenset({"lead", "responsible", "support", "due"})
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_LATEST_HEAD = 3  # rows: titles of the table may stand in rows above its heads

Columns = dict[int, str]


class Answers(NamedTuple):
    """A cell of those who answer: in what role the first and the others do, and the head of its column."""

    span: Span
    first: Role
    others: Role
    cue: str


class Measure(NamedTuple):
    """What one row asks for, who answers for it, and the cell that says by when. `row`: all of the row."""

    span: Span
    row: Span
    answers: tuple[Answers, ...]
    due: Span | None


class TaskRow(NamedTuple):
    """A task of a table: one row, or several that its title spans."""

    span: Span
    number: Span | None
    title: Span
    measures: tuple[Measure, ...]


def task_rows(text: str, table: Table) -> tuple[TaskRow, ...]:
    """The tasks of `table` in order; none where no row heads columns of tasks with who answers or by when."""
    return tuple(_merged(_read(text, table.rows)))


def _read(text: str, rows: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[bool, TaskRow]]:
    """Each row as a task, with whether it goes on from the one above."""
    columns: Columns = {}
    heads: tuple[str, ...] = ()
    above: dict[str, Cell] = {}
    for at, row in enumerate(rows):
        words = tuple(_head(text, cell) for cell in row)
        if found := _columns(words) if at < _LATEST_HEAD or not columns or words == heads else {}:
            columns, heads, above = found, words, {}
        elif columns and (one := _row(text, row, columns, heads, above)):
            yield one


def _head(text: str, cell: Cell) -> str:
    return _BRACKETED.sub("", "".join(text[slice(*cell.span)].split()))


def _columns(words: tuple[str, ...]) -> Columns:
    """What each column tells, where `words` head a table of tasks."""
    columns: Columns = {}
    for at, word in enumerate(words):
        kinds = [kind for kind in _KINDS if word in _HEADS[kind] and kind not in columns.values()]
        if kinds:
            columns[at] = kinds[0]
    told = set(columns.values())
    if "title" not in told and "measure" not in told:
        return {}
    return columns if told & _TOLD else {}


def _row(
    text: str, row: tuple[Cell, ...], columns: Columns, heads: tuple[str, ...], above: dict[str, Cell]
) -> tuple[bool, TaskRow] | None:
    """A row as a task; None for one that only heads a group of rows."""
    if len({cell.span for cell in row if _holds(cell)}) < 2:
        above.clear()
        return None
    cells: dict[str, Cell] = {}
    for at, kind in columns.items():
        cell = row[at] if at < len(row) else Cell((0, 0), False)
        cells[kind] = above.get(kind, cell) if cell.merged else cell
    names = {kind: heads[at] for at, kind in columns.items()}
    title, measure = cells.get("title"), cells.get("measure")
    said = measure if measure and _holds(measure) else title
    goes_on = bool(title and above and (not _holds(title) or title == above.get("title")))
    if goes_on and title and not _holds(title):
        cells["title"] = title = above["title"]
    above.clear()
    above.update(cells)
    if said is None or not _holds(said):
        return None
    leader = cells.get("lead")
    answers = tuple(
        Answers(cells[kind].span, *_roles(kind, led=leader is not None and _holds(leader)), names[kind])
        for kind in ("lead", "responsible", "support")
        if kind in cells and _holds(cells[kind])
    )
    due = cells["due"].span if "due" in cells and _holds(cells["due"]) else None
    number = cells["number"].span if "number" in cells and _holds(cells["number"]) else None
    held = [cell.span for cell in row if _holds(cell)]
    head = title if title and _holds(title) else said
    span = (min(start for start, _ in held), max(end for _, end in held))
    return goes_on, TaskRow(span, number, head.span, (Measure(said.span, span, answers, due),))


def _holds(cell: Cell) -> bool:
    return cell.span[0] < cell.span[1]


def _roles(kind: str, *, led: bool) -> tuple[Role, Role]:
    if kind == "support" or (kind == "responsible" and led):
        return "support", "support"
    return ("lead", "lead") if kind == "lead" else ("lead", "support")


def _merged(rows: Iterator[tuple[bool, TaskRow]]) -> list[TaskRow]:
    """Tasks with all their rows."""
    found: list[TaskRow] = []
    for goes_on, row in rows:
        if goes_on and found:
            whole = found[-1]
            found[-1] = whole._replace(span=(whole.span[0], row.span[1]), measures=(*whole.measures, *row.measures))
        else:
            found.append(row)
    return found
