"""Reports on the site: who may have one made, the job that makes it, the file that everybody may read."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.errors import BadInput, NotAllowed
from dongxi.apps.records.models import AuditEntry, Job
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.services import run_job
from dongxi.apps.reports.services import order_report
from tests.apps.evaluation.test_gap_and_effect import CHINESE, text_of


@pytest.fixture
def evaluator(facts):
    user = User.objects.create(username="evaluator")
    grant_role(actor=SYSTEM, user=user, role="evaluator")
    return user


def test_a_visitor_cannot_make_a_report(facts, client):
    with pytest.raises(NotAllowed):
        order_report(actor=AnonymousUser(), kind="annual", period="2023", form="html")
    assert client.post("/reports/make", {"kind": "annual", "period": "2023", "form": "html"}).status_code == 403
    assert not Job.objects.filter(kind="reports.make").exists()


@pytest.mark.parametrize("asked", [("nothing", "2023", "pdf"), ("annual", "1999", "pdf"), ("annual", "2023", "exe")])
def test_a_report_that_there_is_not_is_refused(evaluator, asked):
    kind, period, form = asked
    with pytest.raises(BadInput, match="没有这样的报告"):
        order_report(actor=evaluator, kind=kind, period=period, form=form)


def test_the_button_makes_a_report_that_everybody_may_read(evaluator, client, settings, tmp_path):
    settings.REPORT_ROOT = tmp_path
    client.force_login(evaluator)
    assert Client().get("/reports/annual-2023.html").status_code == 404
    answer = client.post("/reports/make", {"kind": "annual", "period": "2023", "form": "html"})
    job = Job.objects.get(kind="reports.make")
    assert str(job.pk) in answer.url
    assert AuditEntry.objects.order_by("sequence").last().verb == "reports.make"
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.result == {"address": "/reports/annual-2023.html"}
    made = b"".join(Client().get("/reports/annual-2023.html").streaming_content).decode()
    assert "示例权重，非官方" in made
    assert "/reports/annual-2023.html" in Client().get("/reports/").content.decode()


def test_reports_belong_to_the_room_of_evaluation(facts, client):
    page = client.get("/reports/").content.decode()
    assert 'href="/evaluation/" aria-current="page"' in page
    assert page.count('aria-current="page"') == 1


def test_the_page_reads_in_english_alone(facts):
    answer = Client(headers={"accept-language": "en"}).get("/reports/")
    assert answer.status_code == 200
    assert not CHINESE.findall(text_of(answer))
