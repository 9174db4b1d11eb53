"""The reports there are: a new one is a package beside `annual` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dongxi.analysis.evaluation.framework import Framework
from dongxi.analysis.evaluation.result import Words
from dongxi.analysis.reporting.annual import annual_periods, annual_report
from dongxi.analysis.reporting.errors import ReportImpossible
from dongxi.analysis.reporting.model import Report, Tell


class Make(Protocol):
    """Puts a report together. `framework` None: the shipped example. `date` is printed on the cover if given."""

    def __call__(
        self, *, period: str, form: str, framework: Framework | None = None, date: str = "", tell: Tell | None = None
    ) -> Report: ...


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of report: its code in commands and addresses, its name, the periods it can be made for."""

    code: str
    name: Words
    periods: Callable[[], tuple[str, ...]]
    make: Make


KINDS = (
    Kind(
        code="annual",
        name=Words(zh="年度评估报告", en="Annual evaluation report"),
        periods=annual_periods,
        make=annual_report,
    ),
)
FORMS = ("docx", "pdf", "html")


def kind_of(code: str) -> Kind:
    """The kind of that code; ReportImpossible, naming those there are, for any other."""
    found = next((kind for kind in KINDS if kind.code == code), None)
    if found is None:
        known = "、".join(f"{kind.code}（{kind.name.zh}）" for kind in KINDS)
        raise ReportImpossible(f"没有“{code}”这种报告。现有：{known}。")
    return found
