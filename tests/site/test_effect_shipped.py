"""`dongxi effect shipped`: what the shipped figures answer, and which doubts about donors and figures are told."""

import re

import pytest

from tests.site.effect_asked import OTHER_WEST, SHIPPED_QUESTION, answer, run

OF_GANSU = OTHER_WEST.replace("甘肃,", "").replace(",甘肃", "")


def test_the_shipped_figures_print_estimate_weights_chart_placebos_and_a_careful_paragraph():
    result = run(*SHIPPED_QUESTION, "--treated", "宁夏", "--since", 2022, "--without", OTHER_WEST)
    assert result.exit_code == 0, result.stderr
    assert re.search(r"宁夏 +2022 +-0\.1775 +90%：.* 0\.150（最小可能 0\.050）", result.stdout)
    assert "江西" in result.stdout
    assert re.search(r"2010 +2023\n\* 实际　o 合成值", result.stdout)
    assert "连同 19 个安慰剂排第 3" in result.stdout
    assert "并不突出" in result.stdout
    assert "不能说有变化，也不能说没有变化" in result.stdout
    assert "不足 3 期时只是初步迹象" in result.stdout
    assert "全国" not in result.stdout


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
    question = (*SHIPPED_QUESTION, "--outcome", "技术合同输出成交额", "--treated", "宁夏", "--since", 2022)
    told = answer(tmp_path, *question, "--donors", "吉林,江西,河北,山西,河南,安徽")
    doubt = next(one for one in told["assumptions"] if one["name"] == "figures_in_doubt")
    assert "吉林（技术合同输出成交额 2021、技术合同输出成交额 2022）" in doubt["zh"]
    assert doubt["zh"] in told["reading"]["zh"]
    fine = answer(tmp_path, *question, "--donors", "江西,河北,山西,河南,安徽")
    assert "figures_in_doubt" not in [one["name"] for one in fine["assumptions"]]
