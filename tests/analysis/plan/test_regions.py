"""Which places are parties: names that are ordinary words too, names inside other names, and names in all guises."""

import pytest

from dongxi.analysis.plan import read_text

HEAD = "贵州省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def regions(clause: str) -> set[str]:
    return {party.name for task in read_text(HEAD + clause).tasks for party in task.regions}


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        ("推动贵阳市与杭州市共建联合实验室。", {"贵阳市", "杭州市"}),
        ("在威宁县、赫章县建设马铃薯良种基地。", {"威宁县", "赫章县"}),
        ("支持遵义、毕节与珠海、广州开展合作。", {"遵义", "毕节", "珠海", "广州"}),
        ("组织东部专家来黔服务。", {"东部", "黔"}),
        ("深化粤黔协作，共建产业园区。", {"粤", "黔"}),
        ("支持黔东南苗族侗族自治州建设民族医药基地。", {"黔东南苗族侗族自治州"}),
        ("推广西藏青稞加工技术。", {"西藏"}),
    ],
)
def test_a_place_that_acts_or_gains_is_named_in_any_guise(clause: str, named: set[str]) -> None:
    assert regions(clause) == named


@pytest.mark.parametrize(
    "clause",
    [
        "加强互助合作，开放共享仪器，建设和平文化。",
        "建立市县联动机制，支持有条件的市、县开展试点。",
        "支持中国科学院昆明植物研究所开展研究。",
        "联合上海交通大学、浙江大学建设平台。",
        "开展黄河流域、青藏高原生态保护研究。",
        "组织企业参加西部博览会，开通绿色通道。",
        "隆重庆祝科技活动周，治理黄河南岸湿地。",
        "落实《上海市促进科技成果转化条例》经验，制定办法。",
    ],
)
def test_an_ordinary_word_and_a_part_of_another_name_are_no_region(clause: str) -> None:
    assert regions(clause) == set()


def test_an_office_named_with_its_city_before_a_partner_is_one_body() -> None:
    [task] = read_text(HEAD + "贵阳市科学技术局会同杭州市科学技术局建立会商机制。").tasks
    assert task.regions == ()
    assert {party.name for party in task.organisations} == {"贵阳市科学技术局", "杭州市科学技术局"}


@pytest.mark.parametrize(
    ("listed", "code"), [("第八师石河子市", "659001"), ("第一师阿拉尔市", "659002"), ("石河子市", "659001")]
)
def test_a_division_of_the_corps_and_its_city_are_one_place(listed: str, code: str) -> None:
    [task] = read_text(
        f"兵团东西部科技合作方案\n为加强合作，制定本方案。\n一、平台联建。建设联合实验室。\n牵头单位：兵团科技局；配合单位：{listed}"
    ).tasks
    assert [(party.code, party.role) for party in task.regions] == [(code, "support")]
