"""The foot of the page: the strips of the series, one below the other.

Enters: the notes of a galley in the order of their calls, and what each series is like. What has come of the
notes by a certain page is told by one position for each strip. On a page all strips take what is called up to
its last line; only what does not fit is left to the next page, from as few strips as possible.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.running import Faces, RunningStrip
from emendata.publish.pages.slugs import EPSILON, Galley, Note
from emendata.publish.pages.strips import Piece, Rules, SetStrip, Strip, note_at, within
from emendata.publish.series import STANDARD, Series

Positions = tuple[int, ...]
"""How far each strip has come."""


def strips(
    notes: Sequence[Note],
    series: Sequence[Series] = STANDARD,
    rules: Mapping[str, Rules] | None = None,
    numbers: LineNumbers | None = None,
    faces: Callable[[str], Faces] | None = None,
) -> list[Strip]:
    """The strips of those series that have notes, in the order of `series`."""
    rules = rules or {}
    made: list[Strip] = []
    of_series: dict[str, dict[int, Note]] = {}
    for at, note in enumerate(notes):
        of_series.setdefault(note.series, {})[at] = note
    for one in series:
        own = of_series.get(one.name, {})
        above = rules.get(one.name, Rules())
        if any(note.units for note in own.values()):
            assert numbers is not None and faces is not None, "units need lines to be put on"
            made.append(RunningStrip(one, above, own, numbers, faces(one.name)))
        elif own:
            made.append(SetStrip(one, above, own))
    return made


@dataclass(frozen=True, slots=True)
class Allotment:
    """What each strip takes on a page."""

    ends: Positions
    cost: float
    """Of ending there."""
    height: float
    """Of all, with the rules."""


class Foot:
    """All strips together."""

    def __init__(self, galley: Galley, strips: Sequence[Strip]) -> None:
        notes = galley.notes
        self.strips = tuple(strips)
        self.begins: Positions = (0,) * len(self.strips)
        """Where the strips begin."""
        self.ends: Positions = tuple(strip.begins[-1] for strip in self.strips)
        self._nested = [note.nested for note in notes]
        self._place: dict[int, tuple[int, int]] = {
            note: (number, index)
            for number, strip in enumerate(self.strips)
            for index, note in enumerate(strip.notes)
        }
        self._in_text: dict[int, int] = {}
        """Of notes that are first called in another note: the first slug of the text that calls them too."""
        for at, slug in enumerate(galley.text):
            for note in slug.calls:
                if self._nested[note]:
                    self._in_text.setdefault(note, at)
        self._across = self._called_across()
        """Notes that are first called in a note of another strip, with that strip and the position."""
        self._calls_across: list[list[tuple[int, int]]] = [[] for _ in self.strips]
        """The same by strip: the positions of such calls, and the notes."""
        for called, (caller, position) in self._across.items():
            self._calls_across[caller].append((position, called))
        for calls in self._calls_across:
            calls.sort()
        # Sources and readings are looked up by the line, so they should not be missing from their page.
        self._order = sorted(range(len(self.strips)), key=lambda at: not self.strips[at].series.keyed)

    def _called_across(self) -> dict[int, tuple[int, int]]:
        callers: dict[int, tuple[int, int, int]] = {}
        for number, strip in enumerate(self.strips):
            for position, note in strip.called:
                if self._nested[note]:
                    caller = (strip.notes[note_at(strip.begins, position)], number, position)
                    callers[note] = min(callers.get(note, caller), caller)
        return {
            note: (number, position)
            for note, (_, number, position) in sorted(callers.items())
            if number != self._place[note][0]
        }

    def place(self, note: int) -> tuple[int, int]:
        """The strip of a note, and which of its notes it is."""
        return self._place[note]

    def with_nested(self, count: int) -> int:
        """So many notes that have been called in the text, with those called in them."""
        while 0 < count < len(self._nested) and self._nested[count]:
            count += 1
        return count

    def due(self, count: int) -> Positions:
        """How far the strips can be used if so many notes have been called in the text."""
        count = self.with_nested(count)
        return tuple(strip.begins[bisect_left(strip.notes, count)] for strip in self.strips)

    def waits(self, number: int, positions: Positions, text_end: int) -> bool:
        """Has the note that comes next in a strip been called, in the text before `text_end` or above?"""
        strip = self.strips[number]
        return self._is_called(strip.notes[note_at(strip.begins, positions[number])], positions, text_end)

    def _is_called(self, note: int, ends: Sequence[int], text_end: int) -> bool:
        caller = self._across.get(note)
        return caller is None or ends[caller[0]] > caller[1] or self._in_text.get(note, text_end) < text_end

    def pieces(self, starts: Positions, page_start: int, room: float = math.inf) -> list[Piece]:
        """What the strips have from here on, for a page that begins with the slug `page_start`.

        Of what is higher than `room`, the height may be given as anything that is too.
        """
        return [strip.piece(at, page_start, room) for strip, at in zip(self.strips, starts, strict=True)]

    def rules(self, starts: Positions, taken: Sequence[bool]) -> list[float]:
        """What the rule above each strip takes if these strips are on a page."""
        made, lower = [], False
        for strip, start, there in zip(self.strips, starts, taken, strict=True):
            made.append(strip.rules.height(lower, within(strip.begins, start)) if there else 0.0)
            lower = lower or there
        return made

    def height(self, pieces: Sequence[Piece], starts: Positions, ends: Positions, text_end: int) -> float:
        """Of all pieces with their rules."""
        total, lower = 0.0, False
        for strip, piece, start, end in zip(self.strips, pieces, starts, ends, strict=True):
            if end > start:
                total += piece.height(end, text_end) + strip.rules.height(lower, within(strip.begins, start))
                lower = True
        return total

    def least_going_on(self, starts: Positions, page_start: int) -> float:
        """The room that notes need which go on: they must not be interrupted."""
        ends = tuple(
            strip.stop(at) if within(strip.begins, at) else at
            for strip, at in zip(self.strips, starts, strict=True)
        )
        return self.height(self.pieces(starts, page_start), starts, ends, page_start)

    # ---------------------------------------------------------------------- dividing

    def allot(
        self,
        pieces: Sequence[Piece],
        starts: Positions,
        least: Positions,
        most: Positions,
        room: float,
        text_end: int,
        *,
        strict: bool,
    ) -> Allotment | None:
        """Divide the room among strips that do not all fit; None if it does not hold what it must.

        Each strip takes at least and at most what is said; those that are looked up by the line come first.
        With `strict`, no note may be missing that is called in what is taken of another strip.
        """
        wanted, caps = list(least), list(most)
        for _ in range(len(self._across) + 1):
            found = self._divided(pieces, starts, wanted, caps, room, text_end)
            missing = self._missing(starts, found.ends) if found and strict else None
            if missing is None:
                return found
            note, (number, position) = missing
            if wanted[number] <= position:
                caps[number] = position  # end before the call
            else:
                own, index = self._place[note]
                wanted[own] = self.strips[own].begins[index] + 1
        return None

    def _divided(
        self,
        pieces: Sequence[Piece],
        starts: Positions,
        least: Sequence[int],
        most: Sequence[int],
        room: float,
        text_end: int,
    ) -> Allotment | None:
        ends = list(least)
        costs = [0.0] * len(ends)
        heights = [
            piece.height(end, text_end) if end > start else 0.0
            for piece, start, end in zip(pieces, starts, ends, strict=True)
        ]
        growing = True
        while growing:  # with what is taken of one strip, notes in another may come to be called
            growing = False
            for number in self._order:
                limit = self._limit(number, ends, most[number], text_end)
                if limit == starts[number] or ends[number] == limit != least[number]:
                    continue
                there = [high > 0.0 for high in heights]
                there[number] = True
                free = room - sum(self.rules(starts, there)) - sum(heights) + heights[number]
                filled = pieces[number].fill(ends[number], limit, free, text_end)
                if filled is None:
                    return None
                if filled[0] > ends[number]:
                    growing = True
                    heights[number] = pieces[number].height(filled[0], text_end)
                ends[number], costs[number] = filled
        height = sum(heights) + sum(self.rules(starts, [high > 0.0 for high in heights]))
        return Allotment(tuple(ends), sum(costs), height) if height <= room + EPSILON else None

    def _limit(self, number: int, ends: Sequence[int], most: int, text_end: int) -> int:
        """How far a strip may be taken before a note that is called in what has not been taken of another."""
        strip, end = self.strips[number], ends[number]
        for index in range(bisect_left(strip.begins, end), len(strip.notes)):
            begin = strip.begins[index]
            if begin >= most:
                break
            if not self._is_called(strip.notes[index], ends, text_end):
                return begin
        return most

    def _missing(self, starts: Positions, ends: Positions) -> tuple[int, tuple[int, int]] | None:
        """A note that is called in what is taken of another strip and does not begin; and where it is called."""
        for number, calls in enumerate(self._calls_across):
            first = bisect_left(calls, (starts[number], 0))
            for position, note in calls[first : bisect_left(calls, (ends[number], 0))]:
                own, index = self._place[note]
                if self.strips[own].begins[index] >= ends[own]:
                    return note, (number, position)
        return None
