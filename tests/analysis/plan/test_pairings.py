"""Who is paired with whom, in short clauses of our own: each phenomenon as documents word it."""

import pytest

from dongxi.analysis.plan import read_text

NATIONAL = "甲省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"
OF_GANSU = "甘肃省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"
OF_QINGHAI = "青海省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def pairs(clause: str, *, head: str = NATIONAL) -> set[tuple[frozenset[str], frozenset[str]]]:
    return {
        (frozenset(one.name for one in each.a), frozenset(one.name for one in each.b))
        for task in read_text(head + clause).tasks
        for each in task.pairings
    }


def sides(*written: str) -> set[tuple[frozenset[str], frozenset[str]]]:
    """甲+乙 / 丙: the beneficiaries, then their partners."""
    return {(frozenset(a.split("+")), frozenset(b.split("+"))) for a, b in (each.split("/") for each in written)}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("推动银川高新区与苏州工业园区结对共建。", "银川高新区/苏州工业园区"),
        ("推动贵阳市与杭州市围绕大数据应用开展技术合作。", "贵阳市/杭州市"),
        ("推进兰州大学、西北师范大学同复旦大学共建联合实验室。", "兰州大学+西北师范大学/复旦大学"),
        ("深化甘肃—天津科技合作。", "甘肃/天津"),
        ("深化宁夏与福建产业技术协作。", "宁夏/福建"),
        ("加强云南和上海在生物医药领域的合作。", "云南/上海"),
        ("依托新疆大学与天津大学的合作基础，共建化工联合实验室。", "新疆大学/天津大学"),
        ("依托云南大学，与中山大学联合建设生态观测站。", "云南大学/中山大学"),
        ("支持德宏州依托与上海市的对口协作关系，建设种苗基地。", "德宏州/上海市"),
        ("贵州大学联合浙江大学、江南大学开展刺梨加工技术研究。", "贵州大学/浙江大学+江南大学"),
        (
            "支持内蒙古农业大学牵头，联合中国农业科学院草原研究所开展牧草育种攻关。",
            "内蒙古农业大学/中国农业科学院草原研究所",
        ),
        ("组织复旦大学附属中山医院对口支援云南省第一人民医院。", "云南省第一人民医院/复旦大学附属中山医院"),
        ("推动江苏省对口帮扶青海省，建设飞地园区。", "青海省/江苏省"),
        ("由华南理工大学对口支援塔里木大学。", "塔里木大学/华南理工大学"),
        ("推动宁夏与福建互认科技创新券。", "宁夏/福建"),
        ("推动遵义市、毕节市分别与珠海市、广州市结对。", "遵义市+毕节市/珠海市+广州市"),
        ("组织甘肃和山东共享农业科技资源。", "甘肃/山东"),
    ],
)
def test_sides_that_work_together_by_name_are_paired(clause: str, expected: str) -> None:
    assert pairs(clause) == sides(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("甘肃省科技厅与天津市科学技术局签订合作协议。", "甘肃省科技厅/天津市科学技术局"),
        ("省科技厅与上海市科学技术委员会建立会商机制。", "省科技厅/上海市科学技术委员会"),
        ("省农科院要会同国家马铃薯工程技术研究中心开展育种攻关。", "省农科院/国家马铃薯工程技术研究中心"),
        ("甘肃农业大学与西北农林科技大学共同选育马铃薯新品种。", "甘肃农业大学/西北农林科技大学"),
        ("由复旦大学附属儿科医院对口支援甘肃省妇幼保健院。", "甘肃省妇幼保健院/复旦大学附属儿科医院"),
        ("推动兰州科技大市场与青岛技术交易市场合作。", "兰州科技大市场/青岛技术交易市场"),
    ],
)
def test_a_province_s_own_bodies_are_the_first_side_of_its_plan(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_GANSU) == sides(expected)


