"""`dongxi effect`: any panel in, a change with its placebos, weights and an honest paragraph out."""

import csv
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from panels_of_tests import basque, years
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from dongxi.site.cli import app

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "effect.md"
OTHER_WEST = "内蒙古,广西,重庆,四川,贵州,云南,西藏,甘肃,陕西,青海,新疆"
SECTORS = ("agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["effect", *map(str, arguments)])


def answer(tmp_path: Path, *arguments: object) -> dict:
    out = tmp_path / "o.json"
    result = run(*arguments, "--out", out)
    assert result.exit_code == 0, result.stderr
    return json.loads(out.read_bytes())


def rows() -> list[list[object]]:
    """Seven units over ten years: 甲 is half 乙 and half 丙 but for a trace, and three higher from 2017 on."""
    noise = np.random.default_rng(2).normal(size=(6, 10)).cumsum(axis=1)
    own = 0.5 * noise[0] + 0.5 * noise[1] + 3.0 * (np.arange(10) >= 7) + 2e-4 * (-1) ** np.arange(10)
    values = np.vstack([own, noise]) + 20
    return [
        [unit, 2010 + t, round(float(values[i, t]), 6), i + 1]
        for i, unit in enumerate(("甲", "乙", "丙", "丁", "戊", "=己", "<庚>"))
        for t in range(10)
    ]


def written(path: Path, lines: list[list[object]], heads: tuple[str, ...] = ("单位", "年份", "产值", "底数")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *lines])
    return path


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    return written(tmp_path / "面板.csv", rows())


def asked(panel: object, *more: object) -> tuple[object, ...]:
    return panel, "--unit", "单位", "--time", "年份", "--outcome", "产值", "--treated", "甲", "--since", "2017", *more


@pytest.fixture
def basque_table(shared: Path, tmp_path: Path) -> Path:
    """The published file with schooling as the study has it: shares of the mean levels of 1964–69."""
    case, source = basque(shared), shared / "data/methods/basque.csv"
    shares = np.stack([one.values for one in case["predictors"][:4]])
    with source.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["regionname"] in case["units"]]
    with (tmp_path / "basque.csv").open("w", encoding="utf-8", newline="") as file:
        names = [f"share{i}" for i in range(4)]
        out = csv.DictWriter(file, [*lines[0], *names])
        out.writeheader()
        for line in lines:
            own = shares[:, case["units"].index(line["regionname"])]
            out.writerow(line | dict(zip(names, own.tolist(), strict=True)))
    return tmp_path / "basque.csv"


@pytest.mark.shared
def test_the_basque_country_comes_out_as_published(basque_table, tmp_path):
    predictors = [
        *(f"share{i}" for i in range(4)),
        "invest:1964-1969",
        "gdpcap:1960-1969",
        *(f"sec.{name}:1961-1969" for name in SECTORS),
        "popdens:1969",
    ]
    found = answer(
        tmp_path, basque_table, "--unit", "regionname", "--time", "year", "--outcome", "gdpcap",
        "--treated", "Basque Country (Pais Vasco)", "--since", 1970, "--fit", "1960-1969",
        "--predictors", ",".join(predictors),
    )  # fmt: skip
    assert found["weights"]["Cataluna"] == pytest.approx(0.8508, abs=1e-4)
    assert found["weights"]["Madrid (Comunidad De)"] == pytest.approx(0.1492, abs=1e-4)
    assert found["pre_mspe"] == pytest.approx(0.0088645, abs=1e-7)
    assert np.mean([found["effect"][year] for year in years(1975, 1997)]) == pytest.approx(-0.69956, abs=2e-5)
    assert found["average_effect"] == pytest.approx(np.mean(list(found["effect"].values())))
    assert len(found["placebos"]) == 16
    assert found["p_value"] >= found["smallest_p"] == pytest.approx(1 / 17)


