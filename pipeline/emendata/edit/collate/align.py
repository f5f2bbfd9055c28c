"""Align two witnesses: which word of the one stands for which word of the other.

Enters: two sequences of words in the forms under which they are compared. Leaves: the stretches in
which they differ; between them the words are the same, one for one.

Runs of words that both have once only are found first, from long runs to single words, and bind the
texts together as in Cohen's patience diff; what lies between two such runs is short. There the words
are aligned for the least cost, where a word that looks like another costs less than a foreign one
(Needleman and Wunsch, J. Mol. Biol. 48, 1970). So the time grows with the length of the texts, unless
one of them repeats itself without end; then it is divided by the longest common subsequence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

Norms = Sequence[str]


class Stretch(NamedTuple):
    """Words ``[start, end)`` of the base for which the witness has its words ``[first, last)``."""

    start: int
    end: int
    first: int
    last: int


_RUNS = (6, 3, 1, 3, 1, 1)
"""Lengths of the runs of words that are looked for, one after the other: between two runs that have been
found, others stand once that stood twice in the whole."""
_CLOSE = 120 * 120
"""So many pairs of words are compared one by one."""
_PIECE = 20_000
"""The longest common subsequence is asked for in pieces no longer than this."""

_ADDED = 1.0
"""Cost of a word that only one of the two has,"""
_OTHER = 1.7
"""of a word instead of quite another,"""
_LIKE = 1.1
"""and, times what is not alike in them, of a word instead of one that is at least"""
_LIKENESS = 0.5
"""as much like it as this, from 0 to 1."""
_DIVIDED = 0.2
"""Cost of one word divided into two, or the reverse."""


def stretches(base: Norms, witness: Norms) -> list[Stretch]:
    """Where the two differ, in order, each stretch as short as can be.

    A stretch in which each word answers a word stands for itself: `arma virum] arva viros` are two.
    """
    found = list(_between(base, witness, Stretch(0, len(base), 0, len(witness)), 0))
    return [stretch for stretch in found if stretch.end > stretch.start or stretch.last > stretch.first]


def _between(base: Norms, witness: Norms, within: Stretch, level: int) -> Iterator[Stretch]:
    """The differences in a stretch; `level` is the index of the runs to be looked for next.

    Kept on a stack of its own, for a hostile text could make it as deep as it is long.
    """
    waiting = [(within, level)]
    while waiting:
        stretch, level = waiting.pop()
        stretch = _trimmed(base, witness, stretch)
        start, end, first, last = stretch
        if start == end or first == last:
            yield stretch
            continue
        size = (end - start) * (last - first)
        if level < len(_RUNS) and size > 16:
            bound = _bound(base, witness, stretch, _RUNS[level])
            waiting += [(part, level + 1) for part in reversed(_apart(stretch, bound, _RUNS[level]))]
        elif size <= _CLOSE:
            yield from _closely(base, witness, stretch)
        else:
            yield from _roughly(base, witness, stretch)


def _trimmed(base: Norms, witness: Norms, stretch: Stretch) -> Stretch:
    """Without what is the same at both ends."""
    start, end, first, last = stretch
    while start < end and first < last and base[start] == witness[first]:
        start, first = start + 1, first + 1
    while start < end and first < last and base[end - 1] == witness[last - 1]:
        end, last = end - 1, last - 1
    return Stretch(start, end, first, last)


# ------------------------------------------------------------------- single runs


def _bound(base: Norms, witness: Norms, stretch: Stretch, length: int) -> list[tuple[int, int]]:
    """The places of runs that both have once, as far as they come in the same order."""
    start, end, first, last = stretch
    ours = _single(base, start, end, length)
    theirs = _single(witness, first, last, length)
    pairs = [(at, theirs[run]) for run, at in ours.items() if run in theirs]
    return _longest_ascent(pairs)


def _single(norms: Norms, start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """Where each run of words stands that stands once."""
    places: dict[tuple[str, ...], int] = {}
    for at in range(start, end - length + 1):
        run = tuple(norms[at : at + length])
        places[run] = -1 if run in places else at
    return {run: at for run, at in places.items() if at >= 0}


def _longest_ascent(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, ascending in the first, that ascends in the second too."""
    tops: list[int] = []
    """The least end of an ascent of each length,"""
    ends: list[int] = []
    """and which pair that is."""
    before: list[int] = []
    for number, (_, at) in enumerate(pairs):
        place = bisect_left(tops, at)
        before.append(ends[place - 1] if place else -1)
        tops[place : place + 1] = [at]
        ends[place : place + 1] = [number]
    ascent: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        ascent.append(pairs[number])
        number = before[number]
    return ascent[::-1]


