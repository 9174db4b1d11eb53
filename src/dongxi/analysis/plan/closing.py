"""What closes a clause in labelled parts, outside brackets: 牵头单位：…；配合单位：…。完成时限：….

The parts stand in lines of their own or in one, parted by any stop or, where white space stood, by none.
"""

import re

from dongxi.analysis.plan.model import Span
from dongxi.analysis.plan.opening import quick
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("closing")
_DATED = re.compile(quick([f"{_WORDS['before']}(?:{_WORDS['dated']})"]))
_LABEL = re.compile(quick([f"{_WORDS['before']}(?:{_WORDS['answers']}|{_WORDS['persons']}|{_WORDS['dated']})"]))
_MAY_LABEL = re.compile(_WORDS["may_label"])
_STOP = re.compile("[。\n]")
_BETWEEN = re.compile("[。；;，,、\n]*")
_OPENING, _CLOSING = "（(【〔[", "）)】〕]"
_LONGEST_VALUE = 400


def labelled(text: str, span: Span) -> list[Span]:
    """The runs of labelled parts in `text[span]`, each from its first label to the end of its last part."""
    runs: list[Span] = []
    if _MAY_LABEL.search(text, *span) is None:
        return runs
    starts = [found.start() for found in _LABEL.finditer(text, *span)]
    for at, start in enumerate(starts):
        if _is_enclosed(text, span[0], start):
            continue
        stop = _STOP.search(text, start, min(span[1], start + _LONGEST_VALUE))
        end = stop.start() if stop else min(span[1], start + _LONGEST_VALUE)
        end = min([end, *starts[at + 1 : at + 2]])
        if runs and _BETWEEN.fullmatch(text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def after_time_labels(text: str, span: Span) -> list[int]:
    """Where in `text[span]` what labels of time state begins."""
    if _MAY_LABEL.search(text, *span) is None:
        return []
    return [found.end() for found in _DATED.finditer(text, *span)]


def parts_at_labels(text: str, span: Span) -> list[Span]:
    """`text[span]` divided before each label."""
    cuts = [found.start() for found in _LABEL.finditer(text, *span) if found.start() > span[0]]
    return list(zip([span[0], *cuts], [*cuts, span[1]], strict=True))


def is_all_labelled(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is nothing but labelled parts."""
    runs = labelled(text, (start, end))
    return len(runs) == 1 and runs[0][0] == start and _BETWEEN.fullmatch(text, runs[0][1], end) is not None


def _is_enclosed(text: str, floor: int, at: int) -> bool:
    """Whether a bracket that opens before `at` on the same line is still open there."""
    line = max(floor, text.rfind("\n", floor, at) + 1)
    opened = max(text.rfind(mark, line, at) for mark in _OPENING)
    return opened >= 0 and not any(text.find(mark, opened, at) >= 0 for mark in _CLOSING)
