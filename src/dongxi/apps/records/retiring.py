"""Shipped facts that a later release no longer holds: deleted where nobody has anything to do with them, else kept.

Kept are rows that somebody decided on (an audit line of a person), evidenced, or made another row refer to; they are
marked with the time at which they left the facts, and stand in no list and no total.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from dongxi.apps.records.models import AuditEntry, Evidence


@dataclass(frozen=True, kw_only=True)
class Retired:
    """How many rows left the store, and how many are kept as withdrawn from now on."""

    deleted: int = 0
    withdrawn: int = 0

    def __add__(self, other: Retired) -> Retired:
        return Retired(deleted=self.deleted + other.deleted, withdrawn=self.withdrawn + other.withdrawn)

    def as_facts(self) -> dict[str, int]:
        """What the import's audit line keeps."""
        return asdict(self)


def retire(rows: models.QuerySet[Any], *, parts: Iterable[type[models.Model]] = ()) -> Retired:
    """Delete or withdraw `rows`, none of which the facts hold any more; called within a loading service.

    `parts` are the tables of what belongs to a row and goes with it. A model without `withdrawn_at` keeps what it must.
    """
    model = rows.model
    absent = set(rows.order_by().values_list("pk", flat=True))
    held = set(rows.filter(_held(model, tuple(parts))).values_list("pk", flat=True))
    kept = _with_those_above(model, absent, held=held)
    gone = model._default_manager.filter(pk__in=absent - kept)
    for field in _to_itself(model):
        gone.update(**{field.name: None})
    gone.delete()
    withdrawn = 0
    if any(field.name == "withdrawn_at" for field in model._meta.concrete_fields):
        standing = model._default_manager.filter(pk__in=kept, withdrawn_at=None)
        withdrawn = standing.update(withdrawn_at=timezone.now())
    return Retired(deleted=len(absent - kept), withdrawn=withdrawn)


def _held(model: type[models.Model], parts: tuple[type[models.Model], ...]) -> Q:
    key = Cast(OuterRef("pk"), CharField())
    about = {"subject_type": model._meta.label_lower, "subject_id": key}
    held = Q(Exists(Evidence.objects.filter(**about)))
    held |= Q(Exists(AuditEntry.objects.filter(**about, actor__isnull=False)))
    for relation in _relations(model):
        if relation.related_model not in (model, *parts):
            held |= Q(Exists(relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})))
    return held


def _with_those_above(model: type[models.Model], absent: set[Any], *, held: set[Any]) -> set[Any]:
    """`held` and whatever of `absent` a row that stays has above it."""
    for field in _to_itself(model):
        staying = model._default_manager.exclude(**{field.name: None})
        above = dict(staying.values_list("pk", field.attname))
        waiting = [parent for pk, parent in above.items() if pk not in absent or pk in held]
        while waiting:
            parent = waiting.pop()
            if parent in absent and parent not in held:
                held.add(parent)
                waiting.append(above.get(parent))
    return held


def _relations(model: type[models.Model]) -> list[Any]:
    """Rows of other tables that refer to a row of this one; a list of members is the facts' own."""
    return [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created
        and not field.concrete
        and not field.many_to_many
        and not field.related_model._meta.auto_created
    ]


def _to_itself(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is model]
