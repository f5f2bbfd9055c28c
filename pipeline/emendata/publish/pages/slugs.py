"""The galley as data: what is set in type, before it is divided into pages.

A *slug* is what a page is never broken within: a line of type, a figure, a row of a table. A galley
is the slugs of the text in their order, and apart from them each note: as slugs too, or, where its lines can only
be made when the page is known, as *units*, which are what such a line is never broken within. Lengths are CSS
pixels. Nothing here knows the program that set the type; `Slug.handle` and `Unit.handle` are its own business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from emendata.publish.pages.terse import terse

NEVER = math.inf
"""Cost of a break that cannot be made."""

AVOID = 20000.0
"""Cost of a break that the style sheet asks to avoid."""

BREAKS = ("page", "recto", "verso")
"""Forced breaks: on the next page, the next right-hand page, the next left-hand page."""


@terse
@dataclass(slots=True)
class Slug:
    """A piece of set type that stays in one piece."""

    height: float
    above: float = 0.0
    """Space between the slug before it and this one."""
    margin: float = 0.0
    """What it asks for above itself where another slug than in the galley comes before it."""
    kept: float = 0.0
    """What of the space above it stays at the head of a page."""
    margin_below: float = 0.0
    """What it asks for below itself where another slug than in the galley follows."""
    cost: float = 0.0
    """Of beginning a page with it (widows, orphans, heads at the foot); `NEVER` if that cannot be."""
    forced: str = ""
    """One of `BREAKS` if it must begin a page."""
    calls: tuple[int, ...] = ()
    """Notes called in it, as indices into `Galley.notes`."""
    grid: bool = False
    """Does it stand on the grid of text lines?"""
    floats: bool = False
    """A figure that may move to the head of a later page, the text going on without it."""
    hyphen: bool = False
    """Does it end in a divided word?"""
    numbered: bool = False
    """Is it a line of the text, of those that are counted?"""
    own_number: str = ""
    """The number that the text itself gives the line: that of a verse."""
    baseline: float = 0.0
    """Of a line: how far below its top the letters stand."""
    turned: bool = False
    """The rest of a verse that is too long for one line; it has no number besides that of its verse."""
    overhang: float = 0.0
    """How far it sticks out of the text block, to the left or to the right."""
    ids: tuple[str, ...] = ()
    """What begins in it."""
    text: str = ""
    """Its characters, for messages and for the proof."""
    section: int = 0
    """Index of the section of the book it belongs to."""
    handle: object = field(default=None, repr=False)


def gains(slug: Slug, space: float, grid: float) -> bool:
    """Can the space above a slug gain a line? Not if the slug belongs to what is above it, as text to its heading."""
    return space > grid * 0.4 and slug.cost < AVOID


@terse
@dataclass(slots=True)
class Unit:
    """What a line of a running strip is never broken within: a word with what clings to it."""

    width: float
    space: float = 0.0
    """After it, where no line ends."""
    height: float = 0.0
    """Of a line that holds it."""
    tied: bool = False
    """Would no line begin with it, if that can be helped?"""
    calls: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    text: str = ""
    sign: float = 0.0
    """How much of `width` is the separator at its end, which is left out where nothing follows."""
    label: bool = False
    """Does a label go before it, with `gap` between? Its text is known when the page is; see `Note.label`."""
    gap: float = 0.0
    handle: object = field(default=None, repr=False)


@terse
@dataclass(frozen=True, slots=True)
class Lemma:
    """Where the words stand that an entry is on."""

    first: int
    """The slug of the text in which they begin, as an index into `Galley.text`."""
    last: int
    """The slug in which they end."""


@terse
@dataclass(slots=True)
class Note:
    """A note set in type."""

    id: str
    slugs: Sequence[Slug] = ()
    series: str = "author"
    nested: bool = False
    """Is it first called in another note? Then it stands after that one, however long that is."""
    units: Sequence[Unit | Slug] = ()
    """Instead of slugs; what cannot be taken apart into units has a line by itself."""
    lemma: Lemma | None = None
    """Of an entry."""
    entry: bool = False
    """Is it on words of the text?"""
    label: str = ""
    """What it is called, unless that is made out of the lines of its lemma, or counted by the page."""


@dataclass(slots=True)
class Galley:
    """Everything that is to be put on pages."""

    text: list[Slug]
    notes: list[Note]
    """In the order of their first calls."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The room a page offers and the spaces between its parts."""

    height: float
    """Of the text block: from the first line of text to the last line of the notes."""
    grid: float
    """From one line of text to the next."""


def called_before(text: Sequence[Slug], first: int = 0) -> list[int]:
    """How many notes are called before each slug, and before the end, if `first` were before the text."""
    return list(accumulate((max(slug.calls, default=-1) + 1 for slug in text), max, initial=first))


def strongest(forced: Sequence[str]) -> str:
    """Of several forced breaks in one place: a side wins over none, and of two sides the later one, as in CSS."""
    sides = [value for value in forced if value in ("recto", "verso")]
    return sides[-1] if sides else next(iter(forced), "")


EPSILON = 1e-3
"""Positions come out of sums of floating point numbers."""


def on_grid(position: float, grid: float) -> float:
    """The first grid line at or below a position."""
    return math.ceil((position - EPSILON) / grid) * grid if grid else position


def same_lines(one: Galley, other: Galley) -> bool:
    """Are two galleys of the same shape, so that the pages of one fit the other?"""
    items = [
        [*galley.text, *(item for note in galley.notes for item in (*note.slugs, *note.units))]
        for galley in (one, other)
    ]
    if len(items[0]) != len(items[1]):
        return False
    return all(mine is its or _same(mine, its) for mine, its in zip(*items, strict=True))


def _same(mine: Slug | Unit, its: Slug | Unit) -> bool:
    if isinstance(mine, Slug) and isinstance(its, Slug):
        mine_is = mine.height, mine.above, mine.cost, mine.calls
        return mine_is == (its.height, its.above, its.cost, its.calls)
    if isinstance(mine, Unit) and isinstance(its, Unit):
        return (mine.width, mine.space, mine.calls) == (its.width, its.space, its.calls)
    return False
