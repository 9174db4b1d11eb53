"""Every service writes one audit line, at its very end: the chain's head is locked once, after every other change.

Whoever holds the head lets nobody else commit, so a service that did its work after its line, or called another that
writes a line of its own, would make everybody wait for that work.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dongxi.apps.cooperation.services import load_public_records
from dongxi.apps.people import services as people
from dongxi.apps.plans import services as plans
from dongxi.apps.plans.models import Plan
from dongxi.apps.portal.services import index_places
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.statistics.services import load_series
from dongxi.data import read_csv, read_toml

pytestmark = pytest.mark.django_db
CHAIN = re.compile(r'"records_(chainhead|auditentry)"')
WRITES = re.compile(r"^(\d+ times: )?(INSERT|UPDATE|DELETE)\b")


def lines_written(work: Callable[[], object]) -> int:
    """How many audit lines the work writes; fails if it changes anything else once it has taken the head."""
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(connection) as captured:
        work()
    said = [query["sql"] for query in captured]
    taken = next(place for place, sql in enumerate(said) if "records_chainhead" in sql)
    late = [sql[:120] for sql in said[taken:] if WRITES.match(sql) and not CHAIN.search(sql)]
    assert not late
    return AuditEntry.objects.count() - before


LOADING = {
    "the shipped plan": lambda: plans.load_shipped_plan(actor=SYSTEM, facts=read_toml("plan")),
    "public records": lambda: load_public_records(actor=SYSTEM, facts=read_toml("public_records")),
    "places": lambda: index_places(actor=SYSTEM),
    "regions": lambda: people.load_regions(
        actor=SYSTEM, rows=read_csv("regions"), groups=read_toml("region_groups")["group"]
    ),
    "organisations": lambda: people.load_organisations(actor=SYSTEM, rows=read_toml("organisations")["organisation"]),
    "series": lambda: load_series(actor=SYSTEM, indicators=read_toml("indicators"), rows=read_csv("statistics")),
}


@pytest.mark.parametrize("work", LOADING.values(), ids=LOADING)
def test_loading_facts_is_one_line_at_the_end(facts, work):
    assert lines_written(work) == 1


@pytest.mark.parametrize(("state", "move"), [("verified", "publish"), ("published", "withdraw")])
def test_a_publication_and_its_withdrawal_are_one_line_at_the_end(facts, state, move):
    Plan.objects.filter(shipped=True).update(state=state)
    plan = Plan.objects.get(shipped=True)
    written = lines_written(
        lambda: plans.move_plan(actor=SYSTEM, plan=plan, move=move, read_at=plan.version, reason="核对")
    )
    assert written == 1


def test_an_upload_and_its_queued_reading_are_one_line_at_the_end(facts):
    assert lines_written(lambda: plans.upload(actor=SYSTEM, name="方案.txt", chunks=[b"text"])) == 1


def test_an_account_with_its_role_is_one_line_at_the_end(facts):
    def work() -> None:
        people.open_account(actor=SYSTEM, username="li.ming", role="province", region="640000")

    assert lines_written(work) == 1
