"""The page of leads: a sentence, or a need that was written, and who is publicly known to work on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dongxi.apps.matching.queries import postings
from dongxi.apps.matching.rules import Side


@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Leads for ?q=, or for the need ?need= that the reader may see."""
    from dongxi.apps.matching.lead_pages import leads_context  # brings the engine, which no other page needs

    code = request.GET.get("need", "")
    visible = postings.visible_postings(side=Side.NEED, to=request.user)
    need = get_object_or_404(visible, code=code) if code else None
    return render(request, "matching/leads.html", leads_context(asked=request.GET.get("q", ""), need=need))
