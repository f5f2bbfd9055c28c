"""Gather where witnesses differ from the base into places with their readings.

Enters: for each witness the stretches in which it differs. Leaves: `Variant`s in the order of the text. What
overlaps makes one place, so that each witness is quoted for the whole of it; but a long omission stands for
itself, over the places within it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from emendata.edit.collate.align import Stretch
from emendata.edit.collate.words import Word

LONG = 8
"""Words of an omission that stands for itself."""
_APART = 3
"""Words between two differences that may be one transposition,"""
_TRANSPOSED = 14
"""and the most that are transposed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What some witnesses have in a place."""

    words: tuple[Word, ...]
    """As the first of the witnesses spells them."""
    witnesses: tuple[str, ...]
    kind: str = ""
    """``omission``, ``addition``, ``transposition``, ``repetition``, or ``""`` for words instead of others."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A place of the base, words ``[start, end)``, and what others read there; a point if they are equal."""

    start: int
    end: int
    readings: tuple[Reading, ...]


class Alignment:
    """A witness beside the base."""

    def __init__(
        self, base: Sequence[Word], words: Sequence[Word], found: Sequence[Stretch], *, spacing: bool = False
    ) -> None:
        """`found` is where the two have other words; `spacing`: words divided otherwise are the same."""
        self.base = base
        self.words = words
        repeated = [_repeated(base, words, part) for part in found]
        self._parts = _transpositions(base, words, repeated)
        self._spacing = spacing
        self.differences = [
            part
            for part in self._parts
            if not self.agrees(base[part.start : part.end], words[part.first : part.last])
        ]
        """Where it has indeed another reading, in order."""

    def agrees(self, ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
        """Whether these are the same words: signs do not count, nor spaces where they are not to count."""
        mine, its = _norms(ours), _norms(theirs)
        return mine == its or (self._spacing and "".join(mine) == "".join(its))

    def span(self, start: int, end: int) -> tuple[Word, ...]:
        """The words for words ``[start, end)`` of the base; what is added before or after them is not theirs.

        A place that cuts through a difference is not asked for.
        """
        if start == end:
            points = (part for part in self._from(start) if part.start == part.end == start)
            return tuple(word for part in points for word in self.words[part.first : part.last])
        return tuple(self.words[self._place(start, after=True) : self._place(end, after=False)])

    def _from(self, start: int) -> Iterator[Stretch]:
        low, high = 0, len(self._parts)
        while low < high:
            middle = (low + high) // 2
            if self._parts[middle].end < start:
                low = middle + 1
            else:
                high = middle
        for difference in self._parts[low:]:
            if difference.start > start:
                return
            yield difference

    def _place(self, at: int, *, after: bool) -> int:
        """Where the word `at` of the base would stand, before or after what is added at this point."""
        low, high = 0, len(self._parts)
        while low < high:
            middle = (low + high) // 2
            start, end, _, _ = self._parts[middle]
            if end < at or (end == at and (end > start or after)):
                low = middle + 1
            else:
                high = middle
        if not low:
            return at
        before = self._parts[low - 1]
        return before.last + at - before.end


def _repeated(base: Sequence[Word], words: Sequence[Word], part: Stretch) -> Stretch:
    """Words that are added and stood right before: a difference in those words, which are there twice."""
    count = part.last - part.first
    if part.start < part.end or part.start < count or part.first < count:
        return part
    before = Stretch(part.start - count, part.end, part.first - count, part.last)
    once = _norms(base[before.start : before.end])
    return before if _norms(words[before.first : before.last]) == once * 2 else part


def _norms(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.norm for word in words if word.norm)


def _transpositions(base: Sequence[Word], words: Sequence[Word], parts: Sequence[Stretch]) -> list[Stretch]:
    """With neighbouring differences made one where they are the same words in another order."""
    done: list[Stretch] = []
    at = 0
    while at < len(parts):
        whole = parts[at]
        taken = at
        for next_ in range(at + 1, min(at + 5, len(parts))):
            if parts[next_].start - parts[next_ - 1].end > _APART:
                break
            union = Stretch(parts[at].start, parts[next_].end, parts[at].first, parts[next_].last)
            if union.end - union.start > _TRANSPOSED:
                break
            if _rearranged(base[union.start : union.end], words[union.first : union.last]):
                whole, taken = union, next_
        done.append(whole)
        at = taken + 1
    return done


def _rearranged(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    return len(ours) > 1 and Counter(_norms(ours)) == Counter(_norms(theirs))


# ---------------------------------------------------------------------- places


def variants(base: Sequence[Word], aligned: Mapping[str, Alignment]) -> list[Variant]:
    """The places with their readings, witnesses in the order of `aligned`."""
    parts = sorted(
        (part.start, part.end, number, part)
        for number, alignment in enumerate(aligned.values())
        for part in alignment.differences
    )
    sigla = list(aligned)
    long: dict[tuple[int, int], list[str]] = {}
    places: list[tuple[int, int]] = []
    for start, end, number, part in parts:
        if end - start >= LONG and part.first == part.last:
            long.setdefault((start, end), []).append(sigla[number])
        else:
            places.append((start, end))
    united = list(_united(places))
    while crossed := [span for span in long if not _apart_from(span, united)]:
        for span in crossed:
            del long[span]
        united = list(_united(sorted(united + crossed)))
    omitted = [
        Variant(start, end, (Reading((), tuple(witnesses), "omission"),))
        for (start, end), witnesses in long.items()
    ]
    found = [
        _variant(base, aligned, start, end, silent)
        for (start, end), silent in zip(united, _silent(united, long), strict=True)
    ]
    return sorted((*omitted, *found), key=_order)


def _silent(
    places: Sequence[tuple[int, int]], long: Mapping[tuple[int, int], Sequence[str]]
) -> Iterator[set[str]]:
    """For each place the witnesses that have lost it with what is about it."""
    coming = sorted(long, reverse=True)
    active: list[tuple[int, int]] = []
    for start, end in places:
        while coming and coming[-1][0] <= start:
            active.append(coming.pop())
        active = [span for span in active if span[1] >= end]
        yield {witness for span in active for witness in long[span]}


def _apart_from(span: tuple[int, int], places: Sequence[tuple[int, int]]) -> bool:
    """Whether every one of the places, which do not overlap, lies within the span or outside it."""
    start, end = span
    first = bisect_right(places, start, key=lambda place: place[1])
    for place in places[first:]:
        if place[0] >= end:
            return True
        if place[0] < start or place[1] > end:
            return False
    return True


def _order(variant: Variant) -> tuple[int, bool, int]:
    """A point comes before what begins there."""
    return variant.start, variant.start < variant.end, -variant.end


def _united(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The places without overlap; they come in order. A point at the end of a place is a place of its own."""
    current: tuple[int, int] | None = None
    for start, end in places:
        if current and (start < current[1] or (start, end) == current):
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current


def _variant(
    base: Sequence[Word],
    aligned: Mapping[str, Alignment],
    start: int,
    end: int,
    silent: Collection[str],
) -> Variant:
    ours = base[start:end]
    readings: dict[tuple[str, ...], Reading] = {}
    for siglum, alignment in aligned.items():
        if siglum in silent:
            continue
        words = alignment.span(start, end)
        if alignment.agrees(ours, words):
            continue
        norms = _norms(words)
        known = readings.get(norms)
        if known:
            readings[norms] = Reading(known.words, (*known.witnesses, siglum), known.kind)
        else:
            readings[norms] = Reading(words, (siglum,), _kind(ours, words))
    return Variant(start, end, tuple(readings.values()))


def _kind(ours: Sequence[Word], theirs: Sequence[Word]) -> str:
    if not theirs:
        return "omission"
    if not ours:
        return "addition"
    if _norms(theirs) == _norms(ours) * 2:
        return "repetition"
    return "transposition" if _rearranged(ours, theirs) else ""
