"""A strip whose lines are broken when their page is known.

What goes before an entry depends on the page it stands on: the number of a line, or the place of a note among
those of its page. So the strip is made of units, and broken into lines here, as many as come of putting on each line
what it can hold. The number of a line on a page is known as soon as it is known where the page begins: so
nothing that is set depends on what is set after it, and nothing has to be tried again.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from emendata.publish.labels import label
from emendata.publish.pages import columns
from emendata.publish.pages.evened import Item, evened
from emendata.publish.pages.numbers import UNKNOWN, Extent, LineNumbers, PageOf
from emendata.publish.pages.slugs import EPSILON, Note, Slug, Unit
from emendata.publish.pages.strips import Piece, Row, Rules, called, note_at, within
from emendata.publish.pages.totalfit import SHRINK
from emendata.publish.series import Series

_UNITS_ON_A_LINE = 10.0


@dataclass(frozen=True, slots=True)
class Faces:
    """How wide labels are, and lines may be."""

    width: float
    """Of a line: of the strip, or of one of its columns."""
    line: float
    """The height of a line."""
    measure: Callable[[str], float]
    """The width of a label."""
    letters: Mapping[str, float] | None = None
    """The width of each letter that labels are made of, if they are nothing but these one beside the other."""

    @staticmethod
    def of(width: float, line: float, letters: Mapping[str, float]) -> Faces:
        """With labels that are so many letters; what has no width is left out."""

        def measure(text: str) -> float:
            return sum(letters[letter] for letter in text if letter in letters)

        return Faces(width, line, functools.cache(measure), letters)


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit on its line."""

    unit: Unit
    label: str = ""
    last: bool = False
    """Does nothing follow, so that its separator is left out?"""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of a running strip; what `Slug.handle` holds of it."""

    units: tuple[Placed, ...]
    natural: float
    """Its width before its spaces are widened."""
    full: bool
    """Is it to be as wide as its column? The last line of a paragraph is not."""


@dataclass(slots=True)
class _Pile:
    """Lines one under the other, while they are being filled."""

    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """The position at which each begins."""
    x: float = 0.0
    space: float = 0.0
    """After the last unit."""

    def copy(self) -> _Pile:
        return _Pile([*self.tops], [*self.bottoms], [*self.starts], self.x, self.space)


class RunningStrip:
    """A strip of units."""

    def __init__(
        self, series: Series, rules: Rules, notes: Mapping[int, Note], numbers: LineNumbers, faces: Faces
    ) -> None:
        self.series, self.rules = series, rules
        self.notes: Sequence[int] = tuple(notes)
        self.numbers, self.faces = numbers, faces
        self.own = tuple(notes.values())
        begins: list[int] = []
        self.items: list[Unit | Slug] = []
        for note in self.own:
            begins.append(len(self.items))
            self.items += note.units or note.slugs
        begins.append(len(self.items))
        self.begins: Sequence[int] = begins
        self.called: Sequence[tuple[int, int]] = called(self.items)
        self._gap = max((item.above for item in self.items if isinstance(item, Slug)), default=0.0)

    # ------------------------------------------------------------------ what is asked of strips

    def note(self, at: int) -> int:
        """The note of a unit."""
        return self.notes[note_at(self.begins, at)]

    def stop(self, start: int) -> int:
        """After a few words, or with the note."""
        return min(self.begins[note_at(self.begins, start) + 1], start + 4)

    def lines(self, start: int, end: int) -> float:
        """So many words make a line, more or less."""
        return (end - start) / _UNITS_ON_A_LINE

    def tallest(self) -> tuple[float, str]:
        """The tallest of what stands on a line by itself; else a line."""
        slugs = [item for item in self.items if isinstance(item, Slug)]
        slug = max(slugs, key=lambda slug: slug.height, default=None)
        return (slug.height, slug.text or " ".join(slug.ids)) if slug else (self.faces.line, "a line")

    def shortest(self) -> float:
        """A line."""
        return self.faces.line

    def piece(self, start: int, page_start: int, room: float = math.inf) -> Piece:
        """A piece on a page whose text begins with the slug `page_start`."""
        return _RunningPiece(self, start, page_start, room)

    # ------------------------------------------------------------------------------ labels

    def label(self, note: int, first: int, before: int, here: Extent, page_of: PageOf) -> str:
        """What goes before a note that begins on the page `here`.

        `first` is the first note that begins there; `before` the one before it there, or -1.
        """
        own, series = self.own[note], self.series
        if series.counted and series.restart == "page":
            return label(note - first + 1, series.numbering)
        if not series.keyed or own.lemma is None:
            return own.label
        said = self._said(note, here, page_of)
        if (
            before >= 0
            and self._labelled(before)
            and self._said(before, here, page_of) == said
            and self._alike(note, before, here, page_of)
        ):
            return series.again
        return said

    def _labelled(self, note: int) -> bool:
        """Does it begin with words that a label goes before? What cannot be taken apart into units has none."""
        opened = next(iter(self.own[note].units), None)
        return isinstance(opened, Unit) and opened.label

    def _said(self, note: int, here: Extent, page_of: PageOf) -> str:
        own = self.own[note]
        if own.lemma is None:
            return own.label
        return self.numbers.reference(own.lemma, here, page_of) or own.label

    def _alike(self, one: int, other: int, here: Extent, page_of: PageOf) -> bool:
        """Are two entries that are called the same on the same lines, as far as that is known?"""
        mine, its = self.own[one].lemma, self.own[other].lemma
        if mine is None or its is None or self.numbers.identity(mine) != self.numbers.identity(its):
            return False
        if mine == its:
            return True
        # Pages that are not known yet are all called the same; the room must do for two that differ.
        ends = (mine.first, mine.last, its.first, its.last)
        return all(at in here or self.numbers.settled(at) or page_of(at) is not UNKNOWN for at in ends)

    def fixed(self, note: int, page_start: int, text_end: int) -> bool:
        """Is its label known, if the page ends before the slug `text_end`, and with more text stays so?"""
        lemma = self.own[note].lemma
        if lemma is None or not self.series.keyed:
            return True
        return all(
            self.numbers.settled(at) or page_start <= at < text_end for at in (lemma.first, lemma.last)
        )

    # ------------------------------------------------------------------------------- lines

    def more_than(self, room: float) -> float:
        """A pile higher than this does not fit into columns of a certain height."""
        count = self.series.columns
        return max(room, 0.0) * count + self._gap * (count - 1) + EPSILON * count  # no space above what begins a column

    def add(self, pile: _Pile, start: int, end: int, said: str, most: float = math.inf) -> int:
        """Put units on the pile, as long as it is not higher than `most`; where that has ended.

        `said` is the label that goes before the first if it has one.
        """
        width, line = self.faces.width, self.faces.line
        items = self.items
        for at in range(start, end):
            item = items[at]
            if isinstance(item, Slug):
                top = (pile.bottoms[-1] if pile.bottoms else 0.0) + item.above
                pile.tops.append(top)
                pile.bottoms.append(top + item.height)
                pile.starts.append(at)
                pile.x, pile.space = -1.0, 0.0
                continue
            wide = item.width
            fresh = False
            if item.label:
                fresh = not self.series.runs_on
                if said:
                    wide += self.faces.measure(said) + item.gap
            x = pile.x + pile.space + wide
            if not pile.starts or pile.x < 0 or fresh or x > width + EPSILON:
                top = pile.bottoms[-1] if pile.bottoms else 0.0
                if top > most:
                    return at
                pile.tops.append(top)
                pile.bottoms.append(top + max(line, item.height))
                pile.starts.append(at)
                pile.x = wide
            else:
                pile.x = x
                if item.height > line:
                    pile.bottoms[-1] = max(pile.bottoms[-1], pile.tops[-1] + item.height)
            pile.space = item.space
        return end

    def pile(
        self, start: int, end: int, here: Extent, page_of: PageOf, most: float = math.inf
    ) -> tuple[_Pile, dict[int, str]]:
        """The lines of a piece, as long as they are not higher than `most`, and the labels by position."""
        pile, labels = _Pile(), dict[int, str]()
        note = note_at(self.begins, start)
        first, before = -1, -1
        while start < end:
            said = ""
            if self.begins[note] == start:
                first = note if first < 0 else first
                said = labels[start] = self.label(note, first, before, here, page_of)
                before = note
            stop = min(end, self.begins[note + 1])
            if self.add(pile, start, stop, said, most) < stop:
                break
            start, note = stop, note + 1
        return pile, labels

    def rows(self, piece: range, here: Extent, page_of: PageOf) -> list[Row]:
        """The lines of a piece in their columns."""
        if not piece:
            return []
        pile, labels = self.pile(piece.start, piece.stop, here, page_of)
        count = self.series.columns
        low = columns.height(pile.tops, pile.bottoms, 0, len(pile.tops), count)
        stops = columns.ends(pile.tops, pile.bottoms, 0, len(pile.tops), count, low)
        starts = [*self._evened(pile.starts, labels, piece), piece.stop]
        made: list[Row] = []
        begin = 0
        for column, stop in enumerate(stops):
            for number in range(begin, stop):
                span = range(starts[number], starts[number + 1])
                slug = self._slug(span, labels, pile.bottoms[number] - pile.tops[number], piece)
                made.append(Row(slug, span, pile.tops[number] - pile.tops[begin], column))
            begin = stop
        return made

    def _evened(self, starts: Sequence[int], labels: Mapping[int, str], piece: range) -> list[int]:
        """The same number of lines, each about as full as those around it."""
        made: list[int] = []
        lines: list[int] = []
        for at, stop in zip(starts, [*starts[1:], piece.stop], strict=True):
            lines.append(at)
            if stop == piece.stop or self._begins_paragraph(stop) or isinstance(self.items[at], Slug):
                made += self._paragraph(lines, stop, labels, piece)
                lines = []
        return made

    def _paragraph(self, lines: list[int], stop: int, labels: Mapping[int, str], piece: range) -> list[int]:
        items: list[Item] = []
        for at in range(lines[0], stop):
            unit = self.items[at]
            if isinstance(unit, Slug) or unit.height > self.faces.line + EPSILON:
                return lines
            said = labels.get(at, "") if unit.label else ""
            width = unit.width + (self.faces.measure(said) + unit.gap if said else 0.0)
            items.append(Item(width - (unit.sign if at == piece.stop - 1 else 0.0), unit.space, unit.tied))
        starts = [at - lines[0] for at in lines]
        found = evened(items, starts, self.faces.width, closed=self._closed(stop, piece))
        return [lines[0] + at for at in found]

    def _begins_paragraph(self, at: int) -> bool:
        """Does what stands here begin one, with a note, unless they run on, or with a block?"""
        item = self.items[at]
        return isinstance(item, Slug) or (item.label and not self.series.runs_on)

    def _closed(self, stop: int, piece: range) -> bool:
        """Is a line the last of its paragraph if it ends here?"""
        if stop < piece.stop:
            return self._begins_paragraph(stop)
        return stop == len(self.items) or not within(self.begins, stop)

    def _slug(self, span: range, labels: Mapping[int, str], height: float, piece: range) -> Slug:
        first = self.items[span.start]
        if isinstance(first, Slug):
            return first
        ends = span.stop == piece.stop
        placed: list[Placed] = []
        x = space = spaces = 0.0
        for at in span:
            unit = self.items[at]
            assert isinstance(unit, Unit)
            said = labels.get(at, "") if unit.label else ""
            last = ends and at == span.stop - 1
            placed.append(Placed(unit, said, last))
            x += space + unit.width - (unit.sign if last else 0.0)
            spaces += space
            x += self.faces.measure(said) + unit.gap if said else 0.0
            space = unit.space
        closed = self._closed(span.stop, piece)
        return Slug(
            height=height,
            calls=tuple(call for one in placed for call in one.unit.calls),
            ids=tuple(name for one in placed for name in one.unit.ids),
            text=" ".join(filter(None, (text for one in placed for text in (one.label, one.unit.text)))),
            overhang=max(0.0, x - SHRINK * spaces - self.faces.width),
            handle=SetLine(tuple(placed), x, not closed),
        )


class _RunningPiece:
    """Grows with its page: what has been put on the pile stays there, unless a label may still change.

    Of what is higher than the page it is enough to know that; so a long note costs no more than its pages.
    """

    def __init__(self, strip: RunningStrip, start: int, page_start: int, room: float) -> None:
        self.strip, self.start, self.page_start = strip, start, page_start
        self._most = strip.more_than(room)
        self._full = False
        self._pile = _Pile()
        self._at = start
        self._note = note_at(strip.begins, start)
        self._first = self._before = -1
        self._known: tuple[int, int, float] = (start, -1, 0.0)

    def height(self, end: int, text_end: int) -> float:
        if self._known[:2] == (end, text_end):
            return self._known[2]
        if end < self._at:
            pile, _ = self.strip.pile(self.start, end, Extent(self.page_start, text_end), _unknown)
            return self._high(pile)
        pile = self._pile
        if self._grow(end, text_end):
            pile = pile.copy()
            self._finish(pile, end, text_end)
        self._known = (end, text_end, self._high(pile))
        return self._known[2]

    def _high(self, pile: _Pile) -> float:
        return columns.height(pile.tops, pile.bottoms, 0, len(pile.tops), self.strip.series.columns)

    def _grow(self, end: int, text_end: int) -> bool:
        """Put on the pile what is settled; True if something is left over."""
        strip = self.strip
        here = Extent(self.page_start, text_end)
        while self._at < end and not self._full:
            begin, stop = strip.begins[self._note], strip.begins[self._note + 1]
            if stop > end:
                return True
            said = ""
            if begin == self._at:
                if not strip.fixed(self._note, self.page_start, text_end):
                    return True
                self._first = self._note if self._first < 0 else self._first
                said = strip.label(self._note, self._first, self._before, here, _unknown)
                self._before = self._note
            self._at = strip.add(self._pile, self._at, stop, said, self._most)
            self._full = self._at < stop
            self._note += 1
        return False

    def _finish(self, pile: _Pile, end: int, text_end: int) -> None:
        strip = self.strip
        here = Extent(self.page_start, text_end)
        at, note, first, before = self._at, self._note, self._first, self._before
        while at < end:
            stop = min(end, strip.begins[note + 1])
            said = ""
            if strip.begins[note] == at:
                first = note if first < 0 else first
                said = strip.label(note, first, before, here, _unknown)
                before = note
            if strip.add(pile, at, stop, said, self._most) < stop:
                break
            at, note = stop, note + 1

    def fill(self, least: int, most: int, room: float, text_end: int) -> tuple[int, float] | None:
        strip, start = self.strip, self.start
        count = strip.series.columns
        here = Extent(self.page_start, text_end)
        pile, _ = strip.pile(start, most, here, _unknown, strip.more_than(room))
        lines = columns.ends(pile.tops, pile.bottoms, 0, len(pile.tops), count, room)[-1]
        end = most if lines == len(pile.tops) else pile.starts[lines]
        if end < least:
            return None
        return end, 0.0


def _unknown(at: int) -> Extent:
    return UNKNOWN
