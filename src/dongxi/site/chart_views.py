"""A chart by its digest: for the page that shows its words and figures first, and as a picture where no script runs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dongxi.site import assets, chart_drawing
from dongxi.site.chart_drawing import Drawing

SET_IN = 'font-family="Noto Sans SC"'
SHOWN_IN = 'font-family="Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"'


def chart(request: HttpRequest, digest: str) -> HttpResponse:
    """The drawing as a page holds it, to be put in the place kept for it."""
    context = {"drawing": _known(digest), "library": assets.VEGA.address()}
    return _for_ever(render(request, "frame/drawing.html", context))


def picture(request: HttpRequest, digest: str, width: str) -> HttpResponse:
    """The drawing as an SVG file, `wide` or `narrow`: a picture has the machine's fonts, not the page's."""
    drawing = getattr(_known(digest), width).replace(SET_IN, SHOWN_IN)
    return _for_ever(HttpResponse(drawing, content_type="image/svg+xml"))


def _known(digest: str) -> Drawing:
    drawing = chart_drawing.drawn(digest)
    if drawing is None:
        raise Http404(_("没有这幅图，或它已过时。请重新打开原来的页面。"))
    return drawing


def _for_ever(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = assets.FOR_EVER
    return answer
