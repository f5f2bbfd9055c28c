"""A function in a process of its own returns, fails and ends as it would here."""

from __future__ import annotations

import os
import signal
import time

import pytest

from emendata.diagnostics import EmendataError, Place, error
from emendata.parallel import Beside, Fault


def given(function, argument=None, **more):
    task = Beside(function, **more)
    task.give(argument)
    return task


def test_value_comes_back():
    assert given(lambda n: b"x" * n, 1_000_000).result() == b"x" * 1_000_000


def test_two_run_at_once():
    start = time.monotonic()
    one, two = given(time.sleep, 0.3), given(time.sleep, 0.3)
    one.result(), two.result()
    assert time.monotonic() - start < 0.55


def test_it_makes_itself_ready_before_it_is_given_anything():
    start = time.monotonic()
    task = Beside(len, ahead=lambda: time.sleep(0.3))
    time.sleep(0.3)
    task.give("four")
    assert task.result() == 4
    assert time.monotonic() - start < 0.55


def test_giving_much_does_not_wait_until_it_is_ready():
    task = Beside(len, ahead=lambda: time.sleep(0.5))
    start = time.monotonic()
    task.give(b"x" * 10_000_000)
    assert time.monotonic() - start < 0.4
    assert task.result() == 10_000_000


def fails(_):
    raise error("P123", Place("a.txt", 3), "wrong")


@pytest.mark.parametrize("task", [{"function": fails}, {"function": len, "ahead": lambda: fails(0)}])
def test_diagnostics_come_back(task):
    with pytest.raises(EmendataError) as caught:
        given(**task, argument="").result()
    assert str(caught.value) == "a.txt:3: error P123: wrong"


def test_mistake_in_the_program_comes_back_with_its_traceback(capfd):
    def mistaken(_):
        return {}["absent"]

    with pytest.raises(Fault, match="KeyError: 'absent'") as caught:
        given(mistaken).result()
    assert "in mistaken" in caught.value.__notes__[0]
    assert capfd.readouterr().err == ""


def test_what_cannot_be_sent_back_is_a_fault():
    with pytest.raises(Fault, match="pickle"):
        given(lambda _: lambda: 0).result()


def test_killed_process_is_reported():
    with pytest.raises(Fault, match="the process for pdf was ended by signal 9"):
        given(lambda _: os.kill(os.getpid(), signal.SIGKILL), name="pdf").result()


def test_process_killed_before_it_is_given_anything_is_reported():
    task = Beside(len, ahead=lambda: os.kill(os.getpid(), signal.SIGKILL), name="pdf")
    time.sleep(0.3)
    task.give(b"x" * 10_000_000)
    with pytest.raises(Fault, match="ended by signal 9"):
        task.result()


def test_stop_ends_it_and_can_be_said_twice():
    waiting, working = Beside(time.sleep), given(time.sleep, 60)
    start = time.monotonic()
    for task in (waiting, working, waiting):
        task.stop()
    assert time.monotonic() - start < 5
