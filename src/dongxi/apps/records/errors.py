"""Everything the product may refuse, as one tree.

Refusal
├── NotAllowed   the actor lacks the permission      (403)
├── RuleBroken   not in this state, not with this value (409)
├── StaleWrite   somebody saved in between           (409)
├── NotThere     what was asked for is not there now (404)
└── BadInput     what was given cannot be taken      (400)
"""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A refusal in the reader's words. `facts` is what a page or the API may show beside the message."""

    status = 400

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotAllowed(Refusal):
    status = 403


class RuleBroken(Refusal):
    status = 409


class StaleWrite(Refusal):
    status = 409


class NotThere(Refusal):
    status = 404


class BadInput(Refusal):
    status = 400
