"""Saved searches, digests by mail, the one-click stop, and recurring work."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from dongxi.apps.matching import mailing
from dongxi.apps.matching.models import MailAddress, Match, Notice, SavedSearch
from dongxi.apps.matching.queries.saved import confirm_token, stop_token
from dongxi.apps.matching.services.digests import gather_news, mail_notices
from dongxi.apps.matching.services.notices import (
    confirm_mail,
    drop_search,
    read_notices,
    save_search,
    set_mail_address,
    set_pace,
    stop_mail,
)
from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.matching.tasks import keep_meaning
from dongxi.apps.records import recurring
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture
def written_to(county, django_capture_on_commit_callbacks):
    """The county officer with a confirmed address."""
    with django_capture_on_commit_callbacks(execute=True):
        address = set_mail_address(actor=county, address="officer@example.org")
    mail.outbox.clear()
    return confirm_mail(actor=county, token=confirm_token(address=address))


def test_a_public_need_is_followed_for_its_author_and_new_fitting_offers_are_told_once(county, pair):
    assert gather_news(actor=SYSTEM) == 1
    notice = Notice.objects.get(to=county, kind="new_fitting")
    assert notice.facts["things"] == [{"code": pair.offer.code, "title": pair.offer.title}]
    SavedSearch.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert gather_news(actor=SYSTEM) == 0


@pytest.mark.parametrize(("rank", "told"), [(10, 1), (11, 0)])
def test_only_offers_among_the_first_ten_fit(pair, rank, told):
    Match.objects.update(rank=rank)
    assert gather_news(actor=SYSTEM) == told


def test_what_was_judged_already_is_not_news(county, pair):
    from dongxi.apps.matching.services.matches import decide_match

    decide_match(actor=county, match=pair, side="need", verdict="later")
    assert gather_news(actor=SYSTEM) == 0


def test_a_saved_list_tells_of_what_was_published_since(broker, team, shanghai, write, publish):
    save_search(actor=broker, side="offer", query="discipline=550&sort=-published&page=2")
    search = SavedSearch.objects.get()
    assert (search.query, search.name.endswith("食品科学技术")) == ("discipline=550", True)
    assert gather_news(actor=SYSTEM) == 0
    publish(write(team, "offer"), by=team, reviewer=shanghai)
    assert gather_news(actor=SYSTEM) == 1
    assert Notice.objects.get(to=broker).address == "/matching/offers/?discipline=550"


def test_a_list_without_a_filter_or_saved_already_is_refused(broker):
    with pytest.raises(RuleBroken, match="筛选条件"):
        save_search(actor=broker, side="offer", query="sort=-published&discipline=nonsense")
    save_search(actor=broker, side="offer", query="mode=joint_research")
    with pytest.raises(RuleBroken, match="已经保存"):
        save_search(actor=broker, side="offer", query="mode=joint_research&page=3")


def test_the_pace_says_how_soon_the_next_digest_comes(broker, team, shanghai, write, publish):
    search = save_search(actor=broker, side="offer", query="discipline=550", pace="weekly")
    publish(write(team, "offer"), by=team, reviewer=shanghai)
    assert gather_news(actor=SYSTEM) == 1
    publish(write(team, "offer"), by=team, reviewer=shanghai)
    assert gather_news(actor=SYSTEM) == 0
    set_pace(actor=broker, search=search, pace="daily")
    SavedSearch.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    assert gather_news(actor=SYSTEM) == 1


def test_a_letter_lists_what_is_new_and_can_be_stopped_in_one_click_without_signing_in(
    client, county, written_to, pair
):
    gather_news(actor=SYSTEM)
    assert mail_notices(actor=SYSTEM) == 1
    assert mail_notices(actor=SYSTEM) == 0
    [letter] = mail.outbox
    assert pair.offer.title in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://127.0.0.1:8000")
    assert path in letter.body
    assert client.get(path).status_code == 200
    assert MailAddress.objects.get().is_written_to()
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not MailAddress.objects.get().is_written_to()


def test_no_letter_names_a_side_of_a_contact_even_once_both_know(county, written_to, agreed):
    mail_notices(actor=SYSTEM)
    said = " ".join(f"{each.subject} {each.body}" for each in mail.outbox)
    assert "双方同意对接" in said
    assert not [name for name in ("华东理工", "沈知行", "中宁县", "马识途") if name in said]


def test_one_saved_search_is_stopped_by_its_own_link(county, written_to, pair):
    gather_news(actor=SYSTEM)
    search = SavedSearch.objects.get()
    stop_mail(actor=nobody(), token=stop_token(owner=county.pk, search=search.pk))
    search.refresh_from_db()
    assert search.pace == "never"
    assert MailAddress.objects.get().is_written_to()


def nobody():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_nothing_is_mailed_before_an_address_is_confirmed(county, pair, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        address = set_mail_address(actor=county, address="officer@example.org")
    [letter] = mail.outbox
    assert "/matching/mail/confirm/" in letter.body
    gather_news(actor=SYSTEM)
    assert mail_notices(actor=SYSTEM) == 0
    confirm_mail(actor=nobody(), token=confirm_token(address=address))
    assert mail_notices(actor=SYSTEM) == 1


def test_a_mail_server_that_is_away_costs_no_notice(settings, county, written_to, pair):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 2},
        }
    }
    gather_news(actor=SYSTEM)
    assert mail_notices(actor=SYSTEM) == 0
    assert Notice.objects.filter(to=county, mailed_at=None).count() == 1


def test_the_operator_is_told_of_a_letter_not_sent_but_not_to_whom(monkeypatch, capsys, county, written_to, pair):
    def refused(letter):
        raise smtplib.SMTPRecipientsRefused({"officer@example.org": (550, b"no such box")})

    monkeypatch.setattr(mailing, "send", refused)
    gather_news(actor=SYSTEM)
    assert mail_notices(actor=SYSTEM) == 0
    told = capsys.readouterr().err
    assert "SMTPRecipientsRefused" in told
    assert "officer" not in told


@pytest.mark.parametrize("token", ["nonsense", "WzEsbnVsbF0:1abc:def"])
def test_a_forged_stop_link_is_refused_in_words(client, db, token):
    answer = client.post(f"/matching/mail/stop/{token}/")
    assert answer.status_code == 409
    assert "不是本系统签发" in answer.content.decode()


def test_a_wrong_address_is_refused(county):
    with pytest.raises(BadInput):
        set_mail_address(actor=county, address="not an address")


def test_nobody_cannot_save_search_or_set_mail_without_signing_in(db):
    for write in (
        lambda who: save_search(actor=who, side="offer", query="mode=joint_research"),
        lambda who: set_mail_address(actor=who, address="a@example.org"),
    ):
        with pytest.raises(NotAllowed):
            write(nobody())


def test_others_cannot_save_search_changes_nor_read_notice_of_mine(county, broker, agreed):
    mine = save_search(actor=county, side="offer", query="mode=joint_research")
    with pytest.raises(NotAllowed):
        set_pace(actor=broker, search=mine, pace="never")
    with pytest.raises(NotAllowed):
        drop_search(actor=broker, search=mine)
    theirs = Notice.objects.filter(to=county)
    assert read_notices(actor=broker, notices=list(theirs.values_list("pk", flat=True))) == 0
    assert theirs.filter(read_at=None).exists()


def test_an_anonymous_reader_cannot_read_notice_or_stop_mail_without_a_link(db):
    with pytest.raises(NotAllowed):
        read_notices(actor=nobody())
    with pytest.raises(RuleBroken):
        stop_mail(actor=nobody(), token="")


def test_people_cannot_digest_or_mail_for_the_installation(administrator):
    for work, code in ((gather_news, "matching.digest"), (mail_notices, "matching.mail")):
        with pytest.raises(NotAllowed) as refused:
            work(actor=administrator)
        assert refused.value.facts["code"] == code


def test_what_waits_for_my_review_is_listed_where_i_look_for_it(client, county, province, write):
    need = move_posting(actor=county, posting=write(county, "need"), move="submit")
    client.force_login(province)
    page = client.get("/matching/waiting/").content.decode()
    assert "等我审核的需求" in page
    assert f'href="{need.get_absolute_url()}"' in page
    assert 'href="/matching/needs/review/"' in page
    assert "等我审核的供给" not in page
    client.force_login(county)
    assert need.title not in client.get("/matching/waiting/").content.decode()


def test_notices_are_read_and_the_pages_show_them(client, county, agreed, django_assert_max_num_queries):
    client.force_login(county)
    with django_assert_max_num_queries(20):
        page = client.get("/matching/waiting/").content.decode()
    assert "轮到我的对接" in page
    assert "双方同意对接" in page
    client.post("/matching/waiting/read/")
    assert not Notice.objects.filter(to=county, read_at=None).exists()
    client.post("/matching/searches/save/", {"side": "offer", "query": "mode=joint_research"})
    page = client.get("/matching/searches/").content.decode()
    assert "联合攻关" in page
    client.post(f"/matching/searches/{SavedSearch.objects.get(need=None).pk}/", {"drop": "1"})
    assert not SavedSearch.objects.filter(need=None).exists()


def test_digests_write_one_line_in_the_end(broker, county, pair, team, shanghai, write, publish):
    for mode in ("joint_research", "technology_transfer", "talent_exchange"):
        save_search(actor=broker, side="offer", query=f"mode={mode}")
    lines = AuditEntry.objects.count()
    gather_news(actor=SYSTEM)
    assert AuditEntry.objects.count() == lines + 1


def test_recurring_work_queues_the_next_and_only_one_waits(db):
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    recurring.begin()
    recurring.begin()
    waiting = DBTaskResult.objects.filter(task_path="dongxi.apps.records.tasks.recur")
    assert sorted(row.args_kwargs["args"][0] for row in waiting) == sorted(recurring._declared)
    DBTaskResult.objects.all().delete()
    recurring.perform("matching.remind")
    [row] = DBTaskResult.objects.all()
    assert row.args_kwargs["args"] == ["matching.remind"]
    assert row.run_after > timezone.now() + timedelta(minutes=50)
    recurring.perform("nobody.declares.this")
    assert DBTaskResult.objects.count() == 1


def test_recurring_work_that_fails_is_followed_by_the_next(db, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    def breaks() -> None:
        raise OSError("no disk")

    monkeypatch.setattr(recurring, "_function", lambda work: breaks)
    DBTaskResult.objects.all().delete()
    with pytest.raises(OSError, match="no disk"):
        recurring.perform("matching.remind")
    assert DBTaskResult.objects.count() == 1


def test_what_was_done_behind_all_else_is_forgotten_after_a_day_and_other_work_is_not(db):
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    for priority, days in ((recurring.BEHIND_ALL_ELSE, 2), (recurring.BEHIND_ALL_ELSE, 0), (0, 2)):
        queued = keep_meaning.using(priority=priority).enqueue([])
        DBTaskResult.objects.filter(pk=queued.id).update(finished_at=timezone.now() - timedelta(days=days))
    recurring.perform("matching.remind")
    left = DBTaskResult.objects.exclude(finished_at=None).values_list("priority", flat=True)
    assert sorted(left) == [recurring.BEHIND_ALL_ELSE, 0]


def test_a_filtered_list_offers_to_be_kept(client, county, offer):
    assert "保存这一筛选" not in client.get("/matching/offers/?discipline=550").content.decode()
    client.force_login(county)
    assert "保存这一筛选" in client.get("/matching/offers/?discipline=550").content.decode()
    assert "保存这一筛选" not in client.get("/matching/offers/").content.decode()
