"""Short documents of our own, each about one thing."""

import pytest

from dongxi.analysis.plan import Commitment, PlanDocument, Task, read_text

HEAD = "甲省东西部科技合作实施方案\n为加强合作，制定本方案。\n"


def reading(clauses: str) -> PlanDocument:
    return read_text(HEAD + clauses)


def only_task(clauses: str) -> Task:
    [task] = reading(clauses).tasks
    return task


def acts(clauses: str) -> list[tuple[str, str]]:
    return [(one.force, one.text) for one in reading(clauses).commitments]


def names(parties: tuple) -> set[str]:
    return {party.name for party in parties}


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


def test_pairs_named_one_after_the_other_are_pairs_of_their_own() -> None:
    task = only_task("一、园区合作。推动昆明高新区与苏州高新区、玉溪高新区与常州高新区结对发展。")
    sides = [(names(pair.a), names(pair.b)) for pair in task.pairings]
    assert sides == [({"昆明高新区"}, {"苏州高新区"}), ({"玉溪高新区"}, {"常州高新区"})]


def test_lists_on_both_sides_are_one_pairing_and_no_couples() -> None:
    task = only_task("一、联合攻关。支持宁夏大学、北方民族大学联合浙江大学、江南大学开展技术攻关。")
    [pair] = task.pairings
    assert names(pair.a) == {"宁夏大学", "北方民族大学"}
    assert names(pair.b) == {"浙江大学", "江南大学"}


def test_bodies_told_by_kind_are_never_paired() -> None:
    assert only_task("一、人才合作。支持宁夏大学与东部高校开展教师双聘。").pairings == ()


def test_a_region_inside_the_name_of_a_body_is_no_party() -> None:
    task = only_task("一、联合攻关。支持西藏联合上海交通大学开展藏药研究。")
    assert names(task.regions) == {"西藏"}
    assert names(task.organisations) == {"上海交通大学"}


def test_set_phrases_that_hold_a_place_name_name_nobody() -> None:
    task = only_task("一、保护生态。为实现长治久安，建设青藏高原监测平台，推动产学研合作市场化。")
    assert task.regions == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("实施“科技援疆”工程", "650000"),
        ("推动“科技入滇”", "530000"),
        ("支持新疆建设试验区", "650000"),
        ("选派专家来宁服务", "640000"),
    ],
)
def test_a_province_is_recognised_in_its_guises(words: str, code: str) -> None:
    document = read_text(f"宁夏东西部科技合作方案\n一、推进合作。{words}。")
    assert code in {party.code for task in document.tasks for party in task.regions}


def test_one_character_is_read_as_a_province_only_where_it_must_be_one() -> None:
    assert only_task("一、人才工作。鼓励在新的领域培养青年人才，引进甘草种植技术。").regions == ()


@pytest.mark.parametrize(
    ("bracket", "leads", "supports"),
    [
        ("（省科技厅、省财政厅负责）", {"省科技厅", "省财政厅"}, set()),
        ("（省科技厅牵头，省财政厅、各市人民政府配合）", {"省科技厅"}, {"省财政厅", "各市人民政府"}),
        ("（责任单位：省科技厅、省财政厅）", {"省科技厅"}, {"省财政厅"}),
        ("（牵头单位：省科技厅；配合单位：省财政厅）", {"省科技厅"}, {"省财政厅"}),
        ("\n牵头单位：省科技厅；配合单位：省财政厅", {"省科技厅"}, {"省财政厅"}),
        ("（省科技厅、省财政厅按职责分工负责）", {"省科技厅", "省财政厅"}, set()),
        ("省科技厅牵头，省财政厅配合。", {"省科技厅"}, {"省财政厅"}),
        (
            "由省科技厅、省教育厅牵头，省财政厅、各市人民政府配合落实。",
            {"省科技厅", "省教育厅"},
            {"省财政厅", "各市人民政府"},
        ),
        ("\n省农业农村厅牵头负责，省水利厅参与。", {"省农业农村厅"}, {"省水利厅"}),
    ],
)
def test_who_leads_and_who_supports_is_read_from_brackets_and_lines(
    bracket: str, leads: set[str], supports: set[str]
) -> None:
    task = only_task(f"一、平台联建。建设联合实验室。{bracket}")
    assert {party.name for party in task.responsible if party.role == "lead"} == leads
    assert {party.name for party in task.responsible if party.role == "support"} == supports


