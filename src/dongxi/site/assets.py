"""Assets that come out of Python packages: fonts and the chart library.

An address carries a digest of what made the asset, so a browser may keep it for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import vl_convert
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from dongxi.site.drawing_font import FONT_FOLDER
from dongxi.site.kept import kept

FOR_EVER = "public, max-age=31536000, immutable"
CHINESE = (
    "U+2E80-2FDF, U+2FF0-303F, U+3100-312F, U+3190-31EF, U+3200-33FF, U+3400-4DBF, U+4E00-9FFF, "
    "U+F900-FAFF, U+FE30-FE4F, U+FF00-FFEF, U+20000-2FA1F"
)


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file to serve. `made_from` says everything its bytes depend on; `path` finds or makes it."""

    name: str
    media_type: str
    made_from: Callable[[], str]
    path: Callable[[], Path]

    def digest(self) -> str:
        return hashlib.sha256(self.made_from().encode()).hexdigest()[:16]

    def address(self) -> str:
        return reverse("asset", args=(self.digest(), self.name))


@dataclass(frozen=True, kw_only=True)
class Face:
    """A font of the package, and the names under which a machine may already have its like."""

    family: str
    file: str
    local: tuple[str, ...]


FACES = (
    Face(
        family="Dongxi Sans",
        file="NotoSansSC-Regular.otf",
        local=("Noto Sans CJK SC", "Noto Sans CJK SC Regular", "Noto Sans SC", "WenQuanYi Zen Hei"),
    ),
    Face(
        family="Dongxi Serif",
        file="NotoSerifSC-Regular.otf",
        local=("Noto Serif CJK SC", "Noto Serif CJK SC Regular", "Noto Serif SC", "STSong"),
    ),
)


def _font(face: Face) -> Asset:
    return Asset(
        name=face.file,
        media_type="font/otf",
        made_from=lambda: version("pylopdf-fonts-zh-cn"),
        path=lambda: FONT_FOLDER / face.file,
    )


def _font_styles() -> str:
    return "\n".join(_font_rule(face) for face in FACES)


def _font_rule(face: Face) -> str:
    """One @font-face: fetched only when a Chinese character finds no font on the machine."""
    sources = [f'local("{name}")' for name in face.local] + [f'url("{FONTS[face.file].address()}") format("opentype")']
    return (
        f'@font-face {{ font-family: "{face.family}"; src: {", ".join(sources)}; '
        f"unicode-range: {CHINESE}; font-display: swap; }}"
    )


def _generated(name: str, make: Callable[[], str]) -> Path:
    return kept(settings.CHART_CACHE.parent / "assets" / ASSETS[name].digest() / name, lambda: make().encode())


FONTS = {face.file: _font(face) for face in FACES}
FONT_STYLES = Asset(
    name="fonts.css",
    media_type="text/css; charset=utf-8",
    made_from=_font_styles,
    path=lambda: _generated("fonts.css", _font_styles),
)
VEGA = Asset(
    name="vega.js",
    media_type="text/javascript; charset=utf-8",
    made_from=lambda: version("vl-convert-python"),
    path=lambda: _generated("vega.js", lambda: vl_convert.javascript_bundle(snippet="window.vegaEmbed = vegaEmbed;")),
)
ASSETS = {asset.name: asset for asset in (*FONTS.values(), FONT_STYLES, VEGA)}


def serve(request: HttpRequest, digest: str, name: str) -> HttpResponseBase:
    """The asset of that name and digest, to be kept for ever; 404 for any other digest."""
    asset = ASSETS.get(name)
    if asset is None or asset.digest() != digest:
        raise Http404
    response = FileResponse(asset.path().open("rb"), content_type=asset.media_type)
    response["Cache-Control"] = FOR_EVER
    if asset.media_type.startswith("font/"):
        response["Content-Encoding"] = "identity"  # outlines hardly compress; spares GZipMiddleware 8 MB
    return response
