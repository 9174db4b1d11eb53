"""What a document is to reach as a whole: no task's, and by when."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

TITLE = "贵州省科技协作行动方案\n"
TASKS = "\n二、重点任务\n（一）选派人才。每年选派30名教师赴宁波进修，到2024年累计选派90名。"


def aims(words: str) -> list[tuple[str, str | None]]:
    document = read_text(TITLE + words + TASKS)
    assert all(document.text[slice(*aim.span)] == aim.text for aim in document.goals)
    return [(aim.text, aim.due.date if aim.due else None) for aim in document.goals]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "一、主要目标\n到2025年，共建平台达到80家，签约项目200项，成交额比2020年翻一番。",
            [("共建平台达到80家", "2025"), ("签约项目200项", "2025"), ("成交额比2020年翻一番", "2025")],
        ),
        (
            "一、总体要求\n坚持市场导向。到2025年6月底，互访人才1000人次，协作机制更加顺畅。",
            [("互访人才1000人次", "2025-06"), ("协作机制更加顺畅", "2025-06")],
        ),
        (
            "一、工作目标\n坚持互利共赢，三年内，联合攻关60项，培训人员500人次。",
            [("联合攻关60项", None), ("培训人员500人次", None)],
        ),
        (
            "一、发展目标\n到2024年，平台达到20家。园区达到3个。到2026年，平台达到40家。",
            [("平台达到20家", "2024"), ("园区达到3个", "2024"), ("平台达到40家", "2026")],
        ),
        (
            "一、发展目标\n（一）平台。到2025年，平台达到20家。\n（二）人才。引进人才300名。",
            [("平台达到20家", "2025"), ("引进人才300名", "2025")],
        ),
        (
            "为深化协作，制定本方案。力争到2025年，成交额突破9亿元。\n一、总体思路\n坚持共赢。",
            [("成交额突破9亿元", "2025")],
        ),
        ("一、工作目标\n到2025年实现成交额翻番。", [("到2025年实现成交额翻番", "2025")]),
    ],
)
def test_each_aim_of_the_document_stands_with_its_time(words: str, expected: list[tuple[str, str | None]]) -> None:
    assert aims(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        "一、总体要求\n坚持需求牵引，全面建设创新型省份。",
        "一、基本原则\n坚持统筹推进。2023年以来我省签约项目120项。",
        "一、主要目标\n坚持不求所有、但求所用。",
    ],
)
def test_principles_and_what_was_reached_before_are_no_aims(words: str) -> None:
    assert aims(words) == []


def test_what_a_task_is_to_reach_stays_with_the_task() -> None:
    document = read_text(TITLE + "一、主要目标\n到2025年，平台达到20家。" + TASKS)
    assert [aim.text for aim in document.goals] == ["平台达到20家"]


def test_json_written_before_there_were_aims_is_read_as_none() -> None:
    tree = read_text(TITLE + "一、主要目标\n到2025年，平台达到20家。" + TASKS).to_json()
    assert PlanDocument.from_json(tree).to_json() == tree
    del tree["goals"]
    assert PlanDocument.from_json(tree).goals == ()
