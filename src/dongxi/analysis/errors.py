"""What goes wrong in analysis, said in the reader's words.

AnalysisError
├── PlanUnreadable   a file that cannot be read as a policy document
├── TableUnreadable  a file that cannot be read as a table, or lacks a column
├── WorkbookRefused  a workbook that is broken or would fill the memory
├── FrameworkUnreadable  a file that cannot be read as a framework of evaluation
└── CannotEvaluate   what an evaluation method refuses; its tree is in evaluation/errors.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dongxi.analysis.words import Words


class AnalysisError(ValueError):
    """Root of everything `dongxi.analysis` raises on purpose: `str()` is one line for the reader, `en` the same in
    English where there is one, else the Chinese."""

    def __init__(self, message: str, *, en: str = "") -> None:
        super().__init__(message)
        self.en = en or message


class PlanUnreadable(AnalysisError):
    """A file that cannot be read as a policy document: which file, where reading stopped, why, what to do.

    `str()` is Chinese, `en` the same in English.
    """

    def __init__(self, *, where: Words, why: Words, remedy: Words, name: str | None = None) -> None:
        self.name, self.where, self.why, self.remedy = name, where, why, remedy
        file = " ".join(name.split()) if name else ""
        zh, en = (f"“{file}”", f'"{file}"') if file else ("文本", "The text")
        super().__init__(f"{zh}未能读取：停在{where.zh}，{why.zh}。{remedy.zh}。")
        self.en = f"{en} cannot be read. Reading stopped {where.en}: {why.en}. {remedy.en}."

    def named(self, name: str | None) -> PlanUnreadable:
        """The same failure, told with the file's name."""
        return self if self.name else PlanUnreadable(where=self.where, why=self.why, remedy=self.remedy, name=name)


class TableUnreadable(AnalysisError):
    """A file that cannot be read as a table, or that lacks a column: which file, why, what to do.

    `en` is the same in English where `why_en` is given, else the Chinese: commands speak Chinese alone. `name_en`: what
    to call it there, if not by its name.
    """

    def __init__(self, *, name: str, why: str, why_en: str = "", name_en: str = "") -> None:
        self.name, self.why = name, why
        file = " ".join(name.split())
        super().__init__(f"“{file}”未能读取：{why}。")
        self.en = straight(f"{name_en or f'“{file}”'} cannot be read: {why_en}.") if why_en else str(self)


class WorkbookRefused(AnalysisError):
    """A workbook that is not read. `why`: broken; it unpacks to too much; its cells spread too far, up to the row and
    column (from 1) `at`. Who asked says it in their own words."""

    def __init__(self, *, why: Literal["broken", "unpacks", "spread"], at: tuple[int, int] = (0, 0)) -> None:
        self.why, self.at = why, at
        super().__init__(f"工作簿未能读取：{why} {at}")


class FrameworkUnreadable(AnalysisError):
    """A file that cannot be read as a framework of evaluation: which file, where in it, why, what to do.

    `str()` is Chinese, `en` the same in English.
    """

    def __init__(self, *, name: str, where: Words, why: Words) -> None:
        self.name, self.where, self.why = name, where, why
        file = " ".join(name.split())
        super().__init__(f"评估方案“{file}”不能使用。{f'{where.zh}：' if where.zh else ''}{why.zh}。")
        self.en = straight(f"The framework “{file}” cannot be used. {f'{where.en}: ' if where.en else ''}{why.en}.")


def straight(text: str) -> str:
    """English with straight quotes: fonts for Chinese draw the others a character wide."""
    return text.replace("“", '"').replace("”", '"')
