"""Whole tables hold what the read API gives, no more and no less, under the same codes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from dongxi.site.bulk import EXPORTS

LISTS = {
    "regions": ("/regions", ("code",)),
    "groups": ("/groups", ("code",)),
    "organisations": ("/organisations", ("id",)),
    "indicators": ("/indicators", ("code",)),
    "observations": ("/observations", ("indicator", "region", "year", "vintage")),
    "plans": ("/plans", ("slug",)),
    "tasks": ("/tasks", ("plan", "code")),
    "commitments": ("/commitments", ("plan", "task", "code")),
    "public-records": ("/public-records", ("code",)),
}
"""Tables that are lists of the API too: its address, and what names a row in both."""
SAID_OTHERWISE = {("observations", "source"), ("observations", "flag")}
"""The API gives the volume that carries the figure, the table the series of volumes."""
NOT_SHIPPED = {"alignments", "needs", "offers"}
"""What only people bring: correspondences are decided on, needs and offers posted."""


def table(client, name: str) -> list[dict]:
    return [json.loads(line) for line in b"".join(client.get(f"/api/v1/export/{name}.jsonl")).splitlines()]


def listed(client, address: str) -> Iterator[dict]:
    address = f"/api/v1{address}?limit=500"
    while address:
        body = client.get(address).json()
        yield from body["items"]
        address = body["next"]


def same(ours: object, theirs: object) -> bool:
    return (ours or None) == (theirs or None) or (ours is False and theirs is False)


def keyed(rows, names: tuple[str, ...]) -> dict[tuple, dict]:
    return {tuple(row[name] for name in names): row for row in rows}


def differences(client, name: str) -> list[tuple]:
    """Rows or fields in which a whole table and the API's list differ."""
    address, key = LISTS[name]
    whole, given = keyed(table(client, name), key), keyed(listed(client, address), key)
    apart = [(name, row) for row in whole.keys() ^ given.keys()]
    fields = (whole[row].keys() & given[row].keys() for row in whole.keys() & given.keys())
    for row, shared in zip(whole.keys() & given.keys(), fields, strict=True):
        apart += [
            (name, row, field, whole[row][field], given[row][field])
            for field in shared
            if (name, field) not in SAID_OTHERWISE and not same(whole[row][field], given[row][field])
        ]
    return apart


@pytest.mark.parametrize("name", LISTS)
def test_a_whole_table_and_the_list_of_the_api_say_the_same(client, facts, name):
    assert differences(client, name) == []


def test_figures_of_the_table_are_those_of_the_api(client, facts):
    key = LISTS["observations"][1]
    whole = keyed(table(client, "observations"), key)
    for row in listed(client, "/observations"):
        one = whole[tuple(row[name] for name in key)]
        assert Decimal(one["value"]).scaleb(-one["scale"]) == Decimal(row["number"])


@pytest.mark.parametrize("address", ["/tasks", "/commitments"])
def test_parts_of_a_row_are_those_the_tables_of_parts_hold(client, facts, address):
    """Parties, modes and deliverables; a task's are its own and those of its commitments."""
    at = ("plan", "task", "commitment") if address == "/commitments" else ("plan", "task")
    parts = {name: table(client, name) for name in ("parties", "modes", "deliverables")}
    told = {
        "parties": lambda p: (p["name"], p["name_en"], p["kind"], p["role"], p["acts"], p["region"], p["group"],
                              p["organisation"]),
        "deliverables": lambda d: (d["name"], d["name_en"], d["type"]),
    }  # fmt: skip
    for row in listed(client, address):
        here = (row["plan"], row["task"], row["code"]) if len(at) == 3 else (row["plan"], row["code"])
        own = {name: [one for one in rows if tuple(one[n] for n in at) == here] for name, rows in parts.items()}
        assert sorted({one["mode"] for one in own["modes"]}) == row["modes"]
        for name, tell in told.items():
            assert Counter(map(tell, own[name])) == Counter(map(tell, row[name])), (here, name)


def test_a_records_sides_modes_money_and_counts_are_those_of_the_api(client, facts):
    names = ("record-parties", "record-modes", "record-amounts", "record-counts")
    whole = {name: table(client, name) for name in names}
    for record in listed(client, "/public-records"):
        own = {name: [row for row in rows if row["record"] == record["code"]] for name, rows in whole.items()}
        assert [row["mode"] for row in own["record-modes"]] == record["modes"]
        assert [(row["kind"], row["fen"], row["note_en"]) for row in own["record-amounts"]] == [
            (row["kind"], row["fen"], row["note_en"]) for row in record["amounts"]
        ]
        assert [
            (row["what"], Decimal(row["value"]).scaleb(-row["scale"]), row["unit_en"], row["note_en"])
            for row in own["record-counts"]
        ] == [
            (row["what"], Decimal(row["number"]), row["unit_en"], row["note_en"]) for row in record["counts"]
        ]  # fmt: skip
        assert [(row["side"], row["name"], row["region"], row["organisation"]) for row in own["record-parties"]] == [
            (row["side"], row["name"], row["region"], row["organisation"]) for row in record["parties"]
        ]


def test_a_count_of_the_api_is_exact(client, facts):
    counts = [count for record in listed(client, "/public-records") for count in record["counts"]]
    assert counts
    assert all(isinstance(count["number"], str) for count in counts)


def test_members_of_groups_are_those_of_the_api(client, facts):
    members = table(client, "group-members")
    for group in listed(client, "/groups"):
        assert [row["region"] for row in members if row["group"] == group["code"]] == sorted(group["members"])


def test_every_table_of_the_shipped_facts_holds_something(client, facts):
    empty = {export.name for export in EXPORTS if not table(client, export.name)}
    assert empty == NOT_SHIPPED


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_a_table_costs_few_queries_however_long(client, facts, export, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        table(client, export.name)


def test_the_list_of_tables_in_the_documents_is_whole():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs/reference/api.md").read_text(encoding="utf-8")
    assert [export.name for export in EXPORTS if f"`{export.name}`" not in page] == []
