"""Indicators, their breaks and every figure, whole."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dongxi.apps.statistics import queries
from dongxi.apps.statistics.models import SeriesBreak
from dongxi.site.streaming import Export, named

EXPORTS = (
    Export(
        name="indicators",
        title=_("统计指标"),
        columns=(
            *named("code", "name", "name_en", "unit", "unit_en", "scale", "note", "note_en"),
            ("numerator", "numerator_id"),
            ("denominator", "denominator_id"),
            *named("factor"),
        ),
        rows=lambda user: queries.indicators().order_by("position", "code"),
    ),
    Export(
        name="breaks",
        title=_("口径变化（地区为空：各地区均有）"),
        columns=(("indicator", "indicator_id"), *named("year"), ("region", "regions"), *named("note", "note_en")),
        rows=lambda user: SeriesBreak.objects.order_by("indicator", "year", "pk", "regions"),
    ),
    Export(
        name="observations",
        title=_("统计数据（数值为整数，除以 10 的 scale 次方即为以 unit 计的值）"),
        columns=(
            ("indicator", "indicator_id"),
            ("region", "region_id"),
            *named("year", "value"),
            ("scale", "indicator__scale"),
            ("unit", "indicator__unit"),
            *named("vintage", "flag"),
            ("source", "source__name"),
        ),
        rows=lambda user: queries.visible_observations(to=user).order_by("pk"),
    ),
)
