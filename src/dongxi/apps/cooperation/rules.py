"""Source qualities, sides and the permissions of public cooperation records."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.money import MoneyKind
from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission

__all__ = ["PERMISSIONS", "MoneyKind", "Side", "SourceQuality"]


class SourceQuality(models.TextChoices):
    OFFICIAL = "official", _("官方来源")
    MEDIA = "media", _("媒体来源")
    REPOST = "repost", _("转载，未核实")


class Side(models.TextChoices):
    BENEFICIARY = "beneficiary", _("受援方")
    PARTNER = "partner", _("合作方")
    NATIONAL = "national", _("国家层面")


PERMISSIONS = (Permission(code="cooperation.load", title=_("装入公开合作记录"), grants=(Grant(SYSTEM_ROLE),)),)
