"""Where the national plan stands: its tasks by strand, what is due, how much was reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.cooperation.models import PublicRecord
from dongxi.apps.people.queries import provinces
from dongxi.apps.people.rules import Zone
from dongxi.apps.plans.models import Plan, Task
from dongxi.apps.plans.queries import (
    by_region,
    published_only,
    visible_commitments,
    visible_plans,
    visible_tasks,
    with_state,
)
from dongxi.apps.plans.rules import TaskState, last_day
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.wording import in_language


@dataclass(frozen=True)
class Strand:
    """A strand of the national plan with its tasks in order."""

    code: str
    name: str
    tasks: tuple[Task, ...]


def strands(plan: Plan, *, to: Any, on: date, strand: str = "", region: str = "") -> list[Strand]:
    """The plan's tasks by strand with their states, safeguards left out, in the document's order; where one is given,
    only of that strand, only those that name that region."""
    tasks = visible_tasks(to=to).filter(plan=plan, kind="task")
    tasks = tasks.filter(strand=strand) if strand else tasks
    tasks = by_region(tasks, region) if region else tasks
    grouped: dict[str, list[Task]] = defaultdict(list)
    for task in with_state(tasks, on=on):
        grouped[task.strand].append(task)
    return [Strand(code, _strand_name(tasks[0]), tuple(tasks)) for code, tasks in grouped.items()]


@dataclass(frozen=True)
class Coverage:
    """How much of what is expected is there: `held` of `expected`, in words and with where to go next."""

    label: str
    held: int
    expected: int
    meaning: str
    address: str


@dataclass(frozen=True)
class Due:
    """Something that falls due: when (a year, a month or a day), what, in which state, where it is shown, and whether
    its last day is past."""

    when: str
    what: str
    state: str
    state_label: str
    address: str
    past: bool

    @property
    def last_day(self) -> date:
        return last_day(self.when) or date.max

    @property
    def year_only(self) -> bool:
        return len(self.when) == len("2025")


@dataclass(frozen=True)
class Progress:
    """The national plan as it stands on a day: all its tasks, and those of the scope by strand."""

    strands: tuple[Strand, ...]
    shown: int
    tasks: int
    reported: int
    due: tuple[Due, ...]
    coverage: tuple[Coverage, ...]


def progress(plan: Plan, *, to: Any, on: date, strand: str = "", region: str = "") -> Progress:
    """Everything the home page says of the national plan."""
    everything = strands(plan, to=to, on=on)
    shown = strands(plan, to=to, on=on, strand=strand, region=region) if strand or region else everything
    tasks = [task for each in everything for task in each.tasks]
    return Progress(
        strands=tuple(shown),
        shown=sum(len(each.tasks) for each in shown),
        tasks=len(tasks),
        reported=sum(bool(task.evidence_count) for task in tasks),
        due=tuple(due(to=to, on=on)),
        coverage=tuple(coverage(tasks, to=to)),
    )


def due(*, to: Any, on: date) -> list[Due]:
    """Horizons that end and dates that published documents state for commitments, once for those of a task alike:
    those still to come, soonest first, then those past, latest first. Nothing is due that no document dates."""
    plans = visible_plans(to=to).filter(state=ReviewState.PUBLISHED).exclude(horizon_end=None)
    stated = published_only(visible_commitments(to=to)).exclude(due_text="")
    once = {(row.task_id, row.due, row.state_code): row for row in with_state(stated, on=on)}
    rows = [_horizon(plan, on) for plan in plans] + [_dated(row, on) for row in once.values()]
    return sorted(rows, key=lambda row: (row.past, abs(row.last_day - on), row.what))


def coverage(tasks: list[Task], *, to: Any) -> list[Coverage]:
    """What has been reported against what the national plan expects."""
    western = [region for region in provinces() if region.zone == Zone.WEST]
    records = PublicRecord.objects.order_by()
    local = set(
        visible_plans(to=to).filter(level="provincial", state=ReviewState.PUBLISHED).values_list("region", flat=True)
    )
    return [
        Coverage(
            _("落实方案"),
            sum(region.code in local for region in western),
            len(western),
            _("已在系统发布落实方案的西部省区和兵团。国家方案要求西部省区科技管理部门制定落实方案。"),
            reverse("plans:index"),
        ),
        Coverage(
            _("任务佐证"),
            sum(bool(task.evidence_count) for task in tasks),
            len(tasks),
            _("已有佐证的重点任务。没有佐证不等于没有进展，只说明尚未报送。"),
            reverse("plans:ledger"),
        ),
        Coverage(
            _("公开记录"),
            records.filter(counted=True).count(),
            records.count(),
            _("有官方或媒体来源的公开合作记录；其余为转载，未核实，不计入任何合计。"),
            reverse("cooperation:index"),
        ),
    ]


def _horizon(plan: Plan, on: date) -> Due:
    ended = on.year > plan.horizon_end
    label = _("规划期已满，待终期评估") if ended else _("规划期内")
    code = "ended_unreported" if ended else "running_unreported"
    return Due(str(plan.horizon_end), str(plan), code, label, plan.get_absolute_url(), ended)


def _past(when: str, on: date) -> bool:
    return (last_day(when) or date.max) < on


def _dated(row: Any, on: date) -> Due:
    label = str(TaskState(row.state_code).label)
    return Due(row.due, str(row.task), row.state_code, label, row.task.get_absolute_url(), _past(row.due, on))


def _strand_name(task: Task) -> str:
    return in_language(task.strand_name, task.strand_name_en)
