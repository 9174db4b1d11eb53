"""Clauses of short documents, each about one thing: what is an action, a goal, a fact; how the outline is read."""

import pytest

from dongxi.analysis.plan import Commitment
from tests.analysis.plan.short_documents import acts, reading


def test_a_force_word_carries_over_to_the_actions_that_follow() -> None:
    assert acts("一、平台共建。鼓励企业引进人才，建设中试基地，支持高校开放仪器。搭建服务平台。") == [
        ("encourage", "鼓励企业引进人才"),
        ("encourage", "建设中试基地"),
        ("support", "支持高校开放仪器"),
        ("direct", "搭建服务平台"),
    ]


def test_a_closing_result_is_a_goal_and_no_commitment() -> None:
    document = reading("一、良种攻关。联合开展青稞良种选育，提升种业创新能力，促进农业高质量发展。")
    assert [one.text for one in document.commitments] == ["联合开展青稞良种选育"]
    assert [goal.text for goal in document.tasks[0].goals] == ["提升种业创新能力", "促进农业高质量发展"]


def test_a_result_that_another_action_follows_is_an_action() -> None:
    assert acts("一、良种攻关。提升种业创新能力，建设良种繁育基地。") == [
        ("direct", "提升种业创新能力"),
        ("direct", "建设良种繁育基地"),
    ]


def test_a_framing_phrase_is_part_of_no_commitment() -> None:
    assert acts("一、绿色能源。围绕新型储能需求，建设中试平台。") == [("direct", "建设中试平台")]


def test_a_statement_of_fact_obliges_nobody() -> None:
    assert reading("一、总体情况很好。甲省资源储量居全国前列，但精深加工长期在外。").tasks == ()


def test_descriptive_sections_hold_no_tasks() -> None:
    document = reading("一、总体要求\n（一）主要目标。建设若干平台。\n二、重点任务\n（一）平台联建。建设联合实验室。")
    assert [task.id for task in document.tasks] == ["2.1"]


def test_clauses_under_safeguards_are_safeguards() -> None:
    document = reading(
        "一、重点任务\n（一）平台联建。建设联合实验室。\n二、保障措施\n（一）加强领导。建立联席会议制度。"
    )
    assert [task.kind for task in document.tasks] == ["task", "safeguard"]


def test_numbers_that_skip_or_restart_are_told_and_kept() -> None:
    document = reading("一、共建平台。建设平台。\n三、引进人才。引进人才。\n二、推广技术。推广技术。")
    assert [node.number for node in document.outline] == ["一、", "三、", "二、"]
    assert [doubt.code for doubt in document.warnings if doubt.code.startswith("number")] == [
        "number_skips",
        "number_restarts",
    ]


def test_a_number_that_runs_on_through_the_sections_raises_no_doubt() -> None:
    document = reading("一、甲\n（一）共建平台。建设平台。\n二、乙\n（二）引进人才。引进人才。")
    assert not [doubt for doubt in document.warnings if doubt.code.startswith("number")]


@pytest.mark.parametrize(
    ("styles", "levels"),
    [
        (("第一章 总体", "第一条 建设平台。建设联合实验室。", "（一）建设平台；"), [1, 2, 3]),
        (("（一）合作。", "1．平台。建设联合实验室。", "（1）种业。建设种质库。"), [1, 2, 3]),
        (("一、合作", "（一）平台", "①种业。建设种质库。"), [1, 2, 3]),
        (("1 合作", "1.1 建设平台 建设联合实验室，培育人才。", "1.1.1 建设种质库 建设种质库，培育人才。"), [1, 2, 3]),
    ],
)
def test_levels_follow_the_numbering_the_document_uses(styles: tuple[str, ...], levels: list[int]) -> None:
    assert [node.level for node in reading("\n".join(styles)).outline] == levels


def test_every_commitment_says_which_task_it_belongs_to() -> None:
    document = reading("一、平台联建。建设联合实验室，培养人才。")
    assert [(one.id, one.task) for one in document.commitments] == [("1-1", "1"), ("1-2", "1")]
    assert isinstance(document.commitments[0], Commitment)


LISTS = (
    "第一条 下列情形不予支持：\n（一）弄虚作假的；\n（二）逾期未完成的；\n（三）其他情形。",
    "一、合作方式如下：\n1.联合承担项目；\n2.共建研发机构；\n3.其他有利于提升能力的方式。",
    "（一）建设以下平台：\n1．联合实验室；\n2．技术转移中心；\n3．中试基地。",
    "一、下列事项由省科技厅负责：\n（1）编制计划；\n（2）组织申报；\n（3）协调事项。",
    "一、资料包括：\n①合作协议；\n②经费预算；\n③进度说明。",
)


