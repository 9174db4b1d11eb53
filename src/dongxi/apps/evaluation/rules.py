"""Kinds of runs and the permissions of evaluation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.rules import Role
from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission

LARGEST_FRAMEWORK = 200_000
"""Bytes of a framework's file; longer ones are none."""


class RunKind(models.TextChoices):
    """What a run computes."""

    SCORE = "score", _("得分与名次")
    EFFECT = "effect", _("规划后的变化")


PERMISSIONS = (
    Permission(code="evaluation.load", title=_("装入随附的评估方案"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(
        code="evaluation.add_framework",
        title=_("添加评估方案"),
        grants=(Grant(Role.EVALUATOR), Grant(Role.ADMINISTRATOR)),
    ),
    Permission(
        code="evaluation.withdraw_framework",
        title=_("撤回评估方案"),
        grants=(Grant(Role.ADMINISTRATOR), Grant(Role.EVALUATOR)),
    ),
    Permission(
        code="evaluation.run",
        title=_("定格一次评估"),
        grants=(Grant(Role.EVALUATOR), Grant(Role.ADMINISTRATOR), Grant(SYSTEM_ROLE)),
    ),
)
