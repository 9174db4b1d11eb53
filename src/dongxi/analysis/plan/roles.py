"""Which side a named party stands on: the side that benefits, its partner, or those who lead and support."""

import re
from bisect import bisect_right

from dongxi.analysis.plan.mention import Mention, Names
from dongxi.analysis.plan.model import Role
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("roles")
_PARTNERED = re.compile(_WORDS["partnered"])
_STOPS = "，。；：\n"
_OFFICE = re.compile(_WORDS["office"])
_REPORTED = re.compile(_WORDS["reported"] + "$")
_EASTERN = re.compile(_WORDS["eastern"])
_PIECE = 80
_NATIONAL = re.compile(_WORDS["national"])
_OWN = re.compile(_WORDS["own"])


def role_of(text: str, mention: Mention, names: Names) -> tuple[Role, str]:
    """The role of a mention that no list of those responsible settles, with the words that show it."""
    floor = max(0, mention.start - _PIECE)
    piece = text[max(floor, *(text.rfind(stop, floor, mention.start) + 1 for stop in _STOPS)) : mention.start]
    if mention.kind in ("organisation", "generic") and _OFFICE.search(mention.name):
        reported = _REPORTED.search(piece)
        return ("support", reported.group()) if reported else ("lead", mention.name)
    if _at_home(mention, names):
        return "beneficiary", mention.name
    partnered = _PARTNERED.findall(piece)
    if partnered:
        return "partner", partnered[-1]
    if mention.zone == "east" or _EASTERN.match(mention.name):
        return "partner", mention.name
    if mention.zone or mention.kind == "generic":
        return "beneficiary", mention.name
    return "partner", mention.name


def _at_home(mention: Mention, names: Names) -> bool:
    """Whether the mention lies in the document's own province, or begins with a place there."""
    if names.home is None or names.home in _EASTERN_HOMES:
        return False
    if mention.kind == "organisation" and _NATIONAL.match(mention.name):
        return False
    if mention.code:
        return mention.code.startswith(names.home)
    at = bisect_right(names.starts, mention.start) - 1
    hit = names.hits[at] if at >= 0 else None
    if hit is None or hit.start != mention.start or not hit.entries:
        return mention.kind == "organisation" and _OWN.match(mention.name) is not None
    code = hit.entries[0].code
    return code is not None and code.startswith(names.home)


_EASTERN_HOMES = frozenset(_WORDS["eastern_homes"])
