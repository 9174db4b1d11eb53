"""Kinds of long work that only tests do."""

from django.utils.translation import gettext_lazy

from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.models import Job
from dongxi.apps.records.wording import either, filled


def counted(job, progress):
    for number in range(3):
        progress.step(done=number, total=3, note=f"step {number}")
    return {"address": "/plans/", "counted": 3}


def refused(job, progress):
    raise BadInput("文件是空的。")


def refused_in_both_languages(job, progress):
    progress.step(done=0, note=filled(gettext_lazy("正在从 %(count)s 条判定中学习"), count=3))
    raise BadInput(either("文件是空的。", "The file is empty."))


def stopped(job, progress):
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    progress.step(done=1)
    raise AssertionError("went on after being told to stop")


def broken(job, progress):
    telephone = job.payload["name"]
    raise ZeroDivisionError(len(telephone))
