"""Work that recurs while a worker runs: declared by name, each time queues the next.

    recurring.declare("matching.expire", "dongxi.apps.matching.tasks.expire", every=timedelta(hours=1))

One of a name waits at a time, however many workers run: whoever ends queues the next only if none waits. A failure
is in the worker's log, and the next time comes all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

KEPT_FOR = timedelta(days=1)
BEHIND_ALL_ELSE = -50
"""Priority of work that nobody waits for; what somebody waits for goes first."""
_RECUR = "dongxi.apps.records.tasks.recur"
_declared: dict[str, tuple[str, timedelta]] = {}


def declare(name: str, work: str, *, every: timedelta) -> None:
    """Make it known. `work` is the dotted path of a function without arguments, loaded by the worker alone."""
    if _declared.setdefault(name, (work, every)) != (work, every):
        raise ImproperlyConfigured(f"recurring work {name} is declared twice")


def begin() -> None:
    """Queue all that does not wait already; called by a worker before it begins."""
    for name in _declared:
        _queue(name, after=timedelta())


def perform(name: str) -> None:
    """Do it once and queue the next time. A name that nobody declares any more is not done again."""
    if name not in _declared:
        return
    work, every = _declared[name]
    try:
        _function(work)()
    finally:
        _queue(name, after=every)
        _forget_old()


def _function(work: str) -> Callable[[], object]:
    return import_string(work)


def _queue(name: str, *, after: timedelta) -> None:
    from dongxi.apps.records.models import ChainHead
    from dongxi.apps.records.tasks import recur

    with transaction.atomic():
        ChainHead.objects.select_for_update().first()  # one worker at a time looks and queues
        if not _rows(name).filter(status="READY").exists():
            recur.using(run_after=timezone.now() + after).enqueue(name)


def _forget_old() -> None:
    """What recurred, and what it queued behind all else, is not asked after: a trace of it is kept for a day."""
    from django_tasks_db.models import DBTaskResult

    old = DBTaskResult.objects.filter(finished_at__lt=timezone.now() - KEPT_FOR)
    old.filter(models.Q(task_path=_RECUR) | models.Q(priority=BEHIND_ALL_ELSE)).delete()


def _rows(name: str):
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(task_path=_RECUR, args_kwargs__args=[name])
