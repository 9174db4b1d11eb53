"""How each state looks: a tone of the stylesheet and a mark, so that colour never speaks alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """`tone` is a class of base.css, `mark` a character drawn before the word."""

    tone: str
    mark: str


PLAIN = Look("plain", "·")
VERIFIED, DUE, LATE = Look("verified", "✓"), Look("due", "▲"), Look("late", "✕")
UNREPORTED, OPEN, CLOSED = Look("unreported-state", "▨"), Look("open", "○"), Look("closed", "—")

STATES = {
    "verified": VERIFIED,
    "published": VERIFIED,
    "accepted": VERIFIED,
    "corrected": VERIFIED,
    "confirmed": VERIFIED,
    "official": VERIFIED,
    "done": VERIFIED,
    "submitted": Look("due", "◆"),
    "evidenced": Look("due", "◆"),
    "running": Look("due", "◆"),
    "due": DUE,
    "returned": DUE,
    "repost": DUE,
    "late": LATE,
    "failed": LATE,
    "rejected": LATE,
    "ended_unreported": UNREPORTED,
    "due_unreported": UNREPORTED,
    "running_unreported": UNREPORTED,
    "unreported": UNREPORTED,
    "no_horizon": OPEN,
    "draft": OPEN,
    "proposed": OPEN,
    "queued": OPEN,
    "media": OPEN,
    "withdrawn": CLOSED,
    "cancelled": CLOSED,
    "expired": CLOSED,
    "closed": CLOSED,
    "accept": VERIFIED,
    "unsuitable": CLOSED,
    "later": OPEN,
    "asked": OPEN,
    "brokered": Look("due", "◆"),
    "agreed": Look("due", "◆"),
    "met": Look("due", "◆"),
    "intended": Look("due", "◆"),
    "signing": Look("due", "◆"),
    "signed": VERIFIED,
    "ended": CLOSED,
}


def look_of(code: str) -> Look:
    """The look of a state; a code the table does not know is plain text with a dot."""
    return STATES.get(code, PLAIN)
