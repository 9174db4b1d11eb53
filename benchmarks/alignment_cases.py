"""Labelled documents as cases for benchmarks/plan_alignment.py: what a person decided, and the statements to align."""

import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from dongxi.analysis.plan import align as alignment
from dongxi.analysis.plan.align import Statement
from dongxi.analysis.plan.lexicon import lexicon
from dongxi.analysis.plan.squeeze import squeeze

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "benchmarks" / "labels"
sys.path.insert(0, str(ROOT / "scripts"))

from label_offsets import document_text  # noqa: E402


@dataclass(frozen=True)
class Item:
    """A labelled local clause and the national tasks it carries out."""

    span: tuple[int, int]
    national: frozenset[str]


@dataclass(frozen=True)
class Case:
    """A labelled document under one reading: its statements and, for each, the item it stands in (-1: in none)."""

    name: str
    held_out: bool
    items: tuple[Item, ...]
    local: tuple[Statement, ...]
    item_of: tuple[int, ...]


def labelled() -> Iterator[tuple[str, bool, tuple[Item, ...]]]:
    """Every labelled document: its name, whether it is held out, its clauses."""
    for document in tomllib.loads((LABELS / "alignment.toml").read_text(encoding="utf-8"))["document"]:
        items = tuple(Item((i["span"][0], i["span"][1]), frozenset(i["national"])) for i in document["item"])
        yield document["document"], document.get("held_out", False), items


def by_hand(name: str, items: Sequence[Item]) -> tuple[Statement, ...]:
    """The labelled commitments of a document as statements; where none are labelled, the clauses themselves."""
    text = document_text(name)
    file = LABELS / f"{Path(name).stem}.toml"
    if not file.exists():
        home = frozenset(alignment.provinces(_codes(text[:60])))
        return tuple(
            Statement(id=str(n), task=str(n), title="", text=text[slice(*item.span)], regions=home, span=item.span)
            for n, item in enumerate(items)
        )
    labels = tomllib.loads(file.read_text(encoding="utf-8"))
    said = "".join(labels["metadata"].get("issuers", ())) + text[slice(*labels["metadata"]["title_span"])]
    home = alignment.provinces(_codes(said))
    return tuple(
        _labelled(labels, task, n, text, home) for task in labels["task"] for n in range(len(task["commitments"]))
    )


def _codes(text: str) -> list[str]:
    return [entry.code for hit in lexicon().find(text) for entry in hit.entries[:1] if entry.code]


def _labelled(labels: Mapping[str, Any], task: Mapping[str, Any], n: int, text: str, home: frozenset[str]) -> Statement:
    start, end = task["span"]
    row = task["commitments"][n]
    above: dict[int, str] = {}
    title = ""
    for node in labels["outline"]:
        at = node["span"] or [start, start]
        if at[0] >= end:
            break
        heading = text[slice(*node["span"])] if node["span"] else ""
        if at[0] >= start:
            title = heading
            above = {level: said for level, said in above.items() if level < node["level"]}
            break
        above = {level: said for level, said in above.items() if level < node["level"]} | {node["level"]: heading}
    parties = [p for p in task.get("parties", ()) if p["role"] in ("beneficiary", "partner")]
    named = alignment.provinces(p["code"] for p in parties if "code" in p)
    return Statement(
        id=f"{task['id']}-{n + 1}",
        task=task["id"],
        title=title,
        text=text[slice(*row["span"])],
        context="，".join(said for level, said in above.items() if level > 1 or len(above) == 1),
        kind=task["kind"],
        regions=home,
        partners=named - home,
        named=named,
        parties=frozenset(
            _party(p) for p in parties if p["kind"] not in ("group", "generic") and p.get("code") not in home
        ),
        modes=frozenset(row["modes"]),
        deliverables=tuple(text[slice(*each["span"])] for each in task.get("deliverables", ())),
        span=(row["span"][0], row["span"][1]),
    )


def _party(party: Mapping[str, Any]) -> str:
    code = party.get("code")
    known = lexicon().regions.get(code) if code else next(iter(lexicon().names.get(party["name"], ())), None)
    return known.name if known else party["name"]


def by_reader(name: str, items: Sequence[Item]) -> tuple[Statement, ...]:
    """What `dongxi read` finds in the document, its spans in the squeezed text."""
    from dongxi.analysis.plan import read

    path = ROOT.parent / "shared" / name.removeprefix("shared:") if name.startswith("shared:") else ROOT / name
    document = read(path.read_bytes(), name=path.name)
    canonical = squeeze(document.text)
    return tuple(
        replace(one, span=canonical.span_to_squeezed(one.span)) for one in alignment.statements_of(document) if one.span
    )


def cases(reading: Callable[[str, Sequence[Item]], tuple[Statement, ...]], names: Callable[[str], bool]) -> list[Case]:
    made = []
    for name, held_out, items in labelled():
        if names(name):
            local = reading(name, items)
            made.append(Case(name, held_out, items, local, tuple(_item(one, items) for one in local)))
    return made


def _item(one: Statement, items: Sequence[Item]) -> int:
    """The item that holds most of the statement; -1 for none."""
    start, end = one.span or (0, 0)
    shared = [min(end, item.span[1]) - max(start, item.span[0]) for item in items]
    best = int(np.argmax(shared)) if shared else -1
    return best if best >= 0 and shared[best] > 0 else -1
