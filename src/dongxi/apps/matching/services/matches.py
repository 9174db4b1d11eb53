"""Writes of matches: what a side makes of one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Decision, Match
from dongxi.apps.matching.queries.postings import is_open
from dongxi.apps.matching.rules import Side, Unsuitable, Verdict
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import require


@transaction.atomic
def decide_match(*, actor: Any, match: Match, side: str, verdict: str, reason: str = "", note: str = "") -> Decision:
    """Say for one side what it makes of a match; an earlier word of that side is superseded and kept.

    RuleBroken if either text is no longer open, or “not suitable” comes without its reason.
    """
    require(actor, "matching.decide", match.posting_of(side))
    _refuse_closed(match)
    if verdict == Verdict.UNSUITABLE and reason not in Unsuitable.values:
        raise RuleBroken(_("请选择不合适的原因，系统据此学习。"))
    if reason == Unsuitable.OTHER and not note.strip():
        raise RuleBroken(_("原因选了“其他”，请在备注中写明。"))
    match.decisions.filter(side=side, standing=True).update(standing=False)
    decision = Decision.objects.create(
        match=match,
        side=Side(side),
        verdict=Verdict(verdict),
        reason=reason if verdict == Verdict.UNSUITABLE else "",
        note=note.strip()[:500],
        rank=match.rank if match.listed else None,
        decided_by_id=actor.pk,
    )
    audit(actor, "matching.decide", match, side=side, verdict=verdict, reason=decision.reason)
    return decision


def _refuse_closed(match: Match) -> None:
    for side in Side:
        if not is_open(match.posting_of(side)):
            words = _("这一对的%(side)s（编号 %(code)s）现在没有公开，不能判定。")
            raise RuleBroken(words % {"side": side.label, "code": match.posting_of(side).code})
