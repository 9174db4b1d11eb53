"""Rules told by structure with stated exceptions, each shown on clauses whose words no rule was written from."""

import pytest

from dongxi.analysis.plan import read_text
from dongxi.analysis.plan.model import Task

OF_GANSU = "甘肃省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def task(clause: str) -> Task:
    [only] = read_text(OF_GANSU + clause).tasks
    return only


def acts(clause: str) -> list[str]:
    return [commitment.text for commitment in read_text(OF_GANSU + clause).commitments]


def bodies(clause: str) -> list[str]:
    return [one.name for one in task(clause).organisations if one.kind != "generic"]


def pairs(clause: str) -> list[tuple[list[str], list[str]]]:
    return [([one.name for one in each.a], [one.name for one in each.b]) for each in task(clause).pairings]


def things(clause: str) -> list[str]:
    return [thing.name for thing in task(clause).deliverables]


def modes(clause: str) -> set[str]:
    return {mode.code for commitment in read_text(OF_GANSU + clause).commitments for mode in commitment.modes}


@pytest.mark.parametrize(
    ("clause", "name"),
    [
        ("支持天水创业服务中心开展培训。", "天水创业服务中心"),
        ("推动兰州技术咨询与交流促进中心开展路演。", "兰州技术咨询与交流促进中心"),
        ("鼓励白银稀土及新材料研究院承担课题。", "白银稀土及新材料研究院"),
        ("委托河西国家级湿地公园管理局开展监测。", "河西国家级湿地公园管理局"),
        ("引导南京某远堂药业来甘试制新药。", "南京某远堂药业"),
        ("推动粤桂交流示范区接收技术。", "粤桂交流示范区"),
        ("支持兰州高新区与张江高新区安和园互设窗口。", "张江高新区安和园"),
        ("水利厅会同商务厅开展检查。", "水利厅"),
        ("敦煌市政府开展检查。", "敦煌市政府"),
        ("由市科技工作领导小组开展检查。", "市科技工作领导小组"),
        ("支持广东省技术经纪人联合会来甘授课。", "广东省技术经纪人联合会"),
    ],
)
def test_a_name_runs_from_its_place_to_its_ending(clause: str, name: str) -> None:
    assert name in bodies(clause)


def test_two_bodies_that_a_word_joins_are_not_one() -> None:
    assert bodies("兰州大学与西北师范大学共建实验室。") == ["兰州大学", "西北师范大学"]
    assert bodies("推动兰州交易所与上海技术交易所互设网点。")[-1] == "上海技术交易所"


def test_a_steering_body_that_is_being_set_up_acts_for_nobody() -> None:
    assert bodies("成立省科技协作领导小组。") == []


@pytest.mark.parametrize(
    ("clause", "regions"),
    [
        ("在上海布局甘肃成果飞地，研究天祝马的耐力。", ["上海"]),
        ("建设陇南油橄榄研究中心。", []),
        ("打造“敦煌好物”展销专柜，推广技术。", []),
        ("在天津滨海新区开展研发。", ["天津滨海新区"]),
        ("赴昆山、义乌开展对接。", ["昆山", "义乌"]),
        ("在东乡自治县开展示范。", ["东乡自治县"]),
        ("组织在浙学者开展讲学。", ["浙"]),
        ("参加中国（天津）国际矿业博览会，推广技术。", []),
    ],
)
def test_a_place_in_the_name_of_a_thing_is_no_party(clause: str, regions: list[str]) -> None:
    assert [one.name for one in task(clause).regions] == regions


@pytest.mark.parametrize(
    ("clause", "a", "b"),
    [
        ("兰州大学与浙江大学同步收割试验田。", ["兰州大学"], ["浙江大学"]),
        ("天水市应抓紧同无锡市划定运输班次。", ["天水市"], ["无锡市"]),
        ("兰州新区管委会每年与天津滨海高新区换班值守。", ["兰州新区管委会"], ["天津滨海高新区"]),
        ("推动兰州高新区、白银高新区分别和张江高新区、苏州工业园区联营。", ["兰州高新区", "白银高新区"], None),
        ("兰州大学携同复旦大学采样。", ["兰州大学"], ["复旦大学"]),
        ("甘肃农业大学跟扬州大学培育苜蓿。", ["甘肃农业大学"], ["扬州大学"]),
        ("鼓励甘肃远山数控公司和东南大学、同济大学合作开发机床。", ["甘肃远山数控公司"], ["东南大学", "同济大学"]),
        ("陇西县药材企业与南京中医药大学定下收购标准。", ["陇西县"], ["南京中医药大学"]),
    ],
)
def test_two_houses_that_share_a_predicate_are_a_pair_whatever_the_verb(
    clause: str, a: list[str], b: list[str] | None
) -> None:
    [(left, right)] = pairs(clause)
    assert left == a
    assert b is None or right == b


