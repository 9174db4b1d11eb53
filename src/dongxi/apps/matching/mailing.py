"""Mail about notices: one letter to a person, with a link that stops it without signing in (RFC 2369, RFC 8058)."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dongxi.apps.matching.contact_rules import EndReason
from dongxi.apps.matching.models import MailAddress, Notice
from dongxi.apps.matching.notice_rules import NoticeKind
from dongxi.apps.matching.queries.saved import confirm_token, stop_token

FAULTS = (smtplib.SMTPException, OSError)
"""What a mail server that is away or unwilling raises."""


def sentence(notice: Notice) -> str:
    """What a notice says, in the reader's language."""
    facts = dict(notice.facts)
    if facts.get("reason") in EndReason.values:
        facts["reason"] = EndReason(facts["reason"]).label
    return str(NoticeKind(notice.kind).label) % facts


def letter(*, address: MailAddress, notices: Sequence[Notice]) -> EmailMessage:
    """One letter with everything that waits for somebody. It names no party of a contact, also none that is known."""
    with translation.override(address.language):
        stop = _absolute("matching:stop", stop_token(owner=address.owner_id))
        parts = [_section(notice, address.owner_id) for notice in notices]
        lines = [*parts, "—", _("这封信由东西通按您的设定发送。停止全部邮件（无需登录）："), stop]
        subject = sentence(notices[0]) if len(notices) == 1 else _("东西通：%(count)s 件事") % {"count": len(notices)}
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return EmailMessage(
            subject=" ".join(subject.split())[:120], body="\n".join(lines), to=[address.address], headers=headers
        )


def confirmation(*, address: MailAddress) -> EmailMessage:
    """The letter that asks whether an address is theirs."""
    with translation.override(address.language):
        link = _absolute("matching:confirm_mail", confirm_token(address=address))
        words = _("有人在东西通把这个地址填为收邮件的地址。是您填的，请在七天内打开下面的链接确认；不是，请不必理会。")
        return EmailMessage(subject=_("请确认收邮件的地址"), body=f"{words}\n\n{link}\n", to=[address.address])


def send(message: EmailMessage) -> None:
    """Send a letter by the mailer of the settings; one of `FAULTS` if it cannot be handed over."""
    message.send(using="default")


def _thing(each: Mapping[str, str]) -> str:
    return f"  · {each['title']}" + _("（%(words)s）") % {"words": each["code"]}


def _section(notice: Notice, owner: int) -> str:
    lines = [sentence(notice), *(_thing(each) for each in notice.facts.get("things", ()))]
    lines.append(settings.PUBLIC_ADDRESS + notice.address)
    if search := notice.facts.get("search"):
        lines += [_("不再为这一项发信："), _absolute("matching:stop", stop_token(owner=owner, search=search))]
    return "\n".join([*lines, ""])


def _absolute(name: str, *args: Any) -> str:
    return settings.PUBLIC_ADDRESS + reverse(name, args=args)
