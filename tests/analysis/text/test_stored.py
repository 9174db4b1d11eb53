"""Vectors kept by content, and texts in one written form."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongxi.analysis.text.normal import fold, folded
from dongxi.analysis.text.stored import Folder, Memory, Stored
from dongxi.analysis.text.terms import VIEWS, Terms, counts


class Counting:
    """Three numbers of each text, and how many texts were asked for."""

    name, dimensions = "counting", 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if "坏" in texts:
            raise TimeoutError("no answer")
        self.asked += texts
        return np.array([[len(text), sum(map(ord, text)), 1] for text in texts], dtype=np.float32)


def test_no_text_is_embedded_twice_not_even_after_a_restart(tmp_path: Path) -> None:
    behind = Counting()
    first = Stored(behind=behind, store=Folder(tmp_path)).embed(["盐湖", "牦牛", "盐湖"])
    again = Stored(behind=behind, store=Folder(tmp_path)).embed(["牦牛", "盐湖", "棉花"])
    assert behind.asked == ["盐湖", "牦牛", "棉花"]
    assert np.array_equal(first[[1, 0]], again[:2])


def test_what_was_embedded_before_a_failure_stays_kept() -> None:
    behind, store = Counting(), Memory()
    with pytest.raises(TimeoutError):
        Stored(behind=behind, store=store, batch=1).embed(["盐湖", "坏", "牦牛"])
    Stored(behind=behind, store=store, batch=1).embed(["盐湖", "牦牛"])
    assert behind.asked == ["盐湖", "牦牛"]


def test_no_texts_give_no_rows() -> None:
    assert Stored(behind=Counting(), store=Memory()).embed([]).shape == (0, 3)


@given(st.text(alphabet="盐湖鹽鋰ＡⅧ㎏ﬁ A1\n，。", max_size=20))
def test_a_folded_text_with_places_is_the_folded_text(text: str) -> None:
    form = folded(text)
    assert form.text.strip() == fold(text)
    assert len(form.at) == len(form.text)
    assert list(form.at) == sorted(form.at)


def test_generic_words_are_left_out_unless_nothing_else_is_there() -> None:
    assert set(counts("盐湖提锂关键技术研究与产业化")["words"]) == {"盐湖提锂"}
    assert counts("关键技术研究")["words"]


def test_texts_taken_from_terms_are_those_texts() -> None:
    texts = ["盐湖提锂", "", "牦牛胚胎移植", "V2G 充电"]
    for view in VIEWS:
        taken, fresh = (
            Terms.of(texts, view=view).take(np.array([3, 1, 0])),
            Terms.of([texts[3], "", texts[0]], view=view),
        )
        assert all(np.array_equal(getattr(taken, name), getattr(fresh, name)) for name in ("start", "ids", "count"))
