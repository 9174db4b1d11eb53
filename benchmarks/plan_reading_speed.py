"""How fast the reader reads, as a ratio to a plain pass over the same text, and whether that grows in a straight line.

    uv run python benchmarks/plan_reading_speed.py

The plain pass finds every Chinese word-like run of the same text with one regular expression, which touches each
character once as any reader must. Hostile texts try to make a part of the reader slow or large; each is read in a
process of its own, whose peak memory is printed.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.plan import read_text
from dongxi.analysis.plan.decode import decode

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
TARGET = 300_000  # characters a second on one core, after the file is decoded
SIZES = (1, 2, 4, 8)
BASE = 150_000
_RUNS = re.compile(r"[㐀-鿿]+|[^㐀-鿿]+")


def sample() -> str:
    """Real policies where they are at hand, else our own example plan, one after the other up to BASE characters."""
    files = [*sorted(SHARED.glob("data/policies/*.txt")), *sorted((ROOT / "examples/plans").glob("tuning-*.txt"))]
    if not files:
        sys.exit("no text to read: neither ../shared nor examples/plans is there")
    return _joined(files)


def task_text() -> str:
    """Text that is nearly all tasks: the national plan where it is at hand, and the tuning plans, up to BASE."""
    plan = SHARED / "plan/plan.txt"
    return _joined([*([plan] if plan.exists() else []), *sorted((ROOT / "examples/plans").glob("tuning-*"))])


def _joined(files: list[Path]) -> str:
    text = "\n".join(decode(file.read_bytes()).text for file in files) + "\n"
    return (text * (BASE // len(text) + 1))[:BASE]


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Processor seconds of the best of a few runs: other work on the machine does not count."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def hostile(length: int) -> dict[str, str]:
    """Texts of `length` characters, each aimed at one part of the reader."""

    def fill(piece: str, head: str = "") -> str:
        return (head + piece * (length // len(piece) + 1))[:length]

    return {
        "one line without a mark": fill("联合支持建设"),
        "open brackets": fill("（"),
        "open brackets and words": fill("（省科技厅、", "一、任务。"),
        "open quotation marks": fill("“建设"),
        "clause numbers only": fill("一、\n（一）\n1.\n"),
        "adverbs without a verb": fill("依法依规", "一、任务。"),
        "lists without an end": fill("昆明、", "一、任务。支持"),
        "organisations run together": fill("云南大学学院医院", "一、任务。支持"),
        "deliverables run together": fill("平台中心基地", "一、任务。建设"),
        "dates": fill("2025年", "一、任务。到"),
        "spaces": fill(" 科"),
        "one short line again and again": fill("科技\n"),
        "form feeds": fill("科技合作\f"),
        "pairings": fill("昆明与上海结对、", "一、任务。推动"),
        "commas": fill("，", "一、任务。"),
    }


def attempt(name: str, length: int) -> None:
    """Read one hostile text and print its time and the process's peak memory (in a process of its own)."""
    import resource

    text = hostile(length)[name]
    start = time.process_time()
    try:
        read_text(text)
        said = "read"
    except PlanUnreadable as problem:
        said = f"refused: {problem.why}"
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name:<34}{length:>12,}{spent:>9.2f} s{length / spent:>14,.0f} /s{peak:>9,.0f} MB  {said}")


def main() -> None:
    text = sample()
    read_text(text[:20_000])  # the vocabulary is compiled once, before the clock starts
    print(f"{'characters':>12}{'seconds':>10}{'characters/s':>14}{'ratio to one plain pass':>25}")
    speeds = []
    for size in SIZES:
        longer = text * size
        spent = seconds(lambda longer=longer: read_text(longer), times=3 if size < 4 else 1)
        plain = seconds(lambda longer=longer: _RUNS.findall(longer))
        speeds.append(len(longer) / spent)
        print(f"{len(longer):>12,}{spent:>10.3f}{speeds[-1]:>14,.0f}{spent / plain:>24.0f}×")
    tasks = task_text()
    spent = seconds(lambda: read_text(tasks), times=5)
    slowest = min(*speeds, len(tasks) / spent)
    print(f"{len(tasks):>12,}{spent:>10.3f}{len(tasks) / spent:>14,.0f}  nothing but tasks")
    verdict = "met" if slowest >= TARGET else "NOT MET"
    print(f"target {TARGET:,} characters/s: {verdict}")
    print(f"slowest ÷ fastest {min(speeds) / max(speeds):.2f} (1 = a straight line)")
    print("\nhostile texts")
    for length in (200_000, 1_000_000):
        for name in hostile(10):
            subprocess.run([sys.executable, __file__, "--attempt", name, str(length)], check=True, timeout=600)
    for length in (20_000_000, 100_000_000):
        name = "one line without a mark"
        subprocess.run([sys.executable, __file__, "--attempt", name, str(length)], check=True, timeout=1800)


if __name__ == "__main__":
    if "--attempt" in sys.argv:
        attempt(sys.argv[-2], int(sys.argv[-1]))
    else:
        main()
