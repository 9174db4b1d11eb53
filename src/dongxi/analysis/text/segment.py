"""Chinese text as words, so that search and alignment compare words rather than characters."""

import re
from functools import cache
from types import ModuleType

_WORD = re.compile(r"[0-9A-Za-z]+(?:[.\-][0-9A-Za-z]+)*|[㐀-鿿豈-﫿]+")


@cache
def _segmenter() -> ModuleType:
    """The segmenter with its dictionary, which takes a while to unpack: loaded with the first text, not with a page."""
    import rjieba

    return rjieba


def runs(text: str) -> list[str]:
    """Runs of Chinese characters, Latin words and numbers, in order; what lies between is left out."""
    return _WORD.findall(text)


def words(text: str) -> list[str]:
    """The words of `text` in order, for comparison: Latin in lower case, punctuation and white space left out."""
    found: list[str] = []
    for run in _WORD.findall(text):
        found.extend([run.lower()] if run.isascii() else _segmenter().cut(run))
    return found


def search_words(text: str) -> list[str]:
    """As `words`, with the shorter words inside long ones added, for an index that must find 农业 in 农业科学院."""
    found: list[str] = []
    for run in _WORD.findall(text):
        found.extend([run.lower()] if run.isascii() else _segmenter().cut_for_search(run))
    return found
