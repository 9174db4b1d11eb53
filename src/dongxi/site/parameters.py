"""Why a parameter of the API is not taken, in the language of whoever asks; the checking library knows English only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI

from dongxi.analysis.tables import nearest

WORDS: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("缺少这个参数。"),
    "greater_than": gettext_lazy("应大于 %(gt)s。"),
    "greater_than_equal": gettext_lazy("应不小于 %(ge)s。"),
    "less_than": gettext_lazy("应小于 %(lt)s。"),
    "less_than_equal": gettext_lazy("应不大于 %(le)s。"),
    "string_too_short": gettext_lazy("不能少于 %(min_length)s 个字。"),
    "string_too_long": gettext_lazy("不能多于 %(max_length)s 个字。"),
    "string_pattern_mismatch": gettext_lazy("写法应符合 %(pattern)s。"),
    "int_parsing": gettext_lazy("应为整数。"),
    "int_from_float": gettext_lazy("应为整数。"),
    "int_parsing_size": gettext_lazy("这个整数太大。"),
    "float_parsing": gettext_lazy("应为数。"),
    "decimal_parsing": gettext_lazy("应为数。"),
    "bool_parsing": gettext_lazy("应为 true 或 false。"),
    "enum": gettext_lazy("应为下列之一：%(expected)s。"),
    "literal_error": gettext_lazy("应为下列之一：%(expected)s。"),
}
"""By the kind of error; what the error says of itself stands in its own names."""


def why(error: Mapping[str, Any]) -> str:
    """One error of validation in words: what would be taken instead."""
    kind, facts = error["type"], dict(error.get("ctx") or {})
    if kind.startswith("date"):
        return _("应为日期，写成 2025-06-30。")
    if kind not in WORDS:
        return _("不是这里可用的值。")
    if "expected" in facts:
        facts["expected"] = facts["expected"].replace(" or ", ", ").replace("'", "").replace(", ", _("、"))
    return str(WORDS[kind]) % facts


def unknown(request: HttpRequest, *, to: NinjaAPI) -> list[dict[str, str]]:
    """The parameters in the address that the API does not describe there, each with those most like it."""
    known = _described(to).get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{request.resolver_match.route}"))
    if known is None:
        return []
    return [{"where": f"query.{name}", "why": _instead(name, known)} for name in request.GET if name not in known]


@cache
def _described(api: NinjaAPI) -> Mapping[str, tuple[str, ...]]:
    """By path, the names of the parameters in an address that the API's own description lists."""
    paths = api.get_openapi_schema()["paths"]
    return {
        path: tuple(each["name"] for each in ways.get("get", {}).get("parameters", ()) if each["in"] == "query")
        for path, ways in paths.items()
    }


def _instead(name: str, known: Iterable[str]) -> str:
    known = list(known)
    if not known:
        return _("没有这个参数；这里不接受参数。")
    near = nearest(name, known) or known
    return _("没有这个参数。可用的有：%(known)s。") % {"known": _("、").join(near)}
