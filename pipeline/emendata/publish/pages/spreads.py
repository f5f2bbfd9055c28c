"""Divide a text and the translation that faces it into spreads.

Enters: the slugs of both and where each segment begins in both. Leaves: the spreads, each of which has the same
segments on both of its pages, with all their notes. A segment longer than a page goes on over the next spreads;
the side that is done with it first waits.

The ranges of segments are chosen together, by dynamic programming: what is left empty on the fuller page of a spread
counts most, for there nothing of it had to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from emendata.publish.pages import breaks
from emendata.publish.pages.breaks import Page
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.slugs import EPSILON, Galley, Measure, on_grid

_EMPTY = 10.0
"""Times the square of the empty lines of the fuller page,"""
_SHORT = 0.5
"""and times that of the other, which is what it is."""
_DIVIDED = 400.0
"""A segment that goes on over a spread."""
_AROUND = 12
"""Segments before and after one longer than a page that may stand on its first and its last spread."""
_LONGEST = 400
"""Segments on one spread that are thought of."""


SIDES = "text", "translation"
"""In the order of the galley, and on left and right pages."""


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a galley that is a text and the translation that faces it, the one after the other."""

    start: int
    middle: int
    """Where the translation begins."""
    end: int
    segments: tuple[tuple[int, int], ...]
    """The slugs in which each segment begins, in text and translation; the first at the start of both."""


@dataclass(frozen=True, slots=True)
class Half:
    """One page of a spread: indices into the slugs of its side."""

    page: Page
    start: int
    stop: int


Spread = tuple[Half | None, Half | None]
"""Text and translation; None where that side waits."""


def region(galley: Galley, sides: Sequence[str], segments: Sequence[tuple[str, str]]) -> Region | None:
    """The region of a book, if it has one.

    `sides` says of each part of the book whether it is ``text`` or ``translation``; `segments` are the ids
    with which each begins in both.
    """
    side = [sides[slug.section] for slug in galley.text]
    if "text" not in side or "translation" not in side:
        return None
    start, middle = side.index("text"), side.index("translation")
    end = len(side) - side[::-1].index("translation")
    at = {name: number for number, slug in enumerate(galley.text) for name in slug.ids}
    begin = [(start, middle)]
    for text, translation in segments:
        one, other = at.get(text, -1), at.get(translation, -1)
        # Several may begin in one line; on either side a segment has one line at least.
        if begin[-1][0] < one < middle <= begin[-1][1] < other < end:
            begin.append((one, other))
    return Region(start, middle, end, tuple(begin))


def spreads(galley: Galley, foot: Foot, measure: Measure, found: Region) -> list[Spread]:
    """The best spreads of a region."""
    return _Search(galley, foot, measure, found).best()


class _Side:
    """The text or the translation."""

    def __init__(self, galley: Galley, foot: Foot, measure: Measure, extent: range, begins: Sequence[int]) -> None:
        self.text, self.foot, self.measure = galley.text, foot, measure
        self.extent = extent
        self.begins = [*begins, extent.stop]
        """Where each segment begins, and where the last one ends."""
        self._called = [0]
        """How many notes are called before each slug."""
        for slug in galley.text:
            self._called.append(max(self._called[-1], *(call + 1 for call in slug.calls), 0))
        self._planned: dict[tuple[int, int], list[Half]] = {}

    def room_left(self, first: int) -> Iterator[float]:
        """What is left of a page that begins with this segment, after one segment, after two, and so on."""
        start, height = self.begins[first], self.measure.height
        positions = self.foot.due(self._called[start])
        pieces = self.foot.pieces(positions, start)
        y = 0.0
        at = start
        for stop in self.begins[first + 1 :]:
            while at < stop:
                slug = self.text[at]
                if at > start:
                    y += slug.above
                else:
                    above = slug.margin if at == self.extent.start else 0.0
                    y = min(slug.kept + above, height - slug.height)
                y = (on_grid(y, self.measure.grid) if slug.grid else y) + slug.height
                at += 1
            if y > height + EPSILON:
                return
            yield height - y - self.foot.height(pieces, positions, self.foot.due(self._called[stop]), stop)

    def whole(self, first: int, after: int) -> Half:
        """The page that has just these segments, from `first` to before `after`."""
        start, stop = self.begins[first], self.begins[after]
        positions, ends = (self.foot.due(self._called[at]) for at in (start, stop))
        text = tuple(range(start - self.extent.start, stop - self.extent.start))
        return Half(Page((), text, tuple(map(range, positions, ends))), start, stop)

    def pages(self, first: int, after: int) -> list[Half]:
        """These segments on as many pages as they need."""
        if (first, after) not in self._planned:
            start, stop = self.begins[first], self.begins[after]
            slugs = self.text[start:stop]
            made = breaks.pages(slugs, self.foot, self.measure, self._called[start], start)
            halves: list[Half] = []
            shift, at = start - self.extent.start, start
            for page in made:
                end = max((start + index + 1 for index in page.text), default=at)
                end = max(at, end)
                moved = replace(
                    page,
                    head=tuple(index + shift for index in page.head),
                    text=tuple(index + shift for index in page.text),
                )
                halves.append(Half(moved, at, end))
                at = end
            self._planned[first, after] = halves
        return self._planned[first, after]

    def cost(self, segment: int) -> float:
        """Of beginning a page with it; there is always a way that does."""
        if self.begins[segment] >= self.extent.stop:
            return 0.0
        return min(self.text[self.begins[segment]].cost, breaks.GRAVE)

    def forced(self, segment: int) -> bool:
        """Must it begin a page?"""
        return bool(self.text[self.begins[segment]].forced)


