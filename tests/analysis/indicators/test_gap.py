"""The gap between East and West and among provinces, on the shipped figures."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest

from dongxi.analysis.indicators.gap import SIDES, ZONES, gap_study, left_out_words, unseen_zones
from dongxi.analysis.indicators.gap_words import LEAST_TURN, TURN, course
from dongxi.analysis.indicators.measures import measures, place_name

MEASURES = sorted(measures())


def test_rd_intensity_over_revised_gdp_diverges_between_east_and_west():
    found = gap_study(measure="rd_intensity")
    east, west = found.means[ZONES.index("east")], found.means[ZONES.index("west")]
    assert (found.years[0], found.years[-1]) == (2010, 2023)
    assert [round(float(x), 2) for x in (east[0], east[-1], west[0], west[-1])] == [2.10, 3.34, 1.14, 1.62]
    said = "降低（54.2% → 48.4%）：2014年降到 45.8%（最低），2023年升到 48.4%；其中2021年以来降低（49.5% → 48.4%）"
    assert said in found.reading.zh
    assert "由2010年的 0.96 个百分点扩大到2023年的 1.73 个百分点" in found.reading.zh
    assert "down to 45.8%, the lowest, in 2014, up to 48.4% in 2023; it has fallen since 2021" in found.reading.en


def test_a_figure_in_doubt_between_the_ends_turns_no_conclusion():
    """Guangxi's 1,254 of 2021 lies far above its neighbours; with it the West would have fallen back since 2021."""
    found = gap_study(measure="contracts_bought")
    assert {place_name(region).zh for region in found.left_out} == {"吉林", "广西"}
    assert "2021年以来升高（48.5% → 49.9%）" in found.reading.zh


def test_a_zone_most_of_which_is_left_out_has_no_mean_and_who_is_left_out_is_told_with_why():
    sold = gap_study(measure="contracts_sold")
    assert unseen_zones(sold) == ("northeast",)
    assert left_out_words(sold).zh == "不含吉林、黑龙江、广西、青海（存疑）；不含西藏（缺数较多）"
    assert f"among the {len(sold.regions)} provinces used" in sold.reading.en
    assert unseen_zones(gap_study(measure="contracts_bought")) == ()
    assert left_out_words(gap_study(measure="rd_intensity")).zh == ""


def test_that_all_inequality_fell_is_said_beside_a_west_that_fell_behind():
    assert "由 0.133 降到 0.101（−24%），尽管西部相当于东部的比例降低" in gap_study(measure="rd_intensity").reading.zh
    assert "尽管" not in gap_study(measure="rd_per_head").reading.zh


def test_a_province_that_makes_the_figure_of_the_west_is_named():
    told = gap_study(measure="contracts_sold").reading
    assert "西部所计的 9 个省份的技术合同输出成交额中，陕西一地占 50%（2010年 31%）" in told.zh
    assert "Of the 9 western provinces used Shaanxi alone makes 50%" in told.en
    assert "一地占" not in gap_study(measure="rd_intensity").reading.zh


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({2010: 0.5, 2021: 0.6, 2023: 0.7}, "2010年以来升高（50.0% → 70.0%）；其中2021年以来升高（60.0% → 70.0%）"),
        (
            {2010: 0.5, 2015: 0.8, 2023: 0.4},
            "2010年以来降低（50.0% → 40.0%）：2015年升到 80.0%（最高），2023年降到 40.0%",
        ),
        (
            {2010: 0.5, 2012: 0.4, 2015: 0.8, 2020: 0.6},
            "：2012年降到 40.0%（最低），2015年升到 80.0%（最高），2020年降到 60.0%",
        ),
        (
            {2010: 0.5, 2015: 0.4, 2021: 0.5},
            "2010年以来持平（50.0% → 50.0%）：2015年降到 40.0%（最低），2021年升到 50.0%",
        ),
    ],
)
def test_the_course_of_a_share_does_not_hang_on_its_ends(shares, said):
    assert course(shares).zh.endswith(said)


def test_a_rise_that_was_lost_and_came_back_is_told_as_that():
    """The West bought two thirds of what the East did in 2013, and two fifths in 2020."""
    told = gap_study(measure="contracts_bought").reading
    assert "2013年升到 65.7%（最高）" in told.zh
    assert "2020年降到 41.2%，2023年升到 49.9%；其中2021年以来升高（48.5% → 49.9%）" in told.zh
    assert "down to 41.2% in 2020, up to 49.9% in 2023; it has risen since 2021 (48.5% → 49.9%)" in told.en


_SAID = re.compile(r"(\d{4})年([升降])到 ([\d.]+)%(（最[高低]）)?")


