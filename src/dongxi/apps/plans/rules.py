"""Codes of plans, what may be decided about a machine's proposal, and the permissions of this app."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission
from dongxi.apps.records.rules import MOVE_NAMES

WHOLE_COUNTRY = "000000"


class PlanLevel(models.TextChoices):
    NATIONAL = "national", _("国家")
    PROVINCIAL = "provincial", _("省级")


class TaskKind(models.TextChoices):
    TASK = "task", _("重点任务")
    SAFEGUARD = "safeguard", _("保障措施")


class Force(models.TextChoices):
    MUST = "must", _("应当")
    DIRECT = "direct", _("开展")
    SUPPORT = "support", _("支持")
    PROMOTE = "promote", _("推动")
    ENCOURAGE = "encourage", _("鼓励")
    EXPLORE = "explore", _("探索")


class Mode(models.TextChoices):
    RESOURCE_SHARING = "resource_sharing", _("资源共享")
    TALENT_EXCHANGE = "talent_exchange", _("人才交流")
    PLATFORM_BUILDING = "platform_building", _("平台联建")
    JOINT_RESEARCH = "joint_research", _("联合攻关")
    TECHNOLOGY_TRANSFER = "technology_transfer", _("成果转化")
    PARK_BUILDING = "park_building", _("园区共建")


class DeliverableType(models.TextChoices):
    PLATFORM = "platform", _("平台")
    LABORATORY = "laboratory", _("实验室")
    ALLIANCE = "alliance", _("联盟")
    PARK = "park", _("园区")
    BASE = "base", _("基地")
    PROJECT = "project", _("项目")
    DEMONSTRATION = "demonstration", _("示范")
    SYSTEM = "system", _("体系")
    MECHANISM = "mechanism", _("机制")
    TRAINING = "training", _("培训")
    PRODUCT = "product", _("产品")


class PartyRole(models.TextChoices):
    BENEFICIARY = "beneficiary", _("受援方")
    PARTNER = "partner", _("合作方")
    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


RESPONSIBLE = frozenset({PartyRole.LEAD, PartyRole.SUPPORT})


class PartyKind(models.TextChoices):
    REGION = "region", _("地区")
    GROUP = "group", _("地区组合")
    PARK = "park", _("园区")
    ORGANISATION = "organisation", _("机构")
    GENERIC = "generic", _("泛指主体")


class ProposalState(models.TextChoices):
    """What people decided about something a machine proposed."""

    PROPOSED = "proposed", _("机器提议")
    ACCEPTED = "accepted", _("已采纳")
    CORRECTED = "corrected", _("已更正")
    REJECTED = "rejected", _("已否决")


class TaskState(models.TextChoices):
    """Where a task stands as the store knows it. Ended without a report is a state: neither zero nor late."""

    ENDED_UNREPORTED = "ended_unreported", _("规划期已满，尚无报送")
    DUE_UNREPORTED = "due_unreported", _("已过文件所定期限，尚无报送")
    RUNNING_UNREPORTED = "running_unreported", _("规划期内，尚无报送")
    NO_HORIZON = "no_horizon", _("未写明规划期")
    EVIDENCED = "evidenced", _("已有佐证，待核")


def last_day(stated: str) -> date | None:
    """The last day of a stated year, month or day: 2026-06 ends with 30 June, 2026 with 31 December. None for "".

    A document may state a day that no calendar has; 2026-02-31 ends with the month.
    """
    if not stated:
        return None
    parts = stated.split("-")
    year, month, day = (int(part) for part in (*parts, *("12", "31")[len(parts) - 1 :]))
    month = min(month, 12)
    return date(year, month, min(day, monthrange(year, month)[1]))


def task_state(*, horizon_end: int | None, dues: Iterable[str], on: date, evidence_count: int) -> TaskState:
    """The state on a day of a commitment or a task: by the dates stated for it, if any are, else by the plan's horizon.

    `dues`: the date stated for the commitment, or those stated for the commitments of the task; what a goal aims at is
    no date of either. One that has passed is its own state, whether or not the horizon has ended too; a task with
    dates still to come runs.
    """
    if evidence_count:
        return TaskState.EVIDENCED
    ends = [end for end in map(last_day, dues) if end]
    if ends:
        return TaskState.DUE_UNREPORTED if min(ends) < on else TaskState.RUNNING_UNREPORTED
    end = last_day(str(horizon_end or ""))
    if end is None:
        return TaskState.NO_HORIZON
    return TaskState.RUNNING_UNREPORTED if on <= end else TaskState.ENDED_UNREPORTED


class PlanMove(models.TextChoices):
    """What moves a plan from one review state to the next (records.rules.MOVES)."""

    SUBMIT = "submit", MOVE_NAMES["submit"]
    RETURN = "return", MOVE_NAMES["return"]
    VERIFY = "verify", MOVE_NAMES["verify"]
    PUBLISH = "publish", MOVE_NAMES["publish"]
    WITHDRAW = "withdraw", MOVE_NAMES["withdraw"]
    REOPEN = "reopen", MOVE_NAMES["reopen"]


MOVE_PERMISSION = {
    PlanMove.SUBMIT: "plans.submit",
    PlanMove.RETURN: "plans.publish",
    PlanMove.VERIFY: "plans.publish",
    PlanMove.PUBLISH: "plans.publish",
    PlanMove.WITHDRAW: "plans.publish",
    PlanMove.REOPEN: "plans.publish",
}
NOT_BY_THE_SUBMITTER = frozenset({PlanMove.VERIFY})
NOT_EMPTY = frozenset({PlanMove.SUBMIT, PlanMove.VERIFY, PlanMove.PUBLISH})
"""Moves of a plan that asks something of somebody: one without any standing commitment counts nowhere."""
UNDER_REVIEW = frozenset({"draft", "returned"})
"""States of a plan in which its commitments may be decided on and corrected."""
ALIGNABLE = UNDER_REVIEW | {"submitted", "verified", "published"}
"""States of a local plan in which its correspondences may be proposed and decided on."""
ABOUT = frozenset({"title", "short_title", "document_number", "issued_on", "horizon_start", "horizon_end", "succeeds"})
"""What of a plan itself a reviewer may put right; its text is the document's."""
STANDING = frozenset({ProposalState.ACCEPTED, ProposalState.CORRECTED})
"""Decisions after which a commitment counts as the plan's own."""

