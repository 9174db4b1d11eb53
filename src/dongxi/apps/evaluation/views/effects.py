"""Change after the Plan, by synthetic control."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dongxi.analysis.indicators.pools import POOLS
from dongxi.apps.evaluation.downloads import FORMATS, download
from dongxi.apps.evaluation.queries import effects, runs, tables
from dongxi.apps.evaluation.services.effects import freeze_effects


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
        raise Http404(_("没有这项成效研究。研究的省区和指标见“成效”页。"))
    return render(request, "evaluation/change.html", {"found": found, "shown": found["shown"], "pool": pool})


def _pool(request: HttpRequest) -> str:
    pool = request.GET.get("pool", POOLS[0])
    if pool not in POOLS:
        raise Http404(_("没有这组对照。"))
    return pool
