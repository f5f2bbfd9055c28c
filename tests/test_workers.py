"""Processes that stand ready: what they return, and how they and their tasks end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from emendata.diagnostics import EmendataError, Place, error
from emendata.parallel import Fault
from emendata.workers import Workers
from tests.effort import PATIENCE


def double(number: int) -> int:
    return 2 * number


def own_process(_: object) -> int:
    time.sleep(0.05)
    return os.getpid()


def fails(_: object) -> None:
    raise error("X001", Place("a.txt", 3), "wrong")


def mistaken(_: object) -> object:
    return {}["absent"]


def dies(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_task_returns_its_own_result(count):
    with Workers(count) as workers:
        promises = [workers.start(double, number) for number in range(50)]
        assert [promise.result() for promise in reversed(promises)] == [2 * n for n in reversed(range(50))]


def test_all_processes_work():
    with Workers(3) as workers:
        promises = [workers.start(own_process, None) for _ in range(30)]
        assert len({promise.result() for promise in promises} - {os.getpid()}) == 3


def test_much_goes_to_and_fro():
    with Workers(2) as workers:
        promises = [workers.start(bytes, b"x" * 3_000_000) for _ in range(8)]
        assert all(len(promise.result()) == 3_000_000 for promise in promises)


def test_what_is_loaded_is_loaded_once():
    marks = os.pipe()
    with Workers(4, ahead=lambda: os.write(marks[1], b"!")) as workers:
        for promise in [workers.start(own_process, None) for _ in range(20)]:
            promise.result()
    assert os.read(marks[0], 9) == b"!"
    for end in marks:
        os.close(end)


def test_diagnostics_come_back_and_the_process_goes_on():
    with Workers(1) as workers:
        with pytest.raises(EmendataError, match="a.txt:3: error X001: wrong"):
            workers.start(fails, None).result()
        assert workers.start(double, 4).result() == 8


def test_a_mistake_in_the_program_comes_back_with_its_traceback():
    with Workers(1) as workers, pytest.raises(Fault, match="KeyError: 'absent'") as caught:
        workers.start(mistaken, None).result()
    assert "in mistaken" in caught.value.__notes__[0]


def test_an_error_while_making_ready_is_told():
    with Workers(2, ahead=lambda: fails(None)) as workers, pytest.raises(EmendataError, match="X001"):
        workers.start(double, 4).result()


@pytest.mark.parametrize("count", [1, 3])
def test_a_process_that_is_killed_is_told(count):
    with Workers(count) as workers, pytest.raises(Fault, match="nobody asked it to"):
        workers.start(dies, None).result()


def test_stopping_does_not_wait_for_tasks():
    with Workers(2) as workers:
        workers.start(time.sleep, 10 * PATIENCE)
        workers.start(double, 1).result()
        pids = [worker.pid for worker in workers._workers if worker.pid]
    assert _all_end(pids)


def test_processes_end_with_the_one_that_started_them():
    script = (
        "import os, time\nfrom emendata.workers import Workers\nfrom tests.test_workers import own_process\n"
        "with Workers(3) as workers:\n"
        "    print(*{workers.start(own_process, None).result() for _ in range(30)}, flush=True)\n"
        f"    time.sleep({10 * PATIENCE})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert pids
    assert _all_end(pids)


def _all_end(pids: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not all(map(_ended, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return all(map(_ended, pids))


def _ended(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True
