"""Pictures in a Word document, in line with the text and with their words for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from dongxi.site.exports.report_docx.page import TEXT_WIDTH_MM

_EMU = 36_000
_PNG_SIZE = slice(16, 24)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A PNG with its number in the package and what it shows."""

    number: int
    png: bytes
    title: str
    alt: str

    @property
    def relation(self) -> str:
        return f"rIdPicture{self.number}"

    @property
    def name(self) -> str:
        return f"media/chart{self.number}.png"


def picture(placed: Placed) -> str:
    """A run that holds the picture, as wide as the text."""
    width, height = (int.from_bytes(placed.png[_PNG_SIZE][start : start + 4]) for start in (0, 4))
    cx = int(TEXT_WIDTH_MM * _EMU)
    cy = int(cx * height / width)
    main, drawing = (
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml",
    )
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/2006/wordprocessingDrawing"'
        ' distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{cx}" cy="{cy}"/>'
        f'<wp:docPr id="{placed.number}" name="chart{placed.number}" title={quoteattr(placed.title)}'
        f" descr={quoteattr(placed.alt)}/>"
        f'<a:graphic xmlns:a="{main}"><a:graphicData uri="{drawing}/2006/picture">'
        f'<pic:pic xmlns:pic="{drawing}/2006/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="{placed.number}" name="chart{placed.number}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{placed.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
