"""Contacts: codes, the table of moves from asking to signing, who may make them. Pure.

    asked ─assign─▶ brokered ─agree─▶ agreed ─meet─▶ met ─intend─▶ intended ─sign─▶ signing ─confirm─▶ signed
     ▲└─recall─▶ ended │└─decline, recall, end─▶ ended   └─────── end (with a coded reason) ─────────▶ ended
     └────step_down────┘                                              ▲└─dispute, retract─┘
     (from agreed on a broker who steps down leaves the contact where it stands)

Who asks has agreed by asking; when the other side agrees, identities are seen by both, never before. One side files
the signed agreement, the other confirms it or says what is wrong with it: only both make it signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class ContactState(models.TextChoices):
    """Where a contact stands."""

    ASKED = "asked", _("已提出，待派经纪人")
    BROKERED = "brokered", _("经纪人已接手，待对方答复")
    AGREED = "agreed", _("双方同意，身份互见")
    MET = "met", _("已首次会面")
    INTENDED = "intended", _("已达成意向")
    SIGNING = "signing", _("一方已提交签约，待对方确认")
    SIGNED = "signed", _("已签约")
    ENDED = "ended", _("已终止")


class ContactMove(models.TextChoices):
    """What moves a contact on."""

    ASSIGN = "assign", _("派经纪人")
    STEP_DOWN = "step_down", _("经纪人回避")
    AGREE = "agree", _("同意对接")
    DECLINE = "decline", _("不同意对接")
    RECALL = "recall", _("收回请求")
    MEET = "meet", _("记录首次会面")
    INTEND = "intend", _("记录意向")
    SIGN = "sign", _("提交签约")
    CONFIRM = "confirm", _("确认签约")
    DISPUTE = "dispute", _("对签约提出异议")
    RETRACT = "retract", _("收回签约")
    END = "end", _("终止对接")


class Part(models.TextChoices):
    """The parts somebody may play in a contact: of the two sides one asked and the other answers; one files the signed
    agreement and the other confirms it."""

    ASKER = "asker", _("提出方")
    ANSWERER = "answerer", _("答复方")
    BROKER = "broker", _("经纪人")
    SIGNER = "signer", _("提交签约的一方")
    CONFIRMER = "confirmer", _("确认签约的一方")


@dataclass(frozen=True, kw_only=True)
class Step:
    """Where a move leads, and whose it is."""

    to: str
    by: frozenset[Part]


_ASKER, _ANSWERER, _BROKER, _SIGNER, _CONFIRMER = (frozenset({part}) for part in Part)
_BOTH = _ASKER | _ANSWERER
_ALL = _BOTH | _BROKER
_NOBODY_HERE: frozenset[Part] = frozenset()
CONTACT_MOVES = {
    ("asked", "assign"): Step(to="brokered", by=_NOBODY_HERE),
    ("asked", "recall"): Step(to="ended", by=_ASKER),
    ("brokered", "assign"): Step(to="brokered", by=_NOBODY_HERE),
    ("brokered", "step_down"): Step(to="asked", by=_BROKER),
    ("brokered", "agree"): Step(to="agreed", by=_ANSWERER),
    ("brokered", "decline"): Step(to="ended", by=_ANSWERER),
    ("brokered", "recall"): Step(to="ended", by=_ASKER),
    ("brokered", "end"): Step(to="ended", by=_BROKER),
    ("agreed", "assign"): Step(to="agreed", by=_NOBODY_HERE),
    ("agreed", "step_down"): Step(to="agreed", by=_BROKER),
    ("agreed", "meet"): Step(to="met", by=_ALL),
    ("agreed", "end"): Step(to="ended", by=_ALL),
    ("met", "assign"): Step(to="met", by=_NOBODY_HERE),
    ("met", "step_down"): Step(to="met", by=_BROKER),
    ("met", "intend"): Step(to="intended", by=_ALL),
    ("met", "end"): Step(to="ended", by=_ALL),
    ("intended", "assign"): Step(to="intended", by=_NOBODY_HERE),
    ("intended", "step_down"): Step(to="intended", by=_BROKER),
    ("intended", "sign"): Step(to="signing", by=_BOTH),
    ("intended", "end"): Step(to="ended", by=_ALL),
    ("signing", "assign"): Step(to="signing", by=_NOBODY_HERE),
    ("signing", "step_down"): Step(to="signing", by=_BROKER),
    ("signing", "confirm"): Step(to="signed", by=_CONFIRMER),
    ("signing", "dispute"): Step(to="intended", by=_CONFIRMER),
    ("signing", "retract"): Step(to="intended", by=_SIGNER),
    ("signing", "end"): Step(to="ended", by=_ALL),
}
"""Whoever assigns a broker stands outside the contact (`services.contacts`): the step is nobody's here."""
OPPOSITE = {Part.ANSWERER: Part.ASKER, Part.CONFIRMER: Part.SIGNER}
"""What is one side's to say is nobody's who may speak for the other as well."""
REVEALING = frozenset({ContactMove.AGREE})
"""Moves after which each side sees who the other is; what was seen stays seen."""
OVER = frozenset({ContactState.SIGNED, ContactState.ENDED})
WITH_REASON = frozenset({ContactMove.DECLINE, ContactMove.END})
"""Moves that need one of `EndReason`."""
CLEARED_BROKER = frozenset({ContactMove.AGREE})
"""Moves that wait until the broker has declared to have no conflict of interest."""
DECLARED_SIDES = frozenset({ContactMove.INTEND, ContactMove.SIGN, ContactMove.CONFIRM})
"""Moves that wait until both sides, who know each other by then, have declared whether they have one."""
PROVEN = frozenset({ContactMove.SIGN, ContactMove.CONFIRM})
"""Moves that wait until a signed agreement is filed, and not withdrawn."""
UNSIGNING = frozenset({ContactMove.DISPUTE, ContactMove.RETRACT})
"""Moves after which nobody has filed an agreement any more."""
WAITED_FOR = {
    ContactState.ASKED: _NOBODY_HERE,
    ContactState.BROKERED: _ANSWERER,
    ContactState.AGREED: _ALL,
    ContactState.MET: _ALL,
    ContactState.INTENDED: _ALL,
    ContactState.SIGNING: _CONFIRMER,
    ContactState.SIGNED: _NOBODY_HERE,
    ContactState.ENDED: _NOBODY_HERE,
}
"""Whose turn it is; a contact that was asked for waits for any broker, and an answer for the broker's declaration."""


