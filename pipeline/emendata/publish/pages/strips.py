"""The strip of a series at the foot: its notes one after the other, of which each page takes the next piece.

A `SetStrip` is made of slugs, set in type before there are pages; a `RunningStrip` (`emendata.publish.pages.running`)
is broken into lines for each page.

Positions in a strip are indices of its slugs or units. A `Piece` is what a page takes; while the pages
are being chosen it is asked for its height again and again, with an end that only grows.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from emendata.publish.pages import columns
from emendata.publish.pages.numbers import Extent, PageOf
from emendata.publish.pages.slugs import Note, Slug, Unit
from emendata.publish.series import Series


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules above a strip take, with the space about them."""

    first: float = 0.0
    """Where the strip is the first under the text."""
    first_continued: float = 0.0
    """Where it begins with the rest of a note of the page before."""
    lower: float = 0.0
    """Where another strip stands above it."""
    lower_continued: float = 0.0

    def height(self, lower: bool, continued: bool) -> float:
        """Of the rule in this place."""
        if lower:
            return self.lower_continued if continued else self.lower
        return self.first_continued if continued else self.first

    @property
    def highest(self) -> float:
        """Whatever the place."""
        return max(self.first, self.first_continued, self.lower, self.lower_continued)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side with nothing in a column: a slug, and where it is in the strip."""

    slug: Slug
    piece: range
    """The positions that it takes up."""
    top: float
    column: int = 0


class Piece(Protocol):
    """A piece of a strip that begins at a certain position on a certain page."""

    def height(self, end: int, text_end: int) -> float:
        """If it ends at `end`, and the text of the page before the slug `text_end`."""

    def fill(self, least: int, most: int, room: float, text_end: int) -> tuple[int, float] | None:
        """The longest piece that fits, as its end and the cost of ending there; None if none fits.

        It ends at `least` or later and at `most` at the latest, and if it can, where that costs nothing.
        """


class Strip(Protocol):
    """The notes of one series."""

    series: Series
    rules: Rules
    notes: Sequence[int]
    """Which they are, as indices into `Galley.notes`."""
    begins: Sequence[int]
    """The position at which each begins, and at last where the strip ends."""
    called: Sequence[tuple[int, int]]
    """Positions at which notes are called, and those."""

    def note(self, at: int) -> int:
        """The note that a position belongs to, as an index into `Galley.notes`."""

    def stop(self, start: int) -> int:
        """The nearest good end for a piece that begins at `start` and is not empty."""

    def lines(self, start: int, end: int) -> float:
        """About how many lines a piece has."""

    def tallest(self) -> tuple[float, str]:
        """The height of what is highest and does not break, and what that is."""

    def shortest(self) -> float:
        """The height of what is lowest."""

    def piece(self, start: int, page_start: int, room: float = math.inf) -> Piece:
        """A piece on a page whose text begins with the slug `page_start`, and which has so much room."""

    def rows(self, piece: range, here: Extent, page_of: PageOf) -> list[Row]:
        """A piece set on its page, the tops measured from its own."""


def note_at(begins: Sequence[int], at: int) -> int:
    """The note that a position belongs to, by where the notes begin."""
    return bisect_right(begins, at) - 1


def within(begins: Sequence[int], at: int) -> bool:
    """Is a position inside a note?"""
    return begins[note_at(begins, at)] != at


def called(items: Sequence[Slug | Unit]) -> list[tuple[int, int]]:
    """Where in a strip which notes are called. It happens seldom."""
    return [(at, call) for at, item in enumerate(items) for call in item.calls]


# -------------------------------------------------------------- set before there are pages


_EXACT = 2.0**20


def _exact(length: float) -> float:
    """A length whose sums are exact, so that the space between two does not depend on what comes before them."""
    return round(length * _EXACT) / _EXACT


class SetStrip:
    """A strip of slugs; a piece of it is the same on any page."""

    def __init__(self, series: Series, rules: Rules, notes: Mapping[int, Note]) -> None:
        self.series, self.rules = series, rules
        self.notes: Sequence[int] = tuple(notes)
        begins: list[int] = []
        self.slugs: list[Slug] = []
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        y = 0.0
        for note in notes.values():
            begins.append(len(self.slugs))
            for slug in note.slugs:
                y += _exact(slug.above)
                self.tops.append(y)
                y += _exact(slug.height)
                self.bottoms.append(y)
                self.slugs.append(slug)
        begins.append(len(self.slugs))
        self.begins: Sequence[int] = begins
        self.costs = [slug.cost for slug in self.slugs] + [0.0]
        for begin in self.begins:
            self.costs[begin] = 0.0
        self._stops = [0] * (len(self.slugs) + 1)
        stop = len(self.slugs)
        for at in range(len(self.slugs), -1, -1):
            self._stops[at] = stop
            if not self.costs[at]:
                stop = at
        self.called: Sequence[tuple[int, int]] = called(self.slugs)

    def note(self, at: int) -> int:
        """The note of a slug."""
        return self.notes[note_at(self.begins, at)]

    def stop(self, start: int) -> int:
        """The nearest place where a break costs nothing."""
        return self._stops[start]

    def lines(self, start: int, end: int) -> float:
        """As many as slugs."""
        return end - start

    def tallest(self) -> tuple[float, str]:
        """The tallest slug."""
        slug = max(self.slugs, key=lambda slug: slug.height)
        return slug.height, slug.text or " ".join(slug.ids)

    def shortest(self) -> float:
        """The lowest slug."""
        return min(slug.height for slug in self.slugs)

    def piece(self, start: int, page_start: int, room: float = math.inf) -> Piece:
        """A piece; it is the same on any page."""
        return _SetPiece(self, start)

    def rows(self, piece: range, here: Extent, page_of: PageOf) -> list[Row]:
        """The slugs in their columns."""
        low = columns.height(self.tops, self.bottoms, piece.start, piece.stop, self.series.columns)
        stops = columns.ends(self.tops, self.bottoms, piece.start, piece.stop, self.series.columns, low)
        made: list[Row] = []
        begin = piece.start
        for column, stop in enumerate(stops):
            made += (
                Row(self.slugs[at], range(at, at + 1), self.tops[at] - self.tops[begin], column)
                for at in range(begin, stop)
            )
            begin = stop
        return made


@dataclass(frozen=True, slots=True)
class _SetPiece:
    strip: SetStrip
    start: int

    def height(self, end: int, text_end: int) -> float:
        strip = self.strip
        return columns.height(strip.tops, strip.bottoms, self.start, end, strip.series.columns)

    def fill(self, least: int, most: int, room: float, text_end: int) -> tuple[int, float] | None:
        strip, start = self.strip, self.start
        end = columns.ends(strip.tops, strip.bottoms, start, most, strip.series.columns, room)[-1]
        if end < least:
            return None
        best, cost = end, strip.costs[end] if end > start else 0.0
        at = end
        while cost and at > least:
            at -= 1
            if at == start or strip.costs[at] < cost:
                best, cost = at, 0.0 if at == start else strip.costs[at]
        return best, cost
