"""Which side a named party stands on: the side that benefits, its partner, or those who lead and support."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from dongxi.analysis.plan.lexicon import lexicon, province
from dongxi.analysis.plan.mention import Mention, Names
from dongxi.analysis.plan.model import Role
from dongxi.analysis.plan.vocab import filled, vocabulary

_WORDS = vocabulary("roles")
_PARTNERED = re.compile(_WORDS["partnered"])
_UP_TO_STOP = re.compile("(?:.*[，。；：\n])?", re.DOTALL)
_RECIPIENT = re.compile(_WORDS["recipient"] + "$")
_ATTENDS = re.compile(_WORDS["attends"])
_PLACED = re.compile(_WORDS["placed"] + "$")
_FIRM = re.compile(_WORDS["firm"])
_OFFICE = re.compile(_WORDS["office"])
_REPORTED = re.compile(_WORDS["reported"] + "$")
_JOINED = re.compile(filled(_WORDS["joined"], cue=_WORDS["partnered"]) + "$")
_EASTERN = re.compile(_WORDS["eastern"])
_HELPS = re.compile(filled(_WORDS["helps"], abbr="".join(sorted(lexicon().abbreviations))))
_PIECE = 80
_NATIONAL = re.compile(_WORDS["national"])
_OWN = re.compile(_WORDS["own"])


def helps_others(headings: Iterable[str], home: str | None) -> bool:
    """Whether headings say that the document's province is the one that helps: 科技援藏 in the plan of another."""
    for found in filter(None, map(_HELPS.search, headings)):
        entry = lexicon().abbreviations.get(found["abbr"] or "")
        if home is not None and (entry is None or province(entry.code or "") != home):
            return True
    return False


def role_of(text: str, mention: Mention, names: Names, *, helping: bool) -> tuple[Role, str]:
    """The role of a mention, with the words that show it; what a list of those responsible settles, stays.

    `helping`: here the document's province is the partner of the places it names.
    """
    if mention.role is not None:
        return mention.role, mention.cue
    if mention.kind in ("organisation", "generic") and _OFFICE.search(mention.name):
        return _of_office(text, mention, names)
    if helping and (_at_home(mention, names) or mention.zone == "west"):
        return ("partner" if _at_home(mention, names) else "beneficiary"), mention.name
    if _at_home(mention, names):
        return "beneficiary", mention.name
    partnered = _PARTNERED.findall(_piece_before(text, mention.start))
    if partnered:
        return "partner", partnered[-1]
    if mention.zone == "east" or _EASTERN.match(mention.name):
        return "partner", mention.name
    if _is_elsewhere(mention, names):
        return "partner", mention.name
    if mention.zone or mention.kind == "generic" or (mention.kind == "park" and names.home):
        return "beneficiary", mention.name
    return "partner", mention.name


def _of_office(text: str, mention: Mention, names: Names) -> tuple[Role, str]:
    """The role of an office of government, which acts unless it is worked with, reported to or only takes part."""
    before = _piece_before(text, mention.start)
    joined = _JOINED.search(before)
    if joined and (_lies_elsewhere(mention, names) or _EASTERN.match(mention.name)):
        return "partner", joined["cue"]
    if reported := _REPORTED.search(before):
        return "support", reported.group()
    attends = _ATTENDS.match(text, mention.end)
    return ("support", attends["cue"]) if attends else ("lead", mention.name)


def _piece_before(text: str, at: int) -> str:
    """What stands before `at` in the same piece of its sentence."""
    start = _UP_TO_STOP.match(text, max(0, at - _PIECE), at).end()  # type: ignore[union-attr]
    return text[start:at]


def _at_home(mention: Mention, names: Names) -> bool:
    """Whether the mention lies in the document's own province, or begins with a place there."""
    if names.home is None or names.home in _EASTERN_HOMES:
        return False
    body = mention.kind == "organisation"
    if body and _is_branch_at_home(mention, names):
        return True
    if body and _NATIONAL.match(mention.name):
        return False
    code = mention.code or _code_at(mention.start, names)
    if code is None:
        return body and _OWN.match(mention.name) is not None
    return province(code) == names.home


def _is_branch_at_home(mention: Mention, names: Names) -> bool:
    """Whether a firm from elsewhere or of the whole country has a place of the document's province in its name."""
    if not _FIRM.search(mention.name):
        return False
    inside = (hit for hit in names.within(mention.start + 1, mention.end) if hit.end < mention.end)
    return any(province(hit.entries[0].code) == names.home for hit in inside if hit.entries and hit.entries[0].code)


def is_recipient(text: str, start: int) -> bool:
    """Whether who is named at `start` is only whom something is done for, or where: 向区内企业开放…, 在某县建成…."""
    before = _piece_before(text, start)
    return (_RECIPIENT.search(before) or _PLACED.search(before)) is not None


def _code_at(start: int, names: Names) -> str | None:
    """The region of the name that begins at `start`; "" for a name of no region, None where none begins."""
    at = bisect_right(names.starts, start) - 1
    hit = names.hits[at] if at >= 0 else None
    return (hit.entries[0].code or "") if hit and hit.start == start and hit.entries else None


def _is_elsewhere(mention: Mention, names: Names) -> bool:
    """Whether a western province's document names a place, or a group of places, in other provinces."""
    return names.home is not None and names.home not in _EASTERN_HOMES and _lies_elsewhere(mention, names)


def _lies_elsewhere(mention: Mention, names: Names) -> bool:
    """Whether the mention is of places none of which the document speaks for."""
    codes = mention.members or [code for code in (mention.code or _code_at(mention.start, names),) if code]
    return bool(codes) and names.home not in {province(code) for code in codes}


_EASTERN_HOMES = frozenset(_WORDS["eastern_homes"])
