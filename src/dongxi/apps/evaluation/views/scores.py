"""Scores by a framework: the league, a unit, other weights, other methods, frozen runs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dongxi.apps.evaluation.computing import digest_of, recomputed
from dongxi.apps.evaluation.downloads import download
from dongxi.apps.evaluation.forms import FrameworkForm
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries import methods_rows, playing, scores
from dongxi.apps.evaluation.queries.frozen_rows import frozen_file, frozen_rows
from dongxi.apps.evaluation.queries.runs import visible_effect_runs
from dongxi.apps.evaluation.queries.standing_exports import league_file, trend_of
from dongxi.apps.evaluation.services.frameworks import add_framework, withdraw_framework
from dongxi.apps.evaluation.services.runs import freeze_run
from dongxi.apps.records.errors import BadInput, RuleBroken, not_among
from dongxi.apps.records.permissions import decide, require


@require_safe
def league(request: HttpRequest) -> HttpResponse:
    if not scores.visible_frameworks(to=request.user).exists():
        return render(request, "evaluation/league.html")
    own, known = _framework(request, request.GET.get("framework", ""))
    if wrong := scores.unusable(own):
        shown = {"framework": own, "known": known, "wrong": wrong, **_allowed(request, own)}
        return render(request, "evaluation/league.html", shown)
    chosen = _chosen(request, **request.GET.dict())
    return render(request, "evaluation/league.html", chosen)


@require_safe
def league_download(request: HttpRequest, code: str, period: str, form: str) -> HttpResponse:
    chosen = _chosen(request, framework=code, period=period)
    return download(name=f"{code}-{period}", rows=league_file(chosen["study"]), ending=form)


@require_safe
def unit(request: HttpRequest, code: str, period: str, region: str) -> HttpResponse:
    chosen = _chosen(request, framework=code, period=period)
    units = chosen["study"]["units"]
    shown = units.get(region)
    if shown is None:
        others = ((one["name"], reverse("evaluation:unit", args=(code, period, own))) for own, one in units.items())
        raise not_among(_("这个评估方案不评这个地区。"), others)
    trend = trend_of(scores.trends(chosen["framework"])[region])
    return render(request, "evaluation/unit.html", chosen | trend | {"shown": shown})


@require_safe
def methods(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """`intervals` in the address: those of efficiency are computed if they are not known yet."""
    chosen = _chosen(request, framework=code, period=period)
    found = methods_rows.methods(chosen["framework"], period)
    asked = "intervals" in request.GET and not found["efficiency"]["refused"]
    efficiency = methods_rows.efficiency_rows(chosen["framework"], period, compute=asked)
    template = "evaluation/_efficiency.html" if request.htmx else "evaluation/methods.html"
    return render(request, template, chosen | {"found": found, "efficiency": efficiency})


@require_safe
def play(request: HttpRequest, code: str, period: str) -> HttpResponse:
    chosen = _chosen(request, framework=code, period=period)
    if "scale" in request.GET:
        fields = playing.scaled(chosen["framework"], request.GET.dict())
        return redirect(f"{request.path}?{urlencode(fields)}")
    league = chosen["study"]["rows"]
    tried = playing.played(chosen["framework"], period, request.GET.dict(), league=league)
    template = "evaluation/_played.html" if request.htmx else "evaluation/play.html"
    return render(request, template, chosen | {"tried": tried})


@require_safe
def play_text(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The weights tried as a framework's file, which `dongxi score` takes."""
    chosen = _chosen(request, framework=code, period=period)["framework"]
    query = urlencode({key: value for key, value in request.GET.items() if key.startswith("w")})
    address = f"{reverse('evaluation:play', args=(code, period))}?{query}"
    text = playing.tried_text(chosen, request.GET.dict(), address=request.build_absolute_uri(address))
    return _attached(text, name=f"{code}-tried.toml")


@require_safe
def framework_text(request: HttpRequest, code: str) -> HttpResponse:
    """A framework as its file."""
    return _as_file(get_object_or_404(scores.visible_frameworks(to=request.user), code=code))


def _as_file(framework: Framework) -> HttpResponse:
    return _attached(framework.text, name=f"{framework.code}-{framework.version}.toml")


