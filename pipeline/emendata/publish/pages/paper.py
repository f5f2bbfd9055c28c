"""Put made-up pages on paper: what stands on each, and the file they make together.

Enters: sheets with their running heads, the drawings of the text blocks, and what leads from where to where.
Leaves: the PDF. Each page is drawn by two streams: the sheet's, which depends on the number of the page,
and that of its text block, which does not and so stays the same when pages move.

Codes: P205 a link leads nowhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from emendata.publish.pages.apart import Bookmark, Inked, Link, Resources
from emendata.publish.pages.archive import srgb
from emendata.publish.pages.pdffile import File, name, number, string
from emendata.publish.pages.structure import Part, Structure, block_of
from emendata.publish.pages.weasy.paper import Sheet
from emendata.publish.pages.xmp import packet

CREATOR = "emendata"
_POINTS = 0.75
"""Of a CSS pixel."""
_TREE = 32
"""Kids of a node in the tree of pages, and in that of names."""
_COLOURS = (
    b"<</lab-d50[/Lab<</WhitePoint[0.9642 1 0.8251]/Range[-125 125 -125 125]>>]"
    b"/lab-d65[/Lab<</WhitePoint[0.95047 1 1.08883]/Range[-125 125 -125 125]>>]>>"
)
"""What WeasyPrint calls the colour spaces that CSS has and PDF has not."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is to be printed."""

    sheet: Sheet
    body: bytes
    """The drawing of its text block, compressed; it begins with its corner, in CSS pixels."""
    placed: Sequence[tuple[float, Inked]]
    """What stands on it, with its top in the text block."""
    ids: Sequence[tuple[str, float]]
    """What links can lead to, with its height in the text block."""
    style: str
    """How its folio is written, in PDF's letters."""
    number: int


@dataclass(frozen=True, slots=True)
class About:
    """What a PDF says of itself."""

    title: str
    authors: Sequence[str]
    lang: str
    producer: str
    archive: bool = False
    """Is it meant to keep to PDF/A-2b, and not to PDF/UA-1?"""


@dataclass(frozen=True, slots=True)
class Read:
    """A drawing in the order of reading, and the notes called in it, by their ids."""

    inked: Inked
    calls: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    """By called note, the key of the part of the drawing that calls it, if that is not the last one."""


@dataclass(slots=True)
class _Head:
    label: str
    destination: bytes
    closed: bool
    children: list[_Head] = field(default_factory=list)


