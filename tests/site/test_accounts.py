"""Signing in: closed to newcomers, limited for guessers, with a second factor that needs nobody outside."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest
from django.core.cache import cache

from dongxi.apps.people import services
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture
def account(db):
    cache.clear()
    yield services.make_account(actor=SYSTEM, username="li.ming", display_name="李明")
    cache.clear()


def sign_in(client, password: str):
    return client.post("/accounts/login/", {"login": "li.ming", "password": password})


def code_of(secret: str) -> str:
    """The six digits of RFC 6238 for now: SHA-1, 30 seconds."""
    digest = hmac.new(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.mark.parametrize("address", ["signup", "email", "password/reset"])
def test_nobody_signs_up_and_nothing_is_mailed(client, db, address):
    shut = client.get(f"/accounts/{address}/")
    assert shut.status_code == 403
    assert "系统管理员" in shut.content.decode()


def test_a_password_signs_in(client, account):
    assert sign_in(client, account.password).status_code == 302
    assert "李明" in client.get("/people/why/").content.decode()


def test_guessing_is_stopped(client, account):
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 200
    assert sign_in(client, account.password).status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_a_second_factor_is_set_up_with_the_password_and_asked_for_next_time(client, account):
    sign_in(client, account.password)
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post("/accounts/reauthenticate/", {"password": account.password})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    client.logout()
    asked = sign_in(client, account.password)
    assert asked.status_code == 302
    assert "2fa" in asked["Location"]
    assert "_auth_user_id" not in client.session


def test_signing_out_needs_a_button(client, account):
    sign_in(client, account.password)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
