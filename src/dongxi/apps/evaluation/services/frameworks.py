"""Every write of frameworks: those that ship, and those that evaluators add. A changed text is a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.evaluation.computing import assessed
from dongxi.apps.evaluation.models import Framework
from dongxi.apps.evaluation.queries.scores import may_withdraw, periods
from dongxi.apps.evaluation.rules import LARGEST_FRAMEWORK
from dongxi.apps.evaluation.speaking import refusal
from dongxi.apps.records.audit import audit
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.permissions import require


@transaction.atomic
def load_frameworks(*, actor: Any, texts: Mapping[str, str]) -> int:
    """Take the shipped frameworks, code → TOML text; those no longer shipped are withdrawn and kept."""
    require(actor, "evaluation.load")
    for code, text in texts.items():
        _store(code, text, shipped=True, actor=None)
    gone = Framework.objects.filter(shipped=True, withdrawn_at=None).exclude(code__in=texts)
    withdrawn = gone.update(withdrawn_at=timezone.now())
    audit(actor, "evaluation.load", "评估方案", frameworks=len(texts), withdrawn=withdrawn)
    return len(texts)


@transaction.atomic
def add_framework(*, actor: Any, code: str, text: str) -> Framework:
    """A framework of one's own from a TOML text. BadInput says what in it is wrong, where, and how to mend it, also
    where the shipped figures do not hold what it asks for."""
    require(actor, "evaluation.add_framework")
    if len(text.encode()) > LARGEST_FRAMEWORK:
        raise BadInput(_("评估方案文件超过 200 KB。请删减后再传。"), size=len(text))
    if Framework.objects.filter(code=code, shipped=True).exists():
        raise RuleBroken(_("代码“%(code)s”属于随附的示例方案。请换一个代码。") % {"code": code}, code=code)
    framework = _store(code, text, shipped=False, actor=actor)
    _applies(framework)
    audit(actor, "evaluation.add_framework", framework, code=code, version=framework.version, digest=framework.digest)
    return framework


@transaction.atomic
def withdraw_framework(*, actor: Any, framework: Framework) -> None:
    """Show a framework of one's own no longer; its text and what was frozen by it are kept. Adding the same text again
    brings it back."""
    require(actor, "evaluation.withdraw_framework", framework)
    if not may_withdraw(framework, to=actor):
        raise NotAllowed(_("只有添加这个方案的人和管理员可以撤回它，随附的示例方案不能撤回。"), code=framework.code)
    if framework.withdrawn_at:
        raise RuleBroken(_("这个方案已经撤回。"), code=framework.code)
    framework.withdrawn_at = timezone.now()
    framework.save(update_fields=["withdrawn_at"])
    audit(actor, "evaluation.withdraw_framework", framework, code=framework.code, version=framework.version)


def _store(code: str, text: str, *, shipped: bool, actor: Any) -> Framework:
    """The version with this text, made if there is none; the newest text stands highest."""
    title, digest = _title(code, text), hashlib.sha256(text.encode()).hexdigest()
    versions = Framework.objects.filter(code=code)
    latest = versions.first()
    if latest and latest.digest == digest:
        if latest.withdrawn_at:
            versions.filter(pk=latest.pk).update(withdrawn_at=None)
        return latest
    if not shipped and versions.filter(digest=digest).exists():
        raise RuleBroken(_("这个文本与较早的版本相同。如要恢复，请改动说明后再添加。"), code=code)
    number = latest.version + 1 if latest else 1
    return Framework.objects.create(
        code=code, version=number, title=title, text=text, digest=digest, shipped=shipped, added_by=actor
    )


def _applies(framework: Framework) -> None:
    """BadInput unless its indicators and units are among the figures, in some year enough of them to assess."""
    known = periods(framework)
    if not known:
        raise BadInput(_("随附统计数据里没有任何一年有这个方案所列指标的足够数值。请核对指标名和地区名。"))
    assessed(framework=framework, period=known[0])


def _title(code: str, text: str) -> str:
    from dongxi.analysis.errors import FrameworkUnreadable
    from dongxi.analysis.evaluation.framework import framework_of

    try:
        return framework_of(text, name=f"{code}.toml").title
    except FrameworkUnreadable as problem:
        raise BadInput(refusal(problem), code=code) from None
