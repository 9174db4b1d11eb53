"""The permissions of the pages that gather."""

from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission

PERMISSIONS = (
    Permission(code="portal.index_places", title=_("更新地区、机构和指标的检索"), grants=(Grant(SYSTEM_ROLE),)),
)
