"""Write down what a build says and where, and read it again: the part of the manifest that `emendata diff` needs.

It holds the edition's text by passages, its emendations and apparatus entries, the folio of everything that
is referred to, and the lines of every page. As text it would be as large as the book, so it is compressed: in pieces,
each of which is remembered, since after a correction nearly all of them say what they said before.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from emendata.document.cutting import positions, reading, width
from emendata.document.model import Anchor, Document, Emendation, Entry, NoteCall, Reading, ReadingGroup, Text
from emendata.document.walk import plain
from emendata.edit.places import Whole
from emendata.hashing import sha256
from emendata.remembering import Remember, anew

if TYPE_CHECKING:
    from emendata.publish.semantic.model import Book
    from emendata.publish.xhtml import Element
    from emendata.stages import Work

A = TypeVar("A")

FORMAT = 2
_WHOLE = 1
"""The format of records that are one piece."""
_PIECE = 512
"""Entries in a piece."""
LARGEST = 256 * 1024 * 1024
"""Bytes that a record may have once it is unpacked."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, head, verse or the like, as the edition reads it."""

    where: str
    text: str
    note: str = ""
    """Id of the note that it stands in."""


@dataclass(frozen=True, slots=True)
class Emended:
    """A correction, and what it covers of a passage."""

    passage: int
    start: int
    end: int
    sic: str
    corr: str
    why: str
    by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Apparatus:
    """An entry of a critical apparatus."""

    series: str
    where: str
    lemma: str
    says: str
    """Readings and sigla."""


@dataclass(frozen=True, slots=True)
class Called:
    """A note: what it is called in the books, and the folio that it begins on."""

    label: str
    folio: str


@dataclass(frozen=True, slots=True)
class Call:
    """Where a note is called."""

    note: str
    passage: int
    at: int
    """So many characters of the passage come before."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that leads to a page: a line of the contents or of an index, a cross-reference."""

    kind: str
    """``contents``, ``index`` or ``reference``."""
    words: str
    folio: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is printed: see `publish.pages.lines`."""

    folio: str
    lines: tuple[tuple[str, bool], ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What a build says."""

    title: str = ""
    lang: str = ""
    passages: tuple[Passage, ...] = ()
    emended: tuple[Emended, ...] = ()
    apparatus: tuple[Apparatus, ...] = ()
    notes: dict[str, Called] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    """None where no PDF was made."""
    calls: tuple[Call, ...] = ()


def recorded(work: Work) -> str:
    """The record of a work as it stands in the manifest."""
    pdf = work.outputs.get("pdf")
    called = sha256("\n".join(_called(work.document)).encode())
    sheets = [Gathered(key and f"{key} {called}", count) for key, count in (pdf.gathered if pdf else ())]
    return packed(record(work), work.remember, sheets)


def _called(document: Document) -> dict[str, None]:
    """The notes by what they may be called; entries of an apparatus, which stand at the foot too, are not notes."""
    ids = [note.id for note in document.notes]
    return dict.fromkeys((*ids, *(f"n{k}" for k in range(1, len(ids) + 1))))


def record(work: Work) -> Record:
    """What has been made of a work."""
    whole = Whole(work.document)
    pdf = work.outputs.get("pdf")
    folios = pdf.folios if pdf else {}
    labels = work.book.labels if work.book else {}
    numbers = {note.id: f"n{k}" for k, note in enumerate(work.document.notes, start=1)}
    called = _called(work.document)
    standing = _Standing(whole)
    return Record(
        title=work.document.metadata.title,
        lang=work.document.metadata.lang,
        passages=tuple(
            Passage(whole.where(start), passage.text, passage.note)
            for start, passage in zip(whole.starts, whole.passages, strict=True)
        ),
        emended=tuple(standing.emended),
        apparatus=tuple(_apparatus(work, whole, standing.anchors)),
        notes={
            note.id: Called(
                labels.get(note.id, note.n), folios.get(note.id, folios.get(numbers[note.id], ""))
            )
            for note in work.document.notes
        },
        references=tuple(_references(work.book, folios)) if work.book else (),
        sheets=tuple(
            Sheet(page.folio, page.lines, tuple(line for line in page.notes if line[0] in called))
            for page in (pdf.lines if pdf else ())
        ),
        calls=tuple(standing.calls),
    )


