"""Pages that gather from every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from dongxi.apps.cooperation.queries import (
    counts_by_quality,
    money_by_kind,
    records_of_organisation,
    records_of_region,
    visible_records,
)
from dongxi.apps.people.models import Region
from dongxi.apps.people.queries import visible_organisations
from dongxi.apps.plans.queries import national_plan, visible_plans
from dongxi.apps.portal import listings
from dongxi.apps.portal.queries import figures, hits, links, places, progress
from dongxi.apps.portal.queries import trends as east_west
from dongxi.apps.records.queries import found
from dongxi.apps.records.queries import suggestions as suggested
from dongxi.apps.statistics.models import Indicator
from dongxi.apps.statistics.queries import breaks_of


def home(request: HttpRequest) -> HttpResponse:
    plan, year = national_plan(), _year()
    context = {
        "plan": plan,
        "year": year,
        "map": links.cooperation_map(plan=plan, to=request.user, strand=request.scope.strand),
        "trends": east_west.trends(),
        "records": counts_by_quality(visible_records(to=request.user)),
    }
    if plan:
        context["progress"] = progress.progress(plan, to=request.user, year=year)
    return render(request, "portal/home.html", context)


def regions(request: HttpRequest) -> HttpResponse:
    return listings.REGIONS.respond(request, listings.regions_shown(), template="portal/regions.html")


def region(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(Region.objects.select_related("parent"), pk=code)
    records = records_of_region(shown, to=request.user)
    context = {
        "region": shown,
        "charts": east_west.region_charts(shown),
        "tasks": places.tasks_of_region(shown, to=request.user, year=_year()),
        "partners": links.partners_of(shown, to=request.user),
        "plans": visible_plans(to=request.user).filter(region=shown),
        "records": records,
        "money": money_by_kind(records),
        "alike": places.alike(shown),
        "children": shown.children.all(),
        "groups": shown.groups.all(),
    }
    return render(request, "portal/region.html", context)


def organisations(request: HttpRequest) -> HttpResponse:
    shown = visible_organisations(to=request.user)
    return listings.ORGANISATIONS.respond(request, shown, template="portal/organisations.html")


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(visible_organisations(to=request.user), pk=pk)
    context = {
        "organisation": shown,
        "tasks": places.tasks_of_organisation(shown, to=request.user, year=_year()),
        "issued": visible_plans(to=request.user).filter(issuers__organisation=shown),
        "records": records_of_organisation(shown, to=request.user),
        "children": shown.children.all(),
    }
    return render(request, "portal/organisation.html", context)


def indicators(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/indicators.html", {"rows": figures.indicator_coverage()})


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(Indicator.objects.select_related("numerator", "denominator"), pk=code)
    return listings.OBSERVATIONS.respond(
        request,
        figures.observations_of(shown),
        template="portal/indicator.html",
        context={"indicator": shown, "trend": east_west.trend(shown), "breaks": breaks_of(shown)},
    )


def search(request: HttpRequest) -> HttpResponse:
    text, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    every = found(text=text, to=request.user)
    shown = [hit for hit in every if not kind or hit.entry.kind == kind]
    context = {"text": text, "kind": kind, "hits": shown, "kinds": hits.kinds_among(every), "total": len(every)}
    return render(request, "portal/search.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    entries = suggested(text=request.GET.get("q", ""), to=request.user)
    return render(request, "portal/_suggestions.html", {"entries": entries})


def _year() -> int:
    return timezone.localdate().year
