"""Background work: reading an uploaded document, comparing a local plan with the national one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan.align import align, national_statements, statements_of
from dongxi.analysis.plan.model import PlanDocument
from dongxi.analysis.plan.squeeze import squeeze
from dongxi.analysis.text.embed import installed_embedder
from dongxi.apps.people.models import Region
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.plans.queries.covering import national_commitments
from dongxi.apps.plans.queries.document import document_json
from dongxi.apps.records import evidence
from dongxi.apps.records.errors import BadInput
from dongxi.apps.records.jobs import Progress
from dongxi.apps.records.models import Job, StoredFile
from dongxi.apps.records.wording import either, filled
from dongxi.data import read_toml


def read_upload(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Read the file of an upload into a draft plan, or bind it if it is the shipped plan's official text.

    The same words in another file lead to the plan they made before (`known`).
    """
    from dongxi.analysis.plan import read

    file = StoredFile.objects.get(pk=job.payload["file"])
    name = job.payload["name"]
    progress.step(done=0, note=_("正在读取文件"))
    try:
        document = read(evidence.path_of(file.sha256).read_bytes(), name=name, progress=_reading(progress))
    except PlanUnreadable as unreadable:
        raise BadInput(either(str(unreadable), unreadable.en)) from unreadable
    progress.step(done=90, total=100, note=filled(_("已读出%(count)s项任务，正在核对"), count=len(document.tasks)))
    text = squeeze(document.text).sha256
    shipped = Plan.objects.filter(shipped=True, squeezed_sha256=text).first()
    progress.step(done=95, total=100, note=_("正在写入"))
    if shipped is not None:
        plan = services.bind_official_text(
            actor=job.owner,
            plan=shipped,
            document=document,
            facts=read_toml("plan"),
            file=file,
            file_name=name,
        )
    else:
        region = Region.objects.filter(pk=job.payload["region"]).first()
        if known := queries.plan_brought_before(to=job.owner, region=region, squeezed_sha256=text):
            return {"plan": known.slug, "known": True, "bound": False, "warnings": 0}
        plan = services.draft_plan(
            actor=job.owner, document=document, file=file, file_name=name, region=region, job=job
        )
    return {"plan": plan.slug, "bound": shipped is not None, "warnings": len(document.warnings)}


def _reading(progress: Progress) -> Callable[[int, int], None]:
    """Tells in percent how far the text is read, at each tenth, nine of which are the reading."""
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        tenth = done * 9 // max(1, total)
        if tenth > told:
            told = tenth
            progress.step(done=tenth * 10, total=100, note=_("正在读取文件"))

    return tell


def align_plan(job: Job, progress: Progress) -> Mapping[str, Any]:
    """Propose which of a local plan's commitments, as people left them, carry out which national ones."""
    plan = Plan.objects.get(slug=job.payload["plan"])
    national = {row.code: row.pk for row in national_commitments(to=job.owner)}
    if not national:
        raise BadInput(_("库中没有国家方案，无从对齐。请先装入随附事实。"))
    local = dict(Commitment.objects.filter(task__plan=plan).values_list("code", "pk"))
    document = PlanDocument.from_json(document_json(plan=plan))
    found = align(
        national=[each for each in national_statements(read_toml("plan")) if each.id in national],
        local=statements_of(document, home=frozenset({plan.region_id}) if plan.region_id else None),
        embedder=installed_embedder(),
        progress=lambda done, total: progress.step(done=done, total=total, note=_("正在比对")),
    )
    proposals = [
        services.Proposed(
            national=national[each.national],
            local=local[each.local],
            score_ppm=round(each.score * 1_000_000),
            reasons={**asdict(each.reasons), "engine": found.engine},
        )
        for each in found.proposals
    ]
    elsewhere = [national[code] for code in found.elsewhere]
    count = services.propose_alignments(actor=job.owner, plan=plan, proposals=proposals, elsewhere=elsewhere)
    return {"plan": plan.slug, "proposed": count, "engine": found.engine}
