"""Whatever text comes, the reader keeps its promises."""

import json
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.plan import PlanDocument, PlanUnreadable, read, read_text, squeeze

FRAMES = "一、|（一）|1.|（1）|①|第一条 |附件1\n|专栏1 重点\n|2022年3月3日\n|科技部\n|总体要求|保障措施"
MARKS = "。|，|；|：|、|\n|（|）|“|”|《|》| |\u3000|\t|\f|\ud800|𠀀|⼀|Ａ１"
WORDS = "支持|鼓励|推动|联合|与|共建|建设|实验室|平台|促进|高质量发展|到2025年|2024年底前|3个|等|人才飞地|结对"
NAMES = "新疆|滇|昆明|上海张江高新区|中国农业科学院|省科技厅|负责|牵头，|配合"
PIECES = st.sampled_from("|".join((FRAMES, MARKS, WORDS, NAMES)).split("|"))
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map("".join))
HEAD = "甲省科技合作方案\n一、重点任务\n"


def read_or_refused(reading: Callable[[], PlanDocument]) -> PlanDocument | PlanUnreadable:
    try:
        return reading()
    except PlanUnreadable as problem:
        return problem


def every_span(document: PlanDocument) -> list[tuple[int, int]]:
    tree = document.to_json()
    found: list[tuple[int, int]] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            found.extend(tuple(value[key]) for key in ("span", "heading_span") if value.get(key))
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(tree)
    return found


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_with_true_spans_or_refused_in_one_line(text: str) -> None:
    document = read_or_refused(lambda: read_text(HEAD + text))
    if isinstance(document, PlanUnreadable):
        assert "\n" not in str(document)
        return
    for start, end in every_span(document):
        assert 0 <= start <= end <= len(document.text)
    for commitment in document.commitments:
        assert commitment.text == document.text[slice(*commitment.span)]
    for task in document.tasks:
        assert all(goal.text == document.text[slice(*goal.span)] for goal in task.goals)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes) -> None:
    found = read_or_refused(lambda: read(data, name="附件\n一.txt"))
    if isinstance(found, PlanUnreadable):
        assert "\n" not in str(found)
        assert "附件 一.txt" in str(found)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_json_and_back_is_the_same_document(text: str) -> None:
    try:
        document = read_text(HEAD + text)
    except PlanUnreadable:
        return
    assert PlanDocument.from_json(document.to_json()) == document
    assert PlanDocument.from_json(json.dumps(document.to_json())) == document


SPACES = st.lists(st.sampled_from(["\n", "\n\n", " \n", "\n \n", "\r\n"]), min_size=4, max_size=4)


@given(SPACES)
def test_white_space_at_line_ends_changes_no_task(ends: list[str]) -> None:
    lines = [
        "甲省科技合作方案",
        "一、重点任务",
        "（一）共建平台。支持新疆联合上海建设联合实验室，促进高质量发展。",
        "（二）引进人才。互派干部挂职。",
    ]
    plain = read_text("\n".join(lines))
    spaced = read_text("".join(line + end for line, end in zip(lines, ends, strict=True)))
    assert spaced.tasks == plain.tasks
    assert spaced.commitments == plain.commitments


@given(st.text(max_size=200))
def test_squeezing_maps_offsets_there_and_back(text: str) -> None:
    squeezed = squeeze(text)
    assert squeezed.text == "".join(char for char in text if not char.isspace())
    for at, char in enumerate(squeezed.text):
        assert text[squeezed.to_source(at)] == char
        assert squeezed.to_squeezed(squeezed.to_source(at)) == at
