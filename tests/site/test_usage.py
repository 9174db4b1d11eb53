"""Errors of usage are told in Chinese, name what is wrong and end with code 2."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dongxi.site.cli import app

CASES = {
    ("read",): "缺少 FILE。",
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


def test_asking_for_help_is_no_error():
    assert CliRunner().invoke(app, ["read", "--help"]).exit_code == 0
