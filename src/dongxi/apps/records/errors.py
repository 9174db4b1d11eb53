"""Everything the product may refuse, as one tree.

Refusal
├── NotAllowed   the actor lacks the permission      (403)
├── RuleBroken   not in this state, not with this value (409)
├── StaleWrite   somebody saved in between           (409)
├── NotThere     what was asked for is not there now (404)
└── BadInput     what was given cannot be taken      (400)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A refusal in the reader's words. `facts` is what a page or the API may show beside the message.

    Words that wait (gettext_lazy, records.wording) are said in the language of whoever reads them, later too.
    """

    status = 400

    def __init__(self, message: str | Promise, **facts: Any) -> None:
        super().__init__(message)
        self.words = message
        self.facts = facts

    @property
    def message(self) -> str:
        """The words in the language that is being read."""
        return str(self.words)


class NotAllowed(Refusal):
    status = 403


class RuleBroken(Refusal):
    status = 409


class StaleWrite(Refusal):
    status = 409


class NotThere(Refusal):
    status = 404


def not_among(message: str | Promise, known: Iterable[tuple[str, str]]) -> NotThere:
    """What an address names is none of those there are: `known`, each with its own address."""
    return NotThere(
        message, title=_("没有这一页"), next_step=_("请从现有的里选一个，或核对地址。"), instead=list(known)
    )


class BadInput(Refusal):
    status = 400
