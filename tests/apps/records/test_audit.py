"""The audit is one chain of lines nobody can change unseen."""

from __future__ import annotations

import hashlib

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction

from dongxi.apps.people.models import User
from dongxi.apps.people.services import grant_role
from dongxi.apps.records.audit import START, audit, first_break
from dongxi.apps.records.errors import NotAllowed
from dongxi.apps.records.models import AuditEntry, ChainHead
from dongxi.apps.records.permissions import SYSTEM, require
from dongxi.apps.records.queries import chain_state, visible_audit


@pytest.fixture
def lines(db) -> None:
    with transaction.atomic():
        for number in range(5):
            audit(SYSTEM, "records.load_facts", f"line {number}", number=number)


@pytest.fixture
def unguarded(db):
    """The database's own guard against changing lines is off, as for somebody who owns the machine."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE records_auditentry DISABLE TRIGGER audit_append_only")


def test_sm3_is_the_standard_one():
    """GB/T 32905-2016, annex A.1: the digest of `abc`."""
    assert hashlib.new("sm3", b"abc").hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_each_line_follows_the_one_before(lines):
    entries = list(AuditEntry.objects.order_by("sequence"))
    assert entries[0].previous == START
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert first_break() is None


def test_the_database_refuses_to_change_or_remove_a_line(lines):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(sequence=2).update(actor_label="nobody")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(sequence=2).delete()


def test_a_changed_line_is_found_where_it_stands(lines, unguarded):
    AuditEntry.objects.filter(sequence=3).update(detail={"number": 30})
    assert first_break().sequence == 3


def test_a_removed_line_is_found(lines, unguarded):
    AuditEntry.objects.filter(sequence=3).delete()
    assert first_break().sequence == 3


def test_a_removed_tail_is_found(lines, unguarded):
    AuditEntry.objects.filter(sequence=5).delete()
    assert "链尾应为第 5 条" in first_break().reason


def test_a_line_beyond_the_head_is_found(lines):
    ChainHead.objects.update(sequence=4)
    assert "多出" in first_break().reason


def test_looking_at_the_last_lines_finds_what_is_among_them(lines, unguarded):
    AuditEntry.objects.filter(sequence=2).update(detail={"number": 20})
    assert first_break(last=2) is None
    assert first_break(last=4).sequence == 2


def test_no_line_without_a_transaction_or_a_declared_verb(db):
    with transaction.atomic(), pytest.raises(ImproperlyConfigured, match="undeclared"):
        audit(SYSTEM, "records.nothing", "x")


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(ImproperlyConfigured, match="outside a transaction"):
        audit(SYSTEM, "records.load_facts", "x")


def test_a_change_that_fails_leaves_no_line(db):
    with transaction.atomic():
        audit(SYSTEM, "records.load_facts", "x")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_an_expert_cannot_read_the_audit_but_sees_their_own_lines(facts, client):
    expert = User.objects.create_user("expert")
    grant_role(actor=SYSTEM, user=expert, role="expert")
    with pytest.raises(NotAllowed):
        require(expert, "records.read_audit")
    assert not visible_audit(to=expert).exists()
    assert chain_state(to=expert) is None
    with transaction.atomic():
        audit(expert, "records.start_job", "own")
    assert [line.subject_label for line in visible_audit(to=expert)] == ["own"]
    client.force_login(expert)
    page = client.get("/records/audit/").content.decode()
    assert "只有您自己办理的事项" in page


def test_a_ministry_cannot_read_sealed_audit_of_others(facts):
    """Lines of an app whose parties are anonymous would tell who they are: `records.read_sealed_audit`."""
    ministry, administrator, author = (User.objects.create_user(name) for name in ("ministry", "keeper", "author"))
    grant_role(actor=SYSTEM, user=ministry, role="ministry")
    grant_role(actor=SYSTEM, user=administrator, role="administrator")
    with transaction.atomic():
        audit(author, "matching.post", "sealed")
        audit(ministry, "matching.post", "own")
    sealed = {"verb": "matching.post"}
    assert [line.subject_label for line in visible_audit(to=ministry).filter(**sealed)] == ["own"]
    assert [line.subject_label for line in visible_audit(to=author)] == ["sealed"]
    assert visible_audit(to=administrator).filter(**sealed).count() == 2


def test_the_audit_page_says_whether_the_chain_is_whole(facts, client, unguarded):
    evaluator = User.objects.create_user("evaluator")
    grant_role(actor=SYSTEM, user=evaluator, role="evaluator")
    client.force_login(evaluator)
    page = client.get("/records/audit/").content.decode()
    assert "首尾相接" in page
    assert ChainHead.objects.get().digest in page
    AuditEntry.objects.filter(sequence=2).update(actor_label="nobody")
    assert "审计链断裂" in client.get("/records/audit/").content.decode()


def test_the_audit_page_costs_the_same_queries_however_many_lines(facts, client, django_assert_max_num_queries):
    ministry = User.objects.create_user("ministry")
    grant_role(actor=SYSTEM, user=ministry, role="ministry")
    client.force_login(ministry)
    with transaction.atomic():
        for number in range(60):
            audit(SYSTEM, "records.load_facts", f"line {number}")
    with django_assert_max_num_queries(14):
        assert client.get("/records/audit/").status_code == 200
