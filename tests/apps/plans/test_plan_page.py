"""What the plan page and the ledger say: doubts in the reader's language, succession, where evidence is filed."""

from __future__ import annotations

import inspect
import re

import pytest
from django.test import Client
from django.utils import timezone

from dongxi.analysis.plan import irregular
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.forms import AboutForm
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.plans.queries import outlining, review_rows
from dongxi.apps.plans.rules import DOUBTS
from dongxi.apps.plans.views.contexts import plan_context
from dongxi.apps.records.errors import RuleBroken

pytestmark = pytest.mark.django_db


def test_every_doubt_the_reader_has_is_known_in_both_languages():
    assert set(re.findall(r'"((?:no|number|clause|table)_\w+)"', inspect.getsource(irregular))) == set(DOUBTS)


def test_doubts_are_told_in_the_readers_language(draft, ningxia):
    at = draft.text.index("（二）")
    draft.warnings = [{"code": "number_skips", "message": "编号从“（一）”跳到“（二）”。", "span": [at, at + 3]}]
    draft.save(update_fields=["warnings"])
    for language, told in (("zh-hans", "跳到“（二）”"), ("en", "Numbering skips “（一）” → “（二）”")):
        reader = Client(headers={"accept-language": language})
        reader.force_login(ningxia)
        assert told in reader.get(draft.get_absolute_url()).content.decode()


def test_sentences_of_the_english_lead_stand_apart(facts):
    page = Client(headers={"accept-language": "en"}).get("/plans/national-2021-2025/").content.decode()
    assert "commitments. The official text" in page


def test_a_period_that_no_plan_states_is_told_in_english_as_its_place_asks(draft, ningxia):
    Plan.objects.filter(pk=draft.pk).update(horizon_start=None, horizon_end=None)
    row = Commitment.objects.filter(task__plan=draft, due_text="").first()
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(ningxia)
    for address in (row.get_absolute_url(), row.task.get_absolute_url(), queries.review_address(draft)):
        assert "plan period not stated" in reader.get(address).content.decode()
    assert "<dt>Plan period</dt><dd>Not stated</dd>" in reader.get(draft.get_absolute_url()).content.decode()


def test_a_plan_says_which_one_it_succeeds_and_the_other_which_succeeded_it(client, draft, ningxia, shanghai):
    national = Plan.objects.get(shipped=True)
    services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=draft.region, succeeds=national)
    client.force_login(ningxia)
    assert f'href="{national.get_absolute_url()}"' in client.get(draft.get_absolute_url()).content.decode()
    assert f'href="{draft.get_absolute_url()}"' in client.get(national.get_absolute_url()).content.decode()
    client.force_login(shanghai)
    assert f'href="{draft.get_absolute_url()}"' not in client.get(national.get_absolute_url()).content.decode()


def test_a_plan_cannot_succeed_itself_however_many_stand_between(draft, ningxia):
    between = Plan.objects.create(slug="between", title="中间的规划", uploaded_by_id=ningxia.pk, succeeds=draft)
    last = Plan.objects.create(slug="last", title="后来的规划", uploaded_by_id=ningxia.pk, succeeds=between)
    for earlier in (draft, between, last):
        with pytest.raises(RuleBroken, match="接续"):
            services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=draft.region, succeeds=earlier)
    assert Plan.objects.get(pk=draft.pk).succeeds is None


def test_nobody_names_a_draft_they_cannot_see_as_what_theirs_succeeds(draft, ningxia, shanghai):
    theirs = Plan.objects.create(slug="theirs", title="别处的草稿", uploaded_by_id=shanghai.pk)
    with pytest.raises(RuleBroken, match="旧规划"):
        services.correct_plan(actor=ningxia, plan=draft, read_at=1, region=draft.region, succeeds=theirs)


def test_an_earlier_plan_out_of_the_editors_sight_outlives_their_correction(client, draft, ningxia, shanghai):
    theirs = Plan.objects.create(slug="theirs", title="别处的草稿", uploaded_by_id=shanghai.pk)
    Plan.objects.filter(pk=draft.pk).update(succeeds=theirs)
    draft.refresh_from_db()
    given = {"read_at": draft.version, "region": draft.region_id, "title": draft.title}
    form = AboutForm(given, instance=draft, user=ningxia)
    assert form.is_valid(), form.errors
    services.correct_plan(actor=ningxia, plan=draft, read_at=draft.version, **form.changes())
    assert Plan.objects.get(pk=draft.pk).succeeds == theirs


def test_what_the_facts_have_withdrawn_is_decided_on_no_more(draft, ningxia):
    commitment = Commitment.objects.filter(task__plan=draft).first()
    Commitment.objects.filter(pk=commitment.pk).update(withdrawn_at=timezone.now())
    commitment.refresh_from_db()
    with pytest.raises(RuleBroken, match="撤下"):
        services.accept_commitment(actor=ningxia, commitment=commitment, read_at=commitment.version)


def test_where_there_is_no_evidence_whoever_files_any_is_led_to_it(client, ministry, person):
    address = Commitment.objects.filter(task__plan__shipped=True).first().evidence_address()
    client.force_login(ministry)
    assert f'href="{address}"' in client.get("/plans/ledger/").content.decode()
    client.force_login(person("expert"))
    assert address not in client.get("/plans/ledger/").content.decode()


def test_the_english_lead_of_an_alignment_has_its_space(reviewed, ningxia):
    services.propose_alignments(
        actor=ningxia,
        plan=reviewed,
        proposals=[],
        elsewhere=Commitment.objects.filter(task__plan__shipped=True).values_list("pk", flat=True)[:3],
    )
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(ningxia)
    assert "count. Another 3 belong" in reader.get(f"/plans/{reviewed.slug}/alignment/").content.decode()


def long_text(tasks: int) -> str:
    lines = [
        f"（{number}）共建第{number}个实验室。支持宁夏大学与上海交通大学共建实验室。" for number in range(1, tasks + 1)
    ]
    return "\n".join(["关于印发《落实方案》的通知", "一、重点任务", *lines])


def test_a_long_plan_is_shown_part_by_part_and_counted_whole(client, drafted, ningxia, monkeypatch):
    monkeypatch.setattr(outlining, "LONGEST_PAGE", 1000)
    monkeypatch.setattr(outlining, "LONGEST_OUTLINE", 20)
    plan = drafted(long_text(60), "长.txt")
    shown = plan_context(plan=plan, to=ningxia, part="1")
    first, last = shown["parts"][1].start, shown["parts"][1].end
    held = {piece.commitment for line in shown["lines"] for piece in line.pieces if piece.commitment}
    assert len(shown["parts"]) > 2
    assert held
    assert all(first <= row.start < last for row in held)
    assert (shown["task_count"], shown["commitment_count"]) == (plan.tasks.count(), review_rows(plan).count())
    assert {section.part for section in shown["sections"]} == set(range(len(shown["parts"])))
    assert len(shown["sections"]) < plan.clauses.count()
    client.force_login(ningxia)
    page = client.get(f"{plan.get_absolute_url()}?part=1").content.decode()
    assert "这里只列本段的条款" in page


def test_a_table_in_a_plan_is_printed_as_one(client, drafted, ningxia):
    text = f"{long_text(2)}\n附件：分解表\n序号\t任务内容\t牵头单位\n1\t组建枸杞联合体\t自治区科技厅\n"
    client.force_login(ningxia)
    page = client.get(drafted(text, "表.txt").get_absolute_url()).content.decode()
    table = page[page.index('<div class="document"') :].partition("<table>")[2].partition("</table>")[0]
    assert table.count("<tr>") == 2
    assert table.count("<td>") == 6
