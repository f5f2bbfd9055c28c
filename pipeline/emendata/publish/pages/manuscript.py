"""The manuscript of a book, each piece of which is cut into units anew only where something in it has changed.

Enters: a book and a house style, and what pages say of themselves. Leaves: the units, piece by piece. A piece is a part
of the book, or several where one calls the notes of another. What a part is like is remembered by its source, and how
it is cut by all that its units are made of: besides that its neighbours, the series of notes that there are in
the book, and the pages that it names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree

from emendata.publish.pages import units
from emendata.publish.pages.apart import Workers, digest
from emendata.publish.pages.markup import Draft, copies, draft, fill, frame, relabel, selected
from emendata.publish.pages.told import Told
from emendata.publish.pages.units import Facts, Unit
from emendata.publish.semantic.model import Book
from emendata.publish.style import Style


@dataclass(frozen=True, slots=True)
class Piece:
    """Parts that are cut together."""

    key: str
    """Differs where the units can differ."""
    units: tuple[Unit, ...]


class Manuscript:
    """The parts of a book as they are set."""

    def __init__(self, book: Book, style: Style, workers: Workers) -> None:
        self._workers = workers
        self._copies = copies(book, style)
        self.parts = tuple(copy.part for copy in self._copies)
        self._series, self._selected = book.series, selected(style)
        self._drafts: dict[int, Draft] = {}
        """Those that have been made to be looked at, and not yet been cut."""
        common = repr((self._series, sorted(self._selected)))
        self._keys = [digest("part", common, copy.source()) for copy in self._copies]
        self._facts = [workers.remember(partial(self._looked_at, at), key) for at, key in enumerate(self._keys)]
        used = frozenset[str]().union(*(one.series for one in self._facts))
        self._frame = frame(book, style, used)
        sheets = [sheet.text for sheet in style.sheets.get("print", ())]
        self._whole, self._all_siblings = units.counts(sheets), units.counts_siblings(sheets)
        every = range(len(self._copies))
        self._pieces = [every] if self._whole else list(units.together(self._facts))
        self._common = digest(etree.tostring(self._frame), self._whole, self._all_siblings)

    @property
    def targets(self) -> tuple[str, ...]:
        """What is referred to by its page."""
        return tuple(dict.fromkeys(target for one in self._facts for target in one.targets))

    @property
    def blocks(self) -> frozenset[str]:
        """The ids of blocks: what has one of these begins where a line begins."""
        return frozenset[str]().union(*(one.blocks for one in self._facts))

    def pieces(self, told: Told) -> list[Piece]:
        """All of them; `told` gives the pages and lines that they name."""
        return [self._piece(piece, told) for piece in self._pieces]

    def _looked_at(self, at: int) -> Facts:
        self._drafts[at] = self._draft(at)
        return units.facts(self._drafts[at])

    def _draft(self, at: int) -> Draft:
        return draft(self._copies[at], self._series, self._selected)

    def _piece(self, piece: range, told: Told) -> Piece:
        own = [self._facts[at] for at in piece]
        stand_ins = [one.stand_in for one in self._facts]
        before, after = stand_ins[: piece.start], stand_ins[piece.stop :]
        if not self._all_siblings:
            before, after = before[-1:], after[:1]
        keys = [self._keys[at] for at in piece]
        key = digest("piece", self._common, keys, before, after, *(_told(one, told) for one in own))
        return Piece(key, self._workers.remember(partial(self._cut, piece, before, after, told), key))

    def _cut(self, piece: range, before: Sequence[bytes], after: Sequence[bytes], told: Told) -> tuple[Unit, ...]:
        # Cutting uses drafts up.
        drafts = [self._drafts.pop(at) if at in self._drafts else self._draft(at) for at in piece]
        for one in drafts:
            fill(one, told.pages, told.lines)
            relabel(one, told.labels)
        if self._whole:
            return (units.whole(self._frame, drafts),)
        return tuple(units.units(self._frame, drafts, before, after, all_siblings=self._all_siblings))


def _told(facts: Facts, told: Told) -> object:
    """What a part is told."""
    pages = [(told.pages.get(target), told.lines.get(target)) for target in facts.targets]
    labels = sorted((told.labels.keys() & facts.outside) | (told.labels.keys() & facts.notes))
    return pages, [(name, told.labels[name]) for name in labels]
