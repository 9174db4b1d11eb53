"""What the page of the funnel shows: the answer in a sentence, the bars, the table of stages, the table of groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.matching.fields import discipline_choices, industry_choices
from dongxi.apps.matching.funnel import FEW, Funnel
from dongxi.apps.matching.queries.funnel import GROUPS, STAGE_WORDS, FunnelScope, group_words, visible_funnel
from dongxi.apps.matching.queries.postings import strand_choices
from dongxi.apps.people.queries import provinces

DEFAULT_GROUP = "province"


def funnel_context(*, asked: Mapping[str, str], scope: Any, to: Any) -> dict[str, Any]:
    """The funnel of the needs in the reader's scope; unknown choices are passed over."""
    fields = {"discipline": dict(discipline_choices()), "industry": dict(industry_choices())}
    chosen = {name: asked.get(name, "") if asked.get(name, "") in known else "" for name, known in fields.items()}
    by = asked.get("by", "") if asked.get("by", "") in GROUPS else DEFAULT_GROUP
    year = int(scope.year) if scope.year else None
    wanted = FunnelScope(strand=scope.strand, region=scope.region, year=year, **chosen)
    whole, groups = visible_funnel(to=to, scope=wanted, by=by)
    words = group_words(by=by, to=to)
    return {
        "whole": whole,
        "stages": [(STAGE_WORDS[stage.code], stage) for stage in whole.stages],
        "heads": list(STAGE_WORDS.values()),
        "figure": _figure(whole),
        "groups": [(words.get(each.group, each.group), each) for each in groups],
        "by": by,
        "by_word": GROUPS[by][1],
        "controls": _controls(wanted, by, to),
        "few": FEW,
    }


def _figure(whole: Funnel) -> dict[str, Any]:
    rows = [{"x": str(STAGE_WORDS[stage.code]), "y": stage.count, "side": "other"} for stage in whole.stages]
    return {
        "title": _("走到各阶段的需求数"),
        "unit": _("条"),
        "rows": rows,
        "note": _("每条需求只计一次，计到它走得最远的一步。"),
        "source": _("本平台办理记录"),
    }


def _controls(scope: FunnelScope, by: str, to: Any) -> list[dict[str, Any]]:
    """The selects of the page: name, label, choices, what is chosen."""
    any_of_them = [("", _("全部"))]
    regions = [(region.code, str(region)) for region in provinces()]
    narrowing = (
        ("strand", _("专项"), strand_choices(to=to)),
        ("region", _("省份"), regions),
        ("discipline", _("学科"), discipline_choices()),
        ("industry", _("行业"), industry_choices()),
    )
    controls = [
        {"name": name, "label": label, "options": [*any_of_them, *options], "chosen": getattr(scope, name)}
        for name, label, options in narrowing
    ]
    groups = [(key, word) for key, (_path, word) in GROUPS.items()]
    return [*controls, {"name": "by", "label": _("分组"), "options": groups, "chosen": by}]