@pytest.mark.parametrize(
    "clause",
    [
        "推动甘肃标准与上海标准接轨，修订规程。",
        "兰州市收费与杭州市一致，开展检查。",
        "邀请兰州大学与浙江大学的教授授课。",
        "学习兰州高新区与张江高新区的经验，修订办法。",
        "支持天水市参与苏州市展会，推广技术。",
        "与浙江大学共建实验室。",
    ],
)
def test_comparison_invitation_and_an_unsaid_side_pair_nobody(clause: str) -> None:
    assert pairs(clause) == []


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("布建冻土监测台网，增设牧草种源库。", ["冻土监测台网", "牧草种源库"]),
        ("协力研制马铃薯捡拾收获机。", ["马铃薯捡拾收获机"]),
        ("选育耐寒藜麦品系3个。", ["耐寒藜麦品系"]),
        ("支持省人民医院与华山医院结成肝病专科联盟。", ["肝病专科联盟"]),
        ("引导银行推出“陇科贷”等产品。", ["“陇科贷”"]),
        ("参与黄河风情走廊建设。", ["黄河风情走廊"]),
        ("绘制冻土分布图集，编制冻土治理技术规程。", ["冻土分布图集", "冻土治理技术规程"]),
        ("成立推进工作专班，制定实施细则。", ["推进工作专班", "实施细则"]),
        ("建设园区。", []),
        ("建设网站，改造车站。", []),
    ],
)
def test_a_thing_is_the_object_of_a_verb_of_making_with_a_head_of_a_broad_class(clause: str, names: list[str]) -> None:
    assert things(clause) == names


@pytest.mark.parametrize(
    ("clause", "shown"),
    [
        ("样品由两地互查共用。", {"resource_sharing"}),
        ("面向县医院免费提供影像资料查询。", {"resource_sharing"}),
        ("建立冰川数据库。", {"resource_sharing"}),
        ("返聘退休农艺师20名到村指导。", {"talent_exchange"}),
        ("允许博士以线上方式受聘。", {"talent_exchange"}),
        ("查明枯萎病发生规律。", {"joint_research"}),
        ("攻坚熔盐密封工艺难题。", {"joint_research"}),
        ("传授菌棒接种技术。", {"technology_transfer"}),
        ("推广覆膜穴播。", {"technology_transfer"}),
        ("建设油菜示范田。", {"technology_transfer"}),
        ("兰州高新区与苏州工业园区轮流值守。", {"park_building"}),
        ("增设胸痛会诊中心。", {"platform_building"}),
        ("组建草地研究与育种联合实验室。", {"platform_building"}),
        ("严禁以培训名义套取资金。", set()),
        ("重点支持联合攻关和人才引进。", set()),
        ("推广县域治理经验。", set()),
        ("探索收益共享机制。", set()),
    ],
)
def test_a_mode_is_told_by_what_is_done_or_built(clause: str, shown: set[str]) -> None:
    assert modes(clause) == shown


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("对来甘任教的外教，按每月5000元给予补助，每人最高10万元。", 1),
        ("用人单位全职引进的海外人才，在落户方面享受同等待遇。", 1),
        ("向社会开放的仪器，执行同一收费标准。", 1),
        ("在县城改建中试车间，2024年建成首批3家。", 1),
        ("由甘肃农业大学牵头，与扬州大学一道查明病因，编制防治规程。", 2),
        ("引导酒泉水电开发公司联手浙江大学，攻坚智能运维技术。", 1),
        ("一是健全机制，省科技厅组织会商。", 1),
        ("同无锡市共同印制名录，向县区发放。", 2),
        ("以“周末教授”等形式聘请专家解决难题。", 1),
    ],
)
def test_what_only_limits_completes_or_addresses_an_action_is_part_of_it(clause: str, count: int) -> None:
    assert len(acts(clause)) == count


def test_a_document_for_one_year_gives_its_months_the_year() -> None:
    head = "甘肃省2024年东西部科技合作工作要点\n为加强合作，制定本要点。\n一、科技合作。"
    document = read_text(head + "9月底前召开对接会。")
    assert document.horizon == (2024, 2024)
    assert document.tasks[0].due is not None
    assert document.tasks[0].due.date == "2024-09"


def test_an_article_that_opens_with_a_sentence_of_two_pieces_has_no_heading() -> None:
    text = "某省科技合作办法\n第一章任务\n第一条沙地治理涉及三省，单靠一地难以完成。省科技厅组织攻关。\n"
    assert read_text(text).outline[-1].heading is None


def test_a_heading_in_brackets_is_no_part_of_the_body() -> None:
    text = "某省科技合作办法\n第一章任务\n第一条（伙伴拓展）鼓励各地开展路演。\n"
    assert [one.text for one in read_text(text).commitments] == ["鼓励各地开展路演"]


def test_places_that_make_something_together_are_parties_though_its_name_begins_with_them() -> None:
    clause = "建立甘肃与陕西、河南水文监测资料互换机制。"
    assert [one.name for one in task(clause).regions] == ["甘肃", "陕西", "河南"]
    assert pairs(clause) == [(["甘肃"], ["陕西", "河南"])]


@pytest.mark.parametrize("clause", ["选派引进的博士到企业服务。", "园区聘用的研发人员享受补贴。"])
def test_who_was_brought_in_is_no_act_of_bringing_in(clause: str) -> None:
    assert not any(mode.cue.startswith(("引进", "聘用")) for mode in task(clause).modes)


@pytest.mark.parametrize(
    ("clause", "due"), [("9月底前新建20个基地。", "2024-09"), ("12月底前完成验收，6月底前启动建设。", "2024-12")]
)
def test_a_month_belongs_to_the_year_of_the_document_whatever_figures_stand_beside_it(clause: str, due: str) -> None:
    text = f"甘肃省2024年科技合作工作要点\n为加强合作，制定本要点。\n一、科技合作。{clause}"
    [only] = read_text(text).tasks
    assert only.due is not None
    assert only.due.date == due