class _Standing:
    """What stands in the passages besides their text."""

    def __init__(self, whole: Whole) -> None:
        self.emended: list[Emended] = []
        self.calls: list[Call] = []
        self.anchors: dict[str, int] = {}
        """The offsets of anchors."""
        for index, passage in enumerate(whole.passages):
            if len(passage.inlines) == 1 and isinstance(passage.inlines[0], Text):
                continue
            for at, inline in positions(passage.inlines):
                if isinstance(inline, NoteCall):
                    self.calls.append(Call(inline.note, index, at))
                elif isinstance(inline, Anchor):
                    self.anchors[inline.id] = whole.starts[index] + at
                elif isinstance(inline, Emendation):
                    self.emended.append(_emended(inline, index, at))


def _emended(inline: Emendation, passage: int, at: int) -> Emended:
    words = reading(inline.sic), reading(inline.corr)
    return Emended(passage, at, at + width(inline), *words, inline.why, inline.by, inline.remark)


def _apparatus(work: Work, whole: Whole, anchors: Mapping[str, int]) -> Iterator[Apparatus]:
    sigla = {witness.id: plain(witness.siglum) or witness.id for witness in work.document.witnesses}
    for entry in work.document.entries:
        start, end = anchors.get(entry.start), anchors.get(entry.end)
        lemma = plain(entry.lemma.content)
        if not lemma and start is not None and end is not None:
            lemma = " ".join(whole.text[start:end].replace("\0", " ").split())
        where = whole.where(start) if start is not None else ""
        yield Apparatus(entry.series, where, lemma, _says(entry, sigla))


def _says(entry: Entry, sigla: dict[str, str]) -> str:
    said = [_reading(reading_, sigla) for reading_ in entry.readings]
    said += [plain(inlines) for block in entry.content for inlines in _inlines(block)]
    return " · ".join(filter(None, (*said, plain(entry.remark))))


def _inlines(block: Any) -> Iterator[Any]:
    from emendata.document.walk import inlines_of

    yield from inlines_of(block)


def _reading(made: Reading | ReadingGroup, sigla: dict[str, str]) -> str:
    if isinstance(made, ReadingGroup):
        return " · ".join(_reading(inner, sigla) for inner in made.readings)
    words = [made.kind, plain(made.content), *(plain(i) for b in made.blocks for i in _inlines(b))]
    words += [f"{sigla.get(one.witness, one.witness)} {one.detail}".rstrip() for one in made.attested]
    return " ".join(filter(None, (*words, plain(made.remark))))


# ------------------------------------------------------------------- references


def _references(book: Book, folios: dict[str, str] | Any) -> Iterator[Reference]:
    waiting = list(reversed(book.contents))
    while waiting:
        head = waiting.pop()
        yield Reference("contents", head.title, folios.get(head.target, ""))
        waiting += reversed(head.children)
    for section in book.sections:
        if section.kind in ("apparatus", "editorial"):
            continue
        for element in section.html.iter("{*}span", "{*}a"):
            classes = (element.get("class") or "").split()
            target = element.get("data-target") or (element.get("href") or "").removeprefix("#")
            if "page-of" in classes:
                yield Reference("index", _line(element), folios.get(target, ""))
            elif "ref" in classes and target in folios:
                yield Reference("reference", _words(element), folios[target])


def _line(element: Element) -> str:
    """The words of the entry that a page number stands in."""
    parent = element.getparent()
    while parent is not None and not re.search(r"(li|p|dd|td)$", str(parent.tag)):
        parent = parent.getparent()
    return _words(parent) if parent is not None else ""


