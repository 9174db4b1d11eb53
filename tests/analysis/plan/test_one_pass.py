"""Whatever makes a search fast finds what the plain regular expression finds."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongxi.analysis.plan import read
from dongxi.analysis.plan.opening import Kinds, first_match, openings, quick
from dongxi.analysis.plan.vocab import any_of, either, vocabulary
from dongxi.analysis.plan.word_list import WordList

PATTERNS = (
    "甲(?:乙|丙)?丁",
    "(?:甲|[丙丁])+乙",
    "(?<!甲)乙",
    "甲?乙",
    "^丙",
    "丙[^丁]{0,2}乙",
    "[（(]甲|丁丙",
    "(?:[（(]|丁)乙",
    "[^甲]乙",
    "“?丙",
    "丁{0,2}乙",
    "(?P<name>甲|乙)丙",
    r"\d甲",
    r"\d{0,2}甲",
)
BOUNDLESS = {"[^甲]乙", r"\d甲", r"\d{0,2}甲"}
TEXT = st.text(alphabet="甲乙丙丁“（1", max_size=30)
CHOSEN = st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=4, unique=True)
BOUNDED = st.lists(
    st.sampled_from([one for one in PATTERNS if one not in BOUNDLESS]), min_size=1, max_size=4, unique=True
)


@given(TEXT, CHOSEN)
def test_looking_ahead_changes_nothing_that_is_found(text: str, patterns: list[str]) -> None:
    plain, fast = re.compile(any_of(patterns)), re.compile(quick(patterns))
    assert [found.span() for found in fast.finditer(text)] == [found.span() for found in plain.finditer(text)]


@given(TEXT, BOUNDED, BOUNDED)
def test_each_kind_is_first_found_where_its_own_patterns_first_match(
    text: str, some: list[str], others: list[str]
) -> None:
    kinds = {"some": some, "others": others}
    first: dict[str, tuple[int, int]] = {}
    for at, able in Kinds(kinds).places(text, 0, len(text)).within(0, len(text)):
        for kind, patterns in able:
            found = first_match(patterns, text, at)
            if found:
                first.setdefault(kind, found.span())
    plain = {kind: re.search(any_of(held), text) for kind, held in kinds.items()}
    assert first == {kind: found.span() for kind, found in plain.items() if found}


PLANS = Path(__file__).parents[3] / "examples" / "plans"


def test_the_shipped_patterns_of_modes_compile_and_none_is_passed_over() -> None:
    shipped = {mode["code"]: mode["patterns"] for mode in vocabulary("modes")["mode"]}
    text = "\n".join(read(file).text for file in sorted(PLANS.glob("*.txt")))
    looked_at = {
        (at, pattern)
        for at, able in Kinds(shipped).places(text, 0, len(text)).within(0, len(text))
        for _, patterns in able
        for pattern in patterns
    }
    passed_over = {
        (found.start(), pattern)
        for pattern in {one for patterns in shipped.values() for one in patterns}
        for found in re.finditer(pattern, text)
    } - looked_at
    assert looked_at
    assert not passed_over


def test_a_pattern_that_may_begin_with_anything_is_refused() -> None:
    for pattern in BOUNDLESS:
        with pytest.raises(ValueError, match="may begin with anything"):
            Kinds({"some": ["甲乙", pattern]})


def test_a_pattern_begins_with_what_stands_before_its_first_unknown_character() -> None:
    assert openings("(?:甲乙|丙)[^丁]乙|丁丁丁", 2) == {"甲乙", "丙", "丁丁"}
    assert openings("(?:甲)?乙丙", 2) == {"甲乙", "乙丙"}


WORDS = st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=3), min_size=1, max_size=6)


@given(
    TEXT, WORDS, st.sampled_from(["", "(?=$|[丁“])", "(?!甲)", "(?<!乙)(?!丙)"]), st.integers(0, 5), st.integers(0, 30)
)
def test_a_word_list_finds_what_an_alternation_of_its_words_finds(
    text: str, words: list[str], follows: str, start: int, end: int
) -> None:
    expected = [found.span() for found in re.compile(either(words) + follows).finditer(text, start, end)]
    end = min(end, len(text))
    assert WordList(words, follows).spans(text, start, end) == expected
    assert WordList(words, follows).standing(text, 0, len(text)).within(start, end) == expected
