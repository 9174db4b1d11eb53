"""Structured facts of a pair: what agrees, what clashes, what is not known. A table of rules, one function each.

Every rule gives a number in [−1, 1]: 1 agrees, −1 clashes, 0 where either side does not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from dongxi.analysis.matching.model import Need, Offer, Paired, Text
from dongxi.analysis.modes import MODES

_GROUPS = tuple("ABCDEFGHIJKLMNOPQRST") + tuple(f"#{digit}" for digit in "123456789")
_MODES = tuple(MODES)
WIDTH = len(_GROUPS) + len(_MODES) + 3
"""Columns of `block`."""


def field(need: Need, offer: Offer) -> float:
    """The same code 1, the same section or group of disciplines 0.5, else −0.5: fields touch, codes are chosen fast.

    Codes of different standards are not compared.
    """
    pairs = [(a, b) for a in need.fields for b in offer.fields if a[0].isdigit() == b[0].isdigit()]
    if not pairs:
        return 0.0
    if any(a == b for a, b in pairs):
        return 1.0
    return 0.5 if any(a[0] == b[0] for a, b in pairs) else -0.5


def maturity(need: Need, offer: Offer) -> float:
    """1 where the offer has reached what is wanted, a third less for every level short of it, at worst −1."""
    if need.maturity is None or offer.maturity is None:
        return 0.0
    return max(-1.0, 1.0 - max(0, need.maturity - offer.maturity) * 2 / 3)


def mode(need: Need, offer: Offer) -> float:
    """1 where both would work in the same mode, −0.5 where both say and none is shared."""
    if not (need.modes and offer.modes):
        return 0.0
    return 1.0 if set(need.modes) & set(offer.modes) else -0.5


def money(need: Need, offer: Offer) -> float:
    """1 where the price is within the budget, −1 where it is above; only amounts of one kind are compared."""
    if need.amount is None or offer.amount is None or need.amount_kind != offer.amount_kind:
        return 0.0
    return 1.0 if offer.amount <= need.amount else -1.0


RULES: Mapping[str, Callable[[Need, Offer], float]] = {
    "field": field,
    "maturity": maturity,
    "mode": mode,
    "money": money,
}
"""By name; `region`, whether the plan pairs the two, depends on the plan and stands beside them."""

FACTS = (*RULES, "region")


def agreement(need: Need, offer: Offer, paired: Paired | None) -> dict[str, float]:
    """Every fact's number."""
    told = bool(paired and need.region and offer.region and paired(need.region, offer.region))
    return {name: rule(need, offer) for name, rule in RULES.items()} | {"region": float(told)}


def block(text: Text, *, wanted: bool) -> NDArray[np.float32]:
    """Facts as a vector whose inner product, need with offer, is near their agreement: field group, mode, maturity."""
    row = np.zeros(WIDTH, np.float32)
    groups = {_group(code) for code in text.fields} & set(_GROUPS)
    for group in groups:
        row[_GROUPS.index(group)] = 1 / len(groups)
    for one in set(text.modes) & set(_MODES):
        row[len(_GROUPS) + _MODES.index(one)] = 1 / len(text.modes)
    if text.maturity is not None:
        level = (text.maturity - 5) / 4
        row[-3:] = (2 - level**2, 2 * level, -1) if wanted else (1, level, level**2)
        row[-3:] /= 2
    return row


def _group(code: str) -> str:
    return f"#{code[0]}" if code[0].isdigit() else code[0]
