"""The ledger: every commitment, filtered, sorted, grouped, exported, in a constant number of queries."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongxi.apps.plans import queries
from dongxi.apps.plans.models import Commitment, NamedPairingSide, Party, Plan, Task
from dongxi.apps.plans.queries import timeline
from dongxi.apps.plans.queries.timeline import drawn
from dongxi.apps.plans.rules import last_day, task_state
from dongxi.apps.portal.queries.progress import due as due_by
from dongxi.apps.portal.queries.progress import strands
from dongxi.apps.records.models import Evidence
from tests.constants_of_tests import TODAY

pytestmark = pytest.mark.django_db
EVERYBODY = None


def codes(client, address: str) -> list[str]:
    listing = client.get(address).context["listing"]
    return [line.row.code for line in listing["lines"] if line.row]


def count_queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_ledger_holds_every_shipped_commitment(client, facts):
    page = client.get("/plans/ledger/")
    assert page.context["listing"]["total"] == Commitment.objects.filter(task__plan__shipped=True).count()


def test_a_page_of_the_ledger_costs_the_same_queries_however_long_it_is(client, facts):
    assert count_queries(client, "/plans/ledger/?size=20") == count_queries(client, "/plans/ledger/?size=100")


def test_no_list_reads_the_whole_text_of_a_plan(client, draft, ningxia):
    client.force_login(ningxia)
    for address in ("/plans/", "/plans/ledger/", "/plans/ledger/timeline/", "/plans/alignment/", "/api/v1/commitments"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert not [query for query in captured if '"plans_plan"."text"' in query["sql"]], address


def test_every_page_of_plans_costs_few_queries(client, facts):
    plan = Plan.objects.get(shipped=True)
    task = plan.tasks.first()
    pages = (
        "/plans/",
        plan.get_absolute_url(),
        task.get_absolute_url(),
        task.commitments.first().get_absolute_url(),
        "/plans/ledger/timeline/",
        "/plans/alignment/",
    )
    assert {page: count_queries(client, page) for page in pages if count_queries(client, page) > 30} == {}


def test_filters_by_strand_mode_region_and_party_narrow_the_ledger(client, facts):
    by_strand = codes(client, "/plans/ledger/?strand=yunnan&size=100")
    assert by_strand
    assert all(code.startswith("2.4.") for code in by_strand)
    assert "2.4.2-1" in codes(client, "/plans/ledger/?mode=park_building&size=100")
    assert "2.4.2-1" in codes(client, "/plans/ledger/?party=张江&size=100")
    assert "2.1.1-1" in codes(client, "/plans/ledger/?region=650000&size=100")
    assert "2.4.2-1" not in codes(client, "/plans/ledger/?region=650000&size=100")


def test_a_province_is_found_through_the_group_that_names_it(client, facts):
    """Ningxia is one of the provinces along the Yellow River, which Qinghai's alliance names as a group."""
    assert any(code.startswith("2.3.1") for code in codes(client, "/plans/ledger/?region=640000&size=200"))


