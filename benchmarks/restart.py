"""How long a second `dongxi up` takes until it prints its address, against one Django process that answers one page.

    uv run python benchmarks/restart.py [--starts 5]

The store stands, with the shipped facts. A start is timed from outside, from the command to the line with the address:
by then the home page has been answered. The peer is the least that can be done for that answer: one process that sets
Django up with the same settings, loads the same pages, and asks its own home page once, its compiled modules kept as
ours are. Both alternate, the best of each counts; the ratio, not the seconds, is what to compare on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUDGET_SECONDS = 3
PEER = """
from dongxi.site import wsgi
wsgi.load_pages()
from django.test import Client
assert Client().get("/").status_code == 200
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(known: dict[str, str]) -> float:
    """Seconds until `dongxi up` has printed its address; it is stopped then."""
    command = [sys.executable, "-c", "from dongxi.site.cli import app; app()", "up", "--no-browser", "--port"]
    begun = time.perf_counter()
    with subprocess.Popen([*command, str(free_port())], stdout=subprocess.PIPE, text=True, env=known) as product:
        printed = []
        for line in product.stdout or ():
            printed.append(line)
            if "http://" in line:
                break
        else:
            raise SystemExit("".join(printed))
        taken = time.perf_counter() - begun
        product.terminate()
        product.communicate()
    return taken


def peer(known: dict[str, str]) -> float:
    """Seconds of one process that answers one page."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", PEER], check=True, env=known)
    return time.perf_counter() - begun


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--starts", type=int, default=5)
    starts = asked.parse_args().starts
    with tempfile.TemporaryDirectory(prefix="dongxi-restart-") as folder:
        known = os.environ | {"DONGXI_DATA": folder, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        known.pop("DATABASE_URL", None)
        apart = known | {"DJANGO_SETTINGS_MODULE": "dongxi.site.settings", "DONGXI_HOSTS": "testserver"}
        apart["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "cache" / "peer")
        apart.pop("PYTHONDONTWRITEBYTECODE", None)
        print(f"first start, which makes the store: {start(known):.1f} s")
        peer(apart)
        pairs = [(start(known), peer(apart)) for _ in range(starts)]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    print(f"restart {ours:.2f} s, one process and one page {theirs:.2f} s: ratio {ours / theirs:.2f}")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"budget {BUDGET_SECONDS} s: {'kept' if ours <= BUDGET_SECONDS else 'NOT kept'} (load of the machine {load})")


if __name__ == "__main__":
    main()
