"""Divide the whole galley into numbered pages.

Enters: a galley. Leaves: a `Leaf` for each page, blank ones included. The stretches between forced
page breaks are divided one by one; all notes of a stretch stand on its pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from emendata.publish.pages import breaks
from emendata.publish.pages.apart import Here, Workers
from emendata.publish.pages.folios import folio
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.makeup import MadeUp, made_up
from emendata.publish.pages.numbers import Extent, PageOf
from emendata.publish.pages.plan import Plan, plan
from emendata.publish.pages.slugs import Galley, Measure, Slug, called_before
from emendata.publish.pages.spreads import SIDES, Region, spreads

_BLANK = MadeUp(())


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page with its number."""

    made: MadeUp
    folio: str
    extent: Extent
    """What of the text stands on it."""
    front: bool
    """Does it come before the first page of the text?"""
    opening: bool
    """Does a stretch begin on it?"""
    blank: bool = False
    number: int = 0
    style: str = "decimal"
    """The folio, and how it is written."""
    side: str = ""
    """``text`` or ``translation``, where one faces the other."""


def in_galley_order(made: Sequence[Leaf]) -> list[Leaf]:
    """The pages in the order of the galley, in which a translation comes after all of the text that it faces."""
    facing = [at for at, leaf in enumerate(made) if leaf.side] or [0]
    first, after = facing[0], facing[-1] + 1
    sides = ([leaf for leaf in made[first:after] if leaf.side == side] for side in ("", *SIDES))
    return [*made[:first], *chain.from_iterable(sides), *made[after:]]


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the pages are counted."""

    front: int = 0
    """How many slugs of the text come before its page 1."""
    front_style: str = "lower-roman"
    style: str = "decimal"
    first: int = 1


def with_notes(made: Sequence[Leaf], foot: Foot) -> list[Leaf]:
    """The same pages with the notes of another foot, in which all lines are as high as in theirs."""
    page_of = _finder([leaf.extent for leaf in made])
    again = []
    for leaf in made:
        strips = []
        for strip in leaf.made.strips:
            piece = range(strip.rows[0].piece.start, strip.rows[-1].piece.stop)
            rows = tuple(foot.strips[strip.strip].rows(piece, leaf.extent, page_of))
            strips.append(replace(strip, rows=rows))
        again.append(replace(leaf, made=replace(leaf.made, strips=tuple(strips))))
    return again


def _finder(extents: Sequence[Extent]) -> PageOf:
    """Finds the page of a slug of the text; of a figure that has moved, where it would have been."""
    starts = sorted((extent.start, at) for at, extent in enumerate(extents) if extent.end > extent.start)

    def page_of(at: int) -> Extent:
        place = bisect_right(starts, (at, len(extents))) - 1
        return extents[starts[max(0, place)][1]]

    return page_of


@dataclass(frozen=True, slots=True)
class _Planned:
    """A page before its notes are set; without a `page` it is blank."""

    page: breaks.Page | None
    extent: Extent
    stretch: range
    front: bool
    number: int
    style: str
    opening: bool = False
    last: bool = False
    side: str = ""


def leaves(
    galley: Galley,
    foot: Foot,
    measure: Measure,
    numbering: Numbering,
    facing: Region | None = None,
    workers: Workers | None = None,
) -> list[Leaf]:
    """All pages in their order, beginning with a right-hand one."""
    called = called_before(galley.text)
    plans = {
        start: plan(galley, foot, measure, range(start, end), called[start], workers or Here())
        for start, end in _stretches(galley.text, numbering.front, facing)
        if facing is None or start != facing.start
    }
    planned = list(_planned(galley, foot, measure, numbering, facing, plans))
    page_of = _finder([page.extent for page in planned])
    made: list[Leaf] = []
    for page in planned:
        stretch = page.stretch
        if page.page is None:
            blank = Leaf(_BLANK, "", page.extent, page.front, False, True, page.number, page.style, page.side)
            made.append(blank)
            continue
        text = galley.text[stretch.start : stretch.stop]
        on_page = made_up(page.page, text, foot, measure, page.extent, page_of, last=page.last)
        on_page = replace(on_page, text=tuple((stretch[index], top) for index, top in on_page.text))
        folios = page.extent.folio, page.extent, page.front, page.opening, False, page.number, page.style, page.side
        made.append(Leaf(on_page, *folios))
    return made


def _planned(
    galley: Galley,
    foot: Foot,
    measure: Measure,
    numbering: Numbering,
    facing: Region | None,
    plans: Mapping[int, Plan],
) -> Iterator[_Planned]:
    count, number = 0, 1
    style = numbering.front_style if numbering.front else numbering.style
    for start, end in _stretches(galley.text, numbering.front, facing):
        front = start < numbering.front
        if start == numbering.front:
            number = numbering.first
        side = galley.text[start].forced if start != numbering.front or not start else "recto"
        if facing is not None and start == facing.start:
            side = "verso"
        # The first page is a right-hand one, and so is every one that an even number of pages precedes.
        if (side == "recto" and count % 2) or (side == "verso" and not count % 2):
            # It is counted with the pages before it, unless the count begins anew.
            yield _Planned(None, Extent(start, start), range(start, start), front, number, style)
            count += 1
            number += start != numbering.front
        style = numbering.front_style if front else numbering.style
        if facing is not None and start == facing.start:
            number += number % 2  # a left-hand page has an even number
            spread = list(_facing(galley, foot, measure, facing, number, style))
            yield from spread
            count, number = count + len(spread), number + len(spread)
            continue
        pages = plans[start].pages()
        at = start
        for place, page in enumerate(pages, start=1):
            stop = max(at, *(start + index + 1 for index in page.text)) if page.text else at
            extent = Extent(at, stop, folio(number, style))
            first, last = place == 1, place == len(pages)
            yield _Planned(page, extent, range(start, end), front, number, style, first, last)
            at, count, number = stop, count + 1, number + 1


def _facing(
    galley: Galley, foot: Foot, measure: Measure, region: Region, number: int, style: str
) -> Iterator[_Planned]:
    """The pages of a text and what faces it: left and right in turn."""
    sides = range(region.start, region.middle), range(region.middle, region.end)
    at = [side.start for side in sides]
    for place, spread in enumerate(spreads(galley, foot, measure, region)):
        for side, half in enumerate(spread):
            name = SIDES[side]
            if half is None:
                yield _Planned(None, Extent(at[side], at[side]), range(0), False, number, style, side=name)
            else:
                at[side] = half.stop
                extent = Extent(half.start, half.stop, folio(number, style))
                # What one side lacks stays empty, and is not put in between its blocks.
                yield _Planned(half.page, extent, sides[side], False, number, style, not place, True, name)
            number += 1


def _stretches(text: Sequence[Slug], front: int, facing: Region | None) -> Iterator[tuple[int, int]]:
    start = 0
    borders = {front, *((facing.start, facing.end) if facing else ())}
    for at in range(1, len(text) + 1):
        if facing is not None and facing.start < at < facing.end:
            continue
        if at == len(text) or text[at].forced or at in borders:
            yield start, at
            start = at
