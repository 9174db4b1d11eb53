"""Why a match scores as it does in one short line, from what the score is already known to be made of.

`explain` takes evidence out and scores again; this does not, and so serves a hundred thousand matches.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from dongxi.analysis.matching.facts import FACTS
from dongxi.analysis.matching.model import Match, Need, Offer
from dongxi.analysis.matching.reading import CHINESE, MOST_TECHNOLOGIES
from dongxi.analysis.text.normal import fold
from dongxi.analysis.text.technology import technology_names
from dongxi.analysis.text.terms import LONGEST, counts, market_words, telling
from dongxi.analysis.text.vocab import words_of

_MOST_WORDS = 5
_NEAR = 0.1
"""Share of all that speaks for a pair from which its meaning or its technology is named."""


def briefly(*, match: Match, need: Need, offer: Offer) -> str:
    """What speaks for the pair and what against, the words both hold first."""
    gained = sum(part for part in match.parts.values() if part > 0)
    said = []
    if words := shared_words(need, offer):
        said.append(f"都提到{'、'.join(words)}")
    if gained and match.parts.get("meaning", 0) > _NEAR * gained:
        said.append(f"意思相近（占得分依据的 {match.parts['meaning'] / gained:.0%}）")
    if match.parts.get("technology", 0) > _NEAR * gained and (same := shared_technologies(need, offer)):
        said.append(f"同属{'、'.join(f'“{one}”' for one in same)}技术")
    for verb, sign in (("相符", 1), ("不符", -1)):
        named = [CHINESE[name] for name in FACTS if match.parts.get(name, 0) * sign > 0]
        said += [f"{'、'.join(named)}{verb}"] if named else []
    return "；".join(said) or "没有找到共同的用词或相符的情况"


def shared_words(need: Need, offer: Offer) -> list[str]:
    """Telling words of two characters or more that both say, in the need's order, at most five.

    Where the two are cut differently (盐湖提锂 and 盐湖 | 化工) it is what two of their words have in common.
    """
    theirs = list(dict.fromkeys(_words(offer)))
    generic = words_of("words", "generic")
    found: list[str] = []
    for word in dict.fromkeys(_words(need)):
        common = max((_common(word, other) for other in theirs), key=len, default="")
        if len(common) > 1 and common not in generic and not any(common in held for held in found):
            found.append(common)
    return found[:_MOST_WORDS]


def shared_technologies(need: Need, offer: Offer) -> list[str]:
    """Names of the technologies both are of, at most two, those the offer tells most often first."""
    mine, theirs = (counts(text.said)["technology"] for text in (need, offer))
    both = sorted(mine.keys() & theirs.keys(), key=lambda one: (-theirs[one], one))
    return [technology_names()[one] for one in both[:MOST_TECHNOLOGIES]]


def _common(one: str, other: str) -> str:
    """The longest run of characters in both; of Latin words and figures the whole word or nothing."""
    if one.isascii() or other.isascii():
        return one if one == other else ""
    at = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[at.a : at.a + at.size]


def _words(text: Need | Offer) -> list[str]:
    return [word for word in telling(market_words(fold(text.said[:LONGEST]))) if len(word) > 1]