@pytest.mark.parametrize("seed", range(100))
def test_what_a_course_says_holds_of_any_path(seed):
    random = Random(seed)
    years = sorted(random.sample(range(2000, 2030), random.randint(2, 20)))
    steps = random.choice((0.002, 0.02, 0.2))
    told = {year: round(random.choice((0.5, random.uniform(0.5 - steps, 0.5 + steps))) * 100, 1) for year in years}
    found = course({year: share / 100 for year, share in told.items()})
    first, last = years[0], years[-1]
    way = "升高" if told[last] > told[first] else "降低" if told[last] < told[first] else "持平"
    assert f"{first}年以来{way}（{told[first]}% → {told[last]}%）" in found.zh
    assert (found.points[0], found.points[-1]) == (first, last)
    assert {max(told.values()), min(told.values())} == {pick(told[y] for y in found.points) for pick in (max, min)}
    said = [(int(year), leg, float(share), name) for year, leg, share, name in _SAID.findall(found.zh)]
    assert [year for year, *_ in said] == (list(found.points[1:]) if len(found.points) > 2 else [])
    for before, (year, leg, share, name) in zip(found.points, said, strict=False):
        assert share == told[year]
        assert leg == ("升" if told[year] > told[before] else "降" if told[year] < told[before] else "")
        assert name != "（最高）" or share == max(told.values())
        assert name != "（最低）" or share == min(told.values())
    span = max(told.values()) - min(told.values())
    for before, after in pairwise(found.points):
        way = (told[after] > told[before]) - (told[after] < told[before])
        leg = [year for year in years if before <= year <= after]
        assert max(way * (told[i] - told[j]) for i, j in combinations(leg, 2)) < max(TURN * span, LEAST_TURN)


@pytest.mark.parametrize(
    ("shares", "zh", "en"),
    [
        (
            {2010: 0.5, 2014: 0.3, 2023: 0.4},
            "2010年以来降低，先降（至2014年）后升",
            "has fallen since 2010, first down (to 2014), then up",
        ),
        (
            {2010: 0.5, 2014: 0.6, 2023: 0.4},
            "2010年以来降低，先升（至2014年）后降",
            "has fallen since 2010, first up (to 2014), then down",
        ),
        ({2010: 0.5, 2014: 0.45, 2023: 0.4}, "2010年以来降低", "has fallen since 2010"),
        (
            {2010: 0.5, 2012: 0.8, 2014: 0.5, 2016: 0.8, 2023: 0.4},
            "2010年以来降低，其间几度升降",
            "has fallen since 2010, up and down several times",
        ),
    ],
)
def test_in_few_words_too_a_course_says_how_it_went(shares, zh, en):
    assert (course(shares).brief_zh, course(shares).brief_en) == (zh, en)


def test_a_premise_that_does_not_hold_is_worded_as_not_holding():
    told = [doubt.words.zh for measure in MEASURES for doubt in gap_study(measure=measure).doubts]
    assert "中间各期的离散程度介于首尾之间" not in "".join(told)
    assert any("方向不一致" in words for words in told)
    assert any("不能据此说收敛" in words for words in told)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_lies_between_and_what_lies_within_add_up_in_every_year(measure):
    found = gap_study(measure=measure)
    at = [found.years.index(year) for year in found.used]
    for split in (found.zones, found.sides):
        np.testing.assert_allclose(split.between[at] + split.within[at], split.total[at], rtol=1e-9, atol=1e-12)
        assert ((split.share[at] >= 0) & (split.share[at] <= 1)).all()
        assert np.isnan(np.delete(split.total, at)).all()
    assert found.sides.groups == SIDES


@pytest.mark.parametrize("measure", MEASURES)
def test_every_reading_says_in_both_languages_what_the_figures_show(measure):
    found = gap_study(measure=measure)
    closer = found.relative[found.years.index(found.used[-1])] > found.relative[found.years.index(found.used[0])]
    assert (f"{found.used[0]}年以来升高" in found.reading.zh) == closer
    assert not any("\u4e00" <= character <= "\u9fff" for character in found.reading.en)
    assert found.sigma.p_value < 0.05 or "不显著" in found.reading.zh


def test_a_year_that_was_not_published_is_missing_and_not_put_in():
    found = gap_study(measure="contracts_bought")
    assert 2011 not in found.used
    assert np.isnan(found.means[:, found.years.index(2011)]).all()
    assert any("2011" in note.zh for note in found.notes)


def test_who_lacks_years_or_has_a_figure_in_doubt_is_left_out_and_named():
    found = gap_study(measure="contracts_sold")
    named = {place_name(region).zh for region in found.left_out}
    assert named == {"西藏", "黑龙江", "吉林", "广西", "青海"}
    assert any("西藏" in note.zh and "Xizang" in note.en for note in found.notes)