def _apart(stretch: Stretch, bound: list[tuple[int, int]], length: int) -> list[Stretch]:
    """What lies between the runs, which may overlap one another."""
    start, end, first, last = stretch
    parts: list[Stretch] = []
    for at, it in bound:
        if at < start or it < first:
            # This run begins within the last one: what is new of it must go on in both alike.
            overlap = max(start - at, first - it)
            if overlap >= length or at + overlap != start or it + overlap != first:
                continue
            start, first = at + length, it + length
            continue
        parts.append(Stretch(start, at, first, it))
        start, first = at + length, it + length
    parts.append(Stretch(start, end, first, last))
    return parts


# ------------------------------------------------------------------- word by word


def _closely(base: Norms, witness: Norms, stretch: Stretch) -> Iterator[Stretch]:
    """The alignment of least cost, as the stretches that differ."""
    start, end, first, last = stretch
    width = last - first
    costs = [[_ADDED * column for column in range(width + 1)]]
    for row in range(1, end - start + 1):
        word = base[start + row - 1]
        above = costs[-1]
        here = [above[0] + _ADDED]
        for column in range(1, width + 1):
            least = above[column - 1] + _instead(word, witness[first + column - 1])
            least = min(least, above[column] + _ADDED, here[column - 1] + _ADDED)
            if column > 1 and word == witness[first + column - 2] + witness[first + column - 1]:
                least = min(least, above[column - 2] + _DIVIDED)
            if row > 1 and base[start + row - 2] + word == witness[first + column - 1]:
                least = min(least, costs[-2][column - 1] + _DIVIDED)
            here.append(least)
        costs.append(here)
    yield from _way_back(base, witness, stretch, costs)


def _way_back(base: Norms, witness: Norms, stretch: Stretch, costs: list[list[float]]) -> Iterator[Stretch]:
    start, _, first, _ = stretch
    row, column = len(costs) - 1, len(costs[0]) - 1
    steps: list[Stretch] = []
    while row or column:
        cost = costs[row][column]
        at, it = start + row, first + column
        if row and column:
            instead = _instead(base[at - 1], witness[it - 1])
            if abs(costs[row - 1][column - 1] + instead - cost) < 1e-9:
                row, column = row - 1, column - 1
                if instead:
                    steps.append(Stretch(at - 1, at, it - 1, it))
                continue
            divided = _divided(base, witness, at, it, costs, row, column)
            if divided:
                row, column = row - (divided.end - divided.start), column - (divided.last - divided.first)
                steps.append(divided)
                continue
        if row and abs(costs[row - 1][column] + _ADDED - cost) < 1e-9:
            row -= 1
            steps.append(Stretch(at - 1, at, it, it))
        else:
            column -= 1
            steps.append(Stretch(at, at, it - 1, it))
    yield from _gathered(base, witness, steps[::-1])


def _divided(
    base: Norms, witness: Norms, at: int, it: int, costs: list[list[float]], row: int, column: int
) -> Stretch | None:
    """The step that takes one word for two, if it leads here."""
    for back, aside in ((1, 2), (2, 1)):
        if (
            row >= back
            and column >= aside
            and "".join(base[at - back : at]) == "".join(witness[it - aside : it])
            and abs(costs[row - back][column - aside] + _DIVIDED - costs[row][column]) < 1e-9
        ):
            return Stretch(at - back, at, it - aside, it)
    return None


def _gathered(base: Norms, witness: Norms, steps: Sequence[Stretch]) -> Iterator[Stretch]:
    """Neighbouring steps in one, but for a word that looks like the one it stands for."""
    open_: Stretch | None = None
    for step in steps:
        ours, theirs = "".join(base[step.start : step.end]), "".join(witness[step.first : step.last])
        alike = bool(ours and theirs) and _instead(ours, theirs) < _OTHER
        if open_ and not alike and (open_.end, open_.last) == (step.start, step.first):
            open_ = Stretch(open_.start, step.end, open_.first, step.last)
            continue
        if open_:
            yield open_
        open_ = None if alike else step
        if alike:
            yield step
    if open_:
        yield open_


def _instead(word: str, other: str) -> float:
    """The cost of a word instead of another."""
    if word == other:
        return 0.0
    likeness: float = Indel.normalized_similarity(word, other, score_cutoff=_LIKENESS)
    return _LIKE * (1.0 - likeness) + 0.3 if likeness else _OTHER


def _roughly(base: Norms, witness: Norms, stretch: Stretch) -> Iterator[Stretch]:
    """By the longest common subsequence of pieces."""
    start, end, first, last = stretch
    pieces = max(1, -(-(end - start) // _PIECE), -(-(last - first) // _PIECE))
    for piece in range(pieces):
        a, b = (start + (end - start) * n // pieces for n in (piece, piece + 1))
        c, d = (first + (last - first) * n // pieces for n in (piece, piece + 1))
        for part in LCSseq.opcodes(base[a:b], witness[c:d]):
            if part.tag != "equal":
                yield Stretch(a + part.src_start, a + part.src_end, c + part.dest_start, c + part.dest_end)
