"""How the rows of a contact are written and what stands against a step, inside the transaction of its service.

No permission is asked and no audit line written here: the service does both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching.anonymity import told
from dongxi.apps.matching.contact_rules import (
    CLEARED_BROKER,
    DECLARED_SIDES,
    PROVEN,
    REVEALING,
    UNSIGNING,
    ContactMove,
    Part,
    Step,
    next_step,
)
from dongxi.apps.matching.models import Contact, ContactAmount, ContactStep
from dongxi.apps.matching.models.contacts import BROKER
from dongxi.apps.matching.queries.contacts import declarations, parts_of, spoke_before
from dongxi.apps.matching.rules import Side
from dongxi.apps.people.models import User
from dongxi.apps.people.rules import Role
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.money import MoneyKind
from dongxi.apps.records.queries import standing_evidence_of
from dongxi.apps.records.versions import save_at_version

MONEY_OF = {ContactMove.INTEND: (MoneyKind.INTENTION,), ContactMove.SIGN: (MoneyKind.CONTRACT,)}
"""The kinds of money that may be kept with a move."""
LONGEST_NOTE = 2_000


def keep_step(*, contact: Contact, move: str, side: str, note: str, by: Any) -> ContactStep:
    """What was done, for whom, by whom, with which words."""
    words = note.strip()[:LONGEST_NOTE]
    return ContactStep.objects.create(contact=contact, move=move, side=side, note=words, by_id=by.pk)


def speaking_side(*, contact: Contact, actor: Any, step: Step, side: str) -> str:
    """For whom the actor makes a step: the side named, or the one there is. NotAllowed if the step is not theirs."""
    spoken = contact.sides_of(actor)
    if not spoken:
        raise NotAllowed(_("您不是这项对接的任何一方，也不是它的经纪人。"))
    fitting = [each for each in spoken if parts_of(contact=contact, sides=[each]) & step.by]
    chosen = side if side in fitting else fitting[0] if fitting and not side else ""
    if not chosen:
        names = str(_("、")).join(str(part.label) for part in Part if part in step.by)
        raise NotAllowed(_("这一步由%(names)s办理。") % {"names": names})
    if spoke_before(step=step, parts=parts_of(contact=contact, sides=spoken)):
        raise RuleBroken(_("您同时能代表先办理的一方，不能替另一方答复或确认；请由另一方自己的人办理。"))
    return chosen


def declaring_side(*, contact: Contact, actor: Any, side: str) -> str:
    """For whom the actor declares. NotAllowed if they do not speak for that side."""
    spoken = contact.sides_of(actor)
    chosen = side or (spoken[-1] if spoken else "")
    if chosen not in spoken:
        raise NotAllowed(_("您不是这项对接的任何一方，也不是它的经纪人。"))
    return chosen


def refuse_unfit_broker(*, contact: Contact, broker: User, taking: bool, declares_none: bool) -> None:
    """RuleBroken unless somebody may be the broker of this contact."""
    if not broker.is_active or not any(held.role == Role.BROKER for held in broker.roles_held()):
        raise RuleBroken(_("%(name)s 不是技术经纪人。") % {"name": broker})
    if set(contact.sides_of(broker)) & set(Side.values):
        raise RuleBroken(_("经纪人能代表其中一方，须回避；请由别的经纪人接手。"))
    if contact.broker_id == broker.pk:
        raise RuleBroken(_("%(name)s 已是这项对接的经纪人。") % {"name": broker})
    if taking and contact.broker_id is not None:
        raise RuleBroken(_("这项对接已有经纪人。"))
    if taking and not declares_none:
        raise RuleBroken(_("接手前请声明与双方均无利益冲突；存在冲突的请勿接手。"))


def refuse_telling(*, contact: Contact, side: str, text: str) -> None:
    """RuleBroken where words that the other side will read tell whose a side is, as long as nobody may know."""
    if contact.is_revealed() or side == BROKER or not text.strip():
        return
    found = told(content={"body": text}, identity=contact.posting_of(side).identity)
    certain = [each.word for each in found if each.certain]
    if certain:
        words = _("双方同意之前不能让对方认出您是谁，请删去：%(words)s。")
        raise RuleBroken(words % {"words": str(_("、")).join(dict.fromkeys(certain))}, told=certain)


def refuse_early(*, contact: Contact, move: ContactMove, met_on: date | None) -> None:
    """RuleBroken where something must come before a move: a date, a declaration, an agreement."""
    said = declarations(contact=contact) if move in CLEARED_BROKER | DECLARED_SIDES else {}
    if move in CLEARED_BROKER and BROKER not in said:
        raise RuleBroken(_("经纪人尚未声明有无利益冲突，声明之后才能答复。"))
    silent = [str(side.label) for side in Side if side not in said] if move in DECLARED_SIDES else []
    if silent:
        words = _("%(sides)s尚未声明有无利益冲突，声明之后才能记录。")
        raise RuleBroken(words % {"sides": str(_("、")).join(silent)})
    if move == ContactMove.MEET:
        _refuse_bad_day(contact, met_on)
    if move in PROVEN and not standing_evidence_of(contact).exists():
        raise RuleBroken(_("没有签约文件，或文件已撤回。请先提交签约文件。"))


def changes_of(*, move: ContactMove, step: Step, side: str, end_reason: str, met_on: date | None) -> dict[str, Any]:
    """What a move writes in the contact's row."""
    now = timezone.now()
    changes: dict[str, Any] = {"state": step.to, "moved_at": now, "reminded_at": None}
    changes |= {"revealed_at": now} if move in REVEALING else {}
    changes |= {"end_reason": end_reason} if end_reason else {}
    changes |= {"signed_by_side": side} if move == ContactMove.SIGN else {}
    changes |= {"signed_by_side": ""} if move in UNSIGNING else {}
    return changes | ({"first_met_on": met_on} if move == ContactMove.MEET else {})


def keep_amounts(*, contact: Contact, move: ContactMove, amounts: Mapping[str, int]) -> None:
    """Keep money by kind, in 分, in place of what was kept with the same move before. RuleBroken for a kind that does
    not belong to the move."""
    contact.amounts.filter(kind__in=MONEY_OF.get(move, ())).delete()
    for kind, fen in amounts.items():
        if kind not in MONEY_OF.get(move, ()):
            raise RuleBroken(_("这一步不能记“%(kind)s”口径的金额。") % {"kind": MoneyKind(kind).label})
        if fen < 0:
            raise RuleBroken(_("金额不能为负。"))
        ContactAmount.objects.create(contact=contact, kind=kind, fen=fen)


def step_down(*, contact: Contact, by: Any) -> None:
    """Let the broker go: an unanswered contact waits for another, one whose sides know each other goes on."""
    step = next_step(contact.state, ContactMove.STEP_DOWN)
    keep_step(contact=contact, move=ContactMove.STEP_DOWN, side=BROKER, note="", by=by)
    save_at_version(contact, read_at=contact.version, state=step.to, broker_id=None, moved_at=timezone.now())
    contact.broker = None


def _refuse_bad_day(contact: Contact, met_on: date | None) -> None:
    if met_on is None:
        raise RuleBroken(_("请填写首次会面的日期。"))
    revealed = timezone.localdate(contact.revealed_at)
    if not revealed <= met_on <= timezone.localdate():
        words = _("首次会面应在双方同意之日（%(day)s）至今天之间。")
        raise RuleBroken(words % {"day": revealed})