def bound(
    pages: Sequence[Page],
    resources: Iterable[Resources],
    fonts: Resources,
    about: About,
    parts: Mapping[str, Part],
    reading: Sequence[Read],
) -> tuple[bytes, tuple[str, ...]]:
    """The PDF, and what links lead to that is nowhere.

    `parts` are those of its structure, and `reading` is everything on the pages in the order of reading.
    """
    file = File()
    root, info, tree, colours, common, font_names = (file.reserved() for _ in range(6))
    file.put(colours, _COLOURS)
    named = file.resources([fonts], font_names, colours)
    file.put(font_names, _dictionary(named.get("Font", {})))
    merged = file.resources(resources, font_names, colours)
    kinds = b"".join(name(kind) + _dictionary(values) for kind, values in sorted(merged.items()))
    file.put(common, b"<</Font %d 0 R/ColorSpace %d 0 R%s>>" % (font_names, colours, kinds))
    known = {target for page in pages for target, _ in page.ids}
    structure = Structure(file, parts, _callers(parts, reading), len(pages))
    printed = _Printed(file, common, known)
    for page in pages:
        printed.page(page)
    _structured(structure, printed, reading)
    structure.finished(printed.numbers)
    _page_tree(file, tree, printed.numbers, printed.objects)
    entries = [b"/Type/Catalog/Pages %d 0 R" % tree]
    entries.append(b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>")
    entries.append(b"/StructTreeRoot %d 0 R" % structure.root)
    entries.append(b"/Metadata %d 0 R" % _metadata(file, about))
    if about.archive:
        file.replace(b"/Interpolate true", b"/Interpolate false")  # ISO 19005-2, 6.2.8
        entries.append(b"/OutputIntents[%s]" % _output_intent(file))
    if printed.destinations:
        entries.append(b"/Names<</Dests %d 0 R>>" % _name_tree(file, printed.destinations))
    if printed.heads:
        entries.append(b"/Outlines %d 0 R" % _outlines(file, printed.heads))
    entries.append(b"/PageLabels<</Nums[%s]>>" % _labels(pages))
    if about.lang:
        entries.append(b"/Lang" + string(about.lang))
    file.put(root, b"<<" + b"".join(entries) + b">>")
    file.put(info, _info(about))
    return file.written(root, info), tuple(printed.lost)


def _callers(parts: Mapping[str, Part], reading: Sequence[Read]) -> dict[str, str]:
    """In which part each note is called first, by the id of the note: a paragraph, or what is like one."""
    callers: dict[str, str] = {}
    block = ""
    for read in reading:
        if read.inked.marks:
            block = block_of(parts, read.inked.marks[-1])
        for note in read.calls:
            caller = block_of(parts, read.parts.get(note, "")) or block
            if caller and note not in callers and not _within(parts, caller, note):
                callers[note] = caller
    return callers


def _within(parts: Mapping[str, Part], key: str, note: str) -> bool:
    while key:
        if parts[key].note == note:
            return True
        key = parts[key].parent
    return False


def _structured(structure: Structure, printed: _Printed, reading: Sequence[Read]) -> None:
    """Put every piece and every link into the structure, in the order of reading."""
    for read in reading:
        place = printed.marked.get(id(read.inked))
        if place is None:
            continue
        page, first = place
        for at, key in enumerate(read.inked.marks):
            structure.piece(key, page, first + at)
        for annotation, link, rest in printed.links.get(id(read.inked), ()):
            knows = b""
            if link.part:
                knows = b"/StructParent %d" % structure.annotation(link.part, page, annotation)
            printed.file.put(annotation, b"<<%s%s>>" % (rest, knows))


def _metadata(file: File, about: About) -> int:
    data = packet(about.title, about.authors, about.lang, CREATOR, about.producer, archive=about.archive)
    return file.add(b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%s\nendstream" % (len(data), data))


def _output_intent(file: File) -> bytes:
    """What the colours are meant for, which PDF/A wants to know."""
    profile = zlib.compress(srgb(), 9)
    number = file.add(
        b"<</N 3/Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(profile), profile)
    )
    return (
        b"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>"
        % number
    )


def _dictionary(values: Mapping[str, bytes]) -> bytes:
    return b"<<" + b"".join(name(key) + b" " + value for key, value in sorted(values.items())) + b">>"


def _info(about: About) -> bytes:
    said = {"Producer": about.producer, "Creator": CREATOR}
    if about.title:
        said["Title"] = about.title
    if about.authors:
        said["Author"] = ", ".join(about.authors)
    return _dictionary({key: string(text) for key, text in said.items()})


class _Printed:
    """Pages as objects."""

    def __init__(self, file: File, resources: int, known: set[str]) -> None:
        self.file, self.resources, self.known = file, resources, known
        self.numbers: list[int] = []
        self.objects: list[bytes] = []
        """The dictionaries of the pages, but for their parents."""
        self.destinations: dict[str, bytes] = {}
        self.heads: list[_Head] = []
        self.lost: dict[str, None] = {}
        self.marked: dict[int, tuple[int, int]] = {}
        """For drawings, by their `id`: the page that they are on, and the number of their first piece on it."""
        self.links: dict[int, list[tuple[int, Link, bytes]]] = {}
        """For drawings, by their `id`: their links, each with its object and what there is in that already."""
        self._open: list[tuple[int, _Head]] = []

    def page(self, page: Page) -> None:
        """Add a page."""
        sheet = page.sheet
        height = sheet.height
        before = b"%s\nq %s 0 0 %s %s %s cm\n" % (
            _artifact(_scaled(0, height, sheet.ink)), number(_POINTS), number(-_POINTS),
            number(sheet.x * _POINTS), number((height - sheet.y) * _POINTS),
        )  # fmt: skip
        streams = self.file.stream(zlib.compress(before, 6)), self.file.stream(page.body)
        annotations: list[int] = []
        first = 0
        for top, inked in page.placed:
            if inked.marks:
                self.marked[id(inked)] = len(self.numbers), first
                first += len(inked.marks)
            for link in filter(self._leads, inked.links):
                annotations.append(self.file.reserved())
                held = self.links.setdefault(id(inked), [])
                held.append((annotations[-1], link, self._annotation(link, sheet, top)))
        # tabulators go through links in the order of the structure
        more = b"/StructParents %d/Tabs/S" % len(self.numbers)
        if annotations:
            more += b"/Annots[%s]" % _references(annotations)
        self.numbers.append(self.file.reserved())
        self.objects.append(
            b"/Type/Page/Resources %d 0 R/Contents[%d 0 R %d 0 R]%s%s"
            % (self.resources, *streams, _boxes(sheet), more)
        )
        for target, top in page.ids:
            if target not in self.destinations:
                self.destinations[target] = self._place(sheet, 0.0, top)
        for top, inked in page.placed:
            for bookmark in inked.bookmarks:
                self._head(bookmark, self._place(sheet, bookmark.x, top + bookmark.y))

    def _place(self, sheet: Sheet, x: float, y: float) -> bytes:
        left, top = number((sheet.x + x) * _POINTS), number((sheet.height - sheet.y - y) * _POINTS)
        return b"[%d 0 R/XYZ %s %s 0]" % (self.numbers[-1], left, top)

    def _leads(self, link: Link) -> bool:
        if link.internal and link.target not in self.known:
            self.lost[link.target] = None
            return False
        return True

    def _annotation(self, link: Link, sheet: Sheet, top: float) -> bytes:
        x1, y1, x2, y2 = link.box
        y = sheet.height - sheet.y - top
        box = b" ".join(number(value * _POINTS) for value in (sheet.x + x1, y - y1, sheet.x + x2, y - y2))
        to = b"/Dest" if link.internal else b"/A<</Type/Action/S/URI/URI"
        return b"/Type/Annot/Subtype/Link/F 4/Rect[%s]/BS<</W 0>>/Contents%s%s%s%s" % (
            box, string(link.says or link.target), to, string(link.target), b"" if link.internal else b">>",
        )  # fmt: skip

    def _head(self, bookmark: Bookmark, destination: bytes) -> None:
        """A head stands below the last one of a higher level, however many levels are skipped."""
        while self._open and self._open[-1][0] >= bookmark.level:
            self._open.pop()
        head = _Head(bookmark.label, destination, bookmark.closed)
        (self._open[-1][1].children if self._open else self.heads).append(head)
        self._open.append((bookmark.level, head))


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
    boxes = {
        b"Media": (-left, -bottom, width + right, height + top),
        b"Trim": (0.0, 0.0, width, height),
        b"Bleed": (-near[0], -near[1], width + near[2], height + near[3]),
    }
    return b"".join(b"/%sBox[%s]" % (kind, b" ".join(map(number, box))) for kind, box in boxes.items())


def _page_tree(file: File, root: int, numbers: Sequence[int], pages: Sequence[bytes]) -> None:
    nodes = range(0, len(numbers), _TREE)
    kids = []
    for start in nodes:
        parent = file.reserved() if len(nodes) > 1 else root
        of = numbers[start : start + _TREE]
        for own, page in zip(of, pages[start : start + _TREE], strict=True):
            file.put(own, b"<<%s/Parent %d 0 R>>" % (page, parent))
        up = b"/Parent %d 0 R" % root if parent != root else b""
        file.put(parent, b"<</Type/Pages/Count %d/Kids[%s]%s>>" % (len(of), _references(of), up))
        kids.append(parent)
    if len(nodes) > 1:
        file.put(root, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(numbers), _references(kids)))


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % n for n in numbers)


