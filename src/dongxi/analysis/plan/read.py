"""A policy document in, a `PlanDocument` out: decode → running text → frame and outline → metadata, tasks, doubts."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from dongxi.analysis.errors import PlanUnreadable
from dongxi.analysis.os_words import why_not
from dongxi.analysis.plan.aims import aims
from dongxi.analysis.plan.decode import MAX_BYTES, MAX_CHARACTERS, decode, too_long
from dongxi.analysis.plan.decode.printed import Printed
from dongxi.analysis.plan.decode.told import AT_THE_START
from dongxi.analysis.plan.frame import Frame, framed
from dongxi.analysis.plan.irregular import doubts
from dongxi.analysis.plan.layout import Running, run_on
from dongxi.analysis.plan.mention import Names
from dongxi.analysis.plan.metadata import metadata
from dongxi.analysis.plan.model import PlanDocument, Span
from dongxi.analysis.plan.outline import Clause, clauses
from dongxi.analysis.plan.tasks import tasks, unread
from dongxi.analysis.words import Words

_LEAST_CHINESE = 0.3
_LEAST_LENGTH = 20
_CHINESE = re.compile("[\u3400-\u9fff]+")
_IN_THE_TEXT = Words(zh="正文", en="in its text")

Progress = Callable[[int, int], None]
"""Told how many characters of the text are read for tasks, and how many there are."""


def read(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, progress: Progress | None = None
) -> PlanDocument:
    """Read a .txt, .docx, .pdf or .ofd file, given as a path or as its bytes. Raises PlanUnreadable."""
    if isinstance(source, bytes):
        data, known = source, name
    else:
        path = Path(source)
        known = name or path.name or str(path)
        data = _bytes(path, known)
    try:
        return _document(decode(data), progress)
    except PlanUnreadable as problem:
        raise problem.named(known) from problem.__cause__


def read_text(text: str) -> PlanDocument:
    """Read text as it stands in a plain-text file. Raises PlanUnreadable."""
    if len(text) > MAX_CHARACTERS:
        raise too_long(len(text))
    return _document(Printed(text=text.replace("\r\n", "\n").replace("\r", "\n"), wrapped=None))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            return path.open("rb").read(MAX_BYTES + 1)
        return path.read_bytes()
    except FileNotFoundError as problem:
        raise _unopened(
            Words(zh="没有这个文件", en="there is no such file"),
            Words(zh="请检查路径", en="Please check the path"),
            name,
        ) from problem
    except IsADirectoryError as problem:
        raise _unopened(
            Words(zh="这是文件夹，不是文件", en="it is a folder, not a file"),
            Words(zh="请写明其中的一份文件", en="Please name one file in it"),
            name,
        ) from problem
    except OSError as problem:
        why = Words(
            zh=f"系统不允许读取（{why_not(problem)}）", en=f"the system does not let it be read ({problem.strerror})"
        )
        raise _unopened(why, Words(zh="请检查文件权限", en="Please check its permissions"), name) from problem


def _unopened(why: Words, remedy: Words, name: str) -> PlanUnreadable:
    return PlanUnreadable(
        where=Words(zh="打开文件时", en="when it was to be opened"), why=why, remedy=remedy, name=name
    )


def _document(printed: Printed, progress: Progress | None = None) -> PlanDocument:
    running = run_on(printed)
    frame = framed(running)
    found = clauses(running, frame)
    _require_policy(running, frame, found)
    about = metadata(running, frame, found)
    titles = (frame.title, *(each.title for each in frame.attached), *frame.signed)
    done = []
    for each in tasks(running.text, found, Names.of(running.text, titles, about.horizon)):
        done.append(each)
        if progress:
            progress(each.task.span[1], len(running.text))
    told = {row.span for clause in found for row in clause.rows}
    return PlanDocument(
        title=about.title,
        document_number=about.document_number,
        issuers=about.issuers,
        issued_on=about.issued_on,
        horizon=about.horizon,
        text=running.text,
        outline=tuple(clause.node for clause in found),
        tasks=tuple(each.task for each in done),
        commitments=tuple(commitment for each in done for commitment in each.commitments),
        warnings=doubts(
            found,
            about,
            unread(running.text, found, [each.task for each in done]) if done else None,
            [(table, _rows_left(frame, table, told)) for table in frame.tables],
        ),
        title_span=about.title_span,
        goals=aims(running.text, frame, found, [each.task for each in done]),
    )


def _rows_left(frame: Frame, table: Span, told: set[Span]) -> int | None:
    """How many rows of a table of tasks are neither tasks nor `told` with a clause; None for another table."""
    rows = frame.task_rows.get(table[0])
    return None if rows is None else sum(row.span not in told for row in rows)


def _require_policy(running: Running, frame: Frame, found: tuple[Clause, ...]) -> None:
    text = running.text
    if not text.strip():
        raise PlanUnreadable(
            where=AT_THE_START,
            why=Words(zh="文件里没有文字", en="there is no text in it"),
            remedy=Words(zh="请检查文件是否保存完整", en="Please check that it was saved whole"),
        )
    sample, length = text[:20_000], len("".join(text.split()))
    chinese = sum(map(len, _CHINESE.findall(sample)))
    foreign = chinese < _LEAST_CHINESE * len(sample)
    if length < _LEAST_LENGTH or (chinese < _LEAST_LENGTH and not foreign):
        raise PlanUnreadable(
            where=_IN_THE_TEXT,
            why=Words(
                zh=f"文字太短，只有 {length} 个字，不像政策文件",
                en=f"it is too short for a policy document, only {length} characters",
            ),
            remedy=Words(
                zh="请检查文件是否保存完整、是否选对", en="Please check that it was saved whole and is the right file"
            ),
        )
    if foreign:
        raise PlanUnreadable(
            where=_IN_THE_TEXT,
            why=Words(zh="几乎没有中文，不像政策文件", en="there is hardly any Chinese, unlike a policy document"),
            remedy=Words(zh="请核对文件，或提供其中文版", en="Please check the file, or bring its Chinese version"),
        )
    titled = any(frame.ends_title(text[slice(*line)]) for line in frame.title_lines) or frame.number is not None
    if not found and not titled:
        raise PlanUnreadable(
            where=_IN_THE_TEXT,
            why=Words(
                zh="没有文件标题、文号，也没有编号的条款，不像政策文件",
                en="there is no title, no document number and no numbered clause, unlike a policy document",
            ),
            remedy=Words(zh="请核对是否选对了文件", en="Please check that it is the right file"),
        )
