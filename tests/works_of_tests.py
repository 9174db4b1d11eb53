"""Kinds of long work that only tests do."""

from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.models import Job


def counted(job, progress):
    for number in range(3):
        progress.step(done=number, total=3, note=f"step {number}")
    return {"address": "/plans/", "counted": 3}


def refused(job, progress):
    raise BadInput("文件是空的。")


def stopped(job, progress):
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    progress.step(done=1)
    raise AssertionError("went on after being told to stop")


def broken(job, progress):
    telephone = job.payload["name"]
    raise ZeroDivisionError(len(telephone))
