"""Every write of the record-keeping floor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongxi.apps.records import evidence, jobs
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, Refusal, RuleBroken
from dongxi.apps.records.models import Evidence, FactsRelease, Job, StoredFile
from dongxi.apps.records.operator_log import operator_log
from dongxi.apps.records.permissions import SYSTEM, require
from dongxi.apps.records.queries import Provable, filing_permission, standing_evidence_of
from dongxi.apps.records.rules import FINAL_JOB_STATES, MOST_ATTEMPTS, JobState
from dongxi.apps.records.wording import columns

_TWICE_ENDED = gettext_lazy("后台进程在执行此任务时两次意外退出，任务已停止。")
_BROKEN = gettext_lazy("系统出错，任务没有完成，库中没有留下半份结果。请稍后再试；仍不行，请把任务编号告诉系统管理员。")


@transaction.atomic
def file_evidence(
    *,
    actor: Any,
    permission: str,
    subject: Provable,
    title: str,
    name: str = "",
    chunks: Iterable[bytes] = (),
    link: str = "",
) -> Evidence:
    """Keep a file, a link, or a file that is also published at a link, as evidence of `subject`.

    `permission`: the `<app>.file_evidence` of the app whose subject it is, and no other; the subject says by `place()`
    where it lies and by `evidence_hindrance()` what stands against filing now (RuleBroken).
    BadInput if neither is given, if the file or link cannot be taken, or if it stands as evidence of the subject.
    """
    if permission != filing_permission(subject):
        raise ImproperlyConfigured(f"{filing_permission(subject)} is what evidence is filed under, not {permission}")
    require(actor, permission, subject)
    if hindrance := subject.evidence_hindrance():
        raise RuleBroken(hindrance)
    if not (name or link):
        raise BadInput(_("请选择文件或填写链接。"))
    evidence.check_link(link)
    kept = _stored(name=name, chunks=chunks) if name else None
    _refuse_if_filed(subject=subject, file=kept, link=link)
    filed = Evidence.objects.create(
        title=(title.strip() or name or link)[:200],
        file=kept,
        original_name=name[:200],
        link=link,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        filed_by_id=actor.pk,
    )
    digest = kept.sha256 if kept else ""
    audit(actor, permission, subject, evidence=filed.pk, title=filed.title, sha256=digest, link=link)
    return filed


@transaction.atomic
def withdraw_evidence(*, actor: Any, filed: Evidence, reason: str) -> Evidence:
    """Say that a piece of evidence no longer counts. Whoever filed it may; so may an administrator.

    It stays in the record with its reason. RuleBroken without a reason, or if it is withdrawn already.
    """
    if filed.filed_by_id is None or filed.filed_by_id != actor.pk:
        require(actor, "records.withdraw_evidence")
    if not reason.strip():
        raise RuleBroken(_("撤回佐证须写明理由。"))
    said = {"withdrawn_at": timezone.now(), "withdrawn_by_id": actor.pk, "withdrawal_reason": reason.strip()[:500]}
    if not Evidence.objects.filter(pk=filed.pk, withdrawn_at=None).update(**said):
        raise RuleBroken(_("这件佐证已经撤回，无需再撤。"))
    filed.refresh_from_db()
    facts = {"evidence": filed.pk, "title": filed.title, "sha256": filed.file_id or "", "link": filed.link}
    audit(actor, "records.withdraw_evidence", filed.subject(), reason=filed.withdrawal_reason, **facts)
    return filed


@transaction.atomic
def start_job(*, actor: Any, kind: str, payload: Mapping[str, Any]) -> Job:
    """Queue work of a declared kind; it runs in the worker after this transaction commits."""
    require(actor, "records.start_job")
    job = jobs.queue(owner=actor, kind=kind, payload=payload)
    audit(actor, "records.start_job", job, kind=kind)
    return job


@transaction.atomic
def cancel_job(*, actor: Any, job: Job) -> Job:
    """Ask a job to stop. Its owner may; so may an administrator. A job that has ended is left alone."""
    if job.owner_id is None or job.owner_id != actor.pk:
        require(actor, "records.cancel_job", job)
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state in FINAL_JOB_STATES:
        raise RuleBroken(_("任务已结束，无需取消。"), state=job.state)
    job.cancel_asked = True
    if job.state == JobState.QUEUED:
        job.state, job.ended_at = JobState.CANCELLED, timezone.now()
    job.save(update_fields=["cancel_asked", "state", "ended_at"])
    audit(actor, "records.cancel_job", job, kind=job.kind)
    return job


@transaction.atomic
def recover_jobs(*, actor: Any) -> int:
    """Queue again what a process that ended without a word left behind; call it only while no worker runs.

    A job that was left behind twice is ended as failed: it may be what ends the worker. Returns how many are queued.
    """
    require(actor, "records.recover_jobs")
    left = Job.objects.select_for_update().filter(state=JobState.RUNNING)
    given_up = left.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED, ended_at=timezone.now(), **columns("error", _TWICE_ENDED)
    )
    again = left.update(state=JobState.QUEUED, done=0, started_at=None)
    waiting = list(Job.objects.filter(state=JobState.QUEUED))
    if given_up or again:
        audit(actor, "records.recover_jobs", f"{again} 项后台任务", queued=again, given_up=given_up)
    transaction.on_commit(lambda: [jobs.enqueue(job) for job in waiting])
    return len(waiting)


@transaction.atomic
def record_facts(*, actor: Any, digest: str, product_version: str, counts: Mapping[str, int]) -> FactsRelease:
    """Note which shipped facts now stand in the store; called in the transaction that loaded them."""
    require(actor, "records.load_facts")
    release = FactsRelease.objects.create(digest=digest, product_version=product_version)
    audit(actor, "records.load_facts", f"随附事实 {digest[:12]}", digest=digest, counts=dict(counts))
    return release


def run_job(*, job_id: str) -> None:
    """Run a queued job in this process; its end – done, failed, cancelled – is written down whatever happens."""
    if not Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    ):
        return
    job = Job.objects.get(pk=job_id)
    try:
        require(job.owner or SYSTEM, "records.start_job")
        result = dict(jobs.work_of(job.kind)(job, jobs.Progress(job)))
    except jobs.Cancelled:
        _end(job, JobState.CANCELLED)
    except Refusal as refusal:
        _end(job, JobState.FAILED, error=refusal.words)
    except BaseException:
        operator_log().exception("job failed", job=str(job.pk), kind=job.kind)
        _end(job, JobState.FAILED, error=_BROKEN)
        raise
    else:
        _end(job, JobState.DONE, result=result)


@transaction.atomic
def _end(job: Job, state: str, *, result: Mapping[str, Any] | None = None, error: str | Promise = "") -> None:
    said = columns("error", error)
    Job.objects.filter(pk=job.pk).update(state=state, result=result, ended_at=timezone.now(), **said)
    audit(job.owner or SYSTEM, "records.start_job", job, kind=job.kind, ended=state)


def _stored(*, name: str, chunks: Iterable[bytes]) -> StoredFile:
    stored = evidence.keep(name=name, chunks=chunks)
    sizes = {"size": stored.size, "media_type": stored.media_type}
    return StoredFile.objects.get_or_create(sha256=stored.sha256, defaults=sizes)[0]


def _refuse_if_filed(*, subject: models.Model, file: StoredFile | None, link: str) -> None:
    same = {"file": file} if file else {"file": None, "link": link}
    known = standing_evidence_of(subject).filter(**same).first()
    if known is not None:
        raise BadInput(_("同样的佐证已经提交过：%(title)s。") % {"title": known.title}, evidence=known.pk)
