"""The lists of the audit and of background jobs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.jobs import title_of
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.models import AuditEntry, Job
from dongxi.apps.records.permissions import declared
from dongxi.apps.records.rules import JobState


def _moment(at) -> str | None:
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else None


def _verb(entry: AuditEntry) -> str:
    titles = {permission.code: permission.title for permission in declared()}
    return str(titles.get(entry.verb, entry.verb))


def _verbs() -> list[tuple[str, str]]:
    return [(permission.code, str(permission.title)) for permission in declared()]


def _actor(entry: AuditEntry) -> str:
    return entry.actor_label if entry.actor_id else gettext(entry.actor_label)


def _subject(entry: AuditEntry) -> str:
    job = entry.subject_type == Job._meta.label_lower
    return str(Job(pk=entry.subject_id)) if job else entry.subject_label


def _told(job: Job) -> str:
    return job.why_failed() if job.has_ended() else job.progress_note()


AUDIT = Listing(
    name="audit",
    title=_("审计记录"),
    columns=(
        Column(key="sequence", title=_("序号"), value=lambda e: e.sequence, sort="sequence", numeric=True),
        Column(key="at", title=_("时间（北京时间）"), value=lambda e: _moment(e.at), sort="at"),
        Column(key="actor", title=_("谁"), value=_actor, sort="actor_label"),
        Column(key="verb", title=_("做了什么"), value=_verb, sort="verb"),
        Column(key="subject", title=_("对象"), value=_subject, sort="subject_label", long=True),
        Column(key="digest", title=_("摘要（SM3）"), value=lambda e: e.digest[:16]),
        Column(key="previous", title=_("前一条摘要"), value=lambda e: e.previous[:16], shown=False),
    ),
    filters=(
        Filter(key="verb", title=_("做了什么"), path="verb", choices=_verbs),
        Filter(key="actor", title=_("谁"), path="actor_label"),
        Filter(key="subject", title=_("对象"), path="subject_label"),
    ),
    default_sort="-sequence",
    empty=_("还没有您可见的审计记录。您办理的每一件事都会在此留下一条。"),
)

JOBS = Listing(
    name="jobs",
    title=_("后台任务"),
    columns=(
        Column(
            key="kind",
            title=_("任务"),
            value=title_of,
            sort="kind",
            address=lambda job: reverse("records:job", args=[job.pk]),
        ),
        Column(
            key="state",
            title=_("状态"),
            value=lambda job: job.get_state_display(),
            sort="state",
            state=lambda job: job.state,
        ),
        Column(key="note", title=_("进展"), value=_told, long=True),
        Column(key="owner", title=_("谁启动"), value=lambda job: str(job.owner or _("系统")), shown=False),
        Column(
            key="created", title=_("启动时间（北京时间）"), value=lambda j: _moment(j.created_at), sort="created_at"
        ),
        Column(key="ended", title=_("结束时间"), value=lambda job: _moment(job.ended_at), sort="ended_at"),
    ),
    filters=(Filter(key="state", title=_("状态"), path="state", choices=JobState.choices),),
    default_sort="-created",
    empty=_("没有后台任务。上传政策文件、比对方案等较长的工作会在此显示进度，并可取消。"),
)
