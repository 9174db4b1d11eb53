"""What the plans of other hands taught the reader, each cause in clauses of other wording than theirs."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

OF_SHAANXI = "陕西省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def reading(clause: str) -> PlanDocument:
    return read_text(OF_SHAANXI + clause)


def names(clause: str, kind: str) -> set[str]:
    return {
        party.name
        for task in reading(clause).tasks
        for party in (*task.regions, *task.organisations)
        if party.kind == kind
    }


def pairs(clause: str) -> set[tuple[str, str]]:
    return {
        ("+".join(one.name for one in each.a), "+".join(one.name for one in each.b))
        for task in reading(clause).tasks
        for each in task.pairings
    }


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("支持西北大学与哈尔滨工业大学威海校区开展海洋材料研究。", "哈尔滨工业大学威海校区"),
        ("引进大连化物所的储能技术。", "大连化物所"),
        ("支持西安高新区联合合肥智能所建设实验室。", "合肥智能所"),
        ("支持陕西省遥感学会同深圳技术交易中心举办供需对接会。", "深圳技术交易中心"),
    ],
)
def test_a_part_of_a_university_and_an_institute_by_its_place_are_named_whole(clause: str, named: str) -> None:
    assert named in names(clause, "organisation")


@pytest.mark.parametrize("clause", ["支持江苏高校院所参与建设。", "推动咸阳派出所开展宣传。", "在榆林设立研究所。"])
def test_other_words_behind_a_place_are_no_institute(clause: str) -> None:
    assert not names(clause, "organisation")


@pytest.mark.parametrize(
    "clause",
    [
        "举办汉江—长三角科技周，发布技术需求。",
        "实施“院士专家榆林行”计划。",
        "将设备接入陕西大型仪器共享网。",
        "设立延安工作站。",
    ],
)
def test_a_place_in_the_name_of_an_event_a_network_or_a_station_is_no_party(clause: str) -> None:
    assert not names(clause, "region") | names(clause, "group")


@pytest.mark.parametrize("clause", ["在榆林举办科技周。", "到绥德县开展服务。", "赴洛川县开展考察。"])
def test_a_place_where_something_is_held_stays_one(clause: str) -> None:
    assert names(clause, "region")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("支持西安理工大学与河海大学研究泥沙治理技术。", {("西安理工大学", "河海大学")}),
        ("支持陕西科技馆同上海科技馆交换展品。", {("陕西科技馆", "上海科技馆")}),
        ("由陕煤集团牵头，浙江大学、西北工业大学参与，研制智能装备。", {("陕煤集团", "浙江大学+西北工业大学")}),
        ("支持西北大学会同复旦大学建设实验室；与杭州市、苏州市开展数据合作。", {("西北大学", "复旦大学")}),
    ],
)
def test_sides_are_paired_within_their_part_of_the_sentence(clause: str, expected: set[tuple[str, str]]) -> None:
    assert pairs(clause) == expected


def test_a_closing_sentence_may_say_who_answers() -> None:
    read = reading("建设育种基地，开展良种选育。省农业农村厅、省科技厅按职责分工负责。")
    assert [party.name for party in read.tasks[0].responsible] == ["省农业农村厅", "省科技厅"]
    assert len(read.commitments) == 2


@pytest.mark.parametrize(
    ("preamble", "horizon"),
    [
        ("为落实“十四五”东西部科技合作部署，制定本方案。", (2021, 2025)),
        ("为落实《“十四五”东西部科技合作实施方案》，制定本方案。", (2023, 2025)),
        ("“十三五”以来合作成效明显。为落实《“十四五”东西部科技合作实施方案》，制定本方案。", (2023, 2025)),
    ],
)
def test_the_preamble_names_the_years_unless_it_only_names_a_document(preamble: str, horizon: tuple[int, int]) -> None:
    read = read_text(
        f"陕西省东西部科技合作实施方案\n{preamble}\n一、总体目标。到2025年，成交额超过10亿元。\n"
        "二、科技合作。开展联合攻关。\n陕西省科学技术厅\n2023年3月1日\n"
    )
    assert read.horizon == horizon


@pytest.mark.parametrize(
    ("clause", "codes"),
    [
        ("购买东部院所专利。", {"technology_transfer"}),
        ("推动西安高新区与张江高新区结为对子。", {"park_building"}),
        ("开设光伏订单班。", {"talent_exchange"}),
        ("共同申报国家重点实验室。", {"platform_building"}),
        ("举办技术经纪人培训班。", {"talent_exchange"}),
        ("互换种质资源。", {"resource_sharing"}),
    ],
)
def test_a_mode_is_shown_by_what_is_done(clause: str, codes: set[str]) -> None:
    assert {mode.code for task in reading(clause).tasks for mode in task.modes} == codes


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("深化义乌高新区—西安高新区结对合作。", {"义乌高新区", "西安高新区"}),
        ("推动西咸新区与苏州工业园区纳米产业园结对。", {"西咸新区", "苏州工业园区纳米产业园"}),
        (
            "支持中国（福建）自由贸易试验区厦门片区与西安高新区结对。",
            {"中国（福建）自由贸易试验区厦门片区", "西安高新区"},
        ),
    ],
)
def test_a_park_is_named_by_its_county_and_a_park_within_a_park_by_both(clause: str, named: set[str]) -> None:
    assert names(clause, "park") == named


def test_a_hospital_whose_name_holds_a_joining_word_is_one() -> None:
    assert pairs("支持陕西省人民医院与上海市同仁医院结对。") == {("陕西省人民医院", "上海市同仁医院")}


@pytest.mark.parametrize("clause", ["形成研发在沪浙、转化在陕西的格局。", "推介团赴京津、粤港澳开展路演。"])
def test_two_provinces_in_two_characters_after_a_word_of_place(clause: str) -> None:
    found = reading("举办对接会，" + clause)
    assert len([party for task in found.tasks for party in task.regions if len(party.name) == 1]) == 2


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("支持商洛市依托秦岭实验站，联合南京农业大学选育良种。", 1),
        ("省财政对购买东部成果并在陕西转化的企业，按交易额的5%给予补助。", 1),
        ("开展技术服务，帮助企业解决融资难题。", 1),
        ("建设飞地，吸引更多团队来陕创业。", 1),
    ],
)
def test_one_action_stays_one(clause: str, count: int) -> None:
    assert len(reading(clause).commitments) == count


@pytest.mark.parametrize(
    ("clause", "made"),
    [
        ("选育小麦、油菜新品种12个。", ["新品种"]),
        ("行业龙头企业组建的创新联合体可申报省级项目。", []),
        ("举办实用技术培训班每年不少于20期。", ["实用技术培训班"]),
    ],
)
def test_things_that_are_made(clause: str, made: list[str]) -> None:
    assert [thing.name for task in reading(clause).tasks for thing in task.deliverables] == made


def test_a_mode_is_looked_for_again_after_one_that_is_none() -> None:
    found = reading("在上海设立人才飞地、研发飞地。")
    assert "park_building" in {mode.code for task in found.tasks for mode in task.modes}


def test_an_annex_alone_on_its_line_begins_a_paragraph() -> None:
    found = read_text(
        "陕西省东西部科技合作实施方案\n一、科技合作。开展联合攻关，建设实验室。\n附件\n重点事项清单\n1.联合实验室\n"
    )
    assert [node.number for node in found.outline][:2] == ["一、", "附件"]
