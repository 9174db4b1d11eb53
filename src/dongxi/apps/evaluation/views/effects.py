"""Change after the Plan, by synthetic control."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dongxi.analysis.indicators.pools import POOLS
from dongxi.apps.evaluation.downloads import FORMATS, download
from dongxi.apps.evaluation.queries import effects, runs, tables
from dongxi.apps.evaluation.services.effects import freeze_effects
from dongxi.apps.records.errors import not_among


def effect(request: HttpRequest) -> HttpResponse:
    if (ending := request.GET.get("format")) in FORMATS:
        return download(name="effect", rows=tables.effect_file(), ending=ending)
    pool = _pool(request)
    frozen = {"run": runs.visible_effect_runs(to=request.user).first(), "may": runs.may_freeze(to=request.user)}
    context = {"table": effects.effects(pool=pool), "pool": pool, "frozen": frozen}
    return render(request, "evaluation/effect.html", context)


@login_required
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Keep the study as it stands."""
    run = freeze_effects(actor=request.user)
    messages.success(request, _("已定格，输入摘要 %(digest)s。") % {"digest": run.digest[:12]})
    return redirect("evaluation:effect")


def change(request: HttpRequest, region: str, measure: str) -> HttpResponse:
    pool = _pool(request)
    found = effects.effect_of(region, measure, pool=pool)
    if found is None:
        raise not_among(_("没有这项成效研究。"), _studied(region, measure))
    return render(request, "evaluation/change.html", {"found": found, "shown": found["shown"], "pool": pool})


def _pool(request: HttpRequest) -> str:
    pool = request.GET.get("pool", POOLS[0])
    if pool not in POOLS:
        here = reverse("evaluation:effect")
        known = zip(POOLS, (_("西部以外各省"), _("剔除规划点名的合作方")), strict=True)
        raise not_among(_("没有这组对照。"), ((words, f"{here}?pool={code}") for code, words in known))
    return pool


def _studied(region: str, measure: str) -> list[tuple[str, str]]:
    """The measures studied of a region that is among those studied; else the regions studied, of that measure if it is
    one, otherwise of the first."""
    table = effects.effects(pool=POOLS[0])
    heads, rows = table["heads"], table["rows"]
    if any(row["code"] == region for row in rows):
        return [(head["name"], reverse("evaluation:change", args=(region, head["code"]))) for head in heads]
    codes = [head["code"] for head in heads]
    own = measure if measure in codes else codes[0]
    return [(row["name"], reverse("evaluation:change", args=(row["code"], own))) for row in rows]