@pytest.mark.parametrize("clauses", LISTS)
def test_the_last_item_of_a_list_is_no_heading_when_the_others_are_none(clauses: str) -> None:
    assert [node.heading for node in reading(clauses).outline][1:] == [None, None, None]


def test_short_clauses_after_a_full_stop_are_headings_still() -> None:
    document = reading("一、共建平台\n（一）联合实验室。\n1.光伏。建设光伏实验室。\n2.种业。建设种业实验室。")
    assert [node.heading for node in document.outline] == ["共建平台", "联合实验室", "光伏", "种业"]


SIGNED = "甲省科学技术厅\n2023年1月5日\n"
PLAN = "\n一、任务\n（一）共建平台。建设实验室。"


@pytest.mark.parametrize(
    ("annex", "heading"),
    [
        ("附件1：甲省东西部科技合作工作方案" + PLAN, ("附件1", "甲省东西部科技合作工作方案")),
        ("附件\n甲省东西部科技合作工作方案" + PLAN, ("附件", "甲省东西部科技合作工作方案")),
        ("附件1\n甲省东西部科技合作\n工作方案" + PLAN, ("附件1", "甲省东西部科技合作工作方案")),
        (
            "附件：甲省东西部科技合作工作方案\n（2023—2025年）" + PLAN,
            ("附件", "甲省东西部科技合作工作方案（2023—2025年）"),
        ),
        ("一、任务。建设实验室。\n附件2：任务分工表\n序号\n1\n共建平台", ("附件2", "任务分工表")),
        ("一、任务。建设实验室。\n附表1：重点项目清单\n序号\n项目", ("附表1", "重点项目清单")),
    ],
)
def test_an_annex_bears_the_title_on_its_own_line_or_below(annex: str, heading: tuple[str, str]) -> None:
    assert heading in [(node.number, node.heading) for node in reading(SIGNED + annex).outline]


def test_a_force_word_holds_no_further_than_the_next_semicolon() -> None:
    assert acts("一、平台共建。鼓励企业引进人才，建设中试基地；每年举办对接会。支持和田地区培训技术人员。") == [
        ("encourage", "鼓励企业引进人才"),
        ("encourage", "建设中试基地"),
        ("direct", "每年举办对接会"),
        ("support", "支持和田地区培训技术人员"),
    ]


@pytest.mark.parametrize(
    "result",
    [
        "守好黄河上游生态屏障",
        "守住粮食安全底线",
        "补上山区农机装备短板",
        "解除交流人员后顾之忧",
        "走出一条产业转型新路",
        "协同服务向西开放",
        "贡献西部创新力量",
        "提升种业创新能力",
    ],
)
def test_what_a_sentence_closes_with_is_its_goal(result: str) -> None:
    [task] = reading(f"一、科技合作。建设联合实验室，{result}。").tasks
    assert [goal.text for goal in task.goals] == [result]


@pytest.mark.parametrize(
    "action",
    [
        "省科技厅及时梳理典型做法",
        "由分管副省长担任召集人",
        "向毗邻地区推介修复模式",
        "对进展缓慢的项目及时预警",
        "在乌江流域集成应用治理技术",
        "在线共享仪器800台以上",
        "依法依规追究责任",
        "对接东部优势企业",
    ],
)
def test_an_action_is_seen_wherever_its_verb_stands(action: str) -> None:
    assert [text for _, text in acts(f"一、科技合作。建立通报制度，{action}。")] == ["建立通报制度", action]


def test_a_fact_about_the_basis_of_cooperation_is_no_action() -> None:
    assert acts("一、科技合作。两省合作基础扎实，产业互补性强。共建中试基地。") == [("direct", "共建中试基地")]


@pytest.mark.parametrize(
    ("clause", "spans"),
    [
        ("由甲大学牵头，乙学院、丙所参加，与丁大学共同组建研究中心。", 1),
        ("由甲大学主持，联合丁大学选育新品种。", 1),
        ("对援助满三年的专家，在职称评审中予以倾斜。", 1),
        ("涉及个人信息的数据，须经脱敏方可提供。", 1),
        ("连续两次排名末位的县（市），由专班约谈负责人。", 1),
        ("甲县会同乙县办好培训班，每年培训茶农不少于500人次。", 2),
        ("向企业发放创新券，创新券可在两省通兑。", 2),
        ("建立会商制度，每两个月调度一次。", 2),
        ("按国家要求承接外省计算业务。", 1),
        ("开展技术攻关，力争每年转化成果3项。", 2),
        ("甲市牵手乙市，每季度互换监测数据。", 2),
    ],
)
def test_an_action_holds_its_condition_and_its_partners_and_no_second_action(clause: str, spans: int) -> None:
    assert len(acts(f"一、科技合作。{clause}")) == spans
