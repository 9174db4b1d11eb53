"""A league as rows of a file, and a unit's scores and places over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


def league_file(study: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a unit; a figure that is missing stays empty."""
    return [
        {
            _("年份"): study["period"],
            _("地区"): row["name"],
            _("代码"): row["code"],
            _("名次"): row["rank"],
            _("名次区间上端"): row["low"],
            _("名次区间下端"): row["high"],
            _("得分"): None if row["score"] is None else float(row["score"]),
            _("等次"): row["grade"],
            _("已报指标数"): row["reported"],
            _("应报指标数"): row["expected"],
            _("存疑"): row["doubt"],
            _("失分最多"): "; ".join(f"{part['name']} -{part['points']}" for part in row["lost"]),
            _("说明"): study["warning"],
        }
        for row in study["rows"]
    ]


def trend_of(trend: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`trend`: a unit in each year, newest first, as given; `scores`: the same as a figure."""
    rows = [
        {
            "x": int(one["period"]),
            "y": None if one["score"] is None else float(one["score"]),
            "series": one["name"],
            "side": one["side"],
            "doubtful": bool(one["doubt"]),
        }
        for one in reversed(trend)
    ]
    title = _("得分的变化")
    partly = _("、").join(str(one["period"]) for one in reversed(trend) if one["reported"] < one["expected"])
    doubtful = _("、").join(str(one["period"]) for one in reversed(trend) if one["doubt"])
    notes = [
        _("%(years)s年有指标未报，得分由已报指标折算，与其他年份不宜直接比较。") % {"years": partly} if partly else "",
        _("%(years)s年有数值存疑，得分照公布值计算，与其他年份不宜直接比较。") % {"years": doubtful}
        if doubtful
        else "",
    ]
    note = " ".join(filter(None, notes))
    figure = {"title": title, "unit": _("分"), "rows": rows, "breaks": [], "note": note, "source": ""}
    return {"trend": trend, "scores": figure}
