"""What words mean to the reader stands in data: code holds marks and grammar, and data holds nothing unread."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import dongxi.analysis.plan as plan

PACKAGE = Path(plan.__file__).parent
SAY_WHAT_IS_WRONG = {"read.py", "irregular.py", "contract.py"}
COUNT = {"numbering.py"}
MODULES = [path for path in sorted(PACKAGE.glob("*.py")) if path.name not in SAY_WHAT_IS_WRONG | COUNT]
TABLES = sorted(path for path in (files(plan) / "vocabulary").iterdir() if path.name.endswith(".toml"))
WORD = re.compile("[\u4e00-\u9fff]{2}")


def literals(path: Path) -> Iterator[str]:
    """The strings of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_word_stands_in_code(path: Path) -> None:
    assert [text for text in literals(path) if WORD.search(text)] == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_table_is_read_by_some_module(path: Path) -> None:
    named = {text for module in PACKAGE.glob("*.py") for text in literals(module)}
    assert path.name.removesuffix(".toml") in named
    assert [key for key in tomllib.loads(path.read_text(encoding="utf-8")) if key not in named] == []
