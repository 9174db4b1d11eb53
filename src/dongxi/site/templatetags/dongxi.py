"""Template words of the frame: scope, states, refusals, lists, charts, the map."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import Refusal
from dongxi.site import assets, base_map, chart_drawing, figures, refusals
from dongxi.site import tile_map as tiles
from dongxi.site.frame import Scope
from dongxi.site.frame import scoped as with_scope
from dongxi.site.states import look_of

register = template.Library()
_CHINESE = re.compile("[\u3400-\u9fff]")
SIDES = {"east": gettext_lazy("东部"), "west": gettext_lazy("西部"), "other": gettext_lazy("其他")}


@register.simple_tag(takes_context=True)
def scoped(context: template.Context, address: str, **changes: Any) -> str:
    """`address` carrying the reader's scope: `{% scoped address %}`, `{% scoped address year=2025 region="" %}`."""
    scope = getattr(context.get("request"), "scope", Scope())
    return with_scope(address, scope, **{key: str(value or "") for key, value in changes.items()})


@register.simple_tag
def state(code: Any, label: Any) -> SafeString:
    """A state by colour, mark and word."""
    look = look_of(str(code))
    return format_html(
        '<span class="state {}"><span class="mark" aria-hidden="true">{}</span>{}</span>', look.tone, look.mark, label
    )


@register.filter
def as_written(words: Any) -> Any:
    """Words of a document, marked as Chinese where they are and the page is not: `{{ plan|as_written }}`."""
    said = str(words)
    if (get_language() or "").startswith("zh") or not _CHINESE.search(said):
        return words
    return format_html('<span lang="zh-hans">{}</span>', said)


@register.simple_tag
def not_reported(label: Any) -> SafeString:
    """A value nobody reported: hatched, with its word, never a zero."""
    return format_html('<span class="unreported">{}</span>', label)


@register.simple_tag
def refusal_title(refusal: Refusal) -> str:
    """What a refusal's page is headed."""
    return str(refusals.guidance(refusal).title)


@register.inclusion_tag("frame/refusal_facts.html")
def refusal_facts(refusal: Refusal) -> dict[str, Any]:
    """What to do, and both versions of a stale save."""
    return {"next_step": refusals.guidance(refusal).next_step, "differences": refusals.differences(refusal)}


@register.simple_tag
def list_page(listing: dict[str, Any], number: int) -> str:
    """The address of one page of a listing."""
    return listing["view"].page_address(number)


@register.inclusion_tag("frame/chart.html")
def line_chart(figure: figures.Figure) -> dict[str, Any]:
    """Lines over years; `figure` as `dongxi.site.figures` describes it."""
    return _chart("line", figure, key=[], corner=_("年份"))


@register.inclusion_tag("frame/chart.html")
def bar_chart(figure: figures.Figure) -> dict[str, Any]:
    """Bars from zero; where bars of several sides stand in one series, a key says which colour is which."""
    sides = {row.get("side") or "other" for row in figure["rows"]}
    key = [{"side": side, "word": word} for side, word in SIDES.items() if side in sides and len(sides) > 1]
    return _chart("bar", figure, key=key, corner="")


@register.inclusion_tag("frame/chart.html")
def interval_chart(figure: figures.Figure) -> dict[str, Any]:
    """Places, each with the interval it may take; first place on top."""
    return _chart("interval", figure, key=[], corner="")


def _chart(kind: str, figure: figures.Figure, *, key: list[dict[str, Any]], corner: str) -> dict[str, Any]:
    drawable = any(row["y"] is not None for row in figure["rows"])
    drawing = chart_drawing.at_hand(kind, figure) if drawable else None
    return {
        "figure": figure,
        "drawing": drawing,
        "to_come": chart_drawing.remember(kind, figure) if drawable and not drawing else "",
        "words": chart_drawing.in_words(figure),
        "table": chart_drawing.table(figure),
        "table_corner": corner,
        "notes": figures.break_notes(figure),
        "key": key,
        "library": assets.VEGA.address(),
    }


@register.inclusion_tag("frame/map.html")
def tile_map(data: tiles.MapData) -> dict[str, Any]:
    """The country as tiles, or on the reviewed base map; `data` as `dongxi.site.tile_map` describes it."""
    names = {tile["code"]: tile["name"] for tile in data["tiles"]}
    return {
        "map": data,
        "picture": base_map.draw(data) if base_map.available() else tiles.tiles(data),
        "unnumbered": bool(settings.BASE_MAP) and not base_map.available(),
        "valued": any(tile.get("value") is not None for tile in data["tiles"]),
        "arc_rows": [
            {
                **arc,
                "origin": names.get(arc["origin"], arc["origin"]),
                "target": names.get(arc["target"], arc["target"]),
                "kind": tiles.KINDS[arc["kind"]],
            }
            for arc in data.get("arcs") or ()
        ],
    }


@register.simple_tag
def zone_word(zone: str) -> str:
    """A zone in words."""
    return str(tiles.ZONES.get(zone or "", zone))


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate as SVG reads it, whatever the reader's language writes."""
    return f"{value:g}"
