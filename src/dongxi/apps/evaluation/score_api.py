"""Frameworks, their leagues and frozen leagues in the read API, as the pages show them."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries import framework_rows, scores
from dongxi.apps.evaluation.study_api import RunOut, WholeRunOut
from dongxi.apps.records.api_paging import Paged, Window, paged

router = Router(tags=["评估 · Evaluation"])


class FrameworkFields(Schema):
    """A framework in its latest version. `shipped` ones are examples and never official."""

    code: str
    version: int
    title: str
    shipped: bool
    digest: str
    added_at: datetime


class FrameworkOut(FrameworkFields):
    """A framework in its latest version, of a list."""

    @staticmethod
    def resolve_title(row) -> str:
        return scores.title_of(row)


class IndicatorOut(Schema):
    """A leaf criterion: `weight` as printed, `share` of a full score, the series it is read from, how it scores."""

    name: str
    weight: float
    share: float
    series: str
    unit: str | None
    direction: str | None
    scoring: str
    missing: str


class CriterionOut(Schema):
    """A criterion of the first level, the sum its indicators' weights make, and its indicators."""

    name: str
    weight: float
    share: float
    due: float | None
    indicators: list[IndicatorOut]


class WholeFrameworkOut(FrameworkFields):
    """A framework with its criteria, the years it can be applied to, and its file. Weights sway by ± `sway`."""

    note: str
    periods: list[str]
    whole: float
    sway: float
    criteria: list[CriterionOut]
    grades: list[str]
    text: str


class PartOut(Schema):
    """An indicator and points of the total."""

    name: str
    points: float


class DoubtfulOut(Schema):
    """An indicator whose value is in doubt, and why: the score uses it as published, the interval allows for it."""

    name: str
    words: str


class StandingOut(Schema):
    """Where a region stands: never a rank without `low` and `high`, the places that hold it in nine draws of ten.
    `doubtful`: values that it stands on and that are in doubt; `veto_doubts`: vetoes decided by such a value."""

    region: str
    name: str
    rank: int | None
    low: int | None
    high: int | None
    score: float | None
    grade: str
    vetoed: list[str]
    veto_doubts: list[str]
    reported: int
    expected: int
    missing: list[str]
    doubtful: list[DoubtfulOut]
    lost: list[PartOut]
    gained: list[PartOut]


class LeagueOut(Schema):
    """A framework applied to a period. `warning` and `notes` belong beside every figure."""

    framework: str
    version: int
    digest: str
    period: str
    draws: int
    warning: str
    notes: list[str]
    standings: list[StandingOut]


class ResultOut(Schema):
    """An indicator of a region: its value, points got of those possible, what reaching the middle region
    would bring (`to_middle`, null for a value not reported or in doubt), and what a value better by a tenth would.
    `doubt`: why the value is in doubt.
    `…_undoubted`: the same without the regions whose value is in doubt, null where nothing changes."""

    name: str
    series: str
    value: str | None
    unit: str
    middle: str | None
    middle_undoubted: str | None
    got: float | None
    possible: float | None
    lost: float
    to_middle: float | None
    to_middle_undoubted: float | None
    by_a_tenth: float
    doubt: str


class TrendOut(Schema):
    """A region in another year."""

    period: str
    rank: int | None
    low: int | None
    high: int | None
    score: float | None
    reported: int
    expected: int
    doubtful: list[DoubtfulOut]


class UnitOut(StandingOut):
    """A region in a league: every indicator, most points lost first, and all years, latest first."""

    framework: str
    period: str
    warning: str
    indicators: list[ResultOut]
    trend: list[TrendOut]


class PlacingOut(Schema):
    """Where a method puts a region. `low` and `high` of a place are null where the method has no interval: the
    framework has, and DEA once its bootstrap was done. `value`: degree of coordination, efficiency; else null.
    `doubtful`: values in doubt that it was computed from; DEA leaves those regions out."""

    region: str
    name: str
    place: int
    value: float | None = None
    low: int | None = None
    high: int | None = None
    doubtful: list[DoubtfulOut] = []


