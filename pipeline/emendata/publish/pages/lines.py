"""Say what is printed where: the lines of every page as text, for whoever compares two printings.

Enters: the galley and the pages made of it. Leaves: a `Printed` for each page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emendata.publish.pages.foot import Foot
from emendata.publish.pages.markup import Part
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley, Slug

DIVIDED = "\u00ad"
"""Stands at the end of a line in place of the hyphen of a divided word."""
_ADDED = ("contents", "editorial", "apparatus", "sigla-list", "conspectus", "index")
"""Parts of the book that are no part of the text."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A page: its folio, the lines of its text from the top, and those of its notes with the note's id."""

    folio: str
    lines: tuple[tuple[str, bool], ...]
    """Each with whether it is of the text, and not of what the edition adds."""
    notes: tuple[tuple[str, str], ...]


def printed(galley: Galley, foot: Foot, leaves: Sequence[Leaf], parts: Sequence[Part]) -> tuple[Printed, ...]:
    """Every page, blank ones included; what has no characters is no line."""
    pages = []
    for leaf in leaves:
        slugs = [galley.text[at] for at, _ in leaf.made.text]
        lines = tuple(
            (_characters(slug), parts[slug.section].kind not in _ADDED) for slug in slugs if slug.text
        )
        notes = tuple(
            (galley.notes[foot.strips[strip.strip].note(row.piece.start)].id, _characters(row.slug))
            for strip in leaf.made.strips
            for row in strip.rows
            if row.slug.text
        )
        pages.append(Printed(leaf.folio, lines, notes))
    return tuple(pages)


def _characters(slug: Slug) -> str:
    return slug.text[:-1] + DIVIDED if slug.hyphen else slug.text
