"""What the page of leads shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dongxi.analysis.matching import Need
from dongxi.apps.matching import leads
from dongxi.apps.matching.engine import read_text
from dongxi.apps.matching.models import Posting
from dongxi.apps.matching.rules import LeadKind
from dongxi.apps.people.models import Region
from dongxi.data import shared_csv


@dataclass(frozen=True, kw_only=True)
class ShownLead:
    """A lead with the place it lies in; None where its list gives none."""

    lead: leads.Lead
    place: Region | None


def leads_context(*, asked: str, need: Posting | None) -> dict[str, Any]:
    """Leads for a need, or for what was typed; without either the page says what there is to find."""
    typed = " ".join(asked.split())
    wanted = read_text(need) if need else leads.need_of(typed)
    held = Counter(row["kind"] for row in shared_csv("public_teams"))
    found = leads.leads_for(wanted) if isinstance(wanted, Need) else ()
    places = Region.objects.in_bulk({lead.region for lead in found if lead.region})
    shown = [ShownLead(lead=lead, place=places.get(lead.region)) for lead in found]
    return {
        "asked": typed,
        "need": need,
        "unreadable": bool(typed) and wanted is None,
        "nothing": wanted is not None and not found,
        "cut": len(typed) > leads.LONGEST,
        "longest": leads.LONGEST,
        "groups": [
            (True, [one for one in shown if one.lead.likely]),
            (False, [one for one in shown if not one.lead.likely]),
        ],
        "being_read": bool(shown) and leads.is_being_read(),
        "held": [(kind.label, held[kind]) for kind in LeadKind],
    }
