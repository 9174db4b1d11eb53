"""The help of a command in the reader's words: what typer knows of it, said and laid out by us."""

from __future__ import annotations

import re
import shutil
from typing import Any

import typer
from rich.cells import cell_len
from typer.core import TyperCommand

USAGE = "用法："
INDENT, NAMES, WIDEST = 2, 26, 100
"""Columns before the names and for them, and the widest a line becomes."""
NOTES = (
    (r"\[default: ([^;\]]+); (\d+)<=x<=(\d+)\]", r"（\2 至 \3，缺省 \1）"),
    (r"\[default: ([^\]]+)\]", r"（缺省 \1）"),
    (r"\[required\]", "（必填）"),
    (r"Show this message and exit\.", "显示这份说明。"),
)
TYPES = {"<path>": "路径", "<str>": "文字", "<int>": "整数", "<int range>": "整数"}
PIECES = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "子命令 …"}
WORD = re.compile(r"(?:[!-~]+|.)[，。；：、！？）”》]*")
"""What is not broken across lines: Latin words, and a mark with what it follows."""


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        show(self, ctx, formatter)


def show(command: Any, ctx: typer.Context, formatter: Any) -> None:
    """Write a command's help: usage, what it does, arguments, options and, of a group, its commands."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    usage = (PIECES.get(piece, piece).replace("[[", "[").replace("]]", "]") for piece in _pieces(command, ctx))
    formatter.write(f"{USAGE}{' '.join((ctx.command_path, *usage))}\n\n{wrapped(command.help or '', width=width)}\n")
    parts: dict[str, list[tuple[str, str]]] = {"argument": [], "option": [], "command": []}
    for param in command.get_params(ctx):
        if record := param.get_help_record(ctx):
            parts[param.param_type_name].append(_said(*record, kind=param.param_type_name))
    for name, each in getattr(command, "commands", {}).items():
        parts["command"].append((name, (each.help or "").partition("。")[0] + "。"))
    for kind, title in (("argument", "参数"), ("option", "选项"), ("command", "子命令")):
        if parts[kind]:
            formatter.write(f"\n{title}\n{''.join(_row(*row, width=width) for row in parts[kind])}")


def wrapped(text: str, *, width: int, indent: int = 0) -> str:
    """Text in lines of at most `width` columns, a Chinese character taking two; lines after the first indented."""
    lines = [""]
    for word in WORD.findall(text):
        if cell_len(lines[-1]) + cell_len(word) > width - indent:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return ("\n" + " " * indent).join(line.rstrip() for line in lines)


def _pieces(command: Any, ctx: typer.Context) -> list[str]:
    return [piece.strip("{}") for piece in command.collect_usage_pieces(ctx)]


def _said(names: str, text: str, *, kind: str) -> tuple[str, str]:
    for pattern, note in NOTES:
        text = re.sub(rf"\s*{pattern}", note, text)
    for english, chinese in TYPES.items():
        names = names.replace(f" {english}", "" if kind == "argument" else f" {chinese}")
    return names, text


def _row(names: str, text: str, *, width: int) -> str:
    start = INDENT + NAMES
    gap = " " * (start - INDENT - cell_len(names)) if cell_len(names) < NAMES else "\n" + " " * start
    return f"{' ' * INDENT}{names}{gap}{wrapped(text, width=width, indent=start)}\n"
