"""The same words may be in two units' hands: neither stands in the other's way, and neither learns of the other."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dongxi.apps.people.models import Region
from dongxi.apps.plans import services
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import RuleBroken
from dongxi.apps.records.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
TITLE = "宁夏东西部科技合作落实方案"


@pytest.fixture
def send(client, small_text):
    """Somebody uploads the small plan, or other words, for a place."""

    def send(actor, region: str, *, name: str = "落实方案.txt", content: str = ""):
        client.force_login(actor)
        file = SimpleUploadedFile(name, (content or small_text).encode())
        return client.post("/plans/upload/", {"file": file, "region": region})

    return send


@pytest.fixture
def spaced(small_text) -> str:
    """The same words in another file."""
    return small_text.replace("\n", "\n\n")


def read(actor) -> Job:
    job = Job.objects.filter(kind="plans.read", owner=actor).latest("created_at")
    records.run_job(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def plans() -> list[tuple[str | None, int]]:
    return list(Plan.objects.filter(shipped=False).order_by("pk").values_list("region", "uploaded_by"))


def test_another_units_draft_does_not_block_a_provinces_own_upload(send, draft, ningxia, shanghai):
    send(shanghai, "310000")
    job = read(shanghai)
    assert job.state == "done", job.error
    assert plans() == [("640000", ningxia.pk), ("310000", shanghai.pk)]


def test_nothing_told_to_another_unit_names_the_draft(client, send, draft, shanghai, spaced):
    for name, content in (("同一文件.txt", ""), ("另一文件.txt", spaced)):
        answer = send(shanghai, "310000", name=name, content=content)
        job = read(shanghai)
        pages = [answer, client.get(f"/plans/reading/{job.pk}/"), client.get("/plans/")]
        told = "".join(page.content.decode() + page.get("Location", "") for page in pages) + job.error
        assert draft.slug not in told
        assert "其他单位" not in told
    mine = AuditEntry.objects.filter(actor=shanghai)
    assert not mine.filter(subject_type="plans.plan", subject_id=draft.pk).exists()
    assert draft.slug not in str(list(mine.values_list("detail", flat=True)))


def test_the_address_of_a_draft_does_not_tell_that_there_is_another(send, draft, person):
    evaluator = person("evaluator")
    send(evaluator, "640000")
    second = Plan.objects.get(slug=read(evaluator).result["plan"])
    assert second.slug != draft.slug
    assert len(second.slug) == len(draft.slug)


def test_a_colleague_is_led_to_the_provinces_own_draft(send, draft, colleague, spaced):
    assert send(colleague, "640000").url == draft.get_absolute_url()
    send(colleague, "640000", name="副本.txt", content=spaced)
    job = read(colleague)
    assert (job.state, job.result["plan"], job.result["known"]) == ("done", draft.slug, True)
    assert len(plans()) == 1


def test_who_brought_a_text_for_one_place_is_led_to_it_from_any_other(send, ministry):
    send(ministry, "310000")
    first = Plan.objects.get(slug=read(ministry).result["plan"])
    assert send(ministry, "640000").url == first.get_absolute_url()


def test_one_text_is_published_once_for_one_place(send, draft, person, ministry):
    evaluator = person("evaluator")
    send(evaluator, "640000")
    for plan in (draft, Plan.objects.get(slug=read(evaluator).result["plan"])):
        Plan.objects.filter(pk=plan.pk).update(state="verified")
        Commitment.objects.filter(task__plan=plan).update(decision="accepted")
    first, second = Plan.objects.filter(shipped=False).order_by("pk")
    services.move_plan(actor=ministry, plan=first, move="publish", read_at=1)
    with pytest.raises(RuleBroken) as refused:
        services.move_plan(actor=ministry, plan=second, move="publish", read_at=1)
    assert str(first) in refused.value.message


def test_a_published_plan_of_another_place_does_not_block_either(send, draft, shanghai):
    Plan.objects.filter(pk=draft.pk).update(region=Region.objects.get(pk="310000"), state="published")
    send(shanghai, "310000")
    assert len(plans()) == 1
    Plan.objects.filter(pk=draft.pk).update(region=Region.objects.get(pk="640000"))
    send(shanghai, "310000")
    assert read(shanghai).state == "done"
