"""总体: what the Plan asks, the four zones, the West's share over the years, the league of the western provinces."""

from __future__ import annotations

from dongxi.analysis.reporting.annual.doubts import MARK, in_doubt, in_share
from dongxi.analysis.reporting.annual.figures import (
    RECORDS_SOURCE,
    change_words,
    counted,
    difference,
    growth,
    moved,
    plan_source,
    share,
    undated_words,
)
from dongxi.analysis.reporting.annual.league import league
from dongxi.analysis.reporting.annual.subject import CHARTED_SINCE, SHARES, ZONE_INDICATORS, Subject
from dongxi.analysis.reporting.model import Chapter, Chart, Figure, Paragraph, Runs, Section, Table
from dongxi.analysis.reporting.wording import joined, listed, say

INCOMPLETE = "△"
_WRITTEN = ("rd_expenditure", "contracts_bought")


def overall(subject: Subject) -> Chapter:
    """The chapter."""
    return Chapter(
        title="总体",
        sections=(
            Section(title="规划与合作记录", blocks=(Paragraph(runs=_plan(subject)), Paragraph(runs=_records(subject)))),
            Section(title="四大区域", blocks=(Paragraph(runs=_zones(subject)), _zone_table(subject))),
            Section(title="西部地区的比重", blocks=(*_shares(subject), _share_chart(subject))),
            Section(title="西部十二省区市的得分与名次", blocks=league(subject)),
        ),
    )


def plan_counts(subject: Subject) -> dict[str, Figure]:
    """How many tasks, commitments and named pairings the Plan has."""
    tasks = [task for task in subject.plan["task"] if task["kind"] == "task"]
    numbers = {
        "tasks": (len(tasks), "任务", "项"),
        "commitments": (sum(len(task["commitment"]) for task in tasks), "任务承诺", "条"),
        "pairings": (sum(len(task["pairings"]) for task in tasks), "写明的对象关系", "组"),
    }
    return {
        key: counted(
            number,
            what=f"规划的{what}",
            unit=unit,
            period="—".join(map(str, subject.plan["horizon"])),
            sources=(plan_source(subject),),
        )
        for key, (number, what, unit) in numbers.items()
    }


def record_counts(subject: Subject) -> dict[str, Figure]:
    """How many public records there are, all and by quality."""
    told = {code: [one for one in subject.records if one["quality"] == code] for code in subject.qualities}
    numbers = {"all": len(subject.records), **{code: len(found) for code, found in told.items()}}
    return {
        key: counted(
            number,
            what=f"公开合作记录（{subject.qualities.get(key, '全部')}）",
            unit="条",
            period=f"截至{subject.period}",
            sources=(RECORDS_SOURCE,),
            how="逐条计数，不完全统计",
        )
        for key, number in numbers.items()
    }


def _plan(subject: Subject) -> Runs:
    words, plan = subject.words["overall"], subject.plan
    first, last = plan["horizon"]
    told = say(
        words["plan"],
        title=plan["short_title"],
        number=plan["document_number"],
        issuers="、".join(plan["issuer_names"][:1]),
        count=len(plan["issuer_names"]),
        **{"from": first, "to": last},
        **plan_counts(subject),
    )
    return joined((*told, *say(words[_state(subject)], period=subject.period, issued=subject.issued)))


def _state(subject: Subject) -> str:
    """Where the year lies: before the years planned for, in them before the Plan was issued, in them, after them."""
    year, (first, last) = int(subject.period), subject.plan["horizon"]
    if year > last:
        return "horizon_over"
    if year < first:
        return "horizon_before"
    return "horizon_unissued" if year < subject.issued else "horizon_open"


def _records(subject: Subject) -> Runs:
    undated = undated_words(subject, subject.undated)
    return say(subject.words["overall"]["records"], period=subject.period, undated=undated, **record_counts(subject))


def _zones(subject: Subject) -> Runs:
    words, statistics = subject.words["overall"], subject.statistics
    parts, partial = [], []
    for zone in subject.words["zone"]:
        members, name = statistics.members(zone["group"]), statistics.groups[zone["group"]]["name"]
        now = statistics.total("rd_expenditure", members, subject.period, named=name)
        then = statistics.total("rd_expenditure", members, subject.before, named=name)
        if now is None:
            continue
        comparable = then is not None and then.missing == now.missing
        change = growth(now.figure, then.figure) if then is not None and comparable else None
        parts.append(say(words["zone"], zone=name, rd=now.figure, change=change_words(subject, change)))
        if now.missing:
            partial.append(say(words["partial"], zone=name, names="、".join(now.missing)))
    return joined((*say(words["zones"], zones=listed(parts, "；")), *(run for told in partial for run in told)))


