"""Make the objects of a gathering: pages that have nothing on them that begins or goes on elsewhere.

Enters: what stands on each page of the gathering, and the numbers that those before it leave to it. Leaves: its
objects as they stand in the PDF, and what `paper` has to know of them to bind it with the others. Each page is drawn
by two streams: the sheet's, which depends on the number of the page, and that of its text block, which does not.

`gather` is a task, as `weasy.unit.set_unit` is.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from emendata.publish.pages.apart import Bookmark, Inked, Link, Resources
from emendata.publish.pages.pdffile import Block, block, number, packs, stream, string
from emendata.publish.pages.structure import Part, Structure, block_of
from emendata.publish.pages.weasy.paper import PageJob, Piece, Sheet, draw_pages
from emendata.publish.pages.weasy.unit import Kit

TREE = 32
"""Pages in a node of their tree."""
_ROUND = 64
"""The numbers of a gathering are so many or a multiple: so something more in one does not move the others."""
_POINTS = 0.75
"""Of a CSS pixel."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is to be printed."""

    sheet: Sheet
    placed: tuple[tuple[float, Inked], ...]
    """What stands on it, with its top in the text block."""
    frames: tuple[Piece, ...]
    """And around it."""
    ids: tuple[tuple[str, float], ...]
    """What links can lead to, with its height in the text block."""


@dataclass(frozen=True, slots=True)
class Read:
    """A drawing in the order of reading, and the notes called in it, by their ids."""

    page: int
    at: int
    """Which of what stands on the page."""
    calls: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    """By called note, the key of the part of the drawing that calls it, if that is not the last one."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there can be in a gathering at the most."""

    pages: int
    links: int
    parts: int
    """Of its structure."""

    @property
    def loose(self) -> int:
        """Objects that are no streams."""
        return self.pages + len(range(0, self.pages, TREE)) + self.links + self.parts + 1

    @property
    def objects(self) -> int:
        """Numbers of objects."""
        return _rounded(2 * self.pages + packs(self.loose) + self.loose)

    @property
    def keys(self) -> int:
        """Numbers by which pages and links know their place in the structure."""
        return _rounded(self.pages + self.links)


