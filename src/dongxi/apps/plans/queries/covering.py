"""How much of the national plan local plans have taken up, and the two gaps: nobody's and rootless commitments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dongxi.apps.people.models import Region
from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Alignment, Commitment, Plan
from dongxi.apps.plans.rules import STANDING, ProposalState
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import province_of
from dongxi.apps.records.rules import JobState


@dataclass(frozen=True, kw_only=True)
class Share:
    """How many of a strand's national commitments have an accepted local one."""

    code: str
    label: str
    taken: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One local plan against the national one: shares by strand, and the two gaps.

    `elsewhere` counts national commitments that are other provinces' or the ministries' own; they are no gap.
    `compared`: whether the two were ever compared; before that, nothing is known of either gap.
    """

    compared: bool
    shares: tuple[Share, ...]
    unanswered: tuple[Commitment, ...]
    rootless: tuple[Commitment, ...]
    elsewhere: int


@dataclass(frozen=True, kw_only=True)
class Province:
    """A province's row: what its plans took up of each strand, in the order of the table's strands.

    None: every commitment of that strand is another province's or a ministry's own.
    """

    region: Region
    taken: tuple[int | None, ...]
    total: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """Strands in columns, provinces with an accepted correspondence in rows, and the whole country last."""

    strands: tuple[Share, ...]
    provinces: tuple[Province, ...]
    taken: int
    total: int
    plans_without: tuple[Plan, ...]


@dataclass(frozen=True)
class Chosen:
    """The correspondence looked at, with its neighbours and its number."""

    row: Alignment
    before: Alignment | None
    after: Alignment | None
    number: int


def national_commitments(*, to: Any) -> list[Commitment]:
    """The standing commitments of the national plan, in document order; none for those who may not see it."""
    return list(queries.visible_commitments(to=to).filter(task__plan__shipped=True, decision__in=STANDING))


def of_plan(*, plan: Plan, rows: Iterable[Alignment], to: Any) -> Coverage:
    """What a plan's accepted correspondences cover."""
    accepted = [row for row in rows if row.decision == ProposalState.ACCEPTED]
    national = national_commitments(to=to)
    taken = {row.national_id for row in accepted}
    rooted = {row.local_id for row in accepted}
    local = Commitment.objects.filter(task__plan=plan, withdrawn_at=None).exclude(decision=ProposalState.REJECTED)
    elsewhere = set(plan.elsewhere.values_list("pk", flat=True))
    own = [row for row in national if row.pk not in elsewhere or row.pk in taken]
    return Coverage(
        compared=_is_compared(plan),
        shares=_shares(own, taken),
        unanswered=tuple(row for row in own if row.pk not in taken),
        rootless=tuple(local.exclude(pk__in=rooted).select_related("task__plan").defer("task__plan__text")),
        elsewhere=len(national) - len(own),
    )


def _is_compared(plan: Plan) -> bool:
    done = Job.objects.filter(kind="plans.align", payload__plan=plan.slug, state=JobState.DONE)
    return Alignment.objects.filter(local__task__plan=plan).exists() or plan.elsewhere.exists() or done.exists()


def by_province(*, to: Any) -> Table:
    """The whole country: accepted correspondences of published plans, counted once per national commitment."""
    national = national_commitments(to=to)
    strand_of = {row.pk: row.task.strand for row in national}
    accepted = queries.visible_alignments(to=to).filter(decision=ProposalState.ACCEPTED)
    counted = accepted.filter(local__task__plan__state="published")
    pairs = counted.values_list("national", "local__task__plan__region")
    by_region: dict[str, set[int]] = defaultdict(set)
    for commitment, region in pairs:
        if region and commitment in strand_of:
            by_region[province_of(region)].add(commitment)
    everywhere = set().union(*by_region.values()) if by_region else set()
    shares = _shares(national, everywhere)
    names, own = Region.objects.in_bulk(by_region), _own_strands(counted, strand_of)
    without = queries.visible_plans(to=to).filter(shipped=False, state="published")
    return Table(
        strands=shares,
        provinces=tuple(
            _province(names[code], by_region[code], own[code], strand_of, shares)
            for code in sorted(by_region)
            if code in names
        ),
        taken=len(everywhere),
        total=len(national),
        plans_without=tuple(without.exclude(pk__in=accepted.values("local__task__plan"))),
    )


def chosen(*, rows: list[Alignment], at: str) -> Chosen | None:
    """The correspondence with key `at`, else the first open one, else the first."""
    if not rows:
        return None
    is_open = (place for place, row in enumerate(rows) if row.decision == ProposalState.PROPOSED)
    asked = (place for place, row in enumerate(rows) if str(row.pk) == at)
    place = next(asked, next(is_open, 0))
    before, after = rows[place - 1] if place else None, rows[place + 1] if place + 1 < len(rows) else None
    return Chosen(rows[place], before, after, place + 1)


def next_open(*, rows: list[Alignment], after: Alignment) -> Alignment | None:
    """The next undecided correspondence after this one, else from the start."""
    place = next((place for place, row in enumerate(rows) if row.pk == after.pk), -1)
    still_open = [row for row in (*rows[place + 1 :], *rows[: place + 1]) if row.decision == ProposalState.PROPOSED]
    return still_open[0] if still_open else None


def _shares(national: list[Commitment], taken: set[int]) -> tuple[Share, ...]:
    labels = {row.task.strand: row.task.strand_label() or str(row.task.get_kind_display()) for row in national}
    totals = Counter(row.task.strand for row in national)
    held = Counter(row.task.strand for row in national if row.pk in taken)
    return tuple(Share(code=code, label=label, taken=held[code], total=totals[code]) for code, label in labels.items())


def _own_strands(counted: QuerySet[Alignment], strand_of: dict[int, str]) -> dict[str, set[str]]:
    """By province, the strands of which some commitment was its plans' to take up when they were compared."""
    plans = dict(counted.values_list("local__task__plan", "local__task__plan__region"))
    elsewhere: dict[int, set[int]] = defaultdict(set)
    links = Plan.elsewhere.through.objects.filter(plan__in=plans)
    for plan, commitment in links.values_list("plan", "commitment"):
        elsewhere[plan].add(commitment)
    own: dict[str, set[str]] = defaultdict(set)
    for plan, region in plans.items():
        if region:
            own[province_of(region)] |= {strand for pk, strand in strand_of.items() if pk not in elsewhere[plan]}
    return own


def _province(
    region: Region, taken: set[int], own: set[str], strand_of: dict[int, str], shares: tuple[Share, ...]
) -> Province:
    counts = Counter(strand_of[pk] for pk in taken)
    cells = tuple(counts[each.code] if counts[each.code] or each.code in own else None for each in shares)
    return Province(region=region, taken=cells, total=len(taken))
