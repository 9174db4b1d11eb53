"""How alike texts are in their words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongxi.analysis.text.lexical import coverage, lexicon, similarity, terms, whole_words

TEXTS = ["开展盐湖锂资源提取攻关", "建设枸杞良种繁育基地", "组织枸杞精深加工技术研究", "互派科技特派员"]
SENTENCES = st.lists(st.text(alphabet="盐湖锂枸杞牦牛攻关，。A1", max_size=12), min_size=1, max_size=6)


def test_a_text_is_wholly_like_itself_and_not_at_all_like_one_without_a_common_character() -> None:
    alike = similarity(left=TEXTS, right=TEXTS, by=lexicon(TEXTS))
    assert np.diag(alike) == pytest.approx(np.ones(len(TEXTS)))
    assert alike[0, 3] == 0


def test_texts_that_share_a_word_are_more_alike_than_texts_that_share_none() -> None:
    alike = similarity(left=TEXTS, right=TEXTS, by=lexicon(TEXTS))
    assert alike[1, 2] > alike[1, 0]


def test_a_text_covers_its_own_part_wholly_and_the_part_covers_the_text_only_partly() -> None:
    part, whole = ["枸杞"], ["组织枸杞精深加工技术研究"]
    by = lexicon(part + whole)
    assert coverage(left=part, right=whole, by=by)[0, 0] == pytest.approx(1.0)
    assert 0 < coverage(left=whole, right=part, by=by)[0, 0] < 1


def test_a_rare_word_weighs_more_than_a_frequent_one_and_an_unseen_one_like_the_rarest() -> None:
    by = lexicon(TEXTS)
    assert by.weight("盐湖") > by.weight("枸杞")
    assert by.weight("青稞") == pytest.approx(by.weight("盐湖"))


def test_an_empty_text_is_like_nothing_and_covers_nothing() -> None:
    by = lexicon(["", "枸杞"])
    assert similarity(left=[""], right=["枸杞"], by=by)[0, 0] == 0
    assert coverage(left=[""], right=["枸杞"], by=by)[0, 0] == 0


def test_single_characters_are_no_whole_words_but_count_in_pairs() -> None:
    assert whole_words("与") == []
    assert "~盐湖" in terms("盐湖")


@given(SENTENCES, SENTENCES)
def test_both_measures_stay_between_nought_and_one(left: list[str], right: list[str]) -> None:
    by = lexicon(left + right)
    for measure in (similarity, coverage):
        values = measure(left=left, right=right, by=by)
        assert values.shape == (len(left), len(right))
        assert np.all(values >= 0)
        assert np.all(values <= 1 + 1e-9)


@given(SENTENCES)
def test_alikeness_does_not_depend_on_which_side_is_asked_first(texts: list[str]) -> None:
    by = lexicon(texts)
    one = similarity(left=texts, right=texts[:1], by=by)
    other = similarity(left=texts[:1], right=texts, by=by)
    assert np.allclose(one, other.T)
