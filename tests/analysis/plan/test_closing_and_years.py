"""How a document closes, when it was signed, and the years it plans for."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

LETTER = "青海省科学技术厅关于印发《青海省科技协作行动方案》的通知\n青科发〔2023〕3号\n青海省科技协作行动方案\n"
TASKS = "一、重点任务\n（一）举办推介活动。\n（二）建设检测中心。"
SIGNED = "\n青海省科学技术厅\n2023年3月8日"


def reading(body: str, *, signed: str = SIGNED) -> PlanDocument:
    return read_text(LETTER + body + signed)


@pytest.mark.parametrize("day", ["2023年2月30日", "二〇二三年十一月三十一日", "2023年13月1日"])
def test_a_date_no_calendar_has_is_told_and_still_closes_the_document(day: str) -> None:
    document = reading(
        "一、总体要求\n到2026年，平台达到9个。\n二、重点任务\n（一）建设检测中心。", signed=f"\n青海省科学技术厅\n{day}"
    )
    [doubt] = [each for each in document.warnings if "date" in each.code]
    assert (doubt.code, document.text[slice(*doubt.span)]) == ("no_such_date", day)
    assert doubt.message == f"成文日期“{day}”：这一天不存在。"
    assert (document.issued_on, document.issuers, document.horizon) == (None, ("青海省科学技术厅",), (2023, 2026))
    assert [one.text for one in document.commitments] == ["建设检测中心"]


@pytest.mark.parametrize(
    "line",
    [
        "联系人：王五，电话：0971-0000000",
        "联系电话：0971-0000000",
        "附件：1.项目清单（略）",
        "附件：1.项目清单（略）\n（联系人及电话：王五，0971-0000000）",
    ],
)
def test_whom_to_ring_and_what_is_attached_is_no_commitment(line: str) -> None:
    document = reading(f"{TASKS}\n{line}")
    assert [one.text for one in document.commitments] == ["举办推介活动", "建设检测中心"]


@pytest.mark.parametrize(
    ("body", "years"),
    [
        ("（2023—2026年）\n" + TASKS, (2023, 2026)),
        ("到2027年，平台达到9个。\n" + TASKS, (2023, 2027)),
        ("一、发展目标\n到2027年，平台达到9个。\n" + TASKS.replace("一、", "二、"), (2023, 2027)),
        (TASKS + "\n二、附则\n本方案自发布之日起施行，有效期至2028年12月31日。", (2023, 2028)),
        (TASKS + "力争2027年前建成分中心。", None),
        (TASKS + "到2027年，检测品种达到90种。", None),
    ],
)
def test_the_years_are_those_of_the_whole_document_never_of_one_task(body: str, years: tuple[int, int] | None) -> None:
    assert reading(body).horizon == years
