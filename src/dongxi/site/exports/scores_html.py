"""An assessment as one page that needs nothing else: no script, no file beside it; to read, to print, to hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from html import escape
from string import Template

from dongxi.analysis.evaluation.assessment import Assessment, Standing
from dongxi.site.exports import score_rows as said

_WIDTH, _HEIGHT = 160, 14
_FIGURES = ("名次", "得分", "报送覆盖", "权重")
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
caption { text-align: left; color: #57534a; padding-bottom: .4rem; }
th, td { border-bottom: 1px solid #d8d3c6; padding: .35rem .6rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #57534a; white-space: nowrap; }
tbody th, .places, .short { white-space: nowrap; }
.places span { display: inline-block; min-width: 3.4em; }
.words { min-width: 11rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.absent { color: #8a3a12; }
svg { vertical-align: middle; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { font-size: 10pt; max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  .words { min-width: 0; }
  thead { display: table-header-group; }
  h2, caption, thead { break-after: avoid; }
  tr { break-inside: avoid; }
}
</style>
</head>
<body>
<main>
<h1>$title</h1>
$note
<h2 id="ranks">名次与名次区间</h2>
$ranks
<h2 id="points">各项指标的得分</h2>
$points
<h2 id="method">评分方法</h2>
$method
<h2 id="notes">说明</h2>
<ul>
$notes
</ul>
</main>
</body>
</html>
""")


def to_html(assessment: Assessment) -> bytes:
    """The page as UTF-8."""
    framework = assessment.framework
    note = f'<p class="note"><strong>{escape(framework.note)}</strong></p>' if framework.note else ""
    page = _PAGE.substitute(
        title=escape(said.title(assessment)),
        note=note,
        ranks=_ranks(assessment),
        points=_points(assessment),
        method=_method(assessment),
        notes="\n".join(f"<li>{escape(words)}</li>" for words in said.notes(assessment)),
    )
    return page.encode()


def _ranks(assessment: Assessment) -> str:
    remarked = any(said.remarks(one) for one in assessment.standings)
    heads = ("名次", "单位", "得分", "名次区间", "等次", "报送覆盖", "失分最多", "高于平均最多")
    caption = "名次区间是权重在一定范围内变动时，十次中有九次名次所落的范围；图中竖线为本次名次。"
    rows = (
        [*_rank(one, assessment), *([_cell(said.remarks(one))] if remarked else [])] for one in assessment.standings
    )
    return _table("名次与名次区间", caption, (*heads, "备注") if remarked else heads, rows, right=_FIGURES)


def _rank(one: Standing, assessment: Assessment) -> Iterator[str]:
    yield _number("—" if one.rank is None else str(one.rank))
    yield f'<th scope="row">{escape(one.unit)}</th>'
    yield _number(said.score(one, assessment))
    yield f'<td class="places"><span>{said.interval(one)}</span>{_drawn(one, len(assessment.standings))}</td>'
    yield f'<td class="short">{escape(one.grade or said.NONE)}</td>'
    yield _number(f"{one.coverage:.0%}")
    yield _cell(said.parts(one.lost, "−"))
    yield _cell(said.parts(one.gained, "+"))


def _drawn(one: Standing, count: int) -> str:
    """The interval on a line from the first place to the last; the words beside it say the same."""
    if one.low is None or one.high is None or one.rank is None:
        return ""
    step = _WIDTH / count
    left, width, mark = (one.low - 1) * step, (one.high - one.low + 1) * step, (one.rank - 0.5) * step
    return (
        f'<svg aria-hidden="true" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<path d="M0 7H{_WIDTH}" stroke="#d8d3c6"/>'
        f'<rect x="{left:.1f}" y="3" width="{width:.1f}" height="8" fill="#7fa8c4"/>'
        f'<path d="M{mark:.1f} 0V14" stroke="#1c1b19" stroke-width="2"/></svg>'
    )


def _points(assessment: Assessment) -> str:
    names = [one.name for one in assessment.framework.indicators]
    rows: dict[str, list[str]] = {}
    for unit, one, given, points, _weight, lost in said.point_rows(assessment):
        row = rows.setdefault(unit, [f'<th scope="row">{escape(unit)}</th>'])
        shown = escape(said.value(given) + (one.measure or "" if given is not None else ""))
        if points is None or lost is None:
            row.append(f'<td class="number absent">{escape(said.value(given))}</td>')
        else:
            row.append(f'<td class="number">{points:.1f}<br><small>{shown}</small></td>')
    caption = "每格上行为得分，下行为数值。未报就是未报，不是零。"
    return _table("各项指标的得分", caption, ("单位", *names), rows.values(), right=names)


def _method(assessment: Assessment) -> str:
    weights = assessment.framework.weights
    rows = [
        [
            f'<th scope="row">{escape("／".join(path))}</th>',
            _number(f"{float(weights.exact[one.name]):.1%}"),
            _cell(said.rule(one)),
            _cell(said.RULES[one.missing]),
            _cell(one.column + (f"（{one.measure}）" if one.measure else "")),
        ]
        for one, path in zip(assessment.framework.indicators, weights.paths, strict=True)
    ]
    framework, reported = assessment.framework, assessment.reported
    caption = f"评估方案 {framework.name}（SHA-256 {framework.digest[:16]}…），数据 {reported.table}。"
    return _table("评分方法", caption, ("指标", "权重", "评分", "未报时", "数据列"), rows, right=_FIGURES)


def _table(
    label: str, caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], *, right: Collection[str]
) -> str:
    """A table with its caption, scrolled by itself where it is wide; heads of figures stand to the `right`."""
    sides = {head: ' class="number"' if head in right else "" for head in heads}
    top = "".join(f'<th scope="col"{side}>{escape(head)}</th>' for head, side in sides.items())
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" role="region" aria-label="{escape(label)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption>\n"
        f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _cell(words: str) -> str:
    return f'<td class="words">{escape(words)}</td>'


def _number(words: str) -> str:
    return f'<td class="number">{escape(words)}</td>'