class MethodOut(Schema):
    """A method, why it differs, how far its order agrees with the framework's (Kendall's τ). `refused`: none given.
    `without_doubts`: whether the rest keep their order without the regions in doubt; empty where there are none."""

    method: str
    title: str
    why: str
    agreement: float | None
    refused: bool
    without_doubts: str = ""
    placings: list[PlacingOut]


class ScoreRunOut(RunOut):
    """A frozen league: which framework in which version, which inputs, which program."""

    framework: str
    version: int

    @staticmethod
    def resolve_framework(row) -> str:
        return row.framework.code

    @staticmethod
    def resolve_version(row) -> int:
        return row.framework.version


class WholeScoreRunOut(ScoreRunOut, WholeRunOut):
    """A frozen league with all figures it used and all it found."""


@router.get("/evaluation/frameworks", response=Paged[FrameworkOut], summary="评估方案 · Frameworks")
def frameworks(request: HttpRequest, window: Query[Window]):
    """您可见的评估方案：随附的示例人人可见，自加的只有评估机构和管理员可见。 Frameworks you may see."""
    return paged(request, scores.visible_frameworks(to=request.user), order=("code",), window=window)


@router.get("/evaluation/frameworks/{code}", response=WholeFrameworkOut, summary="一个评估方案 · One framework")
def framework(request: HttpRequest, code: str):
    """指标树、权重、计分办法、可用的年份和原文。 Criteria, weights, scoring, years and the file itself."""
    found = _framework(request, code)
    return {
        **{key: getattr(found, key) for key in ("code", "version", "shipped", "digest", "added_at", "text")},
        "title": scores.title_of(found),
        "periods": scores.periods(found),
        **framework_rows.tree_of(found),
    }


@router.get("/evaluation/frameworks/{code}/{period}", response=LeagueOut, summary="名次表 · A league")
def league(request: HttpRequest, code: str, period: str):
    """一个方案在一个年份的得分、名次和名次区间。 Scores and places with intervals."""
    found = _framework(request, code)
    return framework_rows.league_of(found, _period(found, period))


@router.get(
    "/evaluation/frameworks/{code}/{period}/methods", response=list[MethodOut], summary="各种方法 · Several methods"
)
def methods(request: HttpRequest, code: str, period: str):
    """同样的数值用不同方法排出的名次，以及为什么不同。 The same figures by several methods, and why they differ."""
    found = _framework(request, code)
    return framework_rows.methods_of(found, _period(found, period))


@router.get("/evaluation/frameworks/{code}/{period}/{region}", response=UnitOut, summary="一个地区 · One region")
def unit(request: HttpRequest, code: str, period: str, region: str):
    """一个地区各项指标的得分与失分、历年名次。 Points got and lost, and places over the years."""
    found = _framework(request, code)
    row = framework_rows.unit_of(found, _period(found, period), region)
    if row is None:
        raise Http404
    return row


@router.get("/evaluation/runs", response=Paged[ScoreRunOut], summary="定格的名次表 · Frozen leagues")
def score_runs(request: HttpRequest, window: Query[Window], framework: str = "", period: str = ""):
    """定格的名次表，新的在前；可按方案和年份取。 Frozen leagues, newest first, by framework and period."""
    wanted = {key: value for key, value in (("framework__code", framework), ("period", period)) if value}
    return paged(request, scores.visible_runs(to=request.user).filter(**wanted), order=("-pk",), window=window)


@router.get("/evaluation/runs/{run}", response=WholeScoreRunOut, summary="一次定格 · One frozen league")
def score_run(request: HttpRequest, run: int):
    """一次定格的全部输入与结果。 All inputs and results of one frozen league."""
    return get_object_or_404(scores.visible_runs(to=request.user), pk=run)


def _framework(request: HttpRequest, code: str) -> Framework:
    return get_object_or_404(scores.visible_frameworks(to=request.user), code=code)


def _period(framework: Framework, period: str) -> str:
    if period not in scores.periods(framework):
        raise Http404
    return period
