"""What an import would do with each row of a sheet, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.matching.forms import ImportForm, PostingForm
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.queries.postings import own_postings, strand_choices
from dongxi.apps.matching.sheets import BY_KEY, FORM_FIELD, Sheet, SheetRow, coded, field_codes
from dongxi.apps.people.models import Membership, Region
from dongxi.apps.records.permissions import covers, stem_of


@dataclass(frozen=True, kw_only=True)
class CellFault:
    """Why a cell, or (`column` empty) a row, is refused."""

    column: str
    why: str

    def __str__(self) -> str:
        return _("：").join((self.column, self.why)) if self.column else self.why


@dataclass(frozen=True, kw_only=True)
class RowPlan:
    """What would be done with a row: a new posting, a change of `posting`, or nothing because of its faults.

    `remark` is told, and refuses nothing.
    """

    row: SheetRow
    form: PostingForm
    posting: Posting | None
    region: str
    faults: tuple[CellFault, ...]
    remark: str = ""

    def reasons(self) -> str:
        return _("；").join(str(fault) for fault in self.faults)


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What is told of some rows, by number."""

    words: str
    rows: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What would be done with every row."""

    rows: tuple[RowPlan, ...]

    @property
    def added(self) -> list[RowPlan]:
        return [row for row in self.rows if not row.faults and row.posting is None]

    @property
    def updated(self) -> list[RowPlan]:
        return [row for row in self.rows if not row.faults and row.posting is not None]

    @property
    def refused(self) -> list[RowPlan]:
        return [row for row in self.rows if row.faults]

    @property
    def remarks(self) -> list[Remark]:
        """Every remark once, with its rows."""
        rows: dict[str, list[int]] = {}
        for row in self.rows:
            if row.remark:
                rows.setdefault(row.remark, []).append(row.row.number)
        return [Remark(words=words, rows=tuple(numbers)) for words, numbers in rows.items()]


def import_plan(*, sheet: Sheet, side: str, seat: Membership, how: str, to: Any) -> ImportPlan:
    """Read every row by the form's own rules. `how`: add, update or both (`ImportForm.HOW`)."""
    references = [row.cells["id"] for row in sheet.rows if row.cells.get("id")]
    known = _known(side=side, references=references, to=to)
    twice = {reference for reference, count in Counter(references).items() if count > 1}
    places = _Places(seat)
    strands = strand_choices(to=to)
    return ImportPlan(
        rows=tuple(
            _planned(row, side=side, how=how, known=known, twice=twice, places=places, strands=strands)
            for row in sheet.rows
        )
    )


def _known(*, side: str, references: Iterable[str], to: Any) -> dict[str, Posting]:
    """One's own postings by reference and by code."""
    rows, found = own_postings(side=side, to=to), {}
    wanted = list(dict.fromkeys(references))
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        found |= {posting.code: posting for posting in rows.filter(code__in=part)}
        found |= {posting.identity.reference: posting for posting in rows.filter(identity__reference__in=part)}
    return found


class _Places:
    """Regions by name and code inside the reach of a seat."""

    def __init__(self, seat: Membership) -> None:
        home = seat.region or (seat.organisation.region if seat.organisation else None)
        self.home = home.code if home else ""
        self.narrower = seat.region is not None
        self.around = _names_around(home)
        self.by_word: dict[str, str] = {}
        if self.narrower:
            within = Region.objects.filter(code__startswith=stem_of(self.home), withdrawn_at=None)
            for region in within:
                self.by_word |= {region.code: region.code, region.name: region.code, region.short_name: region.code}

    def is_elsewhere(self, word: str) -> bool:
        """Whether a word names no region within reach, nor one that the seat itself is in."""
        return not (self.of(word) or word in self.around or (self.home and covers(self.home, word)))

    def of(self, word: str) -> str:
        """The code a word names within reach; empty if none."""
        if self.narrower and word in self.by_word:
            return self.by_word[word]
        return ""


def _names_around(region: Region | None) -> set[str]:
    """Codes and names of a region and of those that hold it."""
    names: set[str] = set()
    while region is not None:
        names |= {region.code, region.name, region.short_name}
        region = region.parent
    return names


def _planned(row: SheetRow, *, side: str, how: str, known: dict[str, Posting], twice: set[str],
             places: _Places, strands: list[tuple[str, str]]) -> RowPlan:  # fmt: skip
    reference, region = row.cells.get("id", ""), row.cells.get("region", "")
    posting = known.get(reference) if reference else None
    form = PostingForm(_data(row), side=side, strands=strands)
    form.full_clean()
    unread = [CellFault(column=str(BY_KEY[key].title), why=why) for key, why in row.unread.items()]
    faults = [
        CellFault(column=_column(name, form), why=" ".join(map(str, errors))) for name, errors in form.errors.items()
    ]
    faults += _row_faults(row, posting=posting, how=how, twice=twice)
    unread_columns = {fault.column for fault in unread}
    faults = [*unread, *(fault for fault in faults if fault.column not in unread_columns)]
    code = places.of(region) if region else ""
    away = bool(region) and places.is_elsewhere(region)
    remark = _("地区“%(region)s”不在您负责的范围内，按您的单位所在地登记。") % {"region": region} if away else ""
    return RowPlan(row=row, form=form, posting=posting, region=code or places.home, faults=tuple(faults), remark=remark)


def _data(row: SheetRow) -> dict[str, str]:
    data = {FORM_FIELD.get(key, key): coded(key, cell) for key, cell in row.cells.items()}
    data |= field_codes(row.cells.get("field", ""))
    return data


def _column(name: str, form: PostingForm) -> str:
    key = next((key for key, field in FORM_FIELD.items() if field == name), name)
    return str(BY_KEY[key].title if key in BY_KEY else form.fields[name].label)


def _row_faults(row: SheetRow, *, posting: Posting | None, how: str, twice: set[str]) -> list[CellFault]:
    reference, field = row.cells.get("id", ""), row.cells.get("field", "")
    faults = []
    if not row.cells.get("title"):
        faults.append(CellFault(column=str(BY_KEY["title"].title), why=_("不能为空。")))
    if field and not field_codes(field):
        why = _("“%(word)s”不在行业和学科名录中，请从模板的下拉单中选。") % {"word": field}
        faults.append(CellFault(column=str(BY_KEY["field"].title), why=why))
    if reference in twice:
        faults.append(CellFault(column=str(BY_KEY["id"].title), why=_("这个编号在表中出现了不止一次。")))
    if posting is not None and how == ImportForm.ADD:
        faults.append(CellFault(column="", why=_("已有这一条，按“只新增”退回。")))
    if posting is None and how == ImportForm.UPDATE:
        faults.append(CellFault(column="", why=_("没有这一条，按“只更新”退回。")))
    if posting is not None and how != ImportForm.ADD and not posting.may_change():
        words = _("这一条“%(state)s”，不能由导入修改；请先在它的页面办理“修改”。")
        faults.append(CellFault(column="", why=words % {"state": posting.get_state_display()}))
    return faults
