"""A document as a tree for the terminal: what it says of itself, its outline, and each task's commitments."""

from __future__ import annotations

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text
from rich.tree import Tree

from dongxi.analysis.modes import MODES
from dongxi.analysis.plan.model import Commitment, Node, Party, PlanDocument, Task
from dongxi.site.exports.plan_rows import FORCES, KINDS, printed_due

_ROLES = {"lead": "牵头", "support": "配合", "beneficiary": "受益方", "partner": "合作方"}


def tree(document: PlanDocument) -> RenderableType:
    """The whole document as a rich tree."""
    root = Tree(Text(document.title or "（无标题）", style="bold"))
    for line in _about(document):
        root.add(Text(line))
    nodes: dict[str | None, Tree] = {None: root}
    tasks = {task.id: task for task in document.tasks}
    for node in document.outline:
        branch = nodes.get(node.parent, root).add(_clause(node, tasks.get(node.id)))
        nodes[node.id] = branch
        if node.id in tasks:
            _task(branch, tasks[node.id], [one for one in document.commitments if one.task == node.id])
    if document.warnings:
        checks = root.add(Text(f"请核对（{len(document.warnings)}）", style="yellow"))
        for doubt in document.warnings:
            checks.add(Text(doubt.message))
    return root


def _about(document: PlanDocument) -> list[str]:
    kinds = "，".join(f"{name} {sum(task.kind == kind for task in document.tasks)}" for kind, name in KINDS.items())
    horizon = f"{document.horizon[0]}—{document.horizon[1]}" if document.horizon else "未写明"
    return [
        f"文号 {document.document_number or '未见'}　成文日期 {document.issued_on or '未见'}　规划期 {horizon}",
        f"发文机关 {'、'.join(document.issuers) or '未见'}",
        f"{kinds}，任务承诺 {len(document.commitments)}，全文 {len(document.text)} 字",
    ]


def _clause(node: Node, task: Task | None) -> Text:
    words = Text(f"{node.number}{node.heading or ''}", style="bold" if task else "")
    if task and not node.heading:
        words.append(task.title)
    return words


def _task(branch: Tree, task: Task, commitments: list[Commitment]) -> None:
    if task.responsible:
        branch.add(Text("；".join(_by_role(task.responsible)), style="cyan"))
    for commitment in commitments:
        branch.add(Text.from_markup(_commitment(commitment)))
    if task.goals:
        branch.add(Text("目标　" + "；".join(goal.text for goal in task.goals), style="green"))
    for pair in task.pairings:
        branch.add(Text(f"结对　{'、'.join(one.name for one in pair.a)} ↔ {'、'.join(one.name for one in pair.b)}"))


def _commitment(commitment: Commitment) -> str:
    marks = [FORCES[commitment.force], *(MODES[mode.code] for mode in commitment.modes)]
    things = "、".join(thing.name for thing in commitment.deliverables)
    due = printed_due(commitment.due)
    tail = f"　→ {things}" if things else ""
    tail += f"　{due}" if due else ""
    return f"[dim]{escape('·'.join(marks))}[/dim]　{escape(commitment.text)}[magenta]{escape(tail)}[/magenta]"


def _by_role(parties: tuple[Party, ...]) -> list[str]:
    held: dict[str, list[str]] = {}
    for party in parties:
        held.setdefault(_ROLES[party.role], []).append(party.name)
    return [f"{role}　{'、'.join(dict.fromkeys(names))}" for role, names in held.items()]
