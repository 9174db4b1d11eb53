"""What people and other systems are told of: kinds of notices with their words, events of webhooks. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class NoticeKind(models.TextChoices):
    """Why somebody is told, and the sentence they are told, filled from the notice's facts.

    No sentence and no fact names whose a need or an offer is: a notice is also sent by mail.
    """

    CONTACT_ASKED = "contact_asked", _("“%(need)s”与“%(offer)s”请求对接，等经纪人接手。")
    CONTACT_BROKERED = "contact_brokered", _("“%(need)s”与“%(offer)s”的对接由经纪人接手，等答复方答复。")
    CONTACT_FREED = "contact_freed", _("“%(need)s”与“%(offer)s”的经纪人已回避，等另一位经纪人接手。")
    CONTACT_AGREED = "contact_agreed", _("“%(need)s”与“%(offer)s”双方同意对接，登录后可见对方是谁。")
    CONTACT_MET = "contact_met", _("“%(need)s”与“%(offer)s”已首次会面。")
    CONTACT_INTENDED = "contact_intended", _("“%(need)s”与“%(offer)s”已达成意向。")
    CONTACT_SIGNING = "contact_signing", _("“%(need)s”与“%(offer)s”：一方提交了签约文件，等另一方确认。")
    CONTACT_UNSIGNED = "contact_unsigned", _("“%(need)s”与“%(offer)s”：提交的签约已退回，回到意向阶段，请看经过。")
    CONTACT_SIGNED = "contact_signed", _("“%(need)s”与“%(offer)s”经双方确认已签约。")
    CONTACT_ENDED = "contact_ended", _("“%(need)s”与“%(offer)s”的对接已终止：%(reason)s。")
    CONTACT_CONFLICT = "contact_conflict", _("“%(need)s”与“%(offer)s”的对接中有人声明存在利益冲突。")
    CONTACT_SILENT = "contact_silent", _("“%(need)s”与“%(offer)s”的对接已 %(days)s 天没有进展，等您办理。")
    NEW_FITTING = "new_fitting", _("您的需求“%(name)s”有 %(count)s 条新的供给排在前列。")
    NEW_FOUND = "new_found", _("您保存的筛选“%(name)s”有 %(count)s 条新内容。")


MOST_LISTED = 10
"""How many new things a digest lists by title; the rest is behind its link."""
FITTING_RANK = 10
"""An offer fits a need when it stands among its first ten."""
MAIL_ATTEMPTS_FOR = timedelta(days=3)
"""A notice that could not be mailed for this long is mailed no more; it still stands on the page."""


class Event(models.TextChoices):
    """What a webhook may be told of."""

    NEED_PUBLISHED = "need.published", _("需求公开")
    OFFER_PUBLISHED = "offer.published", _("供给公开")
    CONTACT_ASKED = "contact.asked", _("请求对接")
    CONTACT_BROKERED = "contact.brokered", _("经纪人接手")
    CONTACT_AGREED = "contact.agreed", _("双方同意")
    CONTACT_MET = "contact.met", _("首次会面")
    CONTACT_INTENDED = "contact.intended", _("达成意向")
    CONTACT_SIGNING = "contact.signing", _("一方提交签约")
    CONTACT_UNSIGNED = "contact.unsigned", _("签约退回")
    CONTACT_SIGNED = "contact.signed", _("双方确认签约")
    CONTACT_ENDED = "contact.ended", _("终止")
    PING = "ping", _("试发")


RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60))
"""How long after each failed attempt the next is made; after the last one the delivery is given up."""

_SIGNED_IN = tuple(
    Grant(role) for role in ("staff", "province", "local", "ministry", "evaluator", "expert", "broker", "administrator")
)
_KEEPERS = (Grant("administrator"), Grant(SYSTEM_ROLE))
NOTICE_PERMISSIONS = (
    Permission(code="matching.save_search", title=_("保存筛选、设定提醒"), grants=_SIGNED_IN),
    Permission(code="matching.read_notice", title=_("把通知标为已读"), grants=_SIGNED_IN),
    Permission(code="matching.set_mail", title=_("设定收邮件的地址"), grants=_SIGNED_IN),
    Permission(code="matching.stop_mail", title=_("凭邮件中的链接停止邮件、确认地址"), grants=(Grant("public"),)),
    Permission(code="matching.digest", title=_("汇总新内容"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="matching.mail", title=_("发送邮件"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="matching.manage_webhooks", title=_("管理推送地址"), grants=_KEEPERS),
    Permission(code="matching.deliver", title=_("向推送地址发送事件"), grants=(Grant(SYSTEM_ROLE),)),
)
