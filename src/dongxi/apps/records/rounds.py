"""Work that comes round again while a worker runs: declared by name, each round queues the next.

    rounds.declare("matching.expire", "dongxi.apps.matching.tasks.expire", every=timedelta(hours=1))

There is one round of a name at a time, however many workers run: a round that ends queues the next only if none
waits. A round that fails is in the worker's log, and the next one comes in its time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string

KEPT_FOR = timedelta(days=1)
_declared: dict[str, tuple[str, timedelta]] = {}


def declare(name: str, work: str, *, every: timedelta) -> None:
    """Make a round known. `work` is the dotted path of a function without arguments, loaded by the worker alone."""
    if _declared.setdefault(name, (work, every)) != (work, every):
        raise ImproperlyConfigured(f"round {name} is declared twice")


def begin() -> None:
    """Queue every declared round that does not wait already; called by a worker before it begins."""
    for name in _declared:
        _queue(name, after=timedelta())


def make(name: str) -> None:
    """Make one round and queue the next. A name that nobody declares any more is made no more."""
    if name not in _declared:
        return
    work, every = _declared[name]
    try:
        _function(work)()
    finally:
        _queue(name, after=every)
        _forget_old(name)


def _function(work: str) -> Callable[[], object]:
    return import_string(work)


def _queue(name: str, *, after: timedelta) -> None:
    from dongxi.apps.records.tasks import make_round

    if not _rows(name).filter(status="READY").exists():
        make_round.using(run_after=timezone.now() + after).enqueue(name)


def _forget_old(name: str) -> None:
    _rows(name).filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()


def _rows(name: str):
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(task_path="dongxi.apps.records.tasks.make_round", args_kwargs__args=[name])
