"""Every write of public cooperation records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from dongxi.apps.cooperation.models import PublicRecord, RecordAmount, RecordCount, RecordMode, RecordParty
from dongxi.apps.people.models import Organisation
from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require
from dongxi.apps.records.retiring import retire
from dongxi.apps.records.search import Findable, forget, make_findable

FEN_PER_YUAN = 100


@transaction.atomic
def load_public_records(*, actor: Any, facts: Mapping[str, Any]) -> int:
    """Bring the shipped public records up to date, matched by id. Returns how many there are.

    A record is what a source told; nobody decides on one or refers to it, so one the facts no longer hold is deleted.

    `facts` is public_records.toml: a list `record`; amounts come in whole yuan and are stored in 分.
    """
    require(actor, "cooperation.load")
    organisations = _organisations_by_name()
    rows = facts["record"]
    absent = PublicRecord.objects.exclude(code__in=[row["id"] for row in rows])
    forget(kind="record", subject_ids=absent.values_list("code", flat=True))
    gone = retire(absent, parts=(RecordMode, RecordParty, RecordAmount, RecordCount))
    for row in rows:
        _load(row, organisations)
    make_findable(things=[_findable(record) for record in PublicRecord.objects.prefetch_related("parties")])
    audit(actor, "cooperation.load", "公开合作记录", records=len(rows), **gone.as_facts())
    return len(rows)


def _load(row: Mapping[str, Any], organisations: Mapping[str, int]) -> None:
    fields = {f.name for f in PublicRecord._meta.concrete_fields} - {"id", "code", "source_link"}
    known = {name: row[name] for name in fields if name in row}
    record, _created = PublicRecord.objects.update_or_create(
        code=row["id"], defaults=known | {"source_link": row.get("source_url", "")}
    )
    for related in (record.modes, record.parties, record.amounts, record.counts):
        related.all().delete()
    RecordMode.objects.bulk_create(RecordMode(record=record, mode=mode) for mode in row["modes"])
    RecordParty.objects.bulk_create(_parties(record, row["parties"], organisations))
    RecordAmount.objects.bulk_create(_amount(record, amount) for amount in row.get("amounts", ()))
    RecordCount.objects.bulk_create(_count(record, count) for count in row.get("counts", ()))


def _organisations_by_name() -> dict[str, int]:
    """Every name and alias of a known organisation; the gazetteer gives none of them twice."""
    rows = Organisation.objects.filter(withdrawn_at=None).values_list("pk", "name", "aliases")
    return {name: pk for pk, full, aliases in rows for name in (full, *aliases)}


def _parties(
    record: PublicRecord, rows: Iterable[Mapping[str, Any]], organisations: Mapping[str, int]
) -> Iterable[RecordParty]:
    for row in rows:
        yield RecordParty(
            record=record,
            side=row["side"],
            kind=row["kind"],
            name=row["name"],
            name_en=row.get("name_en", ""),
            region_id=row.get("code") or None,
            organisation_id=None if row["kind"] == "region" else organisations.get(row["name"]),
        )


def _amount(record: PublicRecord, row: Mapping[str, Any]) -> RecordAmount:
    given = _given(RecordAmount, row)
    return RecordAmount(record=record, fen=row["yuan"] * FEN_PER_YUAN, **given)


def _count(record: PublicRecord, row: Mapping[str, Any]) -> RecordCount:
    number = Decimal(str(row["value"]))
    scale = max(0, -int(number.as_tuple().exponent))
    return RecordCount(record=record, **_given(RecordCount, row) | {"value": int(number.scaleb(scale)), "scale": scale})


def _given(model: type, row: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in model._meta.concrete_fields} - {"id", "record", "fen"}
    return {name: value for name, value in row.items() if name in known}


def _findable(record: PublicRecord) -> Findable:
    names = " ".join(party.name for party in record.parties.all())
    return Findable(
        kind="record",
        subject_id=record.code,
        title=record.title,
        title_en=record.title_en,
        summary=record.summary,
        summary_en=record.summary_en,
        body=names,
        address=record.get_absolute_url(),
    )
