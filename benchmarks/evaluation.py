"""Every speed claim of evaluation as ratios measured in one run.

    uv run python benchmarks/evaluation.py [NAME …]

Runs each `benchmarks/evaluation_*.py`, or those named (smaa, effect …), one after the other.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

PARTS = sorted(Path(__file__).parent.glob("evaluation_*.py"))


def main(wanted: list[str]) -> None:
    known = {path.stem.removeprefix("evaluation_"): path for path in PARTS}
    if unknown := [name for name in wanted if name not in known]:
        sys.exit(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    for name in wanted or known:
        print(f"\n== {name}", flush=True)
        sys.argv = [str(known[name])]
        runpy.run_path(str(known[name]), run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
