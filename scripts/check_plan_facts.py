"""Print what the shipped plan facts point at, beside each fact, and refuse paraphrases that copy the plan.

    uv run python scripts/check_plan_facts.py [PATH_OF_PLAN_TEXT] [--quiet]

Reads src/dongxi/data/plan.toml and the plan's text (default ../shared/plan/plan.txt beside the checkout).
Exit 1 when the text is another one than labelled, a span lies outside its owner, or a summary shares COPIED or more
consecutive characters with the plan, official names and titles apart.
"""

import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "src" / "dongxi" / "data" / "plan.toml"
TEXT = ROOT.parent / "shared" / "plan" / "plan.txt"
COPIED = 13
NAMED = ("fields", "deliverables", "parties")

Span = list[int]
Facts = dict


def squeeze(text: str) -> str:
    """The text without white space: what label spans count, and what its SHA-256 is taken of."""
    return "".join(c for c in text if not c.isspace())


def official_names(facts: Facts) -> list[str]:
    """Names and titles a paraphrase may carry whole, longest first."""
    names = {facts["title"], facts["short_title"]} | {c["heading"] for c in facts["clause"]}
    for task in facts["task"]:
        names |= {task["title"]} | {item["name"] for kind in NAMED for item in task[kind]}
    return sorted(names, key=len, reverse=True)


def shared_run(ours: str, theirs: str, *, allowed: list[str]) -> str:
    """The longest run of characters that `ours` has in common with `theirs` once the allowed names are cut out."""
    for name in allowed:
        ours = ours.replace(name, "\n")
    longest = ""
    for start in range(len(ours)):
        while (run := ours[start : start + len(longest) + 1]) in theirs and len(run) > len(longest):
            longest = run
    return longest


def spans(facts: Facts) -> Iterator[tuple[str, str, Span, Span | None]]:
    """(where, what the facts say, span, the owner's span) for everything labelled, in document order."""
    yield "title", facts["title"], facts["title_span"], None
    for clause in facts["clause"]:
        yield clause["id"], f"heading {clause['heading']}", clause["span"], None
    for task in facts["task"]:
        yield from task_spans(task)


def task_spans(task: Facts) -> Iterator[tuple[str, str, Span, Span | None]]:
    """(where, what, span, owner) of one task's items and commitments."""
    where, owner = task["id"], task["span"]
    yield where, f"title {task['title']}", task["heading_span"], owner
    for party in task["parties"]:
        code = party.get("code") or party.get("key") or "–"
        yield where, f"{party['role']} {party['kind']} {code} {party['name']}", party["span"], owner
    for mode in task["modes"]:
        yield where, f"mode {mode['code']}", mode["span"], owner
    for field in task["fields"]:
        yield where, f"field {field['name']} / {field['name_en']}", field["span"], owner
    for thing in task["deliverables"]:
        yield where, f"{thing['type']} {thing['name']} / {thing['name_en']}", thing["span"], owner
    for pair in task["pairings"]:
        yield where, f"pairing {'、'.join(pair['a'])} ↔ {'、'.join(pair['b'])}", pair["span"], owner
    for commitment in task["commitment"]:
        yield commitment["id"], describe(commitment), commitment["span"], owner
    for goal in task["goals"]:
        yield where, "goal", goal, owner


def describe(commitment: Facts) -> str:
    """One line of what the facts say about a commitment."""
    who = "、".join(commitment["actors"]) or "–"
    partners = "、".join(commitment["partners"]) or "–"
    modes = ",".join(commitment["modes"]) or "–"
    things = "、".join(commitment["deliverables"]) or "–"
    return f"{commitment['force']} [{modes}] {who} + {partners} → {things} | {commitment['summary']}"


def names_beside_text(facts: Facts) -> Iterator[tuple[str, str, Span]]:
    """(where, name, span) for everything whose name must be the very words of its span."""
    yield "title", facts["title"], facts["title_span"]
    for clause in facts["clause"]:
        yield clause["id"], clause["heading"], clause["span"]
    for task in facts["task"]:
        yield task["id"], task["title"], task["heading_span"]
        for item in [*task["fields"], *task["deliverables"]]:
            yield task["id"], item["name"], item["span"]


def faults(facts: Facts, text: str) -> list[str]:
    """Everything that makes the facts wrong beside this text, one line each; empty when they agree."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    if (digest, len(text)) != (facts["sha256"], facts["length"]):
        return [f"the text is not the labelled one: {len(text)} characters, SHA-256 {digest}"]
    found = [
        f"{where}: span {span} lies outside {owner or [0, len(text)]}: {what}"
        for where, what, span, owner in spans(facts)
        if not (owner or [0, len(text)])[0] <= span[0] < span[1] <= (owner or [0, len(text)])[1]
    ]
    found += [f"{w}: {n} ≠ {text[s:e]}" for w, n, (s, e) in names_beside_text(facts) if text[s:e] != n]
    return found + copied(facts, text)


def copied(facts: Facts, text: str) -> list[str]:
    """Summaries that share too long a run with the plan, one line each."""
    names = official_names(facts)
    runs = [
        (c["id"], shared_run(c["summary"], text, allowed=names)) for task in facts["task"] for c in task["commitment"]
    ]
    return [f"{where}: copies the plan ({len(run)} characters): {run}" for where, run in runs if len(run) >= COPIED]


def main(arguments: list[str]) -> int:
    """Print the read-through and the verdict; the exit code says whether facts and text agree."""
    quiet = "--quiet" in arguments
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    path = paths[0] if paths else TEXT
    if not path.is_file():
        print(f"{path}: no such file; give the path of the plan's text", file=sys.stderr)
        return 2
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    text = squeeze(path.read_text(encoding="utf-8"))
    found = faults(facts, text)
    if not quiet:
        for where, what, (start, end), _ in spans(facts):
            print(f"{where:9} {what}\n          {start:4}–{end:<4} {text[start:end]}")
    for fault in found:
        print(fault, file=sys.stderr)
    count = sum(len(task["commitment"]) for task in facts["task"])
    print(f"{len(facts['task'])} tasks, {count} commitments, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
