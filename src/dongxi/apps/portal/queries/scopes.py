"""What the reader may narrow a page to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.cooperation.queries import strand_choices, years_covered
from dongxi.apps.people.queries import provinces


@dataclass(frozen=True)
class Choice:
    """One select of the scope form: its parameter, its title, what may be chosen and what is."""

    key: str
    title: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def choices(scope: Any) -> list[Choice]:
    """Strand, region and year, with what the address has chosen. `scope` has an attribute for each."""
    return [
        Choice("strand", _("专项"), tuple(strand_choices()), scope.strand),
        Choice("region", _("地区"), tuple((region.pk, str(region)) for region in provinces()), scope.region),
        Choice("year", _("年份"), tuple(years_covered()), scope.year),
    ]
