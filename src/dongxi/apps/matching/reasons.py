"""The reasons of a pair further down a ranking, worked out when somebody looks."""

from __future__ import annotations

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching import Weights, explain
from dongxi.apps.matching import vectors
from dongxi.apps.matching.engine import as_json, experience_of, paired_regions, read_text, site_engine
from dongxi.apps.matching.models import Match
from dongxi.apps.records.errors import Refusal


def reasons_of(match: Match) -> dict[str, object] | None:
    """As kept with a ranking; None where they cannot be had now: the score and its parts still stand without."""
    version = vectors.current()
    if version is None:
        return None
    weighting = match.ranking.weighting
    try:
        engine = site_engine(
            weights=Weights.from_json(weighting.values),
            corpus=version.corpus(),
            experience=experience_of(weighting, version=version),
            keep=False,
        )
        need, offer = read_text(match.need), read_text(match.offer)
        return as_json(explain(engine=engine, need=need, offer=offer, paired=paired_regions()))
    except (AnalysisError, Refusal):
        return None
