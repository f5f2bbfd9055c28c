"""Join units that were set apart to one galley.

Enters: set units in their order. Leaves: a galley whose slugs hold their drawings, as if it had all been set
at once: margins between units collapse, forced breaks and breaks to avoid hold across them, and calls
name the notes by their place among all, as lemmas do the slugs. This is done portion by portion: a portion knows
of those before it no more than is said in `Before`, and so can be remembered.

Codes: P213 an entry is on a place that is not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeVar

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.publish.pages.apart import (
    Edge,
    FontUse,
    Frame,
    Inked,
    Resources,
    SetUnit,
    StripType,
    UnitInk,
)
from emendata.publish.pages.slugs import AVOID, Galley, Lemma, Note, Slug, Unit, strongest
from emendata.publish.pages.structure import Part

T = TypeVar("T")
Item = TypeVar("Item", Slug, Unit, Slug | Unit)


@dataclass(frozen=True, slots=True)
class Border:
    """Where a unit begins in the galley."""

    unit: SetUnit
    text: int
    """Its first slug, as an index into `Galley.text`."""
    notes: int
    """Its first note, as an index into `Galley.notes`."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a portion has to know of all that stands before it."""

    notes: int = 0
    """How many."""
    edge: Edge | None = None
    """What the last unit with text asks for below itself."""
    below: tuple[tuple[str, float], ...] = ()
    """By series, what the last slug of its notes asks for below itself."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What some units have in the galley. Slugs of the text are counted from its beginning, but for lemmata."""

    before: Before
    after: Before
    text: Sequence[Slug]
    notes: Sequence[Note]
    begins: Mapping[str, int]
    """By entry, the slug in which its lemma begins; see `SetUnit.begins_of`."""
    ends: Mapping[str, int]
    marked: frozenset[str]
    forced: tuple[int, ...]
    """Which slugs begin a page in any case."""
    calling: tuple[tuple[int, int], ...]
    """Slugs that call notes, with the number after that of the last one."""
    reduced: Sequence[tuple[Slug, float]]
    frames: Mapping[str, Frame]
    strips: Mapping[str, StripType]
    resources: tuple[Resources, ...]
    fonts: tuple[FontUse, ...]
    messages: tuple[tuple[str, str], ...]
    parts: Mapping[str, Part]
    borders: tuple[Border, ...]
    key: str = ""
    """Differs where anything in it can differ."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The galley of a book, with what else came off the press."""

    galley: Galley
    grid: float
    strips: Mapping[str, StripType]
    reduced: Sequence[tuple[Slug, float]]
    frames: Mapping[str, Frame]
    resources: tuple[Resources, ...]
    fonts: tuple[FontUse, ...]
    messages: tuple[tuple[str, str], ...]
    parts: Mapping[str, Part]
    """Of the structure."""
    portions: tuple[Portion, ...] = ()
    """The galley portion by portion; none where it has been put together anew, in columns."""
    starts: tuple[int, ...] = ()
    """Where each begins in the text."""
    borders: tuple[Border, ...] = ()
    rearranged: bool = False
    """Have the slugs of several units been put together to new ones?"""


def inked(slug: Slug) -> Inked:
    """The drawing of a slug."""
    assert isinstance(slug.handle, Inked)
    return slug.handle


def joined(portions: Sequence[Portion], grid: float) -> Joined:
    """All portions as one."""
    text = [slug for portion in portions for slug in portion.text]
    notes = [note for portion in portions for note in portion.notes]
    starts = tuple(accumulate((len(portion.text) for portion in portions[:-1]), initial=0))
    _place_lemmas(text, notes, portions, starts)
    return Joined(
        galley=Galley(text, notes),
        grid=grid,
        strips=_strips(portions),
        reduced=[one for portion in portions for one in portion.reduced],
        frames=merged(portion.frames for portion in reversed(portions)),
        resources=tuple(one for portion in portions for one in portion.resources),
        fonts=tuple(font for portion in portions for font in portion.fonts),
        messages=tuple(dict.fromkeys(message for portion in portions for message in portion.messages)),
        parts=merged(portion.parts for portion in portions),
        portions=tuple(portions),
        starts=starts,
        borders=tuple(
            Border(border.unit, start + border.text, border.notes)
            for start, portion in zip(starts, portions, strict=True)
            for border in portion.borders
        ),
    )


def merged(mappings: Iterable[Mapping[str, T]]) -> dict[str, T]:
    """All of them; the later ones win."""
    found: dict[str, T] = {}
    for one in mappings:
        found |= one
    return found


def has_entries(units: Sequence[SetUnit]) -> bool:
    """Is anything on words of their text?"""
    return any(unit.begins_of or unit.ends_of for unit in units)