@pytest.mark.parametrize(
    ("closing", "leads", "supports"),
    [
        ("责任部门：省水利厅、省气象局。", {"省水利厅"}, {"省气象局"}),
        ("责任单位：省水利厅。", {"省水利厅"}, set()),
        ("牵头单位：省水利厅；配合单位：省气象局。", {"省水利厅"}, {"省气象局"}),
        ("省水利厅牵头，省气象局协助。", {"省水利厅"}, {"省气象局"}),
    ],
)
def test_a_closing_sentence_without_brackets_says_who_answers_and_asks_for_nothing(
    closing: str, leads: set[str], supports: set[str]
) -> None:
    document = reading(f"一、灌溉节水。建设墒情监测平台。推广滴灌技术。{closing}")
    [task] = document.tasks
    assert {party.name for party in task.responsible if party.role == "lead"} == leads
    assert {party.name for party in task.responsible if party.role == "support"} == supports
    assert [one.text for one in document.commitments] == ["建设墒情监测平台", "推广滴灌技术"]


def test_a_university_that_leads_a_project_does_not_answer_for_the_clause() -> None:
    task = only_task("一、良种攻关。由宁夏大学牵头，浙江大学参与。")
    assert {party.role for party in task.responsible} <= {"beneficiary", "partner"}


def test_things_named_before_a_general_word_are_each_a_deliverable_and_the_general_word_is_none() -> None:
    task = only_task("一、平台联建。共建丝路研究院、区域智库等创新平台。")
    assert [thing.name for thing in task.deliverables] == ["丝路研究院", "区域智库"]


def test_a_quantity_is_no_part_of_a_deliverable() -> None:
    [thing] = only_task("一、平台联建。建设3个联合实验室。").deliverables
    assert (thing.name, thing.type, thing.cue) == ("联合实验室", "laboratory", "建设")


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2025年底前建成中试平台", "2025"),
        ("于2024年6月底前制定实施方案", "2024-06"),
        ("2023年12月31日前建成中试平台", "2023-12-31"),
        ("总结2021年建设平台的经验", None),
        ("每年3月底前报送计划", None),
    ],
)
def test_a_due_date_is_given_only_where_the_text_sets_one(words: str, date: str | None) -> None:
    due = only_task(f"一、平台联建。{words}。").due
    assert (due.date if due else None) == date


MODES = {
    "推动大型科研仪器开放共享": "resource_sharing",
    "互派科技干部挂职": "talent_exchange",
    "共建联合实验室": "platform_building",
    "联合开展盐湖提锂技术攻关": "joint_research",
    "推动科技成果转化应用": "technology_transfer",
    "设立飞地园区": "park_building",
}


@pytest.mark.parametrize(("words", "mode"), MODES.items())
def test_each_mode_shows_in_its_words(words: str, mode: str) -> None:
    [commitment] = reading(f"一、推进合作。{words}。").commitments
    assert [one.code for one in commitment.modes] == [mode]


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


SHAANXI = "陕西省东西部科技合作实施方案\n为加强合作，制定本方案。\n"


@pytest.mark.parametrize(
    ("section", "own", "other"),
    [
        ("一、科技援藏\n（一）高原医学。组织西安交通大学与西藏大学联合培养医师。", "西安交通大学", "西藏大学"),
        ("一、服务西部省区\n（一）仪器共享。推动西北大学与青海大学共享仪器。", "西北大学", "青海大学"),
        ("一、科技援疆。支持西北农林科技大学与石河子大学共建实验室。", "西北农林科技大学", "石河子大学"),
    ],
)
def test_below_a_heading_that_says_so_the_document_s_province_is_the_one_that_helps(
    section: str, own: str, other: str
) -> None:
    [task] = read_text(SHAANXI + section).tasks
    assert {party.name: party.role for party in task.organisations} == {own: "partner", other: "beneficiary"}


