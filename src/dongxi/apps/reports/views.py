"""The page of reports: what was made, and the button that makes another."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dongxi.apps.records.permissions import decide
from dongxi.apps.records.wording import in_language
from dongxi.apps.reports.services import order_report
from dongxi.apps.reports.shelf import place


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    from dongxi.analysis.reporting.kinds import FORMS, KINDS

    kinds = [_shown(kind, FORMS) for kind in KINDS]
    may = decide(request.user, "reports.make").allowed
    return render(request, "reports/index.html", {"kinds": kinds, "forms": FORMS, "may": may})


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    given = {key: request.POST.get(key, "") for key in ("kind", "period", "form")}
    return redirect("records:job", pk=order_report(actor=request.user, **given).pk)


@require_safe
def file(request: HttpRequest, kind: str, period: str, form: str) -> HttpResponseBase:
    kept = place(kind=kind, period=period, form=form)
    if not kept.exists():
        raise Http404(_("这份报告还没有生成，或数据已更新。请到“报告”页生成。"))
    return FileResponse(kept.open("rb"), as_attachment=form != "html", filename=f"{kind}-{period}.{form}")


def _shown(kind: Any, forms: tuple[str, ...]) -> dict[str, Any]:
    periods = sorted(kind.periods(), reverse=True)
    made = [
        {"period": period, "form": form}
        for period in periods
        for form in forms
        if place(kind=kind.code, period=period, form=form).exists()
    ]
    return {"code": kind.code, "name": in_language(kind.name.zh, kind.name.en), "periods": periods, "made": made}
