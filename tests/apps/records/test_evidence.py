"""Evidence: kept by content, told by what it is, handed out as a download to those who may have it."""

from __future__ import annotations

import hashlib

import pytest

from dongxi.apps.people.models import Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records import evidence, services
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, Evidence, StoredFile
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import evidence_file, evidence_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)


@pytest.fixture
def region(facts):
    return Region.objects.get(pk="640000")


@pytest.fixture
def expert(db):
    user = User.objects.create_user("expert")
    grant_role(actor=SYSTEM, user=user, role="expert")
    return user


def filed(region, *, name="photo.png", content=PNG):
    return services.file_evidence(actor=SYSTEM, subject=region, title="照片", name=name, chunks=[content])


def test_a_file_lies_under_its_digest_and_twice_is_once(region):
    first, second = filed(region), filed(region)
    digest = hashlib.sha256(PNG).hexdigest()
    assert first.file_id == second.file_id == digest
    assert evidence.path_of(digest).read_bytes() == PNG
    assert StoredFile.objects.count() == 1
    assert list(evidence_of(region)) == [second, first]
    assert AuditEntry.objects.filter(verb="records.file_evidence").count() == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("photo.png", b"MZ\x90\x00 a program", "扩展名不符"),
        ("plan.docx", b"%PDF-1.7", "扩展名不符"),
        ("notes.txt", b"text\x00binary", "扩展名不符"),
        ("tool.exe", b"MZ", "不接受"),
        ("empty.txt", b"", "是空的"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_and_not_kept(region, settings, name, content, why):
    with pytest.raises(BadInput, match=why):
        filed(region, name=name, content=content)
    assert not Evidence.objects.exists()
    assert not list(settings.EVIDENCE_ROOT.rglob("incoming-*"))


def test_a_file_beyond_the_limit_is_refused(region, settings):
    settings.FILE_LIMIT_BYTES = 10
    with pytest.raises(BadInput, match="上限"):
        filed(region)


def test_neither_a_file_nor_a_link_is_refused(region):
    with pytest.raises(BadInput):
        services.file_evidence(actor=SYSTEM, subject=region, title="空")


def test_the_public_cannot_file_evidence(region):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed) as no:
        services.file_evidence(actor=AnonymousUser(), subject=region, title="x", link="https://example.org")
    assert no.value.facts["code"] == "records.file_evidence"


def test_the_public_cannot_read_evidence(client, region):
    assert client.get(f"/records/evidence/{filed(region).pk}/").status_code == 403
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed) as no:
        evidence_file(pk=Evidence.objects.get().pk, to=AnonymousUser())
    assert no.value.facts["code"] == "records.read_evidence"


def test_a_file_is_handed_out_as_a_download_that_is_not_sniffed(client, region, expert):
    client.force_login(expert)
    answer = client.get(f"/records/evidence/{filed(region).pk}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_lost_from_the_store_says_what_to_do(region, expert):
    kept = filed(region)
    evidence.path_of(kept.file_id).unlink()
    with pytest.raises(RuleBroken, match="dongxi check"):
        evidence_file(pk=kept.pk, to=expert)
