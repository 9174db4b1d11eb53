"""Pages of the engine's weights: which are in use, what was learned, another set chosen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dongxi.apps.matching.beside import beside
from dongxi.apps.matching.listings import WEIGHTINGS
from dongxi.apps.matching.match_pages import weighting_context
from dongxi.apps.matching.queries import matches as queries
from dongxi.apps.matching.rules import LEAST, LEAST_OF_EACH
from dongxi.apps.matching.services.weights import choose_weights, start_learning
from dongxi.apps.records.permissions import require


@require_safe
def weightings(request: HttpRequest) -> HttpResponseBase:
    """Which weights the engine ranks by, and which it learned."""
    require(request.user, "matching.learn")
    rows = queries.visible_weightings(to=request.user)
    least = {"least": LEAST, "least_of_each": LEAST_OF_EACH}
    context = {"hand": queries.decisions_at_hand(), "active": queries.active_weighting(), **least}
    return WEIGHTINGS.respond(request, rows, template="matching/weightings.html", context=context)


@require_safe
def weighting(request: HttpRequest, pk: int) -> HttpResponse:
    """One set of weights beside another."""
    require(request.user, "matching.learn")
    shown = get_object_or_404(queries.visible_weightings(to=request.user), pk=pk)
    return render(request, "matching/weighting.html", weighting_context(weighting=shown))


@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """Learn from the decisions at hand, in the background."""
    with beside() as outcome:
        job = start_learning(actor=request.user)
    if outcome.refusal:
        messages.error(request, outcome.refusal.message)
        return redirect("matching:weightings")
    return redirect("records:job", pk=job.pk)


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank by this set from now on."""
    shown = get_object_or_404(queries.visible_weightings(to=request.user), pk=pk)
    choose_weights(actor=request.user, weighting=shown)
    messages.success(request, _("已启用这组权重，正在后台重新匹配全部需求；随时可以换回。"))
    return redirect(shown)
