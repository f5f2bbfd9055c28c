"""Hold back the signals that ask the program to end, for as long as they would do harm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = frozenset((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Signals wait till the end of the ``with`` block.

    Around a fork they must: what Python calls before and after it (the lock of `logging`, for
    one) swallows every exception, and with it Ctrl-C.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def left_to_parent() -> None:
    """In a process that was forked undisturbed: Ctrl-C reaches the parent too, which answers it and ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
