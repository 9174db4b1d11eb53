"""The outline: every numbered heading or clause, with the heading told from the body that runs on after it.

A level is the place of the clause's kind of numbering among the kinds used in the same part of the document (letter,
plan, annex). Numbers are kept as printed, whatever they count to; see `irregular.py` for what they fail to count.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from dongxi.analysis.plan.actions import LETTER, asks, asks_an_office, begins_action, read_body
from dongxi.analysis.plan.closing import is_all_labelled
from dongxi.analysis.plan.deliverables import deliverables
from dongxi.analysis.plan.frame import Frame
from dongxi.analysis.plan.layout import Running
from dongxi.analysis.plan.model import Node, Span
from dongxi.analysis.plan.numbering import RANKS, Number, counts_on, number_at_start
from dongxi.analysis.plan.responsible import is_responsible_line, responsibility
from dongxi.analysis.plan.row_clauses import node_of, told_above
from dongxi.analysis.plan.sentences import sentences
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.task_tables import TaskRow
from dongxi.analysis.plan.vocab import either, vocabulary, words

_ANNEX = re.compile(vocabulary("numbering")["annex"]["pattern"])
_ANNEX_LIST = re.compile(vocabulary("numbering")["annex"]["list_pattern"])
_LONGEST_HEADING = 42
_LONGEST_RUN_IN = 30
_MOST_READ = 60  # of a heading, brackets counted as one
_BETWEEN_WORDS = re.compile("[\u4e00-\u9fff”）][\u4e00-\u9fff“]")
_SPACED_ANNEX = re.compile(vocabulary("numbering")["annex"]["spaced_pattern"])
_SPACED = re.compile(r"\d{1,2}(?=[\u4e00-\u9fff])")
_LONGEST_TITLE = 60
_LONGEST_BARE = 20
_LONGEST_GAP_HEADING = 30
_ENCLOSED = r"[（(](?:[^（）()\n]|[（(][^（）()\n]{0,40}[）)]){0,200}[）)]"
_ENCLOSED_ANY = re.compile(_ENCLOSED)
_AMOUNT = re.compile(r"\d[\d.]*(?:余|多)?[\u4e00-\u9fff％%]")
_BUILDS = re.compile(vocabulary("deliverables")["builds"]["verb"])
_BUILT = frozenset(words("deliverables", "builds", "types"))
_ANY = re.compile(f"{either(words('deliverables', 'builds', 'any'))}*+")
_HEADING = re.compile(rf"(?:{_ENCLOSED}|[^。：:？！；;\n]){{0,{_MOST_READ}}}")
_BRACKETED_HEADING = re.compile(r"[（(【\[](?P<heading>[^（）()\[\]【】。；]{2,20})[）)】\]]")
_RESPONSIBLE_ONLY = re.compile(r"[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]。?")
_BOX_NUMBER = re.compile(vocabulary("frame")["box_number"])
_LONGEST_BOX = 3000
_ROW = len(RANKS) + 1  # rows stand below clauses of any number
ROW = "row"
ANNEX = "annex"
BOX = "box"
ATTACHED = "attached"


class Clause(NamedTuple):
    """A node with what later steps need: where its heading and body lie, and its children.

    `rows`: of tables of tasks, the row that it is, or those that tell more of the clause they name.
    """

    node: Node
    kind: str
    value: int | None
    part: int
    heading: Span | None
    body: Span
    leaf: bool
    ancestors: tuple[int, ...]
    rows: tuple[TaskRow, ...] = ()


class _Mark(NamedTuple):
    at: int
    number: str
    kind: str
    rank: int
    value: int | None
    part: int


def clauses(running: Running, frame: Frame) -> tuple[Clause, ...]:
    """The numbered clauses of `running` in order."""
    marks = list(_marks(running, frame))
    rows = {row.span[0]: row for held in frame.task_rows.values() for row in held}
    more: dict[int, list[TaskRow]] = {}
    if rows:
        headed = [(mark.at, mark.at + len(mark.number)) for mark in marks if mark.kind not in (ROW, ANNEX, ATTACHED)]
        told, more = told_above(running.text, headed, frame.task_rows)
        marks = [mark for mark in marks if mark.kind != ROW or mark.at not in told]
    levels = _levels(marks)
    ends = [*(mark.at - 1 for mark in marks[1:]), len(running.text)][: len(marks)]
    found: list[Clause] = []
    open_marks: list[int] = []
    children: dict[int | None, int] = {}
    titles = {each.title[0]: each.title for each in frame.attached}
    attached = 0
    for at, (mark, end) in enumerate(zip(marks, ends, strict=True)):
        if mark.kind == ATTACHED:
            attached += 1
            found.append(_attached(running.text, mark, titles[mark.at], f"0.{attached}"))
            open_marks = [at]
            continue
        while open_marks and not _holds(marks[open_marks[-1]], mark):
            open_marks.pop()
        parent = open_marks[-1] if open_marks else None
        level = levels[mark.part, mark.rank]
        children[parent] = children.get(parent, 0) + 1
        if mark.kind == ROW:
            above = None if parent is None else found[parent].node.id
            place = f"{children[parent]}" if above is None else f"{above}.{children[parent]}"
            node = node_of(running.text, rows[mark.at], place=place, level=level, parent=above)
            found.append(_of_row(running.text, mark, rows[mark.at], node, open_marks))
            open_marks.append(at)
            continue
        leads = at + 1 < len(marks) and _holds(mark, marks[at + 1])
        last = at + 1 == len(marks) or marks[at + 1].part != mark.part
        found.append(
            _clause(running, frame, mark, end, level, parent, children[parent], leads, last, found, open_marks)
        )
        if mark.at in more:
            found[-1] = found[-1]._replace(rows=tuple(more[mark.at]))
        open_marks.append(at)
    return tuple(found)


def _of_row(text: str, mark: _Mark, row: TaskRow, node: Node, ancestors: list[int]) -> Clause:
    """A row of a table of tasks as a clause: its body is what it asks for."""
    body = (row.measures[0].span[0], row.measures[-1].span[1])
    return Clause(node, ROW, None, mark.part, node.heading_span, body, True, tuple(ancestors), (row,))


def _attached(text: str, mark: _Mark, title: Span, place: str) -> Clause:
    """The title of a plan in one file with its letter; its id takes no position among the clauses."""
    node = Node(place, 0, "", text[slice(*title)].replace("\n", ""), None, title, title)
    return Clause(node, ATTACHED, None, mark.part, title, (title[1], title[1]), False, ())


def _holds(outer: _Mark, inner: _Mark) -> bool:
    return outer.part == inner.part and outer.rank < inner.rank and outer.kind != ATTACHED


def _levels(marks: list[_Mark]) -> dict[tuple[int, int], int]:
    """The level of each kind of numbering in each part: one below the kinds it stands under, and the same throughout.

    An annex is level 1, as its clauses are; a plan attached to its letter is level 0: its clauses are the document's.
    """
    under: dict[tuple[int, int], set[int]] = {}
    open_marks: list[_Mark] = []
    for mark in marks:
        while open_marks and not _holds(open_marks[-1], mark):
            open_marks.pop()
        under.setdefault((mark.part, mark.rank), set()).add(open_marks[-1].rank if open_marks else 0)
        open_marks.append(mark)
    levels = {(mark.part, 0): int(mark.kind == ANNEX) for mark in marks if mark.rank == 0}
    for part, rank in sorted(under):
        if rank:
            levels[part, rank] = 1 + max(levels[part, outer] if outer else 0 for outer in under[part, rank])
    return levels


def _marks(running: Running, frame: Frame) -> Iterator[_Mark]:
    text = running.text
    spaced = _spaced_numbers(running, frame)
    part = 0
    in_list = False
    rank = 0
    counted: dict[str, int] = {}
    boxes = {box[0]: box for box in frame.boxes}
    attached = {each.title[0] for each in frame.attached}
    tables = Spans(frame.tables)
    grids = {table.span[0] for table in running.tables}
    for start, end in frame.paragraphs:
        if tables.held and tables.cover(start):
            titled = start in frame.task_rows and start not in grids
            yield from _row_marks(frame, start, -start if titled else part, titled=titled)
            continue
        if start in attached:
            part += 1
            yield _Mark(start, "", ATTACHED, 0, None, part)
            continue
        line = text[start : min(end, start + _LONGEST_TITLE)]
        box = boxes.get(start)
        if box and (printed := _BOX_NUMBER.match(text, *box)) and _obliges(text, frame, end):
            yield _Mark(start, printed.group(), BOX, rank or 1, None, part)
            continue
        annex = _annex(running, line, start) if start >= frame.head_end else None
        if annex and _is_annex_list(line, start, frame) and not tables.cover(end + 1):
            in_list = True
            continue
        number = (spaced.get(start) or number_at_start(line)) if start >= frame.head_end else None
        if number is not None and not counts_on(number, counted):
            number = None
        in_list = in_list and number is not None and end - start < _LONGEST_TITLE and "。" not in line
        if annex:
            part += 1
            yield _Mark(start, annex.group().rstrip("：:"), ANNEX, 0, None, part)
        elif number is not None and not in_list and not _is_table_cell(start, end, number):
            rank = number.rank
            yield _Mark(start, number.printed, number.kind, rank, number.value, part)


def _row_marks(frame: Frame, start: int, part: int, *, titled: bool) -> Iterator[_Mark]:
    """The rows of the table of tasks that begins at `start`; one with a title above it is a part by itself."""
    if titled:
        yield _Mark(start, "", ANNEX, 0, None, part)
    for row in frame.task_rows.get(start, ()):
        number = "" if row.number is None else frame.text[slice(*row.number)]
        yield _Mark(row.span[0], number, ROW, _ROW, None, part)


def _obliges(text: str, frame: Frame, start: int) -> bool:
    """Whether the paragraphs from `start` to the next number ask for something: such a box is a clause of its own."""
    below = takewhile(
        lambda span: number_at_start(text[slice(*span)][:12]) is None, frame.paragraphs_in(start, start + _LONGEST_BOX)
    )
    acts = (act for span in below for act in read_body(text, sentences(text, span), ()).acts)
    return any(begins_action(re.split("[：:]", text[slice(*act.span)])[-1]) for act in acts)


def _spaced_numbers(running: Running, frame: Frame) -> dict[int, Number]:
    """Numbers that only white space parts from their heading, as in 1 总则 above 1.1 …: read in such documents only."""
    text = running.text
    numbers = (number_at_start(text[start : start + 12]) for start, _ in frame.paragraphs if text[start].isdigit())
    if not any(number is not None and number.kind == "decimal" for number in numbers):
        return {}
    gaps = frozenset(running.gaps)
    found = {}
    for start, end in frame.paragraphs:
        spaced = _SPACED.match(text, start, end)
        if spaced and spaced.end() in gaps and end - start <= _LONGEST_HEADING:
            found[start] = Number(spaced.group(), "arabic", RANKS["arabic"], int(spaced.group()))
    return found


def _annex(running: Running, line: str, start: int) -> re.Match[str] | None:
    """An annex's opening: alone, before a colon, or parted from its title by white space only."""
    spaced = _SPACED_ANNEX.match(line)
    if spaced and start + spaced.end() in running.gaps_in(start, start + len(line)) and "。" not in line:
        return spaced
    return _ANNEX.match(line)


