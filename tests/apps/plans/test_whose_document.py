"""Whose a document is: what it says of itself is asked about where it was filed for another place, never ignored."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dongxi.apps.plans import services
from dongxi.apps.plans.models import Plan
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
NATIONAL = """科技部 教育部关于印发《东西部科技合作行动方案》的通知
国科发区〔2026〕1号
一、重点任务
（一）联合攻关。支持东西部高校共同开展特色产业关键技术研究，建设联合实验室。
科技部
教育部
2026年3月1日
"""


@pytest.fixture
def filed(client):
    """Somebody uploads words for a place and they are read."""

    def filed(actor, words: str, region: str) -> Plan:
        client.force_login(actor)
        client.post("/plans/upload/", {"file": SimpleUploadedFile("方案.txt", words.encode()), "region": region})
        job = Job.objects.get(kind="plans.read")
        records.run_job(job_id=str(job.pk))
        job.refresh_from_db()
        return Plan.objects.get(slug=job.result["plan"])

    return filed


def settled(client, plan: Plan, region: str):
    return client.post(f"/plans/{plan.slug}/review/region/", {"region": region, "read_at": plan.version})


def test_a_provincial_document_filed_as_national_is_asked_about(client, filed, ministry, small_text):
    plan = filed(ministry, small_text, "000000")
    assert (plan.region, plan.region_said) == (None, ["640000"])
    for address in (plan.get_absolute_url(), f"/plans/{plan.slug}/review/"):
        page = client.get(address).content.decode()
        assert "文件自述属于宁夏" in page
        assert "仍归全国" in page


def test_it_cannot_be_submitted_before_somebody_has_confirmed(filed, client, ministry, small_text):
    plan = filed(ministry, small_text, "000000")
    for task in plan.tasks.select_related("plan"):
        services.accept_task(actor=ministry, task=task)
    with pytest.raises(RuleBroken, match="归哪里"):
        services.move_plan(actor=ministry, plan=plan, move="submit", read_at=1)
    settled(client, plan, "")
    plan.refresh_from_db()
    assert services.move_plan(actor=ministry, plan=plan, move="submit", read_at=plan.version).state == "submitted"


def test_what_the_document_says_is_taken_with_one_button(client, filed, ministry, ningxia, small_text):
    plan = filed(ministry, small_text, "000000")
    assert settled(client, plan, "640000").status_code == 302
    plan.refresh_from_db()
    assert (plan.region_id, plan.level, plan.region_said) == ("640000", "provincial", [])
    assert AuditEntry.objects.filter(verb="plans.decide").first().detail["region"] == "640000"
    client.force_login(ningxia)
    assert client.get(f"/plans/{plan.slug}/review/").status_code == 200


def test_a_national_document_filed_for_a_province_is_asked_about_too(client, filed, ministry):
    plan = filed(ministry, NATIONAL, "640000")
    assert plan.region_said == ["000000"]
    settled(client, plan, "")
    plan.refresh_from_db()
    assert (plan.region, plan.level) == (None, "national")


def test_a_province_is_told_of_another_and_offered_only_its_own(client, filed, shanghai, small_text):
    plan = filed(shanghai, small_text, "310000")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "文件自述属于宁夏" in page
    assert 'value="640000"' not in page
    assert settled(client, plan, "640000").status_code == 400
    assert settled(client, plan, "310000").status_code == 302


def test_a_document_filed_where_it_says_it_belongs_raises_no_question(client, filed, ningxia, small_text):
    plan = filed(ningxia, small_text, "640000")
    assert plan.region_said == []
    assert "请确认" not in client.get(plan.get_absolute_url()).content.decode()
    assert settled(client, plan, "640000").status_code == 400
