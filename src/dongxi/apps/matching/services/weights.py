"""Writes of weights: the shipped ones adopted, learned ones kept, one set chosen; every choice can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Weighting
from dongxi.apps.matching.queries.matches import decisions_at_hand
from dongxi.apps.matching.rules import LEAST, LEAST_OF_EACH, Origin
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.jobs import queue
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import SYSTEM, require
from dongxi.apps.records.rules import JobState

if TYPE_CHECKING:
    from dongxi.analysis.matching import Weights


@transaction.atomic
def adopt_shipped_weights(*, actor: Any, weights: Weights, meaning: bool) -> Weighting:
    """The shipped weights as a row, made the active one. `meaning`: whether an engine of meaning goes with them."""
    require(actor, "matching.choose_weights")
    row, _created = Weighting.objects.get_or_create(
        digest=weights.digest(), origin=Origin.SHIPPED, defaults={"values": weights.as_json(), "meaning": meaning}
    )
    _activate(row)
    audit(actor, "matching.choose_weights", row, digest=row.digest, origin=row.origin)
    return row


@transaction.atomic
def keep_learned_weights(
    *,
    actor: Any,
    weights: Weights,
    meaning: bool,
    report: Mapping[str, Any],
    decisions: int,
    based_on: Weighting,
    experience: bytes | None = None,
    corpus: str = "",
) -> Weighting:
    """Weights that were learned, beside the others, not active: a person compares, then chooses."""
    require(actor, "matching.learn")
    row = Weighting.objects.create(
        origin=Origin.LEARNED,
        values=weights.as_json(),
        digest=weights.digest(),
        meaning=meaning,
        report=dict(report),
        experience=experience,
        corpus=corpus,
        decisions=decisions,
        based_on=based_on,
        made_by_id=actor.pk,
    )
    audit(actor, "matching.learn", row, digest=row.digest, decisions=decisions)
    return row


@transaction.atomic
def start_learning(*, actor: Any) -> Job:
    """Queue a run that learns from the standing decisions. RuleBroken with too few of them, or while one runs."""
    require(actor, "matching.learn")
    hand = decisions_at_hand()
    if not hand.enough:
        words = _("判定还太少：合适 %(yes)s 条、不合适 %(no)s 条；至少 %(least)s 条，且两种各满 %(each)s 条才能学习。")
        told = {"yes": hand.accepted, "no": hand.unsuitable, "least": LEAST, "each": LEAST_OF_EACH}
        raise RuleBroken(words % told)
    if Job.objects.filter(kind="matching.learn", state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
        raise RuleBroken(_("上一次学习还没有结束，请等它完成。"))
    job = queue(owner=actor, kind="matching.learn", payload={})
    audit(actor, "matching.learn", f"{hand.total} 条判定", decisions=hand.total)
    return job


@transaction.atomic
def choose_weights(*, actor: Any, weighting: Weighting) -> Weighting:
    """Rank by another set from now on; every open need is ranked anew. RuleBroken if it is in use already."""
    require(actor, "matching.choose_weights")
    if Weighting.objects.filter(pk=weighting.pk, active=True).exists():
        raise RuleBroken(_("这组权重已经在用。"))
    _activate(weighting)
    queue(owner=SYSTEM, kind="matching.rank_all", payload={})
    audit(actor, "matching.choose_weights", weighting, digest=weighting.digest, origin=weighting.origin)
    return weighting


def _activate(row: Weighting) -> None:
    Weighting.objects.filter(active=True).exclude(pk=row.pk).update(active=False)
    Weighting.objects.filter(pk=row.pk).update(active=True)
    row.active = True