@dataclass(frozen=True, slots=True)
class _Step:
    """Some spreads that a way through the segments takes at once."""

    cost: float
    before: int
    """The segment that it begins with."""
    divided: int = -1
    """The segment in it that goes on over a spread."""


class _Search:
    def __init__(self, galley: Galley, foot: Foot, measure: Measure, found: Region) -> None:
        self.measure = measure
        self.count = len(found.segments)
        extents = range(found.start, found.middle), range(found.middle, found.end)
        begins = zip(*found.segments, strict=True)
        self.sides = tuple(
            _Side(galley, foot, measure, extent, begin) for extent, begin in zip(extents, begins, strict=True)
        )

    def best(self) -> list[Spread]:
        """The cheapest way."""
        ways: dict[int, _Step] = {0: _Step(0.0, -1)}
        for first in range(self.count):
            if first not in ways:
                continue  # it cannot begin a spread
            reached = first
            for after, cost in self._single(first):
                self._take(ways, after, _Step(ways[first].cost + cost, first))
                reached = after
            # Up to the first segment that no longer fits beside those before it, which may be divided.
            if reached < self.count and (reached == first or not self._fits(reached)):
                for after, cost in self._divided(first, reached):
                    self._take(ways, after, _Step(ways[first].cost + cost, first, reached))
        found: list[Spread] = []
        at = self.count
        while at:
            step = ways[at]
            found[:0] = self._spreads(step, at)
            at = step.before
        return found

    @staticmethod
    def _take(ways: dict[int, _Step], after: int, step: _Step) -> None:
        if after not in ways or step.cost < ways[after].cost:
            ways[after] = step

    def _single(self, first: int) -> Iterator[tuple[int, float]]:
        """Spreads that begin with a segment and divide none: the segment after each, and the cost."""
        rooms = zip(*(side.room_left(first) for side in self.sides), strict=False)
        for after, left in enumerate(rooms, start=first + 1):
            if min(left) < -EPSILON or after - first > _LONGEST:
                return
            yield after, self._left_empty(left, after)
            if after < self.count and any(side.forced(after) for side in self.sides):
                return

    def _left_empty(self, left: Sequence[float], after: int) -> float:
        if after == self.count:
            return 0.0
        grid = self.measure.grid or 1.0
        fuller, other = sorted(max(0.0, room) / grid for room in left)
        return _EMPTY * fuller**2 + _SHORT * other**2 + sum(side.cost(after) for side in self.sides)

    def _fits(self, segment: int) -> bool:
        return any(after == segment + 1 for after, _ in self._single(segment))

    # ------------------------------------------------------------- segments over several spreads

    def _divided(self, first: int, divided: int) -> Iterator[tuple[int, float]]:
        """Ends of a run of spreads that begins with `first` and divides one segment."""
        if divided > first and any(side.forced(divided) for side in self.sides):
            return
        if divided - first > _AROUND:
            return
        for after in range(divided + 1, min(self.count, divided + _AROUND) + 1):
            plan = self._plan(first, divided, after)
            if plan is None:
                return
            yield after, _DIVIDED * (len(plan) - 1) + sum(side.cost(after) for side in self.sides)
            if after < self.count and any(side.forced(after) for side in self.sides):
                return

    def _plan(self, first: int, divided: int, after: int) -> list[Spread] | None:
        """A run of spreads in step; None if there is none."""
        alone = [side.pages(first, divided + 1) for side in self.sides]
        if not all(
            len(pages) and pages[0].stop > side.begins[divided]
            for side, pages in zip(self.sides, alone, strict=True)
        ) and divided > first:
            return None  # the divided segment begins on the second spread of one side
        count = max(map(len, alone))
        halves: list[list[Half | None]] = []
        for side, pages in zip(self.sides, alone, strict=True):
            made: list[Half | None] = [*pages]
            if after > divided + 1:
                together = side.pages(first, after)
                rest = side.pages(divided + 1, after)
                if len(pages) == count and len(together) == count and _in_step(side, together, divided):
                    made = [*together]
                elif len(pages) < count and len(rest) == 1:
                    made += [None] * (count - len(pages) - 1)
                    made += rest
                else:
                    return None
            made += [None] * (count - len(made))
            halves.append(made)
        return list(zip(*halves, strict=True))

    def _spreads(self, step: _Step, after: int) -> list[Spread]:
        if step.divided < 0:
            text, translation = (side.whole(step.before, after) for side in self.sides)
            return [(text, translation)]
        plan = self._plan(step.before, step.divided, after)
        assert plan is not None, "it has been taken"
        return plan


def _in_step(side: _Side, pages: Sequence[Half], divided: int) -> bool:
    """Does the divided segment begin on the first of the pages, and the next on the last?"""
    return pages[0].stop > side.begins[divided] and pages[-1].start <= side.begins[divided + 1]
