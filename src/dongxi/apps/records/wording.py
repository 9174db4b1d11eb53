"""Words that wait for their reader: what one process says may be read by several people, each in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, override


def in_language(chinese: str, english: str) -> str:
    """The English text when English is being read and there is one, else the Chinese."""
    return english if english and (get_language() or "").startswith("en") else chinese


def filled(words: Promise, **parts: Any) -> Promise:
    """`words`, marked with gettext_lazy, with its %(parts)s filled in when they are read: parts may wait as well."""
    waiting: Promise = lazy(lambda: str(words) % parts, str)()
    return waiting


def either(chinese: str, english: str) -> Promise:
    """Words that are at hand in both languages."""
    waiting: Promise = lazy(in_language, str)(chinese, english)
    return waiting


def columns(name: str, words: str | Promise) -> Mapping[str, str]:
    """What is stored of words: `name` holds the Chinese, `name`_en the English; a plain string is the same in both."""
    return {name: _in("zh-hans", words), f"{name}_en": _in("en", words)}


def _in(language: str, words: str | Promise) -> str:
    with override(language):
        return str(words)
