"""Template words of facts: a field in the reader's language, money, numbers with their unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dongxi.apps.plans.rules import TaskState
from dongxi.apps.portal.queries.hits import KINDS, parts
from dongxi.apps.records.wording import in_language

register = template.Library()

FEN_PER_YUAN = 100
STEPS = {
    "zh": ((10**8, "亿元"), (10**4, "万元"), (1, "元")),
    "en": ((10**9, " billion yuan"), (10**6, " million yuan"), (1, " yuan")),
}


@register.filter
def shown(thing: Any, field: str) -> str:
    """`field` of a thing, or its `field_en` when English is being read: `{{ record|shown:"summary" }}`."""
    return in_language(getattr(thing, field) or "", getattr(thing, f"{field}_en", "") or "")


@register.filter
def money(fen: int) -> str:
    """An amount in 分 as 亿元, 万元 or 元, two decimals at most; billions or millions in English."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    yuan = fen / FEN_PER_YUAN
    size, unit = next((step for step in STEPS[language] if abs(yuan) >= step[0]), STEPS[language][-1])
    number = number_format(round(yuan / size, 2), decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"{number.rstrip('0').rstrip('.')}{unit}"


@register.filter
def task_state(code: str) -> str:
    """A task state's code in words."""
    return str(TaskState(code).label)


@register.filter
def kind_name(kind: str) -> str:
    """What kind of thing a search entry is, in words."""
    return str(KINDS.get(kind, kind))


@register.filter
def highlighted(text: str, words: Iterable[str]) -> SafeString:
    """A text with the words that found it marked."""
    pieces = ((format_html("<mark>{}</mark>", piece) if inside else piece,) for piece, inside in parts(text, words))
    return format_html_join("", "{}", pieces)


@register.filter
def named(things: Iterable[Any]) -> str:
    """Things by name, one after the other, as the reader's language lists them."""
    return _("、").join(str(thing) for thing in things)
