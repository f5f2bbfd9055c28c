"""Bind the gatherings of a book: the file that they make together.

Enters: the gatherings as objects, and what all of them refer to. Leaves: the PDF. The numbers of what comes first
in it are fixed, then come those of the gatherings, one after the other, and at last those of everything else:
so a gathering is the same bytes as long as nothing changes in it.

Codes: P205 a link leads nowhere.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from emendata.publish.pages.apart import Resources
from emendata.publish.pages.archive import srgb
from emendata.publish.pages.gathered import Fixed, Gathered, Head, references
from emendata.publish.pages.pdffile import File, name, string
from emendata.publish.pages.structure import Part, Trunk
from emendata.publish.pages.xmp import packet

CREATOR = "emendata"
_ROOT, _INFO, _PAGES, _COLOUR_SPACES, _RESOURCES, _FONTS, _STRUCTURE, _DOCUMENT, _TRUNK = range(1, 10)
"""Fixed numbers."""
_ROOM = 64
"""Of so many numbers, or a multiple, are those of the parts that gatherings have in common."""
_LEAF = 128
"""Names in a leaf of their tree."""
_COLOURS = (
    b"<</lab-d50[/Lab<</WhitePoint[0.9642 1 0.8251]/Range[-125 125 -125 125]>>]"
    b"/lab-d65[/Lab<</WhitePoint[0.95047 1 1.08883]/Range[-125 125 -125 125]>>]>>"
)
"""What WeasyPrint calls the colour spaces that CSS has and PDF has not."""


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
class Folio:
    """The number of a page."""

    style: str
    """How it is written, in PDF's letters."""
    number: int


@dataclass(slots=True)
class _Line:
    """A line of the outline, with those below it."""

    head: Head
    below: list[_Line] = field(default_factory=list)


def fixed(trunk: Iterable[str]) -> Fixed:
    """What all gatherings refer to; `trunk` are the keys of the parts of the structure that they have in common."""
    numbers = {key: _TRUNK + at for at, key in enumerate(trunk)}
    return Fixed(_PAGES, _RESOURCES, {"": _DOCUMENT, **numbers})


