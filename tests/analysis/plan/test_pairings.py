"""Who is paired with whom, in short clauses of our own: each phenomenon as documents word it."""

import pytest

from dongxi.analysis.plan import read_text

NATIONAL = "甲省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"
OF_GANSU = "甘肃省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


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
