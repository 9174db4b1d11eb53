"""What C code prints goes to standard error, what Python prints before and after to standard output."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="C's own output is reached by its POSIX name")

PRINTS = """
import ctypes
from dongxi.analysis.matching.spoken import aside
c = ctypes.CDLL(None)
print("before")
with aside():
    c.puts(b"HiGHS")
c.puts(b"c again")
c.fflush(None)
print("after")
"""


def test_a_line_printed_in_c_does_not_reach_standard_output_even_through_a_pipe():
    done = subprocess.run([sys.executable, "-c", PRINTS], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["before", "c again", "after", ""]
    assert done.stderr == "HiGHS\n"


OVERLAP = """
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from dongxi.analysis.matching.spoken import aside
entered, gone = Event(), Event()
def first():
    with aside():
        entered.wait(30)
    gone.set()
def second():
    with aside():
        entered.set()
        gone.wait(30)
with ThreadPoolExecutor(2) as team:
    list(team.map(lambda work: work(), [first, second]))
print("answer")
"""


def test_two_at_once_leave_standard_output_where_it_was():
    done = subprocess.run([sys.executable, "-c", OVERLAP], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("answer\n", "")
