"""Change after the Plan, by synthetic control."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.queries import effects


def effect(request: HttpRequest) -> HttpResponse:
    pool = _pool(request)
    return render(request, "evaluation/effect.html", {"table": effects.effects(pool=pool), "pool": pool})


def change(request: HttpRequest, region: str, measure: str) -> HttpResponse:
    pool = _pool(request)
    found = effects.effect_of(region, measure, pool=pool)
    if found is None:
        raise Http404(_("没有这项成效研究。研究的省区和指标见“成效”页。"))
    return render(request, "evaluation/change.html", {"found": found, "shown": found["shown"], "pool": pool})


def _pool(request: HttpRequest) -> str:
    pool = request.GET.get("pool", effects.POOLS[0])
    if pool not in effects.POOLS:
        raise Http404(_("没有这组对照。"))
    return pool
