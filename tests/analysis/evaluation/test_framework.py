"""A framework read from its file: weights that add up, scoring, vetoes, grades, and every mistake with its line."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from dongxi.analysis.errors import FrameworkUnreadable
from dongxi.analysis.evaluation.framework import framework_of, read_framework
from dongxi.analysis.evaluation.scoring import Efficacy, Grade, Linear, Step

CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]+")
EXAMPLES = {"地区", "优秀", "良好", "优"}
EXAMPLE = Path(__file__).parents[3] / "examples" / "framework.toml"

WHOLE = """
title = "示例"
inner = "count"
missing = "reported"

[columns]
unit = "单位"

[[criterion]]
name = "落实"
weight = 60

[[criterion.indicator]]
name = "任务完成率"
weight = 1.2
direction = "higher"
scoring = { method = "linear", floor = 0.1, target = 0.9 }

[[criterion.indicator]]
name = "逾期任务数"
weight = 0.8
direction = "lower"
missing = "no_points"
scoring = { method = "step", steps = [[0, 100], [3, 60]] }

[[criterion]]
name = "评议"
weight = 40
scoring = { method = "grade", table = { "优" = 100, "良" = 80, "差" = 0 } }

[[veto]]
name = "弄虚作假"
indicator = "评议"
when = "is"
limit = "差"

[[grade]]
name = "优秀"
at_least = 85
most = 2

