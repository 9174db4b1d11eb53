"""Review states as one transition table, job states, and the permissions of this app."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import SYSTEM_ROLE, Grant, Permission


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审")
    RETURNED = "returned", _("已退回")
    VERIFIED = "verified", _("已审定")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


MOVES = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "return"): "returned",
    ("submitted", "verify"): "verified",
    ("verified", "publish"): "published",
    ("verified", "return"): "returned",
    ("published", "withdraw"): "withdrawn",
    ("withdrawn", "reopen"): "draft",
}
MOVE_NAMES = {
    "submit": _("提交审定"),
    "return": _("退回修改"),
    "verify": _("审定"),
    "publish": _("发布"),
    "withdraw": _("撤回"),
    "reopen": _("重开修改"),
}
REASON_NEEDED = frozenset({"return", "withdraw", "reopen"})


def next_state(state: str, move: str, *, reason: str = "") -> str:
    """The state after a move. RuleBroken if the table has no such move or a needed reason is missing."""
    if (state, move) not in MOVES:
        possible = str(_("、")).join(str(MOVE_NAMES[name]) for (start, name) in MOVES if start == state)
        raise RuleBroken(
            _("“%(state)s”状态下不能执行此操作（%(move)s）；可以执行：%(possible)s。")
            % {"state": ReviewState(state).label, "move": MOVE_NAMES[move], "possible": possible or _("无")},
            state=state,
        )
    if move in REASON_NEEDED and not reason.strip():
        raise RuleBroken(_("退回、撤回、重开须写明理由。"), state=state)
    return MOVES[state, move]


class JobState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
    CANCELLED = "cancelled", _("已取消")


FINAL_JOB_STATES = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
MOST_ATTEMPTS = 2

_SIGNED_IN = tuple(
    Grant(role) for role in ("staff", "province", "local", "ministry", "evaluator", "expert", "broker", "administrator")
)
PERMISSIONS = (
    # Whoever filed a piece of evidence may withdraw it too. Who may file is said by the app whose subject it is.
    Permission(
        code="records.withdraw_evidence", title=_("撤回佐证"), grants=(Grant("administrator"), Grant(SYSTEM_ROLE))
    ),
    Permission(code="records.start_job", title=_("启动后台任务"), grants=(*_SIGNED_IN, Grant(SYSTEM_ROLE))),
    Permission(code="records.cancel_job", title=_("取消后台任务"), grants=(Grant("administrator"), Grant(SYSTEM_ROLE))),
    Permission(code="records.recover_jobs", title=_("恢复中断的后台任务"), grants=(Grant(SYSTEM_ROLE),)),
    Permission(
        code="records.read_audit",
        title=_("查看审计记录"),
        grants=(Grant("administrator"), Grant("ministry"), Grant("evaluator"), Grant(SYSTEM_ROLE)),
    ),
    # Lines of sealed verbs (records.audit.seal) tell who is behind a thing that is anonymous by rule.
    Permission(
        code="records.read_sealed_audit",
        title=_("查看匿名事项的审计记录"),
        grants=(Grant("administrator"), Grant(SYSTEM_ROLE)),
    ),
    Permission(code="records.read_evidence", title=_("下载佐证文件"), grants=(*_SIGNED_IN, Grant(SYSTEM_ROLE))),
    Permission(code="records.load_facts", title=_("装入随附事实"), grants=(Grant(SYSTEM_ROLE),)),
)
