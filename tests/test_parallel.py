"""A function in a process of its own returns, fails and ends as it would here."""

from __future__ import annotations

import fcntl
import os
import signal
import time
from functools import partial

import pytest

from emendata.diagnostics import EmendataError, Place, error
from emendata.parallel import Beside, Fault
from tests.effort import PATIENCE


def test_value_comes_back():
    assert Beside(lambda: b"x" * 1_000_000).result() == b"x" * 1_000_000


def test_it_knows_what_was_known_when_it_was_started():
    known = ["a lambda that nobody could pickle", lambda: 4]
    assert Beside(lambda: known[1]()).result() == 4


def test_two_run_at_once():
    """Each waits for the other: one after the other they would never end."""
    ends = [os.pipe(), os.pipe()]

    def meets(mine: int, its: int) -> bytes:
        os.write(ends[its][1], b"!")
        return os.read(ends[mine][0], 1)

    one, two = Beside(partial(meets, 0, 1)), Beside(partial(meets, 1, 0))
    assert (one.result(), two.result()) == (b"!", b"!")
    for end in (*ends[0], *ends[1]):
        os.close(end)


def fails():
    raise error("P123", Place("a.txt", 3), "wrong")


def test_diagnostics_come_back():
    with pytest.raises(EmendataError) as caught:
        Beside(fails).result()
    assert str(caught.value) == "a.txt:3: error P123: wrong"


def test_mistake_in_the_program_comes_back_with_its_traceback(capfd):
    def mistaken():
        return {}["absent"]

    with pytest.raises(Fault, match="KeyError: 'absent'") as caught:
        Beside(mistaken).result()
    assert "in mistaken" in caught.value.__notes__[0]
    assert capfd.readouterr().err == ""


def test_what_cannot_be_sent_back_is_a_fault():
    with pytest.raises(Fault, match="pickle"):
        Beside(lambda: lambda: 0).result()


def test_killed_process_is_reported():
    with pytest.raises(Fault, match="the process for pdf was ended by signal 9"):
        Beside(lambda: os.kill(os.getpid(), signal.SIGKILL), "pdf").result()


def test_stop_ends_it_and_can_be_said_twice():
    one, other = Beside(partial(time.sleep, 10 * PATIENCE)), Beside(partial(time.sleep, 10 * PATIENCE))
    for task in (one, other, one):
        task.stop()


def test_nothing_is_said_when_nobody_waits_any_more(capfd):
    """Ctrl-C ends the one who waits; the process beside it may come to its end a moment later."""
    goes_on, go = os.pipe()
    task = Beside(lambda: os.read(goes_on, 1))
    task._here.close()
    os.write(go, b"!")
    task._process.join(PATIENCE)
    assert task._process.exitcode == 0
    assert capfd.readouterr().err == ""
    os.close(goes_on)
    os.close(go)


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="pipes cannot be widened here")
def test_it_ends_when_it_is_done_though_nobody_has_asked_yet():
    """Otherwise it would hold its memory until the slowest of all is done."""
    made = Beside(lambda: b"x" * 300_000)
    made._process.join(20)
    assert made._process.exitcode == 0
    assert len(made.result()) == 300_000
