"""The store a command works on: opened with a progress bar, or declined in one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from dongxi.site import store
from dongxi.site.cli.output import refused
from dongxi.site.cli.progress import bars


def open_or_refuse(data: Path | None, console: Console, *, how: Callable[..., None]) -> None:
    """Set Django up on the store at `data` (None: as the settings say) by `store.ready` or `store.opened`."""
    if data is not None:
        os.environ["DONGXI_DATA"] = str(data)
    try:
        with bars(console) as tell:
            how(tell=tell)
    except store.Unusable as fault:
        raise refused(str(fault)) from None