[[grade]]
name = "其他"
"""


def read(text: str = WHOLE):
    return framework_of(text, name="F.toml")


def refusal(old: str, new: str) -> str:
    assert old in WHOLE
    changed = WHOLE.replace(old, new, 1)
    with pytest.raises(FrameworkUnreadable) as refused:
        read(changed)
    assert not CHINESE.findall(without_names(refused.value.en, changed))
    return str(refused.value)


def without_names(said: str, text: str) -> str:
    """What was said in English, without the names and examples that stand in the file."""
    for name in sorted(set(CHINESE.findall(text)) | EXAMPLES, key=len, reverse=True):
        said = said.replace(name, "")
    return said


def test_a_framework_is_read_exactly_as_it_is_written():
    found = read()
    assert found.weights.exact == {
        "任务完成率": Fraction(36, 100),
        "逾期任务数": Fraction(24, 100),
        "评议": Fraction(40, 100),
    }
    assert found.weights.paths == (("落实", "任务完成率"), ("落实", "逾期任务数"), ("评议",))
    rate, late, review = found.indicators
    assert isinstance(rate.scoring, Linear)
    assert rate.scoring.points("0.5") == 50
    assert isinstance(late.scoring, Step)
    assert [late.scoring.points(count) for count in (0, 2, 4)] == [100, 60, 0]
    assert isinstance(review.scoring, Grade)
    assert [one.missing for one in found.indicators] == ["reported", "no_points", "reported"]
    assert (found.vetoes[0].criterion, found.vetoes[0].limit) == ("评议", "差")
    assert [(band.name, band.at_least, band.most) for band in found.bands] == [("优秀", 85, 2), ("其他", None, None)]
    assert (found.sway, found.decimals, found.full) == (0.2, 2, 100)


def test_the_efficacy_coefficient_has_a_base():
    text = WHOLE.replace('"linear", floor = 0.1', '"efficacy", base = 50, floor = 0.1')
    scoring = read(text).indicators[0].scoring
    assert isinstance(scoring, Efficacy)
    assert scoring.points("0.1") == 50


def test_the_shipped_example_says_that_it_is_not_official():
    found = read_framework(EXAMPLE)
    assert found.note.startswith("示例权重，非官方")
    assert sum(found.weights.exact.values()) == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight = 0.8", "weight = 0.7", "第 10 行“落实”：权重不合计：落实合计 1.9，应为 2"),
        ("weight = 60", "weight = 50", "第一级合计 90，应为 100"),
        ("weight = 40", "weigth = 40", "第 27 行“评议”：不认识“weigth”。是否指“weight”"),
        ("weight = 40", "", "第 27 行“评议”：缺“weight”"),
        ("weight = 40", 'weight = "四十"', "“weight”应是数，现为“四十”"),
        ("weight = 40", "weight = nan", "应是有限的数"),
        ("weight = 40", "weight = 1e999999999", "不是数"),
        ("weight = 40", "weight = 1e400", "不是数"),
        ("weight = 40", f"weight = {10**400}", "不是数"),
        ("weight = 1.2", "weight = -1.2", "第 14 行“任务完成率”：任务完成率的权重为负（-1.2）"),
        ("weight = 40", "weight = -40", "第 27 行“评议”：评议的权重为负（-40）"),
        ('name = "评议"', "", "[[criterion]] 第 2 项：缺“name”"),
        ('name = "逾期任务数"', 'name = "任务完成率"', "第 14、20 行“任务完成率”：名称出现了两次"),
        ('direction = "lower"', "", "第 20 行“逾期任务数”：缺“direction”"),
        ('direction = "higher"', 'direction = "lower"', "评分方法却是越大得分越高"),
        ('"linear"', '"liner"', "不能是“liner”，可选：linear、efficacy、step、grade。是否指“linear”"),
        ("floor = 0.1", "floor = 0.9", "下限与目标值相同"),
        ("target = 0.9", "target = 0.9, full = 10", "满分为 100，“任务完成率”的满分为 10。各项满分应相同"),
        ("[[0, 100], [3, 60]]", "[0, 3]", "“steps”应是 [门槛, 得分] 的列表"),
        ("[[0, 100], [3, 60]]", "[[0, 60], [3, 100]]", "门槛越难得分越高"),
        ('{ "优" = 100, "良" = 80, "差" = 0 }', "{}", "缺“table”"),
        ('indicator = "评议"', 'indicator = "评仪"', "第 32 行“弄虚作假”：没有指标“评仪”。是否指“评议”"),
        ('when = "is"', 'when = "under"', "可选：below、above、is"),
        ('limit = "差"', "limit = 3", "“limit”应是文字"),
        ("at_least = 85", "at_least = 85\nmots = 2", "不认识“mots”。是否指“most”"),
        ('name = "其他"', 'name = "其他"\nat_least = 90', "[[grade]]：等次应由高到低排列"),
        ('unit = "单位"', "", "[columns]：缺“unit”"),
        ('unit = "单位"', 'unit = "单位"\nvalue = "数值"', "indicator 与 value 应同时写"),
        ('unit = "单位"', 'unit = "单位"\nmeasure = "计量"', "measure 只用于长表"),
        ('[columns]\nunit = "单位"', "", "缺 [columns]"),
        ('missing = "reported"', 'missing = "zero"', "可选：refuse、reported、no_points、median、unscored"),
        ('inner = "count"', 'inner = "count"\nsway = 2', "应大于 0、不超过 1"),
        ('inner = "count"', 'inner = "count"\nsway = 0', "应大于 0、不超过 1"),
        ('inner = "count"', 'inner = "count"\ndecimals = 9', "第 4 行：“decimals”是得分的小数位数，应在 0 与 6 之间"),
        ('inner = "count"', 'inner = "count"\ncap = -5', "第 4 行：“cap”是被否决的单位最多得几分，应在 0 与满分 100"),
        ('inner = "count"', 'inner = "count"\ncap = 500', "应在 0 与满分 100 之间，现为 500"),
        ('inner = "count"', 'inner = "count"\nunits = []', "第 4 行：“units”是空的"),
        ("most = 2", "most = -1", "第 38 行“优秀”：“most”是最多几个单位，不能小于 0，现为 -1"),
        ("most = 2", "share = -1", "第 38 行“优秀”：“share”是占得分单位的份额，应大于 0、不超过 1"),
        ("most = 2", "share = 0", "“share”是占得分单位的份额"),
        ("most = 2", "share = 3", "现为 3"),
        ("at_least = 85", "at_least = 185", "第 38 行“优秀”：分数线“at_least”应在 0 与满分 100 之间，现为 185"),
        ("at_least = 85", "at_least = -1", "现为 -1"),
        ('"linear", floor', '"efficacy", base = 120, floor', "第 14 行“任务完成率”的 scoring：“base”是不允许值的得分"),
        ('"linear", floor', '"efficacy", base = 100, floor', "低于满分 100，现为 100"),
        ('"linear", floor', '"efficacy", base = -1, floor', "应不小于 0"),
        ('"差" = 0', '"差" = -20', "第 27 行“评议”的 scoring：得分不能小于 0，现有 -20"),
        ("[3, 60]", "[3, -60]", "第 20 行“逾期任务数”的 scoring：得分不能小于 0，现有 -60"),
        (
            '[[grade]]\nname = "优秀"',
            '[[veto]]\nname = "弄虚作假"\nindicator = "评议"\nwhen = "is"\nlimit = "良"\n[[grade]]\nname = "优秀"',
            "第 32、38 行“弄虚作假”：名称出现了两次",
        ),
        ('inner = "count"', 'inner = "count"\nunits = ["甲", "甲"]', "互不相同"),
        ('title = "示例"', "", "缺“title”"),
        ("weight = 60", "weight = ", "第 11 行第 10 列：不是 TOML（等号后面没有值"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(old, new, told):
    assert told in refusal(old, new)


def test_the_words_to_choose_from_are_listed_once():
    told = refusal('"linear"', '"quadratic"')
    assert told.endswith("“method”不能是“quadratic”，可选：linear、efficacy、step、grade。")
    with pytest.raises(FrameworkUnreadable) as refused:
        read(WHOLE.replace('"linear"', '"quadratic"'))
    assert refused.value.en.count("grade") == 1


def test_a_file_without_criteria_is_none():
    with pytest.raises(FrameworkUnreadable, match="没有任何指标"):
        read('title = "空"\n[columns]\nunit = "单位"\n')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "空"\nnote =', "第 2 行第 7 列：不是 TOML（等号后面没有值"),
        ('title = "空"\ntitle = "满"', "第 2 行第 12 列：不是 TOML（同一个键写了两次"),
        ('title = "空', "第 1 行第 11 列：不是 TOML（引号没有收尾"),
        ("title", "不是 TOML（键后面少了“=”"),
        ("units = [1", "不是 TOML（方括号“[”没有收尾"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese_with_line_and_column(text, told):
    with pytest.raises(FrameworkUnreadable) as refused:
        read(text)
    assert told in str(refused.value)
    assert not re.search("at end|line|Invalid|Expected|Un", str(refused.value).replace("TOML", ""))


def test_a_shipped_framework_is_read_by_its_code_and_a_file_of_that_name_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_framework(Path("western")).name == "western.toml"
    (tmp_path / "western").write_text("title = ", encoding="utf-8")
    with pytest.raises(FrameworkUnreadable, match="不是 TOML"):
        read_framework(Path("western"))


def test_a_file_that_is_not_there_or_not_text_is_one_line(tmp_path):
    with pytest.raises(FrameworkUnreadable, match="文件打不开：没有这个文件或文件夹") as refused:
        read_framework(tmp_path / "none.toml")
    assert "随附的示例方案：nation、western（如 --framework western）" in str(refused.value)
    assert "nation, western (--framework western)" in refused.value.en
    example = re.search(r"自己的方案照 (\S+) 改", str(refused.value))[1]
    assert "#" in Path(example).read_text(encoding="utf-8"), "notes on how to write one"
    assert str(tmp_path) not in str(refused.value)
    (tmp_path / "gbk.toml").write_bytes("title = '示例'".encode("gb18030"))
    with pytest.raises(FrameworkUnreadable, match="UTF-8"):
        read_framework(tmp_path / "gbk.toml")
