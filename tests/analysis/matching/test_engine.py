"""Ranking offers for needs."""

import random
from dataclasses import replace

import numpy as np
import pytest
from analysis.matching.market import grades, needs, offers

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching import Engine, Match, Need, Offer, Weights, corpus_of, shipped_weights
from dongxi.analysis.matching.fuse import PARTS


def ranked(engine: Engine, **more: object) -> tuple[Match, ...]:
    return engine.match(needs=needs(), offers=offers(), **more)


def test_a_strong_offer_stands_first_for_most_needs_and_among_the_first_five_for_nearly_all(engine: Engine) -> None:
    level = grades()
    found = ranked(engine, top=5)
    strong = {(n, o) for (n, o), grade in level.items() if grade == 4}
    first = [(m.need, m.offer) in strong for m in found if m.rank == 1]
    five = {m.need for m in found if (m.need, m.offer) in strong}
    words_alone = engine.embedder is None
    assert sum(first) >= (0.65 if words_alone else 0.7) * len(needs())
    assert len(five) >= (0.75 if words_alone else 0.9) * len(needs())


def test_ranks_begin_at_one_and_scores_fall(engine: Engine) -> None:
    for need in needs():
        mine = [match for match in ranked(engine, top=7) if match.need == need.id]
        assert [match.rank for match in mine] == list(range(1, 8))
        assert [match.score for match in mine] == sorted((match.score for match in mine), reverse=True)


def test_a_score_is_the_logistic_function_of_its_bias_and_its_parts(engine: Engine) -> None:
    for match in ranked(engine, top=3):
        assert set(match.parts) == set(PARTS)
        assert match.score == pytest.approx(1 / (1 + np.exp(-match.bias - sum(match.parts.values()))))


def test_the_order_in_which_texts_come_changes_nothing(engine: Engine) -> None:
    mixed_needs, mixed_offers = needs(), offers()
    random.Random(3).shuffle(mixed_needs)
    random.Random(4).shuffle(mixed_offers)
    assert engine.match(needs=mixed_needs, offers=mixed_offers) == ranked(engine)


def test_a_need_gets_the_same_offers_alone_and_in_any_company(engine: Engine) -> None:
    every = [match for match in ranked(engine) if match.need == "n09"]
    alone = engine.match(needs=[need for need in needs() if need.id == "n09"], offers=offers())
    assert list(alone) == every


def test_equal_offers_stand_by_id(engine: Engine) -> None:
    twins = [replace(offers()[0], id=name) for name in ("z", "a", "m")]
    assert [m.offer for m in engine.match(needs=needs()[:1], offers=twins)] == ["a", "m", "z"]


def test_agreeing_facts_raise_a_score_and_clashing_ones_lower_it(engine: Engine) -> None:
    need = Need(id="n", title="盐湖提锂", fields=("C26",), maturity=7, modes=("joint_research",), amount=100)
    bare = Offer(id="o", title="提锂吸附剂")
    fits = replace(bare, fields=("C26",), maturity=8, modes=("joint_research",), amount=90)
    clashes = replace(bare, fields=("A01",), maturity=2, modes=("talent_exchange",), amount=200)
    one, fit, clash = (engine.score(need=need, offer=offer).score for offer in (bare, fits, clashes))
    assert clash < one < fit


def test_regions_the_plan_pairs_raise_a_score(engine: Engine) -> None:
    need, offer = needs()[0], offers()[0]
    plain = engine.score(need=need, offer=offer)
    told = engine.score(need=need, offer=offer, paired=lambda a, b: (a, b) == ("630000", "310000"))
    assert told.score > plain.score
    assert told.parts["region"] > plain.parts["region"] == 0


def test_traditional_characters_full_width_letters_and_spaces_read_as_the_simplified_text(engine: Engine) -> None:
    plain = engine.score(need=Need(id="n", title="盐湖提锂ABC"), offer=offers()[0])
    other = engine.score(need=Need(id="n", title="鹽湖 提鋰ＡＢＣ"), offer=offers()[0])
    assert other.score == plain.score


