"""The import of needs and offers: the rows that can be taken, in one transaction and one audit line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dongxi.apps.matching.models import Identity, Posting, Wording
from dongxi.apps.matching.posting_rows import identity_from, show_place, wording_of, write
from dongxi.apps.matching.queries.importing import ImportPlan, RowPlan, import_plan
from dongxi.apps.matching.queries.postings import TABLES
from dongxi.apps.matching.sheets import FORM_FIELD, Sheet
from dongxi.apps.people.models import Membership, Region
from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did: postings added, postings changed, rows refused."""

    added: int
    updated: int
    refused: tuple[RowPlan, ...]


@transaction.atomic
def import_postings(
    *, actor: Any, side: str, seat: Membership, sheet: Sheet, how: str, phone: str = "", email: str = ""
) -> Imported:
    """Take every row that has no fault, as drafts of the seat; nothing becomes public by an import.

    `phone` and `email` are of the rows that give none.
    """
    base = identity_from(seat=seat, author=actor)
    base.contact_phone, base.contact_email = phone, email
    require(actor, "matching.import", base)
    plan = import_plan(sheet=sheet, side=side, seat=seat, how=how, to=actor)
    added = _add(plan, side=side, base=base, by=actor)
    for row in plan.updated:
        _update(row, given={FORM_FIELD.get(key, key) for key in row.row.cells}, base=base, by=actor)
    counts = {"added": len(added), "updated": len(plan.updated), "refused": len(plan.refused)}
    audit(actor, "matching.import", f"{len(plan.rows)} × {side}", how=how, **counts)
    return Imported(added=len(added), updated=len(plan.updated), refused=tuple(plan.refused))


def _add(plan: ImportPlan, *, side: str, base: Identity, by: Any) -> list[Posting]:
    regions = Region.objects.select_related("parent__parent").in_bulk({row.region for row in plan.added if row.region})
    identities = [_identity(row, base, regions) for row in plan.added]
    Identity.objects.bulk_create(identities, batch_size=BATCH)
    shown: dict[tuple[Any, str], tuple[Any, str]] = {}
    postings = []
    for row, identity in zip(plan.added, identities, strict=True):
        posting = TABLES[side](identity=identity, **row.form.content())
        key = (identity.region_id, posting.disclosure)
        if key not in shown:
            show_place(posting=posting)
            shown[key] = (posting.public_region, posting.public_zone)
        posting.public_region, posting.public_zone = shown[key]
        postings.append(posting)
    TABLES[side].objects.bulk_create(postings, batch_size=BATCH)
    Wording.objects.bulk_create([Wording(**wording_of(posting=each, by=by)) for each in postings], batch_size=BATCH)
    return postings


def _identity(row: RowPlan, base: Identity, regions: dict[str, Region]) -> Identity:
    identity = Identity(
        author_id=base.author_id,
        organisation=base.organisation,
        region=regions.get(row.region) or base.region,
        unit=base.unit,
        contact_name=base.contact_name,
        contact_phone=base.contact_phone,
        contact_email=base.contact_email,
        reference=row.row.cells.get("id", "")[:60],
    )
    for name, value in row.form.identity().items():
        if value:
            setattr(identity, name, value)
    return identity


def _update(row: RowPlan, *, given: set[str], base: Identity, by: Any) -> None:
    """Change what the sheet has a cell for; what it leaves empty stays, a missing telephone or address comes in."""
    named = given | ({"industry", "discipline"} if "field" in given else set())
    named |= {"amount_fen"} if "amount" in given else set()
    content = {name: value for name, value in row.form.content().items() if name in named}
    identity = {name: value for name, value in row.form.identity().items() if name in given}
    posting = row.posting
    for name in ("contact_phone", "contact_email"):
        if not (identity.get(name) or getattr(posting.identity, name)):
            identity[name] = getattr(base, name)
    write(posting=posting, read_at=posting.version, content=content, identity=identity, typed={}, by=by)
