"""Economic complexity of regions and fields (Hidalgo & Hausmann 2009; eigenvectors as in Hausmann et al. 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import connected_components

from dongxi.analysis.evaluation.errors import Collinear, NoVariation
from dongxi.analysis.evaluation.result import Assumption, Flags, Floats, Result, Words
from dongxi.analysis.evaluation.specialisation import Table, presence

_CLOSE = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Complexity(Result):
    """`regions_index` (r,) mean 0, standard deviation 1; `fields_index` (f,) on the same scale, so that a region's
    index is the mean of its fields'. Signs are such that diverse regions rank high. `diversity` (r,) fields of each
    region, `ubiquity` (f,) regions of each field; `gap` how far the second eigenvalue stands above the third."""

    regions: tuple[str, ...]
    fields: tuple[str, ...]
    regions_index: Floats
    fields_index: Floats
    diversity: Floats
    ubiquity: Floats
    gap: float


def complexity(
    *, present: ArrayLike, regions: Sequence[str] | None = None, fields: Sequence[str] | None = None
) -> Complexity:
    """Complexity of r regions and f fields from `present` (r, f) of 0 and 1 (see `advantage`).

    Refuses a table that falls apart into regions and fields without a link, where the index only tells the parts.
    """
    has, table = presence(present=present, regions=regions, fields=fields)
    _one_piece(has)
    diversity, ubiquity = has.sum(axis=1).astype(float), has.sum(axis=0).astype(float)
    # The symmetric form of D⁻¹ M U⁻¹ Mᵀ has the same eigenvalues and orthogonal vectors.
    half = has / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)
    left, singular, _ = np.linalg.svd(half, full_matrices=False)
    if len(singular) < 2 or singular[1] < _CLOSE:
        raise NoVariation(
            zh="各地区的领域构成相同，复杂度无从区分。",
            en="All regions have the same fields; complexity tells none apart.",
        )
    values = singular**2
    gap = float(values[1] - (values[2] if len(values) > 2 else 0.0))
    if gap < _CLOSE:
        raise Collinear(
            zh="第二、第三特征值相等，复杂度排序不唯一。请合并或增加领域。",
            en="Second and third eigenvalue are equal: the order by complexity is not unique. Merge or add fields.",
        )
    vector = left[:, 1] / np.sqrt(diversity)
    vector = vector * _sign(vector, diversity)
    # U⁻¹ Mᵀ k / λ belongs to the fields: its mean over a region's fields is the region's k.
    of_fields = (has / ubiquity).T @ vector / values[1]
    mean, spread = vector.mean(), vector.std()
    return _result(table, has, (vector - mean) / spread, (of_fields - mean) / spread, gap)


def _sign(vector: Floats, diversity: Floats) -> float:
    """Diverse regions high; where all are equally diverse, the largest entry positive."""
    along = float(vector @ (diversity - diversity.mean()))
    return 1.0 if (along if abs(along) > _CLOSE else vector[np.abs(vector).argmax()]) > 0 else -1.0


def _one_piece(has: Flags) -> None:
    r, f = has.shape
    graph = np.zeros((r + f, r + f), bool)
    graph[:r, r:] = has
    count, _ = connected_components(graph, directed=False)
    if count > 1:
        raise NoVariation(
            zh=f"地区与领域分成 {count} 个互不相连的部分，复杂度只反映分块。请扩大领域或合并地区。",
            en=f"Regions and fields fall into {count} unlinked parts, and the index would tell only those.",
        )


def _result(table: Table, has: Flags, index: Floats, fields_index: Floats, gap: float) -> Complexity:
    diversity, ubiquity = has.sum(axis=1).astype(float), has.sum(axis=0).astype(float)
    top = int(index.argmax())
    return Complexity(
        regions=table.regions,
        fields=table.fields,
        regions_index=index,
        fields_index=fields_index,
        diversity=diversity,
        ubiquity=ubiquity,
        gap=gap,
        reading=Words(
            zh=f"复杂度最高的是{table.regions[top]}，最高的领域是{table.fields[int(fields_index.argmax())]}。"
            "指数只在列地区之间排先后，不表示能力的绝对水平。",
            en=f"Most complex: {table.regions[top]}; among fields {table.fields[int(fields_index.argmax())]}. "
            "The index orders these regions only; it measures no absolute ability.",
        ),
        assumptions=(
            Assumption(
                name="follows_diversity",
                holds=bool(np.ptp(diversity) > 0 and np.corrcoef(index, diversity)[0, 1] >= 0.3),
                words=Words(
                    zh="指数与多样性正相关（不低于 0.3）；否则其方向是约定的，高低不宜解读。",
                    en="The index goes with diversity (r ≥ 0.3); if not, its sign is convention and high means little.",
                ),
            ),
            Assumption(
                name="order_is_stable",
                holds=gap > 0.01,
                words=Words(
                    zh=f"第二与第三特征值之差 {gap:.3f}；接近零时排序不稳。",
                    en=f"Second and third eigenvalue differ by {gap:.3f}; near zero the order is not stable.",
                ),
            ),
        ),
    )