class EndReason(models.TextChoices):
    """Why a contact came to nothing."""

    NOT_SUITABLE = "not_suitable", _("技术不合适")
    NO_CAPACITY = "no_capacity", _("没有力量承接")
    PRICE = "price", _("费用谈不拢")
    RIGHTS = "rights", _("知识产权谈不拢")
    CONFLICT = "conflict", _("存在利益冲突")
    SILENT = "silent", _("一方长期没有答复")
    DONE_ELSEWHERE = "done_elsewhere", _("已另行解决")
    RECALLED = "recalled", _("提出方收回")
    OTHER = "other", _("其他（请写明）")


GIVEN_REASONS = tuple(choice for choice in EndReason.choices if choice[0] != EndReason.RECALLED)
"""What somebody may choose from; RECALLED is written where a request is taken back."""


def next_step(state: str, move: str) -> Step:
    """The step the table has for a move. RuleBroken, naming what may be done, if it has none."""
    if (state, move) not in CONTACT_MOVES:
        possible = str(_("、")).join(str(ContactMove(name).label) for (start, name) in CONTACT_MOVES if start == state)
        raise RuleBroken(
            _("“%(state)s”状态下不能执行此操作（%(move)s）；可以执行：%(possible)s。")
            % {"state": ContactState(state).label, "move": ContactMove(move).label, "possible": possible or _("无")},
            state=state,
        )
    return CONTACT_MOVES[state, move]


def reason_of(move: str, reason: str, note: str) -> str:
    """The coded reason a move ends with, empty where it ends nothing. RuleBroken where one is missing or unknown."""
    if move == ContactMove.RECALL:
        return EndReason.RECALLED
    if move == ContactMove.DISPUTE and not note.strip():
        raise RuleBroken(_("请写明签约哪里不符，对方据此改正。"))
    if move not in WITH_REASON:
        return ""
    if reason not in dict(GIVEN_REASONS):
        known = str(_("、")).join(str(label) for _code, label in GIVEN_REASONS)
        raise RuleBroken(_("请选择原因：%(known)s。") % {"known": known})
    if reason == EndReason.OTHER and not note.strip():
        raise RuleBroken(_("原因选了“其他”，请在备注中写明。"))
    return reason


_SIDES = (Grant("staff", "organisation"), Grant("province", "region"), Grant("local", "region"))
_SIDES_AND_BROKER = (*_SIDES, Grant("broker"))
_ASSIGNERS = (Grant("broker"), Grant("administrator"))
CONTACT_PERMISSIONS: tuple[Permission, ...] = (
    Permission(code="matching.ask_contact", title=_("为本单位请求对接"), grants=_SIDES),
    Permission(code="matching.answer_contact", title=_("答复、收回本单位的对接请求"), grants=_SIDES),
    Permission(code="matching.assign_broker", title=_("接手对接、派经纪人"), grants=_ASSIGNERS),
    Permission(code="matching.progress_contact", title=_("记录会面、意向、签约或终止"), grants=_SIDES_AND_BROKER),
    Permission(code="matching.confirm_signing", title=_("确认对方提交的签约，或提出异议"), grants=_SIDES),
    Permission(code="matching.declare_conflict", title=_("声明有无利益冲突"), grants=_SIDES_AND_BROKER),
    Permission(code="matching.file_evidence", title=_("提交意向、签约的文件"), grants=_SIDES),
    Permission(
        code="matching.oversee_contacts",
        title=_("查看全部对接（不含身份）、指派经纪人"),
        grants=(Grant("administrator"), Grant(SYSTEM_ROLE)),
    ),
    Permission(code="matching.remind", title=_("提醒久未答复的对接"), grants=(Grant(SYSTEM_ROLE),)),
)
MOVE_CONTACT = {
    ContactMove.AGREE: "matching.answer_contact",
    ContactMove.DECLINE: "matching.answer_contact",
    ContactMove.RECALL: "matching.answer_contact",
    ContactMove.MEET: "matching.progress_contact",
    ContactMove.INTEND: "matching.progress_contact",
    ContactMove.SIGN: "matching.progress_contact",
    ContactMove.CONFIRM: "matching.confirm_signing",
    ContactMove.DISPUTE: "matching.confirm_signing",
    ContactMove.RETRACT: "matching.progress_contact",
    ContactMove.END: "matching.progress_contact",
}
"""The permission of each move somebody makes for a side or as its broker."""
