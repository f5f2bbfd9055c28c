"""Divide the pages into gatherings: runs of pages that have nothing on them that begins or goes on elsewhere.

Enters: the galley, and the pages made of it. Leaves: the gatherings. What is true of one depends on nothing but the
units that are set on it and where they stand there; so it can be remembered, and need not be looked at again when
something changes in another. A gathering begins where a stretch does, if a unit begins there too, and all
that was called and all that is referred to before has come to its end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from emendata.publish.pages.apart import digest_of_plain
from emendata.publish.pages.foot import Foot
from emendata.publish.pages.joined import Joined
from emendata.publish.pages.numbers import LineNumbers
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.running import SetLine
from emendata.publish.pages.slugs import Galley
from emendata.publish.pages.strips import Row

LEAST = 16
"""Pages in a gathering, but for the last."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A run of pages, and what is on them."""

    leaves: range
    units: range
    text: range
    """Indices into `Galley.text`."""
    notes: range
    """Indices into `Galley.notes`."""
    strips: tuple[range, ...]
    """Of each strip, the positions."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A gathering as it is laid out."""

    gathering: Gathering
    key: str = ""
    """A hash of all that stands on its pages and where, and what its lines and pages are called. None where that is
    not only what its units are: in columns, which are put together from several."""
    counted: int = 0
    """How many lines of the text come before it, since the count began."""


def whole(galley: Galley, foot: Foot, leaves: Sequence[Leaf]) -> Gathering:
    """All pages as one."""
    text, notes = range(len(galley.text)), range(len(galley.notes))
    return Gathering(range(len(leaves)), range(0), text, notes, tuple(map(range, foot.begins, foot.ends)))


@dataclass(frozen=True, slots=True)
class _Cut:
    leaf: int
    unit: int
    text: int
    notes: int
    strips: tuple[int, ...]


def gatherings(made: Joined, foot: Foot, leaves: Sequence[Leaf]) -> list[Gathering]:
    """The gatherings, in their order."""
    galley = made.galley
    end = _Cut(len(leaves), len(made.borders), len(galley.text), len(galley.notes), foot.ends)
    cuts = [*_cuts(made, foot, leaves), end]
    return [
        Gathering(
            range(one.leaf, other.leaf),
            range(one.unit, other.unit),
            range(one.text, other.text),
            range(one.notes, other.notes),
            tuple(map(range, one.strips, other.strips)),
        )
        for one, other in pairwise(cuts)
    ]


def _cuts(made: Joined, foot: Foot, leaves: Sequence[Leaf]) -> Iterator[_Cut]:
    cut = _Cut(0, 0, 0, 0, foot.begins)
    yield cut
    if made.rearranged:
        return
    # Of units in which nothing is to be seen, only the last can be that whose text begins here.
    begun = {border.text: at for at, border in enumerate(made.borders)}
    lemmas = _Lemmas(made)
    positions = list(foot.begins)
    seen, last = 0, -1
    for at, leaf in enumerate(leaves):
        start = leaf.extent.start
        if leaf.opening and at - cut.leaf >= LEAST and start in begun and seen == start > last:
            unit = begun[start]
            notes = made.borders[unit].notes
            if lemmas.apart(notes, start) and positions == [_position(foot, n, notes) for n in range(len(positions))]:
                cut = _Cut(at, unit, start, notes, tuple(positions))
                yield cut
        seen += len(leaf.made.text)
        last = max(last, *(index for index, _ in leaf.made.text), -1)
        for strip in leaf.made.strips:
            positions[strip.strip] = strip.rows[-1].piece.stop


def _position(foot: Foot, strip: int, notes: int) -> int:
    """Where in a strip the first note stands of those from `notes` on."""
    one = foot.strips[strip]
    return one.begins[bisect_left(one.notes, notes)]


class _Lemmas:
    """Where the lemmata of entries stand."""

    def __init__(self, made: Joined) -> None:
        entries = [(at, note.lemma) for at, note in enumerate(made.galley.notes) if note.lemma]
        self._entries = [at for at, _ in entries]
        self._last = [-1, *accumulate((lemma.last for _, lemma in entries), max)]
        first = accumulate((lemma.first for _, lemma in reversed(entries)), min)
        self._first = [*reversed([len(made.galley.text), *first])]

    def apart(self, notes: int, text: int) -> bool:
        """Do those of the notes before `notes` stand before the slug `text`, and the others not?"""
        at = bisect_left(self._entries, notes)
        return self._last[at] < text <= self._first[at]


def laid(made: Joined, foot: Foot, leaves: Sequence[Leaf], numbers: LineNumbers) -> list[Laid]:
    """The gatherings, as these pages lay them out."""
    series = repr([strip.series for strip in foot.strips])
    found = []
    for one in gatherings(made, foot, leaves):
        counted = numbers.before(one.text.start) if one.text else 0
        key = "" if made.rearranged else _key(made, leaves, one, counted, series)
        found.append(Laid(one, key, counted))
    return found


def _key(made: Joined, leaves: Sequence[Leaf], one: Gathering, counted: int, series: str) -> str:
    pages = [_page(leaf, one) for leaf in leaves[one.leaves.start : one.leaves.stop]]
    units = [border.unit.contents.digest for border in made.borders[one.units.start : one.units.stop]]
    return digest_of_plain((series, units, pages, counted, one.leaves.start % 2))


def _page(leaf: Leaf, one: Gathering) -> tuple[object, ...]:
    first = one.text.start
    text = [(at - first, top) for at, top in leaf.made.text]
    strips = [
        (
            made.strip,
            (made.rule, made.top, made.lower, made.continued),
            made.rows[0].piece.start - one.strips[made.strip].start,
            [_row(row) for row in made.rows],
        )
        for made in leaf.made.strips
    ]
    begins = leaf.extent.start - first
    return text, strips, begins, leaf.made.crowded, leaf.folio, leaf.blank, leaf.number, leaf.style, leaf.side


def _row(row: Row) -> tuple[object, ...]:
    place = row.top, row.column, len(row.piece)
    line = row.slug.handle
    if not isinstance(line, SetLine):
        return place
    labels = [(placed.label, placed.last) for placed in line.units]
    return *place, row.slug.height, line.natural, line.full, labels
