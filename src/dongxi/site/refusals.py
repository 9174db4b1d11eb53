"""The words of a refusal's page: a title, what to do, and what may be shown beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dongxi.apps.records.errors import BadInput, NotAllowed, NotThere, Refusal, RuleBroken, StaleWrite


@dataclass(frozen=True)
class Guidance:
    """How one kind of refusal is headed, and the next step."""

    title: str | Promise
    next_step: str | Promise


GUIDANCE: Mapping[type[Refusal], Guidance] = {
    NotAllowed: Guidance(
        _("没有权限"), _("请查看“为什么可以／不可以”，了解哪些角色有此权限；确需办理的，请联系本单位的系统管理员。")
    ),
    StaleWrite: Guidance(
        _("保存未生效：他人已先保存"),
        _("请对照下表；您填写的内容都在，未丢失。请返回记录页，在最新版本上改好后再保存。"),
    ),
    RuleBroken: Guidance(_("当前状态下不能这样办理"), _("请返回上一页，核对该记录现在的状态后再办理。")),
    NotThere: Guidance(_("要找的已不在"), _("请返回上一页，清除筛选后再试；链接是别人给的，请向对方要新的。")),
    BadInput: Guidance(_("提交的内容无法受理"), _("请返回上一页，按提示改正后重新提交。")),
}
DEFAULT = Guidance(_("无法办理"), _("请返回上一页，核对后再试。"))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field of two versions side by side."""

    label: str
    yours: Any
    theirs: Any

    @property
    def differs(self) -> bool:
        return self.yours != self.theirs


def guidance(refusal: Refusal) -> Guidance:
    """The words for this kind of refusal; its facts may give a `title` and a `next_step` of their own."""
    usual = next((GUIDANCE[kind] for kind in type(refusal).__mro__ if kind in GUIDANCE), DEFAULT)
    own = {name: refusal.facts[name] for name in ("title", "next_step") if name in refusal.facts}
    return replace(usual, **own)


def differences(refusal: Refusal) -> list[Difference]:
    """Both versions of a stale save, field by field; `labels` among the facts names the fields, `words` their codes."""
    yours, theirs = refusal.facts.get("yours") or {}, refusal.facts.get("theirs") or {}
    labels, words = refusal.facts.get("labels") or {}, refusal.facts.get("words") or {}
    return [
        Difference(
            label=labels.get(key, key),
            yours=_said(yours[key], words.get(key) or {}),
            theirs=_said(theirs.get(key), words.get(key) or {}),
        )
        for key in yours
    ]


def _said(value: Any, words: Mapping[Any, str]) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return words.get(value, value) if words else value
