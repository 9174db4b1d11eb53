"""Values in doubt, in the reader's language: which of a unit, and whose in a league."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dongxi.apps.statistics.models import Flag

Doubting = Callable[[Mapping[str, str]], dict[str, Any]]


def doubting(say: Callable[[str], str]) -> Doubting:
    """From indicator → words of the mark to `doubtful`, each with `name` and `words`, and the same as one text `doubt`.

    `say` names indicators in the reader's language; the words of a flag of the series are its own in that language.
    """
    from dongxi.analysis.evaluation.doubtful import DOUBTFUL

    flags = {one.name: str(one) for one in Flag.objects.all()}

    def told(marks: Mapping[str, str]) -> dict[str, Any]:
        rows, said = [], []
        for indicator, mark in marks.items():
            name, words = say(indicator), _("、").join(flags.get(part, part) for part in mark.split("、"))
            rows.append({"name": name, "words": words})
            whole = _("%(name)s（%(words)s）") % {"name": name, "words": words}
            said.append(name if mark == DOUBTFUL else whole)
        return {"doubtful": rows, "doubt": _("、").join(said)}

    return told


def doubted(rows: Iterable[Mapping[str, Any]]) -> str:
    """Of a league's rows, whose values are in doubt and which; empty for none."""
    told = (_("%(name)s：%(doubt)s") % {"name": row["name"], "doubt": row["doubt"]} for row in rows if row["doubt"])
    return _("；").join(told)
