"""Say what stands on each page as drawings, and in which order they are read.

Enters: the galley, and the pages made of it. Leaves: drawings with their places, and what each of them calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from emendata.publish.lines import Lines
from emendata.publish.pages import markup
from emendata.publish.pages.apart import Inked, UnitInk
from emendata.publish.pages.composing import beside, drawing
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.gathered import Read
from emendata.publish.pages.joined import Joined, inked
from emendata.publish.pages.margin import line_numbers
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.running import SetLine
from emendata.publish.pages.strips import Row, Strip


@dataclass(frozen=True, slots=True)
class Placing:
    """What one has to know to say it."""

    made: Joined
    foot: Foot
    width: float
    """Of the text block."""
    lines: Lines
    """Which have their numbers in the margin."""
    numbers: LineNumbers

    def placed(self, leaves: Sequence[Leaf], first: int) -> tuple[list[list[tuple[float, Inked]]], list[Read]]:
        """What stands on each of some pages, from top to bottom, and all of it as it is read: notes after the text.

        `first` is the place of the first of them in the book.
        """
        pages: list[list[tuple[float, Inked]]] = []
        text: list[tuple[int, Read]] = []
        notes: list[tuple[int, Read]] = []
        for page, leaf in enumerate(leaves):
            text += ((at, self._read(page, place, at)) for place, (at, _) in enumerate(leaf.made.text))
            on = [(top, inked(self.made.galley.text[at])) for at, top in leaf.made.text]
            notes += self._notes(page, leaf, on)
            # The first page is a right-hand one.
            on += self._numbers(leaf, right_hand=(first + page) % 2 == 0)
            pages.append(on)
        in_order = (sorted(some, key=lambda one: one[0]) for some in (text, notes))
        return pages, [read for some in in_order for _, read in some]

    def _read(self, page: int, place: int, at: int) -> Read:
        slug, notes = self.made.galley.text[at], self.made.galley.notes
        return Read(page, place, tuple(notes[call].id for call in slug.calls), inked(slug).called_in)

    def _notes(self, page: int, leaf: Leaf, on: list[tuple[float, Inked]]) -> Iterator[tuple[int, Read]]:
        """Put the rows of the notes on a page; gives them as they are read, with the first note in each."""
        galley = self.made.galley
        for strip in leaf.made.strips:
            notes = self.foot.strips[strip.strip]
            set_type = self.made.strips[notes.series.name]
            if rule := set_type.rules.get((strip.lower, strip.continued)):
                on.append((strip.rule, rule[1]))
            columns = notes.series.columns
            step = (self.width - set_type.width) / (columns - 1) if columns > 1 else 0.0
            for row in strip.rows:
                # Only what comes after a note in the galley is called in it first: so none is within itself.
                calls = {
                    galley.notes[call].id: part
                    for note, part, called in _called(notes, row)
                    for call in called
                    if call > note
                }
                yield notes.note(row.piece.start), Read(page, len(on), tuple(calls), calls)
                on.append((strip.top + row.top, beside(drawing(row.slug, set_type), row.column * step)))

    def _numbers(self, leaf: Leaf, *, right_hand: bool) -> Iterator[tuple[float, Inked]]:
        if look := self.made.strips.get(markup.LINE_NUMBERS):
            yield from line_numbers(
                self.made.galley, leaf, self.numbers, self.lines, look, self.width, right_hand=right_hand
            )


def placing(made: Joined, foot: Foot, width: float, lines: Lines, *, columns: bool) -> Placing:
    """For a book whose lines are numbered so; in columns, it is the text that is numbered, which is the left one."""
    lines = replace(lines, side="left") if columns else lines
    return Placing(made, foot, width, lines, LineNumbers(made.galley.text, lines.restart))


def _called(notes: Strip, row: Row) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """What is called in a row: by which note, in which part of the structure."""
    if not isinstance(row.slug.handle, SetLine):
        yield notes.note(row.piece.start), "", row.slug.calls
        return
    for at, placed in zip(row.piece, row.slug.handle.units, strict=True):
        ink = placed.unit.handle
        assert isinstance(ink, UnitInk)
        if placed.unit.calls and ink.spans:
            yield notes.note(at), ink.spans[0].part, placed.unit.calls
