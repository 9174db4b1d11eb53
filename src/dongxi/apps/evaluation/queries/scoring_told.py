"""How an indicator becomes points, in the reader's language, as a province's page says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from dongxi.analysis.evaluation.scoring import Scoring


def rule_told(scoring: Scoring) -> str:
    """Where points begin and where they are full; steps or grades with their points."""
    from dongxi.analysis.evaluation.scoring import Efficacy, Grade, Linear, Step

    match scoring:
        case Linear(floor=floor, target=target):
            return _("底线 %(floor)s（不得分），满分线 %(target)s") % {"floor": floor, "target": target}
        case Efficacy(floor=floor, target=target, base=base, full=full):
            ends = {"floor": floor, "target": target, "base": base, "full": full}
            return _("不允许值 %(floor)s（%(base)s 分），满意值 %(target)s（%(full)s 分）") % ends
        case Step(steps=steps, falling=falling):
            one = _("不超过 %(at)s 得 %(points)s 分") if falling else _("达到 %(at)s 得 %(points)s 分")
            return _("；").join(one % {"at": at, "points": points} for at, points in steps)
        case Grade(table=table):
            said = (_("%(grade)s %(points)s 分") % {"grade": word, "points": points} for word, points in table.items())
            return _("；").join(said)
        case _other:
            return ""
