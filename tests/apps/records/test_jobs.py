"""Long work: it reports, it can be stopped, and its end is written down whatever happens."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records import jobs, services
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, Job
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.rules import JobState
from tests.constants_of_tests import CHINESE

KINDS = {
    "counted": "数数",
    "refused": "拒绝",
    "refused_in_both_languages": "双语拒绝",
    "stopped": "停止",
    "broken": "出错",
}
for name, title in KINDS.items():
    jobs.declare(f"tests.{name}", f"works_of_tests.{name}", title=title)


@pytest.fixture
def expert(db):
    user = User.objects.create_user("expert")
    grant_role(actor=SYSTEM, user=user, role="expert")
    return user


def run(kind: str, *, owner) -> Job:
    job = services.start_job(actor=owner, kind=kind, payload={"name": "a.docx"})
    services.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def test_work_that_ends_well_leaves_its_result_and_two_lines(expert):
    job = run("tests.counted", owner=expert)
    assert (job.state, job.result["counted"], job.attempts) == (JobState.DONE, 3, 1)
    assert AuditEntry.objects.filter(verb="records.start_job", subject_id=str(job.pk)).count() == 2


def test_a_refusal_ends_the_work_in_the_readers_words(expert):
    job = run("tests.refused", owner=expert)
    assert (job.state, job.error) == (JobState.FAILED, "文件是空的。")


def test_why_work_failed_and_what_it_was_at_are_told_in_the_language_of_whoever_reads(expert, client):
    job = run("tests.refused_in_both_languages", owner=expert)
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            said[language] = (job.why_failed(), job.progress_note())
    assert said["zh-hans"] == ("文件是空的。", "正在从 3 条判定中学习")
    assert said["en"] == ("The file is empty.", "Learning from 3 decisions")


def test_a_reason_kept_in_chinese_alone_is_marked_as_chinese_on_an_english_page(expert, client):
    job = run("tests.refused", owner=expert)
    Job.objects.filter(pk=job.pk).update(error_en="")
    client.force_login(expert)
    page = client.get(reverse("records:job", args=[job.pk]), headers={"accept-language": "en"}).content.decode()
    assert '<span lang="zh-hans">文件是空的。</span>' in page


def test_lacking_a_permission_is_told_in_both_languages(expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    expert.memberships.all().delete()
    services.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert "的权限" in job.error
    assert not CHINESE.search(job.error_en)


def test_work_told_to_stop_stops_at_its_next_step(expert):
    assert run("tests.stopped", owner=expert).state == JobState.CANCELLED


def test_the_operator_is_told_where_work_broke_but_not_what_it_held(expert, capsys):
    job = services.start_job(actor=expert, kind="tests.broken", payload={"name": "0955-5021234"})
    with pytest.raises(ZeroDivisionError):
        services.run_job(job_id=str(job.pk))
    told = capsys.readouterr()
    assert f"job={job.pk}" in told.err
    assert "works_of_tests.py" in told.err
    assert "5021234" not in told.err + told.out


def test_work_is_done_once(expert):
    job = run("tests.counted", owner=expert)
    services.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.attempts == 1


def test_the_public_cannot_start_a_job(db):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotAllowed) as no:
        services.start_job(actor=AnonymousUser(), kind="tests.counted", payload={})
    assert no.value.facts["code"] == "records.start_job"


def test_somebody_else_cannot_cancel_a_job_but_its_owner_can(expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    other = User.objects.create_user("other")
    grant_role(actor=SYSTEM, user=other, role="expert")
    with pytest.raises(NotAllowed) as no:
        services.cancel_job(actor=other, job=job)
    assert no.value.facts["code"] == "records.cancel_job"
    assert services.cancel_job(actor=expert, job=job).state == JobState.CANCELLED
    with pytest.raises(RuleBroken):
        services.cancel_job(actor=expert, job=job)


def test_a_cancelled_job_does_not_run(expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    services.cancel_job(actor=expert, job=job)
    services.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.CANCELLED, None)


def test_work_left_behind_by_a_dead_worker_is_queued_again(expert, django_capture_on_commit_callbacks):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=1, done=2)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.recover_jobs(actor=SYSTEM) == 1
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.QUEUED, 0)


def test_work_that_ended_its_worker_twice_is_given_up(expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=2)
    services.recover_jobs(actor=SYSTEM)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "两次意外退出" in job.error


def test_an_administrator_cannot_recover_jobs(db):
    administrator = User.objects.create_user("administrator")
    grant_role(actor=SYSTEM, user=administrator, role="administrator")
    with pytest.raises(NotAllowed) as no:
        services.recover_jobs(actor=administrator)
    assert no.value.facts["code"] == "records.recover_jobs"


def test_a_job_has_a_page_with_progress_and_a_way_to_stop_it(client, expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={"name": "a.docx"})
    client.force_login(expert)
    page = client.get(f"/records/jobs/{job.pk}/").content.decode()
    assert "数数 · a.docx" in page
    assert "<progress" in page
    assert client.post(f"/records/jobs/{job.pk}/cancel/").status_code == 302
    assert "已取消" in client.get(f"/records/jobs/{job.pk}/").content.decode()


def test_what_a_job_makes_is_named_in_the_readers_language(client, expert):
    named = {"name": "年度报告", "name_en": "Annual report"}
    job = services.start_job(actor=expert, kind="tests.counted", payload=named)
    client.force_login(expert)
    shown = {
        language: client.get(f"/records/jobs/{job.pk}/", headers={"Accept-Language": language}).content.decode()
        for language in ("zh-hans", "en")
    }
    assert "<title>数数 · 年度报告" in shown["zh-hans"]
    assert "<title>数数 · Annual report" in shown["en"]
    assert "年度报告" not in shown["en"]


def test_a_finished_job_leads_to_its_result(client, expert):
    job = run("tests.counted", owner=expert)
    client.force_login(expert)
    assert 'href="/plans/"' in client.get(f"/records/jobs/{job.pk}/").content.decode()


def test_a_finished_job_keeps_no_word_of_its_progress(client, expert):
    job = run("tests.counted", owner=expert)
    Job.objects.filter(pk=job.pk).update(note="正在写入")
    client.force_login(expert)
    assert "正在写入" not in client.get(f"/records/jobs/{job.pk}/").content.decode()
    assert "正在写入" not in client.get("/records/jobs/").content.decode()
    Job.objects.filter(pk=job.pk).update(state="running")
    assert "正在写入" in client.get("/records/jobs/").content.decode()


def test_the_audit_names_a_job_in_words(client, expert):
    job = run("tests.counted", owner=expert)
    client.force_login(expert)
    page = client.get("/records/audit/").content.decode()
    assert f"后台任务 {str(job.pk)[:8]}" in page
    assert "Job object" not in page


def test_nobody_elses_job_is_shown(client, expert):
    job = services.start_job(actor=expert, kind="tests.counted", payload={})
    assert client.get(f"/records/jobs/{job.pk}/").status_code == 404
    assert str(job.pk) not in client.get("/records/jobs/").content.decode()
