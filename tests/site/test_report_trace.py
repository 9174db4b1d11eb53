"""A trace finds every figure no longer printed as it was: sign, digits, neighbours, unit, the words around it."""

from __future__ import annotations

import codecs
import io
import re
from copy import deepcopy
from dataclasses import replace

import docx
import pytest
from typer.testing import CliRunner

from dongxi.analysis.reporting.model import Chapter, Figure, Paragraph, Report, Source, Table, numbered
from dongxi.site.cli import app
from dongxi.site.cli.report import _changed
from dongxi.site.exports import report_pdf
from dongxi.site.exports.report_docx import to_docx
from dongxi.site.exports.report_html import to_html
from dongxi.site.exports.report_printed import Mark, Printed
from dongxi.site.exports.report_reading import lines_of_word
from dongxi.site.exports.report_register import parsed, read_register, register_of
from dongxi.site.exports.report_trace import Traced, trace_of

FORMS = ("docx", "html", "pdf")
ALTERED = [
    pytest.param("85.5", "95.5", ["f0001"], id="a digit"),
    pytest.param("R&D经费", "R&D经费1", ["f0001"], id="a digit typed before it"),
    pytest.param("R&D经费", "R&D经费−", ["f0001"], id="a minus typed before it"),
    pytest.param("亿元，比", "3亿元，比", ["f0001"], id="a digit typed after it"),
    pytest.param("亿元，比", ".3亿元，比", ["f0001"], id="a decimal point typed after it"),
    pytest.param("亿元，比", "万元，比", ["f0001"], id="its unit"),
    pytest.param("上年增长", "上年下降", ["f0002"], id="grew into fell"),
    pytest.param("%，高于", "个百分点，高于", ["f0002"], id="percent into points"),
    pytest.param("高于", "低于", ["f0003"], id="above into below"),
    pytest.param("1.宁夏。", "1.青海。", ["f0001"], id="whose figure it is"),
    pytest.param("没有变化。", "没有变化。另有30.5亿元。", ["f0003"], id="a sentence added with a number"),
    pytest.param("倍。", "倍。去年为2.5倍。", ["f0004"], id="a sentence with a number added at the end"),
    pytest.param("倍。", "倍。去年为三倍。", ["f0004"], id="a sentence with a number in words added at the end"),
    pytest.param("倍。", "倍。以上全部不实。", ["f0004"], id="a sentence without any number added at the end"),
    pytest.param(
        "没有变化。", "没有变化。另有三十亿元。", ["f0003"], id="a sentence with a number in words added between"
    ),
    pytest.param("不显著不等于没有变化。", "", ["f0003"], id="a sentence without any number struck out"),
    pytest.param("不显著不等于没有变化", "未见显著变化", ["f0003"], id="a sentence without figures altered"),
    pytest.param("缩小", "扩大", ["f0004"], id="narrowed into widened"),
    pytest.param("经费（亿元）", "经费（万元）", ["f0005", "f0007"], id="the unit in a head"),
    pytest.param("主要指标（2023年）", "主要指标（2022年）", ["f0005", "f0006", "f0007", "f0008"], id="a caption"),
    pytest.param("甘肃", "陕西", ["f0005", "f0006"], id="the name of a row"),
    pytest.param("不可能达到显著", "显著降低", ["f0005", "f0006"], id="the verdict of a row"),
    pytest.param("−2.5", "2.5", ["f0006"], id="a sign in a cell"),
    pytest.param("71.25", "712.5", ["f0007"], id="a decimal point moved in a cell"),
]
LEFT_ALONE = [
    pytest.param("附带的话", "别的话", id="a paragraph without figures"),
    pytest.param("一、甲章", "一、乙章", id="a heading"),
]


def report(old: str = "", new: str = "") -> Report:
    """A paragraph of each kind and a table after one of the same heads without figures, in which `old` reads `new`."""

    def words(text: str) -> str:
        return text.replace(old.removeprefix("一、"), new.removeprefix("一、")) if old else text

    def figure(text: str, unit: str = "亿元") -> Figure:
        source = Source(name="年鉴", issue="年鉴2023")
        return Figure(text=words(text), value=text, unit=unit, period="2023", what="数", sources=(source,))

    told = (
        *(
            words("R&D经费"),
            figure("85.5"),
            words("亿元，比上年增长"),
            figure("9.1", "%"),
            words("%，高于西部中位数（"),
        ),
        *(
            figure("60.2"),
            words("亿元）。不显著不等于没有变化。东西部差距缩小，降至"),
            figure("1.5", "倍"),
            words("倍。"),
        ),
    )
    table = Table(
        caption=words("主要指标（2023年）"),
        heads=("地区", words("经费（亿元）"), "比上年（%）", "结论"),
        rows=(
            ((words("甘肃"),), (figure("129.4"),), (figure("−2.5", "%"),), (words("不可能达到显著"),)),
            (("新疆",), (figure("71.25"),), (figure("4.0", "%"), "*"), ("未见变化",)),
        ),
        widths=(2, 3, 3, 3),
    )
    rows = tuple((("某地",), ("未公布",), ("未公布",), ("—",)) for _ in range(60))
    empty = replace(table, caption="没有数字的表", rows=rows)
    blocks = (Paragraph(lead=words("1.宁夏。"), runs=told), Paragraph(runs=(words("附带的话。"),)), empty, table)
    chapter = Chapter(title=words("甲章"), blocks=blocks)
    return numbered(Report(title="报告", subtitle="", period="2023", cover=(), edition="e" * 64, chapters=(chapter,)))


