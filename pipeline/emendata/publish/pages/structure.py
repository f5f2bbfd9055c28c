"""Say what the pieces of text on the pages are: the structure tree of a tagged PDF.

Enters: parts (paragraphs, notes, links …) and, piece by piece in the order of reading, which part each piece
of a page belongs to. Leaves: the objects of the structure tree. ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1).

The tree is in the order of reading, whatever page a piece is on. A note stands at the end of the paragraph
that it is called in. Each gathering of pages makes a `Structure` of its own; the `Trunk` are the parts that go on
from one gathering to the next, which are sections, and holds them together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from emendata.publish.pages.terse import terse

INLINE = frozenset(("Span", "Link", "Reference", "Lbl", "Quote", "Code"))
"""Roles within a line."""
_SHARED = "s."
_CELLS = ("TH", "TD")
_HEADING = re.compile(r"H([1-6])$")


@terse
@dataclass(frozen=True, slots=True)
class Part:
    """An element of the structure."""

    role: str
    """As in ISO 32000-1, 14.8.4."""
    parent: str
    """The key of the part that it is in; ``""`` for the document."""
    lang: str = ""
    """If it is another than around it."""
    alt: str = ""
    """What a picture shows."""
    note: str = ""
    """The id of a note, for a note."""
    scope: str = ""
    """``Row`` or ``Column``, for a cell that is the head of one."""
    columns: int = 1
    rows: int = 1
    """Of a cell."""


class Objects(Protocol):
    """Where objects of a PDF are put."""

    def reserved(self) -> int:
        """The number of an object that is to come."""

    def put(self, number: int, data: bytes) -> None:
        """The object of a reserved number."""


@dataclass(slots=True)
class _Element:
    part: Part
    number: int
    parent: int
    kids: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Page and number of a piece, or -1, a number and what it is."""


class Structure:
    """The structure of a gathering in the making."""

    def __init__(
        self,
        objects: Objects,
        parts: Mapping[str, Part],
        callers: Mapping[str, str],
        trunk: Mapping[str, int],
        pages: Sequence[int],
        first: int = 0,
        level: int = 0,
    ) -> None:
        """`callers` are the keys of the parts that notes are called in, by the ids of the notes.

        `trunk` are the objects of the parts of the `Trunk` by their keys; that of the document is ``""``. `pages`
        are the objects of the pages, of which the first knows itself by the number `first`, and `level` is that of
        the last heading before them.
        """
        self._objects, self._parts, self._callers, self._trunk = objects, parts, callers, trunk
        self._pages, self._first, self._level = pages, first, level
        self.above: list[tuple[str, bytes]] = []
        """What belongs to parts of the trunk: their keys, and what it is."""
        self.notes: list[tuple[bytes, int]] = []
        """The names of notes, and their elements."""
        self._elements: dict[str, _Element] = {}
        self._cells: dict[str, list[str]] = {}
        """The cells of each row, those included in which nothing stands."""
        for key, part in parts.items():
            if part.role in _CELLS:
                self._cells.setdefault(part.parent, []).append(key)
        self._pieces: list[dict[int, int]] = [{} for _ in pages]
        """For each page, the element of each piece by its number."""
        self._annotations: list[int] = []

    def piece(self, key: str, page: int, number: int) -> None:
        """The piece of this number on a page belongs to a part."""
        if key in self._trunk:
            self.above.append((key, _elsewhere(self._pages[page], number)))
            self._pieces[page][number] = self._trunk[key]
        else:
            element = self._element(key)
            element.kids.append((page, number, b""))
            self._pieces[page][number] = element.number

    def annotation(self, key: str, page: int, number: int) -> int:
        """An annotation, an object of this number, belongs to a part; gives the number it must know itself by."""
        kid = b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (number, self._pages[page])
        if key in self._trunk:
            self.above.append((key, kid))
            self._annotations.append(self._trunk[key])
        else:
            element = self._element(key)
            element.kids.append((-1, -1, kid))
            self._annotations.append(element.number)
        return self._first + len(self._pages) + len(self._annotations) - 1

    def _element(self, key: str) -> _Element:
        known = self._elements.get(key)
        if known is None:
            part = self._parts[key]
            parent = self._callers.get(part.note, part.parent) if part.note else part.parent
            kids: list[tuple[int, int, bytes]] | None = None
            if parent in self._trunk:
                above = self._trunk[parent]
            else:
                around = self._element(parent)
                if key in self._elements:  # a cell: its row has brought it along
                    return self._elements[key]
                kids, above = around.kids, around.number
            number = self._objects.reserved()
            known = self._elements[key] = _Element(part, number, above)
            if kids is None:
                self.above.append((parent, b"%d 0 R" % number))
            else:
                kids.append((-1, -1, b"%d 0 R" % number))
            # A row has as many cells as the others, also where they are empty (ISO 14289-1, 7.2).
            for cell in self._cells.get(key, ()):
                self._element(cell)
        return known

    # ------------------------------------------------------------------- the objects

    def finished(self) -> tuple[int, int, int]:
        """Put the elements where they belong; gives the leaf of the tree of parents, its first and its last number."""
        objects = self._objects
        for key, element in self._elements.items():
            objects.put(element.number, self._written(key, element))
            if element.part.note:
                self.notes.append((_string(key), element.number))
        numbers = []
        for at, pieces in enumerate(self._pieces, start=self._first):
            refs = b" ".join(
                b"%d 0 R" % pieces[piece] if piece in pieces else b"null"
                for piece in range(max(pieces, default=-1) + 1)
            )
            numbers.append(b"%d[%s]" % (at, refs))
        after = self._first + len(numbers)
        numbers += (b"%d %d 0 R" % pair for pair in enumerate(self._annotations, start=after))
        leaf, last = objects.reserved(), self._first + len(numbers) - 1
        objects.put(leaf, b"<</Limits[%d %d]/Nums[%s]>>" % (self._first, last, b" ".join(numbers)))
        return leaf, self._first, last

    def _written(self, key: str, element: _Element) -> bytes:
        part = element.part
        role = part.role
        if found := _HEADING.match(role):
            # No level is left out on the way down (ISO 14289-1, 7.4.2).
            self._level = below(self._level, int(found[1]))
            role = f"H{self._level}"
        main = next((page for page, _, _ in element.kids if page >= 0), None)
        kids = []
        for page, number, other in element.kids:
            if page < 0:
                kids.append(other)
            elif page == main:
                kids.append(b"%d" % number)
            else:
                kids.append(_elsewhere(self._pages[page], number))
        entries = [b"/Type/StructElem/S/%s/P %d 0 R" % (role.encode(), element.parent)]
        if main is not None:
            entries.append(b"/Pg %d 0 R" % self._pages[main])
        entries.append(_said(part))
        if part.note:
            entries.append(b"/ID" + _string(key))
        attributes = b""
        if part.scope:
            attributes += b"/Scope/" + part.scope.encode()
        if part.columns > 1:
            attributes += b"/ColSpan %d" % part.columns
        if part.rows > 1:
            attributes += b"/RowSpan %d" % part.rows
        if attributes:
            entries.append(b"/A<</O/Table%s>>" % attributes)
        entries.append(b"/K[%s]" % b" ".join(kids))
        return b"<<" + b"".join(entries) + b">>"


