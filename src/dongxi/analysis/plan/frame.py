"""The frame of a document: where its title, signatures, annexes and attached documents stand.

Everything that is not text of a clause is found here once, so that outline and metadata agree on it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from dongxi.analysis.plan.layout import Running
from dongxi.analysis.plan.model import Span
from dongxi.analysis.plan.numbering import number_at_start
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.task_tables import TaskRow, task_rows
from dongxi.analysis.plan.vocab import any_of, either, vocabulary, words

_WORDS = vocabulary("frame")
DOCUMENT_NUMBER = re.compile(_WORDS["document_number"])
DATE = re.compile(_WORDS["date"])
SALUTATION = re.compile(_WORDS["salutation"])
_BOX = re.compile(_WORDS["box"])
_NOTE = re.compile(any_of(_WORDS["notes"]))
_LETTERHEAD = re.compile(_WORDS["letterhead"])
_LETTERHEAD_ENDS = frozenset(words("frame", "letterhead_ends"))
_KIND_AT_END = re.compile(either(words("frame", "document_kinds")) + r"[》”]?(?:[（(][^（）()]{1,20}[）)])*$")
_BRACKETED_LINE = re.compile(r"[（(][^（）()]{2,40}[）)]")
_SIGNATORY = re.compile(_WORDS["signatory"] + r"(?:[（(].{1,8}[）)])?$")
_RUNS_ON = re.compile(_WORDS["runs_on"])
_ANNEX = re.compile(vocabulary("numbering")["annex"]["pattern"])
_ANNEX_LINE = re.compile(f"{_ANNEX.pattern}|{vocabulary('numbering')['annex']['spaced_pattern']}")
_DATED_NOTE = re.compile(r"[（(].{0,40}\d{4}年\d{1,2}月\d{1,2}日.{0,60}[）)]")
_BESIDE = re.compile(_WORDS["number_beside"])
_IN_BRACKETS = re.compile(_WORDS["number_in_brackets"])
_AFTER_TITLE = re.compile(_WORDS["number_after_title"])
_ABOVE_HEAD = re.compile(f"{_WORDS['above_head']}|{_WORDS['page_head']}")
_ISSUES = re.compile(_WORDS["subject"])
_HEAD_LINES = 30
_TITLE_LINES = 8
_LONGEST_TITLE_LINE = 90
_LONGEST_UNBROKEN_TITLE = 240
_LONGEST_SIGNATURE = 60
_SIGNATURE_LINES = 24
_LONGEST_TAIL = 40
_TABLE_TITLE = re.compile(_WORDS["table_title"])
_STOPS = "。；：，、"
_LEAST_TITLE = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature block: the signing lines and the date, with where they stand."""

    lines: tuple[Span, ...]
    date: re.Match[str] | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A document attached in the same file without an 附件 line: its title."""

    title: Span


@dataclass(frozen=True, slots=True)
class Frame:
    """Paragraphs of the text, and which of them are frame. `head_end`: where the text below the title begins.

    `task_rows`: the tasks of those of the `tables` that are tables of tasks, by where the table begins.
    """

    text: str
    paragraphs: tuple[Span, ...]
    title: Span
    title_lines: tuple[Span, ...]
    number: Span | None
    head_end: int
    signatures: tuple[Signature, ...]
    attached: tuple[Attached, ...]
    body_end: int
    cuts: tuple[int, ...]
    signed_above: tuple[Span, ...]
    boxes: tuple[Span, ...]
    tables: tuple[Span, ...]
    task_rows: Mapping[int, tuple[TaskRow, ...]]

    @property
    def signed(self) -> tuple[Span, ...]:
        """The signing lines."""
        return self.signed_above + tuple(line for signature in self.signatures for line in signature.lines)

    def paragraphs_in(self, start: int, end: int) -> tuple[Span, ...]:
        """The paragraphs that begin in `[start, end)`."""
        first = bisect_left(self.paragraphs, (start, 0))
        last = bisect_left(self.paragraphs, (end, 0))
        return self.paragraphs[first:last]

    def ends_title(self, line: str) -> bool:
        """Whether `line` ends as titles of documents do."""
        return _KIND_AT_END.search(line[-_LONGEST_TITLE_LINE:]) is not None

    def trimmed(self, start: int, end: int, *, last: bool) -> int:
        """Where the clause that stands in `[start, end)` really ends: before signatures, notes, boxes and titles.

        `last`: it is the last of its part, below which an unpunctuated line is no text either.
        """
        end = self.cuts[at] if (at := bisect_right(self.cuts, start)) < len(self.cuts) and self.cuts[at] < end else end
        for first, stop in reversed(self.paragraphs_in(start, end)[1:]):
            line = self.text[first : min(stop, first + 4 * _LONGEST_TAIL)]
            if not (is_note(line) or (last and is_tail(line))):
                break
            end = first
        return end - 1 if end > start and self.text[end - 1 : end] == "\n" else end


def is_note(line: str) -> bool:
    """Whether `line` is a note below the text rather than text: 此件公开发布, 抄送, a date, an annex."""
    return bool(_NOTE.fullmatch(line) or _ANNEX.match(line) or DATE.fullmatch(line))


def is_tail(line: str) -> bool:
    """Whether `line` is too short and bare to be text."""
    return (
        len(line) <= _LONGEST_TAIL and line[-1] not in "。；：！？”）)、" and "：" not in line and line[0] not in "●•·"
    )


def framed(running: Running) -> Frame:
    """The frame of `running`."""
    paragraphs = tuple(_paragraphs(running.text))
    title_lines, number, head_end = _head(running, paragraphs)
    in_tables = Spans(table.span for table in running.tables)
    plain = tuple(span for span in paragraphs if not in_tables.cover(span[0])) if running.tables else paragraphs
    signatures = tuple(_signatures(running.text, plain, head_end))
    if number is None:
        titles = "".join(running.text[slice(*line)] for line in title_lines)
        number = _number_elsewhere(running.text, paragraphs, titles, signatures)
    title_end = title_lines[-1][1] if title_lines else 0
    signed_above = tuple(
        span
        for span in paragraphs[: bisect_left(paragraphs, (head_end, 0))]
        if title_end < span[0]
        and (
            _signs_below(running.text[slice(*span)], running.text[:title_end])
            or _signs_above(running.text, paragraphs, bisect_left(paragraphs, span))
        )
    )
    title = (title_lines[0][0], title_lines[-1][1]) if title_lines else (0, 0)
    attached = tuple(_attached(running.text, paragraphs, signatures))
    body_end = signatures[0].start if signatures else len(running.text)
    boxes = tuple(
        (start, end)
        for start, end in paragraphs
        if end - start <= _LONGEST_TAIL and _BOX.fullmatch(running.text, start, end)
    )
    below = [table for table in running.tables if table.span[0] >= head_end]
    tables = tuple(_with_title(running.text, paragraphs, table.span) for table in below)
    rows = {span[0]: task_rows(running.text, table) for span, table in zip(tables, below, strict=True)}
    cuts = sorted(
        [each.start for each in signatures]
        + [each.title[0] for each in attached]
        + [span[0] for span in (*boxes, *tables)]
    )
    return Frame(
        running.text,
        paragraphs,
        title,
        title_lines,
        number,
        head_end,
        signatures,
        attached,
        body_end,
        tuple(cuts),
        signed_above,
        boxes,
        tables,
        {start: held for start, held in rows.items() if held},
    )


def _with_title(text: str, paragraphs: tuple[Span, ...], table: Span) -> Span:
    """`table` with the line above it that is its title (任务分工表), unless that is the title of an annex."""
    above = paragraphs[: bisect_left(paragraphs, (table[0], 0))][-2:]
    if not above or any(_ANNEX_LINE.match(text, *span) for span in above):
        return table
    start, end = above[-1]
    plain = end - start <= _LONGEST_TAIL and number_at_start(text[start:end]) is None
    return (start, table[1]) if plain and _TABLE_TITLE.search(text, start, end) else table


def _paragraphs(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            spans.append((start, end))
        start = end + 1
    return spans


def _head(running: Running, paragraphs: tuple[Span, ...]) -> tuple[tuple[Span, ...], Span | None, int]:
    """The title's lines, the document number, and where the text below them begins."""
    text = running.text
    title: list[Span] = []
    number: Span | None = None
    at = 0
    for place, (start, end) in enumerate(paragraphs[:_HEAD_LINES]):
        line = text[start : min(end, start + _LONGEST_UNBROKEN_TITLE)]
        found = (
            DOCUMENT_NUMBER.fullmatch(line) or _BESIDE.fullmatch(line) or (_IN_BRACKETS.match(line) if title else None)
        )
        if found:
            if title and all(_is_red_head(text[slice(*each)]) for each in title):
                title.clear()  # who issues it, above the number
            number = number or (start + found.start("number"), start + found.end("number"))
        elif not title and _ABOVE_HEAD.fullmatch(line):
            pass
        elif line in _LETTERHEAD_ENDS:
            title.clear()
        elif _is_beside_title(line, text[title[0][0] : title[-1][1]] if title else "") or (
            title and _signs_above(text, paragraphs, place) and not _is_red_head(text[slice(*title[-1])])
        ):
            pass
        elif _continues_title(line, text, title):
            title.append((start, end))
        else:
            break
        at = end + 1
    lines = _once(text, title)
    if number is None and lines and (closing := _IN_BRACKETS.search(text, lines[-1][0], lines[-1][1])):
        number = closing.span("number")
        lines = (*lines[:-1], (lines[-1][0], closing.start()))
    return tuple(line for line in lines if line[0] < line[1]), number, at


