"""Which sigla stand after a reading: in the order in which witnesses are declared, contracted to groups."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from emendata.document.extents import Extent, Extents, Position
from emendata.document.model import Absence, Attestation, Document, Inlines, Text, Witness
from emendata.document.walk import readings

MAIN = ("manuscript", "edition")
"""Kinds of witnesses that have the whole text, and so must be accounted for."""


@dataclass(frozen=True, slots=True)
class Siglum:
    """One siglum as it is printed."""

    witness: str
    """Id of the witness; it may be one that nobody has declared."""
    text: Inlines
    detail: str = ""
    """What stands after it: ``in marg.``"""


class Sigla:
    """The witnesses of a Document, and where each is extant."""

    def __init__(self, document: Document, extents: Extents) -> None:
        self.witnesses: Mapping[str, Witness] = {w.id: w for w in document.witnesses}
        self._order = {w.id: n for n, w in enumerate(document.witnesses)}
        self._absences = [
            _Stretch(absence.witness, start, end)
            for absence in document.absences
            for start, end in (_stretch(absence, extents),)
            if start < end
        ]
        self._omissions = sorted(_omissions(document, extents), key=lambda stretch: stretch.start)
        self._reach = list(accumulate((stretch.end for stretch in self._omissions), max))
        """How far any of the omissions so far goes."""
        self.main = tuple(w.id for w in document.witnesses if w.kind in MAIN)
        self._groups = sorted(
            (w for w in document.witnesses if w.members),
            key=lambda w: -len(self.members(w.id)),
        )

    def siglum(self, witness: str) -> Inlines:
        """The siglum of a witness as it is printed."""
        declared = self.witnesses.get(witness)
        return declared.siglum if declared and declared.siglum else (Text(witness),)

    def members(self, group: str) -> frozenset[str]:
        """The witnesses that a siglum stands for, those of groups within the group too."""
        found: set[str] = set()
        entered: set[str] = set()
        waiting = [group]
        while waiting:
            name = waiting.pop()
            if name in entered:  # a group may be said to hold itself
                continue
            entered.add(name)
            declared = self.witnesses.get(name)
            if declared and declared.members:
                waiting += declared.members
            else:
                found.add(name)
        return frozenset(found)

    def absent(self, position: Position | None) -> frozenset[str]:
        """The witnesses that have lost the text in this place; a hand has lost what its manuscript has."""
        if position is None or position.region:
            return frozenset()
        gone = {s.witness for s in self._absences if s.start <= position.at < s.end}
        gone |= {w.id for w in self.witnesses.values() if w.of in gone}
        return frozenset(gone)

    def missing(self, extent: Extent | None) -> frozenset[str]:
        """The witnesses that have nothing there: their text is lost, or they omit it with what is around it."""
        if extent is None or extent.start.region:
            return frozenset()
        start, end = extent.start.at, extent.end.at
        found = set(self.absent(extent.start))
        at = bisect_right(self._omissions, start, key=lambda stretch: stretch.start) - 1
        while at >= 0 and self._reach[at] >= end:
            one = self._omissions[at]
            if one.end >= end and (one.start, one.end) != (start, end):
                found.add(one.witness)
            at -= 1
        return frozenset(found)

    def manuscript(self, witness: str) -> str:
        """The manuscript that a hand wrote in; of everything else the witness itself."""
        declared = self.witnesses.get(witness)
        return declared.of if declared and declared.of else witness

    def accounted(self, attested: Iterable[Attestation]) -> frozenset[str]:
        """The main witnesses that are named, by themselves, by a hand or by a group."""
        named = {member for one in attested for member in self.members(one.witness)}
        return frozenset(named | {self.manuscript(name) for name in named})

    def silent(self, attested: Iterable[Attestation], absent: Collection[str]) -> tuple[str, ...]:
        """The main witnesses that nobody names in a place: where the others are named, these have the rest.

        A manuscript of which one hand alone is named has something else itself.
        """
        named = {member for one in attested for member in self.members(one.witness)}
        hands = Counter(self.manuscript(name) for name in named if self.manuscript(name) != name)
        return tuple(
            name
            for name in self.main
            if name not in named and name not in absent and hands.get(name, 0) < 2
        )

    def ordered(self, attested: Sequence[Attestation]) -> tuple[Attestation, ...]:
        """In the order in which witnesses are declared, those that are not last."""
        last = len(self._order)
        return tuple(sorted(attested, key=lambda one: self._order.get(one.witness, last)))

    def printed(
        self, attested: Sequence[Attestation], absent: Collection[str], groups: bool = True
    ) -> tuple[Siglum, ...]:
        """The sigla in their order; with `groups` one stands for all of a group's members that are extant."""
        attested = self.ordered(attested)
        if groups:
            attested = self.ordered(self._contracted(attested, absent))
        return tuple(Siglum(one.witness, self.siglum(one.witness), one.detail) for one in attested)

    def _contracted(
        self, attested: Sequence[Attestation], absent: Collection[str]
    ) -> Sequence[Attestation]:
        for group in self._groups:
            # whoever has a detail of its own must be named
            plain = {one.witness for one in attested if not one.detail}
            members = {name for name in self.members(group.id) if name not in absent}
            named = {one.witness for one in attested}
            if len(members) > 1 and members <= plain and group.id not in named:
                attested = [one for one in attested if one.witness not in members]
                attested.append(Attestation(group.id))
        return attested


@dataclass(frozen=True, slots=True)
class _Stretch:
    witness: str
    start: int
    end: int


def _omissions(document: Document, extents: Extents) -> Iterator[_Stretch]:
    """Where a witness leaves out several words, so that it has nothing for an entry on some of them."""
    for entry in document.entries:
        omitted = [one for one in readings(entry.readings) if one.kind == "omission" and one.attested]
        extent = extents.between(entry.start, entry.end) if omitted else None
        if extent is None or extent.start.region or len(extent.text.split()) < 2:
            continue
        for attestation in (one for reading in omitted for one in reading.attested if not one.detail):
            yield _Stretch(attestation.witness, extent.start.at, extent.end.at)


_END = 1 << 62


def _stretch(absence: Absence, extents: Extents) -> tuple[int, int]:
    """Where in the text an absence begins and ends; nowhere if its anchors are not in the text."""
    ends: list[int] = []
    for anchor, otherwise in ((absence.start, 0), (absence.end, _END)):
        position = extents.positions.get(anchor)
        if not anchor:
            ends.append(otherwise)
        elif position is None or position.region:
            return 0, 0
        else:
            ends.append(position.at)
    return ends[0], ends[1]
