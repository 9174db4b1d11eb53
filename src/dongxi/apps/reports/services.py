"""Having a report made, in the background."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.jobs import queue
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import require


@transaction.atomic
def order_report(*, actor: Any, kind: str, period: str, form: str) -> Job:
    """Queue a report. BadInput for a kind, period or form that there is not."""
    from dongxi.analysis.reporting.kinds import FORMS, KINDS

    require(actor, "reports.make")
    known = {one.code: one for one in KINDS}
    if kind not in known or form not in FORMS or period not in known[kind].periods():
        raise BadInput(_("没有这样的报告。请从列表中选年份和格式。"), kind=kind, period=period, form=form)
    zh, en = (f"{name} {period} {form}" for name in (known[kind].name.zh, known[kind].name.en))
    payload = {"kind": kind, "period": period, "form": form, "name": zh, "name_en": en}
    job = queue(owner=actor, kind="reports.make", payload=payload)
    audit(actor, "reports.make", job, kind=kind, period=period, form=form)
    return job
