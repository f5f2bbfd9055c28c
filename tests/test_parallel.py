"""A function in a process of its own returns, fails and ends as it would here."""

from __future__ import annotations

import os
import signal
import time

import pytest

from emendata.diagnostics import EmendataError, Place, error
from emendata.parallel import Beside, Fault


def test_value_comes_back():
    assert Beside(lambda n: b"x" * n, 1_000_000).result() == b"x" * 1_000_000


def test_two_run_at_once():
    start = time.monotonic()
    one, two = Beside(time.sleep, 0.3), Beside(time.sleep, 0.3)
    one.result(), two.result()
    assert time.monotonic() - start < 0.55


def test_diagnostics_come_back():
    def fails():
        raise error("P123", Place("a.txt", 3), "wrong")

    with pytest.raises(EmendataError) as caught:
        Beside(fails).result()
    assert str(caught.value) == "a.txt:3: error P123: wrong"


def test_mistake_in_the_program_comes_back_with_its_traceback(capfd):
    def fails():
        return {}["absent"]

    with pytest.raises(Fault, match="KeyError: 'absent'") as caught:
        Beside(fails).result()
    assert "in fails" in caught.value.__notes__[0]
    assert capfd.readouterr().err == ""


def test_killed_process_is_reported():
    with pytest.raises(Fault, match="the process for pdf was ended by signal 9"):
        Beside(lambda: os.kill(os.getpid(), signal.SIGKILL), name="pdf").result()


def test_stop_ends_it_and_can_be_said_twice():
    task = Beside(time.sleep, 60)
    start = time.monotonic()
    task.stop()
    task.stop()
    assert time.monotonic() - start < 5
