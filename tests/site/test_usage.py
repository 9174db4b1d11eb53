"""Errors of usage are told in Chinese, name what is wrong and end with code 2."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from dongxi.site.cli import app
from dongxi.site.cli.helping import wrapped

CASES = {
    ("read",): "缺少 FILE。要写的是：政策文件",
    ("account",): "缺少 USERNAME。要写的是：账号名",
    ("match", "needs.csv"): "缺少 OFFERS。要写的是：供给表",
    ("raed",): "没有子命令“raed”。是否要写 read？",
    ("read", "--fromat", "json", "a"): "没有选项 --fromat。",
    ("read", "a", "--format", "word"): "--format 的值不对：“word”不是 tree、json、xlsx、docx 之一。",
    ("read", "a", "--out"): "选项 --out 后面要写上它的值。",
    ("read", "a", "b"): "多出了 b，不知道是什么。",
    ("up", "--port", "abc"): "--port 的值不对：应为整数。",
    ("up", "--port", "70000"): "--port 的值不对：不能大于 65535。",
    ("up", "--port", "0"): "--port 的值不对：不能小于 1。",
    ("up", "--no-browser=3"): "选项 --no-browser 不带值。",
}


@pytest.mark.parametrize(("arguments", "said"), CASES.items(), ids=lambda part: " ".join(part)[:30])
def test_an_error_of_usage_says_in_chinese_what_is_wrong(arguments, said):
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "--help" in result.stderr
    assert not result.stdout


COMMANDS = [command.callback.__name__ for command in app.registered_commands]


@pytest.mark.parametrize("named", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_whole_and_has_no_english_sentence(named):
    result = CliRunner().invoke(app, [*named, "--help"], env={"COLUMNS": "80"})
    assert result.exit_code == 0
    assert result.stdout.startswith(f"用法：{' '.join(('dongxi', *named))} ")
    assert "--help" in result.stdout
    assert not re.search(r"Usage|Options|Arguments|Commands?\b|message|default|required|OPTIONS|<\w+>", result.stdout)
    assert max(cell_len(line) for line in result.stdout.splitlines()) <= 80


def test_the_help_of_the_whole_names_every_command_with_what_it_does():
    said = CliRunner().invoke(app, ["--help"]).stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S.*。?$", said, re.MULTILINE), name


def test_the_name_alone_shows_the_help_as_it_is():
    alone, asked = CliRunner().invoke(app, []), CliRunner().invoke(app, ["--help"])
    assert (alone.exit_code, alone.stderr.strip()) == (2, asked.stdout.strip())


def test_help_tells_values_defaults_and_what_must_be_given():
    read = CliRunner().invoke(app, ["read", "--help"], env={"COLUMNS": "200"}).stdout
    assert "[选项] FILE" in read
    assert "（必填）" in read
    assert "<tree|json|xlsx|docx>" in read
    assert "（缺省 tree）" in read
    assert "（1 至 65535，缺省 8000）" in CliRunner().invoke(app, ["up", "--help"], env={"COLUMNS": "200"}).stdout


def test_a_line_of_help_breaks_neither_a_word_nor_before_a_mark():
    assert wrapped("用 DEA 衡量各单位的效率，给出区间。", width=10) == "用 DEA 衡\n量各单位的\n效率，给出\n区间。"
    assert wrapped("甲乙丙丁，戊", width=8) == "甲乙丙\n丁，戊"
