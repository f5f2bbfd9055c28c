"""Make up a page: say how far down each slug stands.

Enters: a planned page. Leaves: its slugs with their tops, measured from the top of the text block.
Text stands on the grid; what does not fit the grid (heads, quotations, figures) shares out the rest
of its last line above and below itself. The strips of notes stand at the foot. A page without notes that lacks
a line or two has them put in at such places, so that facing pages end on the same line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emendata.publish.pages.breaks import Page
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.numbers import Extent, PageOf
from emendata.publish.pages.slugs import EPSILON, Measure, Slug, gains, on_grid
from emendata.publish.pages.strips import Row, within


@dataclass(frozen=True, slots=True)
class MadeUpStrip:
    """What of a strip stands on a page."""

    strip: int
    """Index into `Foot.strips`."""
    rule: float
    """Where the space for the rule above it begins."""
    top: float
    rows: tuple[Row, ...]
    lower: bool
    """Does another strip stand above it?"""
    continued: bool
    """Does it begin with the rest of a note of the page before?"""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A page with the place of everything on it."""

    text: tuple[tuple[int, float], ...]
    """Index and top of each slug of the text, figures at the head included."""
    strips: tuple[MadeUpStrip, ...] = ()
    crowded: bool = False


def made_up(
    page: Page,
    text: Sequence[Slug],
    foot: Foot,
    measure: Measure,
    here: Extent,
    page_of: PageOf,
    *,
    last: bool,
) -> MadeUp:
    """The page with its places; the last page of a stretch keeps its empty lines below.

    `here` is what stands on the page of the whole text, and `page_of` knows it of the others.
    """
    lines = _lines(page, text, measure)
    strips, top = _strips(page, foot, measure, here, page_of)
    if not last and lines:
        _spread(lines, text, top, measure.grid)
    return MadeUp(tuple((line.at, line.top) for line in lines), strips, page.crowded)


def _strips(
    page: Page, foot: Foot, measure: Measure, here: Extent, page_of: PageOf
) -> tuple[tuple[MadeUpStrip, ...], float]:
    """The strips, the last of which ends with the page, and where the space for the first begins."""
    found: list[MadeUpStrip] = []
    y = 0.0
    for number, (strip, piece) in enumerate(zip(foot.strips, page.notes, strict=True)):
        if piece:
            lower, continued = bool(found), within(strip.begins, piece.start)
            rows = tuple(strip.rows(piece, here, page_of))
            top = y + strip.rules.height(lower, continued)
            found.append(MadeUpStrip(number, y, top, rows, lower, continued))
            y = top + max(row.top + row.slug.height for row in rows)
    down = measure.height - y
    moved = (replace(one, rule=one.rule + down, top=one.top + down) for one in found)
    return tuple(moved), down


@dataclass(slots=True)
class _Line:
    at: int
    space: float
    """Above it, as it wants it."""
    top: float = 0.0


def _lines(page: Page, text: Sequence[Slug], measure: Measure) -> list[_Line]:
    rows: list[_Line] = []
    y, before = 0.0, -1
    for at in page.head:
        space = max(text[at].margin, text[before].margin_below) if rows else 0.0
        rows.append(_Line(at, space, y + space))
        y, before = y + space + text[at].height, at
    off_grid = len(rows) - 1 if rows else None
    """The first row of those that the grid has been left with."""
    for place, at in enumerate(page.text):
        slug = text[at]
        if place and before == at - 1:
            space = slug.above
        elif rows:
            space = max(text[before].margin_below, slug.margin) + slug.kept
        else:
            space = min(slug.kept + (slug.margin if at == 0 else 0.0), measure.height - slug.height)
        top = y + space
        row = _Line(at, space, top)
        if slug.grid:
            row.top = on_grid(top, measure.grid)
            if off_grid is not None and off_grid > 0:
                for moved in rows[off_grid:]:
                    moved.top += (row.top - top) / 2
            off_grid = None
        elif off_grid is None:
            off_grid = len(rows)
        rows.append(row)
        y, before = row.top + slug.height, at
    return rows


def _spread(rows: list[_Line], text: Sequence[Slug], bottom: float, grid: float) -> None:
    """Put whole lines in where there is space between blocks, the widest first, one at each."""
    lines = int((bottom - rows[-1].top - text[rows[-1].at].height + EPSILON) / grid) if grid else 0
    wide = [place for place, row in enumerate(rows) if place and gains(text[row.at], row.space, grid)]
    if not 0 < lines <= len(wide):
        return
    for place in sorted(wide, key=lambda place: (-rows[place].space, -place))[:lines]:
        for row in rows[place:]:
            row.top += grid
