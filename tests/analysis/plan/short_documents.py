"""Short documents of our own, read: a head of ours above the clauses a test gives."""

from dongxi.analysis.plan import PlanDocument, Task, read_text

HEAD = "甲省东西部科技合作实施方案\n为加强合作，制定本方案。\n"


def reading(clauses: str) -> PlanDocument:
    return read_text(HEAD + clauses)


def only_task(clauses: str) -> Task:
    [task] = reading(clauses).tasks
    return task


def acts(clauses: str) -> list[tuple[str, str]]:
    return [(one.force, one.text) for one in reading(clauses).commitments]


def names(parties: tuple) -> set[str]:
    return {party.name for party in parties}
