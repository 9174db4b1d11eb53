"""Pages of matches: one pair side by side, what a side makes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dongxi.apps.matching.beside import beside
from dongxi.apps.matching.forms import DecisionForm
from dongxi.apps.matching.match_pages import match_context
from dongxi.apps.matching.models import Match
from dongxi.apps.matching.queries import matches as queries
from dongxi.apps.matching.rules import Verdict
from dongxi.apps.matching.services.matches import decide_match
from dongxi.apps.matching.views.gone import match_gone


@require_safe
def match(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """Why this offer stands where it stands."""
    shown, side = _mine(request, need, offer)
    if shown is None:
        return match_gone(request, need, offer)
    return render(request, "matching/match.html", match_context(match=shown, side=side, to=request.user))


@require_POST
def decide(request: HttpRequest, need: str, offer: str) -> HttpResponse:
    """Say what my side makes of it."""
    shown, side = _mine(request, need, offer)
    if shown is None:
        return match_gone(request, need, offer)
    form = DecisionForm(request.POST)
    back = request.POST.get("back", "").partition("#")[0]
    if not form.is_valid():
        return _undecided(request, shown, side, form, back=back, status=400)
    with beside(form) as outcome:
        made = decide_match(actor=request.user, match=shown, side=side, **form.cleaned_data)
    if outcome.refusal:
        return _undecided(request, shown, side, form, back=back, status=outcome.refusal.status)
    messages.success(request, _("已记下：%(verdict)s。系统将据此学习。") % {"verdict": made.get_verdict_display()})
    if made.verdict == Verdict.ACCEPT or not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return redirect(shown)
    return redirect(f"{back}#matches")


def _undecided(
    request: HttpRequest, shown: Match, side: str, form: DecisionForm, *, back: str, status: int
) -> HttpResponse:
    """The pair with the reason why nothing was written down, and what was typed."""
    known = back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else shown.get_absolute_url()
    context = match_context(match=shown, side=side, to=request.user) | {"decision": form, "back": known}
    return render(request, "matching/match.html", context, status=status)


def _mine(request: HttpRequest, need: str, offer: str) -> tuple[Match, str] | tuple[None, str]:
    rows = queries.visible_matches(to=request.user)
    shown = rows.filter(need__code=need, offer__code=offer).first()
    side = queries.my_side(match=shown, to=request.user) if shown else None
    return (shown, side) if shown and side else (None, "")
