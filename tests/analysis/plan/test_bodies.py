"""Bodies as documents name them: institutes, universities, offices, firms; and what only looks like one."""

import pytest

from dongxi.analysis.plan import read_text

HEAD = "贵州省东西部科技合作实施方案\n为加强合作，制定本方案。\n一、科技合作。"


def bodies(clause: str) -> dict[str, str]:
    return {
        party.name: party.role
        for task in read_text(HEAD + clause).tasks
        for party in task.organisations
        if party.kind == "organisation"
    }


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("支持省农科院与中国农科院茶叶所开展研究。", {"省农科院", "中国农科院茶叶所"}),
        ("推动州林科所和中国林科院亚林所开展研究。", {"州林科所", "中国林科院亚林所"}),
        ("支持省农机推广站同中国农机院开展研究。", {"省农机推广站", "中国农机院"}),
        ("推动省大数据中心、省质检院开放数据。", {"省大数据中心", "省质检院"}),
        ("支持市科技馆与中国科技馆合作。", {"市科技馆", "中国科技馆"}),
        ("支持贵州大学与青岛农大、山东师大、武汉理工合作。", {"贵州大学", "青岛农大", "山东师大", "武汉理工"}),
        ("支持贵州省人民医院与北京协和医院合作。", {"贵州省人民医院", "北京协和医院"}),
        ("推动国网贵州电力与中国电科院合作。", {"国网贵州电力", "中国电科院"}),
        ("引导宁德时代、比亚迪与贵州大学合作。", {"宁德时代", "比亚迪", "贵州大学"}),
        ("支持黔南州农业农村局与广州市农业农村局合作。", {"黔南州农业农村局", "广州市农业农村局"}),
        ("支持远山（贵阳）新材料有限公司与贵州大学合作。", {"远山（贵阳）新材料有限公司", "贵州大学"}),
        ("推动云岭（遵义）研究院联合浙江大学开展研究。", {"云岭（遵义）研究院", "浙江大学"}),
        ("支持兵团农科院与重庆市农科院合作。", {"兵团农科院", "重庆市农科院"}),
    ],
)
def test_bodies_are_read_by_their_short_and_their_full_names(clause: str, names: set[str]) -> None:
    assert set(bodies(clause)) == names


@pytest.mark.parametrize(
    "clause",
    [
        "在凯里市布局铝合金材料中试线。",
        "面向山区县青年举办技能培训班。",
        "在各市州承办对接活动。",
        "面向全省高校院所开展服务。",
        "在省内各市场推广新技术。",
        "建设省重点产业研究中心。",
        "支持县医院所在地改善条件。",
    ],
)
def test_what_only_ends_like_a_body_is_none(clause: str) -> None:
    assert bodies(clause) == {}


@pytest.mark.parametrize(
    ("bracket", "roles"),
    [
        (
            "牵头单位：省科技厅；责任单位：省教育厅、贵州大学",
            {"省科技厅": "lead", "省教育厅": "support", "贵州大学": "support"},
        ),
        ("责任单位：省科技厅、省教育厅", {"省科技厅": "lead", "省教育厅": "support"}),
        (
            "省科技厅牵头，省教育厅及贵阳市政府配合",
            {"省科技厅": "lead", "省教育厅": "support", "贵阳市政府": "support"},
        ),
    ],
)
def test_beside_a_body_that_leads_those_responsible_support(bracket: str, roles: dict[str, str]) -> None:
    assert bodies(f"建设平台。（{bracket}）") == roles
