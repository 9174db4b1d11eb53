"""Vectors of texts kept in the store by the SHA-256 of the text, so that no text is embedded twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import batched

import numpy as np

from dongxi.analysis.text.embed import Embedder, Vectors
from dongxi.analysis.text.stored import Stored
from dongxi.apps.matching.models import Embedding

BATCH = 400


class InTheStore:
    """The table of one model's vectors, as `dongxi.analysis.text.stored` asks of a store."""

    def __init__(self, model: str, *, keep: bool) -> None:
        self._model, self._keep = model, keep

    def get(self, digests: Sequence[bytes]) -> Mapping[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        for part in batched(dict.fromkeys(digests), BATCH):
            rows = Embedding.objects.filter(model=self._model, sha256__in=[digest.hex() for digest in part])
            for sha256, vector in rows.values_list("sha256", "vector"):
                found[bytes.fromhex(sha256)] = np.frombuffer(bytes(vector), dtype="<f4")
        return found

    def lacks(self, digests: Sequence[bytes]) -> set[bytes]:
        """Those of which it holds no vector; none is read."""
        lacking = set(digests)
        for part in batched(dict.fromkeys(digests), BATCH):
            rows = Embedding.objects.filter(model=self._model, sha256__in=[digest.hex() for digest in part])
            lacking -= {bytes.fromhex(sha256) for sha256 in rows.values_list("sha256", flat=True)}
        return lacking

    def put(self, rows: Mapping[bytes, Vectors]) -> None:
        if not self._keep:
            return
        made = [
            Embedding(model=self._model, sha256=digest.hex(), vector=np.asarray(vector, dtype="<f4").tobytes())
            for digest, vector in rows.items()
        ]
        Embedding.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)


def kept(embedder: Embedder | None, *, keep: bool = True) -> Embedder | None:
    """An engine of meaning that asks the one behind it only for texts the store does not hold.

    `keep=False` leaves the store as it is: for texts that are only tried.
    """
    return Stored(behind=embedder, store=InTheStore(embedder.name, keep=keep)) if embedder else None
