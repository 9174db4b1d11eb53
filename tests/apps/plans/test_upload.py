"""From a file in somebody's hand to a published plan, through the pages, without JavaScript."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.plans.tasks import read_upload
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import Job

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parents[3] / "examples" / "plans" / "tuning-1.docx"


def sent(client, *, name: str, content: bytes, region: str = "640000"):
    return client.post("/plans/upload/", {"file": SimpleUploadedFile(name, content), "region": region})


def run(job: Job) -> Job:
    records.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    return job


@pytest.fixture
def uploaded(client, ningxia) -> Plan:
    client.force_login(ningxia)
    sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    return Plan.objects.get(slug=run(Job.objects.get(kind="plans.read")).result["plan"])


def decide(client, plan: Plan, row: Commitment, action: str, **more: str):
    return client.post(f"/plans/{plan.slug}/review/{row.code}/", {"action": action, "read_at": row.version, **more})


def test_an_upload_leads_to_its_progress_and_then_to_the_review(client, ningxia):
    address = _read(client, ningxia)
    plan = Plan.objects.get(file_name=EXAMPLE.name)
    assert client.get(address).url == f"{plan.get_absolute_url()}review/"


def test_an_upload_with_nothing_left_to_review_leads_to_the_plan(client, ningxia):
    address = _read(client, ningxia)
    plan = Plan.objects.get(file_name=EXAMPLE.name)
    for task in plan.tasks.select_related("plan"):
        services.accept_task(actor=ningxia, task=task)
    assert client.get(address).url == plan.get_absolute_url()


def test_a_reading_that_broke_names_its_job(client, ningxia):
    client.force_login(ningxia)
    sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    job = Job.objects.get(kind="plans.read")
    Job.objects.filter(pk=job.pk).update(state="failed", error="系统出错", ended_at=timezone.now())
    for address in (f"/plans/reading/{job.pk}/", reverse("records:job", args=(job.pk,))):
        assert f"任务编号：{job.pk}" in client.get(address).content.decode()


def test_an_upload_shows_how_far_its_reading_is(client, ningxia):
    client.force_login(ningxia)
    answer = sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    job = Job.objects.get(kind="plans.read")
    assert answer.url == f"/plans/reading/{job.pk}/"
    waiting = client.get(answer.url).content.decode()
    assert "<progress" in waiting
    assert 'http-equiv="refresh"' in waiting


def _read(client, actor) -> str:
    """The address at which the example was read for somebody."""
    client.force_login(actor)
    address = sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes()).url
    run(Job.objects.get(kind="plans.read"))
    return address


def test_a_document_goes_from_upload_to_publication(client, uploaded, colleague):
    rows = list(queries.review_rows(uploaded))
    assert decide(client, uploaded, rows[0], "accept").url.endswith(f"?at={rows[1].code}")
    assert decide(client, uploaded, rows[1], "reject").status_code == 302
    for task in uploaded.tasks.all():
        client.post(f"/plans/{uploaded.slug}/tasks/{task.code}/accept/")
    client.post(f"/plans/{uploaded.slug}/review/region/", {"region": "640000", "read_at": 1})
    move(client, uploaded, "submit", 2)
    client.force_login(colleague)
    move(client, uploaded, "verify", 3)
    assert move(client, uploaded, "publish", 4).url == uploaded.get_absolute_url()
    client.logout()
    page = client.get(uploaded.get_absolute_url()).content.decode()
    assert rows[0].get_absolute_url() in page
    assert rows[1].get_absolute_url() not in page


def move(client, plan: Plan, name: str, version: int):
    return client.post(f"/plans/{plan.slug}/review/move/", {"move": name, "read_at": version, "reason": ""})


def test_the_same_file_again_leads_to_the_plan_it_made(client, uploaded):
    answer = sent(client, name="改了名.docx", content=EXAMPLE.read_bytes())
    assert answer.url == uploaded.get_absolute_url()
    assert Plan.objects.filter(shipped=False).count() == 1


def test_the_same_words_in_another_file_lead_to_the_plan_they_made(client, uploaded):
    sent(client, name="副本.txt", content=uploaded.text.encode())
    job = run(Job.objects.exclude(result__plan=uploaded.slug).get(kind="plans.read"))
    assert job.state == "done"
    answer = client.get(f"/plans/reading/{job.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == uploaded.get_absolute_url()
    assert "没有重复入库" in answer.content.decode()
    assert Plan.objects.filter(shipped=False).count() == 1


def a_word_file_without_text() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("[Content_Types].xml", "wordprocessingml.document.main+xml")
    return held.getvalue()


def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(client, ningxia):
    client.force_login(ningxia)
    sent(client, name="坏.docx", content=a_word_file_without_text())
    job = run(Job.objects.get(kind="plans.read"))
    page = client.get(f"/plans/reading/{job.pk}/").content.decode()
    assert "坏.docx" in page
    assert not Plan.objects.filter(shipped=False).exists()


def test_a_file_of_the_wrong_kind_is_refused_beside_its_field(client, ningxia):
    client.force_login(ningxia)
    answer = sent(client, name="图.exe", content=b"MZ")
    assert answer.status_code == 400
    assert "读不了这类文件" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_cancelled_reading_leaves_nothing(client, ningxia):
    client.force_login(ningxia)
    sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    job = Job.objects.get(kind="plans.read")
    client.post(f"/plans/reading/{job.pk}/cancel/")
    assert run(job).state == "cancelled"
    assert not Plan.objects.filter(shipped=False).exists()


def test_a_reading_told_to_stop_says_so_until_it_has(client, ningxia):
    client.force_login(ningxia)
    sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    Job.objects.update(state="running", cancel_asked=True)
    page = client.get(f"/plans/reading/{Job.objects.get().pk}/").content.decode()
    assert "正在取消" in page
    assert re.search(r"<button[^>]* disabled>正在取消", page)
    assert re.search(r"<progress aria-label", page), "no measure before the first step"


def test_the_page_is_loaded_anew_when_a_reading_ends_so_that_its_heading_tells(client, ningxia):
    client.force_login(ningxia)
    sent(client, name="坏.docx", content=a_word_file_without_text())
    job = Job.objects.get(kind="plans.read")
    address, asked = f"/plans/reading/{job.pk}/", {"headers": {"HX-Request": "true"}}
    assert "HX-Refresh" not in client.get(address, **asked)
    run(job)
    assert client.get(address, **asked)["HX-Refresh"] == "true"
    assert "<h1>没有完成</h1>" in client.get(address).content.decode()


class Told:
    """What a job says of how far it is."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int | None]] = []

    def step(self, *, done: int, total: int | None = None, note: str = "") -> None:
        self.steps.append((done, total))


