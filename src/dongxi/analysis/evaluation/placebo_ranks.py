"""What a treated unit and its placebos are ranked by: gaps after the start over each one's own error before.

After an exact fit there is no such ratio. A placebo of that kind counts as larger than any; where the treated unit is
of that kind all are ranked by their gaps after the start as they are.
"""

from __future__ import annotations

import numpy as np

from dongxi.analysis.evaluation.result import Flags, Floats


def yardsticks(*, errors: Floats, exact: Flags) -> Floats:
    """What gaps are measured by (1 + J,), the treated unit's first: from mean squared `errors` before, each one's own;
    1 for all where the treated unit's fit is exact."""
    return np.ones(len(errors)) if exact[0] else np.asarray(np.sqrt(errors))


def measured(sizes: Floats, *, by: Floats, exact: Flags) -> Floats:
    """Sizes (1 + J, …) by those yardsticks; infinite for a placebo whose fit is exact."""
    without = exact.copy()
    without[0] = False
    shape = (-1, *(1,) * (sizes.ndim - 1))
    where = np.broadcast_to(~without.reshape(shape), sizes.shape)
    return np.asarray(np.divide(sizes, by.reshape(shape), out=np.full(sizes.shape, np.inf), where=where))


def ranked_by(*, after: Floats, errors: Floats, exact: Flags) -> Floats:
    """What is ranked (1 + J,), the treated unit's first, from gaps `after` the start (1 + J, P)."""
    sizes = np.sqrt((after**2).mean(axis=1))
    return measured(sizes, by=yardsticks(errors=errors, exact=exact), exact=exact)


def rank_of(sizes: Floats) -> Floats:
    """Share of units, the treated one included, that are as large as it: of `sizes` (1 + J, …) for each column."""
    own, others = sizes[0], sizes[1:]
    return np.asarray((1 + (others >= own * (1 - 1e-12)).sum(axis=0)) / (1 + len(others)))
