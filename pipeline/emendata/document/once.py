"""Work things out once for each part of a Document: a division, a note.

Parts never change, so what is made of one can be remembered as long as it is alive. Between two builds of a watch most
parts stay the very same objects: `walk` gives back what a stage has left as it was, and what a stage has changed is
remembered by the part that it was made from. Nobody has to be told when a part is no more; then what is known of it
goes too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar, cast
from weakref import ref

from emendata.document.model import Division, Note

T = TypeVar("T")
Part = Division | Note


class Once(Generic[T]):
    """What one function has made of parts, by their identity: of each the last result."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ref[Part], object, T]] = {}

    def __call__(self, part: Part, also: object, make: Callable[[], T]) -> T:
        """What `make` returns, which depends on `part` and `also`, and on nothing else.

        It must not hold `part`, which would then never end; the part itself may be returned.
        """
        key = id(part)
        known = self._known.get(key)
        if known is not None and known[1] == also:
            return cast(T, part) if known[2] is _ITSELF else known[2]
        made = make()
        kept = cast(T, _ITSELF) if made is part else made
        self._known[key] = (ref(part, partial(self._forget, key)), also, kept)
        return made

    def __len__(self) -> int:
        return len(self._known)

    def _forget(self, key: int, _: ref[Part]) -> None:
        del self._known[key]


_ITSELF = object()
