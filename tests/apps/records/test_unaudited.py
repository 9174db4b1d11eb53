"""What answers depend on beside the audited store."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from dongxi.apps.records import unaudited


@pytest.fixture(autouse=True)
def _declared_anew(monkeypatch):
    monkeypatch.setattr(unaudited, "_declared", {})


def test_only_the_address_declared_and_those_under_it_depend_on_it():
    unaudited.declare("/leads", "posixpath.basename")
    assert unaudited.state_for("/leads") == "leads"
    assert unaudited.state_for("/leads/x") == "x"
    for path in ("/regions", "/leadsmen", "/records/leads", "/needs/leads/matches"):
        assert unaudited.state_for(path) == ""


def test_one_address_has_one_state():
    unaudited.declare("/leads", "posixpath.basename")
    unaudited.declare("/leads", "posixpath.basename")
    with pytest.raises(ImproperlyConfigured):
        unaudited.declare("/leads", "posixpath.dirname")


def test_a_server_knows_from_its_start_which_program_it_is(tmp_path):
    program = "import dongxi.site.wsgi, dongxi; print(dongxi.build.cache_info().currsize)"
    own = {**os.environ, "DJANGO_SETTINGS_MODULE": "dongxi.site.settings", "DONGXI_DATA": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=own)
    assert found.stdout == "1\n"
