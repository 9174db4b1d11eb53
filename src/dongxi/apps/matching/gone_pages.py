"""What the page of a thing that is no longer open shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dongxi.apps.matching.contact_forms import ConflictForm
from dongxi.apps.matching.contact_rules import ContactMove, ContactState, EndReason
from dongxi.apps.matching.models import Contact, Match, Posting
from dongxi.apps.matching.queries.contacts import running_contact
from dongxi.apps.matching.queries.postings import open_postings
from dongxi.apps.matching.queries.standing import Standing, had_step, standing_of
from dongxi.apps.matching.rules import CloseReason, PostingMove, Side, Unsuitable, Verdict

Link = tuple[str, str]
"""The address of a next step, and its words."""
TYPED = {
    "verdict": gettext_lazy("判定"),
    "move": gettext_lazy("办理"),
    "close_reason": gettext_lazy("关闭的原因"),
    "reason": gettext_lazy("理由"),
    "met_on": gettext_lazy("会面日期"),
    "amount": gettext_lazy("金额（万元）"),
    "title": gettext_lazy("名称"),
    "exists": gettext_lazy("利益冲突"),
    "statement": gettext_lazy("是什么关系"),
    "note": gettext_lazy("备注"),
}
"""What somebody may have chosen or typed, by the names the forms give it."""
CODED = {
    "verdict": (Verdict,),
    "move": (PostingMove, ContactMove),
    "close_reason": (CloseReason,),
    "reason": (Unsuitable, EndReason),
}
"""Which of it are codes, and of what."""


def typed_words(given: Mapping[str, str], *, names: list[str]) -> list[tuple[str, str]]:
    """(label, words) of what was chosen and typed; of a file (`names`: its fields), that it must be chosen again."""
    said = [(str(label), _in_words(name, given[name])) for name, label in TYPED.items() if given.get(name, "").strip()]
    return said + ([(_("文件"), _("没有收下，办理时须重新选择。"))] if names else [])


def _in_words(name: str, value: str) -> str:
    if name == "exists":
        return str(dict(ConflictForm.CHOICES).get(value, value))
    for codes in CODED.get(name, ()):
        if value in codes.values:
            return str(codes(value).label)
    return value


def posting_context(*, posting: Posting, to: Any) -> dict[str, Any]:
    """A posting that was public once, for somebody who is not of its side."""
    shown = standing_of(posting=posting, to=to)
    of_need = posting.side == Side.NEED
    return {
        "heading": _("这条需求已不公开") if of_need else _("这条供给已不公开"),
        "standings": [shown],
        "links": [_alike(shown.posting, to), _all_open(posting.side)],
    }


def taken_back_context(*, posting: Posting) -> dict[str, Any]:
    """A draft that a reviewer had before them, and its writers took back."""
    of_need = posting.side == Side.NEED
    said = _("填报单位已收回修改。再次提交后，会回到您的待审清单；收回期间的草稿只有填报单位能看到。")
    waiting = reverse(f"matching:review_{posting.side}s")
    return {
        "heading": _("这条需求已被收回") if of_need else _("这条供给已被收回"),
        "lead": _("%(code)s：%(said)s") % {"code": posting.code, "said": said},
        "links": [(waiting, _("其余等我审核的"))],
    }


def match_context(*, match: Match, to: Any) -> dict[str, Any]:
    """A pair of which one text or both are no longer public."""
    standings = [standing_of(posting=match.posting_of(side), to=to) for side in Side]
    links = [link for each in standings for link in _of_side(each, to)]
    if running := running_contact(match=match):
        words = _("这一对的对接 %(code)s 仍在，去看进展") % {"code": running.code}
        links = [(running.get_absolute_url(), words), *links]
    return {"heading": _("这一对现在不能判定，也不能请求对接"), "standings": standings, "links": links}


def _of_side(standing: Standing, to: Any) -> list[Link]:
    """What somebody may do from one side of the pair: mend their own, or look on where it is the other that went."""
    posting = standing.posting
    if not standing.own:
        return [] if standing.open else [_alike(posting, to)]
    here = posting.get_absolute_url()
    if standing.open:
        return [(f"{here}#matches", _("回到“%(title)s”，看其余的匹配") % {"title": posting})]
    return [(here, _("打开“%(title)s”，在那里续期、修改或重开") % {"title": posting})]


def contact_context(*, contact: Contact, to: Any) -> dict[str, Any]:
    """A contact that went on without the broker who looks at it. Whose its sides are is not told, nor how it went on to
    whoever made no step in it."""
    if not had_step(contact=contact, by=to):
        said = _("已终止。") if contact.state == ContactState.ENDED else _("已由另一位经纪人接手。")
    elif contact.state == ContactState.ENDED:
        said = _("已终止：%(reason)s。") % {"reason": contact.get_end_reason_display()}
    elif contact.broker_id:
        said = _("已由另一位经纪人接手，现状：%(state)s。") % {"state": contact.get_state_display()}
    else:
        said = _("现状：%(state)s。") % {"state": contact.get_state_display()}
    return {
        "heading": _("这项对接已不由您办理"),
        "lead": _("%(code)s：%(said)s") % {"code": contact.code, "said": said},
        "links": [(reverse("matching:contacts"), _("其余等经纪人接手的、由我办理的对接"))],
    }


def _alike(posting: Posting, to: Any) -> Link:
    """The open ones of the same side and field, how many there are; all of them where no field is given."""
    here = reverse(f"matching:{posting.side}s")
    asked = {name: value for name in ("discipline", "industry") if (value := getattr(posting, name))}
    name = next(iter(asked), "")
    if not name:
        return _all_open(posting.side)
    count = open_postings(side=posting.side, to=to).filter(**{name: asked[name]}).count()
    if not count:
        return _all_open(posting.side)
    field = getattr(posting, f"get_{name}_display")()
    words = _("“%(field)s”公开的需求 %(n)s 条") if posting.side == Side.NEED else _("“%(field)s”公开的供给 %(n)s 条")
    return f"{here}?{urlencode({name: asked[name]})}", words % {"field": field, "n": count}


def _all_open(side: str) -> Link:
    of_need = side == Side.NEED
    words = (
        _("全部公开的需求；保存筛选，再公开时会告诉您") if of_need else _("全部公开的供给；保存筛选，再公开时会告诉您")
    )
    return reverse(f"matching:{side}s"), words
