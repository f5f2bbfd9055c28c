"""Work things out once for each part of a Document: a division, a note.

Parts never change, so what is made of one can be remembered as long as it is alive. Between two builds of a watch most
parts stay the very same objects: `walk` gives back what a stage has left as it was, and what a stage has changed is
remembered by the part that it was made from. Nobody has to be told when a part is no more; then what is known of it
goes too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast
from weakref import ref

from emendata.document.model import Division, Note

T = TypeVar("T")
Part = Division | Note


class Once(Generic[T]):
    """What one function has made of parts, by their identity: of each the last result."""

    def __call__(self, part: Part, also: object, make: Callable[[], T]) -> T:
        """What `make` returns, which depends on `part` and `also`, and on nothing else.

        It must not hold `part`, which would then never end; the part itself may be returned.
        """
        results = _KNOWN.get(id(part)) or _begun(part)
        known = results.get(self)
        if known is not None and known[0] == also:
            return cast(T, part if known[1] is _ITSELF else known[1])
        made = make()
        results[self] = also, _ITSELF if made is part else made
        return made

    def __len__(self) -> int:
        return sum(self in results for results in _KNOWN.values())


_KNOWN: dict[int, dict[object, Any]] = {}
"""By the identity of each living part, by each `Once` what else its result depends on, and the result."""
_ITSELF = object()


def _begun(part: Part) -> dict[object, Any]:
    key, known = id(part), _KNOWN

    def end(_: ref[Part]) -> None:
        known.pop(key, None)

    results: dict[object, Any] = {ref: ref(part, end)}
    known[key] = results
    return results
