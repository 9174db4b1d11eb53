"""A report made whole: put together, its charts drawn, written in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.reporting.kinds import kind_of
from dongxi.analysis.reporting.model import Tell

_WRITERS = {"docx": "to_docx", "pdf": "to_pdf", "html": "to_html"}
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def produced(
    *,
    kind: str,
    period: str,
    form: str,
    framework: Framework | None = None,
    date: str = "",
    tell: Tell | None = None,
) -> bytes:
    """The file. ReportImpossible for a kind or a period that is none."""
    from dongxi.site.exports.report_charts import pictures

    report = kind_of(kind).make(period=period, form=form, framework=framework, date=date, tell=tell)
    drawn = pictures(report, tell=_drawing(tell))
    write = getattr(import_module(f"dongxi.site.exports.report_{form}"), _WRITERS[form])
    content: bytes = write(report, drawn)
    return content


def file_name(*, kind: str, period: str, form: str) -> str:
    """What a report's file is called."""
    return f"{kind_of(kind).name.zh}{period}.{form}"


def _drawing(tell: Tell | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: tell("绘制图", done, total)) if tell else None
