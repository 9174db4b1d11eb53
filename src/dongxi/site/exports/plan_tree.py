"""A document as a tree for the terminal: what it says of itself, its outline, and each task's commitments."""

from __future__ import annotations

from collections import defaultdict

from rich.style import Style

from dongxi.analysis.modes import MODES
from dongxi.analysis.plan.model import Commitment, Node, Party, PlanDocument, Task
from dongxi.site.exports.plan_rows import FORCES, KINDS, printed_aim, printed_due
from dongxi.site.exports.tree_drawing import Branch, Words

_BOLD, _DIM = Style(bold=True), Style(dim=True)
_PARTIES, _GOALS = Style(color="cyan"), Style(color="green")
_RESULTS, _DOUBTS = Style(color="magenta"), Style(color="yellow")
_ROLES = {"lead": "牵头", "support": "配合", "beneficiary": "受益方", "partner": "合作方"}


def tree(document: PlanDocument) -> Branch:
    """The whole document, to be drawn."""
    root = Branch([(document.title or "（无标题）", _BOLD)])
    for line in _about(document):
        root.add(line)
    if document.goals:
        aims = root.add("总体目标", _GOALS)
        for aim in document.goals:
            aims.add(printed_aim(aim), _GOALS)
    _outline(root, document)
    if document.warnings:
        checks = root.add(f"请核对（{len(document.warnings)}）", _DOUBTS)
        for doubt in document.warnings:
            checks.add(doubt.message)
    return root


def _outline(root: Branch, document: PlanDocument) -> None:
    nodes: dict[str | None, Branch] = {None: root}
    tasks = {task.id: task for task in document.tasks}
    commitments: dict[str, list[Commitment]] = defaultdict(list)
    for commitment in document.commitments:
        commitments[commitment.task].append(commitment)
    for node in document.outline:
        task = tasks.get(node.id)
        nodes[node.id] = branch = nodes.get(node.parent, root).hang(_clause(node, task))
        if task:
            _task(branch, task, commitments[node.id])


def _about(document: PlanDocument) -> list[str]:
    kinds = "，".join(f"{name} {sum(task.kind == kind for task in document.tasks)}" for kind, name in KINDS.items())
    horizon = f"{document.horizon[0]}—{document.horizon[1]}" if document.horizon else "未写明"
    return [
        f"文号 {document.document_number or '未见'}　成文日期 {document.issued_on or '未见'}　规划期 {horizon}",
        f"发文机关 {'、'.join(document.issuers) or '未见'}",
        f"{kinds}，任务承诺 {len(document.commitments)}，全文 {len(document.text)} 字",
    ]


def _clause(node: Node, task: Task | None) -> Words:
    style = _BOLD if task else None
    said = node.heading or (task.title if task else "")
    gap = (
        "　" if said and node.number[-1:].isalnum() else ""
    )  # 第一条 and 附件 stand apart, as do numbers of rows from the rest
    return [(node.number + gap + said, style)]


def _task(branch: Branch, task: Task, commitments: list[Commitment]) -> None:
    if task.responsible:
        branch.add("；".join(_by_role(task.responsible)), _PARTIES)
    for commitment in commitments:
        branch.hang(_commitment(commitment))
    if task.goals:
        branch.add("目标　" + "；".join(goal.text for goal in task.goals), _GOALS)
    for pair in task.pairings:
        branch.add(f"结对　{'、'.join(one.name for one in pair.a)} ↔ {'、'.join(one.name for one in pair.b)}")


def _commitment(commitment: Commitment) -> Words:
    marks = [FORCES[commitment.force], *(MODES[mode.code] for mode in commitment.modes)]
    things = "、".join(thing.name for thing in commitment.deliverables)
    due = printed_due(commitment.due)
    tail = f"　→ {things}" if things else ""
    tail += f"　{due}" if due else ""
    return [("·".join(marks), _DIM), ("　" + commitment.text, None), (tail, _RESULTS)]


def _by_role(parties: tuple[Party, ...]) -> list[str]:
    held: dict[str, list[str]] = {}
    for party in parties:
        held.setdefault(_ROLES[party.role], []).append(party.name)
    return [f"{role}　{'、'.join(dict.fromkeys(names))}" for role, names in held.items()]
