"""Contacts: codes, the table of moves from asking to signing, who may make them. Pure.

    asked ──assign──▶ brokered ──agree──▶ agreed ──meet──▶ met ──intend──▶ intended ──sign──▶ signed
      └─recall─▶ ended   └─decline─▶ ended  └────────── end (with a coded reason) ──────────▶ ended

Who asks has agreed by asking; when the other side agrees, identities are seen by both, never before.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import Permission


class ContactState(models.TextChoices):
    """Where a contact stands."""

    ASKED = "asked", _("已提出，待派经纪人")
    BROKERED = "brokered", _("经纪人已接手，待对方答复")
    AGREED = "agreed", _("双方同意，身份互见")
    MET = "met", _("已首次会面")
    INTENDED = "intended", _("已达成意向")
    SIGNED = "signed", _("已签约")
    ENDED = "ended", _("已终止")


class ContactMove(models.TextChoices):
    """What moves a contact on."""

    ASSIGN = "assign", _("派经纪人")
    AGREE = "agree", _("同意对接")
    DECLINE = "decline", _("不同意对接")
    RECALL = "recall", _("收回请求")
    MEET = "meet", _("记录首次会面")
    INTEND = "intend", _("记录意向")
    SIGN = "sign", _("记录签约")
    END = "end", _("终止对接")


CONTACT_MOVES = {
    ("asked", "assign"): "brokered",
    ("asked", "recall"): "ended",
    ("brokered", "assign"): "brokered",
    ("brokered", "agree"): "agreed",
    ("brokered", "decline"): "ended",
    ("brokered", "recall"): "ended",
    ("agreed", "meet"): "met",
    ("agreed", "end"): "ended",
    ("met", "intend"): "intended",
    ("met", "end"): "ended",
    ("intended", "sign"): "signed",
    ("intended", "end"): "ended",
}
REVEALING = frozenset({ContactMove.AGREE})
"""Moves after which each side sees who the other is; what was seen stays seen."""


class EndReason(models.TextChoices):
    """Why a contact came to nothing."""

    NOT_SUITABLE = "not_suitable", _("技术不合适")
    NO_CAPACITY = "no_capacity", _("对方没有力量承接")
    PRICE = "price", _("费用谈不拢")
    RIGHTS = "rights", _("知识产权谈不拢")
    CONFLICT = "conflict", _("存在利益冲突")
    SILENT = "silent", _("一方长期没有答复")
    DONE_ELSEWHERE = "done_elsewhere", _("已另行解决")
    OTHER = "other", _("其他（请写明）")


CONTACT_PERMISSIONS: tuple[Permission, ...] = ()
