"""Reasons that are true to the score."""

import pytest
from analysis.matching.market import needs, offers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dongxi.analysis.matching import Engine, Need, Offer, explain
from dongxi.analysis.matching.explain import without

NEED = Need(id="n", title="高镁锂比卤水提锂", body="吸附剂溶损大。希望引进连续吸附工艺。", fields=("C26",), maturity=6)
OFFER = Offer(
    id="o", title="铝系吸附剂盐湖提锂", body="连续吸附工艺已中试。团队另有膜材料。", fields=("C26",), maturity=3
)


def test_shared_words_are_named_with_their_places_in_both_texts(engine: Engine) -> None:
    found = explain(engine=engine, need=NEED, offer=OFFER)
    assert {"吸附剂", "提锂"} <= {one.term for one in found.terms}
    for one in found.terms:
        assert all(NEED.said[a:b] == one.term for a, b in one.in_need)
        assert all(OFFER.said[a:b] == one.term for a, b in one.in_offer)


def test_places_are_those_of_the_original_writing(engine: Engine) -> None:
    offer = Offer(id="o", title="鹽 湖提鋰ＥＤＴＡ吸附劑")
    found = explain(engine=engine, need=Need(id="n", title="EDTA吸附剂"), offer=offer)
    assert "吸附劑" in {offer.said[a:b] for one in found.terms for a, b in one.in_offer}


PAIRS = st.tuples(st.sampled_from(needs()), st.sampled_from(offers()))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pair=PAIRS)
def test_without_any_named_evidence_the_score_is_lower(engine: Engine, pair: tuple[Need, Offer]) -> None:
    need, offer = pair
    found = explain(engine=engine, need=need, offer=offer)
    for one in found.terms:
        lessened = without(offer=offer, spans=one.in_offer)
        assert engine.score(need=need, offer=lessened).score < found.match.score
    near = found.sentences
    if near and near.fall is not None and near.fall > 0:
        lessened = without(offer=offer, spans=[near.in_offer])
        assert engine.score(need=need, offer=lessened).score < found.match.score


@pytest.mark.parametrize("pair", [(NEED, OFFER), (needs()[0], offers()[0]), (needs()[7], offers()[12])])
def test_without_an_agreeing_fact_the_score_is_lower_and_without_a_clashing_one_higher(
    engine: Engine, pair: tuple[Need, Offer]
) -> None:
    from dataclasses import replace

    gone = {"field": {"fields": ()}, "mode": {"modes": ()}, "maturity": {"maturity": None}, "money": {"amount": None}}
    need, offer = pair
    found = explain(engine=engine, need=need, offer=offer)
    assert found.agree
    for name in (*found.agree, *found.clash):
        changed = engine.score(need=need, offer=replace(offer, **gone[name])).score
        assert changed < found.match.score if name in found.agree else changed > found.match.score


def test_facts_are_named_as_agreeing_clashing_or_not_stated(engine: Engine) -> None:
    found = explain(engine=engine, need=NEED, offer=OFFER)
    assert (found.agree, found.clash) == (("field",), ("maturity",))
    assert set(found.missing) == {"mode", "money", "region"}


def test_the_nearest_sentences_are_those_that_say_the_same(engine: Engine) -> None:
    found = explain(engine=engine, need=NEED, offer=OFFER).sentences
    assert found is not None
    assert found.need_sentence == NEED.said[slice(*found.in_need)]
    assert found.offer_sentence == OFFER.said[slice(*found.in_offer)]
    assert "吸附" in found.offer_sentence or "提锂" in found.offer_sentence


def test_the_sentence_names_the_evidence_in_both_languages(engine: Engine) -> None:
    found = explain(engine=engine, need=NEED, offer=OFFER)
    assert "吸附剂" in found.chinese
    assert "领域相符" in found.chinese
    assert "技术就绪度不符" in found.chinese
    assert "agreeing: field" in found.english


def test_a_pair_with_nothing_in_common_says_so() -> None:
    blind = Engine(embedder=None).known(offers())
    found = explain(engine=blind, need=Need(id="n", title="牦牛"), offer=Offer(id="o", title="船舶涂料"))
    assert found.terms == ()
    assert "没有找到共同的用词" in found.chinese
    assert "no common words" in found.english


def test_a_technology_both_are_of_is_named_where_no_word_is_shared(engine: Engine) -> None:
    need = Need(id="n", title="动力电池电解液国产化")
    offer = Offer(id="o", title="六氟磷酸锂合成", body="另有一条中试线。")
    found = explain(engine=engine, need=need, offer=offer)
    (one,) = found.technologies
    assert need.said[slice(*one.in_need[0])] == "电解液"
    assert offer.said[slice(*one.in_offer[0])] == "六氟磷酸锂"
    assert engine.score(need=need, offer=without(offer=offer, spans=one.in_offer)).score < found.match.score
    assert f"同属“{one.name}”（电解液 – 六氟磷酸锂）技术" in found.chinese
    assert "both of the technology" in found.english


def test_texts_of_different_technologies_name_none(engine: Engine) -> None:
    found = explain(engine=engine, need=Need(id="n", title="牦牛胚胎移植"), offer=Offer(id="o", title="铝合金焊接"))
    assert found.technologies == ()
    assert "同属" not in found.chinese
