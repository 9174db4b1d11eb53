"""How long the document itself holds is neither a task's date nor a commitment; it may tell the years planned for."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

HEAD = (
    "甘肃省东西部科技合作若干措施\n为加强合作，制定本措施。\n一、重点任务\n（一）共建平台。与清华大学建设枸杞实验室。"
)
SIGNED = "\n甘肃省科学技术厅\n2023年3月1日\n"
VALID = [
    ("本方案自印发之日起施行，有效期5年。", (2023, 2027)),
    ("本方案自2023年3月1日起施行，有效期至2028年2月29日。", (2023, 2028)),
    ("本措施自2023年4月1日起施行，试行期两年。", (2023, 2024)),
    ("本方案执行期限为2023年1月1日至2025年12月31日。", (2023, 2025)),
    ("本方案由省科技厅负责解释，自印发之日起施行，至2025年12月31日止。", (2023, 2025)),
    ("本方案实施期限：2023年—2025年。", (2023, 2025)),
    ("本措施有效期至2025年底前。", (2023, 2025)),
    ("实施期暂定3年。", (2023, 2025)),
]


def read(closing: str) -> PlanDocument:
    return read_text(HEAD + closing + SIGNED)


@pytest.mark.parametrize("closing", [closing for closing, _ in VALID])
@pytest.mark.parametrize("parted", ["", "\n"])
def test_how_long_a_document_holds_is_no_date_of_the_last_task(closing: str, parted: str) -> None:
    document = read(parted + closing)
    assert [one.text for one in document.commitments] == ["与清华大学建设枸杞实验室"]
    assert [task.due for task in document.tasks] == [None]


@pytest.mark.parametrize(("closing", "horizon"), VALID)
def test_how_long_a_document_holds_tells_the_years_it_is_for(closing: str, horizon: tuple[int, int]) -> None:
    document = read("\n二、附则\n" + closing)
    assert document.horizon == horizon
    assert [task.id for task in document.tasks] == ["1.1"]


def test_an_article_that_begins_with_how_long_the_document_holds_asks_for_nothing() -> None:
    document = read_text(
        "甘肃省东西部科技合作若干措施\n第一条 与清华大学建设枸杞实验室。\n"
        "第二条 本措施自2024年4月1日起施行，有效期至2026年12月31日。\n"
    )
    assert [one.text for one in document.commitments] == ["与清华大学建设枸杞实验室"]


@pytest.mark.parametrize(
    "sentence",
    ["自2023年5月起对实验室给予补助。", "创新券有效期1年，由省科技厅发放。", "2025年建成中试基地。"],
)
def test_what_a_task_itself_states_stays(sentence: str) -> None:
    assert len(read(sentence).commitments) == 2
