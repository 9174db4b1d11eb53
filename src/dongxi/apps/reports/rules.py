"""Who may have a report made; a report once made is for everybody, since it rests on published figures alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.rules import Role
from dongxi.apps.records.permissions import Grant, Permission

MAKERS = (Role.EVALUATOR, Role.MINISTRY, Role.PROVINCE, Role.ADMINISTRATOR)
PERMISSIONS = (Permission(code="reports.make", title=_("生成报告"), grants=tuple(Grant(role) for role in MAKERS)),)
