"""A TEI element whose contents are read already: attributes and parts in, what its node is made of out.

Whatever an element holds that nobody asked for becomes a problem with its line; nothing is dropped in
silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar, cast, get_args

from lxml import etree

from emendata.diagnostics import Diagnostic, Place
from emendata.document.model import Block, Blocks, Inline, Inlines, Note, Paragraph, Text
from emendata.document.tei import names

T = TypeVar("T")

TEI = "{" + names.NAMESPACE + "}"

INLINES = frozenset(get_args(Inline))
BLOCKS = frozenset(get_args(Block))

Part: TypeAlias = object
"""Character data as `str`, or whatever the element's reader made of it."""


@dataclass(slots=True)
class Reading:
    """What reading one file has brought to light so far."""

    name: str
    problems: list[Diagnostic] = field(default_factory=list)
    notes: list[tuple[int, Note, str]] = field(default_factory=list)
    """Each with its position in the file and the id of the note it follows, where it says so."""
    emendations: set[str] = field(default_factory=set)
    """Ids of the emendations."""
    remarks: dict[str, str] = field(default_factory=dict)
    """Id of an emendation → the remark on it, from the header."""

    def problem(self, code: str, at: etree._Element, message: str, hint: str = "") -> None:
        """Something stands in the file that cannot be read."""
        place = Place(self.name, line(at))
        self.problems.append(Diagnostic(code, "error", place, message, hint))


def line(element: etree._Element) -> int:
    """The line of its start tag."""
    return cast(int | None, element.sourceline) or 0


def local(element: etree._Element) -> str:
    """The element's name as people write it."""
    return etree.QName(element).localname


def with_prefix(attribute: str) -> str:
    """The attribute's name as people write it."""
    return attribute.replace(names.XML, "xml:")