def test_the_ledger_exports_everything_that_is_filtered(client, facts):
    answer = client.get("/plans/ledger/?strand=yunnan&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + Commitment.objects.filter(task__strand="yunnan").count()


DATES = st.sampled_from(["", "2023", "2026", "2026-10", "2026-11", "2026-11-23", "2026-11-24", "2030"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stated=st.lists(DATES, min_size=4, max_size=4),
    aimed_at=DATES,
    horizon=st.sampled_from([None, 2025, 2026, 2030]),
    proven=st.none() | st.integers(0, 3),
    rejected=st.none() | st.integers(0, 3),
)
def test_a_task_stands_alike_on_every_page_and_as_its_commitments_do(
    facts, stated, aimed_at, horizon, proven, rejected
):
    """Home, task page, timeline, ledger and API tell one state of a task: that of the dates of its commitments."""
    task = next(task for task in Task.objects.filter(plan__shipped=True, kind="task") if task.commitments.count() > 3)
    rows = list(task.commitments.order_by("position"))[:4]
    task.commitments.exclude(pk__in=[row.pk for row in rows]).update(due_text="", due_year=None)
    Plan.objects.filter(pk=task.plan_id).update(horizon_end=horizon)
    Task.objects.filter(pk=task.pk).update(due_text=aimed_at, due_year=int(aimed_at[:4] or 0) or None)
    Evidence.objects.all().delete()
    for place, (row, due) in enumerate(zip(rows, stated, strict=True)):
        decision = "rejected" if place == rejected else "accepted"
        Commitment.objects.filter(pk=row.pk).update(due_text=due, due_year=int(due[:4] or 0) or None, decision=decision)
    if proven is not None and proven != rejected:
        subject = {"subject_type": "plans.commitment", "subject_id": str(rows[proven].pk)}
        Evidence.objects.create(title="x", link="https://example.org", **subject)
    counted = [due for place, due in enumerate(stated) if due and place != rejected]
    count = int(proven is not None and proven != rejected)
    told = task_state(horizon_end=horizon, dues=counted, on=TODAY, evidence_count=count)

    ledger = list(queries.ledger(to=EVERYBODY, on=TODAY).filter(task=task))
    for row in ledger:
        own = task_state(horizon_end=horizon, dues=[row.due_text], on=TODAY, evidence_count=row.evidence_count)
        assert (row.state_code, row.due) == (own, row.due_text)
    states = {row.state_code for row in ledger}
    on_page = queries.tasks_with_parts(to=EVERYBODY, on=TODAY).get(pk=task.pk)
    (bar,) = [bar for lane in drawn(rows=ledger, on=TODAY).lanes for bar in lane.bars]
    (on_wall,) = [
        each for strand in strands(task.plan, to=EVERYBODY, on=TODAY) for each in strand.tasks if each.pk == task.pk
    ]
    assert {on_page.state_code, bar.state, on_wall.state_code} == {told}
    assert on_page.due == max(counted, key=last_day, default="")
    if "evidenced" not in states:
        first = ("due_unreported", "running_unreported", "ended_unreported", "no_horizon")
        assert told == next(state for state in first if state in states)
    due_at_home = {row.state for row in due_by(to=EVERYBODY, on=TODAY) if row.what == str(task)}
    assert due_at_home == {row.state_code for row in ledger if row.due_text}


def test_the_api_and_the_file_of_tasks_tell_a_task_as_its_page_does(facts, client):
    row = Commitment.objects.filter(task__plan__shipped=True).select_related("task__plan").first()
    Task.objects.filter(pk=row.task_id).update(due_text="2024", due_year=2024)
    [told] = [each for each in client.get("/api/v1/tasks?limit=50").json()["items"] if each["code"] == row.task.code]
    assert (told["due"], told["state"]) == ("", "ended_unreported")
    Commitment.objects.filter(pk=row.pk).update(due_text="2023-06", due_year=2023)
    [told] = [each for each in client.get("/api/v1/tasks?limit=50").json()["items"] if each["code"] == row.task.code]
    assert (told["due"], told["state"]) == ("2023-06", "due_unreported")
    lines = b"".join(client.get("/api/v1/export/tasks.jsonl").streaming_content).decode().splitlines()
    [line] = [each for each in map(json.loads, lines) if each["code"] == row.task.code]
    assert (line["due_text"], line["due_year"], line["state"]) == ("2023-06", 2023, "due_unreported")


@pytest.mark.parametrize(
    ("due", "of_task", "horizon", "state"),
    [
        ("2023", "", 2025, "due_unreported"),
        ("2027", "2024", 2025, "running_unreported"),
        ("", "2024", 2030, "running_unreported"),
        ("", "2024", 2025, "ended_unreported"),
        ("", "2024", None, "no_horizon"),
        ("2026", "", 2025, "running_unreported"),
        ("2026-10", "", 2030, "due_unreported"),
        ("2026-11", "", 2030, "running_unreported"),
        ("2026-11-23", "", 2030, "due_unreported"),
        ("2026-11-24", "", 2030, "running_unreported"),
    ],
)
def test_a_commitment_is_late_by_its_own_date_alone(facts, due, of_task, horizon, state):
    """What its task aims at is no date of it, and a stated date that has passed says so after the horizon too."""
    row = Commitment.objects.filter(task__plan__shipped=True).first()
    Plan.objects.filter(pk=row.task.plan_id).update(horizon_end=horizon)
    Task.objects.filter(pk=row.task_id).update(due_text=of_task)
    Commitment.objects.filter(pk=row.pk).update(due_text=due)
    assert queries.ledger(to=EVERYBODY, on=TODAY).get(pk=row.pk).state_code == state
    assert task_state(horizon_end=horizon, dues=[due], on=TODAY, evidence_count=0) == state


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(due=DAYS, precision=st.sampled_from([4, 7, 10]), on=DAYS)
def test_a_stated_date_is_over_the_day_after_its_last_in_the_rule_and_in_the_database(facts, due, precision, on):
    stated = due.isoformat()[:precision]
    last = last_day(stated)
    assert last.isoformat().startswith(stated)
    assert not (last + timedelta(days=1)).isoformat().startswith(stated)
    row = Commitment.objects.filter(task__plan__shipped=True).first()
    Commitment.objects.filter(pk=row.pk).update(due_text=stated)
    state = "due_unreported" if on > last else "running_unreported"
    assert task_state(horizon_end=2030, dues=[stated], on=on, evidence_count=0) == state
    assert queries.ledger(to=EVERYBODY, on=on).get(pk=row.pk).state_code == state


def test_a_stated_day_that_no_calendar_has_ends_with_its_month():
    assert last_day("2026-02-31") == date(2026, 2, 28)


def test_evidence_of_a_commitment_changes_its_state(client, facts):
    row = Commitment.objects.first()
    Evidence.objects.create(title="x", link="https://example.org", subject_type="plans.commitment", subject_id=row.pk)
    assert codes(client, "/plans/ledger/?state=evidenced") == [row.code]


def test_a_draft_stands_in_the_ledger_of_its_editors_only(client, draft, ningxia, shanghai):
    address = f"/plans/ledger/?plan={draft.slug}"
    client.force_login(ningxia)
    assert codes(client, address)
    client.force_login(shanghai)
    assert str(draft) not in client.get("/plans/ledger/").content.decode()
    assert (
        client.get("/plans/ledger/?drafts=with").context["listing"]["total"]
        == Commitment.objects.filter(task__plan__shipped=True).count()
    )


def test_drafts_stand_in_the_ledger_only_where_they_are_asked_for_and_are_marked(client, draft, ningxia):
    client.force_login(ningxia)
    shipped = Commitment.objects.filter(task__plan__shipped=True).count()
    own = queries.review_rows(draft).count()
    for address, rows in (("", shipped), ("?drafts=with", shipped + own), ("?drafts=only", own)):
        for page in ("/plans/ledger/", "/plans/ledger/timeline/"):
            listing = client.get(f"{page}{address}").context["listing"]
            assert listing["total"] == rows
            assert ("plan_state" in [column.key for column in listing["columns"]]) == bool(address)
    told = client.get("/plans/ledger/?drafts=with&size=200&column=code").content.decode()
    assert told.count("草稿</span>") == own
    lines = client.get("/plans/ledger/?drafts=only&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert "发布状态" in lines[0]
    assert all("草稿" in line for line in lines[1:])


def test_the_plan_of_a_row_is_shown_where_rows_of_several_plans_stand(client, draft, ningxia):
    client.force_login(ningxia)

    def shows_plan(query: str) -> bool:
        columns = client.get(f"/plans/ledger/{query}").context["listing"]["columns"]
        return "plan" in [column.key for column in columns]

    assert [shows_plan(query) for query in ("", "?drafts=with", f"?plan={draft.slug}")] == [False, True, False]
    Plan.objects.filter(pk=draft.pk).update(state="published")
    assert shows_plan("")


@pytest.mark.parametrize("query", ["plan=nowhere", "region=999999", "strand=gone"])
def test_a_filter_of_the_ledger_that_has_lapsed_shows_no_rows_and_says_so(client, facts, query):
    page = client.get(f"/plans/ledger/?{query}")
    assert page.context["listing"]["total"] == 0
    assert "筛选条件已失效" in page.content.decode()
    assert "筛选条件已失效" in client.get(f"/plans/ledger/timeline/?{query}").content.decode()
    assert client.get(f"/plans/ledger/?{query}&format=xlsx").status_code == 404
    refused = client.get(f"/api/v1/commitments?{query}")
    assert (refused.status_code, "没有这" in refused.json()["detail"]) == (404, True)


def test_a_link_to_a_plan_that_was_withdrawn_says_so_to_others(client, draft, shanghai):
    client.force_login(shanghai)
    Plan.objects.filter(pk=draft.pk).update(state="withdrawn")
    page = client.get(f"/plans/ledger/?plan={draft.slug}").content.decode()
    assert f"筛选条件已失效：规划“{draft.slug}”" in page


def test_the_timeline_draws_a_horizon_where_no_date_is_stated(facts):
    rows = queries.ledger(to=EVERYBODY, on=TODAY)
    timeline = drawn(rows=list(rows), on=TODAY)
    bars = [bar for lane in timeline.lanes for bar in lane.bars]
    assert len(timeline.lanes) == 8
    assert len(bars) == 23
    assert {(bar.first_year, bar.last_year, bar.stated, bar.dues) for bar in bars} == {(2021, 2025, False, ())}
    assert {bar.state for bar in bars} == {"ended_unreported"}


def test_the_timeline_draws_stated_dates_only(draft, ningxia):
    row = queries.review_rows(draft).first()
    Commitment.objects.filter(pk=row.pk).update(due_text="2024-06", due_year=2024)
    rows = queries.ledger(to=ningxia, on=TODAY).filter(task__plan=draft)
    timeline = drawn(rows=list(rows), on=date(2026, 1, 1))
    dues = [due for lane in timeline.lanes for bar in lane.bars for due in bar.dues if due.commitment.pk == row.pk]
    assert [due.date for due in dues] == ["2024-06"]
    years = dict(timeline.years)
    assert years[2024] < dues[0].at < years[2025]


def test_an_empty_timeline_is_none(facts):
    assert drawn(rows=[], on=date(2026, 1, 1)) is None


def test_people_without_a_plan_of_their_own_cannot_see_a_review(client, draft, shanghai):
    client.force_login(shanghai)
    assert client.get(f"/plans/{draft.slug}/review/").status_code == 404


def test_the_task_page_says_who_must_do_what(client, facts):
    page = client.get("/plans/national-2021-2025/tasks/2.4.2/").content.decode()
    assert "规划期已满，尚无报送" in page
    assert "张江" in page


def test_parties_of_the_shipped_plan_that_are_told_by_kind_stand_in_english_everywhere(client, facts):
    assert not Party.objects.filter(task__plan__shipped=True, kind="generic", name_en="").exists()
    assert not NamedPairingSide.objects.filter(pairing__task__plan__shipped=True, kind="generic", name_en="").exists()
    english = Client(headers={"accept-language": "en"})
    for address in ("/plans/ledger/?strand=xizang", "/plans/national-2021-2025/tasks/2.2.2/"):
        page = english.get(address).content.decode()
        assert "Leading enterprises of the industry" in page
        assert "行业龙头企业" not in page
    of_tasks = {task["code"]: task for task in client.get("/api/v1/tasks?strand=xizang").json()["items"]}
    named = {party["name"]: party["name_en"] for party in of_tasks["2.2.2"]["parties"]}
    assert named["行业龙头企业"] == "Leading enterprises of the industry"


def test_the_timeline_shows_a_task_as_the_wall_does_whatever_the_page_holds(facts):
    """Evidence filed on the task, or on a commitment that a filter leaves out, counts for the bar too."""
    first, second = [task for task in Task.objects.filter(plan__shipped=True) if task.commitments.count() > 1][:2]
    for subject in (first, second.commitments.last()):
        Evidence.objects.create(
            title="x",
            link="https://example.org",
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
        )
    shown = [first.commitments.first().pk, second.commitments.first().pk]
    timeline = drawn(rows=list(queries.ledger(to=EVERYBODY, on=TODAY).filter(pk__in=shown)), on=TODAY)
    assert [bar.state for lane in timeline.lanes for bar in lane.bars] == ["evidenced", "evidenced"]


def test_a_stated_date_that_passed_while_the_horizon_runs_does_not_say_that_the_horizon_ended(client, facts):
    row = Commitment.objects.filter(task__plan__shipped=True).select_related("task__plan").first()
    Plan.objects.filter(pk=row.task.plan_id).update(horizon_end=2030)
    Commitment.objects.filter(pk=row.pk).update(due_year=2024, due_text="2024")
    assert codes(client, "/plans/ledger/?state=due_unreported") == [row.code]
    page = client.get(row.get_absolute_url()).content.decode()
    assert "已过文件所定期限，尚无报送" in page
    assert "规划期已满" not in page


def test_the_timeline_draws_the_whole_selection_whatever_page_its_table_shows(client, facts, monkeypatch):
    rows = Commitment.objects.filter(task__plan__shipped=True)
    for page in ("1", "2"):
        shown = client.get(f"/plans/ledger/timeline/?size=20&page={page}").context["timeline"]
        assert sum(bar.rows for lane in shown.lanes for bar in lane.bars) == rows.count()
    monkeypatch.setattr(timeline, "MOST_DRAWN", 30)
    answer = client.get("/plans/ledger/timeline/?size=20")
    assert sum(bar.rows for lane in answer.context["timeline"].lanes for bar in lane.bars) == 20
    assert "只画下表本页的" in answer.content.decode()
