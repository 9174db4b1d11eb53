"""The page of the funnel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dongxi.apps.matching.funnel_pages import funnel_context


@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """How many needs became a signed contract, where the others stand, and how long it took."""
    context = funnel_context(asked=request.GET, scope=request.scope, to=request.user)
    return render(request, "matching/funnel.html", context)
