"""Workbooks of needs and offers: the template, the dry run, errors by cell, refused rows back with their reasons."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from dongxi.apps.matching import sheets
from dongxi.apps.matching.models import Need, Offer, Wording
from dongxi.apps.matching.queries.importing import import_plan
from dongxi.apps.matching.queries.postings import seats
from dongxi.apps.matching.services.importing import import_postings
from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.matching.sheets import COLUMNS, read_sheet, template
from dongxi.apps.records.errors import BadInput, NotAllowed
from dongxi.apps.records.models import AuditEntry

EXAMPLES = Path(__file__).parents[3] / "examples"


def book(*rows, heads=("id", "title", "text", "field", "maturity", "mode")) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet()
    for line, row in enumerate((heads, *rows)):
        sheet.write_row(line, 0, row)
    made.close()
    return out.getvalue()


GOOD = ("A-1", "枸杞保色干燥", "热风烘干褐变明显。", "食品科学技术", 6, "成果转化")
BAD = ("A-2", "", "没有标题。", "炼金术", 12, "成果转化")


def plan_of(content, who, *, how="add", side="need", name="x.xlsx"):
    return import_plan(sheet=read_sheet(name=name, content=content), side=side, seat=seats(to=who)[0], how=how, to=who)


def imported(content, who, *, how="add", side="need", phone=""):
    sheet = read_sheet(name="x.xlsx", content=content)
    return import_postings(actor=who, side=side, seat=seats(to=who)[0], sheet=sheet, how=how, phone=phone)


def test_the_template_has_every_column_and_its_own_rows_are_read_back(county):
    content = template(side="need")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[0] == [str(column.title) for column in COLUMNS]
    assert plan_of(content, county).rows == ()


def test_a_dry_run_writes_nothing_and_names_cells(county):
    plan = plan_of(book(GOOD, BAD), county)
    assert Need.objects.count() == 0
    assert [row.row.number for row in plan.added] == [2]
    faults = {fault.column: fault.why for fault in plan.refused[0].faults}
    assert set(faults) == {"标题", "领域", "技术就绪度"}
    assert "炼金术" in faults["领域"]


def test_rows_that_can_be_taken_become_drafts_in_one_audit_line(county):
    lines = AuditEntry.objects.count()
    done = imported(book(GOOD, BAD), county)
    assert (done.added, done.updated, len(done.refused)) == (1, 0, 1)
    draft = Need.objects.get()
    assert (draft.state, draft.discipline, draft.maturity, draft.mode) == ("draft", "550", 6, "technology_transfer")
    assert (draft.identity.reference, draft.public_region_id) == ("A-1", "640000")
    assert Wording.objects.filter(need=draft).count() == 1
    assert AuditEntry.objects.count() == lines + 1


def test_what_is_known_is_added_updated_or_refused_as_asked(county):
    imported(book(GOOD), county)
    changed = book((*GOOD[:1], "枸杞低温保色干燥", *GOOD[2:]), ("A-3", "新的一条", "说明", "550", 5, ""))
    assert [row.reasons() for row in plan_of(changed, county).refused] == ["已有这一条，按“只新增”退回。"]
    assert [row.reasons() for row in plan_of(changed, county, how="update").refused] == ["没有这一条，按“只更新”退回。"]
    done = imported(changed, county, how="both")
    assert (done.added, done.updated) == (1, 1)
    assert Need.objects.get(identity__reference="A-1").title == "枸杞低温保色干燥"


def test_an_empty_cell_leaves_what_stands(county):
    imported(book(GOOD), county)
    imported(book(("A-1", "改了标题", "", "", "", "")), county, how="update")
    draft = Need.objects.get()
    assert (draft.title, draft.body, draft.discipline) == ("改了标题", "热风烘干褐变明显。", "550")


def test_a_telephone_forgotten_at_first_comes_in_with_the_same_sheet_again(county):
    imported(book(GOOD), county)
    imported(book(GOOD), county, how="update", phone="0955-5550001")
    imported(book(GOOD), county, how="update", phone="0955-5550002")
    assert Need.objects.get().identity.contact_phone == "0955-5550001"


def test_what_is_public_or_waits_for_review_is_not_changed_by_a_sheet(county, write):
    draft = write(county, "need")
    move_posting(actor=county, posting=draft, move="submit")
    plan = plan_of(book((draft.code, "换标题", "", "", "", "")), county, how="both")
    assert "待审" in plan.refused[0].reasons()


def calculated_by_nobody(*cells: tuple[str, str]) -> bytes:
    """A workbook whose second row is whole, with formulas that no program has calculated in these cells of it."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet("需求表")
    for line, row in enumerate((("id", "title", "text", "field", "maturity", "备查"), GOOD, ("A-2", *GOOD[1:]))):
        sheet.write_row(line, 0, row)
    for cell, formula in cells:
        sheet.write_formula(cell, formula, value="")
    made.close()
    return out.getvalue()


