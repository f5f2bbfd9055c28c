"""Have data that is made of many small objects written down tersely.

Enters: a dataclass. Leaves: the same, pickled as the values of its fields. Of itself pickle writes down the names of
the fields too, for each object, and frozen ones are read field by field in Python: that takes more than twice as long.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


def terse(kind: type[T]) -> type[T]:
    """The class, to be pickled as its fields, of which it has at least two."""
    values = attrgetter(*(one.name for one in fields(cast(Any, kind))))

    def reduced(self: T) -> tuple[type[T], tuple[Any, ...]]:
        return kind, values(self)

    kind.__reduce__ = reduced  # type: ignore[assignment, method-assign]
    return kind
