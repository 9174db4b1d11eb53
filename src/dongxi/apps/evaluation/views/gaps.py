"""Convergence and inequality between and within East and West."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.downloads import FORMATS, download
from dongxi.apps.evaluation.queries import gaps, tables


def gap(request: HttpRequest) -> HttpResponse:
    if (ending := request.GET.get("format")) in FORMATS:
        return download(name="gap", rows=tables.gap_rows_by_year(), ending=ending)
    codes = gaps.gap_codes()
    measure, split = request.GET.get("measure", codes[0]), request.GET.get("split", gaps.SPLITS[0])
    if measure not in codes or split not in gaps.SPLITS:
        raise Http404(_("没有这项差距研究。可选的指标和分组见“差距”页。"))
    shown = {"shown": gaps.gap_of(measure, split=split), "split": split}
    context = {"rows": gaps.gap_rows(), "start": gaps.start_year(), **shown}
    return render(request, "evaluation/gap.html", context)
