"""The tables that may be taken away whole, one entry each; what a reader may not see is not in their file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dongxi.apps.cooperation import queries as cooperation
from dongxi.apps.people import queries as people
from dongxi.apps.plans import queries as plans
from dongxi.apps.statistics import queries as statistics
from dongxi.site.streaming import Export


def _named(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


EXPORTS = (
    Export(
        name="regions",
        title=_("地区"),
        columns=(
            *_named("code", "name", "short_name", "name_en", "abbreviations", "level", "zone"),
            ("parent", "parent_id"),
        ),
        rows=lambda user: people.visible_regions(to=user).order_by("pk"),
    ),
    Export(
        name="organisations",
        title=_("机构"),
        columns=(
            *_named("id", "key", "name", "name_en", "aliases", "kind"),
            ("parent", "parent_id"),
            ("region", "region_id"),
            *_named("credit_code", "source"),
        ),
        rows=lambda user: people.visible_organisations(to=user).order_by("pk"),
    ),
    Export(
        name="observations",
        title=_("统计数据（数值为整数，除以 10 的 scale 次方即为以 unit 计的值）"),
        columns=(
            ("indicator", "indicator_id"),
            ("region", "region_id"),
            *_named("year", "value"),
            ("scale", "indicator__scale"),
            ("unit", "indicator__unit"),
            *_named("vintage", "flag"),
            ("source", "source__name"),
        ),
        rows=lambda user: statistics.visible_observations(to=user).order_by("pk"),
    ),
    Export(
        name="tasks",
        title=_("任务"),
        columns=(
            ("plan", "plan__slug"),
            *_named("code", "number", "kind", "title", "title_en", "strand", "strand_name", "due_year", "due_text"),
        ),
        rows=lambda user: plans.visible_tasks(to=user).order_by("plan", "position"),
    ),
    Export(
        name="commitments",
        title=_("任务承诺"),
        columns=(
            ("plan", "task__plan__slug"),
            ("task", "task__code"),
            *_named("code", "text", "text_en", "force", "due_year", "due_text", "start", "end", "decision"),
        ),
        rows=lambda user: plans.visible_commitments(to=user).order_by("task__plan", "task__position", "position"),
    ),
    Export(
        name="public-records",
        title=_("公开合作记录（转载未核实的 counted 为否，不得计入合计）"),
        columns=_named(
            "code", "strand", "title", "title_en", "summary", "summary_en", "year_from", "year_to", "quality",
            "counted", "incomplete", "source_name", "source_link", "note", "note_en",
        ),
        rows=lambda user: cooperation.visible_records(to=user).order_by("code"),
    ),
)  # fmt: skip
