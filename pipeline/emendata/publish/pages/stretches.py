"""Cut the galley into stretches, each of which begins a page.

Enters: the galley and its portions. Leaves: the stretches, with a key for all that their pages can depend on, as far as
the portions have one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from emendata.publish.pages.apart import digest
from emendata.publish.pages.joined import Portion
from emendata.publish.pages.slugs import Galley


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text between forced breaks."""

    start: int
    end: int
    first_note: int
    """The first that may be called in it."""
    key: str = ""
    """Differs where anything on its pages can differ, apart from their numbers; empty where that is not known."""


class Portions:
    """The galley and the portions that it is made of; of a galley without portions nothing is remembered."""

    def __init__(self, galley: Galley, portions: Sequence[Portion] = (), starts: Sequence[int] = ()) -> None:
        self.size = len(galley.text)
        self._portions, self._starts = portions, starts
        if portions:
            placed = list(zip(starts, portions, strict=True))
            self._forced = {start + at for start, one in placed for at in one.forced}
            self._calling = [(start + at, note) for start, one in placed for at, note in one.calling]
        else:
            self._forced = {at for at, slug in enumerate(galley.text) if slug.forced}
            self._calling = [(at, max(slug.calls) + 1) for at, slug in enumerate(galley.text) if slug.calls]

    def stretches(self, borders: Iterable[int], whole: range = range(0)) -> list[Stretch]:
        """The stretches; there are `borders` besides, and within `whole` there are none."""
        inside = range(whole.start + 1, whole.stop)
        if not self.size:
            return []
        cuts = sorted(at for at in {*self._forced, *borders} if 0 < at < self.size and at not in inside)
        return [
            Stretch(start, end, note, self._key(start, end, note))
            for (start, end), note in zip(pairwise([0, *cuts, self.size]), self._called([0, *cuts]), strict=True)
        ]

    def _called(self, starts: Sequence[int]) -> Iterator[int]:
        """How many notes are called before each of these slugs."""
        calls = iter([*self._calling, (self.size, 0)])
        at, note = next(calls)
        most = 0
        for start in starts:
            while at < start:
                most = max(most, note)
                at, note = next(calls)
            yield most

    def _key(self, start: int, end: int, note: int) -> str:
        if not self._portions:
            return ""
        first, last = (bisect_right(self._starts, at) - 1 for at in (start, end - 1))
        keys = [one.key for one in self._portions[first : last + 1]]
        return digest(keys, start - self._starts[first], end - start, note) if all(keys) else ""
