"""What a document says of itself: title, number, issuers, date, and the years it plans for."""

import re
from datetime import date

from dongxi.analysis.plan.actions import begins_action, read_body
from dongxi.analysis.plan.frame import DATE, Frame, Signature
from dongxi.analysis.plan.layout import Running
from dongxi.analysis.plan.lexicon import organisation_names
from dongxi.analysis.plan.model import Metadata, Span
from dongxi.analysis.plan.numbering import chinese_value, number_at_start
from dongxi.analysis.plan.outline import Clause
from dongxi.analysis.plan.sections import describes, is_formal
from dongxi.analysis.plan.sentences import sentences
from dongxi.analysis.plan.spans import Spans
from dongxi.analysis.plan.vocab import vocabulary

_WORDS = vocabulary("frame")
_SUBJECT = re.compile(_WORDS["subject"])
_FIVE_YEAR = re.compile(_WORDS["five_year"])
_YEARS = re.compile(_WORDS["years"])
_ONE_YEAR = re.compile(_WORDS["one_year"])
_TARGET = re.compile(_WORDS["target_year"])
_NAME_END = re.compile(_WORDS["signatory"] + "$")
_FIRST_NUMBERED_PLAN = (3, 1966)  # the third five-year plan began in 1966; each takes five years since
_NOT_PLANNED = re.compile(_WORDS["not_planned"])
_LONGEST_PLAN = 9  # years; what lies further ahead is a prospect, not the period planned for
_VALID = re.compile(_WORDS["valid_to"])
_VALID_FOR = re.compile(_WORDS["valid_for"])
_BRACKETED = re.compile(r"^[（(].{2,20}[）)]$", re.MULTILINE)
_MINISTRIES_COUNTED = re.compile(_WORDS["ministries_counted"])


def metadata(running: Running, frame: Frame, clauses: tuple[Clause, ...]) -> Metadata:
    """The metadata of `running`; None where the document does not say. `clauses`: its outline."""
    title = _title(running.text, frame)
    signature = _signed(frame)
    dates = [signature.date] if signature and signature.date else []
    dates += filter(None, [DATE.search(running.text, frame.title[1], frame.head_end)])
    issued = next(filter(None, map(_date, dates)), None)
    year = next((each for date in dates if (each := _parts(date)[0])), None)
    issuers = _issuers(running, signature.lines if signature else ())
    issuers = issuers or _issuers(running, frame.signed_above) or _issuers_of_title(title)
    number = None if frame.number is None else running.text[slice(*frame.number)]
    horizon = _horizon(running.text, frame, title) or _up_to_target(running.text, frame, clauses, year)
    no_day = (dates[0].group(), dates[0].span()) if dates and issued is None else None
    return Metadata(title, frame.title, number, issuers, issued, horizon, no_day)


def _title(text: str, frame: Frame) -> str:
    title = "".join(text[slice(*line)] for line in frame.title_lines)
    whole = title.startswith("《") and title.endswith("》") and title.count("《") == 1
    return title[1:-1] if whole else title


def _signed(frame: Frame) -> Signature | None:
    return next((one for one in frame.signatures if one.lines), next(iter(frame.signatures), None))


def _date(found: re.Match[str]) -> str | None:
    """The date as ISO 8601; None for a day no calendar has."""
    try:
        return date(*_parts(found)).isoformat()
    except ValueError:
        return None


def _parts(found: re.Match[str]) -> tuple[int, int, int]:
    if found["year"]:
        return int(found["year"]), int(found["month"]), int(found["day"])
    year, month, day = (chinese_value(found[name].replace("○", "〇")) or 0 for name in ("cyear", "cmonth", "cday"))
    return year, month, day


def _issuers(running: Running, lines: tuple[Span, ...]) -> tuple[str, ...]:
    return tuple(name for line in lines for name in _names(running, line))


