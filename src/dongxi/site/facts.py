"""The facts that ship – regions, organisations, series, the plan, public records – brought into the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

import dongxi
from dongxi.apps.records.models import FactsRelease
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import latest_facts
from dongxi.apps.records.services import record_facts
from dongxi.data import digest, frameworks, read_csv, read_toml

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Step:
    """One kind of fact and the service that takes it, by dotted path: only loading pays for its import.

    `reference` is what even an empty store needs: places and bodies.
    """

    name: str
    service: str
    facts: Callable[[], Mapping[str, Any]]
    reference: bool = False

    def load(self) -> int:
        return import_string(f"dongxi.apps.{self.service}")(actor=SYSTEM, **self.facts())


EMPTY = "empty:"
STEPS = (
    Step(
        "区划",
        "people.services.load_regions",
        lambda: {"rows": read_csv("regions"), "groups": _list("region_groups", "group")},
        reference=True,
    ),
    Step(
        "机构",
        "people.services.load_organisations",
        lambda: {"rows": _list("organisations", "organisation")},
        reference=True,
    ),
    Step(
        "统计",
        "statistics.services.load_series",
        lambda: {"indicators": read_toml("indicators"), "rows": read_csv("statistics")},
    ),
    Step("方案", "plans.services.load_shipped_plan", lambda: {"facts": read_toml("plan")}),
    Step("公开记录", "cooperation.services.load_public_records", lambda: {"facts": read_toml("public_records")}),
    Step("评估方案", "evaluation.services.frameworks.load_frameworks", lambda: {"texts": frameworks()}),
    Step("检索", "portal.services.index_places", dict, reference=True),
)


def wanted_digest(*, empty: bool) -> str:
    """What `FactsRelease.digest` must be: the package's facts, or the mark of a store kept empty on purpose."""
    return f"{EMPTY}{digest()}"[:64] if empty else digest()


def kept_empty() -> bool:
    """Whether somebody asked for this store to stay without the plan, the series and the public records."""
    release = latest_facts()
    return release is not None and release.digest.startswith(EMPTY)


def stand(*, empty: bool) -> bool:
    """Whether the store already holds exactly the facts it should, as this version of the product loads them."""
    release, wanted = latest_facts(), (wanted_digest(empty=empty), dongxi.__version__)
    return release is not None and (release.digest, release.product_version) == wanted


@transaction.atomic
def load(*, empty: bool = False, tell: Tell = lambda _what, _done, _total: None) -> FactsRelease:
    """Load the facts in one transaction: all of them stand afterwards, or none. `tell` hears of each step."""
    steps = [step for step in STEPS if step.reference or not empty]
    counts = {}
    for number, step in enumerate(steps):
        tell(step.name, number, len(steps))
        counts[step.name] = step.load()
    tell("", len(steps), len(steps))
    return record_facts(
        actor=SYSTEM, digest=wanted_digest(empty=empty), product_version=dongxi.__version__, counts=counts
    )


def _list(name: str, key: str) -> list[dict[str, Any]]:
    return read_toml(name)[key]
