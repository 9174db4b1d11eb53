"""The document's number, wherever a head, a web page or a letter puts it."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

NUMBER = "甘科发〔2023〕12号"
TITLE = "关于印发东西部科技合作实施方案的通知"
BODY = "\n各市州科技局：\n一、重点任务\n（一）人才交流。举办推介活动。\n"
SIGNED = "甘肃省科学技术厅\n2023年3月1日\n"
LONG = (
    "甘肃省人民政府办公厅关于印发甘肃省贯彻落\n实国家东西部科技合作部署深化东西部科技合\n"
    "作若干政策措施及重点任务\n分工方案的通知"
)


def read(head: str, *, below: str = SIGNED) -> PlanDocument:
    return read_text(head + BODY + below)


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\n{NUMBER}",
        f"{TITLE}\n甘科发 〔２０２３〕 １２ 号",
        f"{TITLE}\n文号：{NUMBER}",
        f"{TITLE}\n{NUMBER}  2023年3月1日",
        f"{TITLE}（{NUMBER}）",
        f"{TITLE}\n（{NUMBER}，2023年3月1日印发）",
        f"{TITLE}\n（2023年3月1日甘肃省科学技术厅{NUMBER}公布）",
        f"甘肃省科学技术厅文件\n{NUMBER}\n{TITLE}",
        f"甘肃省科学技术厅文件　　{NUMBER}\n{TITLE}",
        f"甘肃省科学技术厅\n甘肃省财政厅\n文件\n{NUMBER}    签发人：王某\n{TITLE}",
        f"000012\n机密★1年\n特急\n甘肃省科学技术厅文件\n{NUMBER}\n{TITLE}",
        f"索引号：0001/2023-12\n发文机关：甘肃省科学技术厅\n标题：{TITLE}\n发文字号：{NUMBER}\n有效性：有效\n{TITLE}",
    ],
)
def test_the_number_is_found_beside_above_and_below_the_title(head: str) -> None:
    document = read(head)
    assert document.document_number == NUMBER
    assert document.title == TITLE


def test_a_title_of_many_lines_keeps_its_number() -> None:
    whole = LONG.replace("\n", "")
    for head in (f"{LONG}\n{NUMBER}", f"甘肃省人民政府办公厅文件\n{NUMBER}\n{LONG}", f"{whole}\n{NUMBER}"):
        document = read(head)
        assert (document.title, document.document_number) == (whole, NUMBER)


def test_a_title_longer_than_any_page_is_wide_is_one_if_nobody_broke_it() -> None:
    title = "、".join(f"甘肃省第{at}工业和信息化管理厅" for at in "一二三四五六七八") + TITLE
    document = read(f"{title}\n{NUMBER}", below="")
    assert (document.title, document.document_number) == (title, NUMBER)
    assert len(document.issuers) == 8


def test_a_title_that_fills_its_lines_does_not_swallow_the_number() -> None:
    width = 28
    title = LONG.replace("\n", "")[: 2 * width - 2] + "通知"
    body = (
        "为深化与东部地区的科技创新合作，结合甘肃省实际，制定本方案。",
        "一、重点任务",
        "（一）共建平台。支持兰州大学与清华大学共建干旱生态联合实验室，开展荒漠化治理技术联合攻关和示范应用。",
        "（二）引进成果。组织省内企业与天津滨海高新区对接，每年举办两次成果对接活动，引进转化先进适用技术。",
        "（三）加强领导。省科技厅要建立协调机制，定期调度进展，及时协调解决重大问题，确保任务落到实处。",
    )
    lines = [title[:width], title[width:], NUMBER]
    lines += [text[at : at + width] for text in body for at in range(0, len(text), width)]
    document = read_text("\n".join(lines))
    assert (document.title, document.document_number) == (title, NUMBER)


def test_a_letter_tells_the_number_of_the_document_it_issues_and_so_does_its_foot() -> None:
    plan = "甘肃省东西部科技合作实施方案"
    named = read_text(f"{plan}\n《{plan}》（{NUMBER}）已经省政府同意，现予公布。{BODY}{SIGNED}")
    foot = read_text(f"{plan}\n为加强合作，制定本方案。{BODY}{SIGNED}{NUMBER}")
    assert (named.document_number, foot.document_number) == (NUMBER, NUMBER)


def test_the_number_of_another_document_is_not_taken() -> None:
    plan = "甘肃省东西部科技合作实施方案"
    assert read(f"{plan}\n（根据国科发区〔2022〕25号修订）").document_number is None
    assert read(f"{plan}\n为落实《合作方案》（国科发区〔2022〕25号），制定本方案。").document_number is None