def _is_annex_list(line: str, start: int, frame: Frame) -> bool:
    return bool(_ANNEX_LIST.match(line)) and start < frame.body_end


def _is_table_cell(start: int, end: int, number: Number) -> bool:
    """A serial number alone in its cell is no clause."""
    return end - start == len(number.printed)


def _clause(
    running: Running,
    frame: Frame,
    mark: _Mark,
    end: int,
    level: int,
    parent: int | None,
    position: int,
    leads: bool,
    last: bool,
    found: list[Clause],
    open_marks: list[int],
) -> Clause:
    after = mark.at + len(mark.number)
    after += mark.kind == BOX and running.text[after : after + 1] in ("：", ":")
    heading = _annex_title(running.text, after, end, frame) if mark.kind == ANNEX else None
    end = frame.trimmed(mark.at, end, last=last and mark.kind != ANNEX)
    if mark.kind != ANNEX and not _closes_list(running.text, mark, open_marks, found):
        heading = _heading(running, mark, after, end, leads)
    body_start = after if heading is None else heading[1] + (running.text[heading[1] : heading[1] + 1] in "。：:；）)")
    prefix = "" if parent is None else found[parent].node.id + "."
    node = Node(
        id=f"{prefix}{position}",
        level=level,
        number=mark.number,
        heading=None if heading is None else running.text[slice(*heading)].replace("\n", ""),
        parent=None if parent is None else found[parent].node.id,
        span=(mark.at, end),
        heading_span=heading,
    )
    body = (min(body_start, end), end)
    return Clause(node, mark.kind, mark.value, mark.part, heading, body, not leads, tuple(open_marks))


