"""What is set in type apart, as plain data that can be sent to another process or kept on disk.

A book is cut into *units* (`units`), each of which is set in type and drawn by itself, in whatever process
has time; what comes back are slugs whose `handle` is `Inked`: the drawing of the slug as PDF operators, in
CSS pixels from its own top. So everything that comes after (dividing into pages, proving, putting
on paper) neither needs WeasyPrint nor knows which process a slug came from.
"""

from __future__ import annotations

import hashlib
import marshal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from emendata.publish.pages.slugs import Note, Slug
from emendata.publish.pages.structure import Part
from emendata.publish.pages.terse import terse

A = TypeVar("A")
T = TypeVar("T")


class Promise(Protocol[T]):  # type: ignore[misc]
    """Something that is being worked out, perhaps elsewhere."""

    def result(self) -> T:
        """Wait for it."""


class Workers(Protocol):
    """Who does what can be done apart. A task is a function that a module names; it is pure."""

    def start(self, task: Callable[[A], T], argument: A) -> Promise[T]:
        """Have it done, when somebody has time. What has a ``key`` need not be done again if it is known."""

    def recall(self, task: Callable[[A], T], key: str) -> Promise[T] | None:
        """What a task returns for an argument with this key, if it is known: so the argument need not be made."""

    def remember(self, make: Callable[[], T], key: str, *, lasting: bool = True) -> T:
        """What `make` returns, unless it is known; it is done here, and depends on nothing but what is in `key`.

        What is not `lasting` is not known to another program: it is as quickly made as it would be read.
        """

    def knows(self, key: str) -> bool:
        """Would `remember` have nothing to do?"""

    def file(self, digest: str) -> bytes | None:
        """A file that came with the result of a task that is known, by its SHA-256."""


@dataclass(frozen=True, slots=True)
class _Done(Promise[T]):
    value: T

    def result(self) -> T:
        return self.value


class Forgetful:
    """Nothing is known from before."""

    __slots__ = ()

    def recall(self, task: Callable[[A], T], key: str) -> None:
        """None: nothing is known here."""

    def remember(self, make: Callable[[], T], key: str, *, lasting: bool = True) -> T:
        """Make it: nothing is known here."""
        return make()

    def knows(self, key: str) -> bool:
        """No: nothing is known here."""
        return False

    def file(self, digest: str) -> bytes | None:
        """None: nothing is known here."""


class Here(Forgetful):
    """Do it at once, in this process."""

    def start(self, task: Callable[[A], T], argument: A) -> Promise[T]:
        """Call it."""
        return _Done(task(argument))


def digest(*parts: object) -> str:
    """A hash of the representation of everything that is given."""
    made = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode()
        made.update(b"%d:" % len(data) + data)
    return made.hexdigest()


def digest_of_plain(value: tuple[Any, ...]) -> str:
    """A hash of numbers, texts, tuples and lists, found out much faster."""
    # Of the second version, because later ones write down which objects are the same and not only equal.
    return digest(marshal.dumps(value, 2))


# ------------------------------------------------------------------- what is drawn


@terse
@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle that leads somewhere; lengths in CSS pixels from the left and the top of its slug."""

    internal: bool
    target: str
    """An id, or an address."""
    box: tuple[float, float, float, float]
    part: str = ""
    """The key of what it is in the structure."""
    says: str = ""
    """Its words."""


@terse
@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline, and where it leads, in CSS pixels from the left and the top of its slug."""

    level: int
    label: str
    x: float
    y: float
    closed: bool


@terse
@dataclass(frozen=True, slots=True)
class Within:
    """A slug's place in a block that has a border or background."""

    frame: str
    """Key of the `Frame`."""
    starts: bool
    ends: bool
    above: float
    """How far the border box of the frame reaches above the slug, if nothing of it comes before on the page."""
    below: float


@terse
@dataclass(frozen=True, slots=True)
class Frame:
    """A block with a border or background, which is drawn anew for each page that has a part of it."""

    x: float
    width: float
    """Of its border box."""
    style: Mapping[str, Any]
    """The properties it is drawn with."""
    sides: Mapping[str, float]
    """Its padding and the widths of its border."""


