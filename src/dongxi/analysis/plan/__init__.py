"""Reading policy documents: `read` a file or `read_text`, and get a `PlanDocument`."""

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.model import (
    Commitment,
    Deliverable,
    Doubt,
    Due,
    Field,
    Goal,
    Mode,
    Node,
    Pairing,
    Party,
    PlanDocument,
    Span,
    Task,
)
from dongxi.analysis.plan.read import read, read_text
from dongxi.analysis.plan.squeeze import Squeezed, squeeze

__all__ = [
    "Commitment",
    "Deliverable",
    "Doubt",
    "Due",
    "Field",
    "Goal",
    "Mode",
    "Node",
    "Pairing",
    "Party",
    "PlanDocument",
    "PlanUnreadable",
    "Span",
    "Squeezed",
    "Task",
    "read",
    "read_text",
    "squeeze",
]
