"""Pages that show needs and offers: the room, the lists, one posting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dongxi.apps.matching import listings, match_pages, pages
from dongxi.apps.matching.queries import postings as queries
from dongxi.apps.matching.views.gone import posting_gone
from dongxi.apps.records.errors import Refusal
from dongxi.apps.records.permissions import require_somewhere


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is wanted, what is offered, what waits for me."""
    return render(request, "matching/index.html", pages.room_context(to=request.user))


@require_safe
def open_list(request: HttpRequest, side: str) -> HttpResponseBase:
    """What everybody may see of one side."""
    rows = queries.open_postings(side=side, to=request.user)
    context = {"side": side, "may_post": bool(queries.seats(to=request.user))}
    return listings.open_listing(side, to=request.user).respond(
        request, rows, template="matching/list.html", context=context
    )


@require_safe
def own_list(request: HttpRequest, side: str) -> HttpResponseBase:
    """What my side posted, in every state."""
    require_somewhere(request.user, "matching.post")
    rows = queries.own_postings(side=side, to=request.user)
    context = {"side": side, "seats": queries.seats(to=request.user)}
    return listings.own_listing(side).respond(request, rows, template="matching/own.html", context=context)


@require_safe
def review_list(request: HttpRequest, side: str) -> HttpResponseBase:
    """What waits for my review."""
    require_somewhere(request.user, "matching.review")
    rows = queries.postings_to_review(side=side, to=request.user)
    return listings.review_listing(side).respond(request, rows, template="matching/review.html", context={"side": side})


@require_safe
def posting(request: HttpRequest, side: str, code: str) -> HttpResponse:
    """One need with the offers that fit it, or one offer with the needs it fits."""
    shown = queries.visible_postings(side=side, to=request.user).filter(code=code).first()
    if shown is None:
        return posting_gone(request, side, code)
    context = pages.posting_context(posting=shown, to=request.user)
    whole = request.GET.get("matches") == "all"
    context |= match_pages.matches_context(posting=shown, to=request.user, whole=whole)
    return render(request, f"matching/{side}.html", context)


def refused_posting(request: HttpRequest, side: str, code: str, refused: Mapping[str, Any]) -> HttpResponse:
    """The page of a posting as it stands now, with the move that was refused, why, and what was written for it."""
    refusal: Refusal = refused["refusal"]
    shown = queries.visible_postings(side=side, to=request.user).filter(code=code).first()
    if shown is None:
        return posting_gone(request, side, code, refusal=refusal)
    context = pages.posting_context(posting=shown, to=request.user) | {"refused": refused}
    context |= match_pages.matches_context(posting=shown, to=request.user, whole=False)
    return render(request, f"matching/{side}.html", context, status=refusal.status)


@require_safe
def versions(request: HttpRequest, side: str, code: str) -> HttpResponse:
    """What each save left, two of them side by side."""
    shown = get_object_or_404(queries.own_postings(side=side, to=request.user), code=code)
    context = pages.versions_context(posting=shown, older=request.GET.get("a"), newer=request.GET.get("b"))
    return render(request, "matching/versions.html", context)
