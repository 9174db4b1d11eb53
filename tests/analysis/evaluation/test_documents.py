"""The Chinese reference says what the English one says: every key, option, method and field of a result."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
KEY = re.compile(r"[a-z][a-z0-9_]+|--[a-z-]+")
TECHNICAL = re.compile(r"`[^`\n]+`|^ {4}.*$", re.MULTILINE)


def named(path: Path) -> set[str]:
    """Keys and options in code: quoted fields of results, keys of files, options of commands."""
    code = " ".join(TECHNICAL.findall(path.read_text(encoding="utf-8")))
    quoted = set(re.findall(r'"([a-z_]+)"', code))
    short = {span.strip("`") for span in re.findall(r"`[^`\n]+`", code)}
    return quoted | {span for span in short if KEY.fullmatch(span)} | set(re.findall(r"--[a-z][a-z-]+", code))


@pytest.mark.parametrize("name", ["framework", "effect", "efficiency"])
def test_the_chinese_page_names_all_that_the_english_one_names(name):
    english, chinese = named(DOCS / "reference" / f"{name}.md"), named(DOCS / "zh" / f"{name}.md")
    assert len(english) > 20
    assert english - chinese == set()
