"""The date a text states for an action."""

import re

from dongxi.analysis.plan.model import Due, Span

_DATE = re.compile(
    r"(?:到|至|于|在|力争)?(?P<year>20[1-6]\d)年(?:(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>3[01]|[12]\d|0?[1-9])日)?)?(?P<edge>年?底前?|末前?|前|之前|以前|上半年|内|(?=上线|建成|完成|投入|启动|实现|达到|投用|投产|全面|基本))?"
)
_BEFORE = re.compile(r"(?:到|至|于|力争)")


def due(text: str, span: Span) -> Due | None:
    """The last date in `text[span]` by which something is to be done; a date that merely dates something is none."""
    dated = [found for found in _DATE.finditer(text, *span) if _sets_a_limit(found)]
    if not dated:
        return None
    last = max(dated, key=_iso)
    return Due(_iso(last), last.span())


def _sets_a_limit(found: re.Match[str]) -> bool:
    return bool(found["edge"] is not None or _BEFORE.match(found.group()))


def _iso(found: re.Match[str]) -> str:
    parts = [found["year"], *(found[name].zfill(2) for name in ("month", "day") if found[name])]
    return "-".join(parts)
