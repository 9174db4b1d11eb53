"""Evidence: kept by content, told by what it is, handed out as a download to those who may have it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.utils import translation

from dongxi.apps.people.models import Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.plans.models import Plan, Task
from dongxi.apps.records import evidence, services
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, Evidence, StoredFile
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import evidence_file, evidence_of, standing_evidence_of

WORD = '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
SHEET = WORD.replace("wordprocessingml.document", "spreadsheetml.sheet")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n40\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)


def zipped(parts: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()


@pytest.fixture
def task(facts):
    return Task.objects.get(plan__shipped=True, code="2.5.1")


@pytest.fixture
def expert(db):
    user = User.objects.create_user("expert")
    grant_role(actor=SYSTEM, user=user, role="expert")
    return user


def filed(task, *, name="photo.png", content=PNG):
    return services.file_evidence(
        actor=SYSTEM, permission="plans.file_evidence", subject=task, title="照片", name=name, chunks=[content]
    )


def test_a_file_lies_under_its_digest_and_twice_is_once(task):
    other = task.commitments.first()
    first, second = filed(task), filed(other)
    digest = hashlib.sha256(PNG).hexdigest()
    assert first.file_id == second.file_id == digest
    assert evidence.path_of(digest).read_bytes() == PNG
    assert StoredFile.objects.count() == 1
    assert (list(evidence_of(task)), list(evidence_of(other))) == ([first], [second])
    assert AuditEntry.objects.filter(verb="plans.file_evidence").count() == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("photo.png", b"MZ\x90\x00 a program", "扩展名不符"),
        ("photo.jpg", PNG, "扩展名不符"),
        ("report.pdf", b"%PDF-1.7\nno more than a beginning", "没有下载完整"),
        ("report.pdf", b"<html>%%EOF startxref</html>", "扩展名不符"),
        ("report.pdf", PDF[:-20], "没有下载完整"),
        ("plan.docx", zipped({"notes.txt": "a package of something"}), "扩展名不符"),
        ("plan.docx", zipped({"[Content_Types].xml": SHEET, "xl/workbook.xml": ""}), "没有该类文档的正文"),
        ("plan.docx", zipped({"[Content_Types].xml": WORD})[:-30], "扩展名不符"),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "打开密码"),
        ("table.xlsx", zipped({"[Content_Types].xml": WORD}), "没有该类文档的正文"),
        ("form.ofd", zipped({"word/document.xml": ""}), "扩展名不符"),
        ("plan.docx", b"%PDF-1.7", "扩展名不符"),
        ("notes.txt", b"text\x00binary", "扩展名不符"),
        ("tool.exe", b"MZ", "不接受"),
        ("empty.txt", b"", "是空的"),
    ],
)
def test_what_is_not_what_its_name_says_is_refused_and_not_kept(task, settings, name, content, why):
    with pytest.raises(BadInput, match=why):
        filed(task, name=name, content=content)
    assert not Evidence.objects.exists()
    assert not list(settings.EVIDENCE_ROOT.rglob("incoming-*"))


@pytest.mark.parametrize(
    ("name", "content", "chinese", "english"),
    [
        ("plan.docx", zipped({"[Content_Types].xml": WORD})[:-30], "用 Word 或 WPS 打开后另存", "in Word or WPS"),
        ("table.xlsx", zipped({"[Content_Types].xml": WORD}), "用 Excel 或 WPS 打开后另存", "in Excel or WPS"),
        ("report.pdf", PDF[:-20], "用阅读器打开后另存", "in a reader"),
        ("photo.png", b"MZ", "打开后另存", "that can read it"),
    ],
)
def test_a_broken_file_is_refused_with_what_to_do(task, name, content, chinese, english):
    for language, way in (("zh-hans", chinese), ("en", english)):
        with translation.override(language), pytest.raises(BadInput) as refused:
            filed(task, name=name, content=content)
        assert way in refused.value.message
        assert {"zh-hans": "请重新下载", "en": "download it again"}[language] in refused.value.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", PDF),
        ("scanned.PDF", PDF + b"\n" * 2_000),
        ("plan.docx", zipped({"[Content_Types].xml": WORD})),
        ("table.xlsx", zipped({"[Content_Types].xml": SHEET})),
        ("form.ofd", zipped({"OFD.xml": ""})),
        ("photo.png", PNG),
        ("notes.txt", "文本".encode("gb18030")),
        ("notes.csv", "甲,乙".encode("utf-16")),
    ],
)
def test_what_is_what_its_name_says_is_kept(task, name, content):
    assert filed(task, name=name, content=content).file.size == len(content)


@pytest.mark.parametrize("file", sorted((Path(__file__).parents[3] / "examples").rglob("*.*")), ids=lambda f: f.name)
def test_the_examples_are_what_their_names_say(file):
    if file.suffix in evidence.ACCEPTED:
        assert evidence.sniffed(name=file.name, path=file)


def test_a_package_that_unpacks_to_gigabytes_is_not_unpacked(task, tmp_path):
    bomb = zipped({"[Content_Types].xml": WORD + " " * 50_000_000})
    assert len(bomb) < 100_000
    assert filed(task, name="plan.docx", content=bomb)


def test_a_file_beyond_the_limit_is_refused(task, settings):
    settings.FILE_LIMIT_BYTES = 10
    with pytest.raises(BadInput, match="上限"):
        filed(task)


def test_neither_a_file_nor_a_link_is_refused(task):
    with pytest.raises(BadInput):
        services.file_evidence(actor=SYSTEM, permission="plans.file_evidence", subject=task, title="空")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "example", f"https://x.cn/{'a' * 500}"])
def test_what_is_no_web_address_is_refused(task, link):
    with pytest.raises(BadInput, match="网址"):
        services.file_evidence(actor=SYSTEM, permission="plans.file_evidence", subject=task, title="x", link=link)


def test_the_same_evidence_of_the_same_thing_is_refused(task):
    filed(task)
    with pytest.raises(BadInput, match="已经提交过：照片"):
        filed(task)


@pytest.mark.parametrize("permission", ["records.start_job", "people.load", "cooperation.file_evidence"])
def test_evidence_is_filed_under_the_permission_of_its_own_app_alone(task, permission):
    with pytest.raises(ImproperlyConfigured, match=r"plans\.file_evidence"):
        services.file_evidence(actor=SYSTEM, permission=permission, subject=task, title="x", link="https://example.org")


def test_what_no_app_takes_evidence_of_takes_none(facts):
    region = Region.objects.get(pk="640000")
    with pytest.raises(ImproperlyConfigured, match=r"undeclared permission 'people\.file_evidence'"):
        services.file_evidence(
            actor=SYSTEM, permission="people.file_evidence", subject=region, title="x", link="https://example.org"
        )


def test_withdrawn_evidence_keeps_its_reason_and_its_line(task):
    kept = filed(task)
    services.withdraw_evidence(actor=SYSTEM, filed=kept, reason=" 传错了文件 ")
    assert (kept.withdrawal_reason, list(standing_evidence_of(task)), list(evidence_of(task))) == (
        "传错了文件",
        [],
        [kept],
    )
    line = AuditEntry.objects.first()
    assert (line.verb, line.subject_id) == ("records.withdraw_evidence", str(task.pk))
    assert (line.detail["reason"], line.detail["sha256"]) == ("传错了文件", kept.file_id)
    assert filed(task).withdrawn_at is None


def test_evidence_is_withdrawn_once_and_with_a_reason(task):
    kept = filed(task)
    with pytest.raises(RuleBroken, match="理由"):
        services.withdraw_evidence(actor=SYSTEM, filed=kept, reason="  ")
    services.withdraw_evidence(actor=SYSTEM, filed=kept, reason="重复")
    with pytest.raises(RuleBroken, match="已经撤回"):
        services.withdraw_evidence(actor=SYSTEM, filed=kept, reason="重复")


def test_somebody_else_cannot_withdraw_evidence(task, expert):
    with pytest.raises(NotAllowed) as no:
        services.withdraw_evidence(actor=expert, filed=filed(task), reason="不同意")
    assert no.value.facts["code"] == "records.withdraw_evidence"


def test_the_file_of_withdrawn_evidence_is_handed_to_readers_of_the_audit_alone(task, expert):
    kept = filed(task)
    services.withdraw_evidence(actor=SYSTEM, filed=kept, reason="含个人信息")
    with pytest.raises(RuleBroken, match="含个人信息"):
        evidence_file(pk=kept.pk, to=expert)
    assert evidence_file(pk=kept.pk, to=SYSTEM).name == "photo.png"


def test_the_file_of_what_somebody_cannot_see_is_not_there(task, expert):
    kept = filed(task)
    Plan.objects.filter(pk=task.plan_id).update(state="withdrawn")
    with pytest.raises(Http404):
        evidence_file(pk=kept.pk, to=expert)
    assert evidence_file(pk=kept.pk, to=SYSTEM).name == "photo.png"


def test_the_public_cannot_read_evidence(client, task):
    assert client.get(f"/records/evidence/{filed(task).pk}/").status_code == 403
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed) as no:
        evidence_file(pk=Evidence.objects.get().pk, to=AnonymousUser())
    assert no.value.facts["code"] == "records.read_evidence"


def test_a_file_is_handed_out_as_a_download_that_is_not_sniffed(client, task, expert):
    client.force_login(expert)
    answer = client.get(f"/records/evidence/{filed(task).pk}/")
    assert b"".join(answer) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_lost_from_the_store_says_what_to_do(task, expert):
    kept = filed(task)
    evidence.path_of(kept.file_id).unlink()
    with pytest.raises(RuleBroken, match="dongxi check"):
        evidence_file(pk=kept.pk, to=expert)
