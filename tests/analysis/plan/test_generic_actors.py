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
