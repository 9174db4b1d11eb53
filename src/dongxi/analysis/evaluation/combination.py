"""One set of weights from several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from dongxi.analysis.evaluation.checks import complete, enough, not_negative, numbers, one_of, shares, size
from dongxi.analysis.evaluation.errors import DoesNotFit, NoVariation
from dongxi.analysis.evaluation.result import Assumption, Floats, Words
from dongxi.analysis.evaluation.weights import Weights, heaviest

WHAT = Words(zh="待组合的权重", en="The weights to combine")


@dataclass(frozen=True, kw_only=True, eq=False)
class Combination(Weights):
    """`parts` k names; `coefficients` (k,) how much each counted, adding up to one; `distances` (k,) Σ|w − w_k| / 2.

    For products `coefficients` are the exponents over their sum.
    """

    parts: tuple[str, ...]
    coefficients: Floats
    distances: Floats


def combination(
    *, parts: Mapping[str, Weights], rule: str = "linear", coefficients: Sequence[float] | None = None
) -> Combination:
    """Combines k sets of weights over the same criteria.

    `linear`: Σ c_k w_k. `product`: Π w_k^c_k, brought to one. Both take `coefficients` (k,), equal if none.
    `balance`: the linear combination nearest to all of them at once (博弈论组合赋权): c solves
    Σ_l c_l w_k·w_l = w_k·w_k for every k with c ≥ 0 by least squares, brought to one.
    """
    one_of(rule, known=tuple(RULES), what=Words(zh="组合方式", en="The rule of combination"))
    enough(
        len(parts),
        needed=2,
        what=Words(zh="组权重", en="sets of weights"),
        why=Words(zh="组合至少需两组", en="one needs none"),
    )
    criteria = next(iter(parts.values())).criteria
    if odd := [name for name, part in parts.items() if part.criteria != criteria]:
        raise DoesNotFit(
            zh=f"{'、'.join(odd)}的指标或其顺序与其他组不同，不能组合。",
            en=f"{', '.join(odd)} has other criteria, or in another order; they cannot be combined.",
        )
    stack = np.array([shares(part.weights, names=criteria, what=WHAT) for part in parts.values()])
    given = _coefficients(coefficients, tuple(parts), rule)
    weights, used = RULES[rule](stack, given)
    total = weights.sum()
    if total <= 0:
        raise NoVariation(
            zh="各组权重没有共同的非零指标，乘积为零。请改用线性组合。",
            en="No criterion has weight in every set, so the product is zero. Use the linear rule.",
        )
    weights = weights / total
    distances = np.abs(stack - weights).sum(axis=1) / 2
    far = int(distances.argmax())
    return Combination(
        criteria=criteria,
        weights=weights,
        parts=tuple(parts),
        coefficients=used,
        distances=distances,
        reading=heaviest(criteria=criteria, weights=weights)
        + Words(
            zh=f"与组合结果相差最大的是“{tuple(parts)[far]}”，{distances[far]:.1%} 的权重不同。",
            en=f"“{tuple(parts)[far]}” is farthest from it: {distances[far]:.1%} of the weight lies elsewhere.",
        ),
        assumptions=(
            Assumption(
                name="parts_agree",
                holds=bool(np.abs(stack[:, None] - stack[None]).sum(axis=2).max() / 2 <= 0.5),
                words=Words(
                    zh="各组权重两两相差不超过一半时，折中才有意义。",
                    en="A compromise means little where sets differ by half.",
                ),
            ),
        ),
    )


def _coefficients(given: Sequence[float] | None, parts: tuple[str, ...], rule: str) -> Floats:
    if given is None:
        return np.full(len(parts), 1 / len(parts))
    if rule == "balance":
        raise DoesNotFit(
            zh="balance 方式自行求系数，不接受给定系数。", en="The balance rule finds its own coefficients."
        )
    what = Words(zh="组合系数", en="Coefficients")
    array = numbers(given, ndim=1, what=what)
    size(array, count=len(parts), what=what, of=Words(zh="组权重", en="sets of weights"))
    not_negative(complete(array, what=what, axes=[parts]), what=what, axes=[parts])
    if array.sum() == 0:
        raise DoesNotFit(zh="组合系数全为零。", en="All coefficients are zero.")
    return np.asarray(array / array.sum())


def _linear(stack: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    return coefficients @ stack, coefficients


def _product(stack: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    return np.prod(stack ** coefficients[:, None], axis=0), coefficients


def _balance(stack: Floats, coefficients: Floats) -> tuple[Floats, Floats]:
    gram = stack @ stack.T
    found, _ = nnls(gram, np.diag(gram))
    return found @ stack / found.sum(), found / found.sum()


RULES: dict[str, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    "linear": _linear,
    "product": _product,
    "balance": _balance,
}
