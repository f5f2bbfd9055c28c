"""Choose the line ends of a paragraph together, so that the whole of it is set as evenly as it can be.

Enters: the places at which a line may end, each with how far the text has come there. Leaves: those
taken. After D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines", Software: Practice and
Experience 11 (1981), 1119-1184: a way through the paragraph costs what its lines lack in evenness, its
divided words, and neighbours of which one is tight and the other loose; the cheapest is taken.

Nothing here knows fonts or WeasyPrint.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

STRETCH, SHRINK = 0.7, 0.25
"""What a space can gain before its line counts as loose, and what it can lose at the very most, of its width."""
_SHRUNK = SHRINK / STRETCH
HYPHEN, OWN_HYPHEN, SIGN, TORN = 1, 2, 3, 4
"""A word, with a hyphen put in or at one of its own; an address at one of its signs, or between two letters."""


@dataclass(slots=True)
class Stops:
    """Where lines may end, in the order of the text; the first is its beginning and the last its end.

    A line from one stop to another is as wide as the ``end`` of this less the ``start`` of that, and
    can gain the difference of ``end_stretch`` and ``start_stretch``.
    """

    ends: Sequence[float]
    """How far the text reaches if a line ends here, with its hyphen and without the space after it."""
    starts: Sequence[float]
    """How far it has come before the line that begins here."""
    end_stretch: Sequence[float]
    start_stretch: Sequence[float]
    divides: Sequence[int]
    """What a line end here divides, or 0: `HYPHEN` and so on."""


@dataclass(frozen=True, slots=True)
class Tastes:
    """What is worse than what. A line whose spaces have gained all they can costs 12,100, a perfect one 100."""

    line: float = 10.0
    hyphen: float = 2500.0
    own_hyphen: float = 400.0
    """A line that ends in a hyphen that the word has anyway."""
    torn: float = 20000.0
    """An address that ends a line between two letters."""
    hyphens_in_a_row: float = 10000.0
    most_hyphens: int = 2
    """One under the other."""
    last_hyphen: float = 5000.0
    """On the last line but one."""
    neighbours: float = 10000.0
    """A line two classes looser or tighter than the one before."""
    short_last: float = 20000.0
    """A last line of nothing; one of half the width asked for costs a quarter of it."""


_TASTES = Tastes()
_TOO_LONG = 1e12
"""The cost of a line that is too long; more than that of any paragraph without one."""
_LOOSEST = 1000.0
_UNSPACED = 0.04
"""How much of a line of an address without spaces, as if it were stretch, may be left empty."""


def line_ends(
    stops: Stops,
    width: float,
    tolerance: float,
    short: float = 0.0,
    least: float = 0.0,
    ragged: float = 0.0,
    tastes: Tastes = _TASTES,
) -> list[int] | None:
    """The stops at which the lines end, the last stop the last; None if the tolerance allows of none.

    `tolerance` is how many times their stretch spaces may gain; with `math.inf` there is always a
    way, if need be with lines that are too long. A last line should be as wide as `short`, and must be as
    wide as `least`.
    With `ragged`, spaces keep their width, and that much of a line may be left empty as if it were stretch.
    """
    ends, starts, divides = stops.ends, stops.starts, stops.divides
    end_stretch, start_stretch = stops.end_stretch, stops.start_stretch
    last = len(ends) - 1
    desperate = tolerance == math.inf
    shrunk = 0.0 if ragged else _SHRUNK
    # How far the text reaches at each stop with its spaces as narrow, and as wide, as they may be.
    tight = [end - shrunk * room for end, room in zip(ends, end_stretch, strict=True)]
    loose: Sequence[float] = ends
    if not ragged and not desperate:
        loose = [end + tolerance * room for end, room in zip(ends, end_stretch, strict=True)]

    # Four ways lead to each stop, by the class of the line that ends there: tight, even, loose, very loose.
    costs = [math.inf] * (4 * last + 4)
    before = [0] * (4 * last + 4)
    rows = bytearray(4 * last + 4)
    """How many divided words stand one under the other at the end of a way."""
    costs[1] = 0.0
    far, line_cost, most = tastes.neighbours, tastes.line, tastes.most_hyphens
    for at in range(last):
        four = 4 * at
        # For a line of each class, the cheapest way to here, neighbours two classes apart at an extra cost.
        tight_way, even_way, loose_way, loosest_way = costs[four : four + 4]
        low, low_slot = (tight_way, four) if tight_way <= even_way else (even_way, four + 1)
        high, high_slot = (loose_way, four + 2) if loose_way <= loosest_way else (loosest_way, four + 3)
        cheapest, slot = (low, low_slot) if low <= high else (high, high_slot)
        if cheapest == math.inf:
            continue
        leap = cheapest + far
        ways = (
            (low, low_slot) if low <= leap else (leap, slot),
            (low, low_slot)
            if low <= loose_way and low <= leap
            else (loose_way, four + 2)
            if loose_way <= leap
            else (leap, slot),
            (high, high_slot)
            if high <= even_way and high <= leap
            else (even_way, four + 1)
            if even_way <= leap
            else (leap, slot),
            (high, high_slot) if high <= leap else (leap, slot),
        )
        start, start_room = starts[at], start_stretch[at]
        goal = width + start
        stop = bisect_right(tight, goal - shrunk * start_room + 1e-6, at + 1)
        if desperate:
            first = at + 1
            stop = max(stop, at + 2)  # a line too long is better than none
        elif ragged:
            first = bisect_left(ends, goal - ragged * tolerance - 1e-6, at + 1, stop)
        else:
            first = bisect_left(loose, goal + tolerance * start_room - 1e-6, at + 1, stop)
        if stop > last and first > last:
            first = last
        divided = divides[at]
        for to in range(first, stop):
            lack, stretch = goal - ends[to], ragged or end_stretch[to] - start_room
            divides_here = divides[to]
            if to == last and lack >= 0:
                if lack > width - least:
                    continue
                cost, class_ = line_cost * line_cost, 1
                if lack > width - short:
                    missing = (lack - width + short) / short
                    cost += tastes.short_last * missing * missing
                if divided:
                    cost += tastes.last_hyphen
            else:
                if lack >= 0:
                    if not stretch and (divides_here >= SIGN or divided >= SIGN):
                        stretch = _UNSPACED * width
                    ratio = lack / stretch if stretch > 0 else (_LOOSEST if lack > 1e-6 else 0.0)
                    class_ = 1 if ratio <= 0.5 else 2 if ratio <= 1.0 else 3
                    bad = line_cost + 100.0 * ratio * ratio * ratio
                    cost = bad * bad
                else:
                    ratio = -lack / (stretch * shrunk) if stretch * shrunk > 0 else _LOOSEST
                    class_ = 0 if ratio > 0.5 else 1
                    if ratio > 1.0001:
                        cost = _TOO_LONG - lack
                    else:
                        bad = line_cost + 100.0 * ratio * ratio * ratio
                        cost = bad * bad
                if divides_here == TORN:
                    cost += tastes.torn
                elif HYPHEN <= divides_here <= OWN_HYPHEN:
                    cost += tastes.hyphen if divides_here == HYPHEN else tastes.own_hyphen
                    if divided:
                        cost += tastes.hyphens_in_a_row
            way_cost, way = ways[class_]
            cost += way_cost
            slot = 4 * to + class_
            if cost < costs[slot]:
                row = 0
                if HYPHEN <= divides_here <= OWN_HYPHEN:
                    row = rows[way] + 1
                    if row > most and not desperate:
                        continue
                costs[slot], before[slot], rows[slot] = cost, way, min(row, 255)
    slots = range(4 * last, 4 * last + 4)
    slot = min(slots, key=costs.__getitem__)
    if costs[slot] == math.inf:
        return None
    taken: list[int] = []
    while slot > 3:
        taken.append(slot >> 2)
        slot = before[slot]
    return taken[::-1]
