"""Every write of plans."""

from dongxi.apps.plans.services.aligning import Proposed, decide_alignment, propose_alignments, start_alignment
from dongxi.apps.plans.services.carrying import Carried, carry_over
from dongxi.apps.plans.services.discarding import discard_plan
from dongxi.apps.plans.services.loading import bind_official_text, load_shipped_plan
from dongxi.apps.plans.services.reviewing import (
    accept_commitment,
    accept_task,
    add_commitment,
    correct_commitment,
    correct_plan,
    correct_responsible,
    move_plan,
    reject_commitment,
)
from dongxi.apps.plans.services.uploading import Uploaded, draft_plan, upload

__all__ = [
    "Carried",
    "Proposed",
    "Uploaded",
    "accept_commitment",
    "accept_task",
    "add_commitment",
    "bind_official_text",
    "carry_over",
    "correct_commitment",
    "correct_plan",
    "correct_responsible",
    "decide_alignment",
    "discard_plan",
    "draft_plan",
    "load_shipped_plan",
    "move_plan",
    "propose_alignments",
    "reject_commitment",
    "start_alignment",
    "upload",
]
