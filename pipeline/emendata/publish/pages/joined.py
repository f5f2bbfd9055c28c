"""Join units that were set apart to one galley.

Enters: set units in their order. Leaves: a galley whose slugs hold their drawings, as if it had all been set
at once: margins between units collapse, forced breaks and breaks to avoid hold across them, and calls
name the notes by their place among all, as lemmas do the slugs.

Codes: P213 an entry is on a place that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    borders: tuple[Border, ...] = ()
    rearranged: bool = False
    """Have the slugs of several units been put together to new ones?"""


def inked(slug: Slug) -> Inked:
    """The drawing of a slug."""
    assert isinstance(slug.handle, Inked)
    return slug.handle


def joined(units: Sequence[SetUnit]) -> Joined:
    """All units as one."""
    text: list[Slug] = []
    notes: list[Note] = []
    reduced: list[tuple[Slug, float]] = []
    before: Edge | None = None
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    waiting: tuple[str, ...] = ()
    borders: list[Border] = []
    for unit in units:
        borders.append(Border(unit, len(text), len(notes)))
        # What is changed is copied: a set unit may be used again.
        own = [replace(slug) if slug.calls or not at else slug for at, slug in enumerate(unit.text)]
        set_notes = [replace(n, slugs=_copies(n.slugs), units=_copies(n.units)) for n in unit.notes]
        for number, at, factor in unit.reduced:
            of = own if number < 0 else set_notes[number].slugs or set_notes[number].units
            if isinstance(made := of[at], Slug):
                reduced.append((made, factor))
        begins |= {entry: len(text) + at for entry, at in unit.begins_of.items() if entry not in begins}
        ends |= {entry: len(text) + at for entry, at in unit.ends_of.items()}
        if own and before is not None:
            _join(own[0], before, unit.begins)
        if own:
            before = unit.ends
            own[0] = _calling(own[0], waiting, first=True)
            waiting = ()
        elif text:
            text[-1] = _calling(text[-1], [note.id for note in set_notes])
        else:
            waiting += tuple(note.id for note in set_notes)
        _follow(notes, set_notes)
        text += own
        notes += set_notes
    marked = frozenset().union(*(unit.marked for unit in units))
    _place_lemmas(text, notes, begins, ends, marked)
    _number_calls([*text, *(item for note in notes for item in (*note.slugs, *note.units))], notes)
    return Joined(
        galley=Galley(text, notes),
        grid=units[0].grid,
        strips=_strips(units),
        reduced=reduced,
        frames={key: frame for unit in reversed(units) for key, frame in unit.frames.items()},
        resources=tuple(unit.resources for unit in units),
        fonts=tuple(font for unit in units for font in unit.fonts),
        messages=tuple(dict.fromkeys(message for unit in units for message in unit.messages)),
        parts={key: part for unit in units for key, part in unit.parts.items()},
        borders=tuple(borders),
    )


def _join(slug: Slug, above: Edge, below: Edge) -> None:
    """Settle what stands between the last slug of one unit and the first of the next."""
    slug.above = above.kept + max(above.margin, below.margin) + below.kept
    slug.cost = AVOID if above.avoid or below.avoid else 0.0
    slug.forced = strongest((*above.forced, *below.forced))


def _follow(notes: Sequence[Note], more: Sequence[Note]) -> None:
    """Keep the distance between the last note of a series and the next."""
    last = {note.series: note.slugs[-1] for note in notes if note.slugs}
    for note in more:
        if note.slugs:
            if note.series in last:
                first = note.slugs[0]
                first.above = max(first.margin, last.pop(note.series).margin_below)
            last.pop(note.series, None)


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


def _strips(units: Sequence[SetUnit]) -> dict[str, StripType]:
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


def _place_lemmas(
    text: Sequence[Slug],
    notes: Sequence[Note],
    begins: Mapping[str, int],
    ends: Mapping[str, int],
    marked: frozenset[str],
) -> None:
    """Tell each entry where its lemma stands."""
    lost: list[Diagnostic] = []
    for note in notes:
        if note.id in begins and text:
            first = min(begins[note.id], len(text) - 1)
            note.lemma = Lemma(first, max(first, min(ends.get(note.id, first), len(text) - 1)))
        elif note.entry and note.id not in marked:
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


def _number_calls(items: Sequence[Slug | Unit], notes: Sequence[Note]) -> None:
    """Turn the ids of called notes into their numbers."""
    numbers = {note.id: at for at, note in enumerate(notes)}
    for item in items:
        if called := _calls(item):
            item.calls = tuple(sorted({numbers[name] for name in called if name in numbers}))
