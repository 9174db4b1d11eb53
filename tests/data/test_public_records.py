"""The shipped public records: complete in both languages, money told apart, true to what was collected."""

import csv
import importlib.util
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "dongxi" / "data"
MONEY = {"intention", "contract", "total_investment", "fiscal", "own", "social", "received", "output_value", "unstated"}
MODES = {
    "resource_sharing",
    "talent_exchange",
    "platform_building",
    "joint_research",
    "technology_transfer",
    "park_building",
}
STRANDS = {"xinjiang", "xizang", "qinghai", "yunnan", "ningxia", "neimenggu", "pairing", "all"}
KINDS = {"region", "group", "park", "organisation", "generic"}
UNITS = {"亿": 100_000_000, "万": 10_000}
COPIED = 15
PROSE = ("title", "summary", "note", "year_note", "source_name", "source_note")
WRITTEN_OUT = {"两项": 2, "四方": 4, "十四年": 14, "千余": 1000, "万余": 10_000, "万人": 10_000}


@pytest.fixture(scope="module")
def shipped() -> dict:
    return tomllib.loads((DATA / "public_records.toml").read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def records(shipped) -> list[dict]:
    return shipped["record"]


@pytest.fixture(scope="module")
def collected(shared) -> dict[str, dict[str, str]]:
    """The collected rows by our record id."""
    with (shared / "data" / "cases.csv").open(encoding="utf-8", newline="") as file:
        return {f"R{int(row['id']):03d}": row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_plan_facts", ROOT / "scripts" / "check_plan_facts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figure(label: str) -> Decimal:
    """The number of yuan or things a Chinese figure such as 近27亿元 or 10万 says."""
    number, unit = re.search(r"(\d+(?:\.\d+)?)([亿万]?)元?(?!\d)$", label).groups()
    return Decimal(number) * UNITS.get(unit, 1)


def chinese(record: dict) -> Iterator[tuple[dict, str]]:
    """(table, key) of every piece of Chinese prose in a record."""
    yield from ((record, key) for key in PROSE if key in record)
    yield from ((amount, key) for amount in record["amounts"] for key in ("label", "note") if key in amount)
    yield from ((count, key) for count in record["counts"] for key in ("what", "note") if key in count)


def test_record_ids_are_unique_and_every_collected_row_is_there(records, collected):
    ids = [record["id"] for record in records]
    assert len(set(ids)) == len(ids)
    assert set(ids) == set(collected)


def test_codes_are_those_the_product_knows(records):
    lines = (DATA / "regions.csv").read_text(encoding="utf-8").splitlines()[1:]
    regions = {line.split(",", 1)[0] for line in lines}
    for record in records:
        assert record["strand"] in STRANDS, record["id"]
        assert set(record["modes"]) <= MODES, record["id"]
        assert record["modes"], record["id"]
        assert {party["kind"] for party in record["parties"]} <= KINDS, record["id"]
        assert {party["side"] for party in record["parties"]} <= {"partner", "beneficiary", "national"}, record["id"]
        assert {p["code"] for p in record["parties"] if p["kind"] == "region"} <= regions, record["id"]
        assert {amount["kind"] for amount in record["amounts"]} <= MONEY, record["id"]


def test_every_record_has_a_beneficiary_and_no_party_twice(records):
    for record in records:
        assert "beneficiary" in {party["side"] for party in record["parties"]}, record["id"]
        names = Counter((party["kind"], party["name"]) for party in record["parties"])
        assert max(names.values()) == 1, record["id"]


def test_a_group_whose_members_the_source_does_not_name_carries_none(records):
    assert not [
        p for record in records for p in record["parties"] if p["kind"] == "group" and {"code", "members"} & set(p)
    ]


def test_reposts_are_marked_and_counted_in_no_total(shipped):
    counted = {quality["code"]: quality["counted"] for quality in shipped["quality"]}
    assert counted == {"official": True, "media": True, "repost": False}
    assert all(record["counted"] == counted[record["quality"]] for record in shipped["record"])
    (repost,) = [quality for quality in shipped["quality"] if quality["code"] == "repost"]
    assert repost["name"] == "转载，未核实"


def test_source_quality_is_the_collectors_own_judgement(records, collected):
    expected = {"official": "official", "media": "media", "repost": "repost", "r-paraphrased": "repost"}
    assert {r["id"]: r["quality"] for r in records} == {
        key: expected[row["source_quality"]] for key, row in collected.items()
    }


def test_every_record_says_where_it_comes_from(records):
    for record in records:
        assert record["source_name"], record["id"]
        assert ("source_url" in record) != ("source_note" in record), record["id"]
        assert record.get("source_url", "http").startswith("http"), record["id"]


def test_amounts_are_whole_yuan_and_agree_with_what_was_reported(records):
    for record in records:
        for amount in record["amounts"]:
            assert isinstance(amount["yuan"], int), record["id"]
            assert amount["yuan"] == figure(amount["label"].replace("上百", "100")), record["id"]


def test_words_of_approximation_are_kept_as_marks(records):
    for record in records:
        for amount in record["amounts"]:
            assert amount["approximate"] == bool(re.search("近|约", amount["label"])), record["id"]
            assert amount["at_least"] == bool(re.search("超|上百|突破", amount["label"])), record["id"]
            assert amount.get("planned", False) == ("计划" in amount["label"]), record["id"]


def test_money_of_unstated_kind_says_why(records):
    assert not [r["id"] for r in records for a in r["amounts"] if a["kind"] == "unstated" and "note" not in a]


def test_no_record_gives_two_amounts_of_a_kind_without_telling_them_apart(records):
    for record in records:
        kinds = Counter(amount["kind"] for amount in record["amounts"])
        for amount in record["amounts"]:
            assert kinds[amount["kind"]] == 1 or "note" in amount, record["id"]


def test_figures_stand_in_the_collected_row(records, collected):
    for record in records:
        row = "|".join(text for column, text in collected[record["id"]].items() if column != "source_url")
        said = {Decimal(n) * UNITS.get(unit, 1) for n, unit in re.findall(r"(\d+(?:\.\d+)?)(万?)", row)}
        said |= {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", row)}
        said |= {number for words, number in WRITTEN_OUT.items() if words in row}
        assert {Decimal(count["value"]) for count in record["counts"]} <= said, record["id"]


def test_industrial_investment_carries_a_warning(records):
    by_id = {record["id"]: record for record in records}
    for key in ("R020", "R021", "R036", "R037", "R049"):
        assert re.search("产业|招商", by_id[key]["note"]), key


def test_only_the_record_that_calls_itself_incomplete_is_so_marked(records):
    assert [record["id"] for record in records if record["incomplete"]] == ["R002"]


def test_years_are_in_order_or_the_gap_is_explained(records):
    for record in records:
        if {"year_from", "year_to"} <= set(record):
            assert 1990 <= record["year_from"] <= record["year_to"] <= 2026, record["id"]
        else:
            assert record["year_note"], record["id"]


def test_everything_chinese_has_its_english(records):
    missing = [(r["id"], key) for r in records for table, key in chinese(r) if not table.get(key + "_en")]
    assert missing == []
    assert not [r["id"] for r in records for count in r["counts"] if "unit_en" not in count]


def test_no_sentence_is_taken_from_the_collection(records, collected, checker):
    summaries = "\n".join(row["summary"] for row in collected.values())
    for record in records:
        names = sorted((party["name"] for party in record["parties"]), key=len, reverse=True)
        for table, key in chinese(record):
            assert table[key] not in summaries.split("\n")
            assert len(checker.shared_run(table[key], summaries, allowed=names)) < COPIED, (record["id"], table[key])