@terse
@dataclass(slots=True)
class Inked:
    """The drawing of a slug."""

    ink: bytes
    """Operators; names of resources are those of the unit's `Ink`."""
    height: float = 0.0
    links: tuple[Link, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    within: tuple[Within, ...] = ()
    """From the outside in."""
    calls: tuple[str, ...] = ()
    """The ids of the notes that it calls."""
    marks: tuple[str, ...] = ()
    """For each piece of it that is marked in the drawing, by its number: the key of the part that it belongs to."""
    called_in: Mapping[str, str] = field(default_factory=dict)
    """By called note, the key of the part that calls it, if that is not the last one."""


def begin_piece(number: int) -> bytes:
    """Begin a marked piece of a drawing; `numbered` finds these beginnings again."""
    return b"/P <</MCID %d>> BDC" % number


_BEGIN_PIECE = re.compile(rb"^/P <</MCID (\d+)>> BDC$", re.MULTILINE)


def numbered(ink: bytes, first: int) -> bytes:
    """A drawing whose pieces are numbered from `first` on, and not from 0."""
    return _BEGIN_PIECE.sub(lambda found: begin_piece(int(found[1]) + first), ink) if first else ink


@terse
@dataclass(frozen=True, slots=True)
class SpanInk:
    """The drawing of some words of a unit."""

    x: float
    ink: bytes
    part: str
    """The key of the part of the structure that they belong to."""
    sign: bool = False
    """Is it the separator at the end of the unit?"""


@terse
@dataclass(frozen=True, slots=True)
class UnitInk:
    """The drawing of a unit of a running strip, from the left end of its baseline."""

    spans: tuple[SpanInk, ...]
    baseline: float
    """How far below the top of its line that is."""
    links: tuple[Link, ...] = ()
    calls: tuple[str, ...] = ()
    """The ids of the notes that it calls."""
    label: Link | None = None
    """Where the label before it leads, whose place and width are not known yet."""
    label_part: str = ""
    """The key of the part that the label is."""


@terse
@dataclass(frozen=True, slots=True)
class Letter:
    """What labels are made of."""

    width: float
    ink: bytes


@terse
@dataclass(frozen=True, slots=True)
class StripType:
    """What belongs to the strip of a series and not to any of its notes."""

    rules: Mapping[tuple[bool, bool], tuple[float, Inked]]
    """What goes above it, with its height over all: where it is not the first strip, and where it begins with
    the rest of a note."""
    width: float
    """Of its columns."""
    line: float
    """The height of its lines."""
    baseline: float
    """How far below the top of a line its letters stand."""
    justified: bool
    letters: Mapping[str, Letter] = field(default_factory=dict)
    margins: tuple[float, float] = (0.0, 0.0)
    """To the left and to the right, of numbers in the margin."""


@terse
@dataclass(frozen=True, slots=True)
class FontUse:
    """A font as it is used: what has to be known to embed it."""

    hash: str
    """Its name as a resource."""
    file: str
    """SHA-256 of its file."""
    facts: Mapping[str, Any]
    """As WeasyPrint found them out."""
    widths: Mapping[int, int]
    texts: Mapping[int, str]
    """The characters that each glyph stands for."""
    missing: Mapping[int, int]


@terse
@dataclass(frozen=True, slots=True)
class Resources:
    """What a drawing refers to by name: ``/XObject``, ``/Pattern`` and so on; and the objects behind it."""

    names: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    """By kind and name, the value; a reference to ``objects[n]`` is written ``%n%``."""
    objects: tuple[bytes, ...] = ()


# ------------------------------------------------------------------------- set units


@terse
@dataclass(frozen=True, slots=True)
class Edge:
    """What a unit asks for where it borders on another."""

    margin: float = 0.0
    """Collapses with that of the other."""
    kept: float = 0.0
    """Space besides: padding, borders, and margins within them."""
    forced: tuple[str, ...] = ()
    """Breaks, in their order."""
    avoid: bool = False


@terse
@dataclass(frozen=True, slots=True)
class Contents:
    """What there is in a unit, for whoever binds it with others."""

    digest: str = ""
    """Differs where anything in the unit can differ."""
    links: int = 0
    """How many."""
    targets: tuple[str, ...] = ()
    """The ids that they lead to, each once."""
    headings: tuple[int, ...] = ()
    """The levels of the headings in the text, in their order."""
    shared: tuple[str, ...] = ()
    """The keys of parts that other units have too."""


@dataclass(slots=True)
class SetUnit:
    """A unit set in type and drawn."""

    text: list[Slug]
    notes: list[Note]
    begins: Edge
    ends: Edge
    grid: float
    frames: Mapping[str, Frame]
    strips: Mapping[str, StripType]
    """By series."""
    begins_of: Mapping[str, int]
    """By entry, the slug of the text in which its lemma begins; it may be the first of the next unit."""
    ends_of: Mapping[str, int]
    """And in which it ends; it may be the last of the unit before."""
    marked: frozenset[str]
    """Entries whose place is marked somewhere, be it in a note."""
    reduced: tuple[tuple[int, int, float], ...]
    """Slugs larger than the page: index of the note or -1, index of the slug, factor."""
    resources: Resources
    fonts: tuple[FontUse, ...]
    messages: tuple[tuple[str, str], ...]
    """What WeasyPrint said, and about which sheet."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    """What there is to the structure of the text."""
    contents: Contents = Contents()