def _is_red_head(line: str) -> bool:
    """Whether `line` above a number only names who issues the document, or calls it a letter of theirs."""
    return _SIGNATORY.search(line) is not None or (
        _LETTERHEAD.fullmatch(line) is not None and _ISSUES.search(line) is None
    )


def _number_elsewhere(
    text: str, paragraphs: tuple[Span, ...], title: str, signatures: tuple[Signature, ...]
) -> Span | None:
    """The number where the head has none: after the document's title in its letter, or below its signature."""
    for start, end in paragraphs[:_HEAD_LINES]:
        quoted = text.find(f"《{title}》", start, end) if title else -1
        if quoted >= 0 and (found := _AFTER_TITLE.match(text, quoted + len(title) + 2)):
            return found.span("number")
    for signature in signatures[:1]:
        for start, end in paragraphs[bisect_left(paragraphs, (signature.end, 0)) :][:1]:
            if end - start <= _LONGEST_TAIL and (found := DOCUMENT_NUMBER.fullmatch(text, start, end)):
                return found.span("number")
    return None


def _is_beside_title(line: str, title: str) -> bool:
    """Whether `line` is the red head above a title, or who issues it and when below it."""
    if title:
        return bool(DATE.fullmatch(line) or _DATED_NOTE.fullmatch(line)) or _signs_below(line, title)
    return _LETTERHEAD.fullmatch(line) is not None


