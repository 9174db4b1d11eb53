"""`dongxi report`: the files, the same bytes twice, tracing, and what is refused in one line."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest
from typer.testing import CliRunner

from dongxi.analysis.reporting.kinds import kind_of
from dongxi.analysis.reporting.model import Table
from dongxi.site.cli import app
from dongxi.site.exports.report_charts import pictures
from dongxi.site.exports.report_docx import to_docx
from dongxi.site.exports.report_html import to_html
from dongxi.site.exports.report_layout import chapters_of, kept_whole
from dongxi.site.exports.report_pdf import chapter_pages, to_pdf
from dongxi.site.exports.report_trace import Untraceable, trace_of
from tests.browser import axe_problems, scrolls_sideways

RUN = CliRunner()


@pytest.fixture(scope="module")
def made():
    report = kind_of("annual").make(period="2023", form="docx")
    return report, pictures(report)


@pytest.fixture(scope="module")
def brief(made):
    """The same with the outer sections of each chapter: a browser or an office reads it ten times sooner."""
    report, drawn = made
    chapters = (replace(one, sections=one.sections[:: max(len(one.sections) - 1, 1)]) for one in report.chapters)
    return replace(report, chapters=tuple(chapters)), drawn


@pytest.fixture(scope="module")
def again():
    """The report a second time, from the beginning."""
    report = kind_of("annual").make(period="2023", form="docx")
    return report, pictures(report)


@pytest.fixture(scope="module")
def written(made) -> Callable[..., bytes]:
    """The report in a form, `written(to_pdf)`, each written once."""
    return cache(lambda write: write(*made))


@pytest.fixture(scope="module")
def word(written) -> bytes:
    return written(to_docx)


@pytest.fixture
def file(word, tmp_path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(word)
    return path


def changed(content: bytes, name: str, edit) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(held, "w") as after:
        for each in before.namelist():
            after.writestr(each, edit(before.read(each).decode()) if each == name else before.read(each))
    return held.getvalue()


def test_the_page_is_that_of_official_documents(word):
    document = docx.Document(io.BytesIO(word))
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = re.findall(r'w:eastAsia="([^"]+)"', document.styles.element.xml)
    assert {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"} <= set(fonts)
    assert document.paragraphs[5].text == "东西部科技合作年度评估报告"


def test_the_page_number_stands_seven_millimetres_below_the_text_and_captions_are_not_parted(word):
    document = docx.Document(io.BytesIO(word))
    line = document.styles["页码"].paragraph_format.line_spacing
    assert 35 - document.sections[0].footer_distance.mm - line.mm / 2 == pytest.approx(7, abs=0.2)
    assert document.styles["图题"].paragraph_format.keep_together
    assert document.styles["Caption"].paragraph_format.keep_together


def test_a_unit_in_the_head_of_a_column_is_not_parted_between_lines(word):
    held = docx.Document(io.BytesIO(word)).tables[0].rows[0].cells
    assert [cell.text for cell in held[:3]] == ["区域", "R&D经费\n（亿元）", "R&D人员全时当量（人年）"]
    assert held[4].text == "技术合同输出成交额\n（亿元）"


def test_numbers_of_sources_begin_no_line_of_the_pdf(written):
    pdf, starts = pypdfium2.PdfDocument(written(to_pdf)), []
    for page in pdf:
        held = page.get_textpage()
        for found in re.finditer(r"〔[\d、—]+〕(?!。)", held.get_text_range()):
            left, bottom, _right, top = held.get_charbox(found.start())
            if top - bottom < 10:  # raised: the text is set larger
                starts.append(left)
    pdf.close()
    assert len(starts) > 100
    assert min(starts) > 28 / 25.4 * 72 + 16


@pytest.mark.parametrize("write", [to_docx, to_pdf, to_html])
def test_the_same_report_gives_the_same_bytes(written, again, write):
    first, second = written(write), write(*again)
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_the_pdf_has_its_pages_and_its_words(written):
    pdf = pypdfium2.PdfDocument(written(to_pdf))
    assert len(pdf) > 50
    assert "年度评估报告" in pdf[0].get_textpage().get_text_bounded()
    pdf.close()


def test_the_page_names_its_language_its_tables_and_its_pictures(written):
    page = written(to_html).decode()
    assert '<html lang="zh-CN">' in page
    assert page.count("<table>") == page.count("<caption>") > 40
    assert page.count("<figure>") == page.count('<svg role="img" aria-labelledby') == 20
    assert "<script" not in page


def test_a_report_left_alone_traces_whole(file):
    done = RUN.invoke(app, ["report", "--trace", str(file)])
    assert done.exit_code == 0
    assert "全国R&D经费" in done.stdout
    assert "2023年全国科技经费投入统计公报" in done.stdout


def test_an_altered_figure_is_found_with_what_stands_there_now(word, tmp_path):
    path = tmp_path / "altered.docx"
    path.write_bytes(changed(word, "word/document.xml", lambda text: text.replace(">33357.1<", ">43357.1<", 1)))
    done = RUN.invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 1
    assert "【改动：文中现为“全国R&D经费43357.1亿元，”，登记为“全国R&D经费33357.1亿元，”】" in done.stdout


def test_a_place_that_is_gone_and_a_register_that_was_changed_are_told(word):
    gone = trace_of(
        changed(word, "word/document.xml", lambda text: text.replace('w:name="f0003"', 'w:name="x"')), name="x"
    )
    assert [figure.entry.id for figure in gone.figures if figure.state == "gone"] == ["f0003"]
    forged = trace_of(changed(word, "customXml/item1.xml", lambda text: text.replace("33357.1", "43357.1")), name="x")
    assert not forged.register.whole


def test_the_register_is_a_part_that_editors_keep(word):
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert "itemProps1.xml" in package.read("customXml/_rels/item1.xml.rels").decode()
        assert "/customXml/itemProps1.xml" in package.read("[Content_Types].xml").decode()
        assert 'ds:uri="urn:dongxi:report:figures:1"' in package.read("customXml/itemProps1.xml").decode()


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
def test_a_report_saved_again_by_another_editor_still_traces_and_tells_what_was_changed(brief, tmp_path):
    path = tmp_path / "in" / "report.docx"
    path.parent.mkdir()
    path.write_bytes(
        changed(to_docx(*brief), "word/document.xml", lambda text: text.replace(">33357.1<", ">43357.1<", 1))
    )
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    saved = ["soffice", home, "--headless", "--convert-to", "docx", "--outdir", tmp_path, path]
    subprocess.run(saved, check=True, capture_output=True, timeout=120)
    found = trace_of((tmp_path / "report.docx").read_bytes(), name="report.docx")
    assert found.register.whole
    assert [(figure.printed.text, figure.found.text) for figure in found.figures if figure.state != "same"] == [
        ("33357.1", "43357.1")
    ]


@pytest.mark.parametrize("write", [to_pdf, to_html])
def test_the_other_forms_are_held_against_their_register_too(written, write, tmp_path):
    path = tmp_path / "report"
    path.write_bytes(written(write))
    done = RUN.invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 0, done.stderr
    assert "2023年全国科技经费投入统计公报" in done.stdout
    assert "改动 0，缺失 0" in done.stderr


def test_what_others_attach_to_a_pdf_does_not_hide_its_register(brief):
    document, more = pypdfium2.PdfDocument(to_pdf(*brief)), io.BytesIO()
    document.new_attachment("beside.txt").set_data(b"no register")
    document.save(more)
    document.close()
    found = trace_of(more.getvalue(), name="report.pdf")
    assert found.register.whole
    assert {figure.state for figure in found.figures} == {"same"}
    with pytest.raises(Untraceable, match="没有数字登记"):
        trace_of(without_register(more.getvalue()), name="report.pdf")


def without_register(content: bytes) -> bytes:
    document, less = pypdfium2.PdfDocument(content), io.BytesIO()
    names = [document.get_attachment(place).get_name() for place in range(document.count_attachments())]
    document.del_attachment(names.index("register.xml"))
    document.save(less)
    document.close()
    return less.getvalue()


def test_the_contents_show_pages_and_no_page_is_blank(word, made):
    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    shown = [int(page) for page in re.findall(r"PAGEREF c\d+.*?<w:t>(\d*)</w:t>", text)]
    assert shown == sorted(shown)
    assert len(shown) == len(made[0].chapters)
    assert shown[0] == 3
    assert '<w:br w:type="page"/>' not in text
    assert "<w:updateFields" in zipfile.ZipFile(io.BytesIO(word)).read("word/settings.xml").decode()


def test_the_pages_in_the_contents_are_those_of_the_pdf(made, written):
    pdf = pypdfium2.PdfDocument(written(to_pdf))
    for page, heading in zip(chapter_pages(*made), chapters_of(made[0]), strict=True):
        assert heading.words in pdf[page - 1].get_textpage().get_text_bounded()
    pdf.close()


@pytest.mark.parametrize(("rows", "whole"), [(8, True), (15, False), (32, True), (63, False)])
def test_a_table_stays_whole_if_it_is_short_or_about_fills_a_page(rows, whole):
    table = Table(caption="", heads=("甲", "乙"), rows=((("a",), ("b",)),) * rows, widths=(1, 1))
    assert kept_whole(table) is whole


@pytest.mark.browser
def test_the_page_passes_axe_on_a_narrow_screen(brief, tmp_path, browser):
    path = tmp_path / "report.html"
    path.write_bytes(to_html(*brief))
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    assert axe_problems(page) == []
    assert not scrolls_sideways(page)
    context.close()


def test_every_link_of_the_page_leads_somewhere(made, written):
    page = written(to_html).decode()
    links, places = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'\sid="([^"]+)"', page)
    chapters = {f"c{number}" for number, _chapter in enumerate(made[0].chapters, start=1)}
    assert chapters < links, "and sources beside chapters"
    assert links <= set(places)
    assert len(places) == len(set(places))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken", b"%PDF-1.7\nbroken"])
def test_what_is_no_report_is_refused_in_one_line(content, tmp_path):
    path = tmp_path / "other.docx"
    path.write_bytes(content)
    done = RUN.invoke(app, ["report", "--trace", str(path)])
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_word_file_of_others_and_a_file_that_is_not_there_are_refused(tmp_path):
    docx.Document().save(tmp_path / "other.docx")
    for name in ("other.docx", "nowhere.docx"):
        done = RUN.invoke(app, ["report", "--trace", str(tmp_path / name)])
        assert done.exit_code == 2
        assert name in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["annual", "--period", "2040", "--out", "a.docx"], "2013 至 2023"),
        (["weekly", "--period", "2023", "--out", "a.docx"], "annual"),
        (["annual", "--period", "2023", "--out", "a.txt"], ".docx"),
        (["annual", "--period", "2023", "--out", "nowhere/a.docx"], "nowhere"),
        (["annual", "--period", "2023"], "--out"),
        (["annual", "--trace", "a.docx"], "单独使用"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(given, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = RUN.invoke(app, ["report", *given])
    assert done.exit_code == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_command_writes_the_file(tmp_path):
    path = tmp_path / "r.html"
    done = RUN.invoke(app, ["report", "annual", "--period", "2022", "--out", str(path), "--date", "2025年3月1日"])
    assert done.exit_code == 0, done.stderr
    assert "2025年3月1日" in path.read_text(encoding="utf-8")
