"""An explanation as one sentence, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


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
_MOST = 40


def in_chinese(
    *,
    score: float,
    near: Near | None,
    words: Sequence[str],
    agree: Sequence[str],
    clash: Sequence[str],
    missing: Sequence[str],
) -> str:
    """What speaks for the pair, what against, what is not known."""
    said = [f"得分 {score:.2f}"]
    if words:
        said.append(f"双方都提到{'、'.join(f'“{word}”' for word in words)}")
    if near and _bears(near):
        said.append(f"供给中最接近的一句是“{_short(near.offer_sentence)}”")
    if not words and not (near and _bears(near)) and not agree:
        said.append("没有找到共同的用词或相符的情况")
    told = ((agree, "相符"), (clash, "不符"), (missing, "未说明"))
    said += [f"{'、'.join(CHINESE[name] for name in names)}{verb}" for names, verb in told if names]
    return "；".join(said) + "。"


def in_english(
    *,
    score: float,
    near: Near | None,
    words: Sequence[str],
    agree: Sequence[str],
    clash: Sequence[str],
    missing: Sequence[str],
) -> str:
    """The same in English; words are quoted as they stand."""
    said = [f"Score {score:.2f}"]
    if words:
        said.append(f"both mention {', '.join(words)}")
    if near and _bears(near):
        said.append(f"the nearest sentence of the offer is “{_short(near.offer_sentence)}”")
    if not words and not (near and _bears(near)) and not agree:
        said.append("no common words and no agreeing facts were found")
    told = ((agree, "agreeing"), (clash, "clashing"), (missing, "not stated"))
    said += [f"{verb}: {', '.join(ENGLISH[name] for name in names)}" for names, verb in told if names]
    return "; ".join(said) + "."


def _bears(near: Near) -> bool:
    return near.fall is None or near.fall > 0


def _short(sentence: str) -> str:
    line = " ".join(sentence.split())
    return line if len(line) <= _MOST else line[:_MOST] + "…"