def written(form: str, old: str = "", new: str = "") -> bytes:
    """The report in a form, `old` changed to `new` afterwards as somebody would who opens the file."""
    if form == "docx":
        return in_word(to_docx(report(), {}), old, new)
    if form == "html":
        page = to_html(report(), {}).decode()
        then, now = (each.replace("&", "&amp;") for each in (old, new))
        return re.sub(r"(?<=>)[^<]+", lambda shown: shown[0].replace(then, now) if old else shown[0], page).encode()
    with pytest.MonkeyPatch.context() as patch:  # a PDF set anew with the register of the first
        patch.setattr(report_pdf, "register_of", lambda _altered: register_of(report()))
        return report_pdf.to_pdf(report(old, new), {})


def in_word(content: bytes, old: str, new: str) -> bytes:
    document, saved = docx.Document(io.BytesIO(content)), io.BytesIO()
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    for paragraph in (*document.paragraphs, *(each for cell in cells for each in cell.paragraphs)):
        for run in paragraph.runs:
            if old and old in run.text:
                run.text = run.text.replace(old, new)
    document.save(saved)
    return saved.getvalue()


def altered(form: str, old: str, new: str) -> list[str]:
    content = written(form, old, new)
    assert content != written(form), "the edit must reach the file"
    return [figure.entry.id for figure in trace_of(content, name=form).figures if figure.state != "same"]


@pytest.mark.parametrize("form", FORMS)
def test_a_report_left_alone_is_the_same_in_every_form(form):
    found = trace_of(written(form), name=form)
    assert found.register.whole
    assert found.compared == "words"
    assert [figure.state for figure in found.figures] == ["same"] * 8


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new", "ids"), ALTERED)
def test_whatever_is_altered_in_a_figure_or_the_words_that_depend_on_it_is_found(form, old, new, ids):
    assert altered(form, old, new) == ids


def test_a_value_that_a_page_holds_for_programs_is_compared_too(tmp_path):
    page = written("html").decode()
    own = re.search(r'<data id="(f\d+)" value="([^"]+)"', page)
    path = tmp_path / "report.html"
    path.write_text(page.replace(own[0], own[0].replace(own[2], "92.36")), encoding="utf-8")
    assert [one.entry.id for one in trace_of(path.read_bytes(), name="a").figures if one.state != "same"] == [own[1]]
    answer = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert answer.exit_code == 1
    assert f"value属性现为“92.36”，登记为“{own[2]}”" in answer.output


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new"), LEFT_ALONE)
def test_words_that_no_figure_stands_in_may_be_edited(form, old, new):
    assert altered(form, old, new) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_figure_whose_sentence_is_gone_is_told_as_gone(form):
    if form == "pdf":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(report_pdf, "register_of", lambda _less: register_of(report()))
            chapter = report().chapters[0]
            less = Report(**{**vars(report()), "chapters": (Chapter(title="甲章", blocks=chapter.blocks[1:]),)})
            content = report_pdf.to_pdf(less, {})
    elif form == "html":
        content = re.sub(rb"<p><strong>1\..*?</p>", b"", written(form))
    else:
        document, saved = docx.Document(io.BytesIO(written(form))), io.BytesIO()
        gone = next(each for each in document.paragraphs if each.text.startswith("1.宁夏"))
        gone._element.getparent().remove(gone._element)
        document.save(saved)
        content = saved.getvalue()
    states = [figure.state for figure in trace_of(content, name=form).figures]
    assert states == ["gone"] * 4 + ["same"] * 4


def copied(form: str, *, hidden: bool) -> bytes:
    """The report with 85.5 altered to 95.5, and an unaltered copy of that paragraph before it."""
    if form == "html":
        text = written(form).decode()
        own = re.search(r"<p><strong>1\..*?</p>", text)
        copy = own[0].replace("<p>", '<p style="display: none">') if hidden else own[0]
        return text.replace(own[0], copy + own[0].replace(">85.5<", ">95.5<")).encode()
    document, saved = docx.Document(io.BytesIO(written(form))), io.BytesIO()
    own = next(each for each in document.paragraphs if each.text.startswith("1.宁夏"))
    own._element.addprevious(deepcopy(own._element))
    copy = next(each for each in document.paragraphs if each.text.startswith("1.宁夏"))
    for run in copy.runs:
        run.font.hidden = hidden
    for run in own.runs:
        run.text = run.text.replace("85.5", "95.5")
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("form", ["docx", "html"])
def test_an_unaltered_copy_before_an_altered_paragraph_does_not_cover_it(form, hidden):
    figures = trace_of(copied(form, hidden=hidden), name=form).figures
    assert [figure.state for figure in figures] == ["altered"] + ["same"] * 7
    assert figures[0].found.text == "95.5"


