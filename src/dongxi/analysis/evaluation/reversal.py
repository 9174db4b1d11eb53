"""Whether the order of two units hangs on a third."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dongxi.analysis.evaluation.decision import Decision
from dongxi.analysis.evaluation.result import Assumption, Floats, Words, listed


def reversal(*, of: Decision, score: Callable[[Decision], Floats]) -> Assumption:
    """Leaves out each unit in turn; doubted where the rest then stand in another order.

    A unit without which a criterion no longer varies is passed over.
    """
    whole, found = score(of), []
    for i in range(len(of.units)) if len(of.units) > 2 else ():
        rest = of.without(i)
        if (np.ptp(rest.matrix, axis=0) == 0).any():
            continue
        before, after = np.delete(whole, i), score(rest)
        turned = (np.subtract.outer(before, before) > 1e-9) & (np.subtract.outer(after, after) < -1e-9)
        if turned.any():
            found.append(of.units[i])
    who = listed(found)
    return Assumption(
        name="order_survives_leaving_one_out",
        holds=not found,
        words=Words(
            zh=f"去掉一个单位后其余单位的先后不变；会改变先后的：{who.zh or '无'}。",
            en=f"Leaving a unit out keeps the order of the rest; it does not for: {who.en or 'none'}.",
        ),
    )
