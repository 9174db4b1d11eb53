"""Kinds of money, wherever it stands: in a need, a contact, a project, a public record. Kept in 分, as integers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

FEN_PER_YUAN = 100


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
