"""Who acts, who is worked with and who answers, in plans of a western province."""

from dongxi.analysis.plan import Commitment, Task, read_text

HEAD = "贵州省东西部科技合作行动方案\n为加强协作，制定本方案。\n"


def task(clauses: str) -> Task:
    [found] = read_text(HEAD + clauses).tasks
    return found


def first(clauses: str) -> Commitment:
    return read_text(HEAD + clauses).commitments[0]


def roles(found: Task) -> dict[str, str]:
    return {party.name: party.role for party in (*found.regions, *found.organisations)}


def test_an_office_from_elsewhere_that_is_worked_with_is_a_partner() -> None:
    for clause in (
        "一、搭桥对接。联合广东省科技厅举办专场路演3场。",
        "一、搭桥对接。与广东省科技厅共同举办专场路演3场。",
        "一、搭桥对接。会同广东省科技厅举办专场路演3场。",
    ):
        assert roles(task(clause)) == {"广东省科技厅": "partner"}
        assert [party.name for party in first(clause).partners] == ["广东省科技厅"]


def test_every_office_of_the_list_that_is_worked_with_is_a_partner() -> None:
    found = task("一、搭桥对接。省科技厅与广东省科技厅、浙江省科技厅签订协作备忘录。")
    assert roles(found) == {"省科技厅": "lead", "广东省科技厅": "partner", "浙江省科技厅": "partner"}


def test_an_office_of_ones_own_that_is_consulted_supports() -> None:
    found = task("一、搭桥对接。省科技厅会同省财政厅出台补助办法。")
    assert roles(found) == {"省科技厅": "lead", "省财政厅": "support"}
