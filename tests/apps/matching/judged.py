"""Needs and offers of three trades with a verdict on every pair: enough for the engine to learn from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

FIELDS = {
    "干燥": ("低温烘干保色", "热泵干燥装备", "真空冻干工艺", "微波干燥机"),
    "提锂": ("卤水提锂吸附", "纳滤膜分镁锂", "锂盐结晶提纯", "电渗析浓缩卤水"),
    "灌溉": ("滴灌水肥一体", "墒情预报灌溉", "低压管道输水", "灌区量水设备"),
}


def judge_pairs(author: Any) -> list[tuple[str, Any]]:
    """Twelve offers of three trades, six needs of them, all 72 pairs judged: the same trade suits, another does not.

    Gives the needs, each with its trade.
    """
    from django.utils import timezone

    from dongxi.apps.matching import ranking
    from dongxi.apps.matching.models import Decision, Identity, Match, Need, Offer, Ranking

    public = {
        "state": "published",
        "published_at": timezone.now(),
        "published_on": timezone.localdate(),
        "expires_on": timezone.localdate() + timedelta(days=90),
    }

    def posted(table: Any, title: str, number: str) -> Any:
        identity = Identity.objects.create(region_id="640521", author=author)
        return table.objects.create(identity=identity, title=f"{title}（{number}）", body=f"{title}的说明", **public)

    offers = [(trade, posted(Offer, title, "一")) for trade, titles in FIELDS.items() for title in titles]
    needs = [(trade, posted(Need, f"{trade}难题", number)) for trade in FIELDS for number in ("甲", "乙")]
    weighting = ranking.weighting_in_use()
    for trade, need in needs:
        run = Ranking.objects.create(need=need, need_version=1, weighting=weighting, engine="", offers=12, took_ms=1)
        for place, (other, offer) in enumerate(offers, start=1):
            match = Match.objects.create(need=need, offer=offer, ranking=run, rank=place, score_ppm=1, offer_version=1)
            suits = trade == other
            Decision.objects.create(
                match=match, side="need", verdict="accept" if suits else "unsuitable", reason="" if suits else "field"
            )
    return needs
