"""The web server and the worker as children of `dongxi up`: started, watched, stopped, and never left behind."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from dongxi.site.serve import LOOPBACK

GRACE_SECONDS = 5
START_SECONDS = 60
SOON_SECONDS = 5


class Ended(Exception):
    """A child ended by itself; the message says which and how."""


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


class Children:
    """The running parts. Each has the read end of a pipe of ours and ends when that pipe closes."""

    def __init__(self, *, port: int) -> None:
        self.port = port
        self.commands = {"web": ("web", str(port)), "worker": ("worker",)}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}

    def start(self, name: str) -> None:
        """Start a part; it loads itself and waits until it is told to go on."""
        alone = {"creationflags": 0x200} if sys.platform == "win32" else {"start_new_session": True}
        command = [sys.executable, "-m", "dongxi.site.serve", *self.commands[name]]
        self.running[name] = subprocess.Popen(command, stdin=subprocess.PIPE, **alone)  # noqa: S603
        self.started[name] = time.monotonic()

    def go_on(self, name: str) -> None:
        """Tell a part that the store is ready. Ended if it is gone."""
        try:
            os.write(self.running[name].stdin.fileno(), b"\n")
        except BrokenPipeError:
            self.running[name].wait()
            self._raise_if_ended(name)

    def wait_until_answering(self) -> None:
        """Return once the home page answers. Ended if a child ends first or the wait is over."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            self._raise_if_ended("web")
            if self._answers():
                return
            time.sleep(0.03)
        raise Ended(f"网页服务在 {START_SECONDS} 秒内没有应答，已停止。请查看上面的输出。")

    def watch(self, *, recover: Callable[[], object]) -> None:
        """Stay while the web server runs; start a worker that ended again, after `recover` put its work back."""
        while True:
            time.sleep(0.3)
            self._raise_if_ended("web")
            if self.running["worker"].poll() is not None:
                if time.monotonic() - self.started["worker"] < SOON_SECONDS:
                    self._raise_if_ended("worker")
                recover()
                self.start("worker")
                self.go_on("worker")

    def stop(self) -> None:
        """Ask every child to end, and end those that do not within the grace."""
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            return False
        else:
            return True
        finally:
            connection.close()

    def _raise_if_ended(self, name: str) -> None:
        code = self.running[name].poll()
        if code is not None:
            titles = {"web": "网页服务", "worker": "后台进程"}
            raise Ended(f"{titles[name]}意外退出（退出码 {code}），已全部停止。请查看上面的输出后重新运行 dongxi up。")
