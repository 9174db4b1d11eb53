"""Every write of official series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require
from dongxi.apps.records.retiring import Retired, retire
from dongxi.apps.statistics.models import Flag, Indicator, Observation, SeriesBreak, Source

BATCH = 1_000


@transaction.atomic
def load_series(*, actor: Any, indicators: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> int:
    """Replace all shipped series: definitions, sources, breaks and observations. Returns the number of observations.

    Nobody refers to a figure or a break, so they are written anew; definitions the facts no longer hold retire.

    `indicators` is indicators.toml (`source`, `indicator`, `derived`, `break`), `rows` is statistics.csv with
    integer values in each indicator's scale.
    """
    require(actor, "statistics.load")
    _load_definitions(indicators)
    Observation.objects.all().delete()
    observations = Observation.objects.bulk_create([_observation(row) for row in rows], batch_size=BATCH)
    _load_breaks(indicators.get("break", ()))
    gone = _retire_definitions(indicators)
    held = {"observations": len(observations), "indicators": Indicator.objects.filter(withdrawn_at=None).count()}
    audit(actor, "statistics.load", "统计序列", **held, **gone.as_facts())
    return len(observations)


def _load_definitions(facts: Mapping[str, Any]) -> None:
    for row in facts.get("source", ()):
        Source.objects.update_or_create(key=row["key"], defaults=_only(row, Source, leave=("key",)))
    for row in facts.get("flag", ()):
        Flag.objects.update_or_create(code=row["code"], defaults=_only(row, Flag, leave=("code",)))
    plain = [(row, {}) for row in facts["indicator"]]
    derived = [
        (row, {"numerator_id": row["numerator"], "denominator_id": row["denominator"], "factor": row["factor"]})
        for row in facts.get("derived", ())
    ]
    for position, (row, formula) in enumerate(plain + derived):
        defaults = _only(row, Indicator, leave=("code", "numerator", "denominator", "factor", "position"))
        formula = formula | {"position": position, "withdrawn_at": None}
        Indicator.objects.update_or_create(code=row["code"], defaults=defaults | formula)


def _retire_definitions(facts: Mapping[str, Any]) -> Retired:
    measures = [row["code"] for row in (*facts["indicator"], *facts.get("derived", ()))]
    flags, sources = ([row[key] for row in facts.get(kind, ())] for kind, key in (("flag", "code"), ("source", "key")))
    return (
        retire(Indicator.objects.exclude(pk__in=measures))
        + retire(Flag.objects.exclude(pk__in=flags))
        + retire(Source.objects.exclude(pk__in=sources))
    )


def _load_breaks(rows: Iterable[Mapping[str, Any]]) -> None:
    SeriesBreak.objects.all().delete()
    for row in rows:
        stored = SeriesBreak.objects.create(
            indicator_id=row["indicator"], year=row["year"], note=row["note"], note_en=row.get("note_en", "")
        )
        stored.regions.set(row.get("regions", ()))


def _only(row: Mapping[str, Any], model: type, *, leave: tuple[str, ...]) -> dict[str, Any]:
    known = {field.name for field in model._meta.concrete_fields} - set(leave)
    return {name: value for name, value in row.items() if name in known}


def _observation(row: Mapping[str, str]) -> Observation:
    return Observation(
        indicator_id=row["indicator"],
        region_id=row["region"],
        year=int(row["year"]),
        value=int(row["value"]),
        vintage=row["vintage"],
        flag_id=row["flag"] or None,
        source_id=row["source"],
    )
