"""Money kinds, source qualities and the permissions of public cooperation records."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class MoneyKind(models.TextChoices):
    """Kinds are never summed together."""

    INTENTION = "intention", _("意向")
    CONTRACT = "contract", _("签约")
    TOTAL_INVESTMENT = "total_investment", _("总投资")
    FISCAL = "fiscal", _("财政")
    OWN = "own", _("自筹")
    SOCIAL = "social", _("社会资本")
    RECEIVED = "received", _("到账")
    OUTPUT_VALUE = "output_value", _("产值")
    UNSTATED = "unstated", _("口径未注明")


class SourceQuality(models.TextChoices):
    OFFICIAL = "official", _("官方来源")
    MEDIA = "media", _("媒体来源")
    REPOST = "repost", _("转载，未核实")


class Side(models.TextChoices):
    BENEFICIARY = "beneficiary", _("受援方")
    PARTNER = "partner", _("合作方")
    NATIONAL = "national", _("国家层面")


PERMISSIONS = (Permission(code="cooperation.load", title=_("装入公开合作记录"), grants=(Grant(SYSTEM_ROLE),)),)
