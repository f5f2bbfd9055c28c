"""Run a function in a process beside this one.

Enters: a function and its arguments, which the new process inherits and which need not be picklable.
Leaves: what the function returns, which must be; or the `EmendataError` it raised; or, if it
ended in any other way, a `Fault` that says how.
"""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, TypeVar, cast

from emendata.diagnostics import Diagnostic, EmendataError

T = TypeVar("T")


class Fault(RuntimeError):
    """A mistake in the program came to light in another process; a note carries that one's traceback."""


class Beside(Generic[T]):
    """A function at work in its own process."""

    def __init__(self, function: Callable[..., T], *arguments: object, name: str = "") -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_work, args=(sender, self._receiver, function, arguments), name=name, daemon=True
        )
        self._process.start()
        sender.close()

    def result(self) -> T:
        """Wait for what the function returns."""
        try:
            kind, value = self._receiver.recv()
        except EOFError:
            self._process.join()
            code = self._process.exitcode or 0
            how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
            raise Fault(f"the process for {self._process.name} {how}") from None
        finally:
            self._receiver.close()
        self._process.join()
        if kind == "diagnostics":
            raise EmendataError(cast(tuple[Diagnostic, ...], value))
        if kind == "fault":
            short, full = cast(tuple[str, str], value)
            fault = Fault(short)
            fault.add_note(full)
            raise fault
        return cast(T, value)

    def stop(self) -> None:
        """End the process, whatever it is at; does nothing if it has ended."""
        with suppress(ValueError):
            self._process.kill()
            self._process.join()
            self._process.close()


class _Told:
    """Tells the parent of an exception that ends the function, instead of printing it here."""

    def __init__(self, sender: Connection) -> None:
        self._sender = sender

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, exception: BaseException | None, _: TracebackType | None
    ) -> bool:
        if isinstance(exception, EmendataError):
            self._sender.send(("diagnostics", exception.diagnostics))
        elif exception is not None:
            short = traceback.format_exception_only(exception)[0].strip()
            self._sender.send(("fault", (short, "".join(traceback.format_exception(exception)))))
        return True


def _work(
    sender: Connection, receiver: Connection, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    # Ctrl-C reaches both processes; the parent answers it and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    receiver.close()
    with _Told(sender):
        sender.send(("value", function(*arguments)))
