"""Whether a posting's own words tell whose it is: names of its side, ways to reach it, and places too small to hide in.

A certain find keeps the posting from being submitted; the name of its county or city only warns, since a county's
name is often part of what is spoken of (盐池滩羊, 中宁枸杞).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Identity, Posting
from dongxi.apps.matching.rules import TEXTS
from dongxi.apps.people.rules import Level

SHORTEST_NAME = 2
_AT = r"\s?(?:@|[\[({【<]\s?(?:at|艾特)\s?[\])}】>])\s?"
_DOT = r"(?:\.|\s?[\[({【<]\s?(?:dot|点)\s?[\])}】>]\s?)"
_REACH = {
    "phone": re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\(?0\d{2,3}\)?[ -]?\d{7,8})(?!\d)"),
    "email": re.compile(rf"[\w.+-]+{_AT}[A-Za-z0-9-]+(?:{_DOT}[A-Za-z0-9-]+)+", re.IGNORECASE),
    "address": re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE),
    "account": re.compile(
        r"(?:微信号?|威信|薇信|加微|V信|we-?chat|weixin|vx)(?:号|id)?[ :是为]{0,3}[A-Za-z][\w-]{5,19}"
        r"|QQ(?:号|群)?[ :是为]{0,3}[1-9]\d{4,10}",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A word in a field that tells, or may tell, whose the posting is."""

    field: str
    word: str
    certain: bool

    def sentence(self) -> str:
        """What it is and what to do, in the reader's language."""
        label = Posting._meta.get_field(self.field).verbose_name if self.field else ""
        if self.certain:
            words = _("“%(field)s”中的“%(word)s”会让人认出您的单位，请删去或改写。")
        else:
            words = _("“%(field)s”提到“%(word)s”，请确认别人不会由此认出您的单位。")
        return words % {"field": label, "word": self.word}


def told(*, content: Mapping[str, str], identity: Identity) -> list[Told]:
    """Everything in the texts of `content` (by field) that tells whose it is, certain finds first."""
    certain, uncertain = _own_names(identity), _own_places(identity)
    found = [
        Told(field=field, word=word, certain=sure)
        for field in TEXTS
        for sure, words in ((True, certain), (False, uncertain))
        for word in words
        if _folded(word) in _folded(content.get(field) or "")
    ]
    found += [
        Told(field=field, word=match.group(), certain=True)
        for field in TEXTS
        for pattern in _REACH.values()
        for match in pattern.finditer(unicodedata.normalize("NFKC", content.get(field) or ""))
    ]
    return sorted(_longest(found), key=lambda each: not each.certain)


def _own_names(identity: Identity) -> list[str]:
    body = identity.organisation
    names = [identity.unit, identity.contact_name, identity.contact_phone, identity.contact_email]
    names += [body.name, body.name_en, *body.aliases] if body else []
    return _distinct(names)


def _own_places(identity: Identity) -> list[str]:
    region, places = identity.region, []
    while region is not None and region.level in (Level.COUNTY, Level.PREFECTURE):
        places += [region.name, region.short_name]
        region = region.parent
    return _distinct(places)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if len(name) >= SHORTEST_NAME))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _longest(found: list[Told]) -> list[Told]:
    """Without the finds that lie inside a longer one of the same field and weight."""
    return [
        one
        for one in found
        if not any(
            other.field == one.field
            and other.certain >= one.certain
            and one.word != other.word
            and one.word in other.word
            for other in found
        )
    ]
