"""Two versions of a correction side by side, in words: what one person typed, and what another saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.plans.models import Commitment
from dongxi.apps.plans.rules import DeliverableType, Mode
from dongxi.apps.plans.storing.correcting import Correction, NamedParty, named
from dongxi.apps.records.errors import StaleWrite

_NOT_SHOWN = frozenset({"start", "end", "due_year", "level", "region_said"})


def both_commitments(late: StaleWrite, *, correction: Correction, commitment: Commitment) -> StaleWrite:
    """The refusal with all that a correction says, beside the commitment as it stands, parties and things too."""
    now = Commitment.objects.prefetch_related("parties", "modes", "deliverables").get(pk=commitment.pk)
    yours = _parts(correction.modes, correction.parties, correction.deliverables)
    things = [(thing.name, thing.type) for thing in now.deliverables.all()]
    parties = [NamedParty(name=party.name, role=party.role, acts=party.acts) for party in now.parties.all()]
    theirs = _parts([mode.mode for mode in now.modes.all()], parties, things)
    labels = {"modes": _("合作模式"), "acts": _("行动方"), "with": _("协作方"), "things": _("成果形式")}
    return without_hidden(
        StaleWrite(
            late.message,
            **late.facts
            | {
                "yours": late.facts["yours"] | yours,
                "theirs": late.facts["theirs"] | theirs,
                "labels": late.facts["labels"] | labels,
            },
        )
    )


def without_hidden(late: StaleWrite) -> StaleWrite:
    """The refusal without columns that only repeat in figures or codes what others say in words."""
    shown = {
        side: {name: value for name, value in late.facts[side].items() if name not in _NOT_SHOWN}
        for side in ("yours", "theirs")
    }
    return StaleWrite(late.message, **late.facts | shown)


def _parts(modes: Iterable[str], parties: Iterable[NamedParty], things: Iterable[tuple[str, str]]) -> dict[str, Any]:
    told = list(parties)
    return {
        "modes": _("、").join(str(mode.label) for mode in Mode if mode in set(modes)),
        "acts": named(sorted((party for party in told if party.acts), key=_by_name)),
        "with": named(sorted((party for party in told if not party.acts), key=_by_name)),
        "things": _("、").join(
            name + _("（%(words)s）") % {"words": DeliverableType(kind).label} for name, kind in sorted(things)
        ),
    }


def _by_name(party: NamedParty) -> str:
    return party.name
