"""`dongxi up`: the whole product from one command."""

from __future__ import annotations

import os
import signal
import sys
import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import dongxi
from dongxi.site import environment, locks, store
from dongxi.site.children import Children, Ended, port_is_free
from dongxi.site.cli.output import DECLINED, refused
from dongxi.site.cli.progress import bars, lines
from dongxi.site.serve import LOOPBACK

BROKEN = 1
PEOPLE = "dongxi.apps.people.urls"  # these addresses alone: all of them together take the server's time to load


def up(
    port: Annotated[int, typer.Option(help="网页服务的端口，只在本机开放。", min=1, max=65535)] = 8000,
    data: Annotated[
        str | None, typer.Option(metavar="PATH", help="数据目录；缺省取 DONGXI_DATA，再缺省 dongxi-data。")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不打开浏览器。")] = False,
    empty: Annotated[
        bool | None,
        typer.Option("--empty/--facts", help="不装／装入方案、统计和公开记录（缺省：新库装入，旧库照旧）。"),
    ] = None,
) -> None:
    """建库、装入随附事实，启动网页与后台服务，打印地址和演示身份的登录链接。按 Ctrl-C 停止。"""
    begun, console = time.monotonic(), Console(highlight=False)
    if data is not None and not data.strip():  # as a path it would be wherever one happens to stand
        raise refused("--data 后面是空的。请写明数据目录，例如：dongxi up --data dongxi-data", code=DECLINED)
    _set_environment(data, port)
    _let_signals_interrupt()
    children = Children(port=port)
    try:
        _refuse_a_new_folder_on_a_busy_port(port)
        folder = store.make_folder()
        with locks.held(folder / "up.lock", note=f"{_address(port)}，进程 {os.getpid()}"):
            _refuse_busy_port(port)
            store.keep_key(folder)
            _keep_compiled(folder)
            children.start("web")
            with bars(console) if console.is_terminal else lines(console) as tell:
                store.ready(tell=tell, empty=empty)
            links = _sign_in_links(port)
            _serve(children)
            _print(console=console, port=port, links=links, seconds=time.monotonic() - begun)
            if not no_browser and _has_screen():
                webbrowser.open(_address(port))
            children.watch(recover=_recover)
    except (store.Unusable, Ended) as fault:
        raise refused(str(fault), code=DECLINED if isinstance(fault, store.Unusable) else BROKEN) from None
    except locks.Busy as busy:
        where = environment.data_folder()
        raise refused(f"这个数据目录已有一个 dongxi 在运行（{busy.holder}）：{where}。请先停止它。") from None
    except KeyboardInterrupt:
        children.stop()
        console.print("已停止，数据完好。")
    finally:
        children.stop()


def _serve(children: Children) -> None:
    children.go_on("web")
    _recover()
    children.wait_until_answering()
    children.start("worker")
    children.go_on("worker")


def _set_environment(data: str | None, port: int) -> None:
    if data is not None:
        os.environ["DONGXI_DATA"] = data
    os.environ.setdefault("DONGXI_ADDRESS", f"http://127.0.0.1:{port}")
    if not environment.is_on("DONGXI_HTTPS"):
        os.environ.setdefault("DONGXI_DEMO", "yes")


def _let_signals_interrupt() -> None:
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)


def _refuse_busy_port(port: int) -> None:
    if not port_is_free(port):
        raise store.Unusable(f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口：dongxi up --port {port + 1}")


def _refuse_a_new_folder_on_a_busy_port(port: int) -> None:
    """A store that is there already may be served on this very port, which its lock tells better."""
    if not environment.data_folder().exists():
        _refuse_busy_port(port)


def _keep_compiled(folder: Path) -> None:
    """Where Python is told to leave no compiled modules beside the source, keep them with the store.

    Otherwise every start compiles a thousand modules anew, in each of three processes.
    """
    if sys.dont_write_bytecode:
        sys.pycache_prefix, sys.dont_write_bytecode = str(folder / "cache" / "bytecode"), False
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _recover() -> None:
    from dongxi.apps.records.permissions import SYSTEM
    from dongxi.apps.records.services import recover_jobs

    recover_jobs(actor=SYSTEM)


def _sign_in_links(port: int) -> list[tuple[str, str]]:
    """Each demo role in words with its single-use address; none where demonstrations are off."""
    from django.conf import settings
    from django.urls import reverse

    from dongxi.apps.people.services import issue_link, seat_demo_people
    from dongxi.apps.records.permissions import SYSTEM

    if not settings.DEMO:
        return []
    people = seat_demo_people(actor=SYSTEM)
    tokens = [issue_link(actor=SYSTEM, user=person) for person in people]
    home = f"{_address(port)}people"
    return [
        (f"{person.memberships.get()} · {person}", home + reverse("enter", urlconf=PEOPLE, args=[token]))
        for person, token in zip(people, tokens, strict=True)
    ]


def _print(*, console: Console, port: int, links: list[tuple[str, str]], seconds: float) -> None:
    console.print(f"\n[bold]东西通 Dongxi {dongxi.__version__}[/bold]　[link]{_address(port)}[/link]")
    console.print(f"数据目录 {environment.data_folder()}　启动用时 {seconds:.1f} 秒\n", soft_wrap=True)
    if links:
        console.print("演示身份的登录链接（一次有效，24 小时内，仅限本机；公众无需登录）：")
    for who, address in links:
        console.print(f"  {who}\n    {address}", soft_wrap=True)
    console.print("\n按 Ctrl-C 停止。")


def _address(port: int) -> str:
    return f"http://{LOOPBACK}:{port}/"


def _has_screen() -> bool:
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
