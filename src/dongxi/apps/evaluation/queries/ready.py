"""What the pages show, computed before anybody asks: once for each edition of the series and each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import translation

from dongxi.analysis.indicators.pools import POOLS
from dongxi.apps.evaluation.computing import intervals
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries import effects, gaps, methods_rows, scores


def parts() -> Iterator[tuple[str, str]]:
    """What there is to make ready: its name and, for what belongs to a framework, the framework's code."""
    codes = sorted(set(_shipped().values_list("code", flat=True)))
    if codes:
        yield from ((what, "") for what in STUDIES)
    yield from ((what, code) for what in OF_A_FRAMEWORK for code in codes)


def make_ready(*, language: str, what: str, code: str) -> None:
    """Compute one part and keep it; nothing where it is kept already, or the framework is gone."""
    with translation.override(language):
        if not code:
            STUDIES[what]()
        elif framework := _shipped().filter(code=code).first():
            OF_A_FRAMEWORK[what](framework)


def _shipped():
    return Framework.objects.filter(withdrawn_at=None, shipped=True)


def _latest(framework: Framework) -> None:
    for period in scores.periods(framework)[:1]:
        scores.study(framework, period)
        methods_rows.methods(framework, period)


def _efficiency(framework: Framework) -> None:
    for period in scores.periods(framework)[:1]:
        if not methods_rows.methods(framework, period)["efficiency"]["refused"]:
            intervals(int(period), compute=True)


def _gap() -> None:
    gaps.gap_rows()
    for measure in gaps.gap_codes():
        for split in gaps.SPLITS:
            gaps.gap_of(measure, split=split)


def _effect() -> None:
    for pool in POOLS:
        effects.effects(pool=pool)
        effects.effect_of("", "", pool=pool)


STUDIES: dict[str, Callable[[], None]] = {"gap": _gap, "effect": _effect}
OF_A_FRAMEWORK: dict[str, Callable[[Framework], object]] = {
    "latest": _latest,
    "years": scores.trends,
    "efficiency": _efficiency,
}
