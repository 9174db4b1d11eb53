"""Meaning from an embedding server that speaks the OpenAI-compatible protocol: POST …/embeddings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from dongxi.analysis.text.embed import Embedder, Vectors, installed_embedder
from dongxi.apps.records.errors import Refusal

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class EmbedderFailed(Refusal):
    """The embedding server did not answer, or not as agreed."""

    status = 503


@dataclass(frozen=True, kw_only=True)
class EmbeddingServer:
    """An `Embedder` behind HTTP. `address` ends before /embeddings; texts go in batches; a batch that times out or
    is refused for a moment is tried again, after 1, 2, 4 … × `pause` seconds or as long as Retry-After says."""

    address: str
    model: str
    key: str = ""
    batch: int = 64
    timeout: float = 30.0
    tries: int = 4
    pause: float = 0.5
    longest_pause: float = 20.0
    sleep: Callable[[float], None] = time.sleep

    @property
    def name(self) -> str:
        return f"{urlsplit(self.address).netloc}/{self.model}"

    @cached_property
    def dimensions(self) -> int:
        """The length of a row, learned from the server by one short text."""
        return int(self.embed(["维数"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32, one row a text, each of length 1. EmbedderFailed, in words, when the server does not give them."""
        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.zeros((0, 0), dtype=np.float32)
        with httpx.Client(timeout=self.timeout, headers=self._headers()) as client:
            parts = [self._batch(client, part) for part in batched(distinct, self.batch)]
        if len({part.shape[1] for part in parts}) > 1:
            raise EmbedderFailed(_("向量服务前后给出的维数不一致，请检查模型“%(model)s”。") % {"model": self.model})
        vectors = np.concatenate(parts)
        rows = {text: row for row, text in enumerate(distinct)}
        return vectors[[rows[text] for text in texts]]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def _batch(self, client: httpx.Client, texts: Sequence[str]) -> Vectors:
        fault = ""
        for pause in self._pauses():
            try:
                answer = client.post(
                    f"{self.address.rstrip('/')}/embeddings",
                    json={"model": self.model, "input": list(texts), "encoding_format": "float"},
                )
            except httpx.HTTPError as error:
                fault, wait = _("连接失败或超时（%(why)s）") % {"why": type(error).__name__}, pause
            else:
                if answer.status_code == httpx.codes.OK:
                    return self._read(answer, len(texts))
                fault, wait = _("答复 %(status)s") % {"status": answer.status_code}, _told(answer, pause)
                if answer.status_code not in RETRIED:
                    break
            if wait:
                self.sleep(min(wait, self.longest_pause))
        words = _("向量服务 %(address)s 没有给出结果：%(fault)s。请检查 DONGXI_EMBED_URL 等设置和该服务，稍后重试。")
        raise EmbedderFailed(words % {"address": self.address, "fault": fault})

    def _pauses(self) -> Iterator[float]:
        """How long to wait after each try that fails; nothing after the last."""
        yield from (self.pause * 2**number for number in range(self.tries - 1))
        yield 0.0

    def _read(self, answer: httpx.Response, count: int) -> Vectors:
        try:
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, KeyError, TypeError):
            vectors = np.zeros((0,), dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != count or not np.isfinite(vectors).all():
            words = _("向量服务 %(address)s 的答复不合约定：应为 %(count)s 个等长的数值向量。")
            raise EmbedderFailed(words % {"address": self.address, "count": count})
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (lengths > 0).all():
            raise EmbedderFailed(_("向量服务 %(address)s 给出了零向量，无法比较。") % {"address": self.address})
        return vectors / lengths


def _told(answer: httpx.Response, otherwise: float) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if otherwise and told.isascii() and told.isdigit() else otherwise


def site_embedder() -> Embedder | None:
    """What this installation is set to: an embedding server, else the packaged engine, else none (words alone)."""
    server: dict[str, Any] = settings.EMBEDDING_SERVER
    if not server["address"]:
        return installed_embedder()
    return EmbeddingServer(**server)
