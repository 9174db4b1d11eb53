"""Background work: learn from what people made of matches. A run is kept beside the others; a person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching import Decision, Experience, Learned, learn
from dongxi.apps.matching.engine import read_text
from dongxi.apps.matching.queries.matches import teaching_decisions
from dongxi.apps.matching.ranking import Ranker
from dongxi.apps.matching.rules import Side, Verdict
from dongxi.apps.matching.services.weights import keep_learned_weights
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.jobs import Progress
from dongxi.apps.records.models import Job
from dongxi.apps.records.wording import either, filled


def learn_weights(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Learn from the standing decisions of both sides, and keep what was learned with how it did on held-out ones."""
    ranker = Ranker()
    taught = decisions()
    progress.step(done=0, total=2, note=filled(_("正在从 %(count)s 条判定中学习"), count=len(taught)))
    try:
        learned = learn(engine=ranker.engine, decisions=taught, paired=ranker.paired)
    except AnalysisError as refusal:
        raise BadInput(either(str(refusal), refusal.en)) from refusal
    progress.step(done=1, total=2, note=_("正在保存"))
    kept = keep_learned_weights(
        actor=job.owner,
        weights=learned.weights,
        meaning=ranker.weighting.meaning,
        report=report_of(learned),
        decisions=learned.report.decisions,
        based_on=ranker.weighting,
        experience=packed(learned.experience) if learned.experience else None,
        corpus=ranker.version.folder.name,
    )
    return {"address": reverse("matching:weighting", args=[kept.pk]), "decisions": learned.report.decisions}


def decisions() -> list[Decision]:
    """What the engine is taught: of a pair that both sides judged, the need's word."""
    pairs: dict[int, Decision] = {}
    for row in teaching_decisions():
        if row.match_id in pairs and row.side == Side.OFFER:
            continue
        pairs[row.match_id] = Decision(
            need=read_text(row.match.need),
            offer=read_text(row.match.offer),
            accepted=row.verdict == Verdict.ACCEPT,
            reason=row.reason or None,
        )
    return list(pairs.values())


def report_of(learned: Learned) -> dict[str, Any]:
    """What a page shows of a run: held-out order before and after, calibration, the engine's notes."""
    report, calibration = learned.report, learned.calibration
    rows = zip(calibration.score, calibration.suitability, calibration.decisions, strict=True)
    return {
        "needs": report.needs,
        "held_out": [
            {"split": one.split, "before": f"{one.unlearned:.3f}", "after": f"{one.learned:.3f}", "worse": one.worse}
            for one in report.held_out
        ],
        "weights_learned": report.weights_learned,
        "experience_learned": report.experience_learned,
        "notes": list(report.notes),
        "calibration": [
            {"score": f"{score:.2f}", "share": f"{share:.2f}", "count": count} for score, share, count in rows
        ],
    }


def packed(experience: Experience) -> bytes:
    """Experience as bytes, to the last digit."""
    out = BytesIO()
    np.savez_compressed(out, needs=experience.needs, pull=experience.pull)
    return out.getvalue()
