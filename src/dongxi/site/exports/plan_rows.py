"""The 任务分解表: what each row of it says, whichever file it is written to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dongxi.analysis.modes import MODES
from dongxi.analysis.plan.model import Aim, Commitment, Due, Party, PlanDocument, Task

FORCES = {
    "must": "必须",
    "support": "支持",
    "promote": "推动",
    "encourage": "鼓励引导",
    "explore": "探索",
    "direct": "直接部署",
}
_NOTICE = "的通知"
_ISSUED = re.compile(f"印发《(?P<plan>.+)》{_NOTICE}$")
KINDS = {"task": "任务", "safeguard": "保障"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its head, its width in characters of Chinese, and whether its text is centred."""

    head: str
    width: float
    centred: bool = False


COLUMNS = (
    Column("序号", 3.4, centred=True),
    Column("条款", 6.4, centred=True),
    Column("任务", 9.5),
    Column("责任单位\n（实施主体）", 9.5),
    Column("合作方", 8),
    Column("合作模式", 5.6, centred=True),
    Column("交付成果", 9.5),
    Column("完成时限", 5.6, centred=True),
    Column("原文", 20),
    Column("进展情况", 7),
    Column("佐证材料", 6),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One commitment as the table prints it; the last two cells are for whoever fills the table in."""

    cells: tuple[str, ...]


def rows(document: PlanDocument) -> Iterator[Row]:
    """A row for each commitment, in the order of the document."""
    tasks = {task.id: task for task in document.tasks}
    clauses = clause_numbers(document)
    for number, commitment in enumerate(document.commitments, start=1):
        task = tasks[commitment.task]
        yield Row(
            (
                str(number),
                clauses[task.id],
                task.title,
                responsible(task, commitment, document),
                _names(commitment.partners),
                "\n".join(MODES[mode.code] for mode in commitment.modes),
                "\n".join(thing.name for thing in commitment.deliverables),
                printed_due(commitment.due),
                commitment.text,
                "",
                "",
            )
        )


def heading(document: PlanDocument) -> str:
    """The table's title."""
    return f"{own_title(document)}任务分解表"


def own_title(document: PlanDocument) -> str:
    """The title of the plan itself rather than of the notice that issues it."""
    title = document.title or ""
    issued = _ISSUED.search(title)
    if issued or not title.endswith(_NOTICE):
        return issued["plan"] if issued else title
    return next((node.heading for node in document.outline if node.level == 0 and node.heading), title)


def subheading(document: PlanDocument) -> str:
    """What the table was made from."""
    known = [document.document_number, document.issued_on, f"任务{len(document.tasks)}项"]
    return "　".join([*(each for each in known if each), f"任务承诺{len(document.commitments)}条"])


def clause_numbers(document: PlanDocument) -> dict[str, str]:
    """The number of each clause as one cites it: 二（一）1."""
    numbers: dict[str, str] = {}
    for node in document.outline:
        above = numbers.get(node.parent or "", "")
        numbers[node.id] = above + node.number.rstrip("、.．")
    return numbers


def responsible(task: Task, commitment: Commitment, document: PlanDocument) -> str:
    """Who answers, as the text says; where it names nobody, who acts in this commitment."""
    answering = _answering(task, commitment, document)
    leads = _names(party for party in answering if party.role == "lead")
    supports = _names(party for party in answering if party.role == "support")
    if leads and supports:
        return f"牵头：{leads}\n配合：{supports}"
    return leads or supports or _names(commitment.actors)


def _answering(task: Task, commitment: Commitment, document: PlanDocument) -> list[Party]:
    """Of those who answer for the task, those named right below this commitment, if any are."""
    below = [party for party in task.responsible if party.span[0] >= commitment.span[1]]
    if not below:
        return list(task.responsible)
    first = below[0].span[0]
    starts = [one.span[0] for one in document.commitments if one.task == task.id and one.span[0] > first]
    return [party for party in below if party.span[0] < min(starts, default=party.span[1])]


def printed_due(due: Due | None) -> str:
    """2025-06 as 2025年6月; "" where no date is stated."""
    if due is None:
        return ""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(due.date.split("-"), "年月日", strict=False))


def printed_aim(aim: Aim) -> str:
    """What the document is to reach, and by when where the words themselves do not say it."""
    due = aim.due
    told = due is None or aim.span[0] <= due.span[0] < aim.span[1]
    return aim.text if told else f"{aim.text}（{printed_due(due)}）"


def _names(parties: Iterable[Party]) -> str:
    return "、".join(dict.fromkeys(party.name for party in parties))
