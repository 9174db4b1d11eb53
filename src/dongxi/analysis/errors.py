"""What goes wrong in analysis, said in the reader's words.

AnalysisError
├── PlanUnreadable   a file that cannot be read as a policy document
├── TableUnreadable  a file that cannot be read as a table, or lacks a column
├── FrameworkUnreadable  a file that cannot be read as a framework of evaluation
└── CannotEvaluate   what an evaluation method refuses; its tree is in evaluation/errors.py
"""


class AnalysisError(ValueError):
    """Root of everything `dongxi.analysis` raises on purpose; `str()` is one line for the reader."""


class PlanUnreadable(AnalysisError):
    """A file that cannot be read as a policy document: which file, where reading stopped, why, what to do."""

    def __init__(self, *, where: str, why: str, remedy: str, name: str | None = None) -> None:
        self.name, self.where, self.why, self.remedy = name, where, why, remedy
        file = f"“{' '.join(name.split())}”" if name else "文本"
        super().__init__(f"{file}未能读取：停在{where}，{why}。{remedy}。")

    def named(self, name: str | None) -> "PlanUnreadable":
        """The same failure, told with the file's name."""
        return self if self.name else PlanUnreadable(where=self.where, why=self.why, remedy=self.remedy, name=name)


class TableUnreadable(AnalysisError):
    """A file that cannot be read as a table, or that lacks a column: which file, why, what to do."""

    def __init__(self, *, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"“{' '.join(name.split())}”未能读取：{why}。")


class FrameworkUnreadable(AnalysisError):
    """A file that cannot be read as a framework of evaluation: which file, where in it, why, what to do."""

    def __init__(self, *, name: str, where: str, why: str) -> None:
        self.name, self.where, self.why = name, where, why
        place = f"{where}：" if where else ""
        super().__init__(f"评估方案“{' '.join(name.split())}”不能使用。{place}{why}。")
