"""Freezing an evaluation: inputs, digest, program and result in one row that nobody edits."""

from __future__ import annotations

from typing import Any

from django.db import transaction

import dongxi
from dongxi.apps.evaluation.computing import computed, digest_of
from dongxi.apps.evaluation.models import Framework, Run
from dongxi.apps.evaluation.rules import RunKind
from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require


@transaction.atomic
def freeze_run(*, actor: Any, framework: Framework, period: str) -> Run:
    """Compute a framework for a period and keep inputs and result. BadInput where the period has no figures."""
    require(actor, "evaluation.run")
    frozen = computed(framework=framework, period=period)
    run = Run.objects.create(
        kind=RunKind.SCORE,
        subject=f"{framework.code}:{period}",
        framework=framework,
        period=period,
        inputs=frozen.inputs,
        digest=digest_of(frozen.inputs),
        program=dongxi.__version__,
        result=frozen.result,
        made_by_id=actor.pk,
    )
    audit(actor, "evaluation.run", run, framework=framework.digest, period=period, digest=run.digest)
    return run
