"""A refused step comes back as its page: the reason beside the form, what was typed still in it, nothing done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dongxi.apps.matching.models import Contact, Decision
from dongxi.apps.matching.services.contacts import ask_contact, assign_broker, move_contact
from dongxi.apps.matching.services.postings import move_posting, save_posting


def shown(answer) -> str:
    return answer.content.decode()


def test_a_note_that_tells_who_asks_comes_back_with_the_form(client, county, pair):
    client.force_login(county)
    note = "请与中宁县科学技术局联系"
    answer = client.post(f"/matching/contacts/ask/{pair.need.code}/{pair.offer.code}/", {"side": "need", "note": note})
    assert answer.status_code == 409
    assert "认出您是谁" in shown(answer)
    assert f"{note}</textarea>" in shown(answer)
    assert not Contact.objects.exists()


def test_words_written_for_a_contact_that_runs_already_are_not_lost(client, county, pair):
    ask_contact(actor=county, match=pair, side="need")
    client.force_login(county)
    answer = client.post(
        f"/matching/contacts/ask/{pair.need.code}/{pair.offer.code}/", {"side": "need", "note": "下月方便"}
    )
    assert answer.status_code == 409
    assert "这一对已有对接" in shown(answer)
    assert "下月方便" in shown(answer)


def test_a_step_that_is_refused_stands_in_its_form_and_can_be_made_at_once(client, county, agreed):
    client.force_login(county)
    day = timezone.localdate() + timedelta(days=3)
    typed = {"move": "meet", "read_at": agreed.version, "met_on": day.isoformat(), "note": "在银川会面"}
    answer = client.post(f"/matching/contacts/{agreed.code}/move/", typed)
    assert answer.status_code == 409
    assert "首次会面应在双方同意之日" in shown(answer)
    assert "在银川会面</textarea>" in shown(answer)
    typed["met_on"] = timezone.localdate().isoformat()
    assert client.post(f"/matching/contacts/{agreed.code}/move/", typed).status_code == 302


def test_a_step_that_somebody_made_before_leaves_what_was_written(client, county, team, agreed):
    read_at = agreed.version
    move_contact(actor=team, contact=agreed, move="meet", met_on=timezone.localdate())
    client.force_login(county)
    today = timezone.localdate().isoformat()
    answer = client.post(
        f"/matching/contacts/{agreed.code}/move/",
        {"move": "meet", "read_at": read_at, "met_on": today, "note": "谈了中试规模"},
    )
    assert answer.status_code == 409
    assert "不能执行此操作" in shown(answer)
    assert "谈了中试规模" in shown(answer)


def test_a_stale_step_comes_back_with_the_version_that_is_on_the_page(client, county, team, agreed):
    client.force_login(county)
    answer = client.post(
        f"/matching/contacts/{agreed.code}/move/",
        {"move": "end", "read_at": agreed.version - 1, "reason": "price", "note": "价格谈不拢"},
    )
    assert answer.status_code == 409
    assert "价格谈不拢</textarea>" in shown(answer)
    form = dict(answer.context["forms"])["end"]
    assert form["read_at"].value() == str(agreed.version)


def test_taking_a_contact_without_the_declaration_says_so_on_its_page(client, broker, asked):
    client.force_login(broker)
    answer = client.post(f"/matching/contacts/{asked.code}/take/", {})
    assert answer.status_code == 409
    assert "接手前请声明" in shown(answer)
    assert "接手这项对接" in shown(answer)


def test_a_broker_who_comes_second_is_told_so(client, broker, asked, person):
    assign_broker(actor=broker, contact=asked, broker=broker, declares_none=True)
    second = person("broker", name="second")
    client.force_login(second)
    answer = client.post(f"/matching/contacts/{asked.code}/take/", {"declares_none": "yes"})
    assert answer.status_code == 409
    assert "已由另一位经纪人接手" in shown(answer)


def test_a_conflict_without_words_comes_back_open_and_chosen(client, county, agreed):
    client.force_login(county)
    answer = client.post(
        f"/matching/contacts/{agreed.code}/declare/", {"side": "need", "exists": "yes", "statement": " "}
    )
    assert answer.status_code == 409
    assert "请写明是什么关系" in shown(answer)
    [(_side, form)] = answer.context["declaring"]
    assert form["exists"].value() == "yes"


def test_a_file_that_cannot_be_taken_is_refused_beside_the_form(client, county, agreed):
    client.force_login(county)
    file = SimpleUploadedFile("合同.exe", b"MZ")
    answer = client.post(f"/matching/contacts/{agreed.code}/file/", {"title": "技术开发合同", "file": file})
    assert answer.status_code == 400
    assert "不接受" in shown(answer)
    assert 'value="技术开发合同"' in shown(answer)


def test_a_move_of_a_posting_that_is_refused_keeps_its_reason(client, county, need):
    client.force_login(county)
    typed = {"move": "close", "read_at": need.version - 1, "close_reason": "met_here", "reason": "已与一家谈成"}
    answer = client.post(f"/matching/needs/{need.code}/move/", typed)
    assert answer.status_code == 409
    assert "已与一家谈成</textarea>" in shown(answer)
    assert '<option value="met_here" selected>' in shown(answer)
    need.refresh_from_db()
    assert need.state == "published"
    assert client.post(f"/matching/needs/{need.code}/move/", typed | {"read_at": need.version}).status_code == 302


def test_a_move_that_is_no_longer_offered_still_shows_its_reason(client, county, province, need):
    move_posting(actor=county, posting=need, move="close", close_reason="dropped")
    client.force_login(county)
    typed = {"move": "close", "read_at": need.version, "close_reason": "met_here", "reason": "已与一家谈成"}
    answer = client.post(f"/matching/needs/{need.code}/move/", typed)
    assert answer.status_code == 409
    assert "已与一家谈成" in shown(answer)


def data_of(posting, **changes):
    content = posting.content("title", "body", "discipline", "disclosure")
    identity = {"unit": posting.identity.unit, "contact_name": "马识途", "contact_phone": "0955-5021234"}
    return content | identity | {"read_at": posting.version} | changes


def test_a_submission_that_is_refused_keeps_the_form(client, county, write):
    draft = write(county, "need", title="")
    client.force_login(county)
    body = "热风烘干温度高，褐变明显；这一句刚刚写上。"
    answer = client.post(f"/matching/needs/{draft.code}/edit/", data_of(draft, body=body, submit="1"))
    assert answer.status_code == 409
    assert "还不能提交" in shown(answer)
    assert body in shown(answer)
    assert "查看最新版本" not in shown(answer)


def test_a_stale_save_by_the_button_keeps_what_was_typed_beside_the_other_version(client, county, write):
    draft = write(county, "need")
    typed = data_of(draft, title="枸杞低温干燥的办法（我写的）")
    save_posting(actor=county, posting=draft, read_at=draft.version, content={"title": "枸杞低温干燥（别人写的）"})
    client.force_login(county)
    answer = client.post(f"/matching/needs/{draft.code}/edit/", typed)
    assert answer.status_code == 409
    assert "枸杞低温干燥（别人写的）" in shown(answer)
    assert 'value="枸杞低温干燥的办法（我写的）"' in shown(answer)
    assert f'name="read_at" id="read-at" value="{draft.version}"' in shown(answer)
    assert client.post(f"/matching/needs/{draft.code}/edit/", typed | {"read_at": draft.version}).status_code == 302


def test_what_was_typed_into_a_need_that_was_submitted_meanwhile_is_still_there(client, county, write):
    draft = write(county, "need")
    typed = data_of(draft, title="枸杞低温干燥的办法（我写的）")
    move_posting(actor=county, posting=draft, move="submit")
    client.force_login(county)
    answer = client.post(f"/matching/needs/{draft.code}/edit/", typed)
    assert answer.status_code == 409
    assert "我写的" in shown(answer)


def test_a_verdict_without_its_reason_comes_back_with_the_note(client, county, pair):
    client.force_login(county)
    address = f"/matching/needs/{pair.need.code}/offers/{pair.offer.code}/decide/"
    answer = client.post(
        address, {"verdict": "unsuitable", "reason": "", "note": "装备太大", "back": pair.need.get_absolute_url()}
    )
    assert answer.status_code == 409
    assert "请选择不合适的原因" in shown(answer)
    assert 'value="装备太大"' in shown(answer)
    assert pair.need.get_absolute_url() in shown(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("given", [{}, {"verdict": "maybe"}])
def test_an_unknown_verdict_is_no_dead_end(client, county, pair, given):
    client.force_login(county)
    address = f"/matching/needs/{pair.need.code}/offers/{pair.offer.code}/decide/"
    answer = client.post(address, given)
    assert answer.status_code == 400
    assert "这两条为什么排在一起" in shown(answer)


def test_a_broken_workbook_is_refused_beside_the_choices(client, county):
    client.force_login(county)
    seat = county.memberships.get().pk
    broken = SimpleUploadedFile("需求.xlsx", b"PK\x03\x04 not a workbook")
    typed = {"how": "both", "seat": seat, "contact_phone": "0955-5021234", "file": broken}
    answer = client.post("/matching/needs/import/", typed)
    assert answer.status_code == 400
    assert 'value="0955-5021234"' in shown(answer)
    assert answer.context["form"].errors["file"]
    assert '<option value="both" selected>' in shown(answer)


def test_an_import_of_a_workbook_that_is_no_longer_kept_asks_for_it_again(client, county):
    cache.clear()
    client.force_login(county)
    seat = county.memberships.get().pk
    asked = {"file": "0" * 64, "how": "both", "seat": seat, "contact_phone": "0955-5021234", "contact_email": ""}
    answer = client.post("/matching/needs/import/confirm/", asked)
    assert answer.status_code == 400
    assert "重新选择文件" in shown(answer)
    assert 'value="0955-5021234"' in shown(answer)


def test_learning_from_too_few_decisions_is_told_on_the_page_of_weights(client, administrator):
    client.force_login(administrator)
    page = client.get("/matching/weights/")
    assert "满 50 条" in shown(page)
    assert "从判定中学习</button>" not in shown(page)
    answer = client.post("/matching/weights/learn/", follow=True)
    assert answer.redirect_chain == [("/matching/weights/", 302)]
    assert "判定还太少" in shown(answer)
