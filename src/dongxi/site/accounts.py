"""How accounts behave: nobody signs up by themselves or by mail; an administrator makes accounts."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dongxi.apps.records.errors import NotAllowed

SHUT = ("signup", "email", "confirm-email", "password/reset", "password/reset/done")


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def closed(request: HttpRequest, **_parts: Any) -> NoReturn:
    """What stands at the addresses of sign-up, of addresses for mail, and of passwords reset by mail."""
    raise NotAllowed(_("账号由系统管理员开立，密码也由系统管理员重设，都不经电子邮件。请与系统管理员联系。"))
