"""Freezing the study of change after the Plan."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import dongxi
from dongxi.apps.evaluation.computing import digest_of
from dongxi.apps.evaluation.models import Run
from dongxi.apps.evaluation.queries.tables import effect_record
from dongxi.apps.evaluation.rules import RunKind
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import require

SUBJECT = "effects"


@transaction.atomic
def freeze_effects(*, actor: Any) -> Run:
    """Keep the study as it comes out today, with its inputs. RuleBroken if the last run had the same, and program."""
    require(actor, "evaluation.run")
    record = effect_record()
    digest = digest_of(record["inputs"])
    last = Run.objects.filter(kind=RunKind.EFFECT, subject=SUBJECT).first()
    if last and (last.digest, last.program) == (digest, dongxi.__version__):
        raise RuleBroken(_("数据和程序自上次定格以来都没有变化，结果相同，无需再定格。"))
    run = Run.objects.create(
        kind=RunKind.EFFECT,
        subject=SUBJECT,
        digest=digest,
        program=dongxi.__version__,
        made_by=actor if actor.pk else None,
        **record,
    )
    audit(actor, "evaluation.run", run, kind=run.kind, digest=digest, program=run.program)
    return run