def _signs_below(line: str, title: str) -> bool:
    """Whether `line` names who issues the document, below a title that is complete."""
    whole = _KIND_AT_END.search(title.replace("\n", "")) is not None
    plain = len(line) <= _LONGEST_SIGNATURE and not any(char in line for char in "，。；：:《》、")
    return whole and plain and _SIGNATORY.search(line) is not None


def _signs_above(text: str, paragraphs: tuple[Span, ...], place: int) -> bool:
    """Whether a line names who issues the document, with the date or the first clause right below it."""
    start, end = paragraphs[place]
    line = text[start : min(end, start + 2 * _LONGEST_SIGNATURE)]
    if len(line) > _LONGEST_SIGNATURE or any(char in line for char in "，。；：:《》、") or not _SIGNATORY.search(line):
        return False
    below = next((text[slice(*span)] for span in paragraphs[place + 1 : place + 2]), "")
    return DATE.fullmatch(below) is not None or number_at_start(below[:_LEAST_TITLE]) is not None


def _continues_title(line: str, text: str, title: list[Span]) -> bool:
    if len(title) >= _TITLE_LINES or (len(line) > _LONGEST_TITLE_LINE and not _is_long_title(line)):
        return False
    if line[-1] in "。；：:？！" or "。" in line or number_at_start(line) or SALUTATION.fullmatch(line):
        return False
    if line[-1] == "，" and not (_ISSUES.search(line) and len(line) <= _LONGEST_TITLE_LINE):
        return False
    if not title:
        return True
    so_far = text[title[0][0] : title[-1][1]].replace("\n", "")
    if _open_brackets(so_far):
        return True
    if _KIND_AT_END.search(so_far):
        same = line == text[slice(*title[-1])] or _alike(line, so_far)
        return same or bool(_BRACKETED_LINE.fullmatch(line)) or bool(_RUNS_ON.match(line))
    return not (_SIGNATORY.search(line) and _KIND_AT_END.search(so_far))


