"""Galleys with many series of notes, and notes called within notes, made from a seed.

A seed makes a long text in no time; hypothesis chooses the seeds.
"""

from __future__ import annotations

from random import Random

from emendata.publish.pages.slugs import Galley, Note, Slug
from emendata.publish.series import Series

from .galleys import LINE, NOTE_LINE, after_head, figure, galley, head, paragraph

SIX = (
    Series("one", order=1),
    Series("two", order=2, layout="two-columns"),
    Series("three", order=3, layout="three-columns"),
    Series("four", order=4, numbering="letter"),
    Series("five", order=5, layout="two-columns", rule="none"),
    Series("six", order=6),
)
"""Six series at the foot of one page."""


def wild(seed: int, blocks: int = 20, calls: float = 0.15, longest: int = 12, nested: float = 0.2) -> Galley:
    """A text of so many blocks; of its lines, `calls` call notes, and of the lines of notes, `nested` do.

    The notes are in the order of their calls, and one first called in a note stands after that one.
    """
    chance = Random(seed)
    notes: list[Note] = []

    def call(depth: int) -> int:
        at = len(notes)
        lines = chance.randint(1, longest) if chance.random() < 0.95 else chance.randint(1, longest * 12)
        made = Note(f"n{at}", paragraph(lines, NOTE_LINE, grid=False), chance.choice(SIX).name, depth > 0)
        notes.append(made)
        for slug in made.slugs:
            if chance.random() < nested / lines / (depth + 1):
                slug.calls = tuple(call(depth + 1) for _ in range(chance.randint(1, 3)))
        return at

    text: list[Slug] = []
    for _ in range(blocks):
        kind = chance.choice(("paragraph", "paragraph", "paragraph", "quotation", "head", "figure"))
        if kind == "head":
            text.append(head())
        slugs = [figure(chance.randint(1, 7))]
        if kind == "quotation":
            slugs = paragraph(chance.randint(1, 20), 0.85 * LINE, False, 0.5 * LINE)
        elif kind != "figure":
            slugs = paragraph(chance.randint(1, 30))
        for slug in slugs:
            if not slug.floats and chance.random() < calls:
                called = [call(0) for _ in range(chance.randint(1, 4))]
                if notes and chance.random() < 0.1:
                    called.append(chance.randrange(len(notes)))  # called a second time
                slug.calls = tuple(sorted(set(called)))
        text += after_head(slugs) if kind == "head" else slugs
        if chance.random() < 0.05:
            text[-1].forced = chance.choice(("page", "recto", "verso"))
    return galley(text, notes)
