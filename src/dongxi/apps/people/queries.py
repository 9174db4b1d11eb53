"""Every read of people and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.rules import Level, Role
from dongxi.apps.records.permissions import Decision, Grant, decide, declared


def provinces() -> models.QuerySet[Region]:
    """The 34 provincial units and 兵团, in code order."""
    return Region.objects.filter(level__in=(Level.PROVINCE, Level.BODY))


def visible_organisations(*, to: Any) -> models.QuerySet[Organisation]:
    """Organisations are public."""
    return Organisation.objects.select_related("region", "parent")


@dataclass(frozen=True)
class Explanation:
    """One permission as it stands for somebody: the answer, and who else may."""

    decision: Decision
    roles: tuple[tuple[str, str], ...]


def explanations(*, to: Any, subject: Any = None) -> list[Explanation]:
    """Every permission with its answer for `to`, for the page "why may I / may I not"."""
    return [
        Explanation(decide(to, permission.code, subject), tuple(_in_words(grant) for grant in permission.grants))
        for permission in declared()
    ]


def _in_words(grant: Grant) -> tuple[str, str]:
    labels = dict(Role.choices)
    return str(labels.get(grant.role, grant.role)), grant.reach
