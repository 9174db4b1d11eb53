"""How long a page of a ledger of ten thousand commitments takes, against the bare SQL of the same page.

    uv run python benchmarks/ledger.py [--rows 10000]

A temporary SQLite store is filled with invented plans (20 tasks of 5 commitments each). Every page is asked for through
Django's test client – view, listing and template – and timed as the best of seven; the bare query selects the same
rows' own columns in the same order with sqlite3 and nothing else. Ratios, not seconds, are what to compare.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BARE = """
SELECT c.* FROM plans_commitment c JOIN plans_task t ON t.id = c.task_id JOIN plans_plan p ON p.id = t.plan_id
WHERE p.state = 'published' AND c.decision IN ('accepted', 'corrected')
ORDER BY p.id, t.position, c.position LIMIT 50 OFFSET ?
"""
PAGES = {
    "first page": "/plans/ledger/",
    "last page": "/plans/ledger/?page=last",
    "sorted by state": "/plans/ledger/?sort=state",
    "grouped by strand": "/plans/ledger/?group=strand",
    "one mode": "/plans/ledger/?mode=joint_research",
    "one province": "/plans/ledger/?region=640000",
    "a party's name": "/plans/ledger/?party=宁夏",
    "timeline": "/plans/ledger/timeline/",
}
RUNS = 7


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of RUNS runs."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def filled(*, rows: int) -> int:
    """Fill the store with published plans that hold `rows` commitments; returns how many there are."""
    from dongxi.apps.people.queries import provinces
    from dongxi.apps.plans.models import Commitment, Plan
    from dongxi.apps.plans.rules import Mode
    from dongxi.apps.plans.storing.drafts import CommitmentDraft, ModeDraft, PartyDraft, PlanDraft, TaskDraft
    from dongxi.apps.plans.storing.rows import store

    codes = list(provinces().values_list("code", "short_name"))
    modes = Mode.values
    for number in range(rows // 100):
        code, name = codes[number % len(codes)]
        plan = Plan.objects.create(
            slug=f"p{number}",
            title=f"第{number}号方案",
            level="provincial",
            region_id=code,
            state="published",
            horizon_start=2021,
            horizon_end=2025 + number % 6,
        )
        home = PartyDraft(kind="region", name=name, code=code)
        tasks = [
            TaskDraft(
                code=f"2.{task}",
                kind="task",
                title=f"任务{task}",
                strand=f"s{task % 7}",
                strand_name=f"专项{task % 7}",
                parties=(home,),
                commitments=tuple(
                    CommitmentDraft(
                        code=f"2.{task}-{row}",
                        text=f"{name}与东部单位联合开展第{row}项技术攻关并建设示范基地",
                        force="support",
                        parties=(home, PartyDraft(kind="generic", name="东部单位", role="partner", acts=False)),
                        modes=(ModeDraft(code=modes[(task + row) % len(modes)]),),
                        due="2025" if row == 1 else "",
                    )
                    for row in range(1, 6)
                ),
            )
            for task in range(1, 21)
        ]
        draft = PlanDraft(columns={}, issuers=(), clauses=(), tasks=tuple(tasks))
        store(plan=plan, draft=draft, decision="accepted")
    return Commitment.objects.count()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="dongxi-ledger-") as folder:
        os.environ |= {"DONGXI_DATA": folder, "DATABASE_URL": "", "DONGXI_HOSTS": "testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "dongxi.site.settings"
        from dongxi.site import store

        store.ready(empty=True)
        measure(rows=rows, database=Path(folder) / "dongxi.sqlite3")


def measure(*, rows: int, database: Path) -> None:
    """Fill, time and print."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    total = filled(rows=rows)
    bare = sqlite3.connect(database)
    offset = {"last page": total - 50}
    client = Client()
    print(f"{total:,} commitments; best of {RUNS}; page of 50 (timeline 100)\n")
    print(f"{'page':<20}{'bare SQL ms':>12}{'page ms':>10}{'ratio':>8}{'queries':>9}")
    for name, address in PAGES.items():
        address = address.replace("page=last", f"page={total // 50}")
        sql = best(lambda name=name: bare.execute(BARE, (offset.get(name, 0),)).fetchall())
        seconds = best(lambda address=address: client.get(address))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        print(f"{name:<20}{sql * 1e3:>12.1f}{seconds * 1e3:>10.1f}{seconds / sql:>8.1f}{len(captured):>9}")
    bare.close()


if __name__ == "__main__":
    main()
