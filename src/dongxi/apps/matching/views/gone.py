"""What was open once and is no longer: what happened, where it stands, what can be done, and what was typed for it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dongxi.apps.matching import gone_pages
from dongxi.apps.matching.queries import standing as queries
from dongxi.apps.records.errors import Refusal

GONE, REFUSED = 410, 409


def posting_gone(request: HttpRequest, side: str, code: str, *, refusal: Refusal | None = None) -> HttpResponse:
    """A need or an offer that is no longer public, or was taken back before its review. Http404 for any other."""
    if drafted := queries.taken_back(side=side, code=code, to=request.user):
        return _told(request, gone_pages.taken_back_context(posting=drafted), refusal)
    posting = queries.once_public(side=side, code=code, to=request.user)
    if posting is None:
        raise Http404
    return _told(request, gone_pages.posting_context(posting=posting, to=request.user), refusal)


def match_gone(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """A pair of which a text is no longer public, to those whose need or offer it is of. Http404 for others."""
    match = queries.own_match(need=need, offer=offer, to=request.user)
    if match is None:
        raise Http404
    return _told(request, gone_pages.match_context(match=match, to=request.user))


def contact_gone(request: HttpRequest, code: str, *, refusal: Refusal | None = None) -> HttpResponse:
    """A contact that somebody saw as a broker and that went on without them. Http404 for others."""
    contact = queries.passed_on(code=code, to=request.user)
    if contact is None:
        raise Http404
    return _told(request, gone_pages.contact_context(contact=contact, to=request.user), refusal)


def _told(request: HttpRequest, context: dict[str, Any], refusal: Refusal | None = None) -> HttpResponse:
    """The page; of something asked for, also why it was refused (`refusal`) and what was typed."""
    asked = request.method == "POST"
    typed = gone_pages.typed_words(request.POST, names=list(request.FILES)) if asked else []
    context |= {"asked": asked, "typed": typed, "refusal": refusal}
    return render(request, "matching/gone.html", context, status=REFUSED if asked else GONE)
