"""Every read of public cooperation records. They are public; reposts are shown and counted in no total."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dongxi.apps.cooperation.models import PublicRecord, RecordAmount, RecordMode, RecordParty
from dongxi.apps.cooperation.rules import MoneyKind, Side, SourceQuality
from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.plans.models import COUNTED_PARTS, Task, TaskMode
from dongxi.apps.plans.queries import visible_tasks
from dongxi.apps.plans.rules import PartyKind
from dongxi.apps.records.permissions import covers, province_of, stem_of
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.wording import in_language

NATION = "000000"


def visible_records(*, to: Any) -> models.QuerySet[PublicRecord]:
    """All public records with everything a list shows, newest first."""
    records = PublicRecord.objects.order_by(models.F("year_to").desc(nulls_last=True), "code")
    return records.prefetch_related("parties__region", "parties__organisation", "modes", "amounts", "counts")


def records_of_region(region: Region, *, to: Any) -> models.QuerySet[PublicRecord]:
    """Records that name a region, a place inside it or an organisation there."""
    return by_region(visible_records(to=to), region.code)


def by_region(records: models.QuerySet[PublicRecord], code: str) -> models.QuerySet[PublicRecord]:
    """The records that name a region, a place inside it or an organisation there."""
    stem = stem_of(code)
    inside = models.Q(region__code__startswith=stem) | models.Q(organisation__region__code__startswith=stem)
    return records.filter(pk__in=RecordParty.objects.filter(inside).values("record"))


def by_year(records: models.QuerySet[PublicRecord], year: int | str) -> models.QuerySet[PublicRecord]:
    """The records that cover a year; one that gives no year covers none."""
    from_year = Coalesce("year_from", "year_to")
    dated = records.annotate(first_year=from_year, last_year=Coalesce("year_to", "year_from"))
    return dated.filter(first_year__lte=year, last_year__gte=year)


def in_scope(
    records: models.QuerySet[PublicRecord], *, strand: str = "", region: str = "", year: int | str = ""
) -> models.QuerySet[PublicRecord]:
    """The records of a strand, of a region and of a year, each where one is given."""
    records = records.filter(strand=strand) if strand else records
    records = by_region(records, region) if region else records
    return by_year(records, year) if year else records


def latest_records(*, to: Any, most: int = 5, **scope: str) -> list[PublicRecord]:
    """The newest counted records of a scope; those that give no year come last."""
    records = in_scope(PublicRecord.objects.filter(counted=True), **scope)
    return list(records.order_by(models.F("year_to").desc(nulls_last=True), "code")[:most])


def years_covered() -> list[tuple[str, str]]:
    """Every year that some record covers, latest first."""
    spans = PublicRecord.objects.order_by().values_list(
        Coalesce("year_from", "year_to"), Coalesce("year_to", "year_from")
    )
    years = {year for first, last in spans if first for year in range(first, last + 1)}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def records_of_organisation(organisation: Organisation, *, to: Any) -> models.QuerySet[PublicRecord]:
    """Records that name an organisation."""
    return visible_records(to=to).filter(parties__organisation=organisation).distinct()


@dataclass(frozen=True)
class Money:
    """Money of one kind over some records: only counted records, in 分; `records` says how many report it.

    A total that holds one amount reported as 约 or 不少于 is itself approximate, or a lower bound; `planned` says how
    many of the records tell of money that was only planned. `fen` is None where the sources do not say what kind it is:
    such sums may be of unlike things, or one a part of another.
    """

    kind: str
    label: str
    fen: int | None
    records: int
    incomplete: bool
    approximate: bool
    at_least: bool
    planned: int


def money_by_kind(records: models.QuerySet[PublicRecord]) -> list[Money]:
    """Counted money of each kind, kinds apart and never added together."""
    ids = records.filter(counted=True).order_by().values("pk")
    rows = (
        RecordAmount.objects.filter(record__in=ids)
        .order_by("kind")
        .values("kind")
        .annotate(
            fen=models.Sum("fen"),
            records=models.Count("record", distinct=True),
            incomplete=models.Count("record", filter=models.Q(record__incomplete=True)),
            approximate=models.Count("pk", filter=models.Q(approximate=True)),
            at_least=models.Count("pk", filter=models.Q(at_least=True)),
            planned=models.Count("record", distinct=True, filter=models.Q(planned=True)),
        )
    )
    labels, marks = dict(MoneyKind.choices), ("incomplete", "approximate", "at_least")
    return [
        Money(
            kind=r["kind"],
            label=str(labels[r["kind"]]),
            fen=None if r["kind"] == MoneyKind.UNSTATED else r["fen"],
            records=r["records"],
            planned=r["planned"],
            **{mark: bool(r[mark]) for mark in marks},
        )
        for r in rows
    ]


@dataclass(frozen=True)
class Reported:
    """Money by kind; `joint`: how many counted records are left out of it, because others share in their money."""

    kinds: list[Money]
    joint: int = 0


def money_reported(records: models.QuerySet[PublicRecord], *, region: str = "") -> Reported:
    """Money of some records, or of one region alone: what it shares with others on its own side, nobody has divided."""
    if not region:
        return Reported(kinds=money_by_kind(records))
    shared = _shared_with_others(records.filter(counted=True, amounts__isnull=False), region)
    return Reported(kinds=money_by_kind(records.exclude(pk__in=shared)), joint=len(shared))


def _shared_with_others(records: models.QuerySet[PublicRecord], code: str) -> set[int]:
    """The records in which a place outside the region, or a group of them, stands on the same side as the region."""
    parties = RecordParty.objects.filter(record__in=records.order_by().values("pk")).order_by()
    own, others = set(), set()
    for record, side, kind, region, home in parties.values_list(
        "record", "side", "kind", "region", "organisation__region"
    ):
        place = region or home or NATION
        if covers(code, place):
            own.add((record, side))
        elif kind == PartyKind.GROUP or (place != NATION and not covers(place, code)):
            others.add((record, side))
    return {record for record, _side in own & others}


@dataclass(frozen=True)
class Link:
    """How often counted records name two provinces together: partner → beneficiary."""

    partner: str
    beneficiary: str
    count: int


def links_between_provinces(records: models.QuerySet[PublicRecord]) -> list[Link]:
    """Pairs of provincial codes named on opposite sides of counted records, most often first. One query."""
    counted = records.filter(counted=True).order_by().values("pk")
    parties = RecordParty.objects.filter(record__in=counted).order_by()
    sides: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record, side, region, home in parties.values_list("record", "side", "region", "organisation__region"):
        place = region or home
        if place and place != NATION:
            sides[record][side].add(province_of(place))
    pairs = Counter(
        (partner, beneficiary)
        for named in sides.values()
        for partner in named[Side.PARTNER]
        for beneficiary in named[Side.BENEFICIARY]
        if partner != beneficiary
    )
    return [Link(p, b, count) for (p, b), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))]


def strand_choices() -> list[tuple[str, str]]:
    """The strands of published national plans, and records of the whole programme: what everybody may see."""
    published = Task.objects.filter(plan__level="national", plan__state=ReviewState.PUBLISHED, kind="task")
    published = published.filter(withdrawn_at=None)
    named = published.order_by("plan", "position")
    rows = dict(named.values_list("strand", "strand_name"))
    english = dict(named.values_list("strand", "strand_name_en"))
    return [(code, in_language(name, english[code])) for code, name in rows.items()] + [("all", _("全局"))]


@dataclass(frozen=True)
class Held:
    """How many of some records have a source that counts, and how many are reposts beside them."""

    counted: int
    reposts: int


def held(records: Iterable[PublicRecord]) -> Held:
    """The records told apart as every page tells them: those with a source, and reposts that no total counts."""
    rows = Counter(record.counted for record in records)
    return Held(counted=rows[True], reposts=rows[False])


def counts_by_quality(records: models.QuerySet[PublicRecord]) -> list[tuple[str, str, int]]:
    """(quality, its name, how many records), in the order official, media, repost."""
    counts = Counter(records.order_by().values_list("quality", flat=True))
    return [(value, str(label), counts[value]) for value, label in SourceQuality.choices]


def tasks_near(record: PublicRecord, *, to: Any) -> models.QuerySet[Task]:
    """Tasks of the national plan in the record's strand that name one of its modes: where it may belong."""
    modes = [row.mode for row in record.modes.all()]
    naming = TaskMode.objects.filter(COUNTED_PARTS, mode__in=modes).values("task")
    return visible_tasks(to=to).filter(plan__level="national", strand=record.strand, pk__in=naming)


def records_near(task: Task, *, to: Any) -> models.QuerySet[PublicRecord]:
    """Public records of a task's strand that show one of its modes; beside the task, never counted as its result."""
    modes = TaskMode.objects.filter(COUNTED_PARTS, task=task).values("mode")
    showing = RecordMode.objects.filter(mode__in=modes).values("record")
    return visible_records(to=to).filter(strand=task.strand, pk__in=showing)
