"""The permissions of official series."""

from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission

PERMISSIONS = (Permission(code="statistics.load", title=_("装入统计数据"), grants=(Grant(SYSTEM_ROLE),)),)
