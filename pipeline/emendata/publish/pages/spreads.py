"""Divide a text and the translation that faces it into spreads.

Enters: the slugs of both and where each segment begins in both. Leaves: the spreads. A segment begins on both
pages of a spread or on neither, and each page has all its notes. A segment may be divided, on both sides at about the
same point; the side that is done with it first goes on with the next, or waits where the other has not come to it.

The spreads are chosen together, as `breaks` chooses pages: what is left empty on the fuller page of a spread
counts most, for there nothing of it had to be; then how far the sides are apart in a divided segment.
A note that is too long for the page of its call is divided by `breaks`, which is given the segment by itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from itertools import groupby

from emendata.publish.pages import breaks
from emendata.publish.pages.breaks import Page
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.slugs import AVOID, EPSILON, Galley, Measure, called_before, on_grid

_EMPTY = 10.0
"""Times the square of the empty lines of the fuller page,"""
_SHORT = 0.5
"""and times that of the other, which is what it is."""
_APART = 4.0
"""Times the square of the lines that one side of a divided segment is ahead of the other."""
_FAR_APART = 20.0
"""Lines; more is no worse, for it cannot be helped."""
_DIVIDED = 40.0
"""A segment that goes on over a spread."""
_NOTE_DIVIDED = 400.0
"""One that does so for the sake of a note."""
_LOOSE = 8.0
"""Spreads whose fuller page has more empty lines are thought of only where there is no other."""
_AROUND = 12
"""Segments before and after one with too long a note that may stand on its first and its last spread."""
_NEAR = 2
"""Lines around the one that is just as far as the other side, at which a page may end."""


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


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a page could end."""

    at: int
    """Before this slug."""
    left: float
    """What is left of the page."""
    cost: float
    """Of ending there."""
    begun: int
    """Segments that have begun before it."""
    done: float
    """How much of the last of them stands before it, from 0 to 1."""


class _Side:
    """The text or the translation."""

    def __init__(
        self, galley: Galley, foot: Foot, measure: Measure, extent: range, begins: Sequence[int]
    ) -> None:
        self.text, self.foot, self.measure = galley.text, foot, measure
        self.extent = extent
        self.begins = [*begins, extent.stop]
        """Where each segment begins, and where the last one ends."""
        self._called = called_before(galley.text)
        self._planned: dict[tuple[int, int], list[Half]] = {}
        self._stops: dict[int, list[_Stop]] = {}

    def stops(self, start: int) -> list[_Stop]:
        """Where a page could end that begins with this slug and has all its notes; first of all there, empty."""
        if start not in self._stops:
            empty = self._stop(start, self.measure.height)
            self._stops[start] = [replace(empty, cost=0.0), *self._ends(start)]
        return self._stops[start]

    def _ends(self, start: int) -> Iterator[_Stop]:
        height, grid = self.measure.height, self.measure.grid
        positions = self.foot.due(self._called[start])
        pieces = self.foot.pieces(positions, start, height)
        y = 0.0
        for at in range(start, self.extent.stop):
            slug = self.text[at]
            if at > start:
                y += slug.above
            else:
                above = slug.margin if at == self.extent.start else 0.0
                y = min(slug.kept + above, height - slug.height)
            y = (on_grid(y, grid) if slug.grid else y) + slug.height
            notes = self.foot.height(pieces, positions, self.foot.due(self._called[at + 1]), at + 1)
            if y + notes > height + EPSILON:
                return
            yield self._stop(at + 1, height - y - notes)
            if self.forced(at + 1):
                return

    def _stop(self, at: int, left: float) -> _Stop:
        begun = bisect_left(self.begins, at, hi=len(self.begins) - 1)
        begin, end = self.begins[max(0, begun - 1)], self.begins[max(1, begun)]
        done = (at - begin) / (end - begin)
        cost = self._cost(at)
        if done < 1.0 and self.text[at - 1].hyphen:
            cost += breaks.Costs().hyphen
        return _Stop(at, left, cost, begun, done)

    def _cost(self, at: int) -> float:
        """Of beginning a page with a slug; there is always a way that does with the first of a segment."""
        if at >= self.extent.stop:
            return 0.0
        cost = self.text[at].cost
        return min(cost, breaks.GRAVE if self.is_begin(at) else 10 * AVOID)

    def is_begin(self, at: int) -> bool:
        """Does a segment begin there, or the last one end?"""
        found = bisect_left(self.begins, at)
        return found < len(self.begins) and self.begins[found] == at

    def lines(self, segment: int) -> int:
        """Of a segment."""
        return self.begins[segment + 1] - self.begins[segment]

    def forced(self, at: int) -> bool:
        """Does a segment begin there that must begin a page?"""
        return at < self.extent.stop and bool(self.text[at].forced) and self.is_begin(at)

    def too_long(self, segment: int) -> bool:
        """Is there a slug in it that does not fit on a page with all its notes?"""
        for at in range(self.begins[segment], self.begins[segment + 1]):
            if self._called[at] == self._called[at + 1] and self.text[at].height <= self.measure.height:
                continue
            positions, ends = (self.foot.due(self._called[place]) for place in (at, at + 1))
            pieces = self.foot.pieces(positions, at, self.measure.height)
            notes = self.foot.height(pieces, positions, ends, at + 1)
            if self.text[at].kept + self.text[at].height + notes > self.measure.height + EPSILON:
                return True
        return False

    def whole(self, start: int, stop: int) -> Half | None:
        """The page that has just these slugs, and all their notes."""
        if start == stop:
            return None
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


