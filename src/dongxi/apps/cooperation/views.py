"""Pages of public cooperation records."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from dongxi.apps.cooperation import queries
from dongxi.apps.cooperation.listings import RECORDS


def records(request: HttpRequest) -> HttpResponseBase:
    shown = queries.visible_records(to=request.user)
    given = request.scope.parameters()
    scope = queries.in_scope(shown, **given)
    money = queries.money_reported(scope, region=given.get("region", ""))
    context = {"quality": queries.counts_by_quality(scope), "money": money}
    return RECORDS.respond(request, shown, template="cooperation/records.html", context=context)


def record(request: HttpRequest, code: str) -> HttpResponse:
    shown = get_object_or_404(queries.visible_records(to=request.user), code=code)
    return render(
        request, "cooperation/record.html", {"record": shown, "tasks": queries.tasks_near(shown, to=request.user)}
    )
