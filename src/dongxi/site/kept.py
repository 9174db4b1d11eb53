"""Files made once and kept below the store's cache folder; made anew when they are missing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], bytes]) -> Path:
    """`path`, written by `make` if nobody has; readers never see half a file, two writers may race harmlessly."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(make())
        os.replace(draft.name, path)
    return path
