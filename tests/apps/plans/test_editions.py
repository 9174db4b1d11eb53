"""A corrected upload of a document takes over what was decided about the words it repeats, and nothing else."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dongxi.analysis.plan import read_text
from dongxi.apps.matching.queries.postings import seats
from dongxi.apps.matching.services.postings import draft_from_commitment
from dongxi.apps.people.models import Region
from dongxi.apps.plans import queries, services
from dongxi.apps.plans.models import Commitment, Plan
from dongxi.apps.plans.storing.correcting import Correction, NamedParty
from dongxi.apps.records import services as records
from dongxi.apps.records.errors import NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(small_text, ningxia):
    """Ningxia's department brings the small plan with some words put right."""

    def edition(*changes: tuple[str, str], region: str = "640000", actor=ningxia) -> Plan:
        words = small_text
        for old, new in changes:
            assert old in words
            words = words.replace(old, new)
        digest = hashlib.sha256(words.encode()).hexdigest()
        file = StoredFile.objects.create(sha256=digest, size=len(words), media_type="text/plain")
        place = Region.objects.get(pk=region)
        document = read_text(words)
        return services.draft_plan(
            actor=actor, document=document, file=file, file_name="新.txt", region=place, job=None
        )

    return edition


def decisions(plan: Plan) -> dict[str, str]:
    return {row.text[:6]: row.decision for row in queries.review_rows(plan)}


def with_words(plan: Plan, begin: str) -> Commitment:
    return next(row for row in queries.review_rows(plan) if row.text.startswith(begin))


@pytest.fixture
def decided(reviewed, ningxia) -> Plan:
    """The small plan: one commitment corrected, one rejected, the rest accepted; who answers for a task corrected."""
    corrected, rejected = with_words(reviewed, "支持宁夏大学"), with_words(reviewed, "鼓励企业")
    wanted = Correction(
        quote=corrected.text,
        force="encourage",
        modes=("joint_research", "talent_exchange"),
        parties=(NamedParty(name="宁夏大学", role="beneficiary"), NamedParty(name="上海", role="partner", acts=False)),
        due="2024",
    )
    services.correct_commitment(actor=ningxia, commitment=corrected, read_at=corrected.version, correction=wanted)
    services.reject_commitment(actor=ningxia, commitment=rejected, read_at=rejected.version)
    task = corrected.task
    services.correct_responsible(
        actor=ningxia, task=task, read_at=task.version, parties=[NamedParty(name="宁夏大学", role="lead")]
    )
    return reviewed


def test_what_stands_unchanged_is_decided_as_before_and_what_changed_stays_open(decided, edition, ningxia):
    new = edition(("组织开展科技特派员培训", "组织开展科技特派员专题培训"))
    before, count = decisions(decided), services.carry_over(actor=ningxia, plan=new).commitments
    after = decisions(new)
    assert after.pop("组织开展科技") == "proposed"
    assert count == len(after)
    assert after == {begin: before[begin] for begin in after}
    assert {"accepted", "corrected", "rejected"} == set(after.values())