def _is_long_title(line: str) -> bool:
    """Whether a line longer than a page is wide is a title that nobody has broken: 关于印发…的通知."""
    return _ISSUES.search(line) is not None and _KIND_AT_END.search(line) is not None


def _alike(line: str, other: str) -> bool:
    plain = str.maketrans("（）《》", "()〈〉")
    return line.translate(plain)[:20] == other.translate(plain)[:20]


def _open_brackets(line: str) -> bool:
    return line.count("《") > line.count("》")


def _once(text: str, title: list[Span]) -> tuple[Span, ...]:
    """A title that a web page repeats is taken once, its first time."""
    kept: list[Span] = []
    for span in title:
        line = text[slice(*span)]
        if not (kept and len(line) > _LEAST_TITLE and _alike(line, text[slice(*kept[-1])])):
            kept.append(span)
    return tuple(kept)


def _signatures(text: str, paragraphs: tuple[Span, ...], head_end: int) -> list[Signature]:
    """Signature blocks: signing lines followed by a line with the date (or with both)."""
    found: list[Signature] = []
    for at, (start, end) in enumerate(paragraphs):
        if end - start > _LONGEST_SIGNATURE or start < head_end or text[end - 1] in _STOPS:
            continue
        date = DATE.search(text, start, end)
        if date is None or date.end() != end:
            continue
        if date.start() > start and not _SIGNATORY.search(text[start : date.start()]):
            continue
        lines = _signing_lines(text, paragraphs, at, head_end)
        if date.start() > start:
            lines.append((start, date.start()))
        first = lines[0][0] if lines else start
        found.append(Signature(tuple(lines), date, first, end))
    return found


def _signing_lines(text: str, paragraphs: tuple[Span, ...], at: int, head_end: int) -> list[Span]:
    lines: list[Span] = []
    for start, end in reversed(paragraphs[max(0, at - _SIGNATURE_LINES) : at]):
        line = text[start : min(end, start + 2 * _LONGEST_SIGNATURE)]
        if start < head_end or len(line) > _LONGEST_SIGNATURE or any(char in line for char in "，。；：:《》"):
            break
        if not _SIGNATORY.search(line) or number_at_start(line) or _ANNEX.match(line):
            break
        lines.append((start, end))
    return lines[::-1]


def _is_announced(text: str, lines: list[Span]) -> bool:
    """Whether the letter above names a document of this title: 关于印发《…》的通知."""
    title = text[lines[0][0] : lines[-1][1]].replace("\n", "")
    return f"《{title}》" in text[: lines[0][0]].replace("\n", "")


def _attached(text: str, paragraphs: tuple[Span, ...], signatures: tuple[Signature, ...]) -> list[Attached]:
    """Titles that stand right below a signature: a plan in one file with the letter that issues it."""
    found: list[Attached] = []
    for signature in signatures:
        lines: list[Span] = []
        for start, end in paragraphs[bisect_left(paragraphs, (signature.end, 0)) :][:_TITLE_LINES]:
            line = text[start : min(end, start + 2 * _LONGEST_TITLE_LINE)]
            if not lines and _ANNEX.match(line):
                break
            if not lines and (_NOTE.fullmatch(line) or _BRACKETED_LINE.fullmatch(line)):
                continue
            if not _continues_title(line, text, lines):
                break
            lines.append((start, end))
        if lines and (any(_KIND_AT_END.search(text[slice(*line)]) for line in lines) or _is_announced(text, lines)):
            found.append(Attached((lines[0][0], lines[-1][1])))
    return found
