"""Long work, declared by kind: each app names a function that receives a `Progress` and returns plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from dongxi.apps.records.models import Job
from dongxi.apps.records.wording import columns, in_language


class Cancelled(Exception):
    """Raised inside a job when somebody asked to stop it."""


class Progress:
    """What a job reports through: `step` saves how far it is and raises Cancelled if it was told to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def step(self, *, done: int, total: int | None = None, note: str | Promise = "") -> None:
        said = {name: words[:200] for name, words in columns("note", note).items()}
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, **said)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled


Work = Callable[[Job, Progress], Mapping[str, Any]]
_kinds: dict[str, str] = {}
_titles: dict[str, str | Promise] = {}


def declare(kind: str, work: str, *, title: str | Promise) -> None:
    """Make a kind of job known, with its name for readers. Called by an app when it is ready.

    `work` is the dotted path of a function: only the worker that runs it loads what it needs.
    """
    if _kinds.setdefault(kind, work) != work:
        raise ImproperlyConfigured(f"job kind {kind} is declared twice")
    _titles[kind] = title


def title_of(job: Job) -> str:
    """What is being done, and to which file where one is named; in the reader's language where it has two names."""
    title, name = str(_titles.get(job.kind, job.kind)), job.payload.get("name") or ""
    name = in_language(name, job.payload.get("name_en") or "")
    return f"{title} · {name}" if name else title


def require_kind(kind: str) -> None:
    """ImproperlyConfigured unless the kind was declared."""
    if kind not in _kinds:
        raise ImproperlyConfigured(f"unknown job kind {kind!r}; known: {', '.join(sorted(_kinds))}")


def queue(*, owner: Any, kind: str, payload: Mapping[str, Any]) -> Job:
    """Queue work of a declared kind inside a service's transaction; it runs in the worker once that commits.

    The service asks for the permission and writes the audit line.
    """
    require_kind(kind)
    job = Job.objects.create(kind=kind, payload=dict(payload), owner_id=owner.pk)
    transaction.on_commit(lambda: enqueue(job))
    return job


def enqueue(job: Job) -> None:
    """Hand a queued job to the worker."""
    from dongxi.apps.records.tasks import run_job

    run_job.enqueue(str(job.pk))


def work_of(kind: str) -> Work:
    """The function that does this kind of job, loaded now; ImproperlyConfigured if unknown."""
    require_kind(kind)
    return import_string(_kinds[kind])
