"""What the home page shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from dongxi.apps.cooperation.queries import latest_records
from dongxi.apps.plans.queries import national_plan
from dongxi.apps.portal.queries import links, progress, scopes, trends
from dongxi.apps.statistics.kept import kept


def home_context(*, to: Any, on: date, scope: Any) -> dict[str, Any]:
    """Everything the home page shows in a scope (`strand`, `region`, `year`); no `progress` in an empty store."""
    plan, chosen = national_plan(to=to), scope.parameters()
    found = links.links_in_scope(plan=plan, to=to, **chosen)
    context = {
        "plan": plan,
        "year": on.year,
        "links": found,
        "map": links.cooperation_map(found),
        "latest": latest_records(to=to, **chosen),
        "trends": kept("trends", trends.trends),
        "choices": scopes.choices(scope),
    }
    if plan:
        context["progress"] = progress.progress(plan, to=to, on=on, strand=scope.strand, region=scope.region)
    return context
