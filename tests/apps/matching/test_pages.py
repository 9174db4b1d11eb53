"""Pages of needs and offers: the form saved as typed, the moves, the lists, what a list costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dongxi.apps.matching.models import Identity, Need, Offer
from dongxi.apps.matching.pages import public_facts
from dongxi.apps.plans.models import Commitment


def typed(posting, **changes):
    """What the form of a posting would send."""
    form = {
        "read_at": posting.version, "title": posting.title, "body": posting.body, "material": posting.material,
        "method": posting.method, "efficacy": posting.efficacy, "product": posting.product,
        "application": posting.application, "figures": "多糖保留率 ≥ 85 %", "discipline": posting.discipline,
        "maturity": posting.maturity or "", "mode": posting.mode, "amount": "30", "amount_kind": "intention",
        "deadline": posting.deadline or "", "disclosure": posting.disclosure, "unit": posting.identity.unit,
        "contact_name": posting.identity.contact_name, "contact_phone": posting.identity.contact_phone,
    }  # fmt: skip
    return form | changes


def test_a_need_is_begun_written_and_submitted_without_scripts(client, county):
    client.force_login(county)
    address = client.post("/matching/needs/begin/").url
    draft = Need.objects.get()
    assert client.get(address).status_code == 200
    form = typed(draft, title="枸杞保色干燥", body="热风烘干褐变明显，需要节能办法。", discipline="550",
                 contact_name="马识途", contact_phone="0955-5021234", submit="1")  # fmt: skip
    assert client.post(address, form, follow=True).status_code == 200
    draft.refresh_from_db()
    assert (draft.state, draft.amount_fen) == ("submitted", 30_000_000)


def test_what_is_typed_is_saved_and_the_page_says_when(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    answer = client.post(draft.address("edit"), typed(draft, title="改过的标题"), HTTP_HX_REQUEST="true")
    draft.refresh_from_db()
    assert draft.title == "改过的标题"
    page = answer.content.decode()
    assert "已保存" in page
    assert f'value="{draft.version}"' in page


def test_a_deadline_in_the_past_is_told_beside_its_field_and_kept_as_typed(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    sent = typed(draft, deadline="2020-01-01", title="新标题")
    saved = client.post(draft.address("edit"), sent, HTTP_HX_REQUEST="true").content.decode()
    assert "2020-01-01 已经过去" in saved.partition('id="errors-deadline"')[2].partition("</div>")[0]
    assert "有填得不对的" in saved
    draft.refresh_from_db()
    assert draft.title == "新标题"
    again = typed(draft, deadline="2020-01-01", title="再改的标题", submit="1")
    answer = client.post(draft.address("edit"), again)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "2020-01-01 已经过去" in page
    assert 'value="2020-01-01"' in page
    assert "再改的标题" in page
    assert "核对该记录现在的状态" not in page
    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("draft", "再改的标题")


def test_what_was_typed_and_not_taken_is_not_left_behind_by_a_submission(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    client.post(draft.address("edit"), typed(draft, deadline="2020-01-01"), HTTP_HX_REQUEST="true")
    answer = client.post("/matching/needs/submit/", follow=True).content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "有填得不对的：期限" in answer


def test_what_cannot_be_taken_is_kept_as_typed_with_its_error(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    answer = client.post(
        draft.address("edit"), typed(draft, figures="越高越好", title="新标题"), HTTP_HX_REQUEST="true"
    )
    assert "读不懂" in answer.content.decode()
    page = client.get(draft.address("edit")).content.decode()
    assert "越高越好" in page
    assert "新标题" in page
    assert "读不懂" in page


def test_a_stale_save_shows_both_versions_and_keeps_what_stands(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    first = typed(draft, title="先存的")
    client.post(draft.address("edit"), first, HTTP_HX_REQUEST="true")
    answer = client.post(draft.address("edit"), first | {"title": "后存的"}, HTTP_HX_REQUEST="true")
    page = answer.content.decode()
    assert "先存的" in page
    assert "后存的" in page
    assert "保存时间" not in page
    assert Need.objects.get().title == "先存的"


def test_a_refused_save_is_compared_above_the_form_and_remarks_on_what_was_typed(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    assert '<div id="refused"' in client.get(draft.address("edit")).content.decode()
    telling = typed(draft, body="中宁县科学技术局征集")
    client.post(draft.address("edit"), telling, HTTP_HX_REQUEST="true")
    answer = client.post(draft.address("edit"), telling | {"body": "节能烘干"}, HTTP_HX_REQUEST="true").content.decode()
    compared, beside = answer.partition('<div id="refused"')[2], answer.partition('<div id="refused"')[0]
    assert "中宁县科学技术局征集" in compared
    assert "<table" not in beside
    assert "认出您的单位" not in answer


def test_typing_the_name_of_ones_own_office_warns_beside_the_field(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    answer = client.post(draft.address("edit"), typed(draft, body="中宁县科学技术局征集"), HTTP_HX_REQUEST="true")
    assert "认出您的单位" in answer.content.decode()


def test_versions_stand_side_by_side(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    client.post(draft.address("edit"), typed(draft, title="改过的标题", mode="joint_research"))
    page = client.get(draft.address("versions")).content.decode()
    assert "改过的标题" in page
    assert "枸杞烘干后色泽和多糖保留率低" in page
    assert "联合攻关" in page


def test_a_reviewer_publishes_from_the_page_and_others_get_none_of_it(client, county, province, stranger, write):
    draft = write(county, "need")
    client.force_login(county)
    client.post(draft.address("move"), {"move": "submit", "read_at": draft.version})
    draft.refresh_from_db()
    client.force_login(stranger)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.post(draft.address("move"), {"move": "publish", "read_at": draft.version}).status_code == 404
    client.force_login(province)
    assert draft.title in client.get("/matching/needs/review/").content.decode()
    client.post(draft.address("move"), {"move": "publish", "read_at": draft.version})
    draft.refresh_from_db()
    assert draft.state == "published"


def test_one_click_on_a_commitment_drafts_a_need(client, county):
    commitment = Commitment.objects.filter(task__plan__shipped=True).select_related("task__plan").first()
    client.force_login(county)
    page = client.get(commitment.get_absolute_url()).content.decode()
    address = f"/matching/from/{commitment.task.plan.slug}/{commitment.code}/"
    assert address in page
    assert client.post(address, follow=True).status_code == 200
    assert Need.objects.get().commitment == commitment


@pytest.mark.parametrize("address", ["/matching/", "/matching/needs/", "/matching/offers/"])
def test_public_pages_open_for_everybody_and_an_empty_one_says_what_to_do(client, facts, address):
    page = client.get(address)
    assert page.status_code == 200
    assert "填写" in page.content.decode()


def test_pages_read_in_english(client, need):
    page = client.get(need.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "Shown once both sides have agreed" in page


@pytest.mark.parametrize("address", ["/matching/needs/own/", "/matching/needs/review/", "/matching/needs/import/"])
def test_strangers_are_told_that_they_may_not(client, broker, address):
    client.force_login(broker)
    assert client.get(address).status_code == 403


def test_a_list_of_fifty_costs_no_more_than_a_list_of_one(client, need, django_assert_max_num_queries):
    client.get("/matching/needs/")
    with django_assert_max_num_queries(8):
        client.get("/matching/needs/")
    _many(need, 50)
    with django_assert_max_num_queries(8):
        page = client.get("/matching/needs/")
    assert page.content.decode().count("多开一条") == 49  # the page holds fifty, one of them the first


def test_an_api_list_costs_no_more_for_fifty(client, need, django_assert_max_num_queries):
    _many(need, 50)
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/needs").json()["items"]) == 51


def _many(need, count):
    """More needs, a day older: of one day the order is by code, which is drawn by lot."""
    identities = [Identity(region=need.identity.region, unit="某单位") for _number in range(count)]
    Identity.objects.bulk_create(identities)
    Need.objects.bulk_create(
        Need(
            identity=identity,
            title=f"多开一条 {number}",
            state="published",
            published_at=need.published_at,
            published_on=need.published_on - timedelta(days=1),
            expires_on=need.expires_on,
            public_region=need.public_region,
        )
        for number, identity in enumerate(identities)
    )


def test_the_list_filters_and_exports_public_columns_only(client, need, offer):
    assert need.title in client.get("/matching/needs/?region=640000&words=枸杞").content.decode()
    assert need.title not in client.get("/matching/needs/?region=310000").content.decode()
    csv = b"".join(client.get("/matching/offers/?format=csv").streaming_content).decode()
    assert offer.title in csv
    assert Offer.objects.get().identity.contact_name not in csv


def test_a_save_as_typed_under_way_when_the_button_is_pressed_is_no_other_persons(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    page = draft.address("edit")
    form = typed(draft, sitting="this-page", title="边填边存的标题")
    client.post(page, form, HTTP_HX_REQUEST="true")
    answer = client.post(page, form | {"title": "按下按钮时的标题", "submit": "1"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("按下按钮时的标题", "submitted")


def test_another_page_of_the_same_person_is_still_refused(client, county, write):
    draft = write(county, "need")
    client.force_login(county)
    page = draft.address("edit")
    client.post(page, typed(draft, sitting="that-page", title="另一页的标题"), HTTP_HX_REQUEST="true")
    answer = client.post(page, typed(draft, sitting="this-page", title="这一页的标题", keep=""))
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.title == "另一页的标题"


def test_a_field_is_named_for_what_it_is_and_either_may_be_missing(client, county, write):
    client.force_login(county)
    bare = write(county, "need", discipline="")
    assert "学科或行业" in client.get(bare.address("edit")).content.decode()
    for content, names in (
        ({"industry": "C14"}, ["行业"]),
        ({"industry": "C14", "discipline": "550"}, ["学科", "行业"]),
    ):
        posting = write(county, "need", **{"discipline": "", **content})
        assert [name for name, _value in public_facts(posting)][: len(names) + 1] == [*names, "地区"]