def test_a_reading_tells_how_far_in_the_text_it_is(client, ningxia):
    client.force_login(ningxia)
    sent(client, name=EXAMPLE.name, content=EXAMPLE.read_bytes())
    told = Told()
    read_upload(Job.objects.get(kind="plans.read"), told)
    assert (told.steps[0], told.steps[-1]) == ((0, None), (95, 100))
    shares = [done for done, total in told.steps[1:] if total == 100]
    assert len(shares) > 3
    assert shares == sorted(set(shares))


def test_a_stale_correction_keeps_what_was_typed_and_shows_what_stands(client, uploaded, colleague):
    row = queries.review_rows(uploaded).first()
    services.accept_commitment(actor=colleague, commitment=row, read_at=1)
    answer = client.post(
        f"/plans/{uploaded.slug}/review/{row.code}/",
        {"action": "correct", "read_at": 1, "quote": row.text, "force": "explore", "due": "2024"},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="2024"' in page
    assert "第 1 版" in page


def test_words_that_do_not_stand_in_the_document_are_refused_beside_the_field(client, uploaded):
    row = queries.review_rows(uploaded).first()
    answer = decide(client, uploaded, row, "correct", quote="凭空写的一句话", force="support")
    assert answer.status_code == 400
    assert "原文中没有" in answer.content.decode()


def test_a_corrected_item_still_shows_what_the_machine_proposed(client, uploaded):
    row = queries.review_rows(uploaded).first()
    answer = decide(client, uploaded, row, "correct", quote=row.text, force="explore")
    assert answer.status_code == 302
    page = client.get(f"/plans/{uploaded.slug}/review/?at={row.code}").content.decode()
    assert "机器原来的提议" in page


def test_the_documents_own_facts_are_put_right_through_the_page(client, uploaded):
    address = f"/plans/{uploaded.slug}/review/about/"
    given = {
        "region": "640000",
        "title": uploaded.title,
        "short_title": "方案",
        "document_number": "",
        "issued_on": "",
        "read_at": 1,
    }
    refused = client.post(address, {**given, "horizon_start": 2026, "horizon_end": 2025})
    assert "末年不能早于首年" in refused.content.decode()
    assert client.post(address, {**given, "horizon_start": 2023, "horizon_end": 2025}).status_code == 302
    stale = client.post(address, {**given, "horizon_start": 2024, "horizon_end": 2025})
    assert (stale.status_code, "第 1 版" in stale.content.decode()) == (409, True)


def test_two_people_review_at_once_and_neither_loses_anything(client, uploaded, colleague):
    one, two = queries.review_rows(uploaded)[:2]
    services.accept_commitment(actor=colleague, commitment=two, read_at=1)
    decide(client, uploaded, one, "accept")
    assert set(queries.review_rows(uploaded).filter(pk__in=(one.pk, two.pk)).values_list("decision", flat=True)) == {
        "accepted"
    }


def test_an_expert_cannot_upload(client, person):
    client.force_login(person("expert"))
    assert client.get("/plans/upload/").status_code == 403


def test_a_province_cannot_upload_for_another(ningxia, facts):
    from dongxi.apps.people.models import Region

    with pytest.raises(NotAllowed):
        services.upload(actor=ningxia, name="a.txt", chunks=[b"text"], region=Region.objects.get(pk="310000"))


@pytest.mark.shared
def test_uploading_the_official_text_binds_it_to_the_shipped_plan(client, shared, ministry):
    client.force_login(ministry)
    sent(client, name="plan.txt", content=(shared / "plan" / "plan.txt").read_bytes(), region="000000")
    job = run(Job.objects.get(kind="plans.read"))
    assert job.result["bound"]
    row = Commitment.objects.filter(task__plan__shipped=True).select_related("task__plan").first()
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"<mark>{row.words()}</mark>" in page
