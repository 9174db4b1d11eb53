"""The shipped national plan: brought up to date with its facts, and bound to its official text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dongxi.apps.plans import finding
from dongxi.apps.plans.models import Plan
from dongxi.apps.plans.rules import (
    ProposalState,
)
from dongxi.apps.plans.storing import from_facts, rows
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.models import StoredFile
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import ReviewState

if TYPE_CHECKING:
    from dongxi.analysis.plan import PlanDocument


@transaction.atomic
def load_shipped_plan(*, actor: Any, facts: Mapping[str, Any]) -> int:
    """Bring the shipped national plan up to date with its facts; decisions people took on it stay.

    What the facts no longer hold is deleted, or kept as withdrawn where somebody has to do with it. Returns how many
    commitments the facts hold.
    """
    require(actor, "plans.load")
    plan = Plan.objects.filter(slug=from_facts.slug_of(facts)).first() or Plan(
        slug=from_facts.slug_of(facts), shipped=True, state=ReviewState.PUBLISHED, published_at=timezone.now()
    )
    draft = from_facts.draft(facts=facts, text=plan.text)
    rows.set_columns(plan, draft.columns)
    finding.hide(plan=plan)
    gone = rows.store(plan=plan, draft=draft, decision=ProposalState.ACCEPTED)
    if plan.state == ReviewState.PUBLISHED:
        finding.show(plan=plan)
    counts = {"tasks": len(draft.tasks), "commitments": draft.commitment_count(), **gone.as_facts()}
    audit(actor, "plans.load", plan, **counts)
    return draft.commitment_count()


@transaction.atomic
def bind_official_text(
    *, actor: Any, plan: Plan, document: PlanDocument, facts: Mapping[str, Any], file: StoredFile, file_name: str
) -> Plan:
    """Give the shipped plan its official text: its sentences and spans bind to the shipped tasks.

    RuleBroken unless the SHA-256 of the text without white space is the one the facts name.
    """
    from dongxi.analysis.plan import squeeze  # brings the reader, which no page needs

    require(actor, "plans.bind", plan)
    if squeeze(document.text).sha256 != facts["sha256"]:
        raise RuleBroken(_("该文本与国家方案的文本摘要不符，未予绑定。"))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    bound = {"text": document.text, "file": file, "file_name": file_name[:200], "version": plan.version + 1}
    rows.set_columns(plan, bound)
    draft = from_facts.draft(facts=facts, text=document.text)
    rows.store(plan=plan, draft=draft, decision=ProposalState.ACCEPTED)
    audit(actor, "plans.bind", plan, file=file.sha256, text=facts["sha256"])
    return plan
