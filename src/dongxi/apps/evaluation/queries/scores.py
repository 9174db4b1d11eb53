"""Frameworks applied to the shipped figures: computed once for each edition of the series and each text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.computing import assessed, figures, read
from dongxi.apps.evaluation.models import Framework, Run
from dongxi.apps.evaluation.queries.standing_rows import study_rows
from dongxi.apps.evaluation.rules import RunKind
from dongxi.apps.evaluation.speaking import naming
from dongxi.apps.people.rules import Role
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.permissions import decide
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.kept import kept

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.framework import Framework as Read

IN_A_TREND = ("code", "name", "side", "rank", "low", "high", "score", "reported", "expected", "doubtful", "doubt")
ENOUGH = 0.5
"""A year is offered where at least this share of the framework's cells is published."""


def visible_frameworks(*, to: Any) -> models.QuerySet[Framework]:
    """The latest version of each: the shipped examples for everybody, evaluators' own for those who evaluate."""
    latest = Framework.objects.filter(code=models.OuterRef("code")).order_by("-version").values("pk")[:1]
    rows = Framework.objects.filter(withdrawn_at=None, pk=models.Subquery(latest))
    own = decide(to, "evaluation.run").allowed
    return (rows if own else rows.filter(shipped=True)).order_by("-shipped", "-code")


def visible_runs(*, to: Any) -> models.QuerySet[Run]:
    """Frozen scores: of the shipped frameworks for everybody, of others for those who evaluate."""
    rows = Run.objects.filter(kind=RunKind.SCORE).select_related("framework", "made_by")
    return rows if decide(to, "evaluation.run").allowed else rows.filter(framework__shipped=True)


def title_of(framework: Framework) -> str:
    """Its title in the reader's language, as stored where its text cannot be used."""
    try:
        english = _read(framework).english
    except BadInput:
        return framework.title
    return in_language(framework.title, english.get(framework.title, framework.title))


def titles_apart(frameworks: Iterable[Framework]) -> list[dict[str, str]]:
    """Code and title of each, to choose from: those of the same title with their code and version."""
    titles = [(one, title_of(one)) for one in frameworks]
    count = Counter(title for _one, title in titles)
    told = _("%(title)s（%(code)s，第 %(version)s 版）")
    return [
        {
            "code": one.code,
            "title": title if count[title] == 1 else told % {"title": title, "code": one.code, "version": one.version},
        }
        for one, title in titles
    ]


def unusable(framework: Framework) -> str:
    """Why a framework that is stored cannot be used; empty for one that can."""
    try:
        _read(framework)
    except BadInput as problem:
        return problem.message
    return ""


def may_withdraw(framework: Framework, *, to: Any) -> bool:
    """Whoever brought a framework, and administrators; nobody those that ship."""
    by = decide(to, "evaluation.withdraw_framework").by
    if by is None or framework.shipped:
        return False
    return by.role == Role.ADMINISTRATOR or framework.added_by_id == to.pk


def periods(framework: Framework) -> list[str]:
    """Years in which enough of the framework's figures are published, latest first."""
    return kept(f"periods:{framework.digest}", lambda: _periods(_read(framework)))


def study(framework: Framework, period: str) -> dict[str, Any]:
    """The league of a framework and a period with its units, chart and notes."""
    return kept(f"league:{framework.digest}:{period}", lambda: study_rows(assessed(framework=framework, period=period)))


def trends(framework: Framework) -> dict[str, list[dict[str, Any]]]:
    """Region → its row of every period's league, latest first, without what drives it. A period for which the framework
    refuses what is not reported has no league."""
    return kept(f"trends:{framework.digest}", lambda: _trends(framework))


def names_in(framework: Framework) -> Callable[[str], str]:
    """Names of the framework and of provinces, also within a sentence, in the reader's language."""
    return naming(_read(framework))


def _read(framework: Framework) -> Read:
    return read(framework.text, framework.code)


def _trends(framework: Framework) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for period in periods(framework):
        try:
            rows = study(framework, period)["rows"]
        except BadInput:
            continue
        for row in rows:
            found.setdefault(row["code"], []).append({"period": period, **{key: row[key] for key in IN_A_TREND}})
    return found


def _periods(own: Read) -> list[str]:
    wanted, units = {one.column for one in own.indicators}, set(own.units)
    count: dict[str, int] = {}
    for row in figures().rows:
        if row.cells["指标"] in wanted and (not units or row.cells["地区"] in units):
            count[row.cells["年份"]] = count.get(row.cells["年份"], 0) + 1
    full = len(wanted) * len(units) if units else max(count.values(), default=0)
    return sorted((year for year, cells in count.items() if cells >= ENOUGH * full), reverse=True)