def _zone_table(subject: Subject) -> Table:
    statistics, rows, doubted, lacking = subject.statistics, [], False, False
    for zone in subject.words["zone"]:
        members, name = statistics.members(zone["group"]), statistics.groups[zone["group"]]["name"]
        cells: list[Runs] = [(name,)]
        for code in ZONE_INDICATORS:
            total = statistics.total(code, members, subject.period, named=name)
            doubtful = bool(in_doubt(subject, code, members, subject.period))
            partial = total is not None and bool(total.missing)
            doubted, lacking = doubted or doubtful, lacking or partial
            marks = ((INCOMPLETE,) if partial else ()) + ((MARK,) if doubtful else ())
            cells.append((subject.words["held"]["none"],) if total is None else joined((total.figure, *marks)))
        rows.append(tuple(cells))
    heads = ("区域", *(f"{statistics.title(code)}（{statistics.unit(code)}）" for code in ZONE_INDICATORS))
    return Table(
        caption=f"四大区域主要指标（{subject.period}年）",
        heads=heads,
        rows=tuple(rows),
        widths=(2.6, *(4 for _ in ZONE_INDICATORS)),
        note="各省合计。区域划分按国家统计局2011年办法。"
        + (f"带{INCOMPLETE}的合计缺个别省份。" if lacking else "")
        + (subject.words["doubt"]["sums"] if doubted else ""),
    )


def _shares(subject: Subject) -> tuple[Paragraph, ...]:
    words, names = subject.words["overall"], {"rd_expenditure": "shares", "contracts_bought": "trend"}
    paragraphs = []
    for code in _WRITTEN:
        first_year = _share_years(subject, code)[0]
        now, first = (_share(subject, code, year) for year in (subject.period, first_year))
        years = (first_year, subject.period)
        doubts = in_share(subject, code, subject.west, subject.statistics.counted(), years)
        change = say(subject.words["doubt"]["share"]) if doubts else moved(subject, difference(now, first))
        told = say(words[names[code]], now=now, first_year=first_year, first=first, change=change)
        paragraphs.append(Paragraph(runs=joined((*told, doubts))))
    return tuple(paragraphs)


def _share(subject: Subject, code: str, year: str) -> Figure:
    statistics = subject.statistics
    return share(statistics, code, subject.west, statistics.counted(), year, subject.words["west"])


def _share_years(subject: Subject, code: str) -> list[str]:
    """Years from 2010 on in which every province published, or all but those that had nothing then."""
    statistics = subject.statistics
    return [
        year
        for year in statistics.years
        if CHARTED_SINCE <= year <= subject.period and statistics.total(code, subject.west, year, named="") is not None
    ]


def _share_chart(subject: Subject) -> Chart:
    statistics = subject.statistics
    shares = {(code, year): _share(subject, code, year) for code in SHARES for year in _share_years(subject, code)}
    years = sorted({year for _code, year in shares})

    def marks(code: str, year: str) -> Runs:
        return (MARK,) if in_doubt(subject, code, statistics.counted(), year) else ()

    plot = {
        "title": "西部地区占各省合计的比重",
        "unit": "%",
        "rows": [
            {
                "x": int(year),
                "y": round(float(shares[code, year].value), 1) if (code, year) in shares else None,
                "series": statistics.title(code),
                "side": "west",
                "doubtful": bool(marks(code, year)),
            }
            for code in SHARES
            for year in years
        ],
    }
    none = subject.words["held"]["none"]
    rows = tuple(
        (
            (year,),
            *((shares[code, year], *marks(code, year)) if (code, year) in shares else (none,) for code in SHARES),
        )
        for year in years
    )
    table = Table(
        caption="西部地区占各省合计的比重（%）",
        heads=("年份", *(statistics.title(code) for code in SHARES)),
        rows=rows,
        widths=(1.6, *(4 for _ in SHARES)),
        note="技术合同缺2011年；西藏输出技术合同2017年起才有。合计为已收各省之和。"
        + (subject.words["doubt"]["sums"] if any(marks(*each) for each in shares) else ""),
    )
    return Chart(
        caption="西部地区占各省合计的比重",
        kind="line",
        plot=plot,
        alt=_trend_alt(subject, shares),
        table=table,
    )


def _trend_alt(subject: Subject, shares: dict[tuple[str, str], Figure]) -> str:
    told = []
    for code in SHARES:
        years = _share_years(subject, code)
        first, last = shares[code, years[0]], shares[code, years[-1]]
        told.append(f"{subject.statistics.title(code)}{years[0]}年{first.text}%，{years[-1]}年{last.text}%")
    return "折线图。" + "；".join(told) + "。"
