"""Put a text and its translation side by side on the same pages.

Enters: a galley in which the translation comes after the text, each set in the width of its column, and where each
segment begins in both (`spreads.Region`). Leaves: a galley of rows, which is divided into pages like any other. A row
is a slug of the text with one of the translation; a segment begins on both sides in one row, and the side that is done
with it first waits. Notes are put in the order in which the rows call them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeVar

from emendata.publish.pages.apart import Inked, numbered
from emendata.publish.pages.composing import lowered
from emendata.publish.pages.slugs import Galley, Lemma, Note, Slug, Unit, strongest
from emendata.publish.pages.spreads import Region

Item = TypeVar("Item", Slug, Unit, Slug | Unit)

Row = tuple[int | None, int | None]
"""A slug of the text and one of the translation; at least one of them."""


def side_by_side(galley: Galley, region: Region) -> Galley:
    """The galley with the region in rows."""
    together = list(rows(region))
    text = [galley.text[at] for at in range(region.start)]
    new = list(range(region.start))
    """By slug of the old galley, its place in the new one."""
    new += [0] * (region.end - region.start)
    section = galley.text[region.start].section
    for row in together:
        for at in row:
            if at is not None:
                new[at] = len(text)
        mine, its = (None if at is None else galley.text[at] for at in row)
        # A row of the translation alone belongs to the section of the text beside it.
        section = mine.section if mine else section
        text.append(_row(mine, its, section))
    for at in range(region.end, len(galley.text)):
        new.append(len(text))
        text.append(galley.text[at])
    return _notes_in_order(Galley(text, [_moved(note, new) for note in galley.notes]))


def rows(region: Region) -> Iterator[Row]:
    """What stands side by side."""
    ends = [*region.segments[1:], (region.middle, region.end)]
    for begins, after in zip(region.segments, ends, strict=True):
        yield from zip_longest(*map(range, begins, after))


def _row(text: Slug | None, translation: Slug | None, section: int) -> Slug:
    """One slug of both; its number, and where the number stands, are those of the text."""
    sides = [side for side in (text, translation) if side is not None]
    first = sides[0]
    numbering = text or replace(first, numbered=False, own_number="", turned=False)
    return replace(
        numbering,
        height=max(side.height for side in sides),
        above=max(side.above for side in sides),
        margin=max(side.margin for side in sides),
        kept=max(side.kept for side in sides),
        margin_below=max(side.margin_below for side in sides),
        cost=max(side.cost for side in sides),
        forced=strongest([side.forced for side in sides if side.forced]),
        calls=tuple(sorted({call for side in sides for call in side.calls})),
        grid=any(side.grid for side in sides),
        # A figure cannot leave what stands beside it.
        floats=False,
        hyphen=any(side.hyphen for side in sides),
        overhang=max(side.overhang for side in sides),
        ids=tuple(name for side in sides for name in side.ids),
        text="\t".join(side.text for side in sides if side.text),
        section=section,
        baseline=max(side.baseline for side in sides),
        handle=_drawing(sides),
    )


def _drawing(sides: Sequence[Slug]) -> Inked | None:
    """The drawings of both on one base line."""
    base = max(side.baseline for side in sides)
    placed = [
        lowered(side.handle, base - side.baseline if side.baseline else 0.0)
        for side in sides
        if isinstance(side.handle, Inked)
    ]
    if len(placed) < 2:
        return placed[0] if placed else None
    text, translation = placed
    called_in = {call: text.marks[-1] for call in text.calls if text.marks}
    return Inked(
        b"\n".join((text.ink, numbered(translation.ink, len(text.marks)))),
        max(text.height, translation.height),
        text.links + translation.links,
        text.bookmarks + translation.bookmarks,
        text.within + translation.within,
        text.calls + translation.calls,
        text.marks + translation.marks,
        called_in,
    )


def _moved(note: Note, new: Sequence[int]) -> Note:
    if note.lemma is None:
        return note
    return replace(note, lemma=Lemma(new[note.lemma.first], new[note.lemma.last]))


# --------------------------------------------------------------------------- notes


def _notes_in_order(galley: Galley) -> Galley:
    """The notes in the order of their first calls; one that is called in a note comes after that one."""
    row_of: dict[int, int] = {}
    for at, slug in enumerate(galley.text):
        for call in slug.calls:
            row_of.setdefault(call, at)
    last = 0
    for at, note in enumerate(galley.notes):
        # A note stands after those that call it: when they come up here, its own row is known.
        last = row_of.setdefault(at, last)
        for item in (*note.slugs, *note.units):
            for call in item.calls:
                row_of[call] = min(last, row_of.get(call, last))
    order = sorted(range(len(galley.notes)), key=lambda at: row_of[at])
    new = {old: at for at, old in enumerate(order)}

    def called(items: Sequence[Item]) -> list[Item]:
        return [
            replace(item, calls=tuple(sorted(new[call] for call in item.calls))) if item.calls else item
            for item in items
        ]

    notes = (galley.notes[old] for old in order)
    return Galley(
        called(galley.text), [replace(one, slugs=called(one.slugs), units=called(one.units)) for one in notes]
    )
