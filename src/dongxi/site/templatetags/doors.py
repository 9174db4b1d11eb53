"""Template words that lead from a page of one room into the next: what may be begun from what is being read."""

from __future__ import annotations

from typing import Any

from django import template

from dongxi.apps.matching.queries.postings import seats
from dongxi.apps.plans.models import Commitment

register = template.Library()


@register.inclusion_tag("matching/_draft_need.html", takes_context=True)
def draft_need(context: template.Context, commitment: Commitment) -> dict[str, Any]:
    """A button that drafts a need from a commitment, for those who may post one."""
    request = context.get("request")
    return {
        "commitment": commitment,
        "seats": seats(to=request.user) if request else [],
        "csrf_token": context.get("csrf_token"),
    }
