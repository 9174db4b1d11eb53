"""Technologies told by terms."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongxi.analysis.text.normal import fold
from dongxi.analysis.text.technology import technologies, technology_names, told_in
from dongxi.analysis.text.vocab import vocabulary


@pytest.mark.parametrize(
    ("one", "other"), [("动力电池电解液", "六氟磷酸锂"), ("奶牛乳房炎防治", "口蹄疫疫苗"), ("变频电机", "永磁同步电机")]
)
def test_words_of_one_technology_meet_without_a_character_in_common(one: str, other: str) -> None:
    assert technologies(fold(one)).keys() & technologies(fold(other)).keys()


def test_a_latin_term_counts_as_a_whole_word_only() -> None:
    assert technologies("ptfe薄膜")["fluorochemicals"] == 1
    assert not technologies("xptfe2")


def test_the_longest_term_counts_and_none_overlaps() -> None:
    told = list(told_in("磷酸铁锂电池回收"))
    assert all(before.end <= after.start for before, after in itertools.pairwise(told))
    assert told[0].end - told[0].start >= 4


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    plain = fold(text)
    assert all(0 <= told.start < told.end <= len(plain) for told in told_in(plain))
    assert technologies(plain).keys() <= technology_names().keys()


def test_every_technology_has_a_name_of_its_own_and_terms_of_two_characters_or_more() -> None:
    held = vocabulary("technology")["technology"]
    assert len({one["id"] for one in held}) == len({one["name"] for one in held}) == len(held)
    assert all(len(term) > 1 and fold(term) == term for one in held for term in one["terms"].split())
