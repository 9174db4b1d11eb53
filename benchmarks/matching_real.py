"""Needs drafted from the plan's 20 tasks against real national projects, key laboratories and field stations.

    uv run python benchmarks/matching_real.py [--top 5] [--out FOLDER]

The offers are read from ../shared/data/facts, where that is present, and are not part of the project. Prints the best
offers of every need, to be read by a person; writes the two tables so that `dongxi match` can be run on them.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from dongxi.analysis.matching import Engine
from dongxi.analysis.matching.batch import matched, offered
from dongxi.analysis.matching.briefly import briefly
from dongxi.analysis.matching.pairs import paired_by_plan
from dongxi.analysis.matching.rows import needs_of, offers_of
from dongxi.analysis.matching.runners import runner
from dongxi.analysis.tables import read_table
from dongxi.analysis.text.embed import installed_embedder
from dongxi.data import read_toml

FACTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "facts"
HEADS = ("id", "title", "text", "region")
Row = dict[str, str]


def needs() -> Iterator[Row]:
    """A need for each task of the plan: its title, what it promises, its fields, the province it serves."""
    for task in read_toml("plan")["task"]:
        if task["kind"] != "task":
            continue
        regions = [one["code"] for one in task["parties"] if one["kind"] == "region" and one["role"] == "beneficiary"]
        promised = "；".join(one["summary"] for one in task["commitment"])
        fields = "、".join(one["name"] for one in task["fields"])
        yield {
            "id": task["id"],
            "title": task["title"],
            "text": f"{promised}。涉及：{fields}。" if fields else f"{promised}。",
            "region": regions[0] if regions and regions[0] else "",
        }


def offers() -> Iterator[Row]:
    """Projects, laboratories and stations, each once; the latter two with the province they lie in."""
    for row in {row["project_no"]: row for row in _rows("nkrdp_projects_2018_2020.csv")}.values():
        yield {"id": row["project_no"], "title": row["title"], "text": row["programme"], "region": ""}
    for prefix, name in (("LAB", "state_key_labs_2016_2020.csv"), ("STA", "field_observation_stations.csv")):
        latest = {row["name"]: row for row in sorted(_rows(name), key=lambda row: row["year"])}
        for number, row in enumerate(latest.values(), start=1):
            yield {
                "id": f"{prefix}-{number:03d}",
                "title": row["name"],
                "text": row.get("area", ""),
                "region": row["province"] if row["province"] != "nan" else "",
            }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--top", type=int, default=5)
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    if not FACTS.is_dir():
        print(f"The facts are not here: {FACTS}. Nothing to match against.")
        return
    folder = given.out or Path(mkdtemp(prefix="matching-"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("needs.csv", needs()), ("offers.csv", offers())):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADS)
            writer.writeheader()
            writer.writerows(rows)
    wanted, held = needs_of(read_table(folder / "needs.csv")), offers_of(read_table(folder / "offers.csv"))
    for each in (*wanted.refused, *held.refused):
        print("refused:", each.row.number, each.why, dict(each.row.cells))
    engine = Engine(embedder=installed_embedder()).known(held.texts)
    among = offered(engine=engine, offers=held.texts)
    by_need, by_offer = {one.id: one for one in wanted.texts}, {one.id: one for one in held.texts}
    found = matched(
        engine=engine, needs=wanted.texts, among=among, by=runner("local"), top=given.top, paired=paired_by_plan()
    )
    print(f"{len(wanted.texts)} needs, {len(held.texts)} offers; tables in {folder}")
    for match in (one for block in found for one in block):
        need, offer = by_need[match.need], by_offer[match.offer]
        if match.rank == 1:
            print(f"\n{need.id} {need.title}\n   {need.body}")
        print(f"  {match.rank}. {match.score:.2f} {offer.id} {offer.title} [{offer.body}]")
        print(f"        {briefly(match=match, need=need, offer=offer)}")


def _rows(name: str) -> list[Row]:
    with (FACTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
