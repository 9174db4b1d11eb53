"""What every test may lean on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ["DONGXI_DATA"] = tempfile.mkdtemp(prefix="dongxi-test-")
os.environ.setdefault("DONGXI_HOSTS", "127.0.0.1,localhost,testserver")

REPOSITORY = Path(__file__).parents[1]
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference documents beside the checkout."""
    if not (SHARED / "plan" / "plan.txt").exists():
        pytest.skip("the reference documents are not beside this checkout (../shared)")
    return SHARED
