"""Processes that stand ready for tasks, and do them one after the other.

Enters: a task, which is a function that a module names, and its argument, which is plain data. Leaves: what it
returns; or the `EmendataError` it raised; or, if it ended in any other way, a `Fault` that says how.

The first of the processes makes itself ready (it loads what takes long to load) and then forks the others, so
that this is done once. They end when the process that started them does, however it ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar, cast

from emendata.diagnostics import EmendataError
from emendata.parallel import Fault, Told, outcome
from emendata.publish.pages.apart import Forgetful
from emendata.signals import left_to_parent, undisturbed

A = TypeVar("A")
T = TypeVar("T")

_COLLECTED = 8
"""After so many tasks a process looks for garbage: what is laid out refers to itself in circles."""


@dataclass(slots=True, eq=False)
class Promised(Generic[T]):
    """What a task will have returned."""

    _workers: Workers
    _job: tuple[Callable[[Any], T], object] | None
    _answer: tuple[str, object] | None = None

    def result(self) -> T:
        """Wait for it."""
        while self._answer is None:
            self._workers.attend()
        return cast(T, outcome(self._answer))


@dataclass(slots=True)
class _Worker:
    connection: Connection
    busy: Promised[Any] | None = None
    pid: int = 0


@dataclass(slots=True)
class Workers(Forgetful):
    """So many processes. They are started at once, and stopped at the end of a ``with`` block."""

    count: int
    ahead: Callable[[], object] | None = None
    """What makes a process ready."""
    _workers: list[_Worker] = field(default_factory=list)
    _first: Any = None
    _waiting: deque[Promised[Any]] = field(default_factory=deque)

    def __enter__(self) -> Workers:
        context = multiprocessing.get_context("fork")
        pairs = [context.Pipe() for _ in range(self.count)]
        here, there = [one for one, _ in pairs], [other for _, other in pairs]
        self._first = context.Process(target=_begin, args=(there, here, self.ahead), name="workers", daemon=True)
        with undisturbed():
            self._first.start()
        for connection in there:
            connection.close()
        self._workers = [_Worker(connection) for connection in here]
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, task: Callable[[A], T], argument: A) -> Promised[T]:
        """Have a task done, when a process is free; the order is that in which they were started."""
        promised = Promised(self, (task, argument))
        self._waiting.append(promised)
        self._dispatch()
        return promised

    def attend(self) -> None:
        """Wait for an answer."""
        ready = wait([worker.connection for worker in self._workers if worker.busy or not worker.pid])
        for at, worker in enumerate(self._workers):
            # If it is the first that has failed, the others have too, and it can say why.
            if worker.connection in ready or (not at and worker.connection.poll()):
                self._hear(worker)
        self._dispatch()

    def _hear(self, worker: _Worker) -> None:
        try:
            kind, value = worker.connection.recv()
        except (EOFError, ConnectionResetError):
            raise Fault("a worker has ended, and nobody asked it to") from None
        if kind == "ready":
            worker.pid = value
        elif worker.busy:
            worker.busy._answer, worker.busy = (kind, value), None
        else:  # what makes it ready has failed
            outcome((kind, value))

    def _dispatch(self) -> None:
        """Give what is waiting to those who have nothing to do; they are reading, so this does not block."""
        for worker in self._workers:
            if not self._waiting:
                return
            if worker.pid and not worker.busy:
                promised = self._waiting.popleft()
                worker.busy = promised
                with suppress(BrokenPipeError):  # it has ended; `attend` says so
                    worker.connection.send(promised._job)
                promised._job = None

    def memory(self) -> list[int]:
        """Kilobytes that each process holds, as far as they are ready."""
        return [_resident(worker.pid) for worker in self._workers if worker.pid]

    def stop(self) -> None:
        """End the processes, whatever they are at."""
        for worker in self._workers:
            # what has gone wrong in one of them meanwhile was told, or nobody waits for it
            with suppress(OSError, Fault, EmendataError):
                while not worker.pid and worker.connection.poll():
                    self._hear(worker)
            if worker.pid:
                with suppress(ProcessLookupError):
                    os.kill(worker.pid, signal.SIGKILL)
            worker.connection.close()
        if self._first is not None:
            self._first.kill()
            self._first.join()
            self._first = None
        self._workers, self._waiting = [], deque()


def _resident(pid: int) -> int:
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmRSS:")), 0)
    return 0


# --------------------------------------------------------------------- in the processes


def _begin(
    connections: list[Connection], theirs: Iterable[Connection], ahead: Callable[[], object] | None
) -> None:
    left_to_parent()
    for connection in theirs:
        connection.close()
    own, *others = connections
    with Told(own):
        if ahead:
            ahead()
        # What is there by now stays; the collector need not look at it again, and it is not copied.
        gc.collect()
        gc.freeze()
        for at, connection in enumerate(others):
            if not os.fork():
                try:
                    for other in (own, *others[:at], *others[at + 1 :]):
                        other.close()
                    _serve(connection)
                finally:
                    os._exit(0)
        for connection in others:
            connection.close()
        _serve(own)


def _serve(connection: Connection) -> None:
    done = 0
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(("ready", os.getpid()))
        while True:
            task, argument = connection.recv()
            told = Told(connection)
            with told:
                connection.send(("value", task(argument)))
            done += 1
            if done % _COLLECTED == 0:
                gc.collect()