def _rounded(count: int) -> int:
    return -(-count // _ROUND) * _ROUND


@dataclass(frozen=True, slots=True)
class Fixed:
    """Objects that all gatherings refer to."""

    pages: int
    """The root of the tree of pages."""
    resources: int
    trunk: Mapping[str, int]
    """The parts that go on from one gathering to another, by their keys; the document is ``""``."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where the numbers of a gathering begin."""

    object: int
    key: int
    level: int
    """Of the last heading before it."""


@dataclass(frozen=True, slots=True)
class GatheringJob:
    """Pages whose objects are to be made."""

    key: str | None
    """Differs where the outcome can differ."""
    kit: Kit
    images: tuple[tuple[str, bytes], ...]
    """For the frames."""
    pages: tuple[Page, ...]
    reading: tuple[Read, ...]
    """All that is on the pages in the order of reading."""
    parts: Mapping[str, Part]
    """Of the structure."""
    lost: frozenset[str]
    """What its links lead to that is nowhere."""
    fixed: Fixed
    begin: Begin
    size: Size


@dataclass(frozen=True, slots=True)
class Head:
    """A line of the outline."""

    level: int
    label: str
    destination: bytes
    closed: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """A gathering as it stands in the PDF."""

    block: Block
    nodes: tuple[tuple[int, int], ...]
    """Of the tree of pages, with how many there are in each."""
    destinations: tuple[tuple[bytes, bytes, bytes], ...]
    """Names that links lead to: what they are sorted by, as they are written, and where that is."""
    heads: tuple[Head, ...]
    above: tuple[tuple[str, bytes], ...]
    """What belongs to parts that go on from one gathering to another: their keys, and what it is."""
    notes: tuple[tuple[bytes, int], ...]
    """The names of notes, and their elements."""
    parents: tuple[int, int, int]
    """The leaf of the tree of parents, its first and its last number."""
    resources: Resources
    """Of the frames."""


def gather(job: GatheringJob) -> Gathered:
    """Make the objects."""
    made = _Gathering(job)
    for page in job.pages:
        made.page(page)
    structure = Structure(
        made, job.parts, _callers(job), job.fixed.trunk, made.numbers, job.begin.key, job.begin.level
    )
    made.structured(structure, job.reading)
    parents = structure.finished()
    nodes = tuple(made.nodes())
    bodies = draw_pages(PageJob(job.kit, job.images, tuple(_drawings(page) for page in job.pages)))
    streams = [one for pair in zip(made.sheets, map(stream, bodies.streams), strict=True) for one in pair]
    return Gathered(
        block(job.begin.object, job.size.objects, streams, packs(job.size.loose), made.objects),
        nodes,
        tuple(made.destinations.values()),
        tuple(made.heads),
        tuple(structure.above),
        tuple(structure.notes),
        parents,
        bodies.resources,
    )


def _drawings(page: Page) -> tuple[tuple[Piece, ...], tuple[tuple[float, bytes, int], ...]]:
    """Frames, and tops and drawings with the numbers that the pieces marked in them have on the page."""
    drawings = zip(page.placed, _firsts(page), strict=True)
    return page.frames, tuple((top, ink.ink, first) for (top, ink), first in drawings)


def _firsts(page: Page) -> Iterator[int]:
    first = 0
    for _, ink in page.placed:
        yield first
        first += len(ink.marks)


def _callers(job: GatheringJob) -> dict[str, str]:
    """In which part each note is called first, by the id of the note: a paragraph, or what is like one."""
    parts = job.parts
    callers: dict[str, str] = {}
    around = ""
    for read in job.reading:
        marks = job.pages[read.page].placed[read.at][1].marks
        if marks:
            around = block_of(parts, marks[-1])
        for note in read.calls:
            caller = block_of(parts, read.parts.get(note, "")) or around
            if caller and note not in callers and not _within(parts, caller, note):
                callers[note] = caller
    return callers


def _within(parts: Mapping[str, Part], key: str, note: str) -> bool:
    while key:
        if parts[key].note == note:
            return True
        key = parts[key].parent
    return False


class _Gathering:
    """The objects in the making."""

    def __init__(self, job: GatheringJob) -> None:
        self.job = job
        self._next = job.begin.object + 2 * len(job.pages) + packs(job.size.loose)
        self.objects: dict[int, bytes] = {}
        """Those that are no streams."""
        self.sheets: list[bytes] = []
        self.numbers: list[int] = []
        """Of the pages."""
        self._pages: list[bytes] = []
        """Their dictionaries, but for their parents."""
        self.destinations: dict[str, tuple[bytes, bytes, bytes]] = {}
        self.heads: list[Head] = []
        self._firsts: list[tuple[int, ...]] = []
        self._links: dict[tuple[int, int], list[tuple[int, Link, bytes]]] = {}
        """Of a drawing on a page, each with its object and what there is in that already."""

    def reserved(self) -> int:
        """The number of an object that is to come."""
        self._next += 1
        return self._next - 1

    def put(self, number: int, data: bytes) -> None:
        """The object of a reserved number."""
        self.objects[number] = data

    def page(self, page: Page) -> None:
        """Add a page."""
        sheet, at = page.sheet, len(self.numbers)
        own = self.reserved()
        self.numbers.append(own)
        self.sheets.append(stream(zlib.compress(_begun(sheet), 6)))
        annotations: list[int] = []
        for place, (top, inked) in enumerate(page.placed):
            for link in inked.links:
                if link.internal and link.target in self.job.lost:
                    continue
                annotations.append(self.reserved())
                held = self._links.setdefault((at, place), [])
                held.append((annotations[-1], link, _annotation(link, sheet, top)))
        self._firsts.append(tuple(_firsts(page)))
        # tabulators go through links in the order of the structure
        more = b"/StructParents %d/Tabs/S" % (self.job.begin.key + at)
        if annotations:
            more += b"/Annots[%s]" % references(annotations)
        streams = self.job.begin.object + 2 * at
        self._pages.append(
            b"/Type/Page/Resources %d 0 R/Contents[%d 0 R %d 0 R]%s%s"
            % (self.job.fixed.resources, streams, streams + 1, _boxes(sheet), more)
        )
        for target, top in page.ids:
            if target not in self.destinations:
                place_on = _place(own, sheet, 0.0, top)
                self.destinations[target] = _sorted_by(target), string(target), place_on
        self.heads += (
            _head(bookmark, _place(own, sheet, bookmark.x, top + bookmark.y))
            for top, inked in page.placed
            for bookmark in inked.bookmarks
        )

    def structured(self, structure: Structure, reading: Iterable[Read]) -> None:
        """Put every piece and every link into the structure, in the order of reading."""
        for read in reading:
            first = self._firsts[read.page][read.at]
            marks = self.job.pages[read.page].placed[read.at][1].marks
            for piece, key in enumerate(marks, start=first):
                structure.piece(key, read.page, piece)
            for annotation, link, rest in self._links.pop((read.page, read.at), ()):
                knows = b""
                if link.part:
                    knows = b"/StructParent %d" % structure.annotation(link.part, read.page, annotation)
                self.put(annotation, b"<<%s%s>>" % (rest, knows))
        assert not self._links, "a link stands where nothing is read"

    def nodes(self) -> Iterator[tuple[int, int]]:
        """Put the pages where they belong; gives the nodes of their tree, with how many there are in each."""
        for start in range(0, len(self.numbers), TREE):
            parent = self.reserved()
            own = self.numbers[start : start + TREE]
            for at, page in zip(own, self._pages[start : start + TREE], strict=True):
                self.put(at, b"<<%s/Parent %d 0 R>>" % (page, parent))
            said = len(own), references(own), self.job.fixed.pages
            self.put(parent, b"<</Type/Pages/Count %d/Kids[%s]/Parent %d 0 R>>" % said)
            yield parent, len(own)


def references(numbers: Iterable[int]) -> bytes:
    """References to objects."""
    return b" ".join([b"%d 0 R" % n for n in numbers])


def _sorted_by(target: str) -> bytes:
    """The bytes of a string, by which names are sorted."""
    return target.encode() if target.isascii() else b"\xfe\xff" + target.encode("utf-16-be")


def _begun(sheet: Sheet) -> bytes:
    """What is on a sheet besides its text block, which is begun; a `Q` at the end of that ends it."""
    return b"%s\nq %s 0 0 %s %s %s cm\n" % (
        _artifact(_scaled(0, sheet.height, sheet.ink)), number(_POINTS), number(-_POINTS),
        number(sheet.x * _POINTS), number((sheet.height - sheet.y) * _POINTS),
    )  # fmt: skip


def _place(page: int, sheet: Sheet, x: float, y: float) -> bytes:
    left, top = number((sheet.x + x) * _POINTS), number((sheet.height - sheet.y - y) * _POINTS)
    return b"[%d 0 R/XYZ %s %s 0]" % (page, left, top)


def _annotation(link: Link, sheet: Sheet, top: float) -> bytes:
    x1, y1, x2, y2 = link.box
    y = sheet.height - sheet.y - top
    box = b" ".join(number(value * _POINTS) for value in (sheet.x + x1, y - y1, sheet.x + x2, y - y2))
    to = b"/Dest" if link.internal else b"/A<</Type/Action/S/URI/URI"
    return b"/Type/Annot/Subtype/Link/F 4/Rect[%s]/BS<</W 0>>/Contents%s%s%s%s" % (
        box, string(link.says or link.target), to, string(link.target), b"" if link.internal else b">>",
    )  # fmt: skip


def _head(bookmark: Bookmark, destination: bytes) -> Head:
    return Head(bookmark.level, bookmark.label, destination, bookmark.closed)


def _scaled(x: float, y: float, ink: bytes) -> bytes:
    scale = number(_POINTS), number(-_POINTS), number(x * _POINTS), number(y * _POINTS)
    return b"q %s 0 0 %s %s %s cm\n%s\nQ" % (*scale, ink)


def _artifact(ink: bytes) -> bytes:
    """What repeats from page to page is not read out."""
    return b"/Artifact <</Type/Pagination>> BDC\n%s\nEMC" % ink


def _boxes(sheet: Sheet) -> bytes:
    top, right, bottom, left = (value * _POINTS for value in sheet.bleed)
    width, height = sheet.width * _POINTS, sheet.height * _POINTS
    near = [min(10.0, value) for value in (left, bottom, right, top)]
    boxes: dict[bytes, Sequence[float]] = {
        b"Media": (-left, -bottom, width + right, height + top),
        b"Trim": (0.0, 0.0, width, height),
        b"Bleed": (-near[0], -near[1], width + near[2], height + near[3]),
    }
    return b"".join(b"/%sBox[%s]" % (kind, b" ".join(map(number, box))) for kind, box in boxes.items())
