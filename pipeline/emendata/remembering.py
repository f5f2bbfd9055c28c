"""Who remembers what was made of the same things before: what a stage asks, and `Memory` or nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Remember(Protocol):
    """Somebody who remembers what was made of the same things before."""

    def __call__(self, make: Callable[[], T], *parts: str) -> T:
        """What `make` returns, which depends on `parts` and on nothing else."""


def anew(make: Callable[[], T], *_: str) -> T:
    """Remember nothing."""
    return make()
