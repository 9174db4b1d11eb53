"""What the pages of a plan offer and call by name: next steps, history, regions, clauses without a heading."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.utils import timezone

from dongxi.apps.plans import queries, services
from dongxi.apps.plans.forms import AboutForm
from dongxi.apps.plans.models import Clause
from dongxi.apps.plans.queries import outlining

pytestmark = pytest.mark.django_db


def offered(client, user, plan) -> str:
    client.force_login(user)
    return client.get(f"/plans/{plan.slug}/review/").content.decode()


def test_the_submitter_is_not_offered_what_only_another_may_do(client, reviewed, ningxia, colleague):
    services.move_plan(actor=ningxia, plan=reviewed, move="submit", read_at=1)
    own = offered(client, ningxia, reviewed)
    assert 'value="verify"' not in own
    assert "请由另一位有权限的人审定" in own
    others = offered(client, colleague, reviewed)
    assert 'value="verify"' in others
    assert "请由另一位有权限的人审定" not in others


def test_the_history_calls_each_step_by_its_name(reviewed, ningxia, ministry):
    steps = (("submit", ningxia), ("verify", ministry), ("publish", ministry), ("withdraw", ministry))
    for version, (move, actor) in enumerate((*steps, ("reopen", ministry)), start=1):
        services.move_plan(actor=actor, plan=reviewed, move=move, read_at=version, reason="核对")
    told = [line.what for line in queries.history(reviewed)][:5]
    assert told == ["重开修改", "撤回", "发布", "审定", "提交审定"]


def test_a_province_is_not_offered_the_whole_country(draft, ningxia, ministry):
    def codes(user) -> set[str]:
        choices = AboutForm(instance=draft, user=user)["region"].field.choices
        return {str(value) for value, _label in choices}

    assert codes(ningxia) == {"640000"}
    assert "" in codes(ministry)
    assert not AboutForm({"region": "", "read_at": 1}, instance=draft, user=ningxia).is_valid()


def test_a_clause_without_a_heading_is_known_by_its_first_words():
    text = "一、总体要求\n（一）坚持因地制宜，突出特色。\n（二）" + "长" * 40 + "\n"
    rows = [
        Clause(code="1", level=1, number="一、", heading="总体要求", start=0, end=6),
        Clause(code="1.1", level=2, number="（一）", start=text.index("（一）"), end=20),
        Clause(code="1.2", level=2, number="（二）", start=text.index("（二）"), end=60),
        Clause(code="2", level=1, number="二、", start=None, end=None),
    ]
    told = [section.opening for section in outlining.sections(clauses=rows, tasks=[], text=text)]
    assert told == ["", "坚持因地制宜", "长" * outlining.OPENING + "…", ""]


def test_a_printed_ledger_says_what_it_lists_and_its_empty_cells_are_ruled(client, facts):
    workbook = client.get("/plans/ledger/?format=xlsx&force=encourage").getvalue()
    sheet = zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml").decode()
    header = re.search("<oddHeader>(.*?)</oddHeader>", sheet)[1]
    assert "任务台账" in header
    assert "鼓励" in header
    head = re.findall(r'<c r="([A-Z]+)1"', sheet)
    row = re.findall(r'<c r="([A-Z]+)2"[^>]* s="', sheet)
    assert row == head, "every cell has its rule, an empty one too"


def test_two_drafts_of_one_name_are_told_apart_by_when_they_were_uploaded(client, draft, ningxia):
    client.force_login(ningxia)
    uploaded = timezone.localtime(draft.uploaded_at)
    assert f"{uploaded:%Y-%m-%d %H:%M} 上传" in client.get("/plans/").content.decode()


def test_a_printed_page_of_the_ledger_says_what_it_was_filtered_by(client, facts):
    page = client.get("/plans/ledger/?force=encourage").content.decode()
    said = re.search(r'<p class="print-only listing-asked">(.*?)</p>', page)[1]
    assert re.fullmatch("<strong>任务台账</strong>；力度：鼓励；共 [1-9][0-9]* 条", said)


def test_a_chinese_title_on_an_english_page_is_marked_as_chinese(client, draft, ningxia):
    client.force_login(ningxia)
    heading = re.compile(f'<h1>(<span lang="zh-hans">)?{re.escape(str(draft))}')
    english = client.get(draft.get_absolute_url(), headers={"Accept-Language": "en"}).content.decode()
    chinese = client.get(draft.get_absolute_url(), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert heading.search(english)[1]
    assert heading.search(chinese)[1] is None
