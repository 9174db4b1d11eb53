"""What `dongxi effect` does not answer, told in one line."""

import pytest

from tests.site.effect_asked import asked, rows, run, written


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
