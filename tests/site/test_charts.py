"""Charts: gaps stay gaps, breaks stay breaks, sides keep their colours, and the same figure is drawn once."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from dongxi.site import chart_drawing, charts, figures
from dongxi.site.chart_drawing import draw, in_words, table
from dongxi.site.charts import bar_chart, interval_chart, line_chart
from dongxi.site.drawing_font import FILE, FONT_FOLDER, lean
from dongxi.site.figures import SIDE_COLOURS
from tests.site.gallery import BARS, LINES

FONT = FONT_FOLDER / FILE


def layers(definition: dict, mark: str) -> list[dict]:
    """The layers of one kind of mark, each with its points: data that layers share stand once, above them."""
    return [{"data": definition["data"], **layer} for layer in definition["layer"] if layer["mark"].get("type") == mark]


def values(layer: dict) -> list[dict]:
    return layer["data"]["values"]


@pytest.fixture
def lines() -> dict:
    return line_chart(LINES, width=720)


@pytest.fixture
def bars() -> dict:
    return bar_chart(BARS, width=720)


@pytest.fixture(autouse=True)
def _own_cache(settings, tmp_path):
    settings.CHART_CACHE = tmp_path / "charts"


def test_a_year_nobody_reported_is_a_gap_and_never_zero(lines):
    west = [point for point in values(layers(lines, "line")[0]) if point["series"] == "西部"]
    assert 2014 not in {point["x"] for point in west}
    assert {point["segment"] for point in west if point["x"] < 2014} != {
        point["segment"] for point in west if 2014 < point["x"] < 2019
    }


def test_a_line_is_cut_at_a_break_and_the_break_is_numbered(lines):
    east = {point["x"]: point["segment"] for point in values(layers(lines, "line")[0]) if point["series"] == "东部"}
    assert east[2018] != east[2019]
    assert east[2010] == east[2018]
    assert values(layers(lines, "rule")[0]) == [{"x": 2018.5, "mark": "①"}]
    assert figures.break_notes(LINES) == [("①", "2019 经济普查后修订，与此前年份不可直接比较。")]


def test_east_and_west_keep_their_colours(lines, bars):
    scale = layers(lines, "line")[0]["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        "东部": "#1f6f8b",
        "西部": "#b5562b",
        "全国": SIDE_COLOURS["other"],
    }
    assert {point["x"]: point["colour"] for point in values(layers(bars, "bar")[0])}["广东"] == "#1f6f8b"


def contrast(colour: str, other: str = "#fbfaf7") -> float:
    """The contrast of two colours as WCAG 2 counts it."""
    light = sorted((luminance(colour), luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def of_sides(*sides: str) -> list[figures.Series]:
    rows = [{"x": 2020, "y": 1, "series": f"{at}", "side": side} for at, side in enumerate(sides)]
    return figures.series_of({"title": "", "rows": rows})


def test_series_of_one_side_differ_in_dash_and_in_a_shade_that_print_shows():
    _, first, second = of_sides("east", "west", "west")
    assert first.dash != second.dash
    assert first.colour == SIDE_COLOURS["west"]
    assert contrast(first.colour, second.colour) > 2


@pytest.mark.parametrize("side", ["west", "other"])
def test_where_all_series_are_of_one_side_each_has_a_hue_of_its_own(side):
    drawn = of_sides(*[side] * 5)
    assert len({each.colour for each in drawn}) == len({str(each.dash) for each in drawn}) == 5
    assert SIDE_COLOURS["east"] not in {each.colour for each in drawn}
    assert all(contrast(each.colour) >= 4.5 for each in drawn)


def test_numbers_of_a_chart_have_the_same_decimals_and_a_true_minus():
    rows = [{"x": x, "y": y, "series": name} for name, y in (("宁夏", -0.2), ("中位数", -0.05)) for x in (2022, 2023)]
    figure = {"title": "", "rows": rows}
    (label,) = layers(line_chart(figure, width=720), "text")
    assert {each["label"] for each in values(label)} == {"宁夏 −0.20", "中位数 −0.05"}
    assert table(figure).rows[0] == (2022, ["−0.20", "−0.05"])
    assert "−0.20" in in_words(figure)


def test_an_interval_of_one_place_is_written_like_any_other():
    rows = [{"x": "青海", "y": 7, "low": 7, "high": 7}, {"x": "宁夏", "y": 5, "low": 5, "high": 6}]
    (label,) = layers(interval_chart({"title": "", "rows": rows}, width=400), "text")
    assert [point["label"] for point in values(label)] == ["7 (7–7)", "5 (5–6)"]


def test_an_interval_that_rests_on_a_figure_in_doubt_says_so_in_chart_and_table():
    rows = [{"x": "广西", "y": 3, "low": 3, "high": 10, "doubtful": True}, {"x": "宁夏", "y": 5, "low": 5, "high": 6}]
    (label,) = layers(interval_chart({"title": "", "rows": rows}, width=400), "text")
    assert [point["label"] for point in values(label)] == ["3 (3–10)（存疑）", "5 (5–6)"]
    beneath = table({"title": "", "rows": rows})
    assert beneath.heads == ["数值", "区间"]
    assert [cells for _x, cells in beneath.rows] == [["3（存疑）", "3–10"], ["5", "5–6"]]


def test_no_table_and_no_words_of_a_chart_give_a_value_without_the_interval_it_has():
    rows = [
        {"x": 2021, "y": 3, "series": "宁夏", "low": 2, "high": 4},
        {"x": 2022, "y": None, "series": "宁夏", "low": None, "high": None},
        {"x": 2023, "y": 5, "series": "宁夏", "low": None, "high": None},
        *({"x": x, "y": 7, "series": "青海"} for x in (2021, 2022, 2023)),
    ]
    beneath = table({"title": "", "rows": rows})
    assert beneath.heads == ["宁夏", "宁夏区间", "青海"]
    assert [cells for _x, cells in beneath.rows] == [["3", "2–4", "7"], [None, None, "7"], ["5", "", "7"]]
    assert in_words({"title": "", "rows": rows}).startswith("宁夏 2021: 3 (2–4) – 2023: 5;")


def test_lines_are_labelled_at_their_ends_and_labels_keep_apart():
    rows = [{"x": x, "y": 1 + at / 100, "series": f"省{at}", "side": "other"} for at in range(4) for x in (2020, 2021)]
    (label,) = layers(line_chart({"title": "", "rows": rows}, width=720), "text")
    heights = sorted(each["label_y"] for each in values(label))
    low, high = charts.span([{"y": row["y"], "low": None, "high": None} for row in rows])
    gap = (high - low) * charts.LABEL_GAP / (charts.LINE_HEIGHT - 40)
    assert all(above - below >= gap * 0.999 for below, above in itertools.pairwise(heights))
    assert len(values(label)) == 4


def test_bars_start_at_zero_and_the_unreported_is_a_word(bars):
    assert layers(bars, "bar")[0]["encoding"]["x"]["scale"]["zero"] is True
    labels = {point["x"]: point["label"] for point in values(layers(bars, "text")[0])}
    assert labels == {"广东": "6,102.5", "四川": "12,800.0", "西藏": "未报", "宁夏": "0.0"}


def test_bars_keep_the_order_given(bars):
    assert layers(bars, "bar")[0]["encoding"]["y"]["sort"] == ["广东", "四川", "西藏", "宁夏"]


def test_intervals_are_drawn_where_given():
    rows = [{"x": "宁夏", "y": 3, "low": 2, "high": 5, "series": "", "side": "west"}]
    (rule,) = layers(bar_chart({"title": "", "rows": rows}, width=400), "rule")
    assert (values(rule)[0]["low"], values(rule)[0]["high"]) == (2.0, 5.0)


def test_an_interval_stands_on_the_bar_it_belongs_to():
    rows = [{"x": "宁夏", "y": 3, "low": 2, "high": 5, "series": side, "side": side} for side in ("east", "west")]
    definition = bar_chart({"title": "", "rows": rows}, width=400)
    (bar,), (rule,) = layers(definition, "bar"), layers(definition, "rule")
    assert rule["encoding"]["yOffset"] == bar["encoding"]["yOffset"]


def test_lines_behind_are_thin_grey_within_the_frame_and_neither_named_nor_told():
    behind = [{"x": x, "y": y, "series": "北京"} for x, y in ((2020, -9), (2021, 90))]
    figure = {**LINES, "behind": behind}
    grey, own = layers(line_chart(figure, width=720), "line")
    assert [point["y"] for point in values(grey)] == [-9.0, 90.0]
    assert (grey["mark"]["color"], grey["mark"]["strokeWidth"]) == (charts.BEHIND, 1)
    low, high = own["encoding"]["y"]["scale"]["domain"]
    assert low < -9 < 90 < high
    assert table(figure) == table(LINES)
    assert in_words(figure) == in_words(LINES)
    assert "北京" not in draw("line", figure).wide


def test_the_drawing_is_an_image_with_a_name_and_words_and_ids_of_its_own():
    drawing = draw("line", LINES)
    assert 'role="img"' in drawing.wide
    assert "<title" in drawing.wide
    assert "研发经费投入强度</title>" in drawing.wide
    assert "东部 2010: 2.10 – 2023: 3.27" in drawing.wide
    assert "aria-roledescription" not in drawing.wide
    assert 'id="clip' not in drawing.wide
    assert "url(#clip" not in drawing.narrow


def test_a_figure_is_drawn_once_for_each_language(settings):
    draw("line", LINES)
    drawn = list(settings.CHART_CACHE.rglob("*.json"))
    before = drawn[0].stat().st_mtime_ns
    draw("line", LINES)
    assert [path.stat().st_mtime_ns for path in settings.CHART_CACHE.rglob("*.json")] == [before]
    with translation.override("en"):
        draw("line", LINES)
    assert len(list(settings.CHART_CACHE.rglob("*"))) > len(drawn)


def test_another_value_is_another_drawing():
    rows = [dict(LINES["rows"][0], y=9), *LINES["rows"][1:]]
    assert draw("line", LINES).digest != draw("line", {**LINES, "rows": rows}).digest


def shown(figure: dict, kind: str = "line") -> str:
    return engines["django"].from_string(f"{{% {kind}_chart figure %}}").render({"figure": figure})


def test_text_from_the_data_cannot_become_markup():
    hostile = {**BARS, "title": "<script>alert(1)</script>", "rows": [{**BARS["rows"][0], "x": "<b>&\"'"}]}
    awaited = shown(hostile, "bar")
    draw("bar", hostile)
    for page in (awaited, shown(hostile, "bar")):
        assert "<script>alert" not in page
        assert "<b>&" not in page


def test_a_page_never_waits_for_a_drawing_and_shows_it_once_it_was_made(client, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(chart_drawing, "svg", lambda _definition: pytest.fail("drawn while a page waits"))
        before = shown(LINES)
    assert "<svg" not in before
    assert "2023</th>" in before
    digest = chart_drawing.digest_of("line", LINES)
    assert f'hx-get="/charts/{digest}"' in before
    fetched = client.get(f"/charts/{digest}")
    assert fetched.headers["Cache-Control"].endswith("immutable")
    assert 'class="drawing"' in fetched.content.decode()
    assert fetched.content.decode().strip() in shown(LINES)


def test_where_no_script_runs_a_chart_is_a_picture_that_says_what_it_shows(client):
    before = shown(LINES)
    assert 'alt="研发经费投入强度 东部 2010: 2.10' in before
    digest = chart_drawing.digest_of("line", LINES)
    for width in ("wide", "narrow"):
        picture = client.get(f"/charts/{digest}-{width}.svg")
        assert picture["Content-Type"] == "image/svg+xml"
        assert 'xmlns="http://www.w3.org/2000/svg"' in picture.content.decode()
        assert "Noto Sans SC, " in picture.content.decode(), "a font that the reader's machine has"


def test_a_chart_is_drawn_in_the_language_of_its_page_whoever_fetches_it(client):
    with translation.override("en"):
        shown(LINES)
        digest = chart_drawing.digest_of("line", LINES)
    english = client.get(f"/charts/{digest}", headers={"accept-language": "zh-hans"}).content.decode()
    with translation.override("en"):
        assert draw("line", LINES).wide in english


def test_a_chart_nobody_asked_for_is_not_there(client, db):
    assert client.get(f"/charts/{'0' * 32}").status_code == 404


def test_chinese_is_set_in_a_font_that_has_it():
    assert 'font-family="Noto Sans SC"' in draw("bar", BARS).wide


def test_the_font_that_measures_has_the_widths_and_outlines_of_the_packaged_one(tmp_path):
    drawn = []
    for name, content in (("whole", FONT.read_bytes()), ("lean", lean(FONT.read_bytes()))):
        (tmp_path / name).mkdir()
        (tmp_path / name / FONT.name).write_bytes(content)
        drawn.append(in_another_process(tmp_path / name))
    assert drawn[0] == drawn[1]
    assert len(lean(FONT.read_bytes())) < len(FONT.read_bytes())


def in_another_process(folder: Path) -> str:
    """The digest of a chart drawn with the fonts of a folder, as points too: a process knows every font it ever met."""
    program = (
        "import hashlib, json, sys, vl_convert\n"
        "vl_convert.register_font_directory(sys.argv[1])\n"
        "drawn = vl_convert.vegalite_to_svg(json.load(sys.stdin))\n"
        "print(hashlib.sha256(drawn.encode() + vl_convert.svg_to_png(drawn)).hexdigest())\n"
    )
    given = json.dumps(line_chart(LINES, width=400), default=str)
    done = subprocess.run(
        [sys.executable, "-c", program, folder], input=given, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_table_beneath_has_every_figure_and_tells_missing_from_zero():
    beneath = table(LINES)
    assert beneath.heads == ["东部", "西部", "全国"]
    assert dict(beneath.rows)[2014] == ["2.46", None, "1.98"]
    assert dict(table(BARS).rows)["宁夏"] == ["0.0"]
    assert dict(table(BARS).rows)["西藏"] == [None]


def test_a_figure_without_any_value_says_so_instead_of_drawing():
    empty = {"title": "无", "rows": [{"x": 2020, "y": None, "series": "西部", "side": "west"}]}
    page = engines["django"].from_string("{% line_chart figure %}").render({"figure": empty})
    assert "尚无数据可画。" in page
    assert "<svg" not in page


def test_words_tell_where_each_series_starts_and_ends():
    assert in_words(BARS) == " 广东: 6,102.5 – 宁夏: 0.0"


def test_a_point_in_doubt_carries_the_word_in_a_line_and_at_the_end_of_a_bar():
    rows = [{"x": 2020 + i, "y": i + 1, "series": "广西", "side": "west", "doubtful": i == 1} for i in range(3)]
    figure = {"title": "成交额", "unit": "亿元", "rows": rows, "breaks": [], "note": "", "source": ""}
    marks = [one for one in charts.line_chart(figure, width=720)["layer"] if one["mark"].get("fontSize") == 11]
    assert [(each["x"], each["label"]) for one in marks for each in one["data"]["values"]] == [(2021, "存疑")]
    with translation.override("en"):
        labels = [each["label"] for each in charts.bar_chart(figure, width=720)["data"]["values"]]
    assert [label.endswith("2 (in doubt)") for label in labels] == [False, True, False]
