"""Dongxi 东西通: one place where the East–West cooperation plan is data."""

import hashlib
from functools import cache
from pathlib import Path

__version__ = "0.1.0"
_PROGRAM = {".py", ".html", ".toml", ".csv", ".mo", ".typ"}


@cache
def build() -> str:
    """Names this program as it lies on disk, releases and changes between them alike: what another one kept for pages
    may have another shape. Twelve hexadecimal digits over path, size and time of its modules, templates and facts."""
    here = Path(__file__).parent
    files = sorted(path for path in here.rglob("*") if path.suffix in _PROGRAM)
    total = hashlib.sha256(__version__.encode())
    for path in files:
        found = path.stat()
        total.update(f"{path.relative_to(here)}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return total.hexdigest()[:12]
