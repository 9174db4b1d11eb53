"""Plans as data: documents, clauses, tasks, commitments, parties, alignments.

Every `start`/`end` counts characters of `Plan.text`; both are NULL while the text is not in the store
(the shipped national plan, until somebody uploads the official file).
"""

from dongxi.apps.plans.models.alignments import Alignment
from dongxi.apps.plans.models.documents import Clause, Plan, PlanIssuer, Spanned
from dongxi.apps.plans.models.tasks import (
    COUNTED_PARTS,
    Commitment,
    Deliverable,
    Goal,
    NamedPairing,
    NamedPairingSide,
    Party,
    Task,
    TaskField,
    TaskMode,
)

__all__ = [
    "COUNTED_PARTS",
    "Alignment",
    "Clause",
    "Commitment",
    "Deliverable",
    "Goal",
    "NamedPairing",
    "NamedPairingSide",
    "Party",
    "Plan",
    "PlanIssuer",
    "Spanned",
    "Task",
    "TaskField",
    "TaskMode",
]