def first_of(objects: Fixed) -> int:
    """The number of the first object of the first gathering."""
    return _TRUNK + -(-len(objects.trunk) // _ROOM) * _ROOM


def bound(
    gathered: Sequence[Gathered],
    after: int,
    folios: Sequence[Folio],
    resources: Iterable[Resources],
    fonts: Resources,
    about: About,
    parts: Mapping[str, Part],
    objects: Fixed,
) -> bytes:
    """The PDF; `parts` are those of its trunk, and `after` is the number after the gatherings' last."""
    file = File(after)
    file.put(_COLOUR_SPACES, _COLOURS)
    named = file.resources([fonts], _FONTS, _COLOUR_SPACES)
    file.put(_FONTS, _dictionary(named.get("Font", {})))
    merged = file.resources(resources, _FONTS, _COLOUR_SPACES)
    kinds = b"".join(name(kind) + _dictionary(values) for kind, values in sorted(merged.items()))
    file.put(_RESOURCES, b"<</Font %d 0 R/ColorSpace %d 0 R%s>>" % (_FONTS, _COLOUR_SPACES, kinds))
    _structured(file, gathered, parts, objects)
    nodes = [node for one in gathered for node in one.nodes]
    kids = references(number for number, _ in nodes)
    file.put(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (sum(count for _, count in nodes), kids))
    entries = [b"/Type/Catalog/Pages %d 0 R" % _PAGES]
    entries.append(b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>")
    entries.append(b"/StructTreeRoot %d 0 R" % _STRUCTURE)
    entries.append(b"/Metadata %d 0 R" % _metadata(file, about))
    if about.archive:
        file.replace(b"/Interpolate true", b"/Interpolate false")  # ISO 19005-2, 6.2.8
        entries.append(b"/OutputIntents[%s]" % _output_intent(file))
    if destinations := _destinations(gathered):
        entries.append(b"/Names<</Dests %d 0 R>>" % _name_tree(file, destinations))
    if heads := _outline([head for one in gathered for head in one.heads]):
        entries.append(b"/Outlines %d 0 R" % _outlines(file, heads))
    entries.append(b"/PageLabels<</Nums[%s]>>" % _labels(folios))
    if about.lang:
        entries.append(b"/Lang" + string(about.lang))
    file.put(_ROOT, b"<<" + b"".join(entries) + b">>")
    file.put(_INFO, _info(about))
    return file.written(_ROOT, _INFO, [one.block for one in gathered])


def _structured(file: File, gathered: Sequence[Gathered], parts: Mapping[str, Part], objects: Fixed) -> None:
    """The root of the structure, and what gatherings have in common."""
    trunk = Trunk(parts, objects.trunk, _STRUCTURE)
    for one in gathered:
        for key, kid in one.above:
            trunk.add(key, kid)
    for number, data in trunk.written().items():
        file.put(number, data)
    leaves = references(one.parents[0] for one in gathered)
    tree = file.add(b"<</Kids[%s]>>" % leaves)
    names = sorted(note for one in gathered for note in one.notes)
    ids = b""
    if names:
        ids = b"/IDTree<</Names[%s]>>" % b" ".join([b"%s %d 0 R" % pair for pair in names])
    file.put(
        _STRUCTURE,
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d%s>>"
        % (_DOCUMENT, tree, gathered[-1].parents[2] + 1, ids),
    )


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


def _destinations(gathered: Sequence[Gathered]) -> list[tuple[bytes, bytes]]:
    """Names in their order, and what they lead to: where something stands first."""
    found: dict[bytes, tuple[bytes, bytes]] = {}
    for one in gathered:
        for by, target, place in one.destinations:
            found.setdefault(by, (target, place))
    return [found[by] for by in sorted(found)]


def _name_tree(file: File, items: Sequence[tuple[bytes, bytes]]) -> int:
    """Names in leaves of so many."""
    leaves = []
    for start in range(0, len(items), _LEAF):
        part = items[start : start + _LEAF]
        names = b" ".join([target + b" " + place for target, place in part])
        leaves.append(file.add(b"<</Limits[%s %s]/Names[%s]>>" % (part[0][0], part[-1][0], names)))
    return file.add(b"<</Kids[%s]>>" % references(leaves))


def _outline(heads: Iterable[Head]) -> list[_Line]:
    """A head stands below the last one of a higher level, however many levels are skipped."""
    lines: list[_Line] = []
    around: list[_Line] = []
    for head in heads:
        while around and around[-1].head.level >= head.level:
            around.pop()
        line = _Line(head)
        (around[-1].below if around else lines).append(line)
        around.append(line)
    return lines


def _outlines(file: File, heads: Sequence[_Line]) -> int:
    root = file.reserved()
    first, last, count = _siblings(file, heads, root)
    file.put(root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, count))
    return root


def _siblings(file: File, heads: Sequence[_Line], parent: int) -> tuple[int, int, int]:
    """Add them; gives the first and the last, and how many lines are seen."""
    numbers = [file.reserved() for _ in heads]
    seen = len(heads)
    for at, line in enumerate(heads):
        head = line.head
        entries = [b"/Title%s/Dest%s/Parent %d 0 R" % (string(head.label), head.destination, parent)]
        if at:
            entries.append(b"/Prev %d 0 R" % numbers[at - 1])
        if at + 1 < len(heads):
            entries.append(b"/Next %d 0 R" % numbers[at + 1])
        if line.below:
            first, last, count = _siblings(file, line.below, numbers[at])
            entries.append(
                b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, -count if head.closed else count)
            )
            seen += 0 if head.closed else count
        file.put(numbers[at], b"<<" + b"".join(entries) + b">>")
    return numbers[0], numbers[-1], seen


def _labels(pages: Sequence[Folio]) -> bytes:
    """The folios, as a viewer shows them: for each run of them how it counts and where it begins."""
    runs, expected = [], None
    for at, page in enumerate(pages):
        if (page.style, page.number) != expected:
            runs.append(b"%d<</S/%s/St %d>>" % (at, page.style.encode(), max(1, page.number)))
        expected = page.style, page.number + 1
    return b"".join(runs)
