"""An answer of leads that is out of date is not taken for the one of now."""

from __future__ import annotations

from dongxi.apps.matching import leads


def test_once_meaning_is_read_the_api_answers_anew_although_the_audit_stands_still(client, db, monkeypatch):
    monkeypatch.setattr(leads, "leads_for", lambda need: ())
    monkeypatch.setattr(leads, "has_meaning", lambda: False)
    address = "/api/v1/leads?q=盐湖提锂"
    by_words = {"if-none-match": client.get(address)["ETag"]}
    assert client.get(address, headers=by_words).status_code == 304
    monkeypatch.setattr(leads, "has_meaning", lambda: True)
    assert client.get(address, headers=by_words).status_code == 200
