"""`dongxi effect`: any panel in, a change with its placebos, weights and an honest paragraph out."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from panels_of_tests import basque, years
from python_calamine import CalamineWorkbook

from dongxi.site.exports.effect_rows import figure
from tests.site.effect_asked import answer, asked, rows, run, written

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "effect.md"
SECTORS = ("agriculture", "energy", "industry", "construction", "services.venta", "services.nonventa")


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


@pytest.mark.parametrize("method", ["synthetic", "augmented", "did"])
def test_a_unit_that_never_moves_is_told_without_infinite_shares(tmp_path, method):
    lines = [[*line[:2], 20 if line[0] == "甲" else line[2], line[3]] for line in rows()]
    found = answer(tmp_path, *asked(written(tmp_path / "p.csv", lines), "--method", method))
    told = found["reading"]["zh"] + "".join(one["zh"] for one in found["assumptions"])
    assert "inf" not in told
    assert "nan" not in told
    if method == "synthetic":
        assert "起始之前各期都是 20，没有波动" in told


def test_zero_has_no_sign_and_a_long_figure_has_a_power():
    assert figure(-0.0) == "0"
    assert figure(-1e20) == "-1e+20"
    assert figure(12345.6) == "12,346"
