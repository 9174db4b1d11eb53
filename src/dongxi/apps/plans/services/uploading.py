"""A document in somebody's hand becomes a draft with the machine's proposals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.people.rules import OrganisationKind
from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Plan, Task
from dongxi.apps.plans.rules import (
    WHOLE_COUNTRY,
    ProposalState,
)
from dongxi.apps.plans.storing import from_document, rows
from dongxi.apps.plans.storing.directory import Directory
from dongxi.apps.records import evidence, jobs
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.models import Job, StoredFile
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import FINAL_JOB_STATES
from dongxi.apps.records.wording import filled

if TYPE_CHECKING:
    from dongxi.analysis.plan import PlanDocument


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """What became of an upload: the job that reads it, or the plan the same file made before."""

    job: Job | None
    plan: Plan | None


@transaction.atomic
def upload(*, actor: Any, name: str, chunks: Iterable[bytes], region: Region | None = None) -> Uploaded:
    """Keep a policy document and queue its reading. `region` None: a document of the whole country."""
    require(actor, "plans.upload", Plan(region=region))
    kept = evidence.keep(name=name, chunks=chunks)
    StoredFile.objects.get_or_create(sha256=kept.sha256, defaults={"size": kept.size, "media_type": kept.media_type})
    known = queries.plan_brought_before(to=actor, region=region, file=kept.sha256)
    if known is not None:
        audit(actor, "plans.upload", known, file=kept.sha256, name=name[:200], known=True)
        return Uploaded(job=None, plan=known)
    payload = {"file": kept.sha256, "name": name[:200], "region": region.code if region else None}
    running = Job.objects.filter(kind="plans.read", payload__file=kept.sha256, owner_id=actor.pk)
    job = running.exclude(state__in=FINAL_JOB_STATES).first()
    job = job or jobs.queue(owner=actor, kind="plans.read", payload=payload)
    audit(actor, "plans.upload", name[:200], file=kept.sha256, job=str(job.pk))
    return Uploaded(job=job, plan=None)


@transaction.atomic
def draft_plan(
    *, actor: Any, document: PlanDocument, file: StoredFile, file_name: str, region: Region | None, job: Job | None
) -> Plan:
    """Store a document that was read as a draft with the machine's proposals.

    RuleBroken if its text stands in the store already, as far as whoever brings it may know.
    """
    draft = from_document.draft(document=document, strands=_strands(), file_name=file_name)
    text = str(draft.columns["squeezed_sha256"])
    plan = Plan(
        slug=_address(text=text, region=region, actor=actor),
        level="provincial" if region else "national",
        region=region,
        file=file,
        file_name=file_name[:200],
        reading=job,
        uploaded_by_id=actor.pk,
        warnings=draft.warnings,
        region_said=_said_otherwise(document=document, region=region),
    )
    require(actor, "plans.upload", plan)
    if known := queries.plan_brought_before(to=actor, region=region, squeezed_sha256=text):
        raise RuleBroken(filled(_("该文件的内容已在库中：%(title)s。"), title=known), plan=known.slug)
    rows.set_columns(plan, draft.columns)
    rows.store(plan=plan, draft=draft, decision=ProposalState.PROPOSED)
    audit(actor, "plans.upload", plan, file=file.sha256, commitments=draft.commitment_count())
    return plan


def _address(*, text: str, region: Region | None, actor: Any) -> str:
    """A plan's address, alike for one text, place and person, so that it tells nothing of others' drafts.

    What somebody brings again after throwing it away is told from what was thrown away, which keeps its address.
    """
    place = region.code if region else "national"
    discarded = Plan.objects.filter(squeezed_sha256=text, uploaded_by=actor.pk).exclude(discarded_at=None).count()
    whose = f"{text} {actor.pk}" + (f" {discarded}" if discarded else "")
    return f"{place}-{hashlib.sha256(whose.encode()).hexdigest()[:10]}"


def _said_otherwise(*, document: PlanDocument, region: Region | None) -> list[str]:
    """The regions the document says it is of, by its issuers or its title, if it was filed for none of them."""
    from dongxi.analysis.plan.statements import home_of  # brings the reader, which no page needs

    directory = Directory()
    issuers = {directory.known(kind="organisation", name=name).organisation_id for name in document.issuers}
    ministries = Organisation.objects.filter(pk__in=issuers - {None}, kind=OrganisationKind.MINISTRY)
    said = {WHOLE_COUNTRY} if issuers and ministries.count() == len(issuers) else home_of(document)
    filed = {region.code, region.parent_id} if region else {WHOLE_COUNTRY}
    return [] if filed & said else sorted(said)


def _strands() -> dict[str, str]:
    """Codes of the programmes the shipped plan names, by their printed names."""
    return dict(Task.objects.filter(plan__shipped=True).exclude(strand="").values_list("strand_name", "strand"))
