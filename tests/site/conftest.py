"""Pages of the tests' own: templates that the product does not ship."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest


@pytest.fixture
def own_templates(settings) -> None:
    """Templates below tests/site/templates are found before the product's."""
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [Path(__file__).parent / "templates", *engines[0]["DIRS"]]
    settings.TEMPLATES = engines
