"""Divide the whole galley into numbered pages.

Enters: a galley. Leaves: a `Leaf` for each page, blank ones included. The stretches between forced
page breaks are divided one by one; all notes of a stretch stand on its pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from emendata.publish.pages import breaks
from emendata.publish.pages.folios import folio
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.makeup import MadeUp, made_up
from emendata.publish.pages.slugs import Galley, Measure, Slug

_BLANK = MadeUp((), (), None, False, False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with its number."""

    made: MadeUp
    folio: str
    front: bool
    """Does it come before the first page of the text?"""
    opening: bool
    """Does a stretch begin on it?"""
    blank: bool = False
    number: int = 0
    style: str = "decimal"
    """The folio, and how it is written."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the pages are counted."""

    front: int = 0
    """How many slugs of the text come before its page 1."""
    front_style: str = "lower-roman"
    style: str = "decimal"
    first: int = 1


def leaves(galley: Galley, foot: Foot, measure: Measure, numbering: Numbering) -> list[Leaf]:
    """All pages in their order, beginning with a right-hand one."""
    made: list[Leaf] = []
    count, number, notes = 0, 1, 0
    style = numbering.front_style if numbering.front else numbering.style
    for start, end in _stretches(galley.text, numbering.front):
        front = start < numbering.front
        if start == numbering.front:
            number = numbering.first
        side = galley.text[start].forced if start != numbering.front or not start else "recto"
        # The first page is a right-hand one, and so is every one that an even number of pages precedes.
        if (side == "recto" and count % 2) or (side == "verso" and not count % 2):
            # It is counted with the pages before it, unless the count begins anew.
            made.append(Leaf(_BLANK, "", front, opening=False, blank=True, number=number, style=style))
            count += 1
            number += start != numbering.front
        style = numbering.front_style if front else numbering.style
        for at, page in enumerate(_pages(galley, foot, measure, range(start, end), notes)):
            made.append(Leaf(page, folio(number, style), front, not at, number=number, style=style))
            count, number = count + 1, number + 1
        notes = max(notes, *(call + 1 for slug in galley.text[start:end] for call in slug.calls), 0)
    return made


def _stretches(text: Sequence[Slug], front: int) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].forced or at == front:
            yield start, at
            start = at


def _pages(galley: Galley, foot: Foot, measure: Measure, stretch: range, first_note: int) -> Iterator[MadeUp]:
    text = galley.text[stretch.start : stretch.stop]
    planned = breaks.pages(text, foot, measure, first_note)
    for at, page in enumerate(planned):
        made = made_up(page, text, foot, measure, last=at == len(planned) - 1)
        yield replace(made, text=tuple((stretch[index], top) for index, top in made.text))
