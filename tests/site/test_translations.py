"""English is complete: every string of the source has its English, and what is compiled is what is written."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.constants_of_tests import CHINESE

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "src" / "dongxi" / "site" / "locale" / "en" / "LC_MESSAGES"
CHINESE_MARKS = re.compile("[：，。；（）！？《》【】]")
TOLD_APART = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*trans(?:late)?\b.*?%}|_\(\".*?\"\)|{#.*?#}"
    r"|lang=\"zh-hans\">.*?</",
    re.DOTALL,
)
"""What is translated, is a comment, or is marked as Chinese."""
MAY_SAY_CHINESE: frozenset[str] = frozenset({"东西通"})


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", REPOSITORY / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalog():
    return read_po(io.BytesIO((FOLDER / "django.po").read_bytes()), locale="en")


def texts(message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def key(message) -> object:
    context = message.context.decode() if isinstance(message.context, bytes) else message.context  # read_mo's way
    return (message.id if isinstance(message.id, str) else tuple(message.id), context)


def test_every_string_of_the_source_has_english(messages, catalog):
    said = {key(message) for message in catalog if all(texts(message))}
    lacking = [message.id for message in messages.extracted() if message.id and key(message) not in said]
    assert not lacking, f"run scripts/messages.py --missing and fill in: {lacking[:10]}"


def test_the_compiled_catalogue_equals_the_written_one(catalog):
    compiled = read_mo(io.BytesIO((FOLDER / "django.mo").read_bytes()))
    assert {key(message): texts(message) for message in compiled if message.id} == {
        key(message): texts(message) for message in catalog if message.id and all(texts(message))
    }


def test_no_english_text_says_chinese(catalog):
    mixed = {
        message.id: message.string
        for message in catalog
        if message.id and message.id not in MAY_SAY_CHINESE and any(CHINESE.search(text) for text in texts(message))
    }
    assert not mixed


def test_no_english_text_is_punctuated_as_chinese(catalog):
    mixed = {message.id: message.string for message in catalog if any(map(CHINESE_MARKS.search, texts(message)))}
    assert not mixed


def test_no_template_punctuates_outside_what_is_translated():
    marks = re.compile(f"{CHINESE_MARKS.pattern}|、")
    told = {
        str(file.relative_to(REPOSITORY)): line.strip()
        for file in (REPOSITORY / "src" / "dongxi").rglob("templates/**/*.html")
        for line in TOLD_APART.sub("", file.read_text(encoding="utf-8")).splitlines()
        if marks.search(line)
    }
    assert not told, "a mark of Chinese outside {% translate %} stands on English pages as well"


def test_placeholders_survive_translation(catalog):
    for message in catalog:
        if message.id and all(texts(message)):
            assert not list(message.check(catalog)), message.id
            wanted = set(re.findall(r"%\(\w+\)\w", message.id if isinstance(message.id, str) else message.id[0]))
            assert all(set(re.findall(r"%\(\w+\)\w", text)) == wanted for text in texts(message)), message.id
