"""分省: each western province in full, its partners elsewhere in short."""

from __future__ import annotations

from dataclasses import replace

from dongxi.analysis.reporting.annual.doubts import figure_mark, figures_note, held_note, in_doubt
from dongxi.analysis.reporting.annual.figures import RECORDS_SOURCE, compared, counted, signed, undated_words
from dongxi.analysis.reporting.annual.league import told
from dongxi.analysis.reporting.annual.middles import beside
from dongxi.analysis.reporting.annual.subject import CHARTED, CHARTED_SINCE, YEARS_BACK, Subject
from dongxi.analysis.reporting.model import Block, Chapter, Chart, Figure, Paragraph, Runs, Section, Table
from dongxi.analysis.reporting.numbering import point
from dongxi.analysis.reporting.wording import joined, listed, say


def provinces(subject: Subject) -> Chapter:
    """The chapter."""
    statistics = subject.statistics
    west = tuple(
        Section(title=statistics.full_name(region), blocks=_province(subject, region)) for region in subject.west
    )
    others = Section(
        title="西部以外的地区",
        blocks=(
            Paragraph(runs=(subject.words["province"]["others"],)),
            *(
                Paragraph(lead=f"{point(place)}{statistics.full_name(region)}。", runs=_brief(subject, region))
                for place, region in enumerate(subject.others, start=1)
            ),
        ),
    )
    return Chapter(title="分省", sections=(*west, others))


def _province(subject: Subject, region: str) -> tuple[Block, ...]:
    groups = subject.words["group"]
    written = [(group["name"], _indicators(subject, region, group["indicators"])) for group in groups]
    standing = next((one for one in subject.assessment.standings if one.unit == subject.statistics.name(region)), None)
    if standing:
        written.append(("得分与名次", told(subject, standing)))
    written.append(("合作", _cooperation(subject, region)))
    paragraphs = [
        Paragraph(lead=f"{point(place)}{title}。", runs=runs) for place, (title, runs) in enumerate(written, start=1)
    ]
    return (*paragraphs, _chart(subject, region), _table(subject, region))


def _indicators(subject: Subject, region: str, codes: list[str]) -> Runs:
    return joined((*listed((_told(subject, region, code) for code in codes), "；"), "。"))


def _told(subject: Subject, region: str, code: str) -> Runs:
    """One indicator: value, change or why none is told, the middle of the West."""
    statistics, words, year = subject.statistics, subject.words["indicator"], subject.period
    figure = statistics.figure(code, region, year)
    title, unit = statistics.title(code), statistics.unit(code)
    if figure is None:
        return say(words["missing"], title=title, year=year)
    runs = say(words["told"], title=title, value=figure, unit=unit, change=compared(subject, code, region))
    if "numerator" in statistics.indicators[code] and region in subject.west:
        runs += beside(subject, region, code, figure)
    return joined(runs)


def _cooperation(subject: Subject, region: str) -> Runs:
    words, found = subject.words["province"], subject.records_of(region)
    partners = subject.named_partners(region)
    named = words["pairings"].format(names="、".join(partners)) if partners else words["pairings_none"]
    if not found:
        return joined((named, *say(words["records_none"], period=subject.period)))
    count = counted(
        len(found),
        what=f"涉及{subject.statistics.name(region)}的公开合作记录",
        unit="条",
        period=f"截至{subject.period}",
        sources=(RECORDS_SOURCE,),
        how="逐条计数，不完全统计",
    )
    undated = undated_words(subject, [one for one in found if one in subject.undated])
    return joined((named, *say(words["records"], period=subject.period, records=count, undated=undated)))


def _brief(subject: Subject, region: str) -> Runs:
    return _indicators(subject, region, subject.words["brief"]["indicators"])


def _chart(subject: Subject, region: str) -> Chart:
    """The province's R&D intensity between the middles of West and East."""
    statistics = subject.statistics
    years = [year for year in statistics.years if CHARTED_SINCE <= year <= subject.period]
    sides = {statistics.name(region): "west", "西部中位数": "west", "东部中位数": "east"}
    east = statistics.members("eastern")
    rests_on = dict(zip(sides, ((region,), subject.west, east), strict=True))
    drawn: dict[str, dict[str, Figure]] = {name: {} for name in sides}
    for year in years:
        found = (
            statistics.figure(CHARTED, region, year),
            statistics.middle(CHARTED, subject.west, year, named="西部"),
            statistics.middle(CHARTED, east, year, named="东部"),
        )
        for name, figure in zip(sides, found, strict=True):
            if figure is not None:
                drawn[name][year] = figure
    plot = {
        "title": statistics.title(CHARTED),
        "unit": statistics.unit(CHARTED),
        "rows": [
            {
                "x": int(year),
                "y": float(drawn[name][year].text) if year in drawn[name] else None,
                "series": name,
                "side": side,
                "doubtful": bool(in_doubt(subject, CHARTED, rests_on[name], year)),
            }
            for name, side in sides.items()
            for year in years
        ],
    }
    told = "；".join(_ends(name, figures) for name, figures in drawn.items() if figures)
    return Chart(
        caption=f"{statistics.name(region)}{statistics.title(CHARTED)}",
        kind="line",
        plot=plot,
        alt=f"折线图。{told}。",
    )


def _ends(name: str, figures: dict[str, Figure]) -> str:
    first, last = min(figures), max(figures)
    return f"{name}{first}年{figures[first].text}%，{last}年{figures[last].text}%"


def _table(subject: Subject, region: str) -> Table:
    statistics = subject.statistics
    years = [str(int(subject.period) - back) for back in range(YEARS_BACK, -1, -1)]
    codes = [code for group in subject.words["group"] for code in group["indicators"]]
    rows, none = [], subject.words["held"]["none"]
    for code in codes:
        cells: list[Runs] = [(f"{statistics.title(code)}（{statistics.unit(code)}）",)]
        for year in years:
            figure = statistics.figure(code, region, year)
            cells.append(joined((figure, figure_mark(subject, code, region, year))) if figure else (none,))
        change = statistics.change(code, region, subject.period)
        cells.append((_compact(change),) if change else ("—",))
        rows.append(tuple(cells))
    return Table(
        caption=f"{statistics.name(region)}主要指标",
        heads=("指标（单位）", *(f"{year}年" for year in years), "比上年"),
        rows=tuple(rows),
        widths=(7.4, *(2.7 for _ in years), 2.5),
        note="比上年：百分比指标为百分点，其余为%；—为不作比较（缺数、口径不同、基数小或数值存疑）。"
        + figures_note(subject, rows)
        + held_note(subject, rows),
    )


def _compact(change: Figure) -> Figure:
    return replace(signed(change))