@pytest.mark.shared
def test_west_germany_comes_out_as_published_with_its_predictor_weights(shared, tmp_path):
    found = answer(
        tmp_path, shared / "data/methods/germany.csv", "--unit", "country", "--time", "year", "--outcome", "gdp",
        "--treated", "West Germany", "--since", 1990, "--predictors",
        "gdp:1981-1990,trade:1981-1990,infrate:1981-1990,schooling:1980-1985,invest80:1980,industry:1981-1990",
        "--predictor-weights", "0.3862,0.1114,0.1050,0.0936,0.2061,0.0978",
    )  # fmt: skip
    published = {"Austria": 0.4145, "USA": 0.2162, "Japan": 0.1632, "Switzerland": 0.1077, "Netherlands": 0.0984}
    assert {name: found["weights"][name] for name in published} == pytest.approx(published, abs=5e-4)
    assert found["average_effect"] == pytest.approx(-1555, abs=1)
    assert found["p_value"] == pytest.approx(1 / 17)


def test_the_shipped_figures_print_estimate_weights_chart_placebos_and_a_careful_paragraph():
    outcome = "R&D经费投入强度（修订后GDP）"
    result = run(
        "shipped", "--unit", "地区", "--time", "年份", "--outcome", outcome, "--treated", "宁夏", "--since", 2022,
        "--without", OTHER_WEST,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert re.search(r"宁夏 +2022 +-0\.1775 +90%：.* 0\.150（最小可能 0\.050）", result.stdout)
    assert "江西" in result.stdout
    assert re.search(r"2010 +2023\n\* 实际　o 合成值", result.stdout)
    assert "连同 19 个安慰剂排第 3" in result.stdout
    assert "并不突出" in result.stdout
    assert "不能说有变化，也不能说没有变化" in result.stdout
    assert "不足 3 期时只是初步迹象" in result.stdout
    assert "全国" not in result.stdout


def test_a_known_mixture_and_a_known_change_are_found(panel, tmp_path):
    found = answer(tmp_path, *asked(panel))
    assert found["schema"] == "dongxi.effect/1"
    assert found["weights"]["乙"] == pytest.approx(0.5, abs=1e-3)
    assert found["effect"] == pytest.approx({"2017": 3, "2018": 3, "2019": 3}, abs=1e-3)
    assert found["gap"]["2010"] == pytest.approx(0, abs=1e-3)
    assert found["p_value"] == pytest.approx(1 / 7)
    assert set(found["placebos"]) == {"乙", "丙", "丁", "戊", "=己", "<庚>"}


def test_every_key_of_the_contract_is_documented(panel, tmp_path):
    documented = DOCUMENT.read_text(encoding="utf-8")
    several = answer(tmp_path, *asked(panel, "--treated", "甲,丁", "--predictors", "底数,产值:2010-2012"))
    did = answer(tmp_path, *asked(panel, "--method", "did"))
    part = several["parts"][0]
    keys = (
        *several, *several["together"], *part, *part["predictors"][0], *part["in_time"][0], *part["interval"],
        *several["placebos"]["乙"], *several["assumptions"][0], *did["event_study"][0],
    )  # fmt: skip
    assert not [key for key in keys if f'"{key}"' not in documented]


def test_several_units_are_fitted_one_by_one_and_tested_together(panel, tmp_path):
    found = answer(tmp_path, *asked(panel, "--treated", "甲，丁", "--since", "2017,2018"))
    assert [part["units"] for part in found["parts"]] == [["甲"], ["丁"]]
    assert found["since"] == {"甲": "2017", "丁": "2018"}
    assert not {"甲", "丁"} & set(found["weights"])
    assert sum(found["weights"].values()) == pytest.approx(1)
    assert found["average_effect"] == pytest.approx(np.mean([part["average_effect"] for part in found["parts"]]))
    assert found["effect"]["2017"] == pytest.approx(found["parts"][0]["gap"]["2017"])
    assert found["p_value"] == found["together"]["p_value"]
    assert found["together"]["adjusted"]["甲"] >= found["parts"][0]["p_value"]


def test_difference_in_differences_takes_groups_by_their_start(panel, tmp_path):
    found = answer(tmp_path, *asked(panel, "--treated", "甲,丁,戊", "--since", "2017,2018,2018", "--method", "did"))
    assert [(part["units"], part["since"]) for part in found["parts"]] == [(["甲"], "2017"), (["丁", "戊"], "2018")]
    assert {one["distance"] for one in found["event_study"]} >= {-2, 0, 1}
    assert set(found["weights"].values()) == {1 / 4}


def test_the_augmented_method_has_placebos_too(panel, tmp_path):
    found = answer(tmp_path, *asked(panel, "--method", "augmented"))
    assert len(found["placebos"]) == 6
    assert found["parts"][0]["placebo_p"] == pytest.approx(1 / 7)


def test_a_long_table_is_read_as_a_wide_one(panel, tmp_path):
    lines = [[line[0], line[1], "产值", line[2]] for line in rows()]
    long = written(tmp_path / "long.csv", lines, ("单位", "年份", "指标", "数"))
    wide = answer(tmp_path, *asked(panel))
    assert answer(tmp_path, *asked(long, "--indicator", "指标", "--value", "数"))["weights"] == wide["weights"]


def test_years_that_a_spreadsheet_made_fractions_and_other_encodings_are_read(panel, tmp_path):
    text = panel.read_text(encoding="utf-8")
    (tmp_path / "gb.csv").write_bytes(re.sub(r",(20\d\d),", r",\1.0,", text).encode("gb18030"))
    assert answer(tmp_path, *asked(tmp_path / "gb.csv"))["weights"] == answer(tmp_path, *asked(panel))["weights"]


def test_a_mean_over_periods_takes_what_was_reported_and_says_so(panel, tmp_path):
    lines = [[*line[:3], "" if line[1] == 2011 and line[0] == "乙" else line[3]] for line in rows()]
    found = answer(tmp_path, *asked(written(tmp_path / "p.csv", lines), "--predictors", "底数:2010-2012"))
    assert "缺的不当作零" in found["notes"][0]["zh"]


@pytest.mark.parametrize(
    ("change", "more", "told"),
    [
        (None, ("--outcome", "产直"), "是否指“产值”"),
        (None, ("--unit", "地名"), "没有“地名”一列"),
        (None, ("--treated", "申"), "处理单位没有“申”"),
        (None, ("--since", "2031"), "不在数据之内（2010 至 2019）"),
        (None, ("--since", "2011"), "至少要有 2 个"),
        (None, ("--donors", "乙"), "至少需要 2 个"),
        (None, ("--donors", "甲,乙"), "不能又作对照"),
        (None, ("--fit", "2010-2018"), "不早于起始时期 2017"),
        (None, ("--predictors", "底数:2031"), "没有时期“2031”"),
        (None, ("--predictors", "底"), "是否指“底数”"),
        (None, ("--predictors", "底数", "--predictor-weights", "1,2"), "一一给出"),
        (None, ("--method", "lasso"), "现有：synthetic、augmented、did"),
        (None, ("--method", "did", "--predictors", "底数"), "请去掉 --predictors"),
        (None, ("--indicator", "单位"), "--value"),
        (lambda lines: lines.pop(13), (), "乙 2013（没有这一行）"),
        (lambda lines: lines[13].__setitem__(2, ""), (), "乙 2013（第 15 行）"),
        (lambda lines: lines[13].__setitem__(2, "约三百"), (), "第 15 行的“产值”是“约三百”，不是数"),
        (lambda lines: lines[13].__setitem__(2, "=B2*2"), (), "没有算出来的公式"),
        (lambda lines: lines[13].__setitem__(1, "期初"), (), "排不出先后"),
        (lambda lines: lines[13].__setitem__(0, ""), (), "第 15 行没有写“单位”"),
        (lambda lines: lines.append(lines[13]), (), "第 15 行和第 72 行各有一个"),
        (lambda lines: lines.clear(), (), "没有一行数据"),
    ],
)
def test_what_cannot_be_answered_is_one_line_and_writes_nothing(panel, tmp_path, change, more, told):
    if change:
        lines = rows()
        change(lines)
        written(panel, lines)
    out = tmp_path / "o.json"
    result = run(*asked(panel, "--out", out, *more))
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert not out.exists()


def test_a_pool_too_large_to_mean_anything_is_refused(tmp_path):
    lines = [[f"u{i}", year, i * 0.5 + year % 3] for i in range(3102) for year in range(2010, 2014)]
    result = run(
        *asked(written(tmp_path / "big.csv", lines, ("单位", "年份", "产值")), "--treated", "u0", "--since", 2013)
    )
    assert result.exit_code == 2
    assert "请用 --donors 选出" in result.stderr


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))


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


