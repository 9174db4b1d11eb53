"""Which partner regions fit a province in a field, and how sure that is."""

import pytest

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.regional import Scored, regional_fit

NAMES = {
    "630000": ("青海", "Qinghai"),
    "320000": ("江苏", "Jiangsu"),
    "350000": ("福建", "Fujian"),
    "C26": ("化工", "chemicals"),
}
HOLDINGS = {("320000", "C26"): 40, ("350000", "C26"): 10, ("110000", "C26"): 80}


def needs(n: int = 6, **best: float) -> list[Scored]:
    scores = best or {"320000": 0.8, "350000": 0.6}
    return [Scored(need=f"n{i}", province="630000", field="C26", best=scores) for i in range(n)]


def fit(own: list[Scored], *, pairs: tuple[str, ...] = ("320000",), **more):
    return regional_fit(needs=own, holdings=HOLDINGS, names=NAMES, paired=lambda _, region: region in pairs, **more)


def test_a_fit_is_the_product_of_its_factors():
    [cell] = fit(needs())
    first, second = cell.fits
    assert (first.region, first.match, first.strength, first.pairing) == ("320000", pytest.approx(0.8), 0.5, 1.0)
    assert first.value == pytest.approx(0.8 * 0.5 * 1.0)
    assert second.value == pytest.approx(0.6 * (10 / 80) * 0.5)


def test_a_need_without_an_offer_there_counts_as_nought():
    own = [*needs(3), Scored(need="none", province="630000", field="C26", best={})]
    assert fit(own)[0].fits[0].match == pytest.approx(0.6)


def test_pairing_lifts_a_region_and_never_beyond_one():
    plain, bound = (fit(needs(), pairs=pairs)[0].fits for pairs in ((), ("320000",)))
    assert bound[0].value == pytest.approx(2 * plain[0].value)
    assert bound[0].value <= 1


def test_the_interval_encloses_the_value_and_narrows_with_more_needs():
    def spread(n: int) -> float:
        own = [
            Scored(need=f"n{i}", province="630000", field="C26", best={"320000": 0.9 if i % 2 else 0.3})
            for i in range(n)
        ]
        [only] = fit(own)[0].fits
        assert only.low < only.value < only.high
        return only.high - only.low

    assert spread(40) < spread(4)


def test_few_needs_give_no_interval_and_the_reading_says_so():
    [cell] = fit(needs(2))
    assert (cell.fits[0].low, cell.fits[0].high, cell.fits[0].first) == (None, None, None)
    assert cell.chinese == "青海·化工：最相宜的是江苏（0.40），规划已结对；仅有 2 条需求，不足以判断把握。"
    assert cell.english.endswith("too few needs (2) to say how sure this is.")


def test_the_reading_names_region_interval_and_certainty():
    [cell] = fit(needs())
    assert cell.chinese.startswith("青海·化工：最相宜的是江苏（0.40），规划已结对；九成区间 ")
    assert cell.english.startswith("Qinghai, chemicals: Jiangsu fits best (0.40), paired by the plan; nine in ten")


def test_regions_that_cannot_be_told_apart_are_not_called_certain():
    own = needs(6, **{"320000": 0.7, "110000": 0.35})
    assert max(one.first for one in fit(own, pairs=("320000", "110000"))[0].fits) < 0.9


def test_nobody_who_fits_is_said_in_words():
    assert fit(needs(4, **{"990000": 0.9}))[0].chinese == "青海·化工：尚无可合作的地区。"
    empty = [Scored(need="n", province="630000", field="C26", best={})]
    assert fit(empty)[0].english == "Qinghai, chemicals: no partner region fits yet."


def test_the_same_seed_gives_the_same_figures_whatever_the_order():
    own = [*needs(), Scored(need="z", province="640000", field="C26", best={"350000": 0.4})]
    assert fit(own) == fit(own[::-1])
    assert fit(own, seed=2) != fit(own)


@pytest.mark.parametrize(
    ("own", "more", "said"),
    [
        (needs(1) * 2, {}, "出现两次"),
        (needs(1, **{"320000": 1.2}), {}, "不在 0 至 1 之间"),
        (needs(1), {"unpaired": 2}, "系数 2"),
    ],
)
def test_what_cannot_be_weighed_is_refused_in_words(own, more, said):
    with pytest.raises(AnalysisError, match=said):
        fit(own, **more)