MODE_MARK = {
    Mode.RESOURCE_SHARING: _("享"),
    Mode.TALENT_EXCHANGE: _("才"),
    Mode.PLATFORM_BUILDING: _("台"),
    Mode.JOINT_RESEARCH: _("攻"),
    Mode.TECHNOLOGY_TRANSFER: _("转"),
    Mode.PARK_BUILDING: _("园"),
}
"""One character per mode, printed beside its colour so that colour never speaks alone."""

EVIDENCE = {
    "meaning": _("语义相近"),
    "words": _("条目用词"),
    "task_words": _("任务用词"),
    "head_words": _("标题用词"),
    "head_meaning": _("标题语义"),
    "national_title": _("国家任务标题"),
    "local_title": _("地方任务标题"),
    "fields": _("领域"),
    "deliverables": _("成果形式"),
    "modes": _("模式"),
    "parties": _("参与方"),
    "kind": _("任务或保障"),
}
"""What speaks for a proposed correspondence, by the aligner's names."""
SHARED = {
    "shared_words": _("共有的词"),
    "shared_parties": _("共有的参与方"),
    "shared_fields": _("共有的领域"),
    "shared_deliverables": _("共有的成果形式"),
}

DOUBTS = {
    "no_numbering": _("全文没有编号的条款"),
    "no_tasks": _("各条款没有要求谁去做什么"),
    "clause_too_long": _("条款过长，只分解了开头部分"),
    "clause_no_task": _("条款中没有读出任务"),
    "clause_body_no_task": _("条款正文有要求而未列为任务"),
    "table_as_text": _("以文字排成的表，没有分解为任务"),
    "number_starts_late": _("这一级的第一个编号不从一开始"),
    "number_repeats": _("编号重复"),
    "number_restarts": _("编号重新从头开始"),
    "number_skips": _("编号有跳跃"),
    "no_issuer": _("没有找到发文机关"),
    "no_date": _("没有找到成文日期"),
    "no_such_date": _("所署日期不存在"),
}
"""What a reading may leave in doubt, by the reader's codes; the reader itself speaks Chinese."""
STORING_DOUBTS = {"no_title": _("没有读出标题，暂以文件名代替；请在审核页更正文件信息")}
"""What storing a reading leaves in doubt besides."""

_EDITORS = (Grant("ministry"), Grant("administrator"), Grant("province", "region"), Grant(SYSTEM_ROLE))
_UPLOADERS = (*_EDITORS, Grant("evaluator"))
PERMISSIONS = (
    Permission(code="plans.load", title=_("装入国家方案"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(code="plans.upload", title=_("上传政策文件"), grants=_UPLOADERS),
    Permission(code="plans.decide", title=_("审核机器提议"), grants=_EDITORS),
    Permission(code="plans.discard", title=_("作废草稿"), grants=_EDITORS),
    Permission(code="plans.submit", title=_("提交方案"), grants=_EDITORS),
    Permission(code="plans.publish", title=_("审定并发布方案"), grants=_EDITORS),
    # The text proves itself by its digest, so whoever may upload may bind it, for whatever region they upload.
    Permission(
        code="plans.bind",
        title=_("绑定官方文本"),
        grants=tuple(Grant(grant.role) for grant in _UPLOADERS),
    ),
    Permission(
        code="plans.file_evidence",
        title=_("为任务与承诺提交佐证"),
        grants=(
            Grant("ministry"),
            Grant("administrator"),
            Grant("province", "region"),
            Grant("staff", "organisation"),
            Grant(SYSTEM_ROLE),
        ),
    ),
    Permission(code="plans.align", title=_("判定对应关系"), grants=_EDITORS),
)
