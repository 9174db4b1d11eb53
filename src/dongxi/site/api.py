"""The read API at /api/v1: one router per app, cursor paging, ETags, and every error as application/problem+json."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition
from ninja import NinjaAPI, Router, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import DocsBase

import dongxi
from dongxi.apps.records.errors import NotThere, Refusal
from dongxi.apps.records.queries import state_of_the_store
from dongxi.apps.records.unaudited import state_for
from dongxi.site.bulk import EXPORTS
from dongxi.site.parameters import unknown, why
from dongxi.site.problems import problem
from dongxi.site.streaming import FORMATS

DESCRIPTION = """
只读接口：规划、任务、承诺、对应关系、需求与供给、地区、机构、统计数据、公开合作记录、评估与检索，均与网页所示一致。
列表以游标翻页（响应中的 `next`）；每个响应带 ETag，未变则答 304；错误一律为 application/problem+json。

Read-only: plans, tasks, commitments, alignments, needs and offers, regions, organisations, official series, public
records, evaluation and search, as the pages show them. Lists page by cursor (`next` in the answer); every answer has an
ETag and 304 is given while nothing changed; every error is application/problem+json.
"""
ROUTERS = (
    "dongxi.apps.people.api.router",
    "dongxi.apps.statistics.api.router",
    "dongxi.apps.plans.api.router",
    "dongxi.apps.matching.api.router",
    "dongxi.apps.matching.contact_api.router",
    "dongxi.apps.cooperation.api.router",
    "dongxi.apps.evaluation.score_api.router",
    "dongxi.apps.evaluation.study_api.router",
    "dongxi.apps.records.api.router",
)


class Description(DocsBase):
    """The API's page: Swagger UI in our frame, its assets served by the product."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **named: Any) -> HttpResponse:
        settings = {"url": self.get_openapi_url(api, named), "validatorUrl": None, "docExpansion": "list"}
        return render(request, "api.html", {"settings": settings})


api = NinjaAPI(
    title="Dongxi 东西通",
    version=dongxi.__version__,
    description=DESCRIPTION,
    docs=Description(),
    urls_namespace="api",
)
bulk = Router(tags=["成批导出 · Bulk export"])


class ExportOut(Schema):
    """A table that may be taken away whole."""

    name: str
    title: str
    columns: list[str]
    csv: str
    jsonl: str


def etag(request: HttpRequest, *_args: Any, **_named: Any) -> str:
    """Changes whenever the store does – every change ends with an audit line, whose digest is in it –, by the day,
    because where a task stands depends on the date, and with what background work keeps beside the store."""
    today = timezone.localdate().isoformat()
    seen_by = (request.get_full_path(), str(request.user.pk), get_language() or "", today, dongxi.build())
    path = "/" + request.path.removeprefix(reverse("api:api-root"))
    held = (state_of_the_store(), state_for(path), *seen_by)
    return f'"{hashlib.sha256("\n".join(held).encode()).hexdigest()[:32]}"'


@bulk.get("/export", response=list[ExportOut], summary="有哪些数据包 · What may be exported")
def exports(request: HttpRequest):
    """可整体取走的表及其下载地址。 Tables that may be taken away whole, with their addresses."""
    here = request.build_absolute_uri(request.path)
    return [
        {
            "name": export.name,
            "title": str(export.title),
            "columns": [name for name, _path in export.columns],
            **{ending: f"{here}/{export.name}.{ending}" for ending in FORMATS},
        }
        for export in EXPORTS
    ]


@bulk.get("/export/{name}.{ending}", summary="整体导出 · One whole table", openapi_extra={
    "responses": {200: {"description": "CSV / JSON Lines", "content": {"text/csv": {}, "application/jsonl": {}}}}
})  # fmt: skip
def export(request: HttpRequest, name: str, ending: str):
    """以 csv（UTF-8，带 BOM）或 jsonl 流式导出整张表。 The whole table as CSV or JSON lines, streamed."""
    wanted = next((export for export in EXPORTS if export.name == name), None)
    if wanted is None or ending not in FORMATS:
        known = _("、").join(f"{export.name}.{form}" for export in EXPORTS for form in FORMATS)
        raise NotThere(_("没有“%(name)s”这个数据包。现有：%(known)s。") % {"name": f"{name}.{ending}", "known": known})
    media_type, lines = FORMATS[ending]
    answer = StreamingHttpResponse(lines(export=wanted, to=request.user), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="dongxi-{name}.{ending}"'
    return answer


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, status=refusal.status, detail=refusal.message, kind=type(refusal).__name__)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _fault: Http404) -> HttpResponse:
    return problem(request, status=404, detail=_("没有这条记录，或您无权查看。请核对地址中的编号。"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [{"where": ".".join(str(part) for part in e["loc"]), "why": why(e)} for e in fault.errors]
    return _not_taken(request, errors)


def _not_taken(request: HttpRequest, errors: list[dict[str, str]]) -> HttpResponse:
    return problem(request, status=422, detail=_("参数有误，请按 errors 所列改正。"), errors=errors)


def _described_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A slip in a parameter's name would widen what is asked for to everything: it is refused instead."""

    @wraps(view)
    def looked_at(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        errors = unknown(request, to=api)
        return _not_taken(request, errors) if errors else view(request, *args, **named)

    return looked_at


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(request, status=fault.status_code, detail=str(fault))


api.add_decorator(_described_only, mode="view")
api.add_decorator(condition(etag_func=etag), mode="view")
for router in ROUTERS:
    api.add_router("", router)
api.add_router("", bulk)
urlpatterns = api.urls[0]
