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


OF_CHONGQING = "重庆市东西部科技合作方案\n为加强合作，制定本方案。\n一、科技合作。"


def codes(clause: str) -> set[str | None]:
    return {party.code for task in read_text(OF_CHONGQING + clause).tasks for party in task.regions}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("会同陕、甘、桂等省区开展研究。", {"610000", "620000", "450000"}),
        ("在京、沪、粤、苏四地建设孵化基地。", {"110000", "310000", "440000", "320000"}),
        ("向川、滇两省开放数据。", {"510000", "530000"}),
        ("建立鲁渝协作、沪渝互认制度。", {"370000", "310000", "500000"}),
        ("组织专家到涪陵、黔江、秀山三地开展服务。", {"500102", "500114", "500241"}),
        ("支持潼南、合川两区开展研究。", {"500152", "500117"}),
        ("支持城口、巫溪等脱贫县开展研究。", {"500229", "500238"}),
        ("支持第十师北屯市开展研究。", {"659005"}),
        ("支持兵团第八师石河子市开展研究。", {"659001"}),
        ("在拉萨河流域建设观测站。", set()),
        ("引导黔籍专家开展服务。", {"520000"}),
    ],
)
def test_a_region_is_read_in_lists_and_beside_other_words(clause: str, expected: set[str]) -> None:
    assert codes(clause) == expected


@pytest.mark.parametrize("words", ["对口支援省市", "协作省市", "结对省市"])
def test_those_who_help_may_be_told_as_a_group_without_members(words: str) -> None:
    [task] = read_text(OF_CHONGQING + f"支持{words}来渝设立研发机构。").tasks
    assert words in {party.name for party in task.regions if party.kind == "group"}