def _closes_list(text: str, mark: _Mark, open_marks: list[int], found: list[Clause]) -> bool:
    """Whether the clause before is an item of the same list that ends in ；: so this is an item too, and no heading."""
    before = found[-1] if found else None
    return (
        before is not None
        and before.kind == mark.kind
        and before.ancestors == tuple(open_marks)
        and before.heading is None
        and text[before.node.span[1] - 1] in "；;"
    )


def _annex_title(text: str, after: int, end: int, frame: Frame) -> Span | None:
    """The title on the annex's own line or on the short lines below it."""
    start = after + (text[after : after + 1] in ("：", ":"))
    while start < end and text[start] == "\n":
        start += 1
    stop = text.find("\n", start, end)
    stop = end if stop < 0 else stop
    if not 0 < stop - start <= _LONGEST_TITLE or not _is_title_line(text[start:stop]):
        return None
    for first, last in frame.paragraphs_in(stop, end)[:2]:
        line = text[first:last]
        bracketed = line[0] in "（(" and line[-1] in "）)"
        if last - first > _LONGEST_TITLE or not _is_title_line(line):
            break
        if not bracketed and (frame.ends_title(text[start:stop]) or not frame.ends_title(line)):
            break
        stop = last
    return (start, stop)


def _is_title_line(line: str) -> bool:
    return number_at_start(line) is None and line[-1] not in "。；："


