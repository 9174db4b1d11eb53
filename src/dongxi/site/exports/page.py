"""A result as one page that needs nothing else: no script, no file beside it; to read, to print, to hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape
from string import Template

_PAGE = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { font: 16px/1.6 "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
  color: #1c1b19; background: #fff; max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; }
.note { border-left: 4px solid #a33b20; padding-left: .8rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid #1d5f8a; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
table.narrow { width: auto; min-width: 24rem; }
caption { text-align: left; color: #57534a; padding-bottom: .4rem; }
th, td { border-bottom: 1px solid #d8d3c6; padding: .35rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #57534a; white-space: nowrap; }
tbody th, .places, .short { white-space: nowrap; }
.places span { display: inline-block; min-width: 3.4em; }
.words { min-width: 11rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.absent { color: #8a3a12; }
svg { vertical-align: middle; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
.slim { display: none; }
@media (max-width: 640px) { table.narrow { min-width: 0; } .wide { display: none; } .slim { display: block; } }
figcaption { color: #57534a; font-size: .92rem; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { font-size: 10pt; max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .words { min-width: 0; }
  thead { display: table-header-group; }
  figure { break-inside: avoid; }
  h2, caption, thead { break-after: avoid; }
  tr { break-inside: avoid; }
}
</style>
</head>
<body>
<main>
<h1>$title</h1>
$lead
$sections
<h2 id="notes">说明</h2>
<ul>
$notes
</ul>
</main>
</body>
</html>
""")


def page(*, title: str, lead: str, sections: Iterable[tuple[str, str, str]], notes: Iterable[str]) -> bytes:
    """The page as UTF-8. `lead` and the bodies of `sections` (id, heading, body) are HTML, the rest is text."""
    parts = [f'<h2 id="{key}">{escape(heading)}</h2>\n{body}' for key, heading, body in sections]
    told = "\n".join(f"<li>{escape(words)}</li>" for words in notes)
    return _PAGE.substitute(title=escape(title), lead=lead, sections="\n".join(parts), notes=told).encode()


def table(
    label: str,
    caption: str,
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    right: Collection[str],
    narrow: bool = False,
) -> str:
    """A table with its caption, scrolled by itself where it is wide; heads of figures stand to the `right`. `narrow`:
    as wide as its cells need."""
    kind = ' class="narrow"' if narrow else ""
    sides = {head: ' class="number"' if head in right else "" for head in heads}
    top = "".join(f'<th scope="col"{side}>{escape(head)}</th>' for head, side in sides.items())
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0"><table{kind}>'
        f"<caption>{escape(caption)}</caption>\n"
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def figures(wide: str, slim: str, caption: str) -> str:
    """A chart as SVG, for wide and for narrow screens."""
    return (
        f'<figure><div class="wide">{wide}</div><div class="slim">{slim}</div>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def cell(words: str) -> str:
    """A cell of words."""
    return f'<td class="words">{escape(words)}</td>'


def number(words: str) -> str:
    """A cell of a figure."""
    return f'<td class="number">{escape(words)}</td>'


def name(words: str) -> str:
    """The cell that names its row."""
    return f'<th scope="row">{escape(words)}</th>'
