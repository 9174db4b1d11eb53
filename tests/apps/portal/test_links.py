"""Who stands with whom on the map: what the plan names and what counted records report, each by its own arc."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from dongxi.apps.cooperation.models import PublicRecord
from dongxi.apps.people.models import Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.plans.models import Commitment, Plan, Task
from dongxi.apps.plans.queries import national_plan, visible_tasks
from dongxi.apps.portal.queries.links import cooperation_map, links_in_scope, partners_of
from dongxi.apps.portal.queries.places import alike, places_below, tasks_of_region
from dongxi.apps.portal.queries.progress import progress
from dongxi.apps.portal.queries.trends import trends
from dongxi.apps.records.permissions import SYSTEM
from tests.constants_of_tests import TODAY

ANYBODY = AnonymousUser()


def links(**scope):
    return links_in_scope(plan=national_plan(to=ANYBODY), to=ANYBODY, **scope)


def pairs(found) -> set[tuple[str, str]]:
    return {(link.partner, link.beneficiary) for link in found}


def test_a_pairing_of_a_group_within_one_province_stands_there(facts):
    assert ("310000", "620000") in pairs(links(strand="pairing").named)


def test_a_generic_partner_gives_no_arc(facts):
    assert links(strand="ningxia").named == ()


def test_a_repost_draws_no_arc(facts):
    PublicRecord.objects.filter(counted=True).delete()
    assert links().reported == ()
    assert links().named


def test_a_region_keeps_the_links_that_touch_it(facts):
    kept = pairs(links(region="640000").reported)
    assert kept
    assert all("640000" in pair for pair in kept)
    assert kept < pairs(links().reported)


@pytest.mark.parametrize(("year", "named"), [("2022", True), ("2030", False)])
def test_what_the_plan_names_holds_within_its_horizon(facts, year, named):
    assert bool(links(year=year).named) is named


def test_the_map_has_every_provincial_unit_and_an_arc_for_every_link(facts):
    found = links()
    drawn = cooperation_map(found)
    assert len(drawn["tiles"]) == 35
    assert {arc["kind"] for arc in drawn["arcs"]} == {"named", "reported"}
    assert len(drawn["arcs"]) == len(found.named) + len(found.reported)


def test_named_and_reported_stand_beside_each_other_in_the_table_of_partners(facts):
    region = Region.objects.get(pk="530000")
    rows = partners_of(region, links=links(region=region.pk))
    named = sum(link.count for link in links(region=region.pk).named)
    assert sum(row.named for row in rows) == named
    assert region.pk not in {row.region.pk for row in rows}


def test_the_gap_is_told_as_the_figures_have_it(facts):
    by_code = {trend.code: trend for trend in trends()}
    intensity = by_code["rd_intensity_revised"]
    ends = {}
    for side in ("east", "west"):
        rows = [row for row in intensity.figure["rows"] if row["side"] == side and row["y"] is not None]
        ends[side] = (rows[0]["y"], rows[-1]["y"])
    before, after = (ends["east"][i] - ends["west"][i] for i in (0, 1))
    assert after > before
    said = "降低（54.2% → 48.4%）：2014年降到 45.8%（最低），2023年升到 48.4%；其中2021年以来降低（49.5% → 48.4%）"
    assert said in intensity.verdict
    assert intensity.brief == "2010年以来降低，先降（至2014年）后升"
    assert "西部所计的9个省份中，陕西一地占合计的5" in by_code["contracts_sold"].reading
    assert "其中2021年以来升高（28.5% → 29.3%）" in by_code["contracts_bought"].verdict
    assert "其中2021年以来升高（20.5% → 24.5%）；西部不含广西、西藏、青海" in by_code["contracts_sold"].verdict
    assert "西部（不含广西）9,358亿元" in by_code["contracts_bought"].reading
    assert "合计各年都不含广西：有数值存疑。" in by_code["contracts_bought"].figure["note"]
    assert "合计各年都不含广西、青海：有数值存疑。" in by_code["contracts_sold"].figure["note"]
    assert "一地占" not in by_code["contracts_bought"].reading
    assert str(ends["west"][1]) in intensity.reading
    assert str(ends["east"][1]) in intensity.reading


def test_neighbours_leave_out_regions_without_figures(facts):
    assert len(alike(Region.objects.get(pk="640000"))) == 5
    for code in ("660000", "710000", "640100"):
        assert alike(Region.objects.get(pk=code)) == []


def test_every_place_below_a_province_can_be_reached(facts):
    below = places_below(Region.objects.get(pk="640000"), to=ANYBODY)
    assert below[0].region.short_name == "银川"
    reached = {row.region.pk for row in below} | {place.pk for row in below for place in row.places}
    assert reached == set(Region.objects.filter(pk__startswith="64").exclude(pk="640000").values_list("pk", flat=True))


def test_the_wall_shows_twenty_tasks_none_of_them_reported_or_late(facts):
    shown = progress(national_plan(to=ANYBODY), to=ANYBODY, on=TODAY)
    assert (shown.tasks, shown.reported, len(shown.strands)) == (20, 0, 7)
    assert {task.state_code for strand in shown.strands for task in strand.tasks} == {"ended_unreported"}


def test_the_wall_follows_the_scope(facts):
    shown = progress(national_plan(to=ANYBODY), to=ANYBODY, on=TODAY, strand="ningxia")
    assert (shown.shown, shown.tasks) == (3, 20)
    named = progress(national_plan(to=ANYBODY), to=ANYBODY, on=TODAY, region="620000")
    assert 0 < named.shown < 20


def test_coverage_counts_what_is_held_against_what_is_expected(facts):
    local, evidence, public = progress(national_plan(to=ANYBODY), to=ANYBODY, on=TODAY).coverage
    assert (local.held, local.expected) == (0, 13)
    assert (evidence.held, evidence.expected) == (0, 20)
    assert (public.held, public.expected) == (
        PublicRecord.objects.filter(counted=True).count(),
        PublicRecord.objects.count(),
    )


def plan_of_ningxia(*, state: str) -> Task:
    plan = Plan.objects.create(slug="ningxia-own", title="宁夏落实方案", level="provincial", region_id="640000",
                               horizon_start=2023, horizon_end=2027, state=state)  # fmt: skip
    task = Task.objects.create(plan=plan, code="1", kind="task", title="枸杞联合攻关", position=1)
    Commitment.objects.create(task=task, code="1-1", position=1, text="攻关", force="must", decision="accepted",
                              due_year=2026, due_text="2026")  # fmt: skip
    return task


def test_a_published_local_plan_counts_and_its_dates_are_due_soonest_first(facts):
    task = plan_of_ningxia(state="published")
    shown = progress(national_plan(to=ANYBODY), to=ANYBODY, on=TODAY)
    assert (shown.coverage[0].held, shown.coverage[0].expected) == (1, 13)
    assert [(row.when, row.what) for row in shown.due][:2] == [("2026", "枸杞联合攻关"), ("2027", "宁夏落实方案")]
    assert shown.due[-1].when == "2025"
    ningxia = tasks_of_region(Region.objects.get(pk="640000"), to=ANYBODY, on=TODAY)
    assert list(ningxia)[-1] == task
    assert ningxia[0].plan.shipped


def test_a_draft_is_in_no_count_even_for_those_who_may_see_it(facts):
    task = plan_of_ningxia(state="draft")
    somebody = User.objects.create_user("somebody")
    grant_role(actor=SYSTEM, user=somebody, role="ministry")
    assert task in visible_tasks(to=somebody)
    shown = progress(national_plan(to=somebody), to=somebody, on=TODAY)
    assert shown.coverage[0].held == 0
    assert [row.when for row in shown.due] == ["2025"]
    assert task not in tasks_of_region(Region.objects.get(pk="640000"), to=somebody, on=TODAY)


def test_a_withdrawn_national_plan_is_on_no_page_for_the_public_and_stays_with_its_editors(client, facts):
    ministry = User.objects.create_user("ministry")
    grant_role(actor=SYSTEM, user=ministry, role="ministry")
    Plan.objects.filter(shipped=True).update(state="withdrawn")
    assert national_plan(to=ANYBODY) is None
    assert client.get("/").context["plan"] is None
    assert client.get("/plans/alignment/").context["table"].total == 0
    assert client.get("/regions/640000/").status_code == 200
    assert links().named == ()
    assert national_plan(to=ministry).shipped
    client.force_login(ministry)
    assert client.get("/plans/alignment/").context["table"].total > 0
