"""Key src/dongxi/data/public_teams.csv: who is publicly known to work on what, as leads for a need.

Reads four compiled lists beside the checkout: national key research projects 2018–2020, laboratories and field stations
that the ministry listed, national agricultural science parks. Each project, laboratory, station and park stands once,
with its latest year. A project has no place in its list: it takes the province that the other lists give its
institution, or the province or city with which the institution's name begins. A laboratory that its list puts elsewhere
than most lists put its institution (shared, or an error) has none.
Run ``uv run python scripts/key_public_teams.py``; it prints how many of each kind there are and how many have a place.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "data" / "facts"
DATA = ROOT / "src" / "dongxi" / "data"
TARGET = DATA / "public_teams.csv"
NOTHING = ("", "nan")
_TORN = re.compile(r"(?<=[\u3000-\u9fff]) +(?=[\u3000-\u9fff])")
"""Where a line of the notice ended within a title."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """A row of public_teams.csv; `region` is a code of GB/T 2260, `year` that of the list."""

    code: str
    kind: str
    name: str
    topic: str
    institution: str
    region: str
    year: str


def teams() -> Iterator[Team]:
    """Every list, each in its own order."""
    codes = {row["short"]: row["code"] for row in _csv(DATA / "regions.csv") if row["level"] == "province"}
    homes = _homes(codes)
    for row in _latest("nkrdp_projects_2018_2020.csv", by="project_no"):
        home = homes.get(row["institution"], "")
        yield _team(row["project_no"], "project", row, name=row["title"], topic=row["programme"], region=home)
    for kind, file in (("laboratory", "state_key_labs_2016_2020.csv"), ("station", "field_observation_stations.csv")):
        for number, row in enumerate(_latest(file, by="name"), start=1):
            code = f"{kind[:3].upper()}-{number:03d}"
            region = codes.get(row["province"], "")
            if kind == "laboratory" and homes.get(row["institution"], region) != region:
                region = ""
            yield _team(code, kind, row, name=row["name"], topic=row.get("area", ""), region=region)
    for number, row in enumerate(_latest("national_agri_sci_parks.csv", by="name"), start=1):
        code = f"PARK-{number:03d}"
        yield _team(code, "park", row, name=row["name"], topic="", region=codes.get(row["province"], ""))


def _team(code: str, kind: str, row: dict[str, str], *, name: str, topic: str, region: str) -> Team:
    told = {key: "" if value in NOTHING else _TORN.sub("", value) for key, value in row.items()}
    return Team(
        code=code,
        kind=kind,
        name=_TORN.sub("", name),
        topic="" if topic in NOTHING else topic,
        institution=told.get("institution", ""),
        region=region,
        year=told.get("year", ""),
    )


def _homes(codes: dict[str, str]) -> dict[str, str]:
    """Institution → code of its province: the one most lists give; else the province or city its name begins with."""
    seen: dict[str, Counter[str]] = {}
    for file in ("state_key_labs_2016_2020.csv", "field_observation_stations.csv", "open_share_eval_2018_2024.csv"):
        for row in _csv(FACTS / file):
            if code := codes.get(row["province"]):
                seen.setdefault(row["institution"], Counter())[code] += 1
    homes = {name: found.most_common(1)[0][0] for name, found in seen.items()}
    cities = {row["short"]: row["parent"] for row in _csv(DATA / "regions.csv") if row["level"] == "prefecture"}
    for row in _csv(FACTS / "nkrdp_projects_2018_2020.csv"):
        begun = (code for short, code in (codes | cities).items() if row["institution"].startswith(short))
        homes.setdefault(row["institution"], next(begun, ""))
    return homes


def _latest(file: str, *, by: str) -> list[dict[str, str]]:
    """Each name once, as the latest year has it, in the order of first mention."""
    held: dict[str, dict[str, str]] = {}
    for row in sorted(_csv(FACTS / file), key=lambda row: row.get("year", "")):
        held[row[by]] = row
    return list(held.values())


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Write the file and print what it holds."""
    rows = list(teams())
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Team)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, rows))
    placed = Counter(row.kind for row in rows if row.region)
    for kind, count in Counter(row.kind for row in rows).items():
        print(f"{kind:12} {count:5}, with a province {placed[kind]:5}")


if __name__ == "__main__":
    main()
