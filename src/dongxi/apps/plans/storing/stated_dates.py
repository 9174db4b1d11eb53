"""Dates as a document states them and a person types them: a year, a month or a day that the calendar has."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from dongxi.apps.records.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1949, 2099
_STATED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


_SAID = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})[日号])?)?(?:份)?(?:底|末|年底|年末)?(?:以前|之前|前)?")


def as_stated(typed: str) -> str:
    """A date as the store keeps it: 2024年底 is 2024, 2024年6月 is 2024-06; what is typed otherwise stays as it is."""
    bare = "".join(unicodedata.normalize("NFKC", typed).split())
    found = _SAID.fullmatch(bare)
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else bare


def check_date(stated: str) -> None:
    """BadInput unless `stated` is "", or a year, month or day (2025, 2025-06, 2025-06-30) of 1949 to 2099."""
    if not stated:
        return
    found = _STATED.fullmatch(stated)
    if found is None:
        raise BadInput(_("请按 2025、2025-06、2025-06-30 或 2025年底、2025年6月 的格式填写。"))
    year, month, day = (int(part or 1) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        limits = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise BadInput(_("%(year)s年不合常理；年份应在%(first)s至%(last)s之间。") % limits)
    try:
        date(year, month, day)
    except ValueError:
        raise BadInput(_("日历上没有%(stated)s这一天或这个月，请核对原文。") % {"stated": stated}) from None
