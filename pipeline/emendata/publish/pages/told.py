"""Say what the text can only say when its pages are known.

Enters: pages. Leaves: the folio and the line of all that is referred to, and the labels of notes that are numbered by
the page. What is said is set before the page is known that it comes from; so the pages are set again with what
they gave. What has once been longer is kept that long, filled up with spaces of the width of a figure: so what
is set can only grow, and cannot go back and forth between two states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emendata.publish.labels import label
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley

FIGURE_SPACE = "\u2007"


@dataclass(frozen=True, slots=True)
class Told:
    """What pages say of themselves, by ids."""

    pages: Mapping[str, str] = field(default_factory=dict)
    """The folio of the page on which something stands or begins."""
    lines: Mapping[str, str] = field(default_factory=dict)
    """The number of the line of the text in which it does."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of notes that are numbered by the page."""

    def widened(self, before: Told) -> Told:
        """The same, nothing shorter than it was before."""
        pairs = ((self.pages, before.pages), (self.lines, before.lines), (self.labels, before.labels))
        return Told(*(_widened(*pair) for pair in pairs))


def lines(galley: Galley, leaves: Sequence[Leaf], numbers: LineNumbers) -> dict[str, str]:
    """The number of the line in which something begins, by its id."""
    return {
        name: number
        for leaf in leaves
        for at, _ in leaf.made.text
        if galley.text[at].ids and (number := numbers.of(at, leaf.extent.start))
        for name in galley.text[at].ids
    }


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


def _widened(now: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    return {name: text.ljust(len(before.get(name, "")), FIGURE_SPACE) for name, text in now.items()}
