"""The gap, change after the Plan and its frozen runs in the read API, as the pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dongxi.apps.evaluation.queries import tables
from dongxi.apps.evaluation.queries.runs import visible_effect_runs
from dongxi.apps.records.api_paging import Paged, Window, paged

router = Router(tags=["差距与成效 · Gap and change"])


class GapOut(Schema):
    """A measure in a year. Zones are ratios of sums; Theil and Gini are split exactly. null: not published, or a zone
    most of whose provinces are left out. `provinces` are used in all years; `left_out` says who is not, and why."""

    measure: str
    measure_name: str
    unit: str
    year: int
    east: float | None
    central: float | None
    west: float | None
    northeast: float | None
    west_over_east: float | None
    sigma: float | None
    theil_sides: float | None
    theil_sides_between: float | None
    theil_sides_within: float | None
    theil_zones: float | None
    theil_zones_between: float | None
    theil_zones_within: float | None
    gini_sides: float | None
    gini_sides_between: float | None
    gini_sides_within: float | None
    gini_sides_overlap: float | None
    gini_zones: float | None
    gini_zones_between: float | None
    gini_zones_within: float | None
    gini_zones_overlap: float | None
    provinces: int
    left_out: str


class DoubtOut(Schema):
    """What the method takes for granted and the data contradict: `code` of the assumption, what was seen in words."""

    code: str
    zh: str
    en: str


class ChangeOut(Schema):
    """Change after the Plan, never the effect of cooperation. It stands `rank`-th of `places`, itself and a placebo for
    each of its `donors`: `p` is rank / places and never below `smallest_p`. `p_adjusted` is for all `tests` of the
    pool together, never below `least_adjusted`; both are null where the mixture does not follow before the Plan
    (`follows`) and nothing is concluded."""

    region: str
    region_name: str
    measure: str
    measure_name: str
    unit: str
    pool: str
    since: int
    last: int
    average: float | None
    low: float | None
    high: float | None
    error: float | None
    error_share: float | None
    p: float | None
    smallest_p: float | None
    p_adjusted: float | None
    least_adjusted: float | None
    tests: int
    donors: int | None
    rank: int | None
    places: int | None
    follows: bool | None
    verdict: str
    verdict_words: str
    reason: str
    doubts: list[DoubtOut]


class RunOut(Schema):
    """A frozen run: which inputs (`digest`) and which `program`."""

    id: int
    period: str
    digest: str
    program: str
    made_at: datetime


class WholeRunOut(RunOut):
    """A frozen run with all figures it used and all it found."""

    inputs: dict[str, Any]
    result: dict[str, Any]


@router.get("/evaluation/gap", response=list[GapOut], summary="差距 · The gap")
def gap(request: HttpRequest, measure: str = ""):
    """各指标历年的差距、离散程度与分解。 The gap, dispersion and decomposition by measure and year."""
    return [row for row in tables.gap_rows_by_year() if measure in ("", row["measure"])]


@router.get("/evaluation/effect", response=list[ChangeOut], summary="规划之后的变化 · Change after the Plan")
def effect(request: HttpRequest, region: str = "", pool: str = ""):
    """每个省区、指标、对照组一行。 One row a province, measure and pool of donors."""
    rows = tables.effect_rows()
    return [row for row in rows if region in ("", row["region"]) and pool in ("", row["pool"])]


@router.get("/evaluation/effect/runs", response=Paged[RunOut], summary="定格的成效研究 · Frozen runs")
def runs(request: HttpRequest, window: Query[Window]):
    """已定格的成效研究，新的在前。 Frozen runs of the study of change, newest first."""
    return paged(request, visible_effect_runs(to=request.user), order=("-pk",), window=window)


@router.get("/evaluation/effect/runs/{run}", response=WholeRunOut, summary="一次定格 · One frozen run")
def run_of(request: HttpRequest, run: int):
    """一次定格的全部输入与结果。 All inputs and results of one frozen run."""
    return get_object_or_404(visible_effect_runs(to=request.user), pk=run)
