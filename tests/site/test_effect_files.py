"""The files that `dongxi effect` writes: a page, a workbook, and the same bytes for the same input."""

import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.site.effect_asked import asked, run
from tests.site.page_read import Page


@pytest.mark.parametrize("method", ["synthetic", "did"])
def test_the_page_holds_its_charts_and_needs_nothing_else(panel, tmp_path, method):
    out = tmp_path / "o.html"
    assert run(*asked(panel, "--method", method, "--out", out)).exit_code == 0
    text = out.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    outside = [attributes for _, attributes in page.tags if {"src", "href", "onload"} & set(attributes)]
    assert all((each.get("href") or "#").startswith("#") for each in outside)
    assert names.count("figure") == (2 if method == "synthetic" else 3)
    assert names.count("svg") == 2 * names.count("figure")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "&lt;庚&gt;" in text
    assert "<庚>" not in text
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")


def test_the_workbook_has_charts_of_its_own_and_no_formula(panel, tmp_path):
    out = tmp_path / "o.xlsx"
    assert run(*asked(panel, "--out", out)).exit_code == 0
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["结果", "权重", "逐期数值", "安慰剂差距", "说明", "图"]
    weights = {row[2]: row[3] for row in book.get_sheet_by_name("权重").to_python()[3:]}
    assert weights["乙"] == pytest.approx(0.5, abs=1e-3)
    assert "=己" in weights
    with zipfile.ZipFile(out) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(charts) == 2
    assert not [sheet for sheet in sheets if "<f>" in sheet]


def test_the_same_input_gives_the_same_file(panel, tmp_path):
    for name in ("a", "b"):
        for form in ("json", "html"):
            run(*asked(panel, "--out", tmp_path / f"{name}.{form}"))
    for form in ("json", "html"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()
