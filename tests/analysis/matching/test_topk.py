"""Exact top-k: the same as scoring every pair in double precision and sorting, whatever the block."""

import threading
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dongxi.analysis.errors import AnalysisError
from dongxi.analysis.matching.survivors import exact_scores
from dongxi.analysis.matching.topk import TopK, merge, top_k, vet


def every_pair(needs: np.ndarray, offers: np.ndarray, k: int) -> TopK:
    """The definition: every score in double precision, best first, ties by lowest index."""
    places = np.tile(np.arange(len(offers)), (len(needs), 1))
    scores = exact_scores(needs=needs, offers=offers, places=places)
    order = np.lexsort((places, -scores), axis=1)[:, :k]
    return TopK(indices=order, scores=np.take_along_axis(scores, order, 1))


def same(one: TopK, other: TopK) -> bool:
    return np.array_equal(one.indices, other.indices) and np.array_equal(one.scores, other.scores)


def gaussian(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    return rng.standard_normal((n, d), dtype=np.float32)


def rounded(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Few distinct values: ties everywhere."""
    return np.round(gaussian(rng, n, d))


def repeated(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """One vector again and again: nothing but ties."""
    return np.tile(gaussian(rng, 1, d), (n, 1))


def rising(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Stored from worst to best for a need that points along the first axis."""
    vectors = gaussian(rng, n, d)
    return vectors[np.argsort(vectors[:, 0])]


def uneven(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Lengths over twelve orders of magnitude."""
    return gaussian(rng, n, d) * (10.0 ** rng.integers(-6, 6, (n, 1))).astype(np.float32)


def nearly_equal(rng: np.random.Generator, n: int, d: int) -> np.ndarray:
    """Scores that differ by less than single precision can tell."""
    return (repeated(rng, n, d) * (1 + 1e-7 * rng.integers(-3, 4, (n, d)))).astype(np.float32)


KINDS = (gaussian, rounded, repeated, rising, uneven, nearly_equal)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("k", [1, 10, 200])
def test_the_answer_is_that_of_scoring_every_pair(kind, k):
    rng = np.random.default_rng(k)
    needs, offers = gaussian(rng, 13, 24), kind(rng, 3_001, 24)
    needs[0] = np.eye(24, dtype=np.float32)[0]
    assert same(top_k(needs=needs, offers=offers, k=k, rows=5, products=485), every_pair(needs, offers, k))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_block_gives_the_same_answer(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    n, m, d = (data.draw(st.integers(1, most)) for most in (12, 400, 20))
    kind = data.draw(st.sampled_from(KINDS))
    needs, offers, k = kind(rng, n, d), kind(rng, m, d), data.draw(st.integers(1, m))
    rows, products = data.draw(st.integers(1, 15)), data.draw(st.integers(1, 5_000))
    threads = data.draw(st.integers(1, 3))
    found = top_k(needs=needs, offers=offers, k=k, rows=rows, products=products, threads=threads)
    assert same(found, every_pair(needs, offers, k))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_threads_that_take_tiles_in_turns_give_the_same_answer(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    n, m, d = (data.draw(st.integers(least, most)) for least, most in ((16, 90), (1, 900), (1, 12)))
    kind = data.draw(st.sampled_from(KINDS))
    needs, offers, k = kind(rng, n, d), kind(rng, m, d), data.draw(st.integers(1, min(m, 60)))
    products, threads = data.draw(st.integers(1, 20_000)), data.draw(st.integers(2, 5))
    found = top_k(needs=needs, offers=offers, k=k, products=products, threads=threads)
    assert same(found, every_pair(needs, offers, k))


def test_vectors_vetted_once_give_the_same_answer():
    rng = np.random.default_rng(5)
    needs, offers = gaussian(rng, 9, 6), gaussian(rng, 500, 6)
    once = vet(offers)
    assert once.longest >= np.linalg.norm(offers.astype(float), axis=1).max()
    assert same(top_k(needs=needs, offers=once, k=4), top_k(needs=needs, offers=offers, k=4))


def test_a_view_with_gaps_is_ranked_like_its_copy():
    rng = np.random.default_rng(6)
    needs, offers = gaussian(rng, 8, 12)[:, ::2], gaussian(rng, 300, 12)[::3, ::2]
    copies = top_k(needs=needs.copy(), offers=offers.copy(), k=5)
    assert same(top_k(needs=needs, offers=offers, k=5), copies)


def test_vectors_at_an_odd_address_are_ranked_like_others():
    rng = np.random.default_rng(10)

    def shifted(vectors: np.ndarray) -> np.ndarray:
        odd = np.frombuffer(b"-" + vectors.tobytes(), np.uint8)[1:].view(np.float32).reshape(vectors.shape)
        assert not odd.flags.aligned
        return odd

    needs, offers = gaussian(rng, 9, 6), gaussian(rng, 500, 6)
    assert same(top_k(needs=shifted(needs), offers=shifted(offers), k=4), top_k(needs=needs, offers=offers, k=4))


def test_scores_of_vanishing_vectors_are_still_ordered():
    rng = np.random.default_rng(7)
    needs, offers = gaussian(rng, 3, 8) * np.float32(1e-22), gaussian(rng, 900, 8) * np.float32(1e-22)
    assert same(top_k(needs=needs, offers=offers, k=5, products=150), every_pair(needs, offers, 5))


def test_memory_does_not_grow_with_the_offers():
    rng = np.random.default_rng(8)
    needs, offers = gaussian(rng, 50, 8), gaussian(rng, 80_000, 8)

    def peak(m: int) -> int:
        tracemalloc.start()
        top_k(needs=needs, offers=offers[:m], k=5, rows=25, products=12_500)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1_000)
    assert peak(80_000) < 1.5 * peak(10_000)


def test_shards_merge_into_the_whole_answer():
    rng = np.random.default_rng(3)
    needs, offers = rounded(rng, 20, 8), rounded(rng, 900, 8)
    parts = []
    for first in range(0, 900, 300):
        part = top_k(needs=needs, offers=offers[first : first + 300], k=7)
        parts.append(TopK(indices=part.indices + first, scores=part.scores))
    assert same(merge(parts=parts[::-1], k=7), top_k(needs=needs, offers=offers, k=7))


@pytest.mark.parametrize("threads", [1, 3])
def test_progress_rises_to_the_number_of_pairs(threads):
    rng = np.random.default_rng(4)
    seen: list[tuple[int, int]] = []
    top_k(
        needs=gaussian(rng, 110, 4),
        offers=gaussian(rng, 300, 4),
        k=2,
        rows=40,
        products=2_000,
        threads=threads,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > 10
    assert seen[-1] == (33_000, 33_000)


class Enough(Exception):
    pass


def test_what_progress_raises_ends_the_work_of_all_threads():
    rng = np.random.default_rng(11)
    before = threading.active_count()

    def enough(done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        top_k(needs=gaussian(rng, 99, 4), offers=gaussian(rng, 900, 4), k=2, products=500, threads=3, progress=enough)
    assert threading.active_count() == before


ONES = np.ones((3, 2), np.float32)
HOLED = np.array([[1, 2], [np.nan, 1], [0, 0]], np.float32)


@pytest.mark.parametrize(
    ("needs", "offers", "k", "said"),
    [
        (ONES, np.ones((3, 4), np.float32), 1, "需求向量 2 维，供给向量 4 维"),
        (ONES, ONES, 4, "供给共 3 条"),
        (ONES, ONES, 0, "1 至 3 之间"),
        (ONES[:0], ONES, 1, "需求向量为空"),
        (ONES, ONES[:0], 1, "供给向量为空"),
        (HOLED, ONES, 1, "需求向量第 2 行"),
        (ONES, HOLED, 1, "供给向量第 2 行"),
        (ONES.astype(np.float64), ONES, 1, "float32"),
        (ONES[0], ONES, 1, "1 维"),
        (ONES * np.float32(1e20), ONES * np.float32(1e20), 1, "溢出"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_words(needs, offers, k, said):
    with pytest.raises(AnalysisError, match=said):
        top_k(needs=needs, offers=offers, k=k)