def portion(units: Sequence[SetUnit], before: Before, start: int = 0, key: str = "") -> Portion:
    """Some units as one, of which at least one has text, if there are others before it.

    `start` slugs come before it; that is only asked for if it `has_entries`.
    """
    text: list[Slug] = []
    notes: list[Note] = []
    reduced: list[tuple[Slug, float]] = []
    edge, below = before.edge, dict(before.below)
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    waiting: tuple[str, ...] = ()
    borders: list[Border] = []
    for unit in units:
        borders.append(Border(unit, len(text), before.notes + len(notes)))
        # What is changed is copied: a set unit may be used again.
        own = [replace(slug) if slug.calls or not at else slug for at, slug in enumerate(unit.text)]
        set_notes = [replace(n, slugs=_copies(n.slugs), units=_copies(n.units)) for n in unit.notes]
        for number, at, factor in unit.reduced:
            of = own if number < 0 else set_notes[number].slugs or set_notes[number].units
            if isinstance(made := of[at], Slug):
                reduced.append((made, factor))
        begins |= {entry: len(text) + at for entry, at in unit.begins_of.items() if entry not in begins}
        ends |= {entry: len(text) + at for entry, at in unit.ends_of.items()}
        if own and edge is not None:
            _join(own[0], edge, unit.begins)
        if own:
            edge = unit.ends
            own[0] = _calling(own[0], waiting, first=True)
            waiting = ()
        elif text:
            text[-1] = _calling(text[-1], [note.id for note in set_notes])
        else:
            waiting += tuple(note.id for note in set_notes)
        _follow(below, set_notes)
        text += own
        notes += set_notes
    _number_calls([*text, *(item for note in notes for item in (*note.slugs, *note.units))], notes, before.notes)
    for note in notes:
        note.lemma = _lemma(note, begins, ends, start)
    after = Before(before.notes + len(notes), edge, tuple(below.items()))
    return Portion(
        before,
        after,
        text,
        notes,
        begins,
        ends,
        frozenset().union(*(unit.marked for unit in units)),
        tuple(at for at, slug in enumerate(text) if slug.forced),
        tuple((at, max(slug.calls) + 1) for at, slug in enumerate(text) if slug.calls),
        reduced,
        merged(unit.frames for unit in reversed(units)),
        _strips(units),
        tuple(unit.resources for unit in units),
        tuple(font for unit in units for font in unit.fonts),
        tuple(dict.fromkeys(message for unit in units for message in unit.messages)),
        merged(unit.parts for unit in units),
        tuple(borders),
        key,
    )


def _join(slug: Slug, above: Edge, below: Edge) -> None:
    """Settle what stands between the last slug of one unit and the first of the next."""
    slug.above = above.kept + max(above.margin, below.margin) + below.kept
    slug.cost = AVOID if above.avoid or below.avoid else 0.0
    slug.forced = strongest((*above.forced, *below.forced))


def _follow(below: dict[str, float], more: Sequence[Note]) -> None:
    """Keep the distance between the last note of a series and the next."""
    set_ = [note for note in more if note.slugs]
    for note in {note.series: note for note in reversed(set_)}.values():
        if note.series in below:
            note.slugs[0].above = max(note.slugs[0].margin, below[note.series])
    below |= {note.series: note.slugs[-1].margin_below for note in set_}


def _copies(items: Sequence[Item]) -> list[Item]:
    """Of what is changed: the first one, and those that call notes."""
    return [replace(item) if not at or _calls(item) else item for at, item in enumerate(items)]


def _calling(slug: Slug, notes: Sequence[str], *, first: bool = False) -> Slug:
    """A slug that calls these notes too: they are of a unit beside it in which nothing is to be seen."""
    handle = inked(slug)
    calls = (*notes, *handle.calls) if first else (*handle.calls, *notes)
    return replace(slug, handle=replace(handle, calls=calls)) if notes else slug


def _calls(item: Slug | Unit) -> tuple[str, ...]:
    assert isinstance(item.handle, Inked | UnitInk)
    return item.handle.calls


def _strips(units: Sequence[SetUnit | Portion]) -> dict[str, StripType]:
    """The strips; what labels are made of is put together, since a unit knows no other labels than its own."""
    found: dict[str, StripType] = {}
    for unit in units:
        for name, strip in unit.strips.items():
            known = found.get(name)
            if known is None:
                found[name] = strip
            elif strip.letters.keys() - known.letters.keys():
                found[name] = replace(known, letters={**strip.letters, **known.letters})
    return found


def _lemma(
    note: Note, begins: Mapping[str, int], ends: Mapping[str, int], start: int = 0, last: float = math.inf
) -> Lemma | None:
    """Where the lemma of an entry stands, counted from `start`; `last` is the last slug that there is."""
    if note.id not in begins:
        return None
    first = int(min(start + begins[note.id], last))
    return Lemma(first, max(first, int(min(start + ends.get(note.id, first - start), last))))


def _place_lemmas(
    text: Sequence[Slug], notes: list[Note], portions: Sequence[Portion], starts: Sequence[int]
) -> None:
    """Tell each entry where its lemma stands."""
    placed = list(zip(starts, portions, strict=True))
    begins = merged({entry: start + at for entry, at in one.begins.items()} for start, one in reversed(placed))
    ends = merged({entry: start + at for entry, at in one.ends.items()} for start, one in placed)
    marked = frozenset[str]().union(*(portion.marked for portion in portions))
    lost: list[Diagnostic] = []
    for at, note in enumerate(notes):
        lemma = _lemma(note, begins, ends, last=len(text) - 1) if text else None
        if lemma != note.lemma:
            notes[at] = replace(note, lemma=lemma)
        if lemma is None and note.entry and note.id not in marked:
            lost.append(
                Diagnostic(
                    "P213",
                    "error",
                    Place("print"),
                    f"the entry {note.id} of `{note.series}` is on a place that is not in the text",
                    "Its anchors must stand in the text, in a note or in another entry.",
                )
            )
    if lost:
        raise EmendataError(lost)


def _number_calls(items: Sequence[Slug | Unit], notes: Sequence[Note], before: int) -> None:
    """Turn the ids of called notes into their numbers."""
    numbers = {note.id: at for at, note in enumerate(notes, start=before)}
    for item in items:
        if called := _calls(item):
            item.calls = tuple(sorted({numbers[name] for name in called if name in numbers}))
