"""Settings follow the environment; what protects people is on without anybody asking."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from dongxi.site import environment


def settings_with(tmp_path, *names: str, **given: str) -> dict:
    """The named settings as a fresh process sees them."""
    code = (
        "import json; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}, default=str))"
    )
    apart = {
        name: value for name, value in os.environ.items() if not name.startswith("DONGXI_") and name != "DATABASE_URL"
    }
    known = apart | {"DJANGO_SETTINGS_MODULE": "dongxi.site.settings", "DONGXI_DATA": str(tmp_path)} | given
    run = subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_without_settings_the_store_is_sqlite_and_debugging_is_off(tmp_path):
    found = settings_with(tmp_path, "DEBUG", "DEMO", "DATABASES", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE")
    assert not found["DEBUG"]
    assert not found["DEMO"]
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "dongxi.sqlite3")
    assert "*" not in found["ALLOWED_HOSTS"]
    assert not found["SESSION_COOKIE_SECURE"]


def test_a_database_address_makes_it_postgresql(tmp_path):
    found = settings_with(tmp_path, "DATABASES", DATABASE_URL="postgres://someone@db.example:5433/dongxi")
    assert found["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert found["DATABASES"]["default"]["PORT"] == 5433


def test_https_makes_cookies_travel_over_it_only(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    assert all(settings_with(tmp_path, *names, DONGXI_HTTPS="yes").values())


def test_the_key_kept_in_the_store_is_used(tmp_path):
    (tmp_path / "secret.key").write_text("k" * 60)
    assert settings_with(tmp_path, "SECRET_KEY")["SECRET_KEY"] == "k" * 60
    assert settings_with(tmp_path, "SECRET_KEY", DONGXI_SECRET_KEY="g" * 60)["SECRET_KEY"] == "g" * 60


def test_a_name_the_table_does_not_know_raises():
    with pytest.raises(KeyError):
        environment.value("DONGXI_NOTHING")


@pytest.mark.parametrize(("given", "expected"), [("yes", True), ("1", True), ("On", True), ("no", False), ("", False)])
def test_what_counts_as_yes(monkeypatch, given, expected):
    monkeypatch.setenv("DONGXI_HTTPS", given)
    assert environment.is_on("DONGXI_HTTPS") is expected


def test_answers_carry_the_headers_that_protect(client, db):
    answer = client.get("/people/why/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
