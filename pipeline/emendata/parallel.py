"""Run a function in a process beside this one.

Enters: a function, which the new process inherits with all that it knows. Leaves: what
the function returns, pickled; or the `EmendataError` it raised; or, if it ended in any other
way, a `Fault` that says how.
"""

from __future__ import annotations

import copyreg
import fcntl
import multiprocessing
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import MappingProxyType, TracebackType
from typing import Any, Generic, TypeVar, cast

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.signals import left_to_parent, undisturbed


def _read_only(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(items)


# Plain data too, but pickle does not know it.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))

T = TypeVar("T")


class Fault(RuntimeError):
    """A mistake in the program came to light in another process; a note carries that one's traceback."""


ROOM = 1 << 20
"""Bytes of an answer that a process can leave behind and end, before anybody reads it."""


def _widened(pipe: Connection) -> None:
    """Let a pipe take a whole book: who waits to be read from holds his memory all the while."""
    # where the system does not know or allow it, the process waits
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, ROOM)


class Beside(Generic[T]):
    """A function in its own process."""

    def __init__(self, function: Callable[[], T], name: str = "") -> None:
        """Start the process."""
        context = multiprocessing.get_context("fork")
        self._here, there = context.Pipe(duplex=False)
        _widened(there)
        self._process = context.Process(target=_work, args=(there, self._here, function), name=name, daemon=True)
        with undisturbed():
            self._process.start()
        there.close()

    def result(self) -> T:
        """Wait for what the function returns."""
        try:
            kind, value = self._here.recv()
        except (EOFError, ConnectionResetError):
            self._process.join()
            code = self._process.exitcode or 0
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise Fault(f"the process for {self._process.name} {how}") from None
        self._process.join()
        return cast(T, outcome((kind, value)))

    def stop(self) -> None:
        """End the process, whatever it is at; does nothing if it has ended."""
        with suppress(ValueError):
            self._process.kill()
            self._process.join()
            self._process.close()
            self._here.close()


def outcome(answer: tuple[str, object]) -> object:
    """What another process has returned; what it has raised is raised here."""
    kind, value = answer
    if kind == "diagnostics":
        raise EmendataError(cast(tuple[Diagnostic, ...], value))
    if kind == "fault":
        short, full = cast(tuple[str, str], value)
        fault = Fault(short)
        fault.add_note(full)
        raise fault
    return value


class Told:
    """Tells the parent of an exception that ends the function, instead of printing it here."""

    def __init__(self, parent: Connection) -> None:
        self._parent = parent

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, exception: BaseException | None, _: TracebackType | None
    ) -> bool:
        if isinstance(exception, EmendataError):
            self._parent.send(("diagnostics", exception.diagnostics))
        elif exception is not None:
            short = traceback.format_exception_only(exception)[0].strip()
            self._parent.send(("fault", (short, "".join(traceback.format_exception(exception)))))
        return True


def _work(parent: Connection, theirs: Connection, function: Callable[[], object]) -> None:
    left_to_parent()
    theirs.close()
    # Who was interrupted reads no more.
    with suppress(BrokenPipeError), Told(parent):
        parent.send(("value", function()))
