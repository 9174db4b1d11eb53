"""Who acts, who is worked with and who answers, in plans of a western province."""

from dongxi.analysis.plan import Commitment, Task, read_text

HEAD = "贵州省东西部科技合作行动方案\n为加强协作，制定本方案。\n"


def task(clauses: str) -> Task:
    [found] = read_text(HEAD + clauses).tasks
    return found


def first(clauses: str) -> Commitment:
    return read_text(HEAD + clauses).commitments[0]


def roles(found: Task) -> dict[str, str]:
    return {party.name: party.role for party in (*found.regions, *found.organisations)}


def test_an_office_from_elsewhere_that_is_worked_with_is_a_partner() -> None:
    for clause in (
        "一、搭桥对接。联合广东省科技厅举办专场路演3场。",
        "一、搭桥对接。与广东省科技厅共同举办专场路演3场。",
        "一、搭桥对接。会同广东省科技厅举办专场路演3场。",
    ):
        assert roles(task(clause)) == {"广东省科技厅": "partner"}
        assert [party.name for party in first(clause).partners] == ["广东省科技厅"]


def test_every_office_of_the_list_that_is_worked_with_is_a_partner() -> None:
    found = task("一、搭桥对接。省科技厅与广东省科技厅、浙江省科技厅签订协作备忘录。")
    assert roles(found) == {"省科技厅": "lead", "广东省科技厅": "partner", "浙江省科技厅": "partner"}


def test_an_office_of_ones_own_that_is_consulted_supports() -> None:
    found = task("一、搭桥对接。省科技厅会同省财政厅出台补助办法。")
    assert roles(found) == {"省科技厅": "lead", "省财政厅": "support"}


def test_whom_something_is_done_for_neither_acts_nor_is_worked_with() -> None:
    for clause in (
        "一、开放共享。贵州大学开放检测设备，向省内企业提供样品测试。",
        "一、开放共享。贵州大学开放检测设备，面向毕节市、铜仁市提供样品测试。",
        "一、开放共享。贵州大学开放检测设备，为省内企业办理样品测试。",
    ):
        document = read_text(HEAD + clause)
        assert [party.name for party in document.commitments[1].actors] == ["贵州大学"], clause
        assert document.commitments[1].partners == ()


def test_a_province_in_the_name_of_a_programme_does_not_act() -> None:
    found = read_text("新疆维吾尔自治区科技协作行动方案\n一、协同推进。成立科技援疆工作专班。")
    assert found.commitments[0].actors == ()


def test_a_firms_branch_in_the_province_is_of_the_province() -> None:
    clause = "一、联合攻关。组织中国石油贵州销售公司与天津大学联合研制加氢设备。"
    assert roles(task(clause)) == {"中国石油贵州销售公司": "beneficiary", "天津大学": "partner"}
    assert [party.name for party in first(clause).actors] == ["中国石油贵州销售公司"]


def test_who_works_with_whom_is_part_of_what_they_do() -> None:
    one = first("一、联合攻关。遵义市会同浙江省农业科学院，围绕辣椒加工开展联合攻关。")
    assert one.text == "遵义市会同浙江省农业科学院，围绕辣椒加工开展联合攻关"
    assert [party.name for party in one.actors] == ["遵义市"]
    assert [party.name for party in one.partners] == ["浙江省农业科学院"]


def test_offices_that_take_part_in_a_meeting_to_be_set_up_support() -> None:
    found = task("一、组织领导。建立由省科技厅、省财政厅等部门参加的联席会议制度，省发展改革委要每年报送进展。")
    assert roles(found) == {"省科技厅": "support", "省财政厅": "support", "省发展改革委": "lead"}


def test_a_place_where_something_is_built_does_not_act() -> None:
    assert first("一、中试。2024年底前在湄潭县建成茶叶中试基地1个。").actors == ()
    assert [one.name for one in first("一、中试。支持湄潭县建成茶叶中试基地1个。").actors] == ["湄潭县"]


def test_who_is_supported_before_a_semicolon_does_not_act_after_it() -> None:
    document = read_text(HEAD + "一、能源。支持遵义市与上海交通大学共建平台，开展攻关；推动与江苏省开展绿电合作。")
    assert [[one.name for one in act.actors] for act in document.commitments] == [["遵义市"], ["遵义市"], []]


def test_who_leads_goes_on_acting_after_a_semicolon() -> None:
    document = read_text(HEAD + "一、能源。省能源局组织技术攻关；推动与江苏省开展绿电合作。")
    assert [[one.name for one in act.actors] for act in document.commitments] == [["省能源局"], ["省能源局"]]


def test_a_place_below_the_county_has_no_code_and_stands_on_the_side_it_lies_on() -> None:
    [place] = first("一、园区。支持闽宁镇与厦门大学共建科技小院。").actors
    assert (place.name, place.code, place.role) == ("闽宁镇", None, "beneficiary")
