"""Which postings wait to be placed among the vectors: one queued job holds them all."""

from __future__ import annotations

from collections.abc import Iterable

from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.rules import Side
from dongxi.apps.records.jobs import queue
from dongxi.apps.records.models import Job
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.rules import JobState

KIND = "matching.place"


def queue_placing(*, postings: Iterable[Posting]) -> Job:
    """Have the worker place postings anew, together with what waits already, inside a service's transaction.

    The installation asks: a job's owner would tell whose the posting is.
    """
    waiting = Job.objects.select_for_update().filter(kind=KIND, state=JobState.QUEUED).first()
    codes = {str(side): list((waiting.payload if waiting else {}).get(side, ())) for side in Side}
    for posting in postings:
        if posting.code not in codes[posting.side]:
            codes[posting.side].append(posting.code)
    if waiting is None:
        return queue(owner=SYSTEM, kind=KIND, payload=codes)
    waiting.payload = codes
    waiting.save(update_fields=["payload"])
    return waiting
