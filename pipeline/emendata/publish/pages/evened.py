"""Share the words of a running paragraph out among its lines, so that all of them are about as full.

Enters: words with their widths, and how many lines they take if each line holds what it can. Leaves: where the lines
begin, as many as before. The pages are planned with full lines, whose number is known as soon as their beginning
is; here they are known, and a short last line, or a siglum alone on it, can be helped by lines further up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from emendata.publish.pages.slugs import EPSILON
from emendata.publish.pages.totalfit import SHRINK, STRETCH

_TIED = 3e5
"""The cost of a line that begins with what is tied to the word before it. A line whose spaces have gained half as
much again as they should costs about as much."""
_SHORT, _ENOUGH = 1e6, 0.12
"""A last line of nothing; less if it has something, and nothing if that is this part of the width."""
_FOLLOWED = 12
"""Ways followed from one line to the next."""
_LOOSEST = 6.0
"""How many times what they can gain spaces may gain, where a line could be fuller."""


@dataclass(frozen=True, slots=True)
class Item:
    """A word that has been measured."""

    width: float
    space: float
    """After it, if a line goes on; it grows and shrinks by its width."""
    tied: bool = False


def evened(items: Sequence[Item], starts: Sequence[int], width: float, *, closed: bool) -> list[int]:
    """Where the lines begin, if they are to begin at `starts` when each of them is as full as it can be.

    The last line is as wide as the others unless the paragraph is `closed` with it.
    """
    count, total = len(starts), len(items)
    if count < 2:
        return list(starts)
    # For each line: the cheapest way to where it can begin, and where the line before it began then.
    ways: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    first = _first(items, count, width)
    for number in range(count):
        final = number == count - 1
        level: dict[int, tuple[float, int]] = {}
        for start, (before, _) in ways[-1].items():
            for stop, cost in _lines(items, start, width, closed):
                if (stop == total) != final or stop < first[number]:
                    continue
                cost += before + (_TIED if not final and items[stop].tied else 0.0)
                if stop not in level or cost < level[stop][0]:
                    level[stop] = cost, start
        best = nsmallest(_FOLLOWED, level.items(), key=lambda way: (way[1], way[0]))
        ways.append(dict(best))
    if total not in ways[-1]:
        return list(starts)
    found: list[int] = []
    at = total
    for level in reversed(ways[1:]):
        at = level[at][1]
        found.append(at)
    return found[::-1]


def _first(items: Sequence[Item], count: int, width: float) -> list[int]:
    """After each line: the first item with which the next may begin if the rest is to fit into those that are left."""
    found = [len(items)]
    x = 0.0
    for at in range(len(items) - 1, -1, -1):
        x += items[at].width + (items[at].space if found[-1] > at + 1 else 0.0)
        if x > width + EPSILON and found[-1] > at + 1:
            found.append(at + 1)
            x = items[at].width
    return ([0] * count + found[::-1])[-count:]


def _lines(items: Sequence[Item], start: int, width: float, closed: bool) -> Iterator[tuple[int, float]]:
    """The lines that can begin with an item: where the next one begins, and the cost."""
    fullest = said = start  # after the line that is full with its spaces as they are; after the last one yielded
    x = spaces = space = 0.0
    for after, item in enumerate(items[start:], start=start + 1):
        x += space + item.width
        spaces += space
        space = item.space
        lack = width - x
        if after - start > 1 and -lack > SHRINK * spaces + EPSILON:
            break
        if lack >= -EPSILON or after - start == 1:
            fullest = after
        stretch = spaces * (STRETCH if lack >= 0 else SHRINK)
        if after == len(items) and closed and lack >= 0:
            missing = max(0.0, 1.0 - x / (_ENOUGH * width))
            yield after, _SHORT * missing * missing
        elif stretch and abs(lack) <= _LOOSEST * stretch:
            yield after, _badness(abs(lack) / stretch)
        else:
            continue
        said = after
    if said < fullest:
        yield fullest, _badness(_LOOSEST)


def _badness(ratio: float) -> float:
    bad = 10.0 + 100.0 * ratio**3
    return bad * bad
