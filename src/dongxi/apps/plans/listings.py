"""The ledger 台账: every commitment × responsible × partners × mode × due × state × evidence.

Rows of published plans stand in it; those of drafts where they are asked for, each marked with its plan's state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.queries import provinces
from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.plans.rules import Force, Mode, TaskKind, TaskState
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.rules import ReviewState

_UNSTATED = _("未写明")
_DOCUMENT_ORDER = ("task__plan", "task__position", "position")


def responsible(row: Commitment) -> list[str] | None:
    """Who answers for a commitment: those who act in it, and the bodies the task names as responsible."""
    acting = [str(party) for party in row.actors()]
    return list(dict.fromkeys((*acting, *(str(party) for party in row.task.responsible)))) or None


def partners(row: Commitment) -> list[str] | None:
    """With whom."""
    return list(dict.fromkeys(str(party) for party in row.partners())) or None


def modes(row: Commitment) -> list[str] | None:
    return [str(mode.get_mode_display()) for mode in row.modes.all()] or None


def deliverables(row: Commitment) -> list[str] | None:
    return [str(thing) for thing in row.deliverables.all()] or None


COLUMNS = (
    Column(
        key="code",
        title=_("编号"),
        value=lambda row: row.code,
        sort=_DOCUMENT_ORDER,
        address=lambda row: row.get_absolute_url(),
        width=10,
    ),
    Column(
        key="plan_state",
        title=_("发布状态"),
        value=lambda row: row.task.plan.get_state_display(),
        state=lambda row: row.task.plan.state,
        sort="task__plan__state",
        shown=False,
    ),
    Column(key="text", title=_("任务承诺"), value=lambda row: row.summary(), long=True, width=60),
    Column(key="responsible", title=_("责任方"), value=responsible, missing=_UNSTATED, width=24),
    Column(key="partners", title=_("合作方"), value=partners, missing=_UNSTATED, width=24),
    Column(key="modes", title=_("模式"), value=modes, missing=_UNSTATED, width=16),
    Column(key="due", title=_("期限"), value=lambda row: row.due_text or None, sort="due_year", missing=_UNSTATED),
    Column(
        key="state",
        title=_("状态"),
        value=lambda row: TaskState(row.state_code).label,
        state=lambda row: row.state_code,
        sort="state_code",
        width=22,
    ),
    Column(
        key="evidence",
        title=_("佐证"),
        unit=_("件"),
        value=lambda row: row.evidence_count or None,
        address=lambda row: row.evidence_address() if row.evidence_count else "",
        missing=_("尚无"),
        sort="evidence_count",
        numeric=True,
    ),
    Column(
        key="earlier",
        title=_("其中前一版"),
        unit=_("件"),
        value=lambda row: row.earlier_count or None,
        sort="earlier_count",
        numeric=True,
        shown=False,
    ),
    Column(
        key="task",
        title=_("任务"),
        value=lambda row: f"{row.task.number}{row.task}",
        sort=("task__title", *_DOCUMENT_ORDER),
        address=lambda row: row.task.get_absolute_url(),
        shown=False,
        long=True,
        width=40,
    ),
    Column(key="deliverables", title=_("成果形式"), value=deliverables, missing=_UNSTATED, shown=False, width=30),
    Column(
        key="strand",
        title=_("专项"),
        value=lambda row: row.task.strand_label() or row.task.get_kind_display(),
        sort=("task__strand_name", *_DOCUMENT_ORDER),
        shown=False,
    ),
    Column(key="kind", title=_("类别"), value=lambda row: row.task.get_kind_display(), sort="task__kind", shown=False),
    Column(key="force", title=_("力度"), value=lambda row: row.get_force_display(), sort="force", shown=False),
    Column(
        key="plan",
        title=_("规划"),
        value=lambda row: str(row.task.plan),
        sort=("task__plan__title", *_DOCUMENT_ORDER),
        address=lambda row: row.task.plan.get_absolute_url(),
        shown=False,
        long=True,
        width=40,
    ),
    Column(
        key="decision",
        title=_("审核"),
        value=lambda row: row.get_decision_display(),
        state=lambda row: row.decision,
        sort="decision",
        shown=False,
    ),
)


def with_drafts(asked: Mapping[str, str]) -> bool:
    """Whether rows of plans not published are asked for too: by the filter, or as the rows of one plan."""
    return asked.get("drafts") in dict(_DRAFTS) or bool(asked.get("plan"))


def ledger_for(user: Any, *, asked: Mapping[str, str], name: str = "ledger", page_size: int = 50) -> Listing:
    """The ledger with the plans and strands this reader may choose from, and the columns needed for what is asked."""
    plans = list(queries.visible_plans(to=user))
    drafts = [plan for plan in plans if plan.state != ReviewState.PUBLISHED]
    standing = [plan for plan in plans if with_drafts(asked) or plan not in drafts]
    standing = [plan for plan in standing if asked.get("plan") in (None, "", plan.slug)]
    return Listing(
        name=name,
        page_size=page_size,
        title=_("任务台账"),
        columns=_columns(user, several=len(standing) > 1, marked=any(plan in drafts for plan in standing)),
        filters=(
            Filter(key="plan", title=_("规划"), choices=[(plan.slug, _named(plan)) for plan in plans], apply=_of_plan),
            *((_DRAFTS_FILTER,) if drafts else ()),
            Filter(key="strand", title=_("专项"), choices=lambda: queries.strands(to=user), path="task__strand"),
            Filter(
                key="region",
                title=_("地区"),
                choices=lambda: [(region.code, str(region)) for region in provinces()],
                apply=queries.by_region,
            ),
            Filter(key="mode", title=_("模式"), choices=Mode.choices, apply=queries.by_mode),
            Filter(key="kind", title=_("类别"), choices=TaskKind.choices, path="task__kind"),
            Filter(key="force", title=_("力度"), choices=Force.choices, path="force"),
            Filter(key="state", title=_("状态"), choices=TaskState.choices, path="state_code"),
            Filter(key="party", title=_("责任方或合作方"), apply=queries.by_party),
        ),
        group_by=("strand", "task", "plan", "state", "kind"),
        default_sort="code",
        empty=_("还没有任务承诺。请先上传政策文件。"),
    )


def _columns(user: Any, *, several: bool, marked: bool) -> tuple[Column, ...]:
    """The columns: the plan's where rows of several stand, its state where drafts do; and where there is no evidence
    yet, whoever files any is led to where it is filed."""
    changes: dict[str, dict[str, Any]] = {"plan": {"shown": several}, "plan_state": {"always": marked}}
    if decide(user, "plans.file_evidence").allowed:
        changes["evidence"] = {"address": _where_filed}
    return tuple(replace(column, **changes.get(column.key, {})) for column in COLUMNS)


def _where_filed(row: Commitment) -> str:
    return row.evidence_address()


def _named(plan: Plan) -> str:
    """A plan as a choice: one that is not published says so."""
    published = plan.state == ReviewState.PUBLISHED
    return str(plan) if published else str(plan) + gettext("（%(words)s）") % {"words": plan.get_state_display()}


def _of_plan(rows: QuerySet[Any], slug: str) -> QuerySet[Any]:
    return rows.filter(task__plan__slug=slug)


def _drafts(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    return rows.exclude(task__plan__state=ReviewState.PUBLISHED) if asked == "only" else rows


_DRAFTS = (("with", _("含草稿（未发布）")), ("only", _("只看草稿（未发布）")))
_DRAFTS_FILTER = Filter(key="drafts", title=_("草稿"), choices=_DRAFTS, apply=_drafts, unset=_("只看已发布"))
