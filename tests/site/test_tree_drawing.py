"""A tree in the terminal: guides, and lines that break as Chinese is set."""

import pytest
from rich.cells import cell_len

from dongxi.site.exports.tree_drawing import Branch, drawn


def lines(root: Branch, width: int = 40) -> list[str]:
    return ["".join(segment.text for segment in line).removesuffix("\n") for line in drawn(root, width=width)]


def test_branches_hang_on_guides_that_end_with_the_last_of_them() -> None:
    root = Branch([("方案", None)])
    root.add("一、").add("（一）")
    root.add("二、").add("（二）")
    assert lines(root) == ["方案", "├── 一、", "│   └── （一）", "└── 二、", "    └── （二）"]


def test_a_long_line_goes_on_under_its_own_words_and_loses_none() -> None:
    words = "建设东西部科技合作联合实验室和中试基地" * 5
    root = Branch([("方案", None)])
    root.add("一、").add(words)
    root.add("二、")
    folded = lines(root)[2:-1]
    assert len(folded) > 1
    assert all(cell_len(line) <= 40 for line in folded)
    assert [line[:8] for line in folded] == ["│   └── ", *["│       "] * (len(folded) - 1)]
    assert "".join(line[8:] for line in folded) == words


@pytest.mark.parametrize(
    ("words", "broken"),
    [
        ("开展盐湖提锂联合技术，攻关", ["开展盐湖提锂联合技", "术，攻关"]),
        ("开展盐湖提锂联合中“攻关”", ["开展盐湖提锂联合中", "“攻关”"]),
        ("开展盐湖提锂自在于2025年", ["开展盐湖提锂自在于", "2025年"]),
        ("开展盐湖提锂联合攻关\u3000→ 中试", ["开展盐湖提锂联合攻关", "→ 中试"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("", [""]),
    ],
)
def test_no_line_begins_with_a_comma_ends_with_an_opening_mark_or_cuts_a_number(words: str, broken: list[str]) -> None:
    assert lines(Branch([(words, None)]), width=20) == broken


def test_what_would_command_the_terminal_is_left_out() -> None:
    assert lines(Branch([("红\x1b[31m色\x07，换\n行", None)])) == ["红[31m色，换 行"]
