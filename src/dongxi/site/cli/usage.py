"""Errors of usage in the reader's words: which option or argument, what is wrong, what to write instead."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from dongxi.site.cli.helping import USAGE, show

UsageError: Any = typer.BadParameter.__base__  # typer gives it no public name
WORDS = (
    (r"No such command '(?P<name>.*?)'\.", "没有子命令“{name}”。"),
    (r"Did you mean (?P<names>.*)\?", "是否要写 {names}？"),
    (r"Missing command\.", "没有写子命令。"),
    (r"No such option: (?P<name>\S+)", "没有选项 {name}。"),
    (r"\(Possible options: (?P<names>.*)\)", "是否要写 {names}？"),
    (r"Option '(?P<name>.*?)' requires (?:an argument|(?P<n>\d+) arguments)\.", "选项 {name} 后面要写上它的值。"),
    (r"Option '(?P<name>.*?)' does not take a value\.", "选项 {name} 不带值。"),
    (r"Got unexpected extra argument\(?s?\)? \((?P<names>.*)\)", "多出了 {names}，不知道是什么。"),
    (r"Missing (?:argument|option|parameter) '(?P<name>.*?)'\.", "缺少 {name}。"),
    (r"Invalid value for '(?P<name>.*?)': ", "{name} 的值不对："),
    (r"Choose from:\s*(?P<names>.*)", "可写：{names}。"),
    (r"Value error, ", ""),
    (r"'(?P<name>.*?)' is not one of (?P<names>.*)\.", "“{name}”不是 {names} 之一。"),
    (r"Input should be a valid integer.*", "应为整数。"),
    (r"Input should be a valid number.*", "应为数。"),
    (r"Input should be less than or equal to (?P<limit>[\d.]+)", "不能大于 {limit}。"),
    (r"Input should be greater than or equal to (?P<limit>[\d.]+)", "不能小于 {limit}。"),
)
"""What typer says in English, as patterns, and how we say it; what no pattern knows stays as it was said."""


class Commands(TyperGroup):
    """A group whose help is in Chinese; so are errors of usage, with how to ask for the help. Exit code 2."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        show(self, ctx, formatter)

    def main(self, *args: Any, standalone_mode: bool = True, **named: Any) -> Any:
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **named)
        try:
            code = super().main(*args, standalone_mode=False, **named)
        except UsageError as fault:
            path = fault.ctx.command_path if fault.ctx else self.name
            if (said := fault.format_message()).startswith(USAGE):  # nothing was written after the name
                typer.echo(said, err=True)
            else:
                typer.echo(f"{in_words(said)}{_meant(fault)}用法见：{path} --help", err=True)
            code = fault.exit_code
        except typer.Abort:
            typer.echo("已中止。", err=True)
            code = 1
        sys.exit(code)


def _meant(fault: Any) -> str:
    """What a missing argument is, as the help of the command says it."""
    missing = fault.format_message().startswith("Missing argument")
    wanted = getattr(fault.param, "help", "") if missing else ""
    return f"要写的是：{wanted.rstrip('。')}。" if wanted else ""


def in_words(message: str) -> str:
    """An error of usage in Chinese."""
    for pattern, said in WORDS:
        message = re.sub(pattern, lambda found, said=said: _filled(said, found), message)
    return re.sub(r"(?<=[。？：])\s+", "", message.strip())


def _filled(said: str, found: re.Match[str]) -> str:
    return said.format(**{name: _listed(part) for name, part in found.groupdict().items() if part})


def _listed(names: str) -> str:
    return "、".join(part.strip().strip("'") for part in names.split(","))
