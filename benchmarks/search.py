"""How long a search of two hundred thousand things takes, against a plain scan with LIKE of the same things.

    uv run python benchmarks/search.py [--rows 200000]

A temporary SQLite store is filled with invented things. A question is asked as the search page asks it; the scan is the
query a list without an index would run: how many things hold the words in title or summary, and the first two hundred
of them, unranked. Both are timed as the best of seven. Ratios, not seconds, are what to compare.

The scan tells nothing of which hit is better; the search scores them all. A word that more than half of all things hold
is counted no further than that and decides only the order of those found by the question's other words. Where every
word of a question is held by a tenth of all things, each of these is scored on each word and each pair of neighbouring
characters (twenty thousand things, a hundred thousand postings): that sum costs one and a half times the scan of two
hundred thousand short texts on SQLite, twice on PostgreSQL (3.7 times before). It falls below the scan as texts grow
longer, for the scan reads them and the sum does not, and as words grow rarer.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable

SYLLABLES = "宁夏青海甘肃云南枸杞盐湖冻干光伏水利种业畜牧葡萄马铃薯中药材稀土储能绿电算力遥感"
FREQUENT, COMMON, RARE = "合作", "枸杞深加工", "盐湖提锂示范"
QUESTIONS = {
    "a word every thing holds": FREQUENT,
    "that word and one a tenth holds": f"{FREQUENT} {COMMON}",
    "words that few things hold": RARE,
    "that word and those": f"{FREQUENT} {RARE}",
}
TYPED = {"one character": "合", "the word": FREQUENT, "words of few titles": "盐湖提"}
RUNS = 7


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of RUNS runs."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def filled(*, rows: int) -> None:
    """Invented things: all hold one word, a tenth another, one in two thousand a third."""
    from dongxi.apps.records.search import Findable, make_findable

    drawn = random.Random(7)
    for start in range(0, rows, 5_000):
        things = []
        for number in range(start, min(start + 5_000, rows)):
            words = "".join(drawn.choices(SYLLABLES, k=10))
            more = COMMON if number % 10 == 0 else RARE if number % 2_000 == 1 else ""
            things.append(
                Findable(
                    kind="task",
                    subject_id=str(number),
                    title=f"{words[:5]}{FREQUENT}{more}",
                    summary=f"{words} {FREQUENT}",
                    address=f"/{number}/",
                )
            )
        make_findable(things=things)


def scanned(text: str, *, most: int) -> list[object]:
    """The same question as a scan: every word of it somewhere in the title or the summary."""
    from django.db.models import Q

    from dongxi.apps.records.models import SearchEntry

    rows = SearchEntry.objects.order_by("pk")
    for word in text.split():
        rows = rows.filter(Q(title__contains=word) | Q(summary__contains=word))
    return [rows.count(), *rows[:most]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=200_000)
    rows = asked.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DONGXI_DATA": folder, "DJANGO_SETTINGS_MODULE": "dongxi.site.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import transaction

        from dongxi.apps.records.permissions import SYSTEM
        from dongxi.apps.records.queries import found, suggestions

        call_command("migrate", verbosity=0)
        with transaction.atomic():
            filled(rows=rows)
        print(f"{rows} things; search : scan with LIKE, best of {RUNS}")
        for name, text in QUESTIONS.items():
            ours, scan = best(lambda t=text: found(text=t, to=SYSTEM)), best(lambda t=text: scanned(t, most=200))
            print(f"  {name:34} {ours * 1000:8.1f} ms : {scan * 1000:8.1f} ms = {ours / scan:6.2f}")
        for name, text in TYPED.items():
            ours, scan = best(lambda t=text: suggestions(text=t, to=SYSTEM)), best(lambda t=text: scanned(t, most=8))
            print(f"  typing: {name:26} {ours * 1000:8.1f} ms : {scan * 1000:8.1f} ms = {ours / scan:6.2f}")


if __name__ == "__main__":
    main()
