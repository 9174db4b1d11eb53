"""Errors of the API as application/problem+json (RFC 9457), whatever raised them."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

MEDIA_TYPE = "application/problem+json"
API = "/api/"


def problem(request: HttpRequest, *, status: int, detail: str, kind: str = "about:blank", **more: Any) -> HttpResponse:
    """One problem: `title` is the status's own name, `detail` says what to do, `type` names our refusal."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind).lower()
    body = {
        "type": name if kind == "about:blank" else f"urn:dongxi:problem:{name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **more,
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


class ProblemMiddleware:
    """Gives errors below /api/ that no handler of the API saw – no such address, wrong method – the same form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path.startswith(API) or answer.status_code < 400:
            return answer
        if answer.get("Content-Type", "").startswith(MEDIA_TYPE):
            return answer
        shaped = problem(request, status=answer.status_code, detail=_words(answer.status_code))
        if "Allow" in answer:
            shaped["Allow"] = answer["Allow"]
        return shaped


def _words(status: int) -> str:
    known = {
        404: _("没有这个地址。接口一览见 /api/v1/docs。"),
        405: _("接口只读，只接受 GET。"),
        500: _("服务出错，已记入日志。请稍后再试；仍不行时请告知系统管理员。"),
    }
    return known.get(status, _("请求未被受理。接口一览见 /api/v1/docs。"))
