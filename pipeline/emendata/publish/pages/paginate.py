"""Divide the whole galley into numbered pages.

Enters: a galley. Leaves: a `Leaf` for each page, blank ones included. The stretches between forced
page breaks are divided one by one; all notes of a stretch stand on its pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from emendata.publish.pages import breaks
from emendata.publish.pages.apart import Here, Workers, digest
from emendata.publish.pages.folios import folio
from emendata.publish.pages.foot import Foot, Positions
from emendata.publish.pages.makeup import MadeUp, made_up
from emendata.publish.pages.numbers import Extent, PageOf
from emendata.publish.pages.plan import Plan, counted, plan, shape
from emendata.publish.pages.slugs import Galley, Measure, Slug
from emendata.publish.pages.spreads import SIDES, Region, spreads
from emendata.publish.pages.stretches import Portions, Stretch
from emendata.publish.pages.strips import SetStrip

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
    names: tuple[str, ...] = ()
    """The ids of what begins on it."""


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


def with_lines(made: Sequence[Leaf], foot: Foot, text: Sequence[Slug], before: Sequence[Slug]) -> list[Leaf]:
    """The same pages with other lines, all as high as those before."""
    page_of = _finder([leaf.extent for leaf in made])
    again = []
    for leaf in made:
        own = leaf.made
        rows = ((foot.strips[strip.strip], row) for strip in own.strips for row in strip.rows)
        if all(text[at] is before[at] for at, _ in own.text) and all(
            isinstance(strip, SetStrip) and strip.slugs[row.piece.start] is row.slug for strip, row in rows
        ):
            again.append(leaf)
            continue
        strips = []
        for strip in own.strips:
            piece = range(strip.rows[0].piece.start, strip.rows[-1].piece.stop)
            set_rows = foot.strips[strip.strip].rows(piece, leaf.extent, page_of)
            strips.append(replace(strip, rows=tuple(set_rows)))
        page = replace(own, strips=tuple(strips))
        again.append(replace(leaf, made=page, names=_names(text, page)))
    return again


def _names(text: Sequence[Slug], page: MadeUp) -> tuple[str, ...]:
    slugs = chain((text[at] for at, _ in page.text), (row.slug for strip in page.strips for row in strip.rows))
    return tuple(name for slug in slugs for name in slug.ids)


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
    portions: Portions | None = None,
) -> list[Leaf]:
    """All pages, with those left blank so that a section can begin on the right-hand side.

    What stands on `facing` pages has these for itself. If the `portions` of the galley are given, a stretch in which
    nothing has changed has the pages that it had.
    """
    return _Book(galley, foot, measure, numbering, facing, workers or Here(), portions or Portions(galley)).leaves()


@dataclass(slots=True)
class _Last:
    """The pages of a stretch as they were made last."""

    where: object = None
    """All that they depend on besides the stretch itself."""
    leaves: Sequence[Leaf] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """The pages of a stretch, or a blank one."""

    pages: Sequence[Leaf | _Planned]
    where: object = None
    last: _Last | None = None


class _Book:
    def __init__(
        self,
        galley: Galley,
        foot: Foot,
        measure: Measure,
        numbering: Numbering,
        facing: Region | None,
        workers: Workers,
        portions: Portions,
    ) -> None:
        self.galley, self.foot, self.measure = galley, foot, measure
        self.numbering, self.facing, self.workers = numbering, facing, workers
        region = range(facing.start, facing.end) if facing else range(0)
        borders = (numbering.front, region.start, region.stop)
        self.stretches = portions.stretches(borders, region)
        self._shape = shape(foot)
        self._plans = {one.start: plan for one in self.stretches if (plan := self._plan(one))}

    def leaves(self) -> list[Leaf]:
        """All pages."""
        runs = list(self._runs())
        page_of = _finder([page.extent for run in runs for page in run.pages])
        made: list[Leaf] = []
        for run in runs:
            own = [page if isinstance(page, Leaf) else self._made_up(page, page_of) for page in run.pages]
            if run.last is not None:
                run.last.where, run.last.leaves = run.where, own
            made += own
        return made

    def _made_up(self, page: _Planned, page_of: PageOf) -> Leaf:
        if page.page is None:
            return Leaf(_BLANK, "", page.extent, page.front, False, True, page.number, page.style, page.side)
        stretch = page.stretch
        text = self.galley.text[stretch.start : stretch.stop]
        on_page = made_up(page.page, text, self.foot, self.measure, page.extent, page_of, last=page.last)
        on_page = replace(on_page, text=tuple((stretch[index], top) for index, top in on_page.text))
        folios = page.extent.folio, page.extent, page.front, page.opening, False, page.number, page.style, page.side
        return Leaf(on_page, *folios, names=_names(self.galley.text, on_page))

    def _runs(self) -> Iterator[_Run]:
        numbering, facing = self.numbering, self.facing
        count, number = 0, 1
        style = numbering.front_style if numbering.front else numbering.style
        for stretch in self.stretches:
            start = stretch.start
            front = start < numbering.front
            if start == numbering.front:
                number = numbering.first
            side = self.galley.text[start].forced if start != numbering.front or not start else "recto"
            if facing is not None and start == facing.start:
                side = "verso"
            # The first page is a right-hand one, and so is every one that an even number of pages precedes.
            if (side == "recto" and count % 2) or (side == "verso" and not count % 2):
                # It is counted with the pages before it, unless the count begins anew.
                yield _Run([_Planned(None, Extent(start, start), range(start, start), front, number, style)])
                count += 1
                number += start != numbering.front
            style = numbering.front_style if front else numbering.style
            if facing is not None and start == facing.start:
                number += number % 2  # a left-hand page has an even number
                run = _Run(list(_facing(self.galley, self.foot, self.measure, facing, number, style)))
            else:
                run = self._run(stretch, front, number, style)
            yield run
            count, number = count + len(run.pages), number + len(run.pages)

    # ---------------------------------------------------------------------- a stretch

    def _key(self, stretch: Stretch) -> str:
        """Differs where the pages of a stretch can, apart from their numbers; empty where that is not known."""
        if not stretch.key or self._shape is None:
            return ""
        return digest("stretch", stretch.key, self._shape, self.measure, counted(self.foot, stretch.start))

    def _plan(self, stretch: Stretch) -> Plan | None:
        """Begin to plan it, if it has not been planned."""
        if self.facing is not None and stretch.start == self.facing.start:
            return None
        key = self._key(stretch)
        if key and self.workers.knows(key):
            return None
        return self._new(stretch)

    def _new(self, stretch: Stretch) -> Plan:
        whole = range(stretch.start, stretch.end)
        return plan(self.galley, self.foot, self.measure, whole, stretch.first_note, self.workers)

    def _run(self, stretch: Stretch, front: bool, number: int, style: str) -> _Run:
        key = self._key(stretch)
        made = self._plans.get(stretch.start)
        if not key:
            return _Run(self._pages(stretch, (made or self._new(stretch)).pages(), front, number, style))
        apart = self.workers.remember(lambda: (made or self._new(stretch)).apart(), key)
        if apart.made is None:  # something in it has to do with another stretch
            return _Run(self._pages(stretch, (made or self._new(stretch)).pages(), front, number, style))
        begins = self.foot.due(stretch.first_note)
        where = stretch.start, begins, number, style, front
        last = self.workers.remember(_Last, digest("last", key), lasting=False)
        if last.where == where:
            return _Run(last.leaves, where, last)
        if last.leaves and all(isinstance(strip, SetStrip) for strip in self.foot.strips):
            return _Run(list(_moved(last.leaves, stretch.start, begins, front, number, style)), where, last)
        return _Run(self._pages(stretch, apart.pages(begins), front, number, style), where, last)

    def _pages(
        self, stretch: Stretch, pages: Sequence[breaks.Page], front: bool, number: int, style: str
    ) -> list[_Planned]:
        made: list[_Planned] = []
        at = stretch.start
        for place, page in enumerate(pages, start=1):
            stop = max(at, *(stretch.start + index + 1 for index in page.text)) if page.text else at
            extent = Extent(at, stop, folio(number, style))
            whole = range(stretch.start, stretch.end)
            made.append(_Planned(page, extent, whole, front, number, style, place == 1, place == len(pages)))
            at, number = stop, number + 1
        return made


def _moved(
    leaves: Sequence[Leaf], start: int, begins: Positions, front: bool, number: int, style: str
) -> Iterator[Leaf]:
    """The pages of a stretch in another place of the book: its text begins at `start`, and its notes at `begins`."""
    further = start - leaves[0].extent.start
    firsts: dict[int, int] = {}
    """Of each strip, where the notes of the stretch began."""
    for place, leaf in enumerate(leaves, start=number):
        strips = []
        for strip in leaf.made.strips:
            by = begins[strip.strip] - firsts.setdefault(strip.strip, strip.rows[0].piece.start)
            rows = (replace(row, piece=range(row.piece.start + by, row.piece.stop + by)) for row in strip.rows)
            strips.append(replace(strip, rows=tuple(rows)))
        text = tuple((at + further, top) for at, top in leaf.made.text)
        extent = Extent(leaf.extent.start + further, leaf.extent.end + further, folio(place, style))
        page = replace(leaf.made, text=text, strips=tuple(strips))
        yield replace(leaf, made=page, folio=extent.folio, extent=extent, front=front, number=place, style=style)


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
