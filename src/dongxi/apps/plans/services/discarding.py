"""A draft uploaded by mistake is thrown away; what was ever published is withdrawn instead."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Plan
from dongxi.apps.plans.rules import UNDER_REVIEW
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, RuleBroken
from dongxi.apps.records.permissions import require
from dongxi.apps.records.rules import ReviewState
from dongxi.apps.records.versions import save_at_version


@transaction.atomic
def discard_plan(*, actor: Any, plan: Plan, read_at: int, reason: str) -> Plan:
    """Throw a draft away: it is in no list any more, and its document may be uploaded again. Who edits it may, and
    whoever uploaded it.

    The rows stay for the audit. RuleBroken for a plan not under review or once published; BadInput without a reason.
    """
    if not queries.brought_by(plan, actor):
        require(actor, "plans.discard", plan)
    now = Plan.objects.select_for_update(of=("self",)).only("state", "published_at", "shipped").get(pk=plan.pk)
    if now.shipped or now.published_at:
        raise RuleBroken(_("发布过的方案不能作废。请撤回；撤回后只有编辑者能看到。"))
    if now.state not in UNDER_REVIEW:
        state = ReviewState(now.state)
        raise RuleBroken(_("“%(state)s”状态的方案不能作废，请先退回。") % {"state": state.label}, state=now.state)
    if not reason.strip():
        raise BadInput(_("作废草稿须写明理由。"))
    save_at_version(plan, read_at=read_at, discarded_at=timezone.now())
    audit(actor, "plans.discard", plan, reason=reason.strip(), text=plan.squeezed_sha256)
    return plan