def test_a_placebo_that_fits_exactly_is_told_apart_and_has_no_absurd_ratio(tmp_path):
    """乙 and 丙 are alike until 2016, so that each is the other's exact mixture: its ratio would be some 1e15."""
    lines = rows()
    before = {(line[0], line[1]): line for line in lines}
    for year in range(2010, 2017):
        before["丙", year][2] = before["乙", year][2]
    table = written(tmp_path / "面板.csv", lines)
    found = answer(tmp_path, *asked(table))
    assert found["placebos"]["乙"]["rmspe_ratio"] is None
    assert found["placebos"]["丁"]["rmspe_ratio"] is not None
    assert found["p_value"] >= 3 / 7
    assert "ratios_defined" in [one["name"] for one in found["assumptions"] if one["holds"] is False]
    shown, page = run(*asked(table)).stdout, tmp_path / "o.html"
    assert "此前恰好贴合，比值不定" in shown
    assert not re.search(r"e\+1\d", shown)
    run(*asked(table, "--out", page))
    assert ">不定<" in page.read_text(encoding="utf-8")
    run(*asked(table, "--out", tmp_path / "o.xlsx"))
    sheet = CalamineWorkbook.from_path(tmp_path / "o.xlsx").get_sheet_by_name("安慰剂差距").to_python()
    assert [row[3] for row in sheet if row[0] in ("乙", "丙")] == ["不定", "不定"]


