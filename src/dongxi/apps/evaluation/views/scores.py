"""League table of a framework and a period."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def league(request: HttpRequest) -> HttpResponse:
    return render(request, "evaluation/league.html")
