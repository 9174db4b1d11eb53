"""The gap between East and West and among provinces, on the shipped figures."""

from __future__ import annotations

import numpy as np
import pytest

from dongxi.analysis.indicators.gap import SIDES, ZONES, gap_study
from dongxi.analysis.indicators.measures import measures, place_name

MEASURES = sorted(measures())


def test_rd_intensity_over_revised_gdp_diverges_between_east_and_west():
    found = gap_study(measure="rd_intensity")
    east, west = found.means[ZONES.index("east")], found.means[ZONES.index("west")]
    assert (found.years[0], found.years[-1]) == (2010, 2023)
    assert [round(float(x), 2) for x in (east[0], east[-1], west[0], west[-1])] == [2.10, 3.34, 1.14, 1.62]
    assert "差距扩大" in found.reading.zh
    assert "widened" in found.reading.en


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
    assert ("西部增长快于东部" in found.reading.zh or "差距缩小" in found.reading.zh) == closer
    assert not any("\u4e00" <= character <= "\u9fff" for character in found.reading.en)
    assert found.sigma.p_value < 0.05 or "不显著" in found.reading.zh


def test_a_year_that_was_not_published_is_missing_and_not_put_in():
    found = gap_study(measure="contracts_bought")
    assert 2011 not in found.used
    assert np.isnan(found.means[:, found.years.index(2011)]).all()
    assert any("2011" in note.zh for note in found.notes)


def test_who_lacks_years_or_has_a_doubtful_figure_at_an_end_is_left_out_and_named():
    found = gap_study(measure="contracts_sold")
    named = {place_name(region).zh for region in found.left_out}
    assert named == {"西藏", "黑龙江"}
    assert any("西藏" in note.zh and "Xizang" in note.en for note in found.notes)
