"""Pages that gather from every room."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.cooperation.queries import held, records_near, records_of_organisation
from dongxi.apps.people.queries import past_region, provinces, visible_organisations, visible_regions
from dongxi.apps.people.rules import Level
from dongxi.apps.plans.queries import tasks_with_parts, visible_plans
from dongxi.apps.plans.views.contexts import task_context
from dongxi.apps.portal import listings
from dongxi.apps.portal.queries import figures, hits, places
from dongxi.apps.portal.queries import trends as east_west
from dongxi.apps.portal.queries.overview import home_context
from dongxi.apps.records.errors import not_among
from dongxi.apps.records.queries import any_holds_all, found
from dongxi.apps.records.queries import suggestions as suggested
from dongxi.apps.statistics.kept import kept
from dongxi.apps.statistics.models import Indicator
from dongxi.apps.statistics.queries import breaks_of


def home(request: HttpRequest) -> HttpResponse:
    context = home_context(to=request.user, on=timezone.localdate(), scope=request.scope)
    return render(request, "portal/home.html", context)


def regions(request: HttpRequest) -> HttpResponseBase:
    return listings.REGIONS.respond(request, listings.regions_shown(), template="portal/regions.html")


def region(request: HttpRequest, code: str) -> HttpResponseBase:
    if past := past_region(code):
        messages.info(request, str(past))
        return redirect("portal:region", past.now.code)
    shown = visible_regions(to=request.user, withdrawn=True).filter(pk=code).first()
    if shown is None:
        raise not_among(
            _("没有这个地区代码：%(code)s。") % {"code": code},
            ((f"{one}", reverse("portal:region", args=(one.pk,))) for one in provinces()),
        )
    if shown.level == Level.COUNTRY:
        return redirect("portal:home")
    return render(request, "portal/region.html", places.region_context(shown, to=request.user, on=timezone.localdate()))


def organisations(request: HttpRequest) -> HttpResponseBase:
    shown = visible_organisations(to=request.user)
    return listings.ORGANISATIONS.respond(request, shown, template="portal/organisations.html")


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(visible_organisations(to=request.user, withdrawn=True), pk=pk)
    records = records_of_organisation(shown, to=request.user)
    context = {
        "organisation": shown,
        "tasks": places.tasks_of_organisation(shown, to=request.user, on=timezone.localdate()),
        "issued": visible_plans(to=request.user).filter(issuers__organisation=shown),
        "records": records,
        "held": held(records),
        "children": visible_organisations(to=request.user).filter(parent=shown),
    }
    return render(request, "portal/organisation.html", context)


def indicators(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/indicators.html", {"rows": figures.indicator_coverage()})


def indicator(request: HttpRequest, code: str) -> HttpResponseBase:
    known = Indicator.objects.select_related("numerator", "denominator")
    shown = known.filter(pk=code).first()
    if shown is None:
        raise not_among(_("没有这项指标。"), ((f"{one}", reverse("portal:indicator", args=(one.pk,))) for one in known))
    year = figures.year_held(shown, asked=request.scope.year)
    context = {
        "indicator": shown,
        "trend": kept(f"trend:{code}", lambda: east_west.trend(shown)),
        "compared": kept(f"compared:{code}:{year}", lambda: east_west.provinces_compared(shown, year=year)),
        "breaks": breaks_of(shown, region=request.scope.region),
    }
    rows = figures.observations_of(shown, to=request.user)
    return listings.OBSERVATIONS.respond(request, rows, template="portal/indicator.html", context=context)


def search(request: HttpRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    every = found(text=text, to=request.user)
    groups = hits.by_kind(every, only=kind)
    shown = [group for group in groups if kind in ("", group.kind)] or groups
    context = {"text": text, "kind": kind, "groups": groups, "shown": shown, "total": len(every), "most": 200}
    context["partly"] = not any_holds_all(every, text=text)
    return render(request, "portal/search.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    entries = suggested(text=text, to=request.user)
    return render(request, "portal/_suggestions.html", {"entries": entries, "words": [text]})


def task(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The plans' task page, with the public records of its strand and modes beside it."""
    tasks = tasks_with_parts(to=request.user, on=timezone.localdate(), withdrawn=True)
    shown = get_object_or_404(tasks, plan__slug=slug, code=code)
    near = records_near(shown, to=request.user)
    context = task_context(task=shown, to=request.user) | {"records": near}
    return render(request, "portal/task.html", context)