class Element:
    """One element, its parts read."""

    __slots__ = ("_attributes", "_parts", "_reading", "_xml", "position")

    def __init__(
        self,
        xml: etree._Element,
        parts: list[tuple[Part, etree._Element]],
        position: int,
        reading: Reading,
    ) -> None:
        self._xml = xml
        self._parts = parts
        self._reading = reading
        self.position = position
        """How many elements begin before it."""

    # -- attributes

    def string(self, name: str) -> str:
        """An attribute that holds any string."""
        return self._xml.get(name) or ""

    def has(self, name: str) -> bool:
        """Whether it has the attribute."""
        return name in self._xml.attrib

    def word(self, name: str, default: str = "") -> str:
        """An attribute that holds words."""
        value = self._xml.get(name)
        return default if value is None else names.unencoded(value)

    @property
    def name(self) -> str:
        """Its name."""
        return local(self._xml)

    @property
    def parent(self) -> str:
        """The name of the element that it stands in."""
        parent = self._xml.getparent()
        return "" if parent is None else local(parent)

    def pointers(self, name: str) -> tuple[str, ...]:
        """The ids that an attribute points at."""
        return tuple(names.pointed(value) for value in self.string(name).split())

    @property
    def id(self) -> str:
        """``xml:id``."""
        return self._xml.get(names.XML + "id") or ""

    @property
    def lang(self) -> str:
        """``xml:lang``."""
        return self._xml.get(names.XML + "lang") or ""

    def number(self, name: str, default: int, before: str = "") -> int:
        """An attribute that holds a number, with a fixed word before it."""
        value = self._xml.get(name)
        if value is None:
            return default
        number = value.removeprefix(before) if value.startswith(before) else ""
        if re.fullmatch(r"-?[0-9]{1,18}", number):
            return int(number)
        what = f"»{before}« and a number" if before else "a number"
        self.problem("A035", f'{name}="{value}" of <{local(self._xml)}> is not {what}')
        return default

    @property
    def is_filler(self) -> bool:
        """Whether it stands for nothing."""
        if self._xml.get("rend") != names.FILLER:
            return False
        self.nothing()
        return True

    # -- problems

    def problem(self, code: str, message: str, hint: str = "") -> None:
        """There is something wrong with this element."""
        self._reading.problem(code, self._xml, message, hint)

    def misplaced(self, part: Part, at: etree._Element) -> None:
        """The part cannot stand in this element."""
        what = f"text »{part.strip()[:40]}«" if isinstance(part, str) else f"<{local(at)}>"
        self._reading.problem("A036", at, f"{what} cannot stand here in <{local(self._xml)}>")

    # -- parts

    def nothing(self) -> None:
        """It is empty."""
        for part, at in self.members():
            self.misplaced(part, at)

    def text(self) -> str:
        """Its character data, where it may hold nothing else."""
        for part, at in self._parts:
            if not isinstance(part, str):
                self.misplaced(part, at)
        return "".join(part for part, _ in self._parts if isinstance(part, str))

    def inlines(self) -> Inlines:
        """Its running text, every character of it."""
        out: list[Inline] = []
        for part, at in self._parts:
            if isinstance(part, str):
                out.append(Text(part))
            elif type(part) in INLINES:
                out.append(cast(Inline, part))
            else:
                self.misplaced(part, at)
        return tuple(out)

    def last(self, kind: type[T]) -> T | None:
        """Its last part if it is of this kind; no part of it from now on."""
        if self._parts and isinstance(part := self._parts[-1][0], kind):
            self._parts.pop()
            return part
        return None

    def emended(self) -> None:
        """It is an emendation, on which the header may have a remark."""
        self._reading.emendations.add(self.id)

    def noted(self, note: Note, prev: str) -> None:
        """It is this note, which follows the one that `prev` points at."""
        self._reading.notes.append((self.position, note, prev))

    def members(self) -> Iterator[tuple[Part, etree._Element]]:
        """Its parts without the white space between them."""
        for part, at in self._parts:
            if not isinstance(part, str) or part.strip(names.SPACE):
                yield part, at

    def running_or_blocks(self, running: bool) -> tuple[Inlines, Blocks]:
        """Its running text (if it is `running`, or something in it shows that) or its blocks."""
        for part, _ in self.members():
            running = running or isinstance(part, str) or type(part) in INLINES - BLOCKS
        return (self.inlines(), ()) if running else ((), self.blocks())

    def blocks(self) -> Blocks:
        """Its blocks."""
        (blocks,) = self.sorted(BLOCKS)
        return blocks

    def content(self) -> Blocks:
        """Its blocks, or its running text as the only paragraph."""
        for part, _ in self.members():
            if isinstance(part, str) or type(part) in INLINES - BLOCKS:
                return (Paragraph(self.inlines()),)
        return self.blocks()

    def sorted(self, *kinds: Iterable[type], in_order: bool = True) -> list[tuple[Any, ...]]:
        """Its parts by kind, those of the first kind first; with `in_order` they must stand so in the file."""
        found: list[list[Part]] = [[] for _ in kinds]
        last = 0
        for part, at in self.members():
            number = next((number for number, kind in enumerate(kinds) if type(part) in kind), -1)
            if number < last and (number < 0 or in_order):
                self.misplaced(part, at)
            else:
                found[number].append(part)
                last = number
        return [tuple(parts) for parts in found]

    def one(self, kind: type[T], parts: tuple[T, ...]) -> T | None:
        """The only one of the parts, if there is one."""
        if len(parts) > 1:
            what = kind.__name__.strip("_").lower()
            self.problem("A036", f"<{local(self._xml)}> has more than one {what}")
        return parts[0] if parts else None


# ------------------------------------------------------------------------ readers

Reader: TypeAlias = Callable[[Element], Part]

READERS: dict[str, tuple[Reader, frozenset[str]]] = {}
"""By the full name of an element, what makes its node, and the attributes that it looks at."""


def reads(element: str, attributes: str = "") -> Callable[[Reader], Reader]:
    """Declare the reader of an element with these attributes."""

    def register(reader: Reader) -> Reader:
        known = frozenset(name.replace("xml:", names.XML) for name in attributes.split())
        READERS[TEI + element] = (reader, known)
        return reader

    return register
