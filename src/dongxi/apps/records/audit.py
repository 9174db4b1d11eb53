"""The audit line: written in the same transaction as the change, chained by SM3.

The digest covers the canonical JSON of the line (keys sorted, UTC time to the microsecond) after the digest before it,
so a line changed, removed or inserted breaks every digest that follows.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone

from dongxi.apps.records import permissions
from dongxi.apps.records.models import AuditEntry, ChainHead

START = "0" * 64
_sealed: set[str] = set()


def seal(app_label: str) -> None:
    """Lines about this app's things are told only to who wrote them and to who may read sealed lines.

    Called by an app whose parties stay anonymous: a line names its actor, and so the party.
    """
    _sealed.add(app_label)


def sealed_lines() -> models.Q:
    """The lines of sealed apps: by their verb, or by what they are about."""
    lines = models.Q(pk__in=())
    for label in sorted(_sealed):
        lines |= models.Q(verb__startswith=f"{label}.") | models.Q(subject_type__startswith=f"{label}.")
    return lines


@dataclass(frozen=True)
class ChainBreak:
    """The first line whose digest does not follow from what stands before it."""

    sequence: int
    reason: str


def audit(actor: Any, verb: str, subject: Any, **detail: Any) -> AuditEntry:
    """Write one line. Call it last inside the transaction of the change it records."""
    if not connection.in_atomic_block:
        raise ImproperlyConfigured(f"audit line {verb!r} outside a transaction")
    permissions.permission(verb)
    head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=getattr(actor, "pk", None),
        actor_label=str(actor)[:120],
        verb=verb,
        detail=detail,
        previous=head.digest,
        **_named(subject),
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    ChainHead.objects.filter(pk=1).update(sequence=entry.sequence, digest=entry.digest)
    return entry


def digest_of(entry: AuditEntry) -> str:
    """SM3 (GB/T 32905) of the line's canonical form, 64 hexadecimal characters."""
    line = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_label": entry.actor_label,
        "verb": entry.verb,
        "subject": [entry.subject_type, entry.subject_id, entry.subject_label],
        "detail": entry.detail,
        "previous": entry.previous,
    }
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def first_break(*, last: int | None = None) -> ChainBreak | None:
    """Walk the whole chain, or its last lines only; None if it is whole. Lines written meanwhile are not judged."""
    longest = AuditEntry.objects.aggregate(longest=models.Max("sequence"))["longest"] or 0
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if longest > head.sequence:
        return ChainBreak(head.sequence + 1, f"链尾之后多出第 {head.sequence + 1} 条")
    sequence = max(0, head.sequence - last) if last else 0
    before = AuditEntry.objects.filter(sequence=sequence).first()
    previous = before.digest if before else START
    for entry in (
        AuditEntry.objects.filter(sequence__gt=sequence, sequence__lte=head.sequence)
        .order_by("sequence")
        .iterator(chunk_size=2_000)
    ):
        sequence += 1
        if reason := _break_at(entry, sequence, previous):
            return ChainBreak(sequence, reason)
        previous = entry.digest
    if (head.sequence, head.digest) != (sequence, previous):
        return ChainBreak(sequence + 1, f"链尾应为第 {head.sequence} 条，实际止于第 {sequence} 条")
    return None


def _break_at(entry: AuditEntry, sequence: int, previous: str) -> str | None:
    if entry.sequence != sequence:
        return f"第 {sequence} 条缺失"
    if entry.previous != previous:
        return f"第 {sequence} 条未接上前一条"
    return f"第 {sequence} 条内容与摘要不符" if digest_of(entry) != entry.digest else None


def _named(subject: Any) -> dict[str, str]:
    if isinstance(subject, models.Model):
        label, key = str(subject), str(subject.pk)
        return {"subject_type": subject._meta.label_lower, "subject_id": key, "subject_label": label[:200]}
    return {"subject_type": "text", "subject_id": "", "subject_label": str(subject)[:200]}
