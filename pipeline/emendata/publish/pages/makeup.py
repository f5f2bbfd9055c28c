"""Make up a page: say how far down each slug stands.

Enters: a planned page. Leaves: its slugs with their tops, measured from the top of the text block.
Text stands on the grid; what does not fit the grid (heads, quotations, figures) shares out the rest
of its last line above and below itself. The notes stand at the foot. A page without notes that lacks
a line or two has them put in at such places, so that facing pages end on the same line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emendata.publish.pages.breaks import Page
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.slugs import EPSILON, Measure, Slug, on_grid


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A page with the place of everything on it."""

    text: tuple[tuple[int, float], ...]
    """Index and top of each slug of the text, figures at the head included."""
    notes: tuple[tuple[int, float], ...]
    """Index in the strip of notes, and top."""
    rule: float | None
    """Where the space for the rule above the notes begins."""
    continued: bool
    """Do the notes begin with the rest of one of the page before?"""
    crowded: bool


def made_up(page: Page, text: Sequence[Slug], foot: Foot, measure: Measure, *, last: bool) -> MadeUp:
    """The page with its places; the last page of a stretch keeps its empty lines below."""
    rows = _rows(page, text, measure)
    start, end = page.notes.start, page.notes.stop
    continued = end > start and foot.within(start)
    rule_height = (measure.rule_continued if continued else measure.rule) if end > start else 0.0
    notes_top = measure.height - foot.height(start, end)
    if not last and rows:
        _spread(rows, text, notes_top - rule_height, measure.grid)
    return MadeUp(
        tuple((row.at, row.top) for row in rows),
        tuple((at, notes_top + foot.top(start, at)) for at in page.notes),
        notes_top - rule_height if end > start else None,
        continued,
        page.crowded,
    )


@dataclass(slots=True)
class _Row:
    at: int
    space: float
    """Above it, as it wants it."""
    top: float = 0.0


def _rows(page: Page, text: Sequence[Slug], measure: Measure) -> list[_Row]:
    rows: list[_Row] = []
    y, before = 0.0, -1
    for at in page.head:
        space = max(text[at].margin, text[before].margin_below) if rows else 0.0
        rows.append(_Row(at, space, y + space))
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
        row = _Row(at, space, top)
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


def _spread(rows: list[_Row], text: Sequence[Slug], bottom: float, grid: float) -> None:
    """Put whole lines in where there is space between blocks, the widest first, one at each."""
    lines = int((bottom - rows[-1].top - text[rows[-1].at].height + EPSILON) / grid) if grid else 0
    wide = [place for place, row in enumerate(rows) if place and row.space > grid * 0.4]
    if not 0 < lines <= len(wide):
        return
    for place in sorted(wide, key=lambda place: (-rows[place].space, -place))[:lines]:
        for row in rows[place:]:
            row.top += grid
