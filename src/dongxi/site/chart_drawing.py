"""From a chart's definition to the page: SVG by vl-convert, kept on disk by digest, and the table beneath.

Drawing takes a third of a second, and the first of a process two: a page shows what was drawn before (`at_hand`) and
asks for the rest by its digest (`remembered`), which is drawn when the browser comes for it (`drawn`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings
from django.core.cache import caches
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from dongxi.site import charts, drawing_font, figures
from dongxi.site.figures import Figure
from dongxi.site.kept import kept

WIDE, NARROW = 720, 358
_OURS = ("chart_drawing", "charts", "drawing_font", "figures")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A drawn chart: two SVGs for wide and narrow screens, and the definition the browser may draw anew."""

    digest: str
    wide: SafeString
    narrow: SafeString
    definition: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The figures of a chart as rows: the heads, and per x one value (None: not reported) for each series."""

    heads: list[str]
    rows: list[tuple[Any, list[Any]]]


def draw(kind: str, figure: Figure) -> Drawing:
    """The drawing of a figure, from the cache if it was ever drawn before."""
    digest = digest_of(kind, figure)
    return _read(digest, kept(_path(digest), lambda: _drawn(kind, figure, digest)))


def at_hand(kind: str, figure: Figure) -> Drawing | None:
    """The drawing of a figure if it was ever drawn before."""
    digest = digest_of(kind, figure)
    return _read(digest, _path(digest)) if _path(digest).exists() else None


def remember(kind: str, figure: Figure) -> str:
    """Keep a figure to be drawn when its digest, which this returns, is asked for."""
    digest = digest_of(kind, figure)
    caches["pages"].add(f"figure:{digest}", (kind, figure, get_language()), timeout=None)
    return digest


def drawn(digest: str) -> Drawing | None:
    """The drawing of that digest, made now if its figure is remembered; None for one nobody knows."""
    if _path(digest).exists():
        return _read(digest, _path(digest))
    known = caches["pages"].get(f"figure:{digest}")
    if known is None:
        return None
    kind, figure, language = known
    with override(language):
        return draw(kind, figure)


def svg(definition: dict[str, Any]) -> str:
    """A definition as SVG, set in Noto Sans SC."""
    _fonts_known()
    return vl_convert.vegalite_to_svg(definition)


def table(figure: Figure) -> Table:
    """The figure's rows turned into a table: one row for each x, one column for each series, and one for its
    interval where it has any."""
    series = figures.series_of(figure)
    write = figures.writing(figure)
    xs = list(dict.fromkeys(row["x"] for row in figure["rows"]))
    if xs and all(isinstance(x, int) for x in xs):
        xs.sort()
    cells = {(each.name, row["x"]): row for each in series for row in each.rows}
    heads, columns = list[str](), list[list[str | None]]()
    for each in series:
        own = [cells.get((each.name, x), {}) for x in xs]
        heads.append(each.name or _("数值"))
        columns.append([_written(row, write) for row in own])
        if any(row.get("low") is not None for row in own):
            heads.append(_("%(series)s区间") % {"series": each.name} if each.name else _("区间"))
            columns.append([_interval(row, write) for row in own])
    return Table(heads=heads, rows=[(x, [column[i] for column in columns]) for i, x in enumerate(xs)])


def in_words(figure: Figure) -> str:
    """What a chart shows, for those who do not see it: where each series starts and ends."""
    parts, write = [], figures.writing(figure)
    for each in figures.series_of(figure):
        known = [row for row in each.rows if row["y"] is not None]
        if known:
            first, last = known[0], known[-1]
            ends = (
                f"{row['x']}: {write(row['y'])}{figures.in_brackets(_interval(row, write))}" for row in (first, last)
            )
            parts.append(f"{each.name} {' – '.join(ends)}")
    return "; ".join(parts)


def _path(digest: str) -> Path:
    return settings.CHART_CACHE / digest[:2] / f"{digest}.json"


def _read(digest: str, path: Path) -> Drawing:
    content = json.loads(path.read_bytes())
    return Drawing(
        digest=digest,
        wide=mark_safe(content["wide"]),  # noqa: S308  made below, its texts escaped
        narrow=mark_safe(content["narrow"]),  # noqa: S308
        definition=content["definition"],
    )


def _written(row: Mapping[str, Any], write: Callable[[Any], str]) -> str | None:
    return None if row.get("y") is None else figures.with_doubt(write(row["y"]), row)


def _interval(row: Mapping[str, Any], write: Callable[[Any], str]) -> str | None:
    """None where there is no value; empty where one has no interval."""
    if row.get("y") is None:
        return None
    return figures.interval_of(row, write)


@cache
def _fonts_known() -> None:
    vl_convert.register_font_directory(str(drawing_font.folder()))


@cache
def _makers() -> str:
    """What a drawing depends on beside its figure: our definitions, our English, and the libraries."""
    here = Path(__file__).parent
    ours = (*(here / f"{name}.py" for name in _OURS), *here.glob("locale/*/LC_MESSAGES/django.mo"))
    sources = [path.read_bytes() for path in ours]
    versions = " ".join(version(name) for name in ("vl-convert-python", "pylopdf-fonts-zh-cn"))
    return hashlib.sha256(b"".join(sources) + versions.encode()).hexdigest()


def digest_of(kind: str, figure: Figure) -> str:
    """What names a drawing: its kind, its figure, the language of its words, and what draws it."""
    told = json.dumps([kind, figure, get_language(), _makers()], default=str, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _drawn(kind: str, figure: Figure, digest: str) -> bytes:
    define = {"line": charts.line_chart, "bar": charts.bar_chart, "interval": charts.interval_chart}[kind]
    definition = define(figure, width=WIDE)
    content = {
        "wide": _accessible(svg(definition), figure, f"w{digest[:12]}"),
        "narrow": _accessible(svg(define(figure, width=NARROW)), figure, f"n{digest[:12]}"),
        "definition": definition,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _accessible(drawn: str, figure: Figure, key: str) -> str:
    return named_image(drawn, title=figure["title"], description=in_words(figure), key=key)


def named_image(drawn: str, *, title: str, description: str, key: str) -> str:
    """The SVG as one image with a name and a description; its ids made unique on the page."""
    drawn = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{key}-", drawn)
    drawn = re.sub(r'\s(role|aria-\w+)="[^"]*"', "", drawn)
    head = f'<svg role="img" aria-labelledby="{key}-t {key}-d"'
    names = f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    return re.sub(r"^<svg([^>]*)>", lambda start: f"{head}{start[1]}>{names}", drawn, count=1)
