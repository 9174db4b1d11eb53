"""Finding words a person quotes in the document: exactly once, white space aside."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dongxi.apps.records.errors import BadInput


def find_quote(*, text: str, quote: str, within: tuple[int, int] | None = None) -> tuple[int, int]:
    """[start, end) of `quote` in `text` (inside `within`). BadInput unless it stands there exactly once."""
    from dongxi.analysis.plan import squeeze  # brings the reader, which no page needs

    start, end = within or (0, len(text))
    held = squeeze(text[start:end])
    wanted = "".join(quote.split())
    if not wanted:
        raise BadInput(_("请从文件中摘录原文，不能为空。"))
    count = held.text.count(wanted)
    if count != 1:
        raise BadInput(_not_once(quote=quote, count=count))
    at = held.text.index(wanted)
    first, last = held.span_to_source((at, at + len(wanted)))
    return start + first, start + last


def find_between(*, text: str, first: str, last: str, within: tuple[int, int]) -> tuple[int, int]:
    """[start, end) from the words `first` to the words `last`, both quoted, each standing there exactly once."""
    start, end = find_quote(text=text, quote=first, within=within)
    if not last.strip():
        return start, end
    return start, find_quote(text=text, quote=last, within=(start, within[1]))[1]


def _not_once(*, quote: str, count: int) -> str:
    shown = quote.strip()[:40]
    if count == 0:
        return _("本任务原文中没有“%(quote)s”。请照原文摘录，不要改字。") % {"quote": shown}
    return _("“%(quote)s”在本任务原文中出现%(count)s次，无法确定是哪一处。请多摘录几个字。") % {
        "quote": shown,
        "count": count,
    }
