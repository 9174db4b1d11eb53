"""Open needs and offers, whole: what is public of them, never whose they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.queries.postings import open_postings
from dongxi.apps.matching.rules import PUBLIC, Side
from dongxi.site.streaming import Columns, Export

_RENAMED = {"public_region": ("region", "public_region_id"), "public_zone": ("zone", "public_zone")}
COLUMNS: Columns = tuple(_RENAMED.get(name, (name, name)) for name in PUBLIC)
_TITLES = {Side.NEED: _("公开的需求（不含单位与联系方式）"), Side.OFFER: _("公开的供给（不含单位与联系方式）")}

EXPORTS = tuple(
    Export(
        name=f"{side}s",
        title=_TITLES[side],
        columns=COLUMNS,
        rows=lambda user, side=side: open_postings(side=side, to=user),
    )
    for side in Side
)
