"""Where a command's result goes: a file checked beforehand, or the terminal; and how a command declines."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.os_words import why_not

DECLINED, STOPPED = 2, 130


def refused(message: str, *, code: int = DECLINED) -> typer.Exit:
    """Say why on standard error; raise what this returns."""
    typer.secho(message, err=True, fg="red")
    return typer.Exit(code)


@contextmanager
def refusing() -> Iterator[None]:
    """What analysis refuses, and who stops it, ends the command in one line."""
    try:
        yield
    except KeyboardInterrupt:
        raise refused("已停止，没有写入任何文件。", code=STOPPED) from None
    except AnalysisError as problem:
        raise refused(str(problem)) from problem


def form_of(out: Path | None, *, forms: Sequence[str]) -> str | None:
    """The form a file's suffix asks for, None without a file; refused for one that nobody writes."""
    if out is None:
        return None
    form = out.suffix.lower().removeprefix(".")
    if form not in forms:
        raise refused(f"不知道“{out}”要写成什么。请用 {'、'.join(f'.{each}' for each in forms)} 之一作后缀。")
    return form


def require_writable(out: Path, *, inputs: list[Path]) -> None:
    """Refuse a place that cannot be written to, before anybody waits for the result."""
    if out.is_dir():
        raise refused(f"无法写入“{out}”：这是文件夹。请在 --out 中写明文件名。")
    if not out.parent.is_dir():
        raise refused(f"无法写入“{out}”：文件夹“{out.parent}”不存在。请先建立该文件夹，或换一个位置。")
    if out.exists() and any(file.exists() and os.path.samefile(out, file) for file in inputs):
        raise refused(f"不能写入“{out}”：这正是要读的文件。请在 --out 中换一个文件名。")


def write(content: bytes, *, to: Path) -> None:
    """Write a file whole or not at all, or refuse in one line."""
    try:
        if to.exists() and not to.is_file():  # a pipe or a device
            to.write_bytes(content)
            return
        with tempfile.NamedTemporaryFile(dir=to.parent, prefix=".", suffix=to.suffix, delete_on_close=False) as draft:
            draft.write(content)
            draft.close()
            os.chmod(draft.name, to.stat().st_mode if to.exists() else 0o666 & ~_mask())
            os.replace(draft.name, to)
    except OSError as problem:
        raise refused(f"无法写入“{to}”：{why_not(problem)}。请检查权限和磁盘空间，或换一个位置。") from problem


def _mask() -> int:
    """What new files are not allowed, as the shell set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def show(content: bytes) -> None:
    """Print bytes as they are."""
    try:
        with leaving_quietly():
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
    except OSError as problem:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise refused(f"无法写到标准输出：{why_not(problem)}。请检查磁盘空间，或用 --out 写到别处。") from problem


@contextmanager
def leaving_quietly() -> Iterator[None]:
    """The reader of a pipe left (head, a pager): end without a word, as a command should."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
