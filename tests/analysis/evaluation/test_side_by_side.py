"""One set of values through several methods."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dongxi.analysis.evaluation.assessment import assess
from dongxi.analysis.evaluation.framework import framework_of
from dongxi.analysis.evaluation.framework_values import reported_values
from dongxi.analysis.evaluation.side_by_side import side_by_side
from dongxi.analysis.evaluation.topsis import topsis
from dongxi.analysis.indicators.shipped import shipped_table
from dongxi.data import frameworks


@pytest.fixture(scope="module")
def found():
    own = framework_of(frameworks()["western"], name="western")
    return assess(
        framework=own, reported=reported_values(framework=own, table=shipped_table(), period="2023"), draws=200
    )


def test_every_method_places_every_unit_and_says_why(found):
    beside = side_by_side(found=found)
    assert [one.method for one in beside.placings] == [
        "official", "equal", "entropy", "critic", "topsis", "vikor", "coupling"
    ]  # fmt: skip
    for one in beside.placings:
        assert one.refused is None
        assert sorted(one.places.tolist()) == list(range(1, 13))
        assert one.why.zh
        assert one.why.en


def test_who_moves_farthest_is_everybody_who_moves_as_far(found):
    beside = side_by_side(found=found)
    official = beside.placings[0]
    for one in beside.placings[1:]:
        by = {unit: int(was - now) for unit, was, now in zip(beside.units, official.places, one.places, strict=True)}
        most = max(map(abs, by.values()))
        assert one.moved == {unit: moved for unit, moved in by.items() if moved and abs(moved) == most}
    assert any(len(one.moved) > 1 for one in beside.placings)


def test_where_too_few_reported_everything_the_frameworks_places_stand_alone():
    own = framework_of(frameworks()["western"], name="western")
    values = reported_values(framework=own, table=shipped_table(), period="2011")
    beside = side_by_side(found=assess(framework=own, reported=values, draws=200))
    official, *others = beside.placings
    assert official.refused is None
    assert official.places.tolist() == list(range(1, 13))
    assert len(beside.units) == 12
    assert beside.left_out == ()
    assert len(others) == 6
    assert all("只有 0 个" in one.refused.zh for one in others)


def test_each_method_is_asked_again_without_the_units_in_doubt(found):
    assert all(one.without_doubts is None for one in side_by_side(found=found).placings)
    marks = {"吸纳技术强度": {"陕西": "存疑"}}
    doubted = side_by_side(found=replace(found, reported=replace(found.reported, doubtful=marks)))
    said = {one.method: one.without_doubts for one in doubted.placings if one.without_doubts}
    assert set(said) == {"equal", "entropy", "critic", "topsis", "vikor", "coupling"}
    assert all(one.zh.startswith("去掉数值存疑的陕西再算，其余地区") for one in said.values())
    assert said["coupling"].zh.endswith("先后不变")  # by targets, not by the best and the worst unit
    assert "名次改变的：" in said["critic"].zh
    for one in doubted.placings:
        if one.method == "topsis":
            rest = [unit for unit in doubted.units if unit != "陕西"]
            again = topsis_without(found, "陕西")
            before = [int(one.places[doubted.units.index(unit)]) for unit in rest]
            moved = [
                unit for unit, was in zip(rest, before, strict=True) if sum(b < was for b in before) + 1 != again[unit]
            ]
            assert ("先后不变" in one.without_doubts.zh) == (not moved)


def topsis_without(found, unit):
    """Places by TOPSIS of the other units, from the values themselves."""
    units = [one for one in found.reported.units if one != unit]
    values = [
        [float(column[i]) for column in found.reported.values.values()]
        for i, one in enumerate(found.reported.units)
        if one != unit
    ]
    scores = topsis(
        matrix=values,
        weights=found.framework.weights.weights,
        maximise=[one.direction != "lower" for one in found.framework.indicators],
    )
    return dict(zip(units, scores.ranks.tolist(), strict=True))


def test_coupling_is_root_of_how_alike_the_criteria_are_times_how_high(found):
    """Shaanxi's three criteria by hand: points of two indicators each, 0.6 and 0.4 (or 0.4 and 0.6) of a criterion."""
    beside = side_by_side(found=found)
    coupling = next(one for one in beside.placings if one.method == "coupling")
    row = found.sums.units.index("陕西")
    points, weights = found.sums.points[row] / 100, found.framework.weights.weights
    systems = [points[k : k + 2] @ weights[k : k + 2] / weights[k : k + 2].sum() for k in (0, 2, 4)]
    apart = np.mean([abs(a - b) for k, a in enumerate(systems) for b in systems[k + 1 :]])
    together = np.sqrt((1 - apart) * np.sqrt(np.prod(np.array(systems) / max(systems))))
    high = 0.4 * systems[0] + 0.25 * systems[1] + 0.35 * systems[2]
    assert coupling.values[beside.units.index("陕西")] == pytest.approx(np.sqrt(together * high))
    assert coupling.places.tolist() == (1 + (coupling.values[None, :] > coupling.values[:, None]).sum(axis=1)).tolist()


def test_a_framework_with_one_criterion_has_nothing_to_couple(found):
    text = (Path(__file__).parents[3] / "src/dongxi/data/frameworks/western.toml").read_text(encoding="utf-8")
    first, rest = text.split('[[criterion]]\nname = "知识"')
    grades = rest[rest.index("[[grade]]") :]
    own = framework_of(first.replace("weight = 40", "weight = 100") + grades, name="one")
    one = assess(
        framework=own, reported=reported_values(framework=own, table=shipped_table(), period="2023"), draws=200
    )
    refused = next(each for each in side_by_side(found=one).placings if each.method == "coupling").refused
    assert refused
    assert "耦合" in refused.zh
