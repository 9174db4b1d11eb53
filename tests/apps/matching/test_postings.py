"""Needs and offers: written, saved as typed, reviewed, renewed, closed; who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from dongxi.analysis.matching.rows import MODES
from dongxi.apps.matching.figures import NotAFigure, figures_text, read_figures
from dongxi.apps.matching.models import Need, Wording
from dongxi.apps.matching.posting_rows import title_and_body
from dongxi.apps.matching.queries.postings import (
    identity_of,
    moves_offered,
    open_postings,
    own_postings,
    postings_to_review,
    seats,
    visible_postings,
)
from dongxi.apps.matching.rules import POSTING_MOVES, PostingMove, PostingState, next_state
from dongxi.apps.matching.services.postings import (
    begin_posting,
    draft_from_commitment,
    expire_postings,
    move_posting,
    move_postings,
    save_posting,
)
from dongxi.apps.people.models import Region
from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.rules import Mode
from dongxi.apps.records.errors import NotAllowed, RuleBroken, StaleWrite
from dongxi.apps.records.models import AuditEntry, Job, SearchEntry
from dongxi.apps.records.permissions import SYSTEM


def test_a_draft_knows_its_office_and_shows_only_the_province(county, write):
    draft = write(county, "need")
    assert draft.identity.unit == "中宁县科学技术局"
    assert draft.identity.region_id == "640521"
    assert (draft.public_region_id, draft.public_zone) == ("640000", "west")


def test_whoever_hides_the_province_shows_the_part_of_the_country_alone(county, write):
    draft = write(county, "need", disclosure="zone")
    assert (draft.public_region_id, draft.public_zone) == (None, "west")


def test_every_save_keeps_a_wording_and_a_stale_one_is_refused_with_both_versions(county, write):
    draft = write(county, "need")
    read_at = draft.version
    save_posting(actor=county, posting=draft, read_at=read_at, content={"title": "枸杞保色干燥"})
    with pytest.raises(StaleWrite) as refused:
        save_posting(actor=county, posting=Need.objects.get(pk=draft.pk), read_at=read_at, content={"title": "别的"})
    assert refused.value.facts["theirs"]["title"] == "枸杞保色干燥"
    kept = Wording.objects.filter(need=draft).values_list("content__title", flat=True)
    assert list(kept)[:2] == ["枸杞保色干燥", "枸杞烘干后色泽和多糖保留率低"]


def test_a_save_that_changes_nothing_writes_nothing(county, write):
    draft = write(county, "need")
    lines = AuditEntry.objects.count()
    save_posting(actor=county, posting=draft, read_at=draft.version, content={"title": draft.title})
    assert AuditEntry.objects.count() == lines


def test_text_is_folded_but_keeps_its_punctuation(county, write):
    draft = write(county, "need", title="锂（Ｌｉ）提取，８５％")
    assert draft.title == "锂（Li）提取，85％"


def test_a_posting_goes_from_draft_to_published_and_is_found(county, province, write):
    draft = write(county, "need")
    move_posting(actor=county, posting=draft, move="submit")
    assert postings_to_review(side="need", to=province).get() == draft
    move_posting(actor=province, posting=draft, move="publish")
    assert open_postings(side="need", to=None).get() == draft
    assert SearchEntry.objects.get(kind="need").title == draft.title
    assert draft.expires_on == draft.deadline


def test_what_is_missing_is_named_and_keeps_it_from_being_submitted(county):
    draft = begin_posting(actor=county, side="need", seat=seats(to=county)[0])
    with pytest.raises(RuleBroken) as refused:
        move_posting(actor=county, posting=draft, move="submit")
    assert "标题" in refused.value.message
    assert "学科" in refused.value.message
    assert {"title", "body", "contact_phone"} <= set(refused.value.facts["missing"])


@pytest.mark.parametrize(
    "words",
    [
        "中宁县科学技术局多次试验",
        "请找马识途面谈",
        "电话0955-5021234",
        "写信到 ma@zhongning.gov.cn",
        "见 www.zhongning.gov.cn",
    ],
)
def test_words_that_tell_whose_it_is_keep_it_from_being_submitted(county, write, words):
    draft = write(county, "need", body=f"热风烘干褐变明显，{words}，需要节能的干燥办法。")
    with pytest.raises(RuleBroken, match="认出"):
        move_posting(actor=county, posting=draft, move="submit")


def test_the_name_of_the_county_only_warns(county, province, write, publish):
    from dongxi.apps.matching.queries.postings import tells_of

    draft = write(county, "need", title="中宁枸杞保色干燥")
    assert [(each.word, each.certain) for each in tells_of(posting=draft)] == [("中宁", False)]
    assert publish(draft, by=county, reviewer=province).state == PostingState.PUBLISHED


def test_a_deadline_that_has_passed_is_refused(county, write):
    draft = write(county, "need", deadline=timezone.localdate() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="已过"):
        move_posting(actor=county, posting=draft, move="submit")


def test_a_published_posting_is_changed_only_after_it_is_taken_back_for_revision(county, need):
    with pytest.raises(RuleBroken):
        save_posting(actor=county, posting=need, read_at=need.version, content={"title": "新标题"})
    move_posting(actor=county, posting=need, move="revise")
    assert not open_postings(side="need", to=None).exists()
    assert not SearchEntry.objects.filter(kind="need").exists()
    assert save_posting(actor=county, posting=need, read_at=need.version, content={"title": "新标题"}).title == "新标题"


def test_past_its_end_a_posting_is_hidden_at_once_and_expires_with_the_next_round(county, need):
    Need.objects.filter(pk=need.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert not open_postings(side="need", to=None).exists()
    assert expire_postings(actor=SYSTEM) == 1
    need.refresh_from_db()
    assert need.state == PostingState.EXPIRED
    assert not SearchEntry.objects.filter(kind="need").exists()
    assert move_posting(actor=county, posting=need, move="renew").state == PostingState.PUBLISHED
    assert open_postings(side="need", to=None).exists()


def test_renewal_opens_thirty_days_before_the_end(county, need):
    need.deadline = None
    with pytest.raises(RuleBroken, match="三十天"):
        move_posting(actor=county, posting=need, move="renew")
    assert PostingMove.RENEW not in moves_offered(posting=need, to=county)
    Need.objects.filter(pk=need.pk).update(expires_on=timezone.localdate() + timedelta(days=30))
    need.refresh_from_db()
    assert PostingMove.RENEW in moves_offered(posting=need, to=county)


def test_closing_asks_for_a_coded_reason(county, need):
    with pytest.raises(RuleBroken):
        move_posting(actor=county, posting=need, move="close")
    with pytest.raises(RuleBroken, match="原因"):
        move_posting(actor=county, posting=need, move="close", reason="算了")
    assert move_posting(actor=county, posting=need, move="close", close_reason="met_elsewhere").state == "closed"


UNKNOWN = [(s, m) for s in PostingState.values for m in PostingMove.values if (s, m) not in POSTING_MOVES]


@pytest.mark.parametrize(("state", "move"), UNKNOWN)
def test_a_move_the_table_does_not_know_is_refused_with_those_it_knows(state, move):
    with pytest.raises(RuleBroken, match="可以执行"):
        next_state(state, move, reason="说明")


def test_a_need_is_drafted_from_a_commitment_in_one_step(county):
    commitment = Commitment.objects.filter(task__plan__shipped=True, modes__isnull=False).first()
    draft = draft_from_commitment(actor=county, commitment=commitment, seat=seats(to=county)[0])
    assert draft.commitment == commitment
    assert draft.strand == commitment.task.strand
    assert draft.mode == commitment.modes.first().mode
    assert draft.title
    assert len(draft.title) <= 80


def test_others_cannot_post_or_save_for_a_side(county, team, stranger, broker, write):
    draft = write(county, "need")
    for who in (team, stranger, broker):
        with pytest.raises(NotAllowed):
            save_posting(actor=who, posting=draft, read_at=draft.version, content={"title": "x"})
    with pytest.raises(NotAllowed):
        begin_posting(actor=broker, side="need", seat=seats(to=county)[0])


def test_the_submitter_cannot_review_and_strangers_cannot_review(county, province, stranger, team, write):
    draft = write(province, "need")
    move_posting(actor=province, posting=draft, move="submit")
    with pytest.raises(RuleBroken, match="自己"):
        move_posting(actor=province, posting=draft, move="publish")
    for who in (county, stranger, team):
        with pytest.raises(NotAllowed):
            move_posting(actor=who, posting=draft, move="publish")


def test_nobody_but_the_installation_cannot_be_asked_to_expire(administrator):
    with pytest.raises(NotAllowed):
        expire_postings(actor=administrator)


def test_who_sees_what(county, province, team, stranger, broker, administrator, write):
    draft = write(county, "need")
    for who, sees in ((county, True), (province, True), (team, False), (stranger, False), (broker, False)):
        assert visible_postings(side="need", to=who).filter(pk=draft.pk).exists() is sees
    assert not visible_postings(side="need", to=administrator).filter(pk=draft.pk).exists()  # drafts are for their side
    move_posting(actor=county, posting=draft, move="submit")
    assert visible_postings(side="need", to=administrator).filter(pk=draft.pk).exists()
    assert identity_of(posting=draft, to=county) == draft.identity
    assert identity_of(posting=draft, to=team) is None
    assert own_postings(side="need", to=team).count() == 0


def test_figures_are_read_as_people_write_them():
    read = read_figures("锂回收率 ≥ 85 %\n能耗不超过1.2千瓦时/千克；褐变率<5%")
    assert [(f["name"], f["relation"], f["value"], f["unit"]) for f in read] == [
        ("锂回收率", "at_least", "85", "%"),
        ("能耗", "at_most", "1.2", "千瓦时/千克"),
        ("褐变率", "below", "5", "%"),
    ]
    assert read_figures(figures_text(read)) == read
    with pytest.raises(NotAFigure):
        read_figures("越高越好")


def test_many_are_moved_at_once_and_what_a_rule_stands_against_is_left_with_its_reason(county, write):
    good, bad = write(county, "need"), write(county, "need", title="")
    lines = AuditEntry.objects.count()
    done = move_postings(actor=county, postings=[good, bad], move="submit")
    assert done.moved == (good,)
    assert [(posting, "标题" in why) for posting, why in done.left] == [(bad, True)]
    assert AuditEntry.objects.count() == lines + 1


def test_others_cannot_move_many(county, team, write):
    with pytest.raises(NotAllowed):
        move_postings(actor=team, postings=[write(county, "need")], move="submit")


def test_a_reviewer_passes_at_once_only_what_gives_no_cause_for_a_second_look(client, county, province, write):
    for title in ("枸杞保色干燥", "中宁枸杞保色干燥"):
        move_posting(actor=county, posting=write(county, "need", title=title), move="submit")
    client.force_login(province)
    client.post("/matching/needs/publish/")
    assert [need.title for need in open_postings(side="need", to=None)] == ["枸杞保色干燥"]
    assert [need.title for need in postings_to_review(side="need", to=province)] == ["中宁枸杞保色干燥"]


def test_what_is_published_together_is_placed_by_one_job(county, province, write):
    drafts = [write(county, "need"), write(county, "need", title="另一条")]
    move_postings(actor=county, postings=drafts, move="submit")
    for draft in drafts:
        move_posting(actor=province, posting=draft, move="publish")
    [job] = Job.objects.filter(kind="matching.place")
    assert sorted(job.payload["need"]) == sorted(draft.code for draft in drafts)


def test_a_draft_from_a_commitment_says_nothing_twice(county):
    for commitment in Commitment.objects.filter(task__plan__shipped=True).select_related("task__plan"):
        draft = draft_from_commitment(actor=county, commitment=commitment, seat=seats(to=county)[0])
        assert 0 < len(draft.title) <= 80
        assert draft.title != draft.body.rstrip("。；")


LONG = "建设盐湖资源综合利用中试平台，开展提锂示范。"


@pytest.mark.parametrize(
    ("words", "title", "body"),
    [
        (LONG, "建设盐湖资源综合利用中试平台", LONG),
        ("开展盐湖提锂示范。", "开展盐湖提锂示范", ""),
        ("共建，支持盐湖提锂示范应用", "共建，支持盐湖提锂示范应用", ""),
        ("建" * 100, "建" * 79 + "…", "建" * 100),
    ],
)
def test_the_first_clause_of_a_promise_is_its_title(words, title, body):
    assert title_and_body(words=words) == (title, body)


@pytest.mark.parametrize(
    "said",
    [
        "请加微信：lizi_2022 细谈",
        "微信号 ab-cd1234",
        "ｖｘ：ｍａｓｈｉｔｕ８８",
        "QQ 12345678",
        "写信到 ma[at]nx.gov.cn",
        "ma (at) nx (dot) gov (dot) cn",
        "ｍａ＠ｎｘ．ｇｏｖ．ｃｎ",
        "电话 139 0955 1234",
        "（0955）5021234",
        "ＷＷＷ．nx.gov.cn",
    ],
)
def test_ways_to_reach_somebody_are_found_however_they_are_written(county, write, said):
    draft = write(county, "need", body=f"需要既保色又节能的干燥办法，{said}")
    with pytest.raises(RuleBroken, match="认出您的单位"):
        move_posting(actor=county, posting=draft, move="submit")


@pytest.mark.parametrize(
    "said", ["用微信小程序填报", "QQ 浏览器", "每吨成本 1390 元，年产 0955 吨", "由 a(at)b 表示的点"]
)
def test_words_of_the_trade_are_no_way_to_reach_somebody(county, write, said):
    draft = write(county, "need", body=f"需要既保色又节能的干燥办法，{said}")
    assert move_posting(actor=county, posting=draft, move="submit").state == "submitted"


def test_a_province_that_the_facts_no_longer_hold_is_not_shown(county, write):
    Region.objects.filter(pk="640000").update(withdrawn_at=timezone.now())
    draft = write(county, "need")
    assert (draft.public_region, draft.public_zone) == (None, "west")


def test_tables_and_the_site_know_the_same_modes():
    with translation.override("zh-hans"):
        assert {code: str(word) for code, word in Mode.choices} == dict(MODES)


def test_what_ends_by_its_deadline_is_not_renewed_but_given_another(county, province, write, publish):
    soon = timezone.localdate() + timedelta(days=20)
    need = publish(write(county, "need", deadline=soon), by=county, reviewer=province)
    assert need.expires_on == soon
    assert PostingMove.RENEW not in moves_offered(posting=need, to=county)
    with pytest.raises(RuleBroken, match="改期限"):
        move_posting(actor=county, posting=need, move="renew")
