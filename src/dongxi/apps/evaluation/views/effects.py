"""Change after the Plan, by synthetic control."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def effect(request: HttpRequest) -> HttpResponse:
    return render(request, "evaluation/effect.html")
