"""Convergence and inequality between and within East and West."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gap(request: HttpRequest) -> HttpResponse:
    return render(request, "evaluation/gap.html")