def shared(name: str) -> str:
    """The key of a part that several units have in common."""
    return _SHARED + name


def is_shared(key: str) -> bool:
    """Does a part go on from one unit to another? Keys of others begin with the digits of a hash."""
    return key.startswith(_SHARED)


def headings(parts: Mapping[str, Part], pieces: Iterable[str]) -> list[int]:
    """The levels of the headings that pieces belong to, by the keys of their parts, in the same order."""
    found: dict[str, int] = {}
    for key in pieces:
        while key:
            if level := heading(parts[key]):
                found[key] = level
            key = parts[key].parent
    return list(found.values())


def heading(part: Part) -> int:
    """The level of a heading; 0 for other parts."""
    found = _HEADING.match(part.role)
    return int(found[1]) if found else 0


def below(level: int, wanted: int) -> int:
    """The level that a heading gets after one of that level."""
    return min(wanted, level + 1)


class Trunk:
    """The document, and the parts of it that gatherings have in common."""

    def __init__(self, parts: Mapping[str, Part], numbers: Mapping[str, int], root: int) -> None:
        """`numbers` are their objects by their keys; that of the document is ``""``. `root` is that of the tree."""
        self._parts, self._numbers, self._root = parts, numbers, root
        self._kids: dict[str, list[bytes]] = {"": []}

    def add(self, key: str, kid: bytes) -> None:
        """Something belongs to a part."""
        if key not in self._kids:
            self.add(self._parts[key].parent, b"%d 0 R" % self._numbers[key])
            self._kids[key] = []
        self._kids[key].append(kid)

    def written(self) -> dict[int, bytes]:
        """The objects by their numbers; a part in which nothing stands is no object."""
        return {number: self._written(key) for key, number in self._numbers.items()}

    def _written(self, key: str) -> bytes:
        if key not in self._kids:
            return b"null"
        kids = b" ".join(self._kids[key])
        if not key:
            return b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (self._root, kids)
        part = self._parts[key]
        role, above = part.role.encode(), self._numbers[part.parent]
        return b"<</Type/StructElem/S/%s/P %d 0 R%s/K[%s]>>" % (role, above, _said(part), kids)


def _elsewhere(page: int, number: int) -> bytes:
    """A piece on a page that an element is not known to be on."""
    return b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (page, number)


def _said(part: Part) -> bytes:
    lang = b"/Lang" + _string(part.lang) if part.lang else b""
    return lang + b"/Alt" + _string(part.alt) if part.alt else lang


def block_of(parts: Mapping[str, Part], key: str) -> str:
    """The innermost part around a part, or the part itself, that is no part of a line."""
    while key and parts[key].role in INLINE:
        key = parts[key].parent
    return key


def _string(text: str) -> bytes:
    return (
        b"<"
        + (text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")).hex().encode()
        + b">"
    )
