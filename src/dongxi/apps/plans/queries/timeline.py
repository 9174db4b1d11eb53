"""挂图作战: tasks as bars over the years, one lane per strand. Only dates a document states are drawn as dates."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from dongxi.apps.plans.models import Commitment, Task
from dongxi.apps.plans.queries import with_state
from dongxi.apps.plans.rules import TaskState, last_day

MOST_DRAWN = 500
"""Commitments up to which a whole selection is drawn; of a longer one only the page of the table that is shown."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A stated date as a share of the axis (0 to 100), and whose it is."""

    at: float
    date: str
    commitment: Commitment


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A task's span on the axis in percent, None where no horizon is known.

    `stated`: every one of its rows states a date and the bar ends with the last; otherwise it is its plan's horizon,
    hatched.
    """

    task: Task
    rows: int
    start: float | None
    width: float
    first_year: int | None
    last_year: int | None
    stated: bool
    dues: tuple[Due, ...]
    state: str
    state_label: str


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A strand's bars."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The axis by year (year, percent) and its lanes. `today` in percent."""

    years: tuple[tuple[int, float], ...]
    today: float
    lanes: tuple[Lane, ...]


def drawn(*, rows: Iterable[Commitment], on: date) -> Timeline | None:
    """The timeline of these commitments on a day; None if no plan of theirs has a horizon or stated date.

    A bar shows its whole task's state, whichever of its commitments are among the rows.
    """
    by_task = [(task, list(of)) for task, of in groupby(rows, key=lambda row: row.task)]
    tasks = Task.objects.filter(pk__in=[task.pk for task, _of in by_task])
    states = dict(with_state(tasks, on=on).order_by().values_list("pk", "state_code"))
    years = [year for task, of in by_task for year in _years(task, of)]
    if not years:
        return None
    first, last = min(*years, on.year), max(*years, on.year) + 1
    axis = _Axis(first, last)
    lanes: dict[str, list[Bar]] = {}
    for task, of in by_task:
        label = task.strand_label() or str(task.get_kind_display())
        lanes.setdefault(label, []).append(_bar(task, of, axis, states[task.pk]))
    return Timeline(
        years=tuple((year, axis.at(year)) for year in range(first, last)),
        today=axis.at(_fraction(on)),
        lanes=tuple(Lane(label=label, bars=tuple(held)) for label, held in lanes.items()),
    )


@dataclass(frozen=True)
class _Axis:
    first: int
    last: int

    def at(self, year: float) -> float:
        """Percent of the axis at a moment given as a year and its fraction."""
        return round(100 * (year - self.first) / (self.last - self.first), 3)


def _years(task: Task, rows: list[Commitment]) -> list[int]:
    given = (task.plan.horizon_start, task.plan.horizon_end, *(row.due_year for row in rows))
    return [year for year in given if year]


def _bar(task: Task, rows: list[Commitment], axis: _Axis, state: str) -> Bar:
    stated, horizon = all(row.due_year for row in rows), task.plan.horizon_end
    end = max(_moment(row.due_text) for row in rows) if stated else _moment(str(horizon or "")) or None
    last = max(row.due_year or 0 for row in rows) if stated else horizon
    first = min(task.plan.horizon_start or last, last) if last else None
    return Bar(
        task=task,
        rows=len(rows),
        start=axis.at(first) if first else None,
        width=axis.at(end) - axis.at(first) if first and end else 0,
        first_year=first,
        last_year=last,
        stated=stated,
        dues=tuple(
            Due(at=axis.at(_moment(row.due_text)), date=row.due_text, commitment=row) for row in rows if row.due_year
        ),
        state=state,
        state_label=str(TaskState(state).label),
    )


def _moment(stated: str) -> float:
    """The end of a stated year, month or day as a year and its fraction: of 2025 it is 2026.0."""
    end = last_day(stated)
    return _fraction(end + timedelta(days=1)) if end else 0.0


def _fraction(day: date) -> float:
    """The beginning of a day as a year and its fraction."""
    first, days = date(day.year, 1, 1), 366 if isleap(day.year) else 365
    return day.year + (day - first).days / days
