"""Divide a stretch of text into pages apart from the rest of the book.

Enters: the shapes of its slugs and of the notes that are called in it: all that a page break depends on, and neither
words nor drawings. Leaves: its pages. So a correction that changes no line leaves every plan as it was, and one that
does only that of its own stretch.

`planned` is a task (see `apart`). A stretch that has to do with another one (by a lemma that begins there, or by a
note that is called there too) is not taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from emendata.diagnostics import EmendataError
from emendata.publish.pages import breaks
from emendata.publish.pages.apart import Promise, Workers, digest_of_plain
from emendata.publish.pages.breaks import Page
from emendata.publish.pages.foot import Foot, Positions, strips
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.running import Faces, RunningStrip
from emendata.publish.pages.slugs import Galley, Lemma, Measure, Note, Slug, Unit
from emendata.publish.pages.strips import Rules, Strip
from emendata.publish.series import Series

_SAYS_NOTHING = ("ids", "text", "handle", "overhang", "baseline")
"""What no page break depends on."""


def _shaping(kind: type[Any], *apart: str) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in (*_SAYS_NOTHING, *apart))


_SLUG, _UNIT = _shaping(Slug), _shaping(Unit)
_NOTE = _shaping(Note, "id", "slugs", "units", "lemma")
_slug, _unit, _note = attrgetter(*_SLUG), attrgetter(*_UNIT), attrgetter(*_NOTE)

Shape = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class StripShape:
    """What the strip of a series is like, apart from its notes."""

    series: Series
    rules: Rules
    width: float = 0.0
    line: float = 0.0
    letters: tuple[tuple[str, float], ...] = ()
    """How wide each is, where labels are made of them."""


@dataclass(frozen=True, slots=True)
class PlanJob:
    """A stretch that is to be divided into pages; everything in it is counted from its beginning."""

    text: tuple[Shape, ...]
    notes: tuple[tuple[Shape, tuple[Shape, ...], tuple[tuple[bool, Shape], ...], tuple[int, int] | None], ...]
    """Of each what is said of it, its slugs, its units (with whether they are slugs), and its lemma."""
    strips: tuple[StripShape, ...]
    measure: Measure
    restart: str
    """Of the numbers of lines."""
    counted: int
    """Lines before the first."""

    @property
    def key(self) -> str:
        """Differs where the outcome can differ."""
        rest = repr((self.strips, self.measure, self.restart, self.counted))
        return digest_of_plain((self.text, self.notes, rest))


def planned(job: PlanJob) -> tuple[Page, ...] | None:
    """The pages of a stretch; None if there is an error, which can only be said by who knows the words."""
    text = [_made_slug(shape) for shape in job.text]
    notes = [
        Note(
            "",
            slugs=[_made_slug(shape) for shape in slugs],
            units=[_made_slug(shape) if whole else _made_unit(shape) for whole, shape in units],
            lemma=Lemma(*lemma) if lemma else None,
            **dict(zip(_NOTE, said, strict=True)),
        )
        for said, slugs, units, lemma in job.notes
    ]
    shapes = {strip.series.name: strip for strip in job.strips}
    numbers = LineNumbers(text, job.restart, job.counted)
    made = strips(
        notes,
        [strip.series for strip in job.strips],
        {name: strip.rules for name, strip in shapes.items()},
        numbers,
        lambda name: Faces.of(shapes[name].width, shapes[name].line, dict(shapes[name].letters)),
    )
    try:
        return tuple(breaks.pages(text, Foot(Galley(text, notes), made), job.measure))
    except EmendataError:
        return None


def _made_slug(shape: Shape) -> Slug:
    return Slug(**dict(zip(_SLUG, shape, strict=True)))


def _made_unit(shape: Shape) -> Unit:
    return Unit(**dict(zip(_UNIT, shape, strict=True)))


@dataclass(frozen=True, slots=True)
class Apart:
    """What is known of a stretch that was planned apart."""

    own: tuple[int, ...] = ()
    """The strips of the book that it has a part of."""
    made: tuple[Page, ...] | None = None
    """Its pages; None if it cannot be planned apart."""

    def pages(self, begins: Positions) -> list[Page]:
        """The pages, with their notes counted from the beginning of the book; the stretch's own begin at `begins`."""
        return [replace(page, notes=tuple(self._notes(page, begins))) for page in self.made or ()]

    def _notes(self, page: Page, begins: Positions) -> Iterator[range]:
        pieces = dict(zip(self.own, page.notes, strict=True))
        for number, begin in enumerate(begins):
            piece = pieces.get(number, range(0))
            yield range(begin + piece.start, begin + piece.stop)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a stretch, for which somebody may be at work."""

    galley: Galley
    foot: Foot
    measure: Measure
    stretch: range
    first_note: int
    """The first that may be called in it."""
    promise: Promise[tuple[Page, ...] | None] | None = None
    own: tuple[int, ...] = ()
    """The strips of the book that it has a part of."""

    def apart(self) -> Apart:
        """What has become of it."""
        return Apart(self.own, self.promise.result()) if self.promise is not None else Apart()

    def pages(self) -> list[Page]:
        """The pages, with their notes counted from the beginning of the book."""
        apart = self.apart()
        if apart.made is not None:
            return apart.pages(self.foot.due(self.first_note))
        text = self.galley.text[self.stretch.start : self.stretch.stop]
        return breaks.pages(text, self.foot, self.measure, self.first_note, self.stretch.start)


def shape(foot: Foot) -> tuple[StripShape, ...] | None:
    """What the strips are like, apart from their notes; None if the widths of labels are not those of letters."""
    shapes = tuple(_strip(strip) for strip in foot.strips)
    return tuple(one for one in shapes if one) if all(shapes) else None


def counted(foot: Foot, start: int) -> tuple[str, int]:
    """Where the count of lines begins anew, and how many have been counted before a slug."""
    numbers = next((strip.numbers for strip in foot.strips if isinstance(strip, RunningStrip)), None)
    return (numbers.restart, numbers.before(start)) if numbers else ("page", 0)


def plan(
    galley: Galley, foot: Foot, measure: Measure, stretch: range, first_note: int, workers: Workers
) -> Plan:
    """Begin to plan a stretch; `first_note` is the first that may be called in it."""
    text = galley.text[stretch.start : stretch.stop]
    called = max((call + 1 for slug in text for call in slug.calls), default=0)
    first = foot.with_nested(first_note)
    notes = range(first, max(first, foot.with_nested(called)))
    alone = Plan(galley, foot, measure, stretch, first_note)
    names = {galley.notes[note].series for note in notes}
    own = tuple(number for number, strip in enumerate(foot.strips) if strip.series.name in names)
    shapes = [_strip(foot.strips[number]) for number in own]
    if not all(shapes) or len(own) < len(names) or not _by_itself(galley, stretch, notes):
        return alone
    job = PlanJob(
        tuple(_shape(_slug(slug), _SLUG, notes.start, text[0].section) for slug in text),
        tuple(_note_shape(galley.notes[note], notes.start, stretch.start, text[0].section) for note in notes),
        tuple(shape for shape in shapes if shape),
        measure,
        *counted(foot, stretch.start),
    )
    return replace(alone, promise=workers.start(planned, job), own=own)


def _by_itself(galley: Galley, stretch: range, notes: range) -> bool:
    text = galley.text[stretch.start : stretch.stop]
    own = [galley.notes[note] for note in notes]
    items = (*text, *(item for note in own for item in (*note.slugs, *note.units)))
    lemmata = (note.lemma for note in own if note.lemma)
    return all(call in notes for item in items for call in item.calls) and all(
        lemma.first in stretch and lemma.last in stretch for lemma in lemmata
    )


def _strip(strip: Strip) -> StripShape | None:
    if not isinstance(strip, RunningStrip):
        return StripShape(strip.series, strip.rules)
    if strip.faces.letters is None:
        return None
    letters: Mapping[str, float] = strip.faces.letters
    return StripShape(
        strip.series, strip.rules, strip.faces.width, strip.faces.line, tuple(sorted(letters.items()))
    )


def _shape(said: Shape, names: Sequence[str], first_note: int, first_section: int) -> Shape:
    """With calls and sections counted from the beginning of the stretch."""
    made = list(said)
    at = names.index("calls")
    if made[at]:
        made[at] = tuple(call - first_note for call in made[at])
    if "section" in names:
        made[names.index("section")] -= first_section
    return tuple(made)


def _note_shape(
    note: Note, first_note: int, start: int, section: int
) -> tuple[Shape, tuple[Shape, ...], tuple[tuple[bool, Shape], ...], tuple[int, int] | None]:
    slugs = tuple(_shape(_slug(slug), _SLUG, first_note, section) for slug in note.slugs)
    units = tuple(
        (True, _shape(_slug(item), _SLUG, first_note, section))
        if isinstance(item, Slug)
        else (False, _shape(_unit(item), _UNIT, first_note, section))
        for item in note.units
    )
    lemma = (note.lemma.first - start, note.lemma.last - start) if note.lemma else None
    return _note(note), slugs, units, lemma
