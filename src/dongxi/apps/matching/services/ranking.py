"""Writes of rankings: what the engine found for a need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from dongxi.apps.matching.models import Match, Need, Offer, Ranking, Weighting
from dongxi.apps.records.audit import audit
from dongxi.apps.records.permissions import require

if TYPE_CHECKING:
    from dongxi.analysis.matching import Match as Found

MILLION = 1_000_000


@transaction.atomic
def keep_ranking(
    *,
    actor: Any,
    need: Need,
    weighting: Weighting,
    engine: str,
    found: Sequence[Found],
    offers: Mapping[str, Offer],
    reasons: Mapping[str, Mapping[str, Any]],
    among: int,
    took_ms: int,
) -> Ranking:
    """Keep a need's ranked offers in place of those before; pairs that fell out stay, with what was decided of them.

    `offers` by code as they were read; `reasons` by code of the offer, of those that were explained.
    """
    require(actor, "matching.rank")
    ranking = Ranking.objects.create(
        need=need,
        need_version=need.version,
        weighting=weighting,
        engine=engine,
        offers=among,
        took_ms=took_ms,
    )
    need.matches.filter(listed=True).update(listed=False)
    known = {match.offer_id: match for match in need.matches.filter(offer__in=list(offers.values()))}
    rows = [_row(need, offers[each.offer], each, ranking, reasons.get(each.offer, {})) for each in found]
    fresh = [row for row in rows if row.offer_id not in known]
    for row in rows:
        if row.offer_id in known:
            row.pk = known[row.offer_id].pk
    Match.objects.bulk_create(fresh)
    again = [row for row in rows if row.offer_id in known]
    fields = ["ranking", "rank", "score_ppm", "parts", "reasons", "offer_version", "listed"]
    Match.objects.bulk_update(again, fields, batch_size=100)
    audit(actor, "matching.rank", need, ranking=ranking.pk, listed=len(rows), among=among, weights=weighting.digest)
    return ranking


def _row(need: Need, offer: Offer, found: Found, ranking: Ranking, reasons: Mapping[str, Any]) -> Match:
    return Match(
        need=need,
        offer=offer,
        ranking=ranking,
        rank=found.rank,
        score_ppm=round(found.score * MILLION),
        parts={name: round(value, 6) for name, value in found.parts.items()},
        reasons=dict(reasons),
        offer_version=offer.version,
        listed=True,
    )
