"""Galleys made up for tests: no type, only lines with their heights, costs and calls."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from emendata.publish.pages.foot import Foot, strips
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley, Measure, Note, Slug
from emendata.publish.pages.strips import Rules
from emendata.publish.series import STANDARD, Series

LINE, NOTE_LINE = 18.0, 14.0
WIDOW, ORPHAN, AVOID = 4000.0, 2500.0, 20000.0


def page(lines: int) -> Measure:
    """A page of so many lines."""
    return Measure(lines * LINE, LINE)


RULES = Rules(10.0, 12.0, 6.0, 8.0)


def foot_of(galley: Galley, series: Sequence[Series] = STANDARD) -> Foot:
    """The strips of its notes."""
    return Foot(galley, strips(galley.notes, series, {one.name: RULES for one in series}))


def notes_on(leaf: Leaf, strip: int = 0) -> list[int]:
    """The slugs of a strip that are on a page, as positions in it."""
    return [at for made in leaf.made.strips if made.strip == strip for row in made.rows for at in row.piece]


def paragraph(lines: int, height: float = LINE, grid: bool = True, above: float = 0.0) -> list[Slug]:
    """Lines that do not like to be alone."""
    slugs = [
        Slug(
            height,
            grid=grid,
            cost=(ORPHAN if at == 1 else 0.0) + (WIDOW if at and at == lines - 1 else 0.0),
            text=f"line {at + 1} of {lines}",
        )
        for at in range(lines)
    ]
    slugs[0].above = slugs[0].margin = slugs[-1].margin_below = above
    return slugs


def head(above: float = 1.5 * LINE, below: float = 0.7 * LINE) -> Slug:
    """A heading; what follows must be told not to leave it: `after_head`."""
    return Slug(0.9 * LINE, above=above, margin=above, margin_below=below, text="head")


def after_head(slugs: list[Slug], below: float = 0.7 * LINE) -> list[Slug]:
    """The first of these stays with the heading before it."""
    slugs[0].cost, slugs[0].above = AVOID, below
    return slugs


def figure(lines: float) -> Slug:
    """A figure with its caption."""
    space = LINE
    return Slug(
        lines * LINE, above=space, margin=space, margin_below=space, floats=True, text=f"figure of {lines}"
    )


def note(lines: int, name: str = "n", series: str = "author") -> Note:
    """A note of so many lines."""
    return Note(name, paragraph(lines, NOTE_LINE, grid=False), series)


def galley(text: list[Slug], notes: list[Note]) -> Galley:
    """A galley in which what follows a figure keeps its distance."""
    for before, slug in itertools.pairwise(text):
        slug.above = max(slug.above, before.margin_below)
    return Galley(text, notes)


@dataclass(frozen=True)
class Random:
    """How wild a random galley is."""

    blocks: int = 12
    longest_paragraph: int = 30
    longest_note: int = 60
    calls_on_a_line: int = 3


@st.composite
def galleys(draw: st.DrawFn, how: Random = Random()) -> Galley:
    """Paragraphs, heads, quotations and figures in any order, with notes of any length."""
    text: list[Slug] = []
    notes: list[Note] = []
    headed = False
    for _ in range(draw(st.integers(1, how.blocks))):
        kind = draw(st.sampled_from(("paragraph", "paragraph", "quotation", "head", "figure")))
        if kind == "head":
            text.append(head())
            if headed:
                after_head(text[-1:])
            headed = True
            continue
        if kind == "figure":
            slugs = [figure(draw(st.integers(1, 7)))]
        elif kind == "quotation":
            slugs = paragraph(draw(st.integers(1, how.longest_paragraph)), 0.85 * LINE, False, 0.5 * LINE)
        else:
            slugs = paragraph(draw(st.integers(1, how.longest_paragraph)))
        for slug in slugs:
            if kind != "figure" and not draw(st.integers(0, 4)):
                called = draw(st.lists(st.integers(1, how.longest_note), max_size=how.calls_on_a_line))
                slug.calls = tuple(range(len(notes), len(notes) + len(called)))
                notes += [note(lines, f"n{len(notes) + at}") for at, lines in enumerate(called)]
        text += after_head(slugs) if headed else slugs
        headed = False
        if not draw(st.integers(0, 9)):
            text[-1].forced = draw(st.sampled_from(("page", "recto", "verso")))
    return galley(text, notes)