@pytest.mark.parametrize(("cell", "column"), [("B2", "标题"), ("C2", "说明"), ("E2", "技术就绪度")])
def test_a_formula_that_nobody_calculated_is_refused_with_its_sheet_and_cell(county, cell, column):
    plan = plan_of(calculated_by_nobody((cell, '="枸杞"&A2')), county)
    assert [row.row.number for row in plan.added] == [3]
    [fault] = plan.refused[0].faults
    assert fault.column == column
    for words in ("需求表", cell, "没有算出来的公式", "请在电子表格软件中算好后另存"):
        assert words in fault.why
    assert [row.row.number for row in plan_of(calculated_by_nobody(("F2", "=1+1")), county).added] == [2, 3]


def test_a_row_of_formulas_below_all_that_is_written_is_not_lost(county):
    plan = plan_of(calculated_by_nobody(("B9", "=B2"), ("C9", "=C2")), county)
    assert [row.row.number for row in plan.refused] == [9]


def test_a_formula_that_failed_is_refused_with_its_error(county):
    plan = plan_of(calculated_by_nobody(), county)
    assert plan.refused == []
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ("title", "text"))
    sheet.write_row(1, 0, ("枸杞保色干燥", ""))
    sheet.write_formula("B2", "=Z9", value="#REF!")
    made.close()
    [fault] = plan_of(out.getvalue(), county).refused[0].faults
    assert "B2 是出错的公式（#REF!）" in fault.why


def test_a_head_that_nobody_calculated_is_refused_at_once():
    with pytest.raises(BadInput, match="需求表”的 B1 是没有算出来的公式"):
        read_sheet(name="x.xlsx", content=calculated_by_nobody(("B1", '="标题"')))


def test_rows_are_numbered_as_in_the_sheet_also_below_empty_ones(county):
    plan = plan_of("\n标题,说明\n\n枸杞保色干燥,热风烘干褐变明显。\n".encode(), county, name="x.csv")
    assert [row.row.number for row in plan.added] == [4]


def test_the_same_reference_twice_is_refused(county):
    assert len(plan_of(book(GOOD, GOOD), county).refused) == 2


def test_another_sides_posting_is_not_known_to_an_import(county, team, write):
    theirs = write(team, "need")
    plan = plan_of(book((theirs.code, "夺来的标题", "", "", "", "")), county, how="both")
    assert plan.updated == []


def test_a_region_within_reach_is_taken_and_one_elsewhere_is_remarked(province):
    heads = ("title", "region")
    plan = plan_of(book(("甲", "中宁县"), ("乙", "上海"), heads=heads), province)
    assert [row.region for row in plan.rows] == ["640521", "640000"]
    assert [bool(row.remark) for row in plan.rows] == [False, True]


def test_a_region_that_holds_ones_own_place_is_no_remark_and_equal_remarks_are_one(county):
    words = ("宁夏", "640000", "宁夏回族自治区", "中宁县", "上海", "上海", "浙江")
    rows = [(f"题 {place}", word) for place, word in enumerate(words)]
    plan = plan_of(book(*rows, heads=("title", "region")), county)
    assert {row.region for row in plan.rows} == {"640521"}
    assert [bool(row.remark) for row in plan.rows] == [False] * 4 + [True] * 3
    assert [len(remark.rows) for remark in plan.remarks] == [2, 1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"not a workbook", "打不开"),
        ("a.csv", "\ufeff名字,说明\n甲,乙\n".encode(), None),
        ("a.csv", "说明\n乙\n".encode(), "没有找到“标题”"),
        ("a.csv", "标题,标题\n甲,乙\n".encode(), "出现了两次"),
        ("a.csv", b"", "空的"),
        ("a.csv", b"\xff\xfe\x00\x81", "编码"),
    ],
)
def test_a_file_that_is_no_sheet_of_ours_is_refused_in_words(name, content, words):
    if words is None:
        with pytest.raises(BadInput, match="标题"):
            read_sheet(name=name, content=content)
    else:
        with pytest.raises(BadInput, match=words):
            read_sheet(name=name, content=content)