@pytest.mark.parametrize(
    ("section", "own", "other"),
    [
        ("一、产业协作。支持西北大学与四川大学共建实验室。", "西北大学", "四川大学"),
        ("一、服务西部大开发。支持西安交通大学与重庆大学共建实验室。", "西安交通大学", "重庆大学"),
        ("一、科技兴陕。支持长安大学与东南大学共建实验室。", "长安大学", "东南大学"),
    ],
)
def test_elsewhere_in_a_western_province_s_plan_whoever_is_from_outside_is_its_partner(
    section: str, own: str, other: str
) -> None:
    [task] = read_text(SHAANXI + section).tasks
    assert {party.name: party.role for party in task.organisations} == {own: "beneficiary", other: "partner"}


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
    ("words", "modes"),
    [
        ("种质材料向合作单位有序开放", {"resource_sharing"}),
        ("开放政务、交通、气象等领域的数据", {"resource_sharing"}),
        ("组织专家分赴各县蹲点服务", {"talent_exchange"}),
        ("设立“西部学者”工作站", {"talent_exchange", "platform_building"}),
        ("共同研发高原农机", {"joint_research"}),
        ("与东部企业合作开发节水材料", {"joint_research"}),
        ("互设技术转移窗口", {"technology_transfer"}),
        ("转让一批成熟技术", {"technology_transfer"}),
        ("兴办“园中园”", {"park_building"}),
        ("与苏州工业园区结成友好园区", {"park_building"}),
        ("在山区布设野外观测站", {"platform_building"}),
        ("培训技术经纪人100名", {"talent_exchange"}),
        ("委托东部管理团队整体托管开发区", {"park_building"}),
    ],
)
def test_modes_show_in_many_words(words: str, modes: set[str]) -> None:
    [commitment] = reading(f"一、推进合作。{words}。").commitments
    assert {one.code for one in commitment.modes} == modes


@pytest.mark.parametrize(
    ("words", "modes"),
    [
        ("推动新疆技术交易市场与上海技术交易所数据共享", {"resource_sharing"}),
        ("引入中国科学院软件研究所参加", set()),
        ("支持兰州大学联合国家技术转移东部中心培训人员", {"talent_exchange"}),
        ("按技术合同成交额给予补助", set()),
        ("邀请江苏省产业技术研究院参加论坛", set()),
    ],
)
def test_the_name_of_a_body_shows_no_mode(words: str, modes: set[str]) -> None:
    [commitment] = reading(f"一、推进合作。{words}。").commitments
    assert {one.code for one in commitment.modes} == modes


@pytest.mark.parametrize(
    ("words", "names_of_things"),
    [
        ("共建盐湖资源绿色开发联合实验室、中试熟化平台", ["盐湖资源绿色开发联合实验室", "中试熟化平台"]),
        ("组建新能源开发工程研究中心", ["新能源开发工程研究中心"]),
        ("共建文物保护提升工程中心", ["文物保护提升工程中心"]),
        ("兴办“园中园”", ["园中园"]),
        ("合办卓越工程师培养基地2个", ["卓越工程师培养基地"]),
        ("建立项目台账管理制度", ["项目台账管理制度"]),
    ],
)
def test_a_verb_inside_a_name_does_not_cut_it(words: str, names_of_things: list[str]) -> None:
    assert [thing.name for thing in only_task(f"一、平台联建。{words}。").deliverables] == names_of_things


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


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("观测资料经脱密后向三省科研单位开放", "resource_sharing"),
        ("样机图纸供合作社免费使用", "resource_sharing"),
        ("建立大型仪器通借通还制度", "resource_sharing"),
        ("与两省互换气象数据", "resource_sharing"),
        ("接入国家农业科学数据中心", "resource_sharing"),
        ("鼓励边境县承接两省成熟技术", "technology_transfer"),
        ("优先落地长三角成熟成果", "technology_transfer"),
        ("由集团提供整套种植方案", "technology_transfer"),
        ("在两县开展“光伏+储能”技术示范", "technology_transfer"),
        ("在流域各建1处修复示范基地", "platform_building"),
        ("援建智慧节水灌溉试验站", "platform_building"),
        ("在两地互设创新驿站各1个", "platform_building"),
        ("合力解决再生铝除杂等5项难题", "joint_research"),
        ("开展藏药经典名方评价", "joint_research"),
        ("签订实习实践协议", "talent_exchange"),
        ("建立博士后联培机制", "talent_exchange"),
    ],
)
def test_a_mode_shows_in_what_is_done_however_it_is_worded(words: str, mode: str) -> None:
    [commitment] = reading(f"一、推进合作。{words}。").commitments
    assert mode in {one.code for one in commitment.modes}