@pytest.mark.parametrize("title", ["锂", "A", "7", "盐湖 lithium Соль リチウム 🧂", "盐湖提锂" * 25_000])
def test_any_readable_text_is_ranked(engine: Engine, title: str) -> None:
    found = engine.match(needs=[Need(id="n", title=title)], offers=offers(), top=3)
    assert len(found) == 3
    assert all(0 <= match.score <= 1 for match in found)


def test_a_novel_as_body_is_ranked_by_its_beginning(engine: Engine) -> None:
    novel = "从前有一座山，山里有一个人。" * 8_000
    one, other = (
        engine.match(needs=[Need(id="n", title="盐湖提锂", body=novel + end)], offers=offers(), top=3)
        for end in ("", "牦牛胚胎移植")
    )
    assert one == other


@pytest.mark.parametrize("title", ["", "  ", "！？……", "\n\t"])
def test_a_text_without_a_readable_character_is_refused_by_its_id(engine: Engine, title: str) -> None:
    with pytest.raises(AnalysisError, match="没有可读的文字：n77"):
        engine.match(needs=[Need(id="n77", title=title)], offers=offers())


def test_a_repeated_id_is_refused_in_words(engine: Engine) -> None:
    with pytest.raises(AnalysisError, match="供给的编号重复：o01"):
        engine.match(needs=needs(), offers=[*offers(), offers()[0]])


def test_a_maturity_off_the_scale_is_refused(engine: Engine) -> None:
    with pytest.raises(AnalysisError, match="技术就绪度应为 1 至 9：n"):
        engine.match(needs=[Need(id="n", title="盐湖", maturity=12)], offers=offers())


def test_no_needs_or_no_offers_give_no_matches(engine: Engine) -> None:
    assert engine.match(needs=[], offers=offers()) == ()
    assert engine.match(needs=needs(), offers=[]) == ()


def test_more_matches_than_offers_are_all_offers(engine: Engine) -> None:
    assert len(engine.match(needs=needs()[:1], offers=offers()[:4], top=10)) == 4


def test_one_need_and_one_offer_are_scored_by_an_engine_that_knows_only_them(engine: Engine) -> None:
    fresh = Engine(embedder=engine.embedder)
    (match,) = fresh.match(needs=[Need(id="n", title="盐湖提锂")], offers=[Offer(id="o", title="盐湖卤水提锂吸附剂")])
    (other,) = fresh.match(needs=[Need(id="n", title="牦牛繁育")], offers=[Offer(id="o", title="盐湖卤水提锂吸附剂")])
    assert match.score > 0.5 > other.score


def test_the_first_selection_keeps_what_ranking_with_everything_puts_first(engine: Engine) -> None:
    wanted, offered = engine.prepare(needs()), engine.prepare(offers())
    products = engine.wanted(wanted).astype(float) @ engine.vectors(offered).astype(float).T
    best = {m.need: m.offer for m in ranked(engine, top=1)}
    ids = [offer.id for offer in offers()]
    kept = [
        best[need.id] in [ids[j] for j in np.argsort(-row)[:10]] for need, row in zip(needs(), products, strict=True)
    ]
    assert np.mean(kept) >= 0.95


def test_a_corpus_of_another_engine_is_refused() -> None:
    class Other:
        name, dimensions = "other", 2

        def embed(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts), 2), np.float32)

    with pytest.raises(AnalysisError, match="与现用引擎"):
        Engine(embedder=Other(), corpus=corpus_of(offers(), embedder=None))


def test_weights_survive_json_and_a_missing_or_negative_one_is_refused() -> None:
    plain = shipped_weights(meaning=True)
    assert Weights.from_json(plain.as_json()) == plain
    assert plain.digest() == Weights.from_json(plain.as_json()).digest()
    with pytest.raises(AnalysisError, match="缺失或不认识"):
        Weights.from_json(plain.as_json() | {"evidence": {"meaning": 1.0}})
    with pytest.raises(AnalysisError, match="不得为负"):
        Weights.from_json(plain.as_json() | {"evidence": dict(plain.evidence) | {"words": -1.0}})


def test_weights_kept_before_technologies_were_told_still_rank_as_they_did() -> None:
    kept = shipped_weights(meaning=True).as_json()
    for table in ("evidence", "base"):
        del kept[table]["technology"]
    read = Weights.from_json(kept)
    assert read.evidence["technology"] == read.base["technology"] == 0.0