State = tuple[int, int]
"""How far a way has come: the next slug of the text and of the translation."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One spread, or several that are taken at once."""

    cost: float
    reached: State
    spreads: Sequence[Spread] = field(default=(), compare=False)
    """None are kept of a single one: it is what lies between two states."""


@dataclass(frozen=True, slots=True)
class _Way:
    cost: float
    state: State
    step: _Step | None = None
    before: _Way | None = None


class _Search:
    def __init__(self, galley: Galley, foot: Foot, measure: Measure, found: Region) -> None:
        self.measure = measure
        self.count = len(found.segments)
        extents = range(found.start, found.middle), range(found.middle, found.end)
        begins = zip(*found.segments, strict=True)
        self.text, self.translation = self.sides = tuple(
            _Side(galley, foot, measure, extent, begin) for extent, begin in zip(extents, begins, strict=True)
        )
        self.too_long = [
            segment for segment in range(self.count) if any(side.too_long(segment) for side in self.sides)
        ]
        """In their order: segments that only `_divided` can set."""

    def best(self) -> list[Spread]:
        """The cheapest way."""
        begin, end = self._at(0), self._at(self.count)
        levels: dict[int, dict[State, _Way]] = {0: {begin: _Way(0.0, begin)}}
        """The ways by the number of their spreads."""
        found: _Way | None = None
        while levels:
            number = min(levels)
            # The state breaks ties, so that equal costs give the same pages everywhere.
            kept = nsmallest(
                breaks.FOLLOWED, levels.pop(number).values(), key=lambda way: (way.cost, way.state)
            )
            for way in kept:
                if found and way.cost >= found.cost:
                    continue
                for step in self._steps(way.state):
                    further = _Way(way.cost + step.cost, step.reached, step, way)
                    if step.reached == end:
                        if found is None or further.cost < found.cost:
                            found = further
                        continue
                    level = levels.setdefault(number + max(1, len(step.spreads)), {})
                    if step.reached not in level or further.cost < level[step.reached].cost:
                        level[step.reached] = further
        assert found is not None, "a page takes one slug at least, or `_divided` has it"
        return list(self._spreads(found))

    def _at(self, segment: int) -> State:
        return self.text.begins[segment], self.translation.begins[segment]

    def _spreads(self, way: _Way) -> Iterator[Spread]:
        ways = [way]
        while ways[-1].before:
            ways.append(ways[-1].before)
        for before, after in zip(ways[::-1], ways[-2::-1], strict=False):
            if after.step and after.step.spreads:
                yield from after.step.spreads
            else:
                text, translation = map(_Side.whole, self.sides, before.state, after.state)
                yield text, translation

    def _steps(self, state: State) -> Iterator[_Step]:
        yield from self._single(state)
        first = bisect_left(self.text.begins, state[0])
        if first < self.count and state == self._at(first):
            yield from self._divided(first)

    # ------------------------------------------------------------------------ single spreads

    def _single(self, state: State) -> Iterator[_Step]:
        """Spreads that begin here, have all their notes, and are in step."""
        by_begun: list[Mapping[int, Sequence[_Stop]]] = [
            {begun: list(stops) for begun, stops in groupby(side.stops(at), key=lambda stop: stop.begun)}
            for side, at in zip(self.sides, state, strict=True)
        ]
        loosest = _LOOSE * self.measure.grid
        loose: list[tuple[_Stop, _Stop]] = []
        full = False
        for begun, stops in by_begun[0].items():
            for pair in _paired(stops, by_begun[1].get(begun, ())):
                whole = pair[0].done == pair[1].done == 1.0
                if (pair[0].at, pair[1].at) == state or not (whole or begun - 1 not in self.too_long):
                    continue
                if min(pair[0].left, pair[1].left) > loosest:
                    loose.append(pair)
                else:
                    full = True
                    yield self._step(pair)
        if not full:
            yield from map(self._step, loose)

    def _step(self, pair: tuple[_Stop, _Stop]) -> _Step:
        return _Step(self._cost(pair), (pair[0].at, pair[1].at))

    def _cost(self, pair: tuple[_Stop, _Stop]) -> float:
        if all(stop.begun == self.count and stop.done == 1.0 for stop in pair):
            return 0.0
        grid = self.measure.grid or 1.0
        fuller, other = sorted(max(0.0, stop.left) / grid for stop in pair)
        cost = _EMPTY * fuller**2 + _SHORT * other**2 + sum(stop.cost for stop in pair)
        if any(stop.done < 1.0 for stop in pair):
            lines = max(side.lines(pair[0].begun - 1) for side in self.sides)
            apart = min(_FAR_APART, abs(pair[0].done - pair[1].done) * lines)
            cost += _DIVIDED + _APART * apart**2
        return cost

    # -------------------------------------------------------- notes too long for one page

    def _divided(self, first: int) -> Iterator[_Step]:
        """Runs of spreads that begin with the segment `first` and have the next one with too long a note."""
        following = self.too_long[bisect_left(self.too_long, first) :]
        divided = following[0] if following else self.count
        if divided - first > _AROUND or divided == self.count:
            return
        if divided > first and not all(
            any(stop.at == side.begins[divided] for stop in side.stops(side.begins[first]))
            and not side.forced(side.begins[divided])
            for side in self.sides
        ):
            return
        for after in range(divided + 1, min(self.count, divided + _AROUND) + 1):
            plan = self._plan(first, divided, after)
            if plan is None:
                return
            reached = self._at(after)
            cost = sum(side.stops(at)[0].cost for side, at in zip(self.sides, reached, strict=True))
            yield _Step(_NOTE_DIVIDED * (len(plan) - 1) + cost, reached, plan)
            if any(side.forced(at) for side, at in zip(self.sides, reached, strict=True)):
                return

    def _plan(self, first: int, divided: int, after: int) -> list[Spread] | None:
        """A run of spreads in step; None if there is none."""
        alone = [side.pages(first, divided + 1) for side in self.sides]
        if (
            not all(
                len(pages) and pages[0].stop > side.begins[divided]
                for side, pages in zip(self.sides, alone, strict=True)
            )
            and divided > first
        ):
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


def _paired(stops: Sequence[_Stop], others: Sequence[_Stop]) -> Iterator[tuple[_Stop, _Stop]]:
    """Ends of both pages: each with those of the other side that are about as far, and the last."""
    seen: set[State] = set()
    for swapped, (mine, its) in enumerate(((stops, others), (others, stops))):
        done = [stop.done for stop in its]
        for stop in mine:
            near = bisect_left(done, stop.done)
            for other in {*range(max(0, near - _NEAR), min(len(its), near + _NEAR + 1)), len(its) - 1}:
                if other < 0:
                    continue
                pair = (its[other], stop) if swapped else (stop, its[other])
                if (pair[0].at, pair[1].at) not in seen:
                    seen.add((pair[0].at, pair[1].at))
                    yield pair


def _in_step(side: _Side, pages: Sequence[Half], divided: int) -> bool:
    """Does the divided segment begin on the first of the pages, and the next on the last?"""
    return pages[0].stop > side.begins[divided] and pages[-1].start <= side.begins[divided + 1]