def test_a_correction_comes_with_everything_it_said(decided, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    services.carry_over(actor=ningxia, plan=new)
    row = with_words(new, "支持宁夏大学")
    assert (row.force, row.due_text, row.due_year) == ("encourage", "2024", 2024)
    assert {mode.mode for mode in row.modes.all()} == {"joint_research", "talent_exchange"}
    assert [(party.name, party.acts) for party in row.parties.all()] == [("宁夏大学", True), ("上海", False)]
    assert row.parties.get(name="上海").region_id == "310000"
    assert new.text[row.start : row.end] == row.text
    assert [party.name for party in queries.responsible_in(row.task)] == ["宁夏大学"]
    line = AuditEntry.objects.filter(subject_type="plans.plan", detail__has_key="carried_from").get()
    assert line.detail["carried_from"] == decided.slug
    assert "沿用较早版本的结论" in queries.history(row)[0].what


@pytest.mark.parametrize("given_up", ["rejected", "shortened"])
def test_a_correction_that_took_words_of_the_next_commitment_is_taken_over_too(reviewed, edition, ningxia, given_up):
    one, other = next(
        (one, other) for one, other in pairwise(queries.review_rows(reviewed)) if one.task_id == other.task_id
    )
    longer = Correction(quote=reviewed.text[one.start : other.start + 4], force=one.force)
    if given_up == "rejected":
        services.reject_commitment(actor=ningxia, commitment=other, read_at=other.version)
    else:
        shorter = Correction(quote=other.text[4:], force=other.force)
        services.correct_commitment(actor=ningxia, commitment=other, read_at=other.version, correction=shorter)
    services.correct_commitment(actor=ningxia, commitment=one, read_at=one.version, correction=longer)
    new = edition(("2023年3月1日", "2023年3月2日"))
    carried = services.carry_over(actor=ningxia, plan=new)
    assert carried.left == 0
    assert decisions(new) == decisions(reviewed)
    assert [row.text for row in queries.review_rows(new)] == [row.text for row in queries.review_rows(reviewed)]


def test_the_review_offers_it_once_and_the_earlier_edition_keeps_its_decisions(client, decided, edition, ningxia):
    kept, new = decisions(decided), edition(("2023年3月1日", "2023年3月2日"))
    client.force_login(ningxia)
    address = f"/plans/{new.slug}/review/"
    assert "沿用较早版本的结论" in client.get(address).content.decode()
    assert client.post(f"{address}carry/").url == address
    assert "沿用较早版本的结论</button>" not in client.get(address).content.decode()
    assert decisions(decided) == kept
    with pytest.raises(RuleBroken, match="没有可以沿用"):
        services.carry_over(actor=ningxia, plan=new)


def test_another_document_or_another_place_has_no_earlier_edition(decided, edition, ningxia, ministry):
    other = edition(("宁科发〔2023〕7号", "宁科发〔2024〕9号"), ("落实方案", "行动方案"))
    assert queries.earlier_edition(other, to=ningxia) is None
    Plan.objects.filter(pk=other.pk).update(succeeds=decided)
    other.refresh_from_db()
    assert queries.earlier_edition(other, to=ningxia).plan == decided
    elsewhere = edition(("2023年3月1日", "2023年3月3日"), region="310000", actor=ministry)
    assert queries.earlier_edition(elsewhere, to=ministry) is None


def test_of_two_tasks_with_one_title_neither_takes_over_who_answers(decided, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    corrected = decided.tasks.get(responsible_corrected=True)
    assert [task.title for task, _before in queries.earlier_edition(new, to=ningxia).responsible] == [corrected.title]
    new.tasks.exclude(title=corrected.title).update(title=corrected.title)
    assert queries.earlier_edition(new, to=ningxia).responsible == ()


def test_who_may_not_decide_cannot_take_over(decided, edition, shanghai):
    new = edition(("2023年3月1日", "2023年3月2日"))
    with pytest.raises(NotAllowed):
        services.carry_over(actor=shanghai, plan=new)
    assert queries.earlier_edition(new, to=shanghai) is None


def published(plan: Plan, ningxia, colleague) -> Plan:
    for row in queries.review_rows(plan):
        if row.decision == "proposed":
            services.accept_commitment(actor=ningxia, commitment=row, read_at=row.version)
    for actor, move in ((ningxia, "submit"), (colleague, "verify"), (colleague, "publish")):
        plan.refresh_from_db()
        services.move_plan(actor=actor, plan=plan, move=move, read_at=plan.version)
    return plan


def proved(actor, subject, title: str) -> None:
    records.file_evidence(
        actor=actor, permission="plans.file_evidence", subject=subject, title=title, link="https://example.org/a"
    )


def test_evidence_of_the_earlier_edition_counts_and_is_shown_as_of_the_edition_before(
    client, decided, edition, ningxia, colleague
):
    published(decided, ningxia, colleague)
    before = with_words(decided, "支持宁夏大学")
    proved(ningxia, before, "联合选育协议")
    new = edition(("2023年3月1日", "2023年3月2日"))
    services.carry_over(actor=ningxia, plan=new)
    published(new, ningxia, colleague)
    proved(ningxia, before.task, "实验室揭牌报道")
    decided.refresh_from_db()
    services.move_plan(actor=colleague, plan=decided, move="withdraw", read_at=decided.version, reason="已有更正版")
    row = with_words(new, "支持宁夏大学")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "前一版" in page
    assert "联合选育协议" in page
    assert "尚无佐证" not in page
    assert before.evidence_address() not in page  # the public cannot open it there any more
    assert "实验室揭牌报道" in client.get(row.task.get_absolute_url()).content.decode()
    shown = queries.ledger(to=ningxia, on=date(2024, 11, 24)).get(pk=row.pk)
    assert (shown.evidence_count, shown.earlier_count, shown.state_code) == (1, 1, "evidenced")
    address = f"/plans/ledger/?plan={new.slug}&column=code&column=evidence&column=earlier&format=csv"
    table = b"".join(client.get(address).streaming_content).decode("utf-8-sig").splitlines()
    assert "其中前一版" in table[0]
    assert f"{row.code},1,1" in table
    [task] = queries.tasks_with_parts(to=ningxia, on=date(2024, 11, 24)).filter(pk=row.task_id)
    assert task.evidence_count == 2
    client.force_login(ningxia)
    assert before.evidence_address() in client.get(row.evidence_address()).content.decode()


def test_a_task_of_which_nothing_was_taken_over_stands_in_no_line(decided, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    by_hand = with_words(new, "鼓励企业").task
    services.accept_task(actor=ningxia, task=by_hand)
    services.carry_over(actor=ningxia, plan=new)
    lines = dict(new.tasks.values_list("title", "line"))
    assert lines.pop(by_hand.title) is None
    assert all(lines.values())
    line = AuditEntry.objects.filter(subject_type="plans.plan", detail__has_key="linked").get()
    tasks = decided.tasks.exclude(title=by_hand.title)
    linked = {*tasks.values_list("code", flat=True), *tasks.values_list("commitments__code", flat=True)}
    assert set(line.detail["linked"]) == linked


def test_a_piece_counts_once_in_the_newest_published_edition(client, decided, edition, ningxia, colleague):
    published(decided, ningxia, colleague)
    before = with_words(decided, "支持宁夏大学")
    proved(ningxia, before, "联合选育协议")
    new = edition(("2023年3月1日", "2023年3月2日"))
    services.carry_over(actor=ningxia, plan=new)
    row = with_words(new, "支持宁夏大学")

    def counted() -> list[set[int]]:
        commitments, tasks = (
            queries.ledger(to=ningxia, on=date(2024, 11, 24)),
            queries.tasks_with_parts(to=ningxia, on=date(2024, 11, 24)),
        )
        proven = [commitments.filter(evidence_count=1), tasks.filter(evidence_count=1)]
        assert not commitments.filter(evidence_count__gt=1).exists()
        return [set(rows.filter(pk__in=pks).values_list("pk", flat=True)) for rows, pks in
                zip(proven, ((before.pk, row.pk), (before.task_id, row.task_id)), strict=True)]  # fmt: skip

    assert counted() == [{before.pk}, {before.task_id}]
    published(new, ningxia, colleague)
    assert counted() == [{row.pk}, {row.task_id}]
    for subject in (before, before.task):
        page = client.get(subject.get_absolute_url()).content.decode()
        assert "新版已发布，这里的佐证算在新版的同一条上" in page
        assert "尚无佐证。由责任单位" not in page
    assert "新版已发布" not in client.get(row.get_absolute_url()).content.decode()
    services.move_plan(actor=colleague, plan=new, move="withdraw", read_at=new.version, reason="有误")
    assert counted() == [{before.pk}, {before.task_id}]


def test_what_proves_a_withdrawn_edition_is_shown_but_nobody_drafts_a_need_from_it(
    decided, edition, ningxia, colleague, person
):
    published(decided, ningxia, colleague)
    before = with_words(decided, "支持宁夏大学")
    new = edition(("2023年3月1日", "2023年3月2日"))
    services.carry_over(actor=ningxia, plan=new)
    published(new, ningxia, colleague)
    decided.refresh_from_db()
    services.move_plan(actor=colleague, plan=decided, move="withdraw", read_at=decided.version, reason="已有更正版")
    before = Commitment.objects.get(pk=before.pk)
    county = person("local", "640521")
    [seat, *_others] = seats(to=county)
    assert before.evidence_seen_by(county)
    assert not before.seen_by(county)
    assert before.task.evidence_seen_by(county)
    assert not before.task.seen_by(county)
    with pytest.raises(NotAllowed):
        draft_from_commitment(actor=county, commitment=before, seat=seat)
    draft_from_commitment(actor=county, commitment=with_words(new, "支持宁夏大学"), seat=seat)


def test_evidence_of_a_third_edition_reaches_back_to_the_first(decided, edition, ningxia, colleague):
    published(decided, ningxia, colleague)
    proved(ningxia, with_words(decided, "支持宁夏大学"), "联合选育协议")
    second = edition(("2023年3月1日", "2023年3月2日"))
    services.carry_over(actor=ningxia, plan=second)
    third = edition(("2023年3月1日", "2023年3月3日"))
    services.carry_over(actor=ningxia, plan=third)
    found = queries.earlier_evidence(with_words(third, "支持宁夏大学"), to=ningxia)
    assert [(each.plan, [piece.title for piece in each.pieces]) for each in found] == [(decided, ["联合选育协议"])]
    assert queries.earlier_evidence(with_words(decided, "支持宁夏大学"), to=ningxia) == []


def test_what_was_taken_over_is_named_also_where_it_is_responsible_bodies_alone(client, decided, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    for row in queries.review_rows(new):
        services.accept_commitment(actor=ningxia, commitment=row, read_at=row.version)
    client.force_login(ningxia)
    page = client.post(f"/plans/{new.slug}/review/carry/", follow=True).content.decode()
    assert "1 项任务更正过的责任单位" in page
    assert "0 条" not in page
    assert "共0条" not in page


def test_two_long_editions_are_compared_with_one_copy_of_each_text(decided, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    repeated = queries.earlier_edition(new, to=ningxia).repeated
    assert len(repeated) > 1
    assert len({id(row.task.plan) for row, _before in repeated}) == 1
    assert len({id(before.task.plan) for _row, before in repeated}) == 1
    assert all("text" in row.task.plan.get_deferred_fields() for row in queries.review_rows(new))


def test_comparing_editions_takes_as_many_queries_however_much_they_repeat(
    decided, edition, ningxia, django_assert_num_queries
):
    little = edition(*((row.text, f"{row.text[:4]}另行{row.text[4:]}") for row in queries.review_rows(decided)[1:]))
    with CaptureQueriesContext(connection) as few:
        found = queries.earlier_edition(little, to=ningxia)
    services.discard_plan(actor=ningxia, plan=little, read_at=little.version, reason="试")
    much = edition(("2023年3月1日", "2023年3月2日"))
    with django_assert_num_queries(len(few)):
        assert len(queries.earlier_edition(much, to=ningxia).repeated) > len(found.repeated) > 0


def test_an_earlier_edition_nobody_decided_on_is_not_read(draft, edition, ningxia):
    new = edition(("2023年3月1日", "2023年3月2日"))
    with CaptureQueriesContext(connection) as asked:
        assert queries.earlier_edition(new, to=ningxia) is None
    assert not any('"proposal"' in query["sql"] for query in asked)
