"""How the rows of needs and offers are written, inside the transaction of the service that was asked to.

No permission is asked and no audit line written here: the service does both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Identity, Posting, Wording
from dongxi.apps.matching.queries.postings import TABLES, missing, tells_of, typed_of
from dongxi.apps.matching.rules import CONTENT, IDENTITY, LONGEST_TITLE, Disclosure
from dongxi.apps.people.models import Membership, Region
from dongxi.apps.people.rules import Role
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.permissions import province_of
from dongxi.apps.records.versions import save_at_version

SHORTEST_TITLE = 8
"""Characters of a first clause that can stand as a title."""
_CLAUSE = re.compile("[，；。]")


def begin(*, side: str, identity: Identity, content: Mapping[str, Any], by: Any, **more: Any) -> Posting:
    """A new draft of a side with its identity and first wording."""
    identity.save()
    posting = TABLES[side](identity=identity, **cleaned(content), **more)
    show_place(posting=posting)
    posting.save()
    keep_wording(posting=posting, by=by)
    return posting


def write(
    *,
    posting: Posting,
    read_at: int,
    content: Mapping[str, Any],
    identity: Mapping[str, Any],
    typed: Mapping[str, str],
    by: Any,
) -> list[str]:
    """Write what differs, as read at a version, and keep the wording. Returns the names of what changed.

    RuleBroken unless it is a draft or was returned; StaleWrite if somebody saved in between.
    """
    if not posting.may_change():
        words = _("“%(state)s”的内容不能直接修改；请先收回，或办理“修改”后再写。")
        raise RuleBroken(words % {"state": posting.get_state_display()}, state=posting.state)
    changes = _changes(posting, cleaned(content))
    hidden = _changes(posting.identity, cleaned(identity, of=IDENTITY))
    if not changes and not hidden and dict(typed) == typed_of(posting=posting):
        return []
    place: dict[str, Any] = {}
    if "disclosure" in changes:
        show_place(posting=posting, disclosure=changes["disclosure"])
        place = posting.content("public_region_id", "public_zone")
    save_at_version(posting, read_at=read_at, saved_at=timezone.now(), **changes, **place)
    if hidden:
        Identity.objects.filter(pk=posting.identity_id).update(**hidden)
        for name, value in hidden.items():
            setattr(posting.identity, name, value)
    keep_wording(posting=posting, by=by, typed=typed)
    return sorted([*changes, *hidden, *typed])


def identity_from(*, seat: Membership, author: Any) -> Identity:
    """Who posts, from the role they hold: its organisation or region, and the name of the office where it is known."""
    region = seat.region or (seat.organisation.region if seat.organisation else None)
    unit = seat.organisation.name if seat.organisation else ""
    if not unit and region is not None and seat.role in (Role.LOCAL, Role.PROVINCE):
        unit = f"{region.name}科学技术{'厅' if seat.role == Role.PROVINCE else '局'}"
    name = getattr(author, "display_name", "") or ""
    return Identity(author_id=author.pk, organisation=seat.organisation, region=region, unit=unit, contact_name=name)


def show_place(*, posting: Posting, disclosure: str | None = None) -> None:
    """Set what is public of the place: the province, or only in which part of the country it lies; a province that the
    shipped facts no longer hold is not shown."""
    posting.disclosure = disclosure or posting.disclosure
    region = posting.identity.region
    province = Region.objects.filter(pk=province_of(region.code)).first() if region else None
    posting.public_zone = (province.zone or (province.parent.zone if province.parent else "")) if province else ""
    shown = province and province.withdrawn_at is None and posting.disclosure == Disclosure.PROVINCE
    posting.public_region = province if shown else None


def keep_wording(*, posting: Posting, by: Any, typed: Mapping[str, str] | None = None) -> Wording:
    """What this save leaves of the text."""
    return Wording.objects.create(**wording_of(posting=posting, by=by), typed=dict(typed or {}))


def wording_of(*, posting: Posting, by: Any) -> dict[str, Any]:
    """The fields of a wording of a posting as it stands."""
    content = {name: _plain(value) for name, value in posting.content(*CONTENT).items()}
    return {str(posting.side): posting, "version": posting.version, "content": content, "saved_by_id": by.pk}


def refuse_unfit(*, posting: Posting) -> None:
    """RuleBroken where something is missing, tells whose it is, or asks for a day that has passed."""
    if gaps := missing(posting=posting):
        names = [_label(posting, name) for name in gaps]
        raise _unfit(_("还不能提交，请补齐：%(names)s。") % {"names": _("、").join(names)}, missing=gaps)
    if found := [each for each in tells_of(posting=posting) if each.certain]:
        raise _unfit(" ".join(each.sentence() for each in found), told=[each.word for each in found])
    if posting.deadline and posting.deadline < timezone.localdate():
        raise _unfit(_("期限 %(day)s 已过，请改后再提交。") % {"day": posting.deadline}, field="deadline")


def refuse_untaken(*, posting: Posting) -> None:
    """RuleBroken where something was typed that could not be taken: what is submitted would not be what was written."""
    fields = ["amount_fen" if name == "amount" else name for name in typed_of(posting=posting)]
    if fields:
        names = _("、").join(_label(posting, name) for name in fields)
        raise _unfit(_("还不能提交，有填得不对的：%(names)s。") % {"names": names}, wrong=fields)


def _unfit(message: str, **facts: Any) -> RuleBroken:
    return RuleBroken(message, next_step=_("请填报人在填写页改好，再提交。"), **facts)


def title_and_body(*, words: str) -> tuple[str, str]:
    """A sentence as a draft's title and body: its first clause, and the whole where it says more than that."""
    whole = " ".join(words.split())
    first = _CLAUSE.split(whole, maxsplit=1)[0]
    title = first if SHORTEST_TITLE <= len(first) <= LONGEST_TITLE else whole.rstrip("。；")
    title = title[: LONGEST_TITLE - 1] + "…" if len(title) > LONGEST_TITLE else title
    return title, "" if title == whole.rstrip("。；") else whole


def cleaned(given: Mapping[str, Any], *, of: tuple[str, ...] = CONTENT) -> dict[str, Any]:
    """The known fields of `given`, text folded to NFKC with its line breaks kept."""
    known = {name: value for name, value in given.items() if name in of}
    return {name: _folded(value) if isinstance(value, str) else value for name, value in known.items()}


def _folded(text: str) -> str:
    """NFKC for everything but punctuation, which stays as the language writes it."""
    plain = text.replace("\r\n", "\n").strip()
    return "".join(c if unicodedata.category(c).startswith("P") else unicodedata.normalize("NFKC", c) for c in plain)


def _changes(row: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _label(posting: Posting, name: str) -> str:
    if name == "discipline":
        return _("学科或行业")
    holder = posting.identity if name in IDENTITY else posting
    return str(holder._meta.get_field(name).verbose_name)
