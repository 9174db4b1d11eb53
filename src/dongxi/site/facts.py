"""The facts that ship – regions, organisations, series, the plan, public records – brought into the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

import dongxi
from dongxi import data
from dongxi.apps.cooperation.services import load_public_records
from dongxi.apps.people.services import load_organisations, load_regions
from dongxi.apps.plans.services import load_shipped_plan
from dongxi.apps.portal.services import index_places
from dongxi.apps.records.models import FactsRelease
from dongxi.apps.records.permissions import SYSTEM
from dongxi.apps.records.queries import latest_facts
from dongxi.apps.records.services import record_facts
from dongxi.apps.statistics.services import load_series

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Step:
    """One kind of fact. `reference` is what even an empty store needs: places and bodies."""

    name: str
    load: Callable[[], int]
    reference: bool = False


EMPTY = "empty:"
STEPS = (
    Step("区划", lambda: load_regions(actor=SYSTEM, rows=data.read_csv("regions"), groups=_groups()), reference=True),
    Step("机构", lambda: load_organisations(actor=SYSTEM, rows=_organisations()), reference=True),
    Step("统计", lambda: load_series(actor=SYSTEM, indicators=_indicators(), rows=data.read_csv("statistics"))),
    Step("方案", lambda: load_shipped_plan(actor=SYSTEM, facts=data.read_toml("plan"))),
    Step("公开记录", lambda: load_public_records(actor=SYSTEM, facts=data.read_toml("public_records"))),
    Step("检索", lambda: index_places(actor=SYSTEM), reference=True),
)


def wanted_digest(*, empty: bool) -> str:
    """What `FactsRelease.digest` must be: the package's facts, or the mark of a store kept empty on purpose."""
    return f"{EMPTY}{data.digest()}"[:64] if empty else data.digest()


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


def _groups() -> list[dict[str, Any]]:
    return data.read_toml("region_groups")["group"]


def _organisations() -> list[dict[str, Any]]:
    return data.read_toml("organisations")["organisation"]


def _indicators() -> dict[str, Any]:
    return data.read_toml("indicators")
