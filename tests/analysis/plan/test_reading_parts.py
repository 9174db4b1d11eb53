"""What a clause of a short document says: who, with whom, by which mode, to make what, by when."""

import pytest

from dongxi.analysis.plan import read_text
from tests.analysis.plan.short_documents import names, only_task, reading


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


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        ("（责任单位：省科技厅；完成时限：2024年12月）", ["2024-12", "2024-12"]),
        ("以上工作2024年底前完成。", ["2024", "2024"]),
        ("力争2024年前突破2项关键技术。", [None, None]),
        ("本措施有效期至2024年12月31日。", [None, None]),
        ("（完成时限：2024年）（完成时限：2025年）", [None, None]),
    ],
)
def test_a_date_holds_for_every_action_only_where_it_is_stated_for_all(said: str, dates: list[str | None]) -> None:
    document = read_text(f"一、平台联建。建设中试平台，选派科技人员赴上海挂职。{said}")
    acts = [one for one in document.commitments if one.text in ("建设中试平台", "选派科技人员赴上海挂职")]
    assert [one.due and one.due.date for one in acts] == dates


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


def test_a_line_without_an_indent_goes_on_with_an_indented_one_that_ends_without_a_stop() -> None:
    document = read_text(
        "甲省东西部科技合作实施方案\n（2024—2026年）\n    为加强合作，制定本方案。\n第一章  重点行动\n"
        "    第一条  支持甲市与广东省共建算力基地，\n引进企业设立总部。省数据局要在2024年9月30日前提出实施\n细则。\n"
        "    第二条  建设实验室。\n附件：任务表\n"
    )
    assert [one.text for one in document.commitments] == [
        "支持甲市与广东省共建算力基地",
        "引进企业设立总部",
        "省数据局要在2024年9月30日前提出实施细则",
        "建设实验室",
    ]
    assert "\n（2024—2026年）\n" in document.text
    assert document.text.endswith("\n附件：任务表")


def test_how_much_a_year_belongs_to_what_is_given_and_when_an_evaluation_is_made_is_its_date() -> None:
    document = read_text(
        "甲省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、保障措施\n"
        "（一）资金。省财政厅统筹安排专项经费，每年不少于5000万元。\n（二）评估。2025年开展中期评估。\n"
    )
    assert [(one.text, one.due and one.due.date) for one in document.commitments] == [
        ("省财政厅统筹安排专项经费，每年不少于5000万元", None),
        ("2025年开展中期评估", "2025"),
    ]