def _attached(text: str, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def add(request: HttpRequest) -> HttpResponse:
    """An evaluator's own framework, from a file."""
    require(request.user, "evaluation.add_framework")
    form = FrameworkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_framework(actor=request.user, **{key: form.cleaned_data[key] for key in ("code", "text")})
        except (BadInput, RuleBroken) as problem:
            form.add_error("file", problem.message)
        else:
            messages.success(request, _("已添加评估方案“%(title)s”。") % {"title": made})
            return redirect(made)
    return render(request, "evaluation/add.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a framework of one's own."""
    own, _known = _framework(request, code)
    withdraw_framework(actor=request.user, framework=own)
    messages.success(request, _("已撤回评估方案“%(title)s”。再添加同一个文件即可恢复。") % {"title": own})
    return redirect("evaluation:index")


@require_POST
def freeze(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Keep the league as it stands."""
    require(request.user, "evaluation.run")
    chosen = _chosen(request, framework=code, period=period)
    return redirect(freeze_run(actor=request.user, framework=chosen["framework"], period=period))


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen run, computed again from its own inputs and compared to the last digit."""
    shown = get_object_or_404(scores.visible_runs(to=request.user), pk=pk)
    again = recomputed(shown.framework.text, shown.framework.code, shown.inputs)
    same = digest_of(shown.inputs) == shown.digest and again.result == shown.result
    return render(request, "evaluation/run.html", {"run": shown, "same": same, **frozen_rows(shown)})


@require_safe
def run_download(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    shown = get_object_or_404(scores.visible_runs(to=request.user), pk=pk)
    return download(name=f"run-{pk}", rows=frozen_file(shown), ending=form)


@require_safe
def run_framework(request: HttpRequest, pk: int) -> HttpResponse:
    """The framework of a frozen run in the version it was computed by."""
    return _as_file(get_object_or_404(scores.visible_runs(to=request.user), pk=pk).framework)


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Frozen leagues and frozen studies of change, newest first."""
    leagues = [(one, scores.title_of(one.framework)) for one in scores.visible_runs(to=request.user)[:200]]
    studies = [(one, one.get_kind_display()) for one in visible_effect_runs(to=request.user)[:200]]
    rows = sorted([*leagues, *studies], key=lambda row: -row[0].pk)[:200]
    return render(request, "evaluation/runs.html", {"rows": rows})


def _chosen(request: HttpRequest, /, *, framework: str = "", period: str = "", **_other: Any) -> dict[str, Any]:
    """Framework and period as asked, else the first and the latest; 404 for what is unknown."""
    chosen, frameworks = _framework(request, framework)
    known = scores.periods(chosen)
    when = period or (known[0] if known else "")
    if known and when not in known:
        others = ((year, _same_page(request, chosen.code, year)) for year in known)
        raise not_among(_("这个评估方案在该时期没有足够的数值。"), others)
    return {
        "framework": chosen,
        "known": frameworks,
        "period": when,
        "periods": known,
        "study": scores.study(chosen, when) if when else None,
        **_allowed(request, chosen),
    }


def _framework(request: HttpRequest, code: str) -> tuple[Framework, list[dict[str, str]]]:
    """The framework of that code, else the first, and all to choose from; 404 for one unknown."""
    rows = list(scores.visible_frameworks(to=request.user))
    known = scores.titles_apart(rows)
    chosen = next((row for row in rows if row.code == code or not code), None)
    if chosen is None:
        raise not_among(
            _("没有这个评估方案，或您看不到它。"), ((one["title"], _league_at(one["code"])) for one in known)
        )
    return chosen, known


def _allowed(request: HttpRequest, framework: Framework) -> dict[str, bool]:
    return {
        "may_freeze": decide(request.user, "evaluation.run").allowed,
        "may_add": decide(request.user, "evaluation.add_framework").allowed,
        "may_withdraw": scores.may_withdraw(framework, to=request.user),
    }


def _league_at(framework: str, **fields: str) -> str:
    return f"{reverse('evaluation:index')}?{urlencode({'framework': framework, **fields})}"


def _same_page(request: HttpRequest, framework: str, period: str) -> str:
    """The page that was asked for, of another period; the league instead of what is no page to read."""
    match = request.resolver_match
    if match is None or "period" not in match.kwargs or request.method == "POST":
        return _league_at(framework, period=period)
    return reverse(match.view_name, kwargs={**match.kwargs, "period": period})
