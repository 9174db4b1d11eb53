"""Frozen runs of the study of change: computed from published figures alone, so everybody may read them."""

from __future__ import annotations

from typing import Any

from django.db import models

from dongxi.apps.evaluation.models import Run
from dongxi.apps.evaluation.rules import RunKind


def visible_effect_runs(*, to: Any) -> models.QuerySet[Run]:
    """All frozen runs of the study, newest first."""
    return Run.objects.filter(kind=RunKind.EFFECT)


def may_freeze(*, to: Any) -> bool:
    """Whether this person may freeze a run."""
    return bool(to.has_perm("evaluation.run"))