def _names(running: Running, line: Span) -> list[str]:
    """The signatories of one line: names known to us one after the other, else parted by its gaps."""
    start, end = line
    text = running.text[start:end]
    known = organisation_names(text)
    if known is not None:
        return known
    names = [""]
    cuts = [gap - start for gap in running.gaps_in(start, end)]
    for first, last in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[first:last]
        if names[-1] and len(names[-1]) > 2 and len(piece) > 1 and _NAME_END.search(names[-1]):
            names.append(piece)
        else:
            names[-1] += piece
    return [name for name in names if name]


def _issuers_of_title(title: str) -> tuple[str, ...]:
    subject = _SUBJECT.search(title)
    head = title[: subject.start()] if subject else ""
    if not head or _MINISTRIES_COUNTED.search(head) or not _NAME_END.search(head):
        return ()
    listed = head.split("、")
    return tuple(organisation_names(head) or (listed if all(map(_NAME_END.search, listed)) else [head]))


def _horizon(text: str, frame: Frame, title: str) -> tuple[int, int] | None:
    """The years that the titles state, with what stands in brackets below them, or the preamble."""
    preamble = _preamble(text, frame)
    titles = [title, *(text[slice(*attached.title)].replace("\n", "") for attached in frame.attached)]
    titles += _BRACKETED.findall(preamble)
    for each in titles:
        years = _YEARS.search(each)
        if years:
            return int(years["first"]), int(years["last"])
    for each in titles:
        plan = _FIVE_YEAR.search(each)
        ordinal = chinese_value(plan["ordinal"]) if plan else None
        if ordinal is not None:
            return _years_of(ordinal)
    for each in titles:
        if year := _ONE_YEAR.search(each):
            return int(year["year"]), int(year["year"])
    plan = _FIVE_YEAR.search(_NOT_PLANNED.sub("", preamble))
    ordinal = chinese_value(plan["ordinal"]) if plan else None
    return _years_of(ordinal) if ordinal is not None else None


def _up_to_target(text: str, frame: Frame, clauses: tuple[Clause, ...], first: int | None) -> tuple[int, int] | None:
    """From the year of issue to the last year set for the whole document, or up to which it holds; never a task's."""
    if first is None:
        return None
    own = Spans(clause.node.span for clause in clauses if clause.leaf and not _is_of_aims(text, clause, clauses))
    told = [found for found in _TARGET.finditer(text, frame.head_end) if not own.cover(found.start())]
    years = [int(found["year"]) for found in (*told, *_VALID.finditer(text, frame.head_end))]
    if not years and (holds := _VALID_FOR.search(text, frame.head_end)):
        length = chinese_value(holds["years"]) or int(holds["years"])
        years.append(first + length - 1)
    within = [year for year in years if first <= year <= first + _LONGEST_PLAN]
    return (first, max(within)) if within else None


def _is_of_aims(text: str, clause: Clause, clauses: tuple[Clause, ...]) -> bool:
    """Whether a deepest clause speaks for the whole document: by the headings above it, or as it asks for nothing."""
    headings = [each.node.heading or "" for each in (*(clauses[at] for at in clause.ancestors), clause)]
    if any(describes(heading) or is_formal(heading) for heading in headings):
        return True
    aims = _TARGET.search(text, *clause.node.span) is not None and not begins_action(clause.node.heading or "")
    return aims and not read_body(text, sentences(text, clause.body), ()).acts


def _years_of(ordinal: int) -> tuple[int, int]:
    """The years of the five-year plan of that number."""
    first = _FIRST_NUMBERED_PLAN[1] + 5 * (ordinal - _FIRST_NUMBERED_PLAN[0])
    return first, first + 4


def _preamble(text: str, frame: Frame) -> str:
    """What stands between the title and the first numbered clause."""
    end = next(
        (
            start
            for start, _ in frame.paragraphs_in(frame.head_end, len(text))
            if number_at_start(text[start : start + 12])
        ),
        len(text),
    )
    return text[frame.head_end : end]
