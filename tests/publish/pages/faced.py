"""Galleys of a text and its translation, made up for tests."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from emendata.publish.pages.slugs import Galley, Slug
from emendata.publish.pages.spreads import Region

from .galleys import after_head, galley, head, note, paragraph

Calls = dict[int, int]
"""By the line that calls it, how many lines a note has."""


@dataclass(frozen=True)
class Segment:
    """One side of a segment: its lines, its notes, and whether a heading stands above it or it begins a page."""

    lines: int
    calls: Calls
    headed: bool = False
    forced: str = ""


@dataclass(frozen=True)
class Faced:
    """A galley with a region of facing pages."""

    galley: Galley
    region: Region


def faced(text: list[Segment], translation: list[Segment], before: int = 0, after: int = 0) -> Faced:
    """The galley of both, with so many lines before and after."""
    slugs: list[Slug] = paragraph(before) if before else []
    notes = []
    begins: list[list[int]] = []
    for side, series in ((text, "author"), (translation, "translator")):
        begins.append([])
        for segment in side:
            begins[-1].append(len(slugs))
            made = paragraph(segment.lines)
            for line, lines in sorted(segment.calls.items()):
                made[line].calls = (len(notes),)
                notes.append(note(lines, f"n{len(notes)}", series))
            if segment.headed:
                made = [head(), *after_head(made)]
            made[0].forced = segment.forced
            slugs += made
    start, middle, end = before, begins[1][0], len(slugs)
    slugs += paragraph(after) if after else []
    return Faced(galley(slugs, notes), Region(start, middle, end, tuple(zip(*begins, strict=True))))


@st.composite
def segments(draw: st.DrawFn, longest: int, longest_note: int) -> Segment:
    lines = draw(st.integers(1, longest))
    calls = draw(
        st.dictionaries(st.integers(0, lines - 1), st.integers(1, longest_note), max_size=min(lines, 3))
    )
    forced = "page" if draw(st.integers(0, 19)) == 7 else ""
    return Segment(lines, calls, not draw(st.integers(0, 4)), forced)


@st.composite
def regions(draw: st.DrawFn, longest: int = 30, longest_note: int = 8, most: int = 16) -> Faced:
    """Texts with translations that are shorter or longer, segment by segment."""
    text = draw(st.lists(segments(longest, longest_note), min_size=1, max_size=most))
    translation = [draw(segments(longest, longest_note)) for _ in text]
    return faced(text, translation, draw(st.integers(0, 30)), draw(st.integers(0, 30)))
