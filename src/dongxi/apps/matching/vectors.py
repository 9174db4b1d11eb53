"""Base vectors of open needs and offers, in files mapped into memory beside the database.

    matching/<version>/need.f32, offer.f32   one row a posting, float32
                       need.i64, offer.i64   the posting's key in each row, −1 where it is gone
                       corpus.npz            what the engine knew of the offers' texts
                       about.json            engine, weights, columns, how many texts the corpus was taken from
    matching/current                         the name of the version that is read

Only the background worker writes: it adds rows at the end and marks rows as gone in place, or writes a whole new
version beside the old one and then renames `current`. Readers see a row once its key is written, which is last.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from dongxi.analysis.matching.blas import one_thread_each
from dongxi.analysis.matching.corpus import Corpus, Rarity

GONE = -1
SIDES = ("need", "offer")
TILE = 8_192
"""Rows multiplied at a time: small enough that threads share the work evenly however busy the machine is."""
_TWO_UNITS = 2.0**-23
Keys = NDArray[np.int64]
Rows = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class About:
    """What a version was made with: it serves as long as engine and weights are these."""

    engine: str
    weights: str
    columns: int
    texts: int


@dataclass(frozen=True, kw_only=True)
class VectorFile:
    """The rows of one side in one version, open to read and to add to."""

    folder: Path
    side: str
    columns: int

    def keys(self) -> Keys:
        """(rows,) mapped, read only."""
        path = self._path("i64")
        rows = path.stat().st_size // 8
        return np.memmap(path, dtype="<i8", mode="r", shape=(rows,)) if rows else np.zeros(0, np.int64)

    def vectors(self, rows: int) -> Rows:
        """(rows, columns) mapped, read only."""
        if rows == 0:
            return np.zeros((0, self.columns), np.float32)
        return _mapped(self._path("f32"), rows, self.columns)

    def add(self, *, keys: Iterable[int], vectors: Rows) -> None:
        """Put rows at the end; earlier rows of the same keys are gone afterwards."""
        new = np.asarray(list(keys), dtype="<i8")
        known = self.keys()
        longest = float(np.linalg.norm(vectors, axis=1).max(initial=0.0))
        np.array([max(longest, self.longest())], dtype="<f8").tofile(self._path("f64"))
        earlier = np.flatnonzero(np.isin(known, new))
        with self._path("f32").open("r+b") as file:
            file.seek(len(known) * self.columns * 4)
            file.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
            file.flush()
        with self._path("i64").open("r+b") as file:
            file.seek(len(known) * 8)
            file.write(new.tobytes())
        self._mark(earlier)

    def drop(self, *, keys: Iterable[int]) -> None:
        """Mark rows as gone."""
        self._mark(np.flatnonzero(np.isin(self.keys(), np.asarray(list(keys), dtype="<i8"))))

    def standing(self) -> int:
        """How many rows are not gone."""
        return int(np.count_nonzero(self.keys() != GONE))

    def best(self, *, wanted: Rows, k: int) -> Keys:
        """Keys of the k rows with the highest inner product, best first, equal ones by key; exact.

        Single precision finds everything that rounding could not exclude; double precision in a fixed order decides.
        """
        keys = np.asarray(self.keys())
        vectors = self.vectors(len(keys))
        scores = products(vectors, wanted)
        scores[keys == GONE] = -np.inf
        k = min(k, int(np.count_nonzero(scores > -np.inf)))
        if k == 0:
            return np.zeros(0, np.int64)
        edge = np.partition(scores, len(scores) - k)[len(scores) - k]
        near = np.flatnonzero(scores >= edge - self._rounding(wanted))
        exact = np.add.reduce(vectors[near].astype(np.float64) * wanted.astype(np.float64), axis=1)
        order = np.lexsort((keys[near], -exact))
        return keys[near][order][:k]

    def _rounding(self, wanted: Rows) -> float:
        """What single precision can hide between two scores: twice n·u·‖x‖·‖y‖, u = 2⁻²⁴ (Higham 2002, §3.1)."""
        return self.columns * _TWO_UNITS * float(np.linalg.norm(wanted)) * self.longest()

    def longest(self) -> float:
        """The length of the longest row there ever was in this version."""
        path = self._path("f64")
        return float(np.fromfile(path, dtype="<f8")[0]) if path.exists() else 0.0

    def _mark(self, rows: NDArray[np.intp]) -> None:
        if len(rows):
            keys = np.memmap(self._path("i64"), dtype="<i8", mode="r+")
            keys[rows] = GONE
            keys.flush()

    def _path(self, kind: str) -> Path:
        return self.folder / f"{self.side}.{kind}"


@lru_cache(maxsize=4)
def _mapped(path: Path, rows: int, columns: int) -> Rows:
    """The rows mapped into memory, and left so: mapping them anew for every need costs as much as multiplying them."""
    return np.memmap(path, dtype="<f4", mode="r", shape=(rows, columns))


def products(vectors: Rows, wanted: Rows) -> Rows:
    """Inner products of every row with one vector, tile by tile, on all processors."""
    out, plain = np.empty(len(vectors), np.float32), np.asarray(vectors)

    def multiply(first: int) -> None:
        np.dot(plain[first : first + TILE], wanted, out=out[first : first + TILE])

    tiles = range(0, len(plain), TILE)
    if len(tiles) < 2:
        deque(map(multiply, tiles), maxlen=0)
        return out
    with one_thread_each(), ThreadPoolExecutor(os.process_cpu_count()) as team:
        deque(team.map(multiply, tiles), maxlen=0)
    return out


@dataclass(frozen=True, kw_only=True)
class Version:
    """A set of files made with one engine, one set of weights and one corpus."""

    folder: Path
    about: About

    def rows(self, side: str) -> VectorFile:
        return VectorFile(folder=self.folder, side=str(side), columns=self.about.columns)

    def corpus(self) -> Corpus:
        """What the engine knew of the texts when this version was made."""
        with np.load(self.folder / "corpus.npz") as held:
            views = sorted({name.split(":")[0] for name in held.files if ":" in name})
            rarity = {
                view: Rarity(
                    texts=int(held[f"{view}:texts"]),
                    size=float(held[f"{view}:size"]),
                    ids=held[f"{view}:ids"],
                    frequency=held[f"{view}:frequency"],
                )
                for view in views
            }
            return Corpus(rarity=rarity, centre=held["centre"], engine=self.about.engine)


def current() -> Version | None:
    """The version that is read; None before the first."""
    root = Path(settings.VECTOR_ROOT)
    try:
        folder = root / (root / "current").read_text(encoding="ascii").strip()
        about = About(**json.loads((folder / "about.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError, TypeError):
        return None
    return Version(folder=folder, about=about)


def begin(*, about: About, corpus: Corpus) -> Version:
    """A new, empty version beside the one that is read; `adopt` makes it the one."""
    folder = Path(settings.VECTOR_ROOT) / secrets.token_hex(8)
    folder.mkdir(parents=True)
    for side in SIDES:
        (folder / f"{side}.f32").touch()
        (folder / f"{side}.i64").touch()
    np.savez(folder / "corpus.npz", **_arrays(corpus))
    (folder / "about.json").write_text(json.dumps(asdict(about), ensure_ascii=False), encoding="utf-8")
    return Version(folder=folder, about=about)


def adopt(version: Version) -> None:
    """Let readers use a version, and remove the others."""
    root = Path(settings.VECTOR_ROOT)
    (root / "current.new").write_text(version.folder.name, encoding="ascii")
    os.replace(root / "current.new", root / "current")
    _mapped.cache_clear()
    for folder in root.iterdir():
        if folder.is_dir() and folder != version.folder:
            shutil.rmtree(folder, ignore_errors=True)


def _arrays(corpus: Corpus) -> Mapping[str, Any]:
    arrays: dict[str, Any] = {"centre": corpus.centre}
    for view, rarity in corpus.rarity.items():
        arrays |= {
            f"{view}:texts": rarity.texts,
            f"{view}:size": rarity.size,
            f"{view}:ids": rarity.ids,
            f"{view}:frequency": rarity.frequency,
        }
    return arrays
