"""Efficiency of research from the shipped figures."""

import numpy as np
import pytest

from dongxi.analysis.evaluation.errors import TooFew
from dongxi.analysis.indicators import efficiency
from dongxi.analysis.indicators.efficiency import efficiency_intervals, efficiency_study, places_by_intervals


def test_the_figures_are_those_published_and_somebody_is_on_the_frontier():
    found = efficiency_study(year=2023)
    beijing = found.regions.index("110000")
    assert found.inputs[beijing, 0] == pytest.approx(2947.1)
    assert found.found.efficiency[beijing] == pytest.approx(1)
    assert len(found.regions) + len(found.left_out) == 31
    assert found.found.efficiency.max() <= 1 + 1e-9


def test_a_year_without_enough_figures_is_refused():
    with pytest.raises(TooFew, match="2011"):
        efficiency_study(year=2011)


def test_intervals_lie_below_what_was_computed_and_hold_the_corrected_value(monkeypatch):
    asked = efficiency.studies()["efficiency"]
    monkeypatch.setattr(efficiency, "studies", lambda: {"efficiency": {**asked, "draws": 100}})
    study = efficiency_study(year=2023)
    found = efficiency_intervals(of=study)
    assert found.units == study.regions
    assert found.efficiency == pytest.approx(study.found.efficiency)
    assert (found.corrected <= found.efficiency).all()
    assert (found.low <= found.high).all()
    assert (found.high <= found.efficiency + 1e-9).all()


def test_places_by_intervals_overlap_where_intervals_do():
    low, high = places_by_intervals(low=np.array([0.9, 0.5, 0.4]), high=np.array([1.0, 0.7, 0.6]))
    assert low.tolist() == [1, 2, 2]
    assert high.tolist() == [1, 3, 3]
