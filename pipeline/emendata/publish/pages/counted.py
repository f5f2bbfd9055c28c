"""Number the notes of each page: those of series whose count begins anew there.

Enters: pages. Leaves: the label of each note. A note has its number from the page that it begins on, and its call
is set before that page is known; so the pages are set again with the labels that they gave. A label that
has once been longer is kept that long, filled up with spaces of the width of a figure: so what is set can only
grow, and cannot go back and forth between two states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emendata.publish.labels import label
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley

FIGURE_SPACE = "\u2007"


def labels(galley: Galley, foot: Foot, leaves: Sequence[Leaf]) -> dict[str, str]:
    """The label of each note that is numbered by the page, by its id."""
    found: dict[str, str] = {}
    for leaf in leaves:
        for made in leaf.made.strips:
            strip = foot.strips[made.strip]
            if not (strip.series.counted and strip.series.restart == "page"):
                continue
            start, stop = made.rows[0].piece.start, made.rows[-1].piece.stop
            begun = [note for note, at in zip(strip.notes, strip.begins, strict=False) if start <= at < stop]
            for number, note in enumerate(begun, start=1):
                found[galley.notes[note].id] = label(number, strip.series.numbering)
    return found


def widened(now: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """The labels as they are set: none shorter than it was before."""
    return {note: text.ljust(len(before.get(note, "")), FIGURE_SPACE) for note, text in now.items()}
