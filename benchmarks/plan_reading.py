"""How well the reader reads: precision, recall and F1 per item against labels made by hand.

    uv run python benchmarks/plan_reading.py [--open] [--misses TEXT]

Labels are offsets and codes in the squeezed text (no white space). Groups: `plan` and `policies` are real documents;
`tuning` and `heldout` are our own provincial plans; a plan of the group `heldout` is never looked at while the reader
is written: only its figures are printed, whatever is asked. `--misses tuning-1` lists what differs in that one.
"""

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan import PlanDocument, read, squeeze

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "benchmarks" / "labels"
TARGETS = {
    "title": 1.0,
    "document_number": 1.0,
    "issuers": 1.0,
    "issued_on": 1.0,
    "horizon": 1.0,
    "outline": 1.0,
    "regions": 0.95,
    "organisations": 0.95,
    "modes": 0.90,
    "commitments": 0.85,
    "deliverables": 0.85,
    "pairings": 0.90,
}
ITEMS = (
    *TARGETS,
    "generic",
    "roles",
    "tasks",
    "task kinds",
    "forces",
    "modes of commitments",
    "deliverable types",
    "goals",
    "due",
)
OVERLAP = 0.6
GROUPS = {
    "plan": "the national plan",
    "policies": "real policies",
    "tuning": "tuning",
    "heldout": "held out",
}

Span = tuple[int, int]
Outcome = tuple[set[Any], set[Any]]


@dataclass
class Score:
    """Counts of one item: found and labelled, found only, labelled only."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, right: int, extra: int, missed: int) -> None:
        self.right, self.extra, self.missed = self.right + right, self.extra + extra, self.missed + missed

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass
class Case:
    """A labelled document: its labels, its text squeezed, and what the reader says, with spans in the squeezed text."""

    name: str
    group: str
    labels: dict[str, Any]
    document: PlanDocument
    text: str
    faithful: bool
    misses: list[str] = field(default_factory=list)
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def count(self, item: str, found: set[Any], labelled: set[Any], where: str = "") -> None:
        self.scores[item].add(len(found & labelled), len(found - labelled), len(labelled - found))
        self.misses += [f"{item:>14} + {where} {one}" for one in sorted(found - labelled, key=str)]
        self.misses += [f"{item:>14} - {where} {one}" for one in sorted(labelled - found, key=str)]

    def count_spans(self, item: str, found: list[Span], labelled: list[Span], least: float = OVERLAP) -> dict[int, int]:
        """Match spans one to one by overlap; returns found → labelled indices."""
        pairs = matched(found, labelled, least)
        self.scores[item].add(len(pairs), len(found) - len(pairs), len(labelled) - len(pairs))
        lost = set(range(len(labelled))) - set(pairs.values())
        self.misses += [f"{item:>14} + {self.text[slice(*found[at])]}" for at in range(len(found)) if at not in pairs]
        self.misses += [f"{item:>14} - {self.text[slice(*labelled[at])]}" for at in sorted(lost)]
        return pairs


def overlap(one: Span, other: Span) -> float:
    """Intersection over union of two spans."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0


def matched(found: list[Span], labelled: list[Span], least: float) -> dict[int, int]:
    """The best one-to-one matching by overlap, greedily from the largest overlap down."""
    near = [
        (overlap(one, other), at, to)
        for at, one in enumerate(found)
        for to, other in enumerate(labelled)
        if overlap(one, other) >= least
    ]
    pairs: dict[int, int] = {}
    for _, at, to in sorted(near, reverse=True):
        if at not in pairs and to not in pairs.values():
            pairs[at] = to
    return pairs


def cases(*, held_out: bool = True) -> Iterator[Case]:
    """Every labelled document that is there, read; the held-out plans only if asked."""
    files = [ROOT / "src/dongxi/data/plan.toml", *sorted(LABELS.glob("policies/*.toml"))]
    files += sorted(LABELS.glob("tuning-*.toml"))
    files += sorted(LABELS.glob("heldout-*.toml")) if held_out else []
    for file in files:
        labels = tomllib.loads(file.read_text(encoding="utf-8"))
        source = located(labels.get("document", "shared:plan/plan.txt"))
        if source is None:
            print(f"{file.name}: its document is not there, left out", file=sys.stderr)
            continue
        try:
            document = read(source)
        except PlanUnreadable as problem:
            print(f"{file.name}: {problem}", file=sys.stderr)
            continue
        squeezed = squeeze(document.text)
        case = Case(
            file.stem, group_of(file), plain(labels), document, squeezed.text, squeezed.sha256 == labels["sha256"]
        )
        measure(case, squeezed.span_to_squeezed)
        yield case


def group_of(file: Path) -> str:
    return "policies" if file.parent.name == "policies" else file.stem.split("-")[0]


