"""Convergence and inequality between and within East and West."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.downloads import FORMATS, download
from dongxi.apps.evaluation.queries import gaps, tables
from dongxi.apps.records.errors import not_among


def gap(request: HttpRequest) -> HttpResponse:
    if (ending := request.GET.get("format")) in FORMATS:
        return download(name="gap", rows=tables.gap_rows_by_year(), ending=ending)
    codes = gaps.gap_codes()
    measure, split = request.GET.get("measure", codes[0]), request.GET.get("split", gaps.SPLITS[0])
    if measure not in codes or split not in gaps.SPLITS:
        here = reverse("evaluation:gap")
        raise not_among(
            _("没有这项差距研究，或没有这样的分组。"),
            ((row["name"], f"{here}?measure={row['code']}") for row in gaps.gap_rows()),
        )
    shown = {"shown": gaps.gap_of(measure, split=split), "split": split}
    context = {"rows": gaps.gap_rows(), "start": gaps.start_year(), **shown}
    return render(request, "evaluation/gap.html", context)
