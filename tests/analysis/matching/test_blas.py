"""One BLAS thread each while several Python threads multiply, and the setting of before afterwards."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from dongxi.analysis.matching.blas import one_thread_each


def blas_threads() -> list[int]:
    assert np.linalg.norm(np.eye(2) @ np.eye(2)) > 0
    return [library["num_threads"] for library in ThreadpoolController().select(user_api="blas").info()]


needs_control = pytest.mark.skipif(not blas_threads(), reason="this BLAS cannot be told how many threads to take")


@needs_control
def test_inside_a_product_takes_one_thread_and_afterwards_what_it_took_before():
    before = blas_threads()
    with one_thread_each():
        assert set(blas_threads()) == {1}
    assert blas_threads() == before


@needs_control
def test_an_error_brings_the_setting_of_before_back():
    before = blas_threads()
    with suppress(ZeroDivisionError), one_thread_each():
        raise ZeroDivisionError
    assert blas_threads() == before


@needs_control
@pytest.mark.parametrize("leaves_first", [0, 1])
def test_two_at_once_leave_the_setting_of_before_whoever_leaves_first(leaves_first):
    before = blas_threads()
    entered, gone = [Event(), Event()], Event()

    def inside(number: int) -> None:
        if number == 1:
            entered[0].wait(30)
        with one_thread_each():
            assert set(blas_threads()) == {1}
            entered[number].set()
            entered[1].wait(30)
            if number != leaves_first:
                gone.wait(30)
        gone.set()

    with ThreadPoolExecutor(2) as team:
        list(team.map(inside, range(2)))
    assert blas_threads() == before
