"""Say what the pieces of text on the pages are: the structure tree of a tagged PDF.

Enters: parts (paragraphs, notes, links …) and, piece by piece in the order of reading, which part each piece
of a page belongs to. Leaves: the objects of the structure tree. ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1).

The tree is in the order of reading, whatever page a piece is on. A note stands at the end of the paragraph
that it is called in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

INLINE = frozenset(("Span", "Link", "Reference", "Lbl", "Quote", "Code"))
"""Roles within a line."""
_CELLS = ("TH", "TD")
_HEADING = re.compile(r"H([1-6])$")


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
    """The structure tree in the making."""

    def __init__(
        self, objects: Objects, parts: Mapping[str, Part], callers: Mapping[str, str], pages: int
    ) -> None:
        """`callers` are the keys of the parts that notes are called in, by the ids of the notes."""
        self._pages = pages
        self._objects, self._parts, self._callers = objects, parts, callers
        self.root, self._document = objects.reserved(), objects.reserved()
        self._elements: dict[str, _Element] = {}
        self._cells: dict[str, list[str]] = {}
        """The cells of each row, those included in which nothing stands."""
        for key, part in parts.items():
            if part.role in _CELLS:
                self._cells.setdefault(part.parent, []).append(key)
        self._top: list[int] = []
        self._pieces: dict[int, dict[int, int]] = {}
        """For each page, the element of each piece by its number."""
        self._annotations: list[int] = []
        self._level = 0
        """Of the last heading."""

    def piece(self, key: str, page: int, number: int) -> None:
        """The piece of this number on a page belongs to a part."""
        element = self._element(key)
        element.kids.append((page, number, b""))
        self._pieces.setdefault(page, {})[number] = element.number

    def annotation(self, key: str, page: int, number: int) -> int:
        """An annotation, an object of this number, belongs to a part; gives the number it must know itself by."""
        element = self._element(key)
        element.kids.append((-1, page, b"<</Type/OBJR/Obj %d 0 R/Pg %%d 0 R>>" % number))
        self._annotations.append(element.number)
        return self._pages + len(self._annotations) - 1

    def _element(self, key: str) -> _Element:
        known = self._elements.get(key)
        if known is None:
            part = self._parts[key]
            parent = self._callers.get(part.note, part.parent) if part.note else part.parent
            kids: list[tuple[int, int, bytes]] | None = None
            above = self._document
            if parent:
                around = self._element(parent)
                if key in self._elements:  # a cell: its row has brought it along
                    return self._elements[key]
                kids, above = around.kids, around.number
            number = self._objects.reserved()
            known = self._elements[key] = _Element(part, number, above)
            if kids is None:
                self._top.append(number)
            else:
                kids.append((-1, -1, b"%d 0 R" % number))
            # A row has as many cells as the others, also where they are empty (ISO 14289-1, 7.2).
            for cell in self._cells.get(key, ()):
                self._element(cell)
        return known

    # ------------------------------------------------------------------- the objects

    def finished(self, page_numbers: Iterable[int]) -> None:
        """Put the tree where it belongs; `page_numbers` are the objects of the pages."""
        objects, pages, on = self._objects, self._pages, list(page_numbers)
        for key, element in self._elements.items():
            objects.put(element.number, self._written(key, element, on))
        kids = b" ".join(b"%d 0 R" % number for number in self._top)
        objects.put(self._document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (self.root, kids))
        numbers = []
        for page in range(pages):
            pieces = self._pieces.get(page, {})
            refs = b" ".join(
                b"%d 0 R" % pieces[at] if at in pieces else b"null"
                for at in range(max(pieces, default=-1) + 1)
            )
            numbers.append(b"%d[%s]" % (page, refs))
        numbers += (b"%d %d 0 R" % (pages + at, number) for at, number in enumerate(self._annotations))
        tree = objects.reserved()
        objects.put(tree, b"<</Nums[%s]>>" % b" ".join(numbers))
        names = sorted((_id(key), e.number) for key, e in self._elements.items() if e.part.note)
        ids = b""
        if names:
            ids = b"/IDTree<</Names[%s]>>" % b" ".join(b"%s %d 0 R" % pair for pair in names)
        objects.put(
            self.root,
            b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d%s>>"
            % (self._document, tree, pages + len(self._annotations), ids),
        )

    def _written(self, key: str, element: _Element, pages: list[int]) -> bytes:
        part = element.part
        role = part.role
        if found := _HEADING.match(role):
            # No level is left out on the way down (ISO 14289-1, 7.4.2).
            self._level = min(int(found[1]), self._level + 1)
            role = f"H{self._level}"
        main = next((page for page, _, _ in element.kids if page >= 0), None)
        kids = []
        for page, number, other in element.kids:
            if page < 0:
                kids.append(other if number < 0 else other % pages[number])
            elif page == main:
                kids.append(b"%d" % number)
            else:
                kids.append(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[page], number))
        entries = [b"/Type/StructElem/S/%s/P %d 0 R" % (role.encode(), element.parent)]
        if main is not None:
            entries.append(b"/Pg %d 0 R" % pages[main])
        if part.lang:
            entries.append(b"/Lang" + _string(part.lang))
        if part.alt:
            entries.append(b"/Alt" + _string(part.alt))
        if part.note:
            entries.append(b"/ID" + _id(key))
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


def block_of(parts: Mapping[str, Part], key: str) -> str:
    """The innermost part around a part, or the part itself, that is no part of a line."""
    while key and parts[key].role in INLINE:
        key = parts[key].parent
    return key


def _id(key: str) -> bytes:
    return _string(key)


def _string(text: str) -> bytes:
    return (
        b"<"
        + (text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")).hex().encode()
        + b">"
    )
