"""Entry points of the background worker: pages of evaluation made ready before anybody asks for them."""

from __future__ import annotations

from django.conf import settings
from django.tasks import task

from dongxi.apps.evaluation.queries import ready
from dongxi.apps.records.recurring import BEHIND_ALL_ELSE


def prepare() -> None:
    """Queue every part in every language, each a moment's work: nothing waits long behind them."""
    for language, _name in settings.LANGUAGES:
        for part in ready.parts():
            prepare_part.using(priority=BEHIND_ALL_ELSE).enqueue(language, *part)


@task
def prepare_part(language: str, what: str, code: str) -> None:
    """Make one part ready; at once if it is."""
    ready.make_ready(language=language, what=what, code=code)