@pytest.mark.parametrize("hidden", ["hidden", "style='Display : None'"])
def test_figures_that_an_edited_page_hides_are_not_the_same(hidden):
    page = written("html").decode()
    paragraph = page.replace("<p><strong>1.", f"<p {hidden}><strong>1.")
    assert [figure.state for figure in trace_of(paragraph.encode(), name="x").figures] == ["gone"] * 4 + ["same"] * 4
    tables = [place.start() for place in re.finditer("<table", page)]
    table = f"{page[: tables[-1]]}<table {hidden}{page[tables[-1] + len('<table') :]}"
    assert [figure.state for figure in trace_of(table.encode(), name="x").figures] == ["same"] * 4 + ["gone"] * 4


def test_a_bookmark_that_ends_in_the_next_paragraph_stands_in_one_only():
    """Editors move the end of a bookmark from the end of a paragraph to the next."""
    document, end = docx.Document(io.BytesIO(written("docx"))), docx.oxml.ns.qn("w:bookmarkEnd")
    own, after = [each._element for each in document.paragraphs if each.text.startswith(("1.宁夏", "附带"))]
    after.insert(1, own.findall(end)[-1])
    pieces = [piece for line in lines_of_word(document.element) for cell in line.cells for piece in cell]
    assert [piece.id for piece in pieces if isinstance(piece, Mark)] == [f"f000{number}" for number in range(1, 9)]


def test_a_hyphen_that_does_not_break_counts_as_a_sign():
    document, saved = docx.Document(io.BytesIO(written("docx"))), io.BytesIO()
    run = next(run for each in document.paragraphs for run in each.runs if run.text == "R&D经费")
    run._element.append(run._element.makeelement(docx.oxml.ns.qn("w:noBreakHyphen")))
    document.save(saved)
    states = [figure.state for figure in trace_of(saved.getvalue(), name="docx").figures]
    assert states == ["altered"] + ["same"] * 7


@pytest.mark.parametrize("form", FORMS)
def test_the_command_prints_what_stands_there_now_and_what_it_does_not_compare(form, tmp_path):
    path = tmp_path / f"report.{form}"
    path.write_bytes(written(form, "上年增长", "上年下降"))
    done = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 1
    assert "【改动：文中现为“比上年下降9.1%，”，登记为“比上年增长9.1%，”】" in done.stdout
    assert "改动 1，缺失 0" in done.stderr
    assert "没有登记数字的段落、表行、标题、图、表注和来源编号不核对" in done.stderr
    path.write_bytes(written(form, "经费（亿元）", "经费（万元）"))
    done = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert "表中位置现为“表2主要指标（2023年）｜经费（万元）｜新疆　未见变化”" in done.stdout


MOVED = [
    pytest.param(">85.5</data>", ">85</data>.5", "书签内现为“85”，登记为“85.5”", id="shrunk"),
    pytest.param(">85.5</data>亿元", ">85.5亿元</data>", "书签内现为“85.5亿元”，登记为“85.5”", id="grown"),
]


@pytest.mark.parametrize(("old", "new", "told"), MOVED)
def test_a_mark_that_no_longer_holds_its_figure_is_told_by_what_it_holds(old, new, told, tmp_path):
    page = written("html").decode()
    assert page.count(old) == 1
    path = tmp_path / "report.html"
    path.write_text(page.replace(old, new), encoding="utf-8")
    done = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 1
    assert f"【改动：{told}】" in done.stdout
    assert done.stdout.count("【") == 1


def test_a_mark_on_another_figure_of_the_same_digits_is_told_by_where_it_stands():
    first = Printed(before="", text="2", after="和2")
    now = Printed(before="2和", text="2", after="")
    entry = read_register(parsed(register_of(report()))).entries[0]
    assert _changed(Traced(entry=entry, printed=first, found=now)) == "　【改动：书签现为“2和［2］”，登记为“［2］和2”】"


def test_a_page_saved_with_a_byte_order_mark_is_read():
    content = codecs.BOM_UTF8 + written("html", "85.5", "95.5")
    states = [figure.state for figure in trace_of(content, name="report.html").figures]
    assert states == ["altered"] + ["same"] * 7


def test_a_register_of_old_compares_digits_alone_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("dongxi.site.exports.report_register.lines_of", lambda _report: ())
    path = tmp_path / "report.docx"
    path.write_bytes(in_word(to_docx(report(), {}), "85.5", "95.5"))
    done = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert "【改动：文中现为“95.5”，登记为“85.5”】" in done.stdout
    assert "改动 1，缺失 0" in done.stderr
    assert "登记只有数字" in done.stderr
    path = tmp_path / "report.pdf"
    path.write_bytes(report_pdf.to_pdf(report(), {}))
    done = CliRunner().invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 0
    assert "未与正文核对" in done.stderr


def test_the_lines_belong_to_what_the_digest_covers():
    content = register_of(report())
    assert read_register(parsed(content)).whole
    assert not read_register(parsed(content.replace("上年增长".encode(), "上年下降".encode()))).whole