def located(document: str) -> Path | None:
    path = (
        ROOT.parent / "shared" / document.removeprefix("shared:") if document.startswith("shared:") else ROOT / document
    )
    return path if path.exists() else None


def plain(labels: dict[str, Any]) -> dict[str, Any]:
    """Labels in one layout: those of the national plan are kept as facts, with their own names."""
    if "clause" not in labels:
        return labels
    named = {name: labels.get(name) for name in ("title_span", "document_number", "issued_on", "horizon")}
    outline = [{**clause, "span": clause["span"]} for clause in labels["clause"]]
    outline += [
        {"level": 3, "number": task["number"], "span": task["heading_span"]}
        for task in labels["task"]
        if all(task["heading_span"] != clause["span"] for clause in labels["clause"])
    ]
    tasks = [{**task, "commitments": task["commitment"]} for task in labels["task"]]
    return {**labels, "metadata": {**named, "issuers": labels["issuer_names"]}, "outline": outline, "task": tasks}


def measure(case: Case, squeezed: Any) -> None:
    """Fill in the case's scores."""
    of_metadata(case, squeezed)
    of_outline(case, squeezed)
    labelled = case.labels.get("task", [])
    if not labelled:
        return
    tasks = case.document.tasks
    spans = [squeezed(task.span) for task in tasks]
    pairs = case.count_spans("tasks", spans, [tuple(task["span"]) for task in labelled], 0.5)
    full = any("commitments" in task for task in labelled)
    for at, to in pairs.items():
        of_parties(case, tasks[at], labelled[to])
        if full:
            of_task(case, tasks[at], labelled[to], squeezed)
    for to in set(range(len(labelled))) - set(pairs.values()):
        missing(case, labelled[to], full=full)
    if full:
        for at in set(range(len(tasks))) - set(pairs):
            own = [one for one in case.document.commitments if one.task == tasks[at].id]
            case.scores["commitments"].add(0, len(own), 0)


def of_metadata(case: Case, squeezed: Any) -> None:
    said, document = case.labels["metadata"], case.document
    found = {
        "title": squeezed(document.title_span),
        "document_number": document.document_number,
        "issuers": document.issuers,
        "issued_on": document.issued_on,
        "horizon": document.horizon,
    }
    labelled = {**said, "title": said.get("title_span")}
    for item, value in found.items():
        meant = labelled.get(item)
        meant = tuple(meant) if isinstance(meant, list) else meant
        case.count(item, {value or None}, {meant or None})


def of_outline(case: Case, squeezed: Any) -> None:
    """A heading counts when its level, its number and every character of it are as labelled.

    The title of a plan attached to its letter has no number; the labels put it at level 1, the reader at level 0,
    which is one and the same thing said twice.
    """
    has_titles = any(not node["number"] for node in case.labels["outline"])
    found = {
        (node.level if node.number else 1, node.number, squeezed(node.heading_span) if node.heading_span else None)
        for node in case.document.outline
        if node.number or has_titles
    }
    labelled = {(node["level"], node["number"], tuple(node["span"]) or None) for node in case.labels["outline"]}
    words = {one: f"{one[0]} {one[1]} {case.text[slice(*one[2])] if one[2] else None}" for one in found | labelled}
    case.count("outline", {(one, words[one]) for one in found}, {(one, words[one]) for one in labelled})


def of_parties(case: Case, task: Any, label: dict[str, Any]) -> None:
    found = [one for one in (*task.regions, *task.organisations) if stands_in(task, one.span)]
    said = label.get("parties", [])
    for item, kinds in PARTY_ITEMS.items():
        case.count(
            item,
            {party_key(one.kind, one.code, one.name) for one in found if one.kind in kinds},
            {party_key(one["kind"], one.get("code"), one["name"]) for one in said if one["kind"] in kinds},
            task.id,
        )
    roles = {party_key(one["kind"], one.get("code"), one["name"]): one["role"] for one in said}
    for one in found:
        key = party_key(one.kind, one.code, one.name)
        if key in roles:
            meant = {each["role"] for each in said if party_key(each["kind"], each.get("code"), each["name"]) == key}
            case.count("roles", {(key, one.role)}, {(key, one.role if one.role in meant else roles[key])}, task.id)


def stands_in(task: Any, span: Span) -> bool:
    """Whether the clause itself says it: what a table at the end adds to a clause is not labelled."""
    return bool(task.span[0] <= span[0] < task.span[1])


PARTY_ITEMS = {"regions": ("region", "group"), "organisations": ("organisation", "park"), "generic": ("generic",)}


def party_key(kind: str, code: str | None, name: str) -> str:
    return code if kind == "region" and code else name


