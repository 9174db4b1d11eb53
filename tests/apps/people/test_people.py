"""Who one is and what one may: roles have their places, links work once, and only where a demonstration runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from dongxi.apps.people import queries, services
from dongxi.apps.people.demo import DEMO_PEOPLE
from dongxi.apps.people.models import Membership, Organisation, Region, SignInLink, User
from dongxi.apps.people.rules import Role, credit_code_is_valid
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM, covers, decide, require


@pytest.fixture
def person(facts):
    """Makes somebody with a role: `person("province", region="640000")`."""

    def make(role: str, *, region: str = "", organisation: str = "", name: str = "") -> User:
        user = User.objects.create_user(name or f"{role}-{region}-{organisation}")
        services.grant_role(
            actor=SYSTEM,
            user=user,
            role=role,
            region=Region.objects.get(pk=region) if region else None,
            organisation=Organisation.objects.get(key=organisation) if organisation else None,
        )
        return user

    return make


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True


def test_a_role_that_needs_a_region_is_not_given_without_one(facts):
    user = User.objects.create_user("somebody")
    with pytest.raises(RuleBroken, match="地区"):
        services.grant_role(actor=SYSTEM, user=user, role=Role.PROVINCE)
    with pytest.raises(RuleBroken, match="单位"):
        services.grant_role(actor=SYSTEM, user=user, role=Role.STAFF)


def test_the_same_role_twice_is_one_membership(person):
    user = person("province", region="640000")
    services.grant_role(actor=SYSTEM, user=user, role="province", region=Region.objects.get(pk="640000"))
    assert Membership.objects.filter(user=user).count() == 1


def test_a_province_cannot_grant_a_role(person):
    actor, other = person("province", region="640000"), User.objects.create_user("other")
    with pytest.raises(NotAllowed) as refused:
        services.grant_role(actor=actor, user=other, role=Role.EXPERT)
    assert refused.value.facts["code"] == "people.grant_role"
    assert not other.memberships.exists()


def test_a_ministry_cannot_load_regions_or_organisations(person):
    actor = person("ministry", organisation="most")
    with pytest.raises(NotAllowed):
        services.load_regions(actor=actor, rows=[], groups=[])
    with pytest.raises(NotAllowed):
        services.load_organisations(actor=actor, rows=[])


def test_an_administrator_cannot_issue_a_link(person):
    with pytest.raises(NotAllowed) as refused:
        services.issue_link(actor=person("administrator"), user=User.objects.create_user("other"))
    assert refused.value.facts["code"] == "people.issue_link"


def test_a_ministry_cannot_make_an_account(person):
    with pytest.raises(NotAllowed) as refused:
        services.make_account(actor=person("ministry", organisation="most"), username="new")
    assert refused.value.facts["code"] == "people.make_account"
    assert not User.objects.filter(username="new").exists()


def test_an_account_opens_with_a_password_that_works_and_is_nowhere_kept(facts, client):
    opened = services.open_account(
        actor=SYSTEM, username="li.ming", display_name="李明", role="province", region="640000"
    )
    assert client.login(username="li.ming", password=opened.password)
    assert [(m.role, m.region_id) for m in opened.user.memberships.all()] == [("province", "640000")]
    assert opened.password not in str(list(AuditEntry.objects.values()))
    assert opened.password not in repr(opened)


def test_a_known_account_gets_a_new_password_and_its_sessions_end(facts, client):
    first = services.make_account(actor=SYSTEM, username="li.ming")
    client.login(username="li.ming", password=first.password)
    second = services.make_account(actor=SYSTEM, username="li.ming")
    assert "尚未登录" in client.get("/people/why/").content.decode()
    assert not client.login(username="li.ming", password=first.password)
    assert client.login(username="li.ming", password=second.password)


@pytest.mark.parametrize(
    "asked",
    [
        {"username": "李 明"},
        {"role": "king"},
        {"role": "province", "region": "999999"},
        {"organisation": "无此机构", "role": "staff"},
    ],
)
def test_an_account_that_cannot_be_is_refused_whole(facts, asked):
    with pytest.raises(BadInput):
        services.open_account(actor=SYSTEM, **({"username": "li.ming"} | asked))
    assert not User.objects.filter(username="li.ming").exists()


def test_another_province_cannot_edit_an_organisation(person):
    organisation = Organisation.objects.get(key="ningxia-university")
    shanghai = person("province", region="310000")
    with pytest.raises(NotAllowed) as refused:
        services.edit_organisation(actor=shanghai, organisation=organisation, read_at=organisation.version, name_en="x")
    assert refused.value.facts["code"] == "people.edit_organisation"
    ningxia = person("province", region="640000")
    edited = services.edit_organisation(
        actor=ningxia, organisation=organisation, read_at=organisation.version, name_en="Ningxia Univ."
    )
    assert Organisation.objects.get(pk=edited.pk).name_en == "Ningxia Univ."


def test_the_staff_of_one_organisation_cannot_edit_another(person):
    staff = person("staff", organisation="ningxia-university")
    own, other = Organisation.objects.get(key="ningxia-university"), Organisation.objects.get(key="most")
    assert decide(staff, "people.edit_organisation", own).allowed
    assert not decide(staff, "people.edit_organisation", other).allowed


def test_a_stale_save_shows_both_versions(person):
    organisation = Organisation.objects.get(key="ningxia-university")
    actor, read_at = person("administrator"), organisation.version
    services.edit_organisation(actor=actor, organisation=organisation, read_at=read_at, name_en="first")
    with pytest.raises(StaleWrite) as stale:
        services.edit_organisation(actor=actor, organisation=organisation, read_at=read_at, name_en="second")
    assert stale.value.facts["yours"] == {"name_en": "second"}
    assert stale.value.facts["theirs"] == {"name_en": "first"}


def test_an_organisation_the_facts_rename_keeps_its_row(facts):
    before = Organisation.objects.get(key="ningxia-university")
    services.load_organisations(
        actor=SYSTEM,
        rows=[{"key": "nxu", "name": before.name, "kind": "university", "region": "640000", "source": before.source}],
    )
    assert Organisation.objects.get(key="nxu").pk == before.pk


def test_demo_people_are_seated_once_and_have_no_password(facts):
    first = services.seat_demo_people(actor=SYSTEM)
    lines = AuditEntry.objects.count()
    assert [user.username for user in first] == [seat.username for seat in DEMO_PEOPLE]
    assert not any(user.has_usable_password() for user in first)
    assert services.seat_demo_people(actor=SYSTEM) == first
    assert AuditEntry.objects.count() == lines


def test_every_role_but_the_public_is_seated(facts):
    assert {seat.role for seat in DEMO_PEOPLE} == set(Role) - {Role.PUBLIC}


def test_a_link_shows_whom_you_become_and_the_button_spends_it(client, person, demonstration):
    user = person("expert", name="expert")
    address = f"/people/enter/{services.issue_link(actor=SYSTEM, user=user)}/"
    shown = client.get(address)
    assert "expert" in shown.content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post(address).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert AuditEntry.objects.filter(verb="people.use_link", actor=user).count() == 1


def test_a_spent_link_cannot_be_used_again(client, person, demonstration):
    token = services.issue_link(actor=SYSTEM, user=person("expert"))
    services.use_link(actor=SYSTEM, token=token)
    with pytest.raises(RuleBroken):
        services.use_link(actor=SYSTEM, token=token)
    refused = client.get(f"/people/enter/{token}/")
    assert refused.status_code == 409
    assert "使用终端里新打印的链接" in refused.content.decode()
    assert "用账号登录" in refused.content.decode()
    assert AuditEntry.objects.filter(verb="people.use_link").count() == 1


def test_an_expired_link_is_refused(person):
    token = services.issue_link(actor=SYSTEM, user=person("expert"))
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RuleBroken):
        queries.open_link(token=token)


def test_a_new_link_ends_the_earlier_one(person):
    user = person("expert")
    old, new = (services.issue_link(actor=SYSTEM, user=user) for _ in range(2))
    with pytest.raises(RuleBroken):
        queries.open_link(token=old)
    assert queries.open_link(token=new).user == user


def test_the_store_keeps_no_token(person):
    token = services.issue_link(actor=SYSTEM, user=person("expert"))
    assert token not in str(list(SignInLink.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    "request_as", [{"REMOTE_ADDR": "10.0.0.7"}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}]
)
def test_links_work_from_this_machine_only(client, person, demonstration, request_as):
    address = f"/people/enter/{services.issue_link(actor=SYSTEM, user=person('expert'))}/"
    assert client.get(address, **request_as).status_code == 403
    assert client.post(address, **request_as).status_code == 403


def test_links_do_not_work_where_no_demonstration_runs(client, person, settings):
    settings.DEMO = False
    assert client.get(f"/people/enter/{services.issue_link(actor=SYSTEM, user=person('expert'))}/").status_code == 403


def test_why_answers_for_everybody_and_names_the_role(client, person):
    assert "尚未登录" in client.get("/people/why/").content.decode()
    client.force_login(person("ministry", organisation="most"))
    page = client.get("/people/why/?permission=plans.publish").content.decode()
    assert "部委" in page
    assert "plans.publish" in page
    assert "plans.upload</code>" not in page


def test_why_answers_for_one_region(person):
    ningxia = person("province", region="640000")
    [own] = queries.explanations(to=ningxia, subject=Region.objects.get(pk="640100"), code="plans.publish")
    [other] = queries.explanations(to=ningxia, subject=Region.objects.get(pk="310000"), code="plans.publish")
    assert own.decision.allowed
    assert own.by == "省级科技管理部门（宁夏回族自治区）"
    assert not other.decision.allowed


def test_why_is_english_in_english(client, person):
    client.force_login(person("province", region="640000"))
    page = client.get("/people/why/?permission=plans.publish", headers={"accept-language": "en"}).content.decode()
    assert "(Ningxia" in page
    assert not [words for words in ("不限地区", "限本地区", "限本单位", "（宁夏") if words in page]


def test_an_unknown_permission_lists_those_there_are(facts):
    with pytest.raises(BadInput, match=r"plans\.publish"):
        queries.question(code="plans.nothing", region="")


def test_why_costs_the_same_queries_whatever_is_asked(client, facts, django_assert_max_num_queries):
    client.get("/people/why/")
    with django_assert_max_num_queries(4):
        client.get("/people/why/")


@pytest.mark.parametrize(
    ("region", "other", "expected"),
    [
        ("640000", "640104", True),
        ("640100", "640104", True),
        ("640100", "640000", False),
        ("640000", "310000", False),
        ("650000", "660000", False),
    ],
)
def test_a_region_covers_what_lies_in_it(region, other, expected):
    assert covers(region, other) is expected


@pytest.mark.parametrize(
    ("code", "valid"),
    [("91350100M000100Y43", True), ("91350100M000100Y44", False), ("91350100M000100Y4", False), ("I" * 18, False)],
)
def test_the_check_digit_of_a_credit_code(code, valid):
    """The worked example of GB 32100-2015, annex A."""
    assert credit_code_is_valid(code) is valid


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"region_id": "310000"}, "region_id"),
        ({"kind": "zzz"}, "kind"),
        ({"credit_code": "91350200776049653B"}, "校验位不符"),
    ],
)
def test_an_organisation_takes_no_unknown_field_and_no_bad_code(facts, changes, words):
    organisation = Organisation.objects.first()
    with pytest.raises(RuleBroken, match=words):
        services.edit_organisation(actor=SYSTEM, organisation=organisation, read_at=organisation.version, **changes)
    organisation.refresh_from_db()
    assert organisation.credit_code is None


def test_a_permission_of_limited_reach_is_asked_of_a_subject(facts):
    with pytest.raises(ImproperlyConfigured, match=r"people\.edit_organisation"):
        require(SYSTEM, "people.edit_organisation")


def test_a_code_that_left_the_standard_is_refused_with_the_one_to_use_now(facts):
    with pytest.raises(BadInput, match="610928（旬阳县）自2021年起不再使用，现为旬阳市（610981）"):
        queries.named_place(region="610928", organisation="")
    with pytest.raises(BadInput, match="没有代码为"):
        queries.named_place(region="999999", organisation="")