def bomb(*, far: bytes = b"", size: int = 0) -> bytes:
    """A workbook of some kilobytes with a row far away, or a part that unpacks to so many bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(GOOD))) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", far + b"</sheetData>"))
        if size:
            new.writestr("xl/media/image1.bin", bytes(size))
    return content.getvalue()


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(monkeypatch):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(BadInput, match="第 1048576 行、第 16384 列"):
        read_sheet(name="x.xlsx", content=bomb(far=far))
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(BadInput, match="解开后过大"):
        read_sheet(name="x.xlsx", content=bomb(size=1_000_000))
    assert len(read_sheet(name="x.xlsx", content=bomb(size=900_000)).rows) == 1


def test_a_sheet_in_gb18030_is_read():
    assert (
        read_sheet(name="a.csv", content="标题,说明\n盐湖提锂,老卤\n".encode("gb18030")).rows[0].cells["text"] == "老卤"
    )


def test_others_cannot_import(broker, county):
    sheet = read_sheet(name="x.xlsx", content=book(GOOD))
    with pytest.raises(NotAllowed):
        import_postings(actor=broker, side="need", seat=seats(to=county)[0], sheet=sheet, how="add")


def test_the_page_tries_confirms_and_gives_the_refused_rows_back(client, county):
    client.force_login(county)
    [seat] = seats(to=county)
    file = SimpleUploadedFile("needs.xlsx", book(GOOD, BAD))
    page = client.post("/matching/needs/import/", {"file": file, "how": "add", "seat": seat.pk})
    assert "炼金术" in page.content.decode()
    asked = page.context["asked"]
    back = client.get("/matching/needs/import/refused.xlsx", asked)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert lines[0][-1] == "退回原因"
    assert "不在行业和学科名录中" in lines[1][-1]
    assert Need.objects.count() == 0
    client.post("/matching/needs/import/confirm/", asked)
    assert Need.objects.get().title == "枸杞保色干燥"


def test_what_one_person_tried_another_cannot_confirm(client, county, team):
    client.force_login(county)
    file = SimpleUploadedFile("needs.xlsx", book(GOOD))
    asked = client.post(
        "/matching/needs/import/", {"file": file, "how": "add", "seat": seats(to=county)[0].pk}
    ).context["asked"]
    client.force_login(team)
    assert client.post("/matching/needs/import/confirm/", asked).status_code == 400
    assert Need.objects.count() == 0


def test_the_examples_are_taken_whole(county, team):
    needs = read_sheet(name="needs.xlsx", content=(EXAMPLES / "needs.xlsx").read_bytes())
    offers = read_sheet(name="offers.xlsx", content=(EXAMPLES / "offers.xlsx").read_bytes())
    assert import_postings(actor=county, side="need", seat=seats(to=county)[0], sheet=needs, how="add").refused == ()
    done = import_postings(actor=team, side="offer", seat=seats(to=team)[0], sheet=offers, how="add")
    assert (done.added, done.refused) == (40, ())
    assert Need.objects.count() == 12
    assert Offer.objects.filter(figures=[]).count() < 40


def test_a_formula_in_a_cell_comes_back_as_text(client, county):
    out = io.StringIO()
    csv.writer(out).writerows([("标题", "技术就绪度"), ("=1+1", "99")])
    plan = plan_of(out.getvalue().encode(), county, name="x.csv")
    from dongxi.apps.matching.sheets import refused_book

    content = refused_book(rows=[(row.row, row.reasons()) for row in plan.refused])
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[1][0] == "'=1+1"