def _words(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


# ---------------------------------------------------------------------- packing


def packed(made: Record, remember: Remember = anew, sheets: Sequence[Gathered] = ()) -> str:
    """The record as it stands in the manifest; `sheets` are its sheets in their gatherings, if these are known."""
    pieces = []
    for one in fields(made):
        value = getattr(made, one.name)
        if isinstance(value, dict):
            pieces += [_piece(one.name, dict(some), remember) for some in _some(list(value.items()))]
        elif one.name == "sheets" and sheets:
            pieces += _printed(value, remember, sheets)
        elif isinstance(value, tuple):
            pieces += [_piece(one.name, some, remember) for some in _some(value)]
    head = {"format": FORMAT, "pieces": len(pieces), "title": made.title, "lang": made.lang}
    return base64.b64encode(b"".join((_compressed(_json(head)), *pieces))).decode()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Sheets that are printed together."""

    key: str
    """A hash of all that they say; empty if it is not known."""
    count: int


def _some(values: Sequence[A]) -> Iterator[Sequence[A]]:
    for start in range(0, len(values), _PIECE):
        yield values[start : start + _PIECE]


def _printed(sheets: Sequence[Sheet], remember: Remember, gatherings: Sequence[Gathered]) -> Iterator[bytes]:
    at = 0
    for one in gatherings:
        own = sheets[at : at + one.count]
        at += one.count
        if one.key:
            yield remember(partial(_sheets, own), "sheets of a record", one.key)
        else:
            yield _sheets(own)
    assert at == len(sheets), "some sheets are in no gathering"


def _sheets(sheets: Sequence[Sheet]) -> bytes:
    return _compressed(_json({"sheets": sheets}))


def _piece(name: str, values: object, remember: Remember) -> bytes:
    text = _json({name: values})
    return remember(partial(_compressed, text), "piece of a record", sha256(text))


def _json(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_mapping).encode()


def _compressed(text: bytes) -> bytes:
    # A build must not wait for this: the fastest level halves the size as well.
    return zlib.compress(text, 1)


def _mapping(made: Any) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__slots__}


class Unreadable(Exception):
    """What stands in the manifest is no record, or one of another version of the program."""


def unpacked(text: object) -> Record:
    """The record that `packed` wrote."""
    try:
        said = _said(base64.b64decode(str(text), validate=True))
        return Record(
            title=str(said["title"]),
            lang=str(said["lang"]),
            passages=tuple(_of(Passage, one) for one in said["passages"]),
            emended=tuple(_of(Emended, one) for one in said["emended"]),
            apparatus=tuple(_of(Apparatus, one) for one in said["apparatus"]),
            notes={str(id): _of(Called, one) for id, one in said["notes"].items()},
            references=tuple(_of(Reference, one) for one in said["references"]),
            sheets=tuple(_sheet(one) for one in said["sheets"]),
            # earlier versions of the program did not write them down, and what they built can be compared
            calls=tuple(_of(Call, one) for one in said["calls"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as trouble:
        raise Unreadable("it is damaged") from trouble


def _said(data: bytes) -> dict[str, Any]:
    """What all pieces say together."""
    said: dict[str, Any] = {one.name: [] for one in fields(Record)} | {"notes": {}}
    room = LARGEST
    format_, count = 0, 1
    at = 0
    while at < count:
        opener = zlib.decompressobj()
        text = opener.decompress(data, room)
        if not opener.eof or len(text) >= room:
            raise Unreadable("it is cut off or too large")
        data, room = opener.unused_data, room - len(text)
        piece = json.loads(text)
        if not at:
            format_ = piece.pop("format")
            if format_ not in (FORMAT, _WHOLE):
                raise Unreadable("it was written by another version of emendata")
            count += piece.pop("pieces") if format_ == FORMAT else 0
        for name, value in piece.items():
            if isinstance(value, dict):
                said[name].update(value)
            elif isinstance(value, list):
                said[name] += value
            else:
                said[name] = value
        at += 1
    return said


def _of(cls: Any, said: dict[str, Any]) -> Any:
    for one in fields(cls):
        if not isinstance(said[one.name], int if one.type == "int" else str):
            raise TypeError(one.name)
    return cls(**said)


def _sheet(said: dict[str, Any]) -> Sheet:
    lines = tuple((str(text), bool(own)) for text, own in said["lines"])
    return Sheet(str(said["folio"]), lines, tuple((str(note), str(text)) for note, text in said["notes"]))
