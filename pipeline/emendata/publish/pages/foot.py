"""The notes at the foot as one strip of slugs, of which each page takes the next piece.

Enters: the notes of a galley in the order of their calls. What a page takes is told by two positions
in the strip; a piece may end within a note where a break is allowed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from emendata.publish.pages.slugs import EPSILON, Note, Slug


class Foot:
    """All notes one under the other."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self.slugs: list[Slug] = []
        self.begins: list[int] = []
        """Where each note begins, and at last where the strip ends."""
        self._tops: list[float] = []
        self._bottoms: list[float] = []
        y = 0.0
        for note in notes:
            self.begins.append(len(self.slugs))
            for slug in note.slugs:
                y += slug.above
                self._tops.append(y)
                y += slug.height
                self._bottoms.append(y)
                self.slugs.append(slug)
        self.begins.append(len(self.slugs))
        self._nested = [note.nested for note in notes]
        self._costs = [slug.cost for slug in self.slugs] + [0.0]
        for begin in self.begins:
            self._costs[begin] = 0.0
        self._stops = [0] * (len(self.slugs) + 1)
        stop = len(self.slugs)
        for at in range(len(self.slugs), -1, -1):
            self._stops[at] = stop
            if not self._costs[at]:
                stop = at

    def with_nested(self, count: int) -> int:
        """How many notes there are if so many have been called in the text, with those called in them."""
        while 0 < count < len(self._nested) and self._nested[count]:
            count += 1
        return count

    def height(self, start: int, end: int) -> float:
        """Of a piece of the strip."""
        return self._bottoms[end - 1] - self._tops[start] if end > start else 0.0

    def top(self, start: int, at: int) -> float:
        """Where a slug stands, from the top of a piece that begins at `start`."""
        return self._tops[at] - self._tops[start]

    def within(self, at: int) -> bool:
        """Is this position inside a note?"""
        return self.begins[bisect_right(self.begins, at) - 1] != at

    def note_at(self, at: int) -> int:
        """The note that the slug at this position belongs to."""
        return bisect_right(self.begins, at) - 1

    def stop(self, start: int) -> int:
        """The nearest good end for a piece that begins at `start` and is not empty."""
        return self._stops[start]

    def fill(self, start: int, least: int, most: int, room: float) -> tuple[int, float] | None:
        """The longest piece that fits, as its end and the cost of ending there; None if none fits.

        It ends at `least` or later and at `most` at the latest, and if it can, where that costs nothing.
        """
        if least == start:
            fits = bisect_right(self._bottoms, self._tops[start] + room + EPSILON) if start < most else start
            end = max(start, min(most, fits))
        else:
            end = min(most, bisect_right(self._bottoms, self._tops[start] + room + EPSILON))
            if end < least:
                return None
        best, cost = end, self._costs[end] if end > start else 0.0
        at = end
        while cost and at > least:
            at -= 1
            if at == start or self._costs[at] < cost:
                best, cost = at, 0.0 if at == start else self._costs[at]
        return best, cost
