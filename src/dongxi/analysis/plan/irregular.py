"""What a person should look at: numbers that skip or restart, references to nothing, a missing date."""

from collections.abc import Iterable

from dongxi.analysis.plan.model import Doubt, Metadata, Span
from dongxi.analysis.plan.outline import ANNEX, ATTACHED, Clause
from dongxi.analysis.plan.tasks import LONGEST_BODY


def doubts(
    clauses: tuple[Clause, ...],
    metadata: Metadata,
    unread: Iterable[Clause] | None,
    tables: Iterable[tuple[Span, int | None]],
) -> tuple[Doubt, ...]:
    """The doubts about a document, in the order of the text.

    `tables`: each with how many of its rows are told nowhere; None for one that is no table of tasks.
    `unread`: clauses among its tasks that are none; None where the document has no tasks at all.
    """
    found = [
        *_numbering(clauses),
        *_metadata(metadata),
        *_lengths(clauses),
        *map(_left_out, unread or ()),
        *(_as_text(table, left) for table, left in tables if left != 0),
    ]
    if not clauses:
        found.append(Doubt("no_numbering", "全文没有编号的条款，未能分出任务。", metadata.title_span))
    elif unread is None:
        found.append(Doubt("no_tasks", "各条款只作说明，没有要求谁去做什么，未能分出任务。", metadata.title_span))
    return tuple(sorted(found, key=lambda doubt: doubt.span))


def _as_text(table: Span, left: int | None) -> Doubt:
    """A table that is no table of tasks, or of which `left` rows name tasks that no clause is called by."""
    if left is None:
        message = "这里的表没有写明各项任务由谁负责或何时完成，原样保留，没有分解为任务；其中如有任务，请补录。"
    else:
        message = f"这里的任务表有 {left} 行只列名称，与正文各条的标题不一致，没有列为任务；请核对。"
    return Doubt("table_as_text", message, table)


def _left_out(clause: Clause) -> Doubt:
    number = clause.node.number
    if clause.leaf:
        return Doubt("clause_no_task", f"“{number}”没有读出要求谁去做什么，未列为任务。", clause.node.span)
    return Doubt("clause_body_no_task", f"“{number}”的正文有要求，其下又有条目，正文未列为任务。", clause.node.span)


def _lengths(clauses: tuple[Clause, ...]) -> list[Doubt]:
    """Clauses of which only the beginning was taken apart."""
    return [
        Doubt(
            "clause_too_long", f"“{clause.node.number}”超过 {LONGEST_BODY:,} 字，只分解了开头部分。", clause.node.span
        )
        for clause in clauses
        if clause.leaf and clause.body[1] - clause.body[0] > LONGEST_BODY
    ]


def _numbering(clauses: tuple[Clause, ...]) -> list[Doubt]:
    """Numbers that do not count on from the one before: from its sibling, or from the last of its kind in the part."""
    found: list[Doubt] = []
    siblings: dict[tuple[str | None, int, str], Clause] = {}
    kinds: dict[tuple[int, str], Clause] = {}
    for clause in clauses:
        if clause.value is None or clause.kind in (ANNEX, ATTACHED):
            continue
        before = siblings.get((clause.node.parent, clause.part, clause.kind))
        running = kinds.get((clause.part, clause.kind))
        siblings[clause.node.parent, clause.part, clause.kind] = clause
        kinds[clause.part, clause.kind] = clause
        runs_on = running is not None and running.value is not None and clause.value == running.value + 1
        if runs_on or (before is None and clause.value == 1):
            continue
        message = _message(clause, before)
        if message:
            start = clause.node.span[0]
            found.append(Doubt(*message, (start, start + len(clause.node.number))))
    return found


def _message(clause: Clause, before: Clause | None) -> tuple[str, str] | None:
    number = clause.node.number
    if before is None or before.value is None:
        return "number_starts_late", f"“{number}”是这一级的第一个编号，却不从一开始。"
    if clause.value == before.value:
        return "number_repeats", f"编号“{number}”重复。"
    if clause.value is not None and clause.value < before.value:
        return "number_restarts", f"编号在“{before.node.number}”之后重新从“{number}”开始。"
    return "number_skips", f"编号从“{before.node.number}”跳到“{number}”。"


def _metadata(metadata: Metadata) -> list[Doubt]:
    missing = (
        ("no_issuer", "没有找到发文机关。", not metadata.issuers),
        ("no_date", "没有找到成文日期。", metadata.issued_on is None and metadata.no_day is None),
    )
    found = [Doubt(code, message, metadata.title_span) for code, message, holds in missing if holds]
    if metadata.no_day is not None:
        printed, span = metadata.no_day
        found.append(Doubt("no_such_date", f"成文日期“{printed}”：这一天不存在。", span))
    return found
