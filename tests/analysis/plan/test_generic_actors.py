"""Bodies told by kind only: reported where they act or are acted with, and under which name."""

import pytest

from dongxi.analysis.plan import read_text

HEAD = "甘肃省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def generic(clause: str) -> dict[str, str]:
    return {
        party.name: party.role
        for task in read_text(HEAD + clause).tasks
        for party in task.organisations
        if party.kind == "generic"
    }


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("支持东部重点高校来甘建设研究院。", "东部重点高校"),
        ("面向区内企业开放中试装置。", "区内企业"),
        ("支持兰州大学联合行业龙头企业组建创新联合体。", "行业龙头企业"),
        ("采取特许经营方式引进战略投资者。", "战略投资者"),
        ("支持西北师范大学联合同济大学、科研院所开展攻关。", "科研院所"),
        ("委托东部专业化园区运营公司管理园区。", "东部专业化园区运营公司"),
    ],
)
def test_a_kind_of_body_counts_with_its_side_or_as_a_partner(clause: str, name: str) -> None:
    assert name in generic(clause)


def test_every_body_of_a_level_that_is_told_to_act_leads() -> None:
    assert generic("开展督查评估。各市州要制定年度计划。") == {"各市州": "lead"}


@pytest.mark.parametrize(
    "clause",
    [
        "鼓励企业加大研发投入。",
        "建设一批科技园区，服务企业发展。",
        "到江苏企业开展培训。",
        "组织科研人员开展培训。",
        "建设服务平台，提升区内企业创新能力。",
    ],
)
def test_a_bare_kind_or_one_that_only_gains_is_no_party(clause: str) -> None:
    assert generic(clause) == {}


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("鼓励行业龙头企业牵头组建创新联合体。", {"行业龙头企业"}),
        ("引导金融机构开发科技贷款。", {"金融机构"}),
        ("支持用人单位设立人才飞地。", {"用人单位"}),
        ("高新技术企业可以申请补助。", {"高新技术企业"}),
        ("依托中介机构提供服务。", {"中介机构"}),
        ("引入战略投资者和园区运营商。", {"战略投资者", "园区运营商"}),
        ("支持东部科研院所、企业来甘设立分院。", {"东部科研院所", "企业"}),
        ("支持东部高校院所来甘设立分院。", {"东部高校院所"}),
    ],
)
def test_a_kind_that_tells_enough_counts_where_it_acts_or_is_acted_with(clause: str, names: set[str]) -> None:
    assert set(generic(clause)) == names


@pytest.mark.parametrize(
    "name", ["各市（州）", "各县（市、区）人民政府", "各地（州、市）科技局", "各设区市", "各盟市", "各州市人民政府"]
)
def test_every_body_of_a_level_is_one_however_it_is_written(name: str) -> None:
    assert generic(f"开展督查评估。{name}要制定年度计划。") == {name: "lead"}


@pytest.mark.parametrize(
    "clause",
    [
        "促进高校毕业生就业，引导职业院校毕业生回乡。",
        "推动科技型企业认定互认。",
        "鼓励江苏企业来甘投资，引导天津医药龙头企业建设园区。",
        "委托第三方机构开展评估，会同有关部门制定办法。",
        "引导社会资本参与投资，向合作单位开放仪器。",
        "培育一批科技型企业。",
    ],
)
def test_a_kind_of_which_only_something_is_meant_is_no_party(clause: str) -> None:
    assert generic(clause) == {}


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("引导碳纤维龙头企业在白银市建设中试基地。", "碳纤维龙头企业"),
        ("鼓励园区企业购买先进技术。", "园区企业"),
        ("引导银行机构、创业投资机构与天津同行设立基金。", "创业投资机构"),
        ("鼓励有条件的县（市、区）到天津设立研发飞地。", "县（市、区）"),
        ("支持各县区举办成果直通车活动。", "各县区"),
        ("联合省内外高校院所组建创新联合体。", "省内外高校院所"),
        ("鼓励高新区内科技型企业与天津大学共建实验室。", "高新区内科技型企业"),
    ],
)
def test_a_kind_that_no_list_holds_is_told_by_what_it_is_asked_to_do(clause: str, name: str) -> None:
    assert name in generic(clause)


@pytest.mark.parametrize("name", ["项目承担单位", "宣传部门", "受援医院"])
def test_a_kind_of_body_that_must_act_leads(name: str) -> None:
    assert generic(f"开展督查评估。{name}须每年提交报告。") == {name: "lead"}


@pytest.mark.parametrize(
    "clause",
    [
        "建立东西部高校教师双聘制度。",
        "引进的人才与区内单位一视同仁。",
        "鼓励有关企业开展合作，支持更多企业参与攻关。",
        "鼓励天津龙头企业来甘投资。",
        "支持有条件的地区建设救援中心。",
    ],
)
def test_a_measure_a_comparison_and_what_says_too_little_are_no_party(clause: str) -> None:
    assert generic(clause) == {}
