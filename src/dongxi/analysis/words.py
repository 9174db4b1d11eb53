"""What the library says, in plain Chinese and in plain English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    """The same words in plain Chinese and in plain English."""

    zh: str
    en: str

    def __add__(self, other: Words) -> Words:
        return Words(zh=self.zh + other.zh, en=f"{self.en} {other.en}".strip())