def test_a_treated_unit_that_fits_exactly_and_its_placebos_are_told_by_what_they_are_ranked_by(tmp_path):
    """甲 is 乙 and 丙 by halves to the last digit until 2016: all are ranked by errors after the start."""
    lines = rows()
    of = {(line[0], line[1]): line for line in lines}
    for year in range(2010, 2017):
        of["甲", year][2] = round((of["乙", year][2] + of["丙", year][2]) / 2, 7)
    table = written(tmp_path / "面板.csv", lines)
    for method in ("synthetic", "augmented"):
        shown = run(*asked(table, "--method", method)).stdout
        found = answer(tmp_path, *asked(table, "--method", method))
        own, *others = (
            float(np.sqrt(np.mean([gap**2 for period, gap in one["gap"].items() if period >= "2017"])))
            for one in (found, *found["placebos"].values())
        )
        [line] = [line for line in shown.splitlines() if "改比起始之后的误差" in line]
        told = [float(each) for each in re.findall(r"误差：([\d.]+)|最大 ([\d.]+)", line) for each in each if each]
        assert told == pytest.approx([own, max(others)], rel=1e-3)
        assert f"排第 {1 + sum(each > own for each in others)}" in line


SHIPPED_QUESTION = ("shipped", "--unit", "地区", "--time", "年份", "--outcome", "R&D经费投入强度（修订后GDP）")


