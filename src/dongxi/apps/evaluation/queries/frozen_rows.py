"""A frozen league in rows: places as frozen, the figures they were computed from, the same as a file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.evaluation.computing import read
from dongxi.apps.evaluation.models import Run
from dongxi.apps.evaluation.queries.doubtful_rows import doubted, doubting
from dongxi.apps.evaluation.queries.scores import names_in
from dongxi.apps.evaluation.speaking import told
from dongxi.apps.people.models import Region
from dongxi.apps.people.rules import Level
from dongxi.apps.records.wording import in_language
from dongxi.apps.statistics.models import Indicator

NOT_APPLICABLE = "NOT_APPLICABLE"


def frozen_rows(run: Run) -> dict[str, Any]:
    """`rows` as frozen, best first, each with the `values` it was computed from under `heads`, and the same as `cells`
    with the words of their `doubt`; `title`; `sway` and what else intervals have `covered`; whose values were
    `doubted`; whether `doubts_kept` at all."""
    from dongxi.analysis.evaluation.interval_covers import covered

    own, name = read(run.framework.text, run.framework.code), names_in(run.framework)
    regions = {one.short_name: one.pk for one in Region.objects.filter(level=Level.PROVINCE)}
    values, at = run.inputs["values"], {unit: i for i, unit in enumerate(run.inputs["units"])}
    measures = {one.name: one.measure or "" for one in own.indicators}
    units = {one.unit: one.unit_en for one in Indicator.objects.all()}
    marks, doubts = run.inputs.get("doubtful", {}), doubting(name)
    rows = [
        {
            **row,
            **doubts({one: marks[one][row["unit"]] for one in values if row["unit"] in marks.get(one, {})}),
            "name": name(row["unit"]),
            "code": regions.get(row["unit"], row["unit"]),
            "grade": name(row["grade"] or ""),
            "values": [_value(column[at[row["unit"]]]) for column in values.values()],
        }
        for row in run.result["standings"]
    ]
    for row in rows:
        words = {one["name"]: one["words"] for one in row["doubtful"]}
        row["cells"] = [
            {"value": value, "doubt": words.get(name(one), "")}
            for value, one in zip(row["values"], values, strict=True)
        ]
    return {
        "title": name(str(run.framework)),
        "warning": name(own.note),
        "sway": f"{own.sway:.0%}",
        "covered": told(covered(own, doubts=bool(marks))),
        "heads": [
            {"name": name(one), "unit": in_language(measures[one], units.get(measures[one], measures[one]))}
            for one in values
        ],
        "rows": rows,
        "doubted": doubted(rows),
        "doubts_kept": "doubtful" in run.inputs,
    }


def frozen_file(run: Run) -> list[dict[str, Any]]:
    """One row a unit: its place as frozen, the figures behind it, and the run's digests."""
    shown = frozen_rows(run)
    return [
        {
            _("年份"): run.period,
            _("地区"): row["name"],
            _("代码"): row["code"],
            _("名次"): row["rank"],
            _("名次区间上端"): row["low"],
            _("名次区间下端"): row["high"],
            _("得分"): row["score"],
            _("等次"): row["grade"],
            _("存疑"): row["doubt"],
            **{head["name"]: value for head, value in zip(shown["heads"], row["values"], strict=True)},
            _("定格时间"): run.made_at.isoformat(timespec="seconds"),
            _("输入摘要（SHA-256）"): run.digest,
            _("方案摘要（SHA-256）"): run.inputs["framework"],
            _("程序版本"): run.program,
            _("说明"): shown["warning"],
        }
        for row in shown["rows"]
    ]


def _value(text: str | None) -> float | str | None:
    """A figure as frozen: a number, a word, None where it was not reported."""
    if text == NOT_APPLICABLE:
        return _("不适用")
    try:
        return None if text is None else float(text)
    except ValueError:
        return text