@pytest.mark.parametrize(
    "clause",
    [
        "支持昆明、大理、丽江建设创新型城市。",
        "支持贵州大学与高校、企业共建平台。",
        "依托宁夏大学和浙江大学建设实验室。",
        "在浙江省科技厅的支持下，青海省科技厅建设成果转化中心。",
        "支持银川市在杭州市建设人才飞地。",
        "西藏大学选派青年教师到北京大学研修。",
        "加强对口支援工作，选派专家到甘南州服务。",
    ],
)
def test_sides_that_only_stand_near_each_other_are_not_paired(clause: str) -> None:
    assert pairs(clause) == set()


@pytest.mark.parametrize(
    "clause",
    [
        "省科技厅要会同省教育厅、省财政厅开展督促检查。",
        "省科技厅与省农业农村厅建立会商机制。",
        "省科技厅与兰州市科技局建立会商机制。",
        "省科技厅负责与科技部对接，建立工作机制。",
        "与天津市共建技术转移中心。",
        "推动兰州、白银、定西等市协同发展，建设一批园区。",
    ],
)
def test_neighbours_in_one_government_are_no_pair(clause: str) -> None:
    assert pairs(clause, head=OF_GANSU) == set()


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("由青海大学牵头、东南大学参与，共同承担牦牛产业项目。", "青海大学/东南大学"),
        ("由青海大学牵头，浙江大学、江南大学参与，组建青稞研究院。", "青海大学/浙江大学+江南大学"),
        ("由浙江大学牵头、青海大学配合，开展育种攻关。", "青海大学/浙江大学"),
        ("青海大学牵头，联合河海大学、南京农业大学等单位，开展草地修复研究。", "青海大学/河海大学+南京农业大学"),
        ("支持青海大学牵头组织南京大学、兰州大学等单位，实施生态修复项目。", "青海大学/南京大学+兰州大学"),
        ("由省科技厅牵头，与江苏省科学技术厅每年召开一次联席会议。", "省科技厅/江苏省科学技术厅"),
    ],
)
def test_who_leads_and_who_takes_part_are_paired(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            ("实行“一对一”结对，青海大学对接清华大学，青海师范大学对接北京师范大学。"),
            ("青海大学/清华大学", "青海师范大学/北京师范大学"),
        ),
        (("推动青海大学对接南京大学、青海民族大学对接东南大学。"), ("青海大学/南京大学", "青海民族大学/东南大学")),
        (("西宁市与南京市、海东市与无锡市结为科技合作伙伴。"), ("西宁市/南京市", "海东市/无锡市")),
        (("推进西宁市—南京市、海东市—无锡市“一对一”协作。"), ("西宁市/南京市", "海东市/无锡市")),
        (
            ("青海大学与华东理工大学、省农林科学院与江苏省农业科学院结成共同体。"),
            ("青海大学/华东理工大学", "省农林科学院/江苏省农业科学院"),
        ),
    ],
)
def test_one_and_one_again_are_pairs_of_their_own(clause: str, expected: tuple[str, ...]) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(*expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("支持海东市、黄南州依托苏青协作机制与无锡市、天津市共建“飞地园区”。", "海东市+黄南州/无锡市+天津市"),
        ("支持青海大学围绕盐湖资源与天津大学开展攻关。", "青海大学/天津大学"),
        ("鼓励青海大学在海西州与华东理工大学共建试验站。", "青海大学/华东理工大学"),
        ("组织省人民医院通过远程平台与南京鼓楼医院开展会诊协作。", "省人民医院/南京鼓楼医院"),
        ("推动西宁高新区采取委托招商等方式与苏州工业园区合作。", "西宁高新区/苏州工业园区"),
    ],
)
def test_a_circumstance_may_stand_between_the_sides(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("省科技厅与中国科学院签订院省合作协议。", "省科技厅/中国科学院"),
        ("省气象局要会同国家气象中心建设数据平台。", "省气象局/国家气象中心"),
        ("建立省农业农村厅与南京农业大学常态化对接机制。", "省农业农村厅/南京农业大学"),
        ("省教育厅同东南大学共建培养基地。", "省教育厅/东南大学"),
        ("西宁市科技局同南京市科技局联合开展成果路演。", "西宁市科技局/南京市科技局"),
    ],
)
def test_an_office_is_paired_with_bodies_of_other_provinces_and_of_the_country(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("支持青海师范大学和北京师范大学联合建设高原科学与可持续发展研究院。", "青海师范大学/北京师范大学"),
        ("西宁市、南京市共同出资设立成果转化基金。", "西宁市/南京市"),
        ("联合北京大学、清华大学和青海大学共建高原医学研究中心。", "青海大学/北京大学+清华大学"),
        ("推动西宁高新区和张江高新区、杭州高新区建立园区联盟。", "西宁高新区/张江高新区+杭州高新区"),
        ("推动青海省科技信息研究所、江苏省科技情报研究所共建文献平台。", "青海省科技信息研究所/江苏省科技情报研究所"),
    ],
)
def test_one_list_of_both_sides_is_a_pairing_when_they_do_something_together(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "鼓励青海国家高新技术产业开发区、甘河工业园区与苏州工业园区共建园区。",
            "青海国家高新技术产业开发区+甘河工业园区/苏州工业园区",
        ),
        ("推动西宁经开区与贵安新区建立合作机制。", "西宁经开区/贵安新区"),
        ("支持柴达木循环经济试验区与绍兴高新区结对共建。", "柴达木循环经济试验区/绍兴高新区"),
        ("推动青海技术市场与上海技术交易所互设窗口。", "青海技术市场/上海技术交易所"),
        ("推动三江源国家公园管理局、青海大学与清华大学共享数据。", "三江源国家公园管理局+青海大学/清华大学"),
    ],
)
def test_sides_are_known_though_no_place_stands_in_their_names(clause: str, expected: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == sides(expected)


@pytest.mark.parametrize(
    "clause",
    [
        "省生态环境厅应当会同四川、甘肃有关部门开展联合科考。",
        "鼓励在青新能源企业联合华北电力大学、上海张江有关机构开展研发。",
        "同清华大学、天津大学等对口支援高校开展联合培养。",
        "参照上海市与江苏省的做法，制定科技创新券管理办法。",
        "西宁高新区对标苏州工业园区，建设一批园区。",
        "由中关村发展集团托管西宁软件园。",
        "引导省内高校与上海高校开展学分互认。",
    ],
)
def test_places_models_and_unnamed_bodies_are_no_sides(clause: str) -> None:
    assert pairs(clause, head=OF_QINGHAI) == set()


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "兰州市、白银市与天津市，张掖市与福州市，酒泉市与泉州市分别签订协作协议。",
            ("兰州市+白银市/天津市", "张掖市/福州市", "酒泉市/泉州市"),
        ),
        (
            "兰州高新区与张江高新区、白银高新区与苏州工业园区结为伙伴园区。",
            ("兰州高新区/张江高新区", "白银高新区/苏州工业园区"),
        ),
        ("兰州高新区对口天津滨海高新区，按年签订合作清单。", ("兰州高新区/天津滨海高新区",)),
        ("由张掖市与福州市先行试点。", ("张掖市/福州市",)),
        ("山丹、民乐、高台三县联合中国水稻研究所开展研究。", ("山丹+民乐+高台/中国水稻研究所",)),
        ("岷县、漳县两县同福州、厦门两市共用专家库。", ("岷县+漳县/福州+厦门",)),
        ("推动甘肃省农科院与上海技术交易所联网运行。", ("甘肃省农科院/上海技术交易所",)),
    ],
)
def test_pairs_that_share_what_they_do_and_sides_that_are_counted_are_read(
    clause: str, expected: tuple[str, ...]
) -> None:
    assert pairs(clause, head=OF_GANSU) == sides(*expected)
