"""A report made in the background and put on the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from dongxi.apps.records.jobs import Progress
from dongxi.apps.records.models import Job
from dongxi.apps.reports.shelf import place
from dongxi.site.exports.reports import produced
from dongxi.site.kept import kept

STAGES = (gettext_noop("估计规划后的变化"), gettext_noop("绘制图"))
"""What the making of a report says it is at: marked here for translation, since the analysis knows no Django."""


def make_report(job: Job, progress: Progress) -> Mapping[str, Any]:
    """The address of the file that the job's payload asks for; made only if this edition has none yet."""
    asked = {key: job.payload[key] for key in ("kind", "period", "form")}

    def told(stage: str, done: int, total: int) -> None:
        progress.step(done=done, total=total, note=gettext_lazy(stage))

    kept(place(**asked), lambda: produced(**asked, tell=told))
    return {"address": reverse("reports:file", kwargs=asked)}
