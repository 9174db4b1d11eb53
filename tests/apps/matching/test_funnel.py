"""The funnel: each need counts once, at the furthest stage; few are said to be few; page and API tell the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dongxi.apps.matching.funnel import FEW, STAGES, Road, funnel
from dongxi.apps.matching.models import ContactStep, Need
from dongxi.apps.matching.queries.funnel import FunnelScope, visible_funnel
from dongxi.apps.matching.services.contacts import move_contact
from dongxi.apps.records.errors import BadInput

START = datetime(2026, 1, 1, tzinfo=UTC)


def road(*days: int | None) -> Road:
    return Road(group="", reached=tuple(None if day is None else START + timedelta(days=day) for day in days))


def test_shares_and_medians_are_of_the_stage_before():
    roads = [road(0, 4, None, None, None)] * 8 + [road(0, 2, 10, 20, 50), road(0, 9, 14, None, None)] * 6
    stages = funnel(group="", needs=40, roads=roads).stages
    assert [stage.count for stage in stages] == [40, 20, 12, 6, 6]
    assert [stage.share for stage in stages] == [None, 0.5, 0.6, 0.5, None]
    assert [stage.median_days for stage in stages] == [None, 4, 6, None, None]
    assert [stage.timed for stage in stages] == [0, 20, 12, 6, 6]


def test_few_needs_are_counted_and_told_to_be_few():
    stages = funnel(group="", needs=FEW - 1, roads=[road(0, 1, None, None, None)]).stages
    assert stages[0].few
    assert (stages[1].share, stages[1].few) == (None, True)
    assert stages[1].count == 1


def test_a_need_published_again_after_it_was_matched_has_no_days_but_counts():
    [_need, match, *_rest] = funnel(group="", needs=1, roads=[road(5, 2, None, None, None)]).stages
    assert (match.count, match.median_days, match.timed) == (1, None, 0)


@given(st.lists(st.integers(1, 5), max_size=40), st.integers(0, 100))
def test_no_stage_holds_more_needs_than_the_one_before(furthest, more):
    roads = [road(*(day if day < reached else None for day in range(5))) for reached in furthest if reached > 1]
    counts = [stage.count for stage in funnel(group="", needs=len(furthest) + more, roads=roads).stages]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == len(STAGES)


def counted(**scope) -> list[int]:
    return [stage.count for stage in visible_funnel(to=None, scope=FunnelScope(**scope))[0].stages]


def test_a_need_walks_down_the_funnel(met, broker):
    assert counted() == [1, 1, 1, 0, 0]
    move_contact(actor=broker, contact=met, move="intend")
    assert counted() == [1, 1, 1, 1, 0]
    assert counted(discipline="550") == [1, 1, 1, 1, 0]
    assert counted(discipline="110") == [0, 0, 0, 0, 0]
    assert counted(year=timezone.localdate().year - 1) == [0, 0, 0, 0, 0]


def test_a_contact_that_came_to_nothing_still_counts_as_far_as_it_went(met, team):
    move_contact(actor=team, contact=met, move="end", reason="price")
    assert counted() == [1, 1, 1, 0, 0]


def test_a_need_that_hides_its_province_counts_in_no_province(county, province, write, publish):
    publish(write(county, "need", disclosure="zone"), by=county, reviewer=province)
    assert counted() == [1, 0, 0, 0, 0]
    assert counted(region="640000") == [0, 0, 0, 0, 0]
    _whole, groups = visible_funnel(to=None, scope=FunnelScope(), by="province")
    assert [(each.group, each.stages[0].count) for each in groups] == [("", 1)]


def test_groups_add_up_to_the_whole(county, province, pair, write, publish):
    for discipline in ("550", "110", ""):
        publish(write(county, "need", discipline=discipline, industry="C14"), by=county, reviewer=province)
    for by in ("strand", "province", "discipline", "industry", "mode"):
        whole, groups = visible_funnel(to=None, scope=FunnelScope(), by=by)
        for place, stage in enumerate(whole.stages):
            assert stage.count == sum(group.stages[place].count for group in groups)


def test_an_unknown_grouping_names_the_known_ones():
    with pytest.raises(BadInput, match="province"):
        visible_funnel(to=None, scope=FunnelScope(), by="nonsense")


def test_the_page_and_the_api_tell_the_same_numbers_to_everybody(client, met, broker):
    move_contact(actor=broker, contact=met, move="intend")
    answer = client.get("/api/v1/funnel", {"by": "province", "strand": ""}).json()
    assert [stage["count"] for stage in answer["whole"]["stages"]] == [1, 1, 1, 1, 0]
    assert answer["groups"][0]["name"] == "宁夏"
    page = client.get("/matching/funnel/").content.decode()
    assert "公开过的需求 <strong>1</strong> 条" in page
    assert "数量少" in page
    assert "走到各阶段的需求数" in page


def test_the_page_without_needs_says_what_to_do_next(client, facts):
    assert "需求审核公开后" in client.get("/matching/funnel/").content.decode()


def test_the_funnel_costs_as_many_queries_however_many_needs(
    client, met, county, province, write, publish, django_assert_num_queries
):
    def cost() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            visible_funnel(to=None, scope=FunnelScope(), by="discipline")
        return len(captured)

    before = cost()
    for _more in range(3):
        publish(write(county, "need"), by=county, reviewer=province)
    assert cost() == before == 2
    assert Need.objects.count() == 4
    assert ContactStep.objects.exists()
