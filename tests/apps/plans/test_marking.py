"""A plan's text is cut into marked pieces and loses not a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dongxi.apps.plans.models import Clause, Commitment, Plan
from dongxi.apps.plans.queries.marking import marked
from dongxi.apps.plans.queries.outlining import LONGEST_PAGE, parts
from dongxi.apps.plans.storing.quoting import find_between, find_quote
from dongxi.apps.records.errors import BadInput


@given(
    text=st.text(alphabet="支持宁夏。\n", max_size=80),
    spans=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20)), max_size=8),
)
def test_marked_lines_keep_every_word_in_order(text, spans):
    rows = [Commitment(start=start, end=min(start + length, len(text))) for start, length in spans]
    rows = [row for row in rows if row.start < row.end]
    lines = marked(text=text, clauses=[], commitments=rows)
    shown = "".join(piece.text for line in lines for piece in line.pieces)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_commitment_and_a_heading_are_marked_as_themselves():
    text = "一、任务。支持宁夏建园区。"
    row = Commitment(start=5, end=12)
    (line,) = marked(text=text, clauses=[Clause(code="1", level=1, heading="任务", start=2, end=4)], commitments=[row])
    assert [(piece.text, piece.commitment is row, piece.heading) for piece in line.pieces] == [
        ("一、", False, False),
        ("任务", False, True),
        ("。", False, False),
        ("支持宁夏建园区", True, False),
        ("。", False, False),
    ]
    assert (line.anchors, line.level) == (("1",), 0)


@given(st.integers(1, 5))
def test_parts_of_a_long_text_cover_it_once(times):
    text = ("某" * 70 + "\n") * (LONGEST_PAGE * times // 60)
    cut = parts(plan=Plan(text=text), clauses=[])
    assert [part.start for part in cut[1:]] == [part.end for part in cut[:-1]]
    assert (cut[0].start, cut[-1].end) == (0, len(text))
    assert all(part.end - part.start <= LONGEST_PAGE for part in cut)


def test_a_quote_is_found_across_line_breaks():
    assert find_quote(text="前文 支持\n宁夏 后文", quote="支持宁夏") == (3, 8)


def test_a_quote_from_its_first_to_its_last_words():
    assert find_between(text="甲支持宁夏建设园区乙", first="支持", last="园区", within=(0, 10)) == (1, 9)


@pytest.mark.parametrize("quote", ["", "  ", "没有", "夏"])
def test_a_quote_that_stands_not_once_is_refused(quote):
    with pytest.raises(BadInput):
        find_quote(text="宁夏夏天", quote=quote)
