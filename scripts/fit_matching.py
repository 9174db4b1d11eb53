"""Fit the shipped weights of matching to needs of ours with real offers that we graded, and write them.

    uv run python scripts/fit_matching.py

The weights are those of a logistic regression of suitability (level − 1) / 3 on the evidence, none negative, held near
a plain start. No offer of the set states facts: these stay where they start.
"""

import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "analysis" / "matching"))

from market import judged, real_offers  # noqa: E402

from dongxi.analysis.matching import Engine, Weights  # noqa: E402
from dongxi.analysis.matching.learn import fitted_weights  # noqa: E402
from dongxi.analysis.text.embed import installed_embedder  # noqa: E402

TARGET = ROOT / "src" / "dongxi" / "analysis" / "matching" / "weights.toml"
HEAD = """\
# How much each piece of evidence counts. Written by scripts/fit_matching.py from needs of ours with real offers, graded
# by us (tests/analysis/matching/data/judged.toml). [meaning] is used with an engine of meaning, [words] without one.
# `evidence` are the weights of the score, `base` of the first selection.
"""
FACTS = {"field": 0.6, "maturity": 0.3, "mode": 0.3, "money": 0.2, "region": 0.3}
START = {
    "meaning": {"meaning": 6.0, "words": 1.0, "characters": 6.0, "pairs": 1.0, "technology": 1.0} | FACTS,
    "words": {"meaning": 0.0, "words": 1.0, "characters": 9.0, "pairs": 1.0, "technology": 1.0} | FACTS,
}


def fitted(name: str) -> Weights:
    embedder = installed_embedder() if name == "meaning" else None
    start = Weights(
        bias=-3.0, evidence=START[name], base=dict.fromkeys(("meaning", "terms", "facts", "technology"), 1.0)
    )
    engine = Engine(embedder=embedder, weights=start).known(list(real_offers().values()))
    found = fitted_weights(engine=engine, decisions=judged())
    terms = sum(found.evidence[view] for view in ("words", "characters", "pairs"))
    base = {"meaning": max(found.evidence["meaning"], 1.0), "terms": terms, "facts": found.evidence["field"]}
    base["technology"] = found.evidence["technology"]
    return replace(found, base=base)


def written(name: str, weights: Weights) -> str:
    lines = [f"\n[{name}]", f"bias = {weights.bias:.3f}"]
    for table in ("evidence", "base"):
        values = ", ".join(f"{key} = {value:.3f}" for key, value in getattr(weights, table).items())
        lines.append(f"{table} = {{ {values} }}")
    return "\n".join(lines) + "\n"


def main() -> None:
    TARGET.write_text(HEAD + "".join(written(name, fitted(name)) for name in START), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
