"""Align two long sequences of words that mostly agree: unique words first, what lies between them after.

(Patience diff, https://bramcohen.livejournal.com/73318.html, with Python's `difflib` in the gaps.)
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

_SMALL = 400_000
"""Pairs that `difflib` is given; of a larger gap without a unique word nothing is said to agree."""

Block = tuple[int, int, int]


def matching(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Block]:
    """Runs that agree, ``(start in one, start in other, length)``, in order and as long as can be."""
    joined: list[Block] = []
    for start, there, length in sorted(_blocks(one, other)):
        if joined and joined[-1][0] + joined[-1][2] == start and joined[-1][1] + joined[-1][2] == there:
            start, there, length = joined[-1][0], joined[-1][1], joined[-1][2] + length
            joined.pop()
        joined.append((start, there, length))
    return joined


def changed(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[tuple[int, int, int, int]]:
    """What lies between the runs that agree: ``(start, end in one, start, end in other)``."""
    at = there = 0
    for start, its, length in [*matching(one, other), (len(one), len(other), 0)]:
        if at < start or there < its:
            yield at, start, there, its
        at, there = start + length, its + length


def _blocks(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[Block]:
    gaps = [(0, len(one), 0, len(other))]
    while gaps:
        a, b, c, d = gaps.pop()
        start = 0
        while a + start < b and c + start < d and one[a + start] == other[c + start]:
            start += 1
        if start:
            yield a, c, start
        a, c = a + start, c + start
        end = 0
        while a < b - end and c < d - end and one[b - end - 1] == other[d - end - 1]:
            end += 1
        if end:
            yield b - end, d - end, end
        b, d = b - end, d - end
        if a == b or c == d:
            continue
        anchors = _unique(one, other, a, b, c, d)
        if anchors:
            for i, j in anchors:
                yield i, j, 1
            starts = [(a, c), *((i + 1, j + 1) for i, j in anchors)]
            ends = [*anchors, (b, d)]
            gaps += [(s, e, t, f) for (s, t), (e, f) in zip(starts, ends, strict=True) if s < e and t < f]
        elif (b - a) * (d - c) <= _SMALL:
            matcher = SequenceMatcher(None, one[a:b], other[c:d], autojunk=False)
            for i, j, length in matcher.get_matching_blocks():
                if length:
                    yield a + i, c + j, length


def _unique(
    one: Sequence[Hashable], other: Sequence[Hashable], a: int, b: int, c: int, d: int
) -> list[tuple[int, int]]:
    """Words that stand once in both ranges, as many as can be had in the same order."""
    mine, its = Counter(one[a:b]), Counter(other[c:d])
    where = {other[j]: j for j in range(c, d) if its[other[j]] == 1}
    pairs = [(i, where[one[i]]) for i in range(a, b) if mine[one[i]] == 1 and one[i] in where]
    # the longest increasing subsequence
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for at, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before[at] = ends[place - 1] if place else -1
        tails[place : place + 1] = [j]
        ends[place : place + 1] = [at]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
