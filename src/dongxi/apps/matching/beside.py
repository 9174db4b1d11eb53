"""A refusal stands beside the form it refused: the page comes back with the reason, and with what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms

from dongxi.apps.records.errors import Refusal


@dataclass
class Outcome:
    """Why what was asked was not done; None where it was."""

    refusal: Refusal | None = None


@contextmanager
def beside(form: forms.Form | None = None, *, field: str | None = None) -> Iterator[Outcome]:
    """What is refused inside becomes an error of the form (of one field, where it is named) instead of a page."""
    outcome = Outcome()
    try:
        yield outcome
    except Refusal as refusal:
        outcome.refusal = refusal
        if form is not None:
            form.add_error(field, refusal.message)
