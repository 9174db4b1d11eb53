"""Pages of the tests' own: templates that the product does not ship, a server that shows them; a panel in a file."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.effect_asked import rows, written

HERE = Path(__file__).parent


@pytest.fixture
def own_templates(settings) -> None:
    """Templates below tests/site/templates are found before the product's."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [HERE / "templates", *engines[0]["DIRS"]]
    settings.TEMPLATES = engines


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows every component of the frame."""
    command = [sys.executable, "-m", "tests.site.gallery_server", str(tmp_path_factory.mktemp("gallery"))]
    environment = {**os.environ, "DATABASE_URL": ""}
    with subprocess.Popen(command, cwd=HERE.parents[1], env=environment, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.kill()


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """A table of seven units over ten years, one of which changes."""
    return written(tmp_path / "面板.csv", rows())
