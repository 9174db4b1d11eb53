"""An explanation as one sentence, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dongxi.analysis.text.technology import technology_names


class Near(Protocol):
    """The nearest sentences; `fall` says whether they bear the score."""

    @property
    def offer_sentence(self) -> str: ...

    @property
    def fall(self) -> float | None: ...


CHINESE = {"field": "领域", "maturity": "技术就绪度", "mode": "合作方式", "money": "费用", "region": "地区结对"}
ENGLISH = {
    "field": "field",
    "maturity": "technical readiness",
    "mode": "way of working together",
    "money": "money",
    "region": "regions paired by the plan",
}
MOST_TECHNOLOGIES = 2
"""Technologies of both that an explanation names."""
_MOST = 40


@dataclass(frozen=True, kw_only=True)
class _Language:
    """How one language says what a score is made of; `facts` names the circumstances, `comma` parts a list."""

    facts: Mapping[str, str]
    score: str
    word: str
    words: str
    technology: str
    named: Callable[[str], str]
    technologies: str
    nearest: str
    nothing: str
    agree: str
    clash: str
    missing: str
    comma: str
    join: str
    end: str


_CHINESE = _Language(
    facts=CHINESE,
    score="得分 {:.2f}",
    word="“{}”",
    words="双方都提到{}",
    technology="“{}”（{}）",
    named=lambda one: technology_names()[one],
    technologies="同属{}技术",
    nearest="供给中最接近的一句是“{}”",
    nothing="没有找到共同的用词或相符的情况",
    agree="{}相符",
    clash="{}不符",
    missing="{}未说明",
    comma="、",
    join="；",
    end="。",
)
_ENGLISH = _Language(
    facts=ENGLISH,
    score="Score {:.2f}",
    word="{}",
    words="both mention {}",
    technology="{} ({})",
    named=lambda one: one.replace("-", " "),
    technologies="both of the technology {}",
    nearest="the nearest sentence of the offer is “{}”",
    nothing="no common words and no agreeing facts were found",
    agree="agreeing: {}",
    clash="clashing: {}",
    missing="not stated: {}",
    comma=", ",
    join="; ",
    end=".",
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The same explanation in both languages; words are quoted as they stand."""

    chinese: str
    english: str


def reading(
    *,
    score: float,
    near: Near | None,
    words: Sequence[str],
    technologies: Sequence[tuple[str, str, str]],
    agree: Sequence[str],
    clash: Sequence[str],
    missing: Sequence[str],
) -> Reading:
    """What speaks for the pair, what against, what is not known; of technologies the id and
    the first term of need and offer that tells it."""
    nearest = _short(near.offer_sentence) if near and _bears(near) else ""

    def said_in(language: _Language) -> str:
        said = [language.score.format(score)]
        if words:
            said.append(language.words.format(language.comma.join(map(language.word.format, words))))
        if technologies:
            said.append(language.technologies.format(language.comma.join(_told(language, technologies))))
        if nearest:
            said.append(language.nearest.format(nearest))
        if not (words or technologies or nearest or agree):
            said.append(language.nothing)
        for names, verb in ((agree, language.agree), (clash, language.clash), (missing, language.missing)):
            if names:
                said.append(verb.format(language.comma.join(language.facts[name] for name in names)))
        return language.join.join(said) + language.end

    return Reading(chinese=said_in(_CHINESE), english=said_in(_ENGLISH))


def _told(language: _Language, technologies: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for one, mine, theirs in technologies:
        terms = mine if mine == theirs else f"{mine} – {theirs}"
        yield language.technology.format(language.named(one), terms)


def _bears(near: Near) -> bool:
    return near.fall is None or near.fall > 0


def _short(sentence: str) -> str:
    line = " ".join(sentence.split())
    return line if len(line) <= _MOST else line[:_MOST] + "…"