def _name_tree(file: File, destinations: Mapping[str, bytes]) -> int:
    """Names in their order, in leaves of so many."""
    ordered = sorted(destinations, key=lambda target: target.encode() if target.isascii() else
                     b"\xfe\xff" + target.encode("utf-16-be"))  # fmt: skip
    items = [(string(target), destinations[target]) for target in ordered]
    leaves = []
    for start in range(0, len(items), _TREE * 4):
        part = items[start : start + _TREE * 4]
        names = b" ".join(target + b" " + place for target, place in part)
        leaves.append(file.add(b"<</Limits[%s %s]/Names[%s]>>" % (part[0][0], part[-1][0], names)))
    return file.add(b"<</Kids[%s]>>" % _references(leaves))


def _outlines(file: File, heads: Sequence[_Head]) -> int:
    root = file.reserved()
    first, last, count = _siblings(file, heads, root)
    file.put(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count))
    return root


def _siblings(file: File, heads: Sequence[_Head], parent: int) -> tuple[int, int, int]:
    """Add them; gives the first and the last, and how many lines are seen."""
    numbers = [file.reserved() for _ in heads]
    seen = len(heads)
    for at, head in enumerate(heads):
        entries = [b"/Title%s/Dest%s/Parent %d 0 R" % (string(head.label), head.destination, parent)]
        if at:
            entries.append(b"/Prev %d 0 R" % numbers[at - 1])
        if at + 1 < len(heads):
            entries.append(b"/Next %d 0 R" % numbers[at + 1])
        if head.children:
            first, last, count = _siblings(file, head.children, numbers[at])
            entries.append(
                b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, -count if head.closed else count)
            )
            seen += 0 if head.closed else count
        file.put(numbers[at], b"<<" + b"".join(entries) + b">>")
    return numbers[0], numbers[-1], seen


def _labels(pages: Sequence[Page]) -> bytes:
    """The folios, as a viewer shows them: for each run of them how it counts and where it begins."""
    runs, expected = [], None
    for at, page in enumerate(pages):
        if (page.style, page.number) != expected:
            runs.append(b"%d<</S/%s/St %d>>" % (at, page.style.encode(), max(1, page.number)))
        expected = page.style, page.number + 1
    return b"".join(runs)
