"""Vectors kept by the content of their text, so that no text is embedded twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from dongxi.analysis.text.embed import Embedder, Vectors

Progress = Callable[[int, int], None]
BATCH = 128


class Store(Protocol):
    """Keeps rows of float32 under the SHA-256 of their text, for one engine of meaning."""

    def get(self, digests: Sequence[bytes]) -> Mapping[bytes, Vectors]: ...

    def put(self, rows: Mapping[bytes, Vectors]) -> None: ...


class Memory:
    """A store that ends with the process."""

    def __init__(self) -> None:
        self._rows: dict[bytes, Vectors] = {}

    def get(self, digests: Sequence[bytes]) -> Mapping[bytes, Vectors]:
        return {digest: self._rows[digest] for digest in digests if digest in self._rows}

    def put(self, rows: Mapping[bytes, Vectors]) -> None:
        self._rows.update(rows)


class Folder(Memory):
    """A store in a folder of its own: one file for each batch, written whole or not at all.

    Several processes may write at once; what another one wrote is seen when the folder is opened again.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        path.mkdir(parents=True, exist_ok=True)
        for file in sorted(path.glob("*.npz")):
            with np.load(file) as held:
                super().put({bytes(d): v for d, v in zip(held["digests"], held["vectors"], strict=True)})

    def put(self, rows: Mapping[bytes, Vectors]) -> None:
        super().put(rows)
        digests = sorted(rows)
        name = hashlib.sha256(b"".join(digests)).hexdigest()
        begun = self._path / f"{name}.{os.getpid()}.part"
        with begun.open("wb") as file:
            table = np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), -1)
            np.savez(file, digests=table, vectors=np.array([rows[digest] for digest in digests]))
        begun.replace(self._path / f"{name}.npz")


class Stored:
    """An engine of meaning that asks the one behind it only for texts its store does not hold."""

    def __init__(self, *, behind: Embedder, store: Store, batch: int = BATCH, progress: Progress | None = None) -> None:
        self.name, self.dimensions = behind.name, behind.dimensions
        self._behind, self._store, self._batch, self._progress = behind, store, batch, progress

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 (len(texts), dimensions). What was embedded before a failure stays kept."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        digests = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = dict(self._store.get(digests))
        missing = {d: text for d, text in zip(digests, texts, strict=True) if d not in known}
        for first in range(0, len(missing), self._batch):
            keys = list(missing)[first : first + self._batch]
            fresh = self._behind.embed([missing[key] for key in keys])
            rows = dict(zip(keys, np.asarray(fresh, dtype=np.float32), strict=True))
            self._store.put(rows)
            known.update(rows)
            if self._progress:
                self._progress(first + len(keys), len(missing))
        return np.array([known[digest] for digest in digests], dtype=np.float32)
