"""What was closed, withdrawn, revised or taken meanwhile says so: what happened, where it stands, what can be done."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dongxi.apps.matching.models import Decision, Match, Need, Notice, Offer
from dongxi.apps.matching.services import contacts as services
from dongxi.apps.matching.services.contacts import ask_contact, assign_broker, move_contact
from dongxi.apps.matching.services.postings import move_posting, save_posting
from dongxi.apps.records.errors import RuleBroken

VERDICT = {"verdict": "unsuitable", "reason": "maturity", "note": "只做过小试，离中试还远"}


def shown(answer) -> str:
    if "json" in answer["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return answer.content.decode()


def code_in(client, address: str, contact, **asked) -> bool:
    answer = client.get(address, asked | dict(parse_qsl(urlsplit(address).query)))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return contact.code in body.decode()


def let_pass(posting) -> None:
    type(posting).objects.filter(pk=posting.pk).update(expires_on=timezone.localdate() - timedelta(days=1))


def close(team, offer) -> None:
    move_posting(actor=team, posting=offer, move="close", close_reason="met_elsewhere", reason="已同一家企业谈成")


def decide(pair) -> str:
    return f"/matching/needs/{pair.need.code}/offers/{pair.offer.code}/decide/"


def test_a_verdict_on_an_offer_closed_meanwhile_says_so_and_keeps_what_was_typed(client, county, team, pair):
    close(team, pair.offer)
    client.force_login(county)
    answer = client.post(decide(pair), VERDICT)
    assert answer.status_code == 409
    page = shown(answer)
    assert "填报单位已关闭" in page
    assert "没有生效" in page
    assert VERDICT["note"] in page
    assert "技术成熟度不够" in page
    assert f'{pair.need.get_absolute_url()}#matches"' in page
    assert "已同一家企业谈成" not in page
    assert "其他途径" not in page
    assert not Decision.objects.exists()


def test_a_verdict_on_ones_own_need_past_its_end_leads_to_its_renewal(client, county, pair):
    let_pass(pair.need)
    client.force_login(county)
    page = shown(client.post(decide(pair), VERDICT))
    assert "有效期到" in page
    assert "在那里续期、修改或重开" in page
    assert client.get(pair.get_absolute_url()).status_code == 410


def test_a_pair_that_is_gone_is_told_to_nobody_else(client, stranger, team, pair):
    close(team, pair.offer)
    client.force_login(stranger)
    assert client.get(pair.get_absolute_url()).status_code == 404
    assert client.post(decide(pair), VERDICT).status_code == 404


@pytest.mark.parametrize("who", ["nobody", "stranger", "county"])
def test_an_offer_that_is_no_longer_public_says_so_to_whoever_follows_a_link(client, request, team, offer, who):
    close(team, offer)
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    answer = client.get(offer.get_absolute_url())
    assert answer.status_code == 410
    page = shown(answer)
    assert offer.title in page
    assert "填报单位已关闭" in page
    assert "全部公开的供给" in page
    assert "已同一家企业谈成" not in page


def test_a_code_that_never_was_public_is_simply_not_found(client, stranger, county, write):
    draft = write(county, "need")
    client.force_login(stranger)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get("/matching/needs/23456789/").status_code == 404


def test_a_reviewer_whose_need_was_taken_back_keeps_the_reason_they_wrote(client, county, administrator, write):
    draft = write(county, "need")
    move_posting(actor=county, posting=draft, move="submit")
    read_at = draft.version
    move_posting(actor=county, posting=draft, move="recall")
    save_posting(actor=county, posting=draft, read_at=draft.version, content={"title": "还没写好的标题"})
    client.force_login(administrator)
    answer = client.post(draft.address("move"), {"move": "return", "read_at": read_at, "reason": "请写明现有设备"})
    assert answer.status_code == 409
    page = shown(answer)
    assert "填报单位已收回修改" in page
    assert "请写明现有设备" in page
    assert "还没写好的标题" not in page


def test_a_broker_whose_contact_was_given_to_another_keeps_the_note(client, administrator, broker, brokered, person):
    other = person("broker", name="other")
    assign_broker(actor=administrator, contact=brokered, broker=other)
    client.force_login(broker)
    typed = {"move": "end", "read_at": brokered.version, "reason": "silent", "note": "两次去电无人接"}
    answer = client.post(f"/matching/contacts/{brokered.code}/move/", typed)
    assert answer.status_code == 409
    assert "已由另一位经纪人接手" in shown(answer)
    assert "两次去电无人接" in shown(answer)
    assert "一方长期没有答复" in shown(answer)


def test_a_contact_recalled_before_a_broker_took_it_says_so(client, county, broker, asked):
    move_contact(actor=county, contact=asked, move="recall")
    client.force_login(broker)
    answer = client.get(asked.get_absolute_url())
    assert answer.status_code == 410
    assert "已终止" in shown(answer)


def test_a_broker_without_a_step_of_their_own_cannot_learn_how_a_contact_goes_on(client, team, person, agreed):
    client.force_login(person("broker", name="other"))
    page = shown(client.get(agreed.get_absolute_url()))
    assert "已由另一位经纪人接手" in page
    assert agreed.get_state_display() not in page
    move_contact(actor=team, contact=agreed, move="end", reason="price")
    page = shown(client.get(agreed.get_absolute_url()))
    assert "已终止。" in page
    assert agreed.get_end_reason_display() not in page


def test_a_declaration_refused_since_another_took_over_keeps_what_was_chosen_and_why(
    client, administrator, broker, brokered, person, monkeypatch
):
    def meanwhile(**given):
        assign_broker(actor=administrator, contact=brokered, broker=other)
        raise RuleBroken("这一步已不能办理。")

    other = person("broker", name="other")
    monkeypatch.setattr(services, "declare_conflict", meanwhile)
    client.force_login(broker)
    typed = {"side": "broker", "exists": "yes", "statement": "曾为对方审稿"}
    answer = client.post(f"/matching/contacts/{brokered.code}/declare/", typed)
    assert answer.status_code == 409
    page = shown(answer)
    assert "已由另一位经纪人接手" in page
    assert "存在利益冲突" in page
    assert "曾为对方审稿" in page
    assert "这一步已不能办理。" in page


def test_a_review_refused_since_the_need_was_taken_back_says_why(client, county, administrator, write, monkeypatch):
    from dongxi.apps.matching.services import postings

    def meanwhile(**given):
        move_posting(actor=county, posting=draft, move="recall")
        raise RuleBroken("这一步已不能办理。")

    draft = write(county, "need")
    move_posting(actor=county, posting=draft, move="submit")
    monkeypatch.setattr(postings, "move_posting", meanwhile)
    client.force_login(administrator)
    answer = client.post(draft.address("move"), {"move": "return", "read_at": draft.version, "reason": "请写明设备"})
    assert answer.status_code == 409
    assert "填报单位已收回修改" in shown(answer)
    assert "这一步已不能办理。" in shown(answer)


def test_a_reviewer_is_told_that_a_public_need_is_being_revised_not_that_it_was_taken_back(
    client, county, administrator, need
):
    move_posting(actor=county, posting=need, move="revise")
    client.force_login(administrator)
    page = shown(client.get(need.get_absolute_url()))
    assert "填报单位正在修改" in page
    assert "已收回" not in page
    assert need.title in page


def test_a_contact_is_not_found_by_whoever_never_could_see_it(client, stranger, asked):
    client.force_login(stranger)
    assert client.get(asked.get_absolute_url()).status_code == 404


def test_asking_for_a_pair_past_its_end_is_refused_with_what_happened(client, county, pair):
    let_pass(pair.offer)
    client.force_login(county)
    address = f"/matching/contacts/ask/{pair.need.code}/{pair.offer.code}/"
    answer = client.post(address, {"side": "need", "note": "下月方便"})
    assert answer.status_code == 409
    assert "已下线；续期后会再公开" in shown(answer)
    assert "下月方便" in shown(answer)


def test_words_of_a_revision_stay_with_their_side_until_they_are_published(client, county, team, broker, pair):
    contact = ask_contact(actor=county, match=pair, side="need")
    move_posting(actor=team, posting=pair.offer, move="revise")
    secret = "华东某大学沈教授组的干燥技术"
    save_posting(
        actor=team, posting=pair.offer, read_at=pair.offer.version, content={"title": secret, "deadline": None}
    )
    published = "果蔬真空脉动干燥成套技术"
    client.force_login(county)
    for address in ("/matching/contacts/", "/matching/contacts/?format=csv"):
        found = {words: code_in(client, address, contact, words=words) for words in ("沈教授", "真空脉动")}
        assert found == {"沈教授": False, "真空脉动": True}
    for who in (county, broker):
        client.force_login(who)
        for address in (contact.get_absolute_url(), "/matching/contacts/", "/matching/waiting/"):
            page = shown(client.get(address))
            assert secret not in page
        assert published in shown(client.get(contact.get_absolute_url()))
    client.force_login(county)
    assert secret not in shown(client.get(pair.offer.get_absolute_url()))
    assert secret not in shown(client.get(pair.get_absolute_url()))
    assert secret not in shown(client.get(f"/api/v1/contacts/{contact.code}"))
    client.force_login(team)
    assert secret in shown(client.get(pair.offer.get_absolute_url()))
    assert Offer.objects.get(pk=pair.offer.pk).title == secret


def withhold(how, offer, *, team, shanghai) -> None:
    if how == "taken down":
        move_posting(actor=shanghai, posting=offer, move="take_down", reason="说明里有不宜公开的内容")
    else:
        move_posting(actor=team, posting=offer, move="close", close_reason="mistaken", reason="填错了")


@pytest.mark.parametrize(
    ("how", "said"), [("taken down", "已由审核部门撤下"), ("closed as an error", "填报单位已关闭")]
)
@pytest.mark.parametrize("who", ["nobody", "stranger", "county", "broker"])
def test_words_taken_down_are_read_by_nobody_but_their_side_and_reviewers(
    client, request, team, shanghai, brokered, pair, how, said, who
):
    offer, words = Offer.objects.get(pk=pair.offer_id), (pair.offer.title, pair.offer.body, "浆果")
    assert offer.title in str(list(Notice.objects.values_list("facts", flat=True)))
    withhold(how, offer, team=team, shanghai=shanghai)
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    pages = [
        *(offer.get_absolute_url(), pair.get_absolute_url(), brokered.get_absolute_url(), "/matching/contacts/"),
        *("/matching/waiting/", "/matching/offers/", "/api/v1/offers", "/api/v1/contacts"),
        *(f"/api/v1/contacts/{brokered.code}", f"/api/v1/offers/{offer.code}", "/search/?q=真空脉动干燥"),
        f"/matching/contacts/ask/{pair.need.code}/{offer.code}/",
    ]
    for address in pages:
        page = shown(client.get(address))
        assert not [each for each in words if each in page], address
    assert said in shown(client.get(offer.get_absolute_url()))
    assert "正在修改" not in shown(client.get(offer.get_absolute_url()))
    assert words[0] not in str(list(Notice.objects.values_list("facts", flat=True)))


def test_words_taken_down_stay_with_their_side_and_reviewers_until_published_anew(
    client, team, shanghai, stranger, offer
):
    withhold("taken down", offer, team=team, shanghai=shanghai)
    for who in (team, shanghai):
        client.force_login(who)
        assert offer.title in shown(client.get(offer.get_absolute_url()))
    save_posting(actor=team, posting=offer, read_at=offer.version, content={"title": "浆果低温干燥成套技术"})
    move_posting(actor=team, posting=offer, move="submit")
    client.force_login(stranger)
    assert "已由审核部门撤下" in shown(client.get(offer.get_absolute_url()))
    move_posting(actor=shanghai, posting=offer, move="publish")
    move_posting(actor=team, posting=offer, move="revise")
    page = shown(client.get(offer.get_absolute_url()))
    assert "浆果低温干燥成套技术" in page
    assert "填报单位正在修改" in page


def test_news_of_a_text_taken_down_names_its_code_alone(team, shanghai, county, offer):
    things = [{"code": offer.code, "title": offer.title}, {"code": "23456789", "title": "别的供给"}]
    notice = Notice.objects.create(to=county, kind="new_found", facts={"name": "干燥", "things": things}, address="/")
    withhold("taken down", offer, team=team, shanghai=shanghai)
    notice.refresh_from_db()
    assert [each["title"] for each in notice.facts["things"]] == [offer.code, "别的供给"]


def test_an_earlier_product_withholds_what_had_been_taken_down(team, shanghai, county, need, offer):
    title = need.title
    move_posting(actor=county, posting=need, move="revise")
    save_posting(actor=county, posting=need, read_at=need.version, content={"title": "还没写好的标题"})
    withhold("taken down", offer, team=team, shanghai=shanghai)
    for table in (Need, Offer):
        table.objects.update(public_title="", taken_down_at=None)
    import_module("dongxi.apps.matching.migrations.0005_public_title").fill(apps, None)
    need.refresh_from_db()
    offer.refresh_from_db()
    assert (need.public_title, need.taken_down_at) == (title, None)
    assert offer.public_title == ""
    assert offer.taken_down_at


@pytest.mark.parametrize("address", ["/matching/contacts/", "/matching/waiting/", "/api/v1/contacts"])
def test_a_list_of_contacts_asks_nothing_more_for_texts_that_are_no_longer_public(
    client, team, broker, agreed, address
):
    client.force_login(broker)
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    move_posting(actor=team, posting=Offer.objects.get(pk=agreed.match.offer_id), move="revise")
    with CaptureQueriesContext(connection) as after:
        assert "果蔬真空脉动干燥成套技术" in shown(client.get(address))
    assert len(after) == len(before)


def test_contacts_are_sorted_by_the_titles_others_read(client, broker, team, shanghai, county, asked, write, publish):
    other = publish(write(team, "offer", title="枸杞低温干燥技术"), by=team, reviewer=shanghai)
    match = asked.match
    second = Match.objects.create(
        need=match.need, offer=other, ranking=match.ranking, rank=2, score_ppm=1, offer_version=other.version
    )
    ask_contact(actor=county, match=second, side="need")
    client.force_login(broker)

    def order() -> list[int]:
        page = shown(client.get("/matching/contacts/?sort=offer"))
        return [page.index(title) for title in ("枸杞低温干燥技术", "果蔬真空脉动干燥成套技术")]

    before = order()
    assert all(before)
    move_posting(actor=team, posting=other, move="revise")
    save_posting(actor=team, posting=other, read_at=other.version, content={"title": "一种干燥技术"})
    after = order()
    assert (after[0] < after[1]) == (before[0] < before[1])