def test_donors_under_the_same_plan_are_named(tmp_path):
    question = (*SHIPPED_QUESTION, "--treated", "宁夏", "--since", "2022")
    told = answer(tmp_path, *question, "--donors", "青海,西藏,江西,河北,海南,山西")
    doubt = next(one for one in told["assumptions"] if one["name"] == "donors_under_the_plan")
    assert doubt["holds"] is False
    assert doubt["zh"] == "对照中的青海、西藏也在规划之内，不宜作对照：请写进 --without 剔除后再估计。"
    assert doubt["zh"] in told["reading"]["zh"]
    for fine in (
        (*question, "--without", OTHER_WEST),
        (*SHIPPED_QUESTION, "--treated", "江西", "--since", "2022", "--donors", "河北,海南,山西,青海"),
    ):
        assert "也在规划之内" not in answer(tmp_path, *fine)["reading"]["zh"]


OF_GANSU = OTHER_WEST.replace("甘肃,", "").replace(",甘肃", "")


def test_two_provinces_are_set_against_every_pair_of_nineteen_donors(tmp_path):
    question = (*SHIPPED_QUESTION, "--treated", "宁夏,甘肃", "--since", "2022", "--without", OF_GANSU)
    told = answer(tmp_path, *question)
    together = told["together"]
    assert together["arrangements"] == together["compared"] == 19 * 18 // 2
    assert told["smallest_p"] == together["smallest_p"] == pytest.approx(1 / 172)
    assert told["p_value"] == pytest.approx(18 / 172)
    assert together["p_values"] == {one["units"][0]: one["placebo_p"] for one in told["parts"]}
    assert "p = 0.105，可能的最小值 0.005814，不大于 0.05 才算少见；共 171 种换法" in told["reading"]["zh"]
    assert "宁夏 0.150 → 0.300、甘肃 0.200 → 0.300；校正后没有一个单位突出（对照太少" in told["reading"]["zh"]
    did = answer(tmp_path, *question, "--method", "did")
    assert (
        "可能的最小值 0.00581，不大于 0.05 才算少见，每次取 2 个不同的对照平均，共比较 171 种" in did["reading"]["zh"]
    )


@pytest.mark.parametrize("method", ["synthetic", "augmented"])
def test_few_donors_are_told_apart_from_no_change(tmp_path, method):
    question = (*SHIPPED_QUESTION, "--treated", "宁夏", "--since", "2022", "--method", method)
    few = answer(tmp_path, *question, "--donors", "江西,河北,海南,山西,河南,安徽,福建")["reading"]["zh"]
    assert "对照太少，不可能达到显著" in few
    assert "并不突出" not in few
    enough = answer(tmp_path, *question, "--without", OTHER_WEST)["reading"]["zh"]
    assert "对照太少" not in enough


def test_figures_in_doubt_are_named_until_who_has_them_is_left_out(tmp_path):
    question = (
        "shipped",
        "--unit",
        "地区",
        "--time",
        "年份",
        "--outcome",
        "技术合同输出成交额",
        "--treated",
        "宁夏",
        "--since",
        "2022",
    )
    told = answer(tmp_path, *question, "--donors", "吉林,江西,河北,山西,河南,安徽")
    doubt = next(one for one in told["assumptions"] if one["name"] == "figures_in_doubt")
    assert "吉林（技术合同输出成交额 2021、技术合同输出成交额 2022）" in doubt["zh"]
    assert doubt["zh"] in told["reading"]["zh"]
    fine = answer(tmp_path, *question, "--donors", "江西,河北,山西,河南,安徽")
    assert "figures_in_doubt" not in [one["name"] for one in fine["assumptions"]]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--since", "2011"), "请把 --since 改为 2012 至 2019 之一"),
        (("--since", "2031"), "请把 --since 改为 2012 至 2019 之一"),
        (("--since", "2017", "--fit", "2016"), "请在 --fit 中写明至少 2 个早于 2017 的时期，数据从 2010 开始"),
    ],
)
def test_too_few_periods_before_a_start_say_which_start_would_do(panel, more, said):
    result = run(panel, "--unit", "单位", "--time", "年份", "--outcome", "产值", "--treated", "甲", *more)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
