"""The page of GB/T 9704-2012: A4, its margins, 22 lines of 28 characters, page numbers outside."""

from __future__ import annotations

A4 = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
LINES, CHARACTERS = 22, 28
BODY_POINTS = 16
TEXT_WIDTH_MM = A4[0] - LEFT - RIGHT
TEXT_HEIGHT_MM = A4[1] - TOP - BOTTOM
_FOOTER_MM = 25
"""From the edge of the page to the line of its number, whose dashes then stand 7 mm below the text."""


def twips(millimetres: float) -> int:
    return int(millimetres * 1440 / 25.4)


LINE = twips(TEXT_HEIGHT_MM) // LINES
"""Twentieths of a point from line to line."""
SQUEEZE = -5
"""Twentieths of a point taken from between characters: 28 in the line also where the grid of the page is not obeyed."""
CHARACTER_SPACE = int((TEXT_WIDTH_MM / 25.4 * 72 / CHARACTERS - BODY_POINTS) * 4096) - 1
"""4096ths of a point added to each character of body size; a negative one brings 28 into the line."""


def section(*, header_ids: dict[str, str]) -> str:
    """The section's properties; the cover carries no page number."""
    footers = "".join(
        f'<w:footerReference w:type="{kind}" r:id="{header_ids[kind]}"/>' for kind in ("default", "even", "first")
    )
    return (
        f"<w:sectPr>{footers}"
        f'<w:pgSz w:w="{twips(A4[0])}" w:h="{twips(A4[1])}"/>'
        f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}" w:left="{twips(LEFT)}"'
        f' w:header="{twips(15)}" w:footer="{twips(_FOOTER_MM)}" w:gutter="0"/>'
        f'<w:titlePg/><w:docGrid w:type="linesAndChars" w:linePitch="{LINE}" w:charSpace="{CHARACTER_SPACE}"/>'
        f"</w:sectPr>"
    )


def footer(side: str) -> str:
    """— 1 — on the outer side: `side` is right (odd pages), left (even pages) or empty (the cover)."""
    if not side:
        return "<w:p/>"
    indent = (
        '<w:ind w:rightChars="100" w:right="280"/>' if side == "right" else '<w:ind w:leftChars="100" w:left="280"/>'
    )
    number = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="PageNumber"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{number}<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