def of_task(case: Case, task: Any, label: dict[str, Any], squeezed: Any) -> None:
    case.count("task kinds", {task.kind}, {label["kind"]}, task.id)
    case.count("modes", {mode.code for mode in task.modes}, {mode["code"] for mode in label.get("modes", [])}, task.id)
    things = [squeezed(one.span) for one in task.deliverables]
    said = label.get("deliverables", [])
    pairs = case.count_spans("deliverables", things, [tuple(one["span"]) for one in said])
    for at, to in pairs.items():
        case.count("deliverable types", {task.deliverables[at].type}, {said[to]["type"]}, case.text[slice(*things[at])])
    case.count(
        "pairings",
        {sides(each) for each in found_pairings(task)},
        {sides((each["a"], each["b"])) for each in label.get("pairings", [])},
        task.id,
    )
    case.count_spans(
        "goals",
        neighbours_joined([squeezed(one.span) for one in task.goals]),
        neighbours_joined([tuple(one) for one in label.get("goals", [])]),
    )
    dated = task.due is not None and stands_in(task, task.due.span)
    case.count("due", {task.due.date if dated else None}, {label["due"]["date"] if label.get("due") else None}, task.id)
    own = [one for one in case.document.commitments if one.task == task.id]
    meant = label.get("commitments", [])
    pairs = case.count_spans("commitments", [squeezed(one.span) for one in own], [tuple(one["span"]) for one in meant])
    for at, to in pairs.items():
        case.count("forces", {own[at].force}, {meant[to]["force"]}, own[at].text)
        case.count(
            "modes of commitments", {one.code for one in own[at].modes}, set(meant[to].get("modes", [])), own[at].text
        )


def neighbours_joined(spans: list[Span]) -> list[Span]:
    """Spans that only a comma parts made one: results in a row are one goal, however either side cuts them."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def found_pairings(task: Any) -> Iterable[tuple[list[str], list[str]]]:
    return [([party.name for party in each.a], [party.name for party in each.b]) for each in task.pairings]


def sides(pair: tuple[list[str], list[str]]) -> tuple[tuple[str, ...], ...]:
    """A pairing for comparison: two sides, of which the conventions put neither first, each without order."""
    return tuple(sorted(tuple(sorted(side)) for side in pair))


def missing(case: Case, label: dict[str, Any], *, full: bool) -> None:
    """A labelled task the reader did not find: everything in it is missed."""
    for item, kinds in PARTY_ITEMS.items():
        case.count(
            item,
            set(),
            {
                party_key(one["kind"], one.get("code"), one["name"])
                for one in label.get("parties", [])
                if one["kind"] in kinds
            },
        )
    if full:
        case.scores["commitments"].add(0, 0, len(label.get("commitments", [])))
        case.scores["deliverables"].add(0, 0, len(label.get("deliverables", [])))
        case.scores["modes"].add(0, 0, len({mode["code"] for mode in label.get("modes", [])}))
        case.scores["pairings"].add(0, 0, len(label.get("pairings", [])))


def print_group(name: str, members: list[Case]) -> None:
    print(f"\n{name}: {', '.join(case.name for case in members)}")
    unlike = [case.name for case in members if not case.faithful]
    if unlike:
        print(f"  the text differs from the labelled text: {', '.join(unlike)}")
    print(f"  {'item':<22}{'right':>6}{'extra':>7}{'missed':>8}{'P':>8}{'R':>7}{'F1':>7}  target")
    for item in ITEMS:
        total = Score()
        for case in members:
            if item in case.scores:
                one = case.scores[item]
                total.add(one.right, one.extra, one.missed)
        if total.right + total.extra + total.missed:
            aim = TARGETS.get(item)
            verdict = "" if aim is None else f"{aim:.2f} {'met' if total.f1 >= aim else 'NOT MET'}"
            print(
                f"  {item:<22}{total.right:>6}{total.extra:>7}{total.missed:>8}"
                f"{total.precision:>8.3f}{total.recall:>7.3f}{total.f1:>7.3f}  {verdict}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", metavar="NAME", help="list what differs in one document that is not held out")
    parser.add_argument("--open", action="store_true", help="leave the held-out plans unread, while rules are written")
    parser.add_argument("--documents", action="store_true", help="print every document by itself too")
    asked = parser.parse_args()
    read_cases = list(cases(held_out=not asked.open and asked.misses is None))
    if asked.misses:
        for case in read_cases:
            if case.name == asked.misses and case.group != "heldout":
                print("\n".join(case.misses))
        return
    for group, title in GROUPS.items():
        members = [case for case in read_cases if case.group == group]
        if members:
            print_group(title, members)
            if asked.documents and len(members) > 1:
                for case in members:
                    print_group(case.name, [case])


if __name__ == "__main__":
    main()
