"""Join units that were set apart to one galley.

Enters: set units in their order. Leaves: a galley whose slugs hold their drawings, as if it had all been set
at once: margins between units collapse, forced breaks and breaks to avoid hold across them, and calls
name the notes by their place among all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from emendata.publish.pages.apart import Edge, FontUse, Frame, Inked, Resources, SetUnit
from emendata.publish.pages.slugs import AVOID, Galley, Note, Slug, strongest
from emendata.publish.pages.structure import Part


@dataclass(frozen=True, slots=True)
class Joined:
    """The galley of a book, with what else came off the press."""

    galley: Galley
    grid: float
    rules: Mapping[str, tuple[float, Inked]]
    reduced: Sequence[tuple[Slug, float]]
    frames: Mapping[str, Frame]
    resources: tuple[Resources, ...]
    fonts: tuple[FontUse, ...]
    messages: tuple[tuple[str, str], ...]
    parts: Mapping[str, Part]
    """Of the structure."""


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
    for unit in units:
        # What is changed is copied: a set unit may be used again.
        own = [replace(slug) if slug.calls or not at else slug for at, slug in enumerate(unit.text)]
        set_notes = [
            Note(n.id, [replace(slug) if slug.calls or not at else slug for at, slug in enumerate(n.slugs)],
                 n.series, n.nested)
            for n in unit.notes
        ]  # fmt: skip
        for number, at, factor in unit.reduced:
            reduced.append(((own if number < 0 else set_notes[number].slugs)[at], factor))
        if own and before is not None:
            _join(own[0], before, unit.begins)
        if own:
            before = unit.ends
        _follow(notes, set_notes)
        text += own
        notes += set_notes
    _number_calls([*text, *(slug for note in notes for slug in note.slugs)], notes)
    return Joined(
        galley=Galley(text, notes),
        grid=units[0].grid,
        rules=units[0].rules,
        reduced=reduced,
        frames={key: frame for unit in reversed(units) for key, frame in unit.frames.items()},
        resources=tuple(unit.resources for unit in units),
        fonts=tuple(font for unit in units for font in unit.fonts),
        messages=tuple(dict.fromkeys(message for unit in units for message in unit.messages)),
        parts={key: part for unit in units for key, part in unit.parts.items()},
    )


def _join(slug: Slug, above: Edge, below: Edge) -> None:
    """Settle what stands between the last slug of one unit and the first of the next."""
    slug.above = above.kept + max(above.margin, below.margin) + below.kept
    slug.cost = AVOID if above.avoid or below.avoid else 0.0
    slug.forced = strongest((*above.forced, *below.forced))


def _follow(notes: Sequence[Note], more: Sequence[Note]) -> None:
    if notes and more:
        first = more[0].slugs[0]
        first.above = max(first.margin, notes[-1].slugs[-1].margin_below)


def _number_calls(slugs: Sequence[Slug], notes: Sequence[Note]) -> None:
    """Turn the ids of called notes into their numbers."""
    numbers = {note.id: at for at, note in enumerate(notes)}
    for slug in slugs:
        if not (called := inked(slug).calls):
            continue
        names = (name for name in called if name in numbers)
        slug.calls = tuple(sorted({numbers[name] for name in names}))
