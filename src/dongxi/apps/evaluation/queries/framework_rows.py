"""A framework, its leagues and its regions as the read API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dongxi.analysis.evaluation.draws import DRAWS
from dongxi.apps.evaluation.computing import read
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries import methods_rows, scores
from dongxi.apps.statistics.models import Indicator

PLACE = ("rank", "low", "high", "score", "reported", "expected", "doubtful")
PARTS = ("got", "possible")


def tree_of(framework: Framework) -> dict[str, Any]:
    """Criteria with weights as printed and shares of a full score, in the reader's language."""
    from dongxi.analysis.evaluation.reweighting import levels
    from dongxi.analysis.evaluation.scoring import SCORING

    own, name = read(framework.text, framework.code), scores.names_in(framework)
    below = {level.path[0]: level for level in levels(own) if level.path}
    leaves = {one.name: one for one in own.indicators}
    kinds = {kind: code for code, kind in SCORING.items()}
    series = {one.name: one for one in Indicator.objects.all()}

    def leaf(path: tuple[str, ...], weight: Any) -> dict[str, Any]:
        one = leaves[path[-1]]
        return {
            "name": name(one.name),
            "weight": float(weight),
            "share": float(own.weights.exact[one.name]),
            "series": series[one.column].pk if one.column in series else "",
            "unit": one.measure,
            "direction": one.direction,
            "scoring": kinds[type(one.scoring)],
            "missing": one.missing,
        }

    criteria = []
    for one in own.tree:
        level = below.get(one.name)
        parts = level.given.items() if level else [((one.name,), one.weight)]
        criteria.append(
            {
                "name": name(one.name),
                "weight": float(one.weight),
                "share": own.weights.first_level[one.name],
                "due": float(level.due) if level else None,
                "indicators": [leaf(path, weight) for path, weight in parts],
            }
        )
    return {
        "note": name(own.note),
        "whole": float(own.whole),
        "sway": own.sway,
        "criteria": criteria,
        "grades": [name(band.name) for band in own.bands],
    }


def league_of(framework: Framework, period: str) -> dict[str, Any]:
    """The league with what must be said beside it."""
    study = scores.study(framework, period)
    return {
        "framework": framework.code,
        "version": framework.version,
        "digest": framework.digest,
        "period": period,
        "draws": DRAWS,
        "warning": study["warning"],
        "notes": study["notes"],
        "standings": [_standing(row) for row in study["rows"]],
    }


def unit_of(framework: Framework, period: str, region: str) -> dict[str, Any] | None:
    """A region's indicators and its places over the years; None if the framework does not score it."""
    study = scores.study(framework, period)
    row = study["units"].get(region)
    if row is None:
        return None
    trend = scores.trends(framework)[region]
    return {
        **_standing(row),
        "framework": framework.code,
        "period": period,
        "warning": study["warning"],
        "indicators": [{**one, "series": one["code"]} for one in row["indicators"]],
        "trend": [{"period": one["period"], **{key: one[key] for key in PLACE}} for one in trend],
    }


def methods_of(framework: Framework, period: str) -> list[dict[str, Any]]:
    """Every method with its places; efficiency last, with intervals where they are known."""
    found = methods_rows.methods(framework, period)
    shown = {head["method"]: k for k, head in enumerate(found["heads"])}
    said = [
        {
            **{key: one[key] for key in ("method", "title", "agreement", "refused", "without_doubts")},
            "why": one["words"],
            "placings": [_placing(row, shown[one["method"]]) for row in found["rows"]] if not one["refused"] else [],
        }
        for one in found["why"]
    ]
    return [*said, _efficiency(framework, period, found)]


def _standing(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: row[key] for key in ("name", *PLACE, "grade", "vetoed", "veto_doubts", "missing", "lost", "gained")}
    return {"region": row["code"], **told}


def _placing(row: Mapping[str, Any], at: int) -> dict[str, Any]:
    ends = {"low": row["low"], "high": row["high"]} if at == 0 else {}
    return {
        "region": row["code"],
        "name": row["name"],
        "place": row["places"][at],
        "value": row["values"][at],
        "doubtful": row["doubtful"],
        **ends,
    }


def _efficiency(framework: Framework, period: str, found: Mapping[str, Any]) -> dict[str, Any]:
    beside = found["efficiency"]
    known = {row["code"]: row for row in methods_rows.efficiency_rows(framework, period, compute=False) or ()}
    names = {row["code"]: row["name"] for row in found["rows"]}
    return {
        "method": methods_rows.DEA,
        "title": "DEA",
        "why": beside["refused"] or beside.get("why", ""),
        "agreement": None,
        "refused": not beside["places"],
        "placings": [
            {
                "region": code,
                "name": names[code],
                "place": place,
                "value": beside["shares"][code],
                "low": known[code]["first"] if code in known else None,
                "high": known[code]["last"] if code in known else None,
            }
            for code, place in beside["places"].items()
        ],
    }