def _heading(running: Running, mark: _Mark, after: int, end: int, leads: bool) -> Span | None:
    text = running.text
    line_end = text.find("\n", after, end)
    line_end = end if line_end < 0 else line_end
    if mark.kind == "article" and (bracketed := _BRACKETED_HEADING.match(text, after, line_end)):
        return bracketed.span("heading")
    stop = _HEADING.match(text, after, line_end).end()  # type: ignore[union-attr]
    gap = _gap_heading(running, after, line_end)
    if gap is not None and gap[1] < stop:
        return gap
    at = _before_answers(text, after, stop)
    if at == after or at - after > _LONGEST_HEADING or text[stop : min(stop + 1, line_end)] in ("；", ";"):
        return None
    alone = (line_end == end or is_responsible_line(text, line_end + 1, end)) and not leads
    if stop == line_end:
        return None if alone and at < stop else (after, at)
    rest = text[stop + 1 : line_end]
    if not rest and alone and not _is_bare_heading(mark, text[after:at]):
        return None
    if not rest and leads and text[stop] == "。" and _asks_itself(text[after:at]):
        return None
    if line_end == end and (_RESPONSIBLE_ONLY.fullmatch(rest) or is_all_labelled(text, stop + 1, line_end)):
        return None
    goes_on = rest or line_end < end
    if goes_on and not leads and _obliges_alone(mark, text[after:at]):
        return None
    if mark.kind == "article" and not leads and "，" in text[after:at] and not begins_action(text[after:at]):
        return None
    return (after, at) if not rest or at - after <= _LONGEST_RUN_IN else None


def _before_answers(text: str, start: int, end: int) -> int:
    """Where a heading ends that a bracket with those who answer follows: 夯实平台（省科技厅牵头）."""
    if text[end - 1] not in "）)】〕]":
        return end
    answers = responsibility(text, (start, end), first_leads=False).spans
    return answers[-1][0] if answers and answers[-1][1] == end else end


def _is_bare_heading(mark: _Mark, words: str) -> bool:
    """Whether a clause of one short sentence is a heading: it names a subject and asks for nothing."""
    if mark.kind == "article" or len(words) > _LONGEST_BARE or "，" in words:
        return False
    words = LETTER.sub("", words, 1)
    return not begins_action(words) and not asks(words)


def _obliges_alone(mark: _Mark, sentence: str) -> bool:
    """Whether a sentence that opens a clause obliges somebody already, so that what follows only goes on from it."""
    if "，" in sentence and asks_an_office(sentence):
        return True
    whole = len(sentence) > _LONGEST_BARE or "，" in sentence
    if mark.kind == "article" and (asks(sentence) or (whole and begins_action(sentence))):
        return True
    return len(sentence) > _LONGEST_BARE and asks(sentence)


def _asks_itself(sentence: str) -> bool:
    """Whether a sentence above items asks for something of its own: with somebody, so and so much, a thing to build."""
    if asks(sentence) or _has_built(sentence):
        return True
    return begins_action(sentence) and _AMOUNT.search(_ENCLOSED_ANY.sub("", sentence)) is not None


def _has_built(sentence: str) -> bool:
    """Whether a sentence has one certain thing built (建设牛羊良种检测中心): sections are called 建设创新平台."""
    if _BUILDS.match(sentence) is None:
        return False
    first = sentence.find("，") if "，" in sentence else len(sentence)
    things = deliverables(sentence, [(0, first)])[0]
    return any(one.type in _BUILT and _ANY.match(one.name).end() < len(one.name) for one in things)  # type: ignore[union-attr]


def _gap_heading(running: Running, after: int, line_end: int) -> Span | None:
    """A heading parted from its body by white space only."""
    for gap in running.gaps_in(after + 2, min(line_end, after + _LONGEST_GAP_HEADING)):
        if _BETWEEN_WORDS.fullmatch(running.text, gap - 1, gap + 1) and "。" in running.text[gap:line_end]:
            return None if "，" in running.text[after:gap] else (after, gap)
    return None
