"""What work costs, without a clock: a machine that is slow or busy must make no test fail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

PATIENCE = 900
"""Seconds after which a process that others wait for hangs; no more is said about time anywhere in the tests."""


def calls_made(work: Callable[[], object]) -> int:
    """How many functions are called while the work is done: the same number on every machine."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
