"""Prove that the finished e-book holds the text of the Document, character by character, and every note once.

Enters: the bytes of the EPUB and the Document. Leaves: nothing, or where they differ. It runs in each build,
on what was written and not on what was meant to be written. Of files that were written before, a digest of their text
is remembered; if that is not the Document's, they are read again.

Code: P016 the text or a note is not that of the Document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from lxml import etree

from emendata.archive import Archive
from emendata.diagnostics import Diagnostic, Place
from emendata.document.cutting import reading
from emendata.document.model import TRANSLATION, Division, Document, Text
from emendata.document.walk import inlines_of, texts
from emendata.hashing import sha256
from emendata.publish.epub.container import FOLDER, OPF
from emendata.publish.semantic.reading import note_texts, reading_text
from emendata.publish.xhtml import TYPE, Element, classes, name_of, xml_text
from emendata.remembering import Remember, anew

_OURS = frozenset(("conspectus", "editorial", "emendations", "index", "cover"))
"""Classes and types of sections that the edition adds to the text."""
_SHOWN = 40
_HINT = "This is a fault of the program: please report it."


def differences(
    data: bytes, document: Document, title: str, remember: Remember = anew
) -> tuple[Diagnostic, ...]:
    """Where the EPUB differs from the Document; `title` stands in the book where the text has none."""
    archive = Archive(data)
    parts = list(_parts(document, title))
    if _holds(archive, parts, document, remember):
        return ()
    sections = [section for name in _read(archive) for section in _sections(archive[name])]
    own = list(filter(_is_text, sections))
    found = ("".join(reading_text(one) for one in own if (TRANSLATION in classes(one)) == faces) for _, faces in parts)
    return (
        *chain.from_iterable(_same(part, text) for (part, _), text in zip(parts, found, strict=True)),
        *_notes(document, sections),
    )


def _read(archive: Archive) -> Iterator[str]:
    """The names of the documents in the order of reading."""
    package = etree.fromstring(archive[f"{FOLDER}/content.opf"])
    hrefs = {item.get("id"): item.get("href") for item in package.iter(f"{{{OPF}}}item")}
    for ref in package.iter(f"{{{OPF}}}itemref"):
        yield f"{FOLDER}/{hrefs[ref.get('idref')]}"


def _sections(data: bytes) -> Iterator[Element]:
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    for body in root:
        if name_of(body) == "body":
            yield from body.iterchildren("{*}section")


def _is_text(section: Element) -> bool:
    own = classes(section)
    return "division" in own or not _OURS.intersection([*own, section.get(TYPE) or ""])


# ------------------------------------------------------------- by what is remembered of files


@dataclass(frozen=True, slots=True)
class _Section:
    """What is remembered of a section of a file."""

    is_text: bool
    faces: bool
    """Is it of the translation?"""
    length: int
    digest: str
    """Of its text."""
    notes: tuple[str, ...]


def _remembered(archive: Archive, name: str) -> tuple[_Section, ...]:
    sections = []
    for section in _sections(archive[name]):
        text = _lines(reading_text(section))
        notes = tuple(map(_lines, note_texts(section).values()))
        faces = TRANSLATION in classes(section)
        sections.append(_Section(_is_text(section), faces, len(text), _digest(text), notes))
    return tuple(sections)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass"))


def _holds(
    archive: Archive, parts: Sequence[tuple[Document, bool]], document: Document, remember: Remember
) -> bool:
    """Whether the files hold text and notes, by what is remembered of each."""
    sections = [
        section
        for name in _read(archive)
        for section in remember(partial(_remembered, archive, name), "proof", archive.key(name))
    ]
    for part, faces in parts:
        wanted, at = _wanted(part), 0
        for section in sections:
            if section.is_text and section.faces == faces:
                if _digest(wanted[at : at + section.length]) != section.digest:
                    return False
                at += section.length
        if at != len(wanted):
            return False
    return Counter(chain.from_iterable(section.notes for section in sections)) == _wanted_notes(document)


# ---------------------------------------------------------------------- by the texts themselves


def _parts(document: Document, title: str) -> Iterator[tuple[Document, bool]]:
    """The text, and what faces it, whose chapters stand between those of the text."""
    facing: list[Division] = []
    back: list[Division] = []
    for division in document.back:
        (facing if document.facing and division.kind == TRANSLATION else back).append(division)
    text = replace(document, back=tuple(back))
    if not reading(document.title).split():
        text = replace(text, title=(Text(title), *document.title))
    yield text, False
    yield Document(back=tuple(facing)), True


def _wanted(part: Document) -> str:
    # XML reads every line end as a line feed, and some writers say it otherwise
    return _lines(xml_text("".join(map(reading, texts(part)))))


def _wanted_notes(document: Document) -> Counter[str]:
    return Counter(
        _lines(xml_text("".join(reading(i) for block in note.blocks for i in inlines_of(block))))
        for note in document.notes
    )


def _same(part: Document, found: str) -> Iterator[Diagnostic]:
    wanted, found = _wanted(part), _lines(found)
    if wanted == found:
        return
    at = next((n for n, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), -1)
    at = min(len(wanted), len(found)) if at < 0 else at
    begins = max(at - _SHOWN // 2, 0)
    message = f"the e-book reads {found[begins : at + _SHOWN]!r} where the text has {wanted[begins : at + _SHOWN]!r}"
    yield Diagnostic("P016", "error", Place("epub"), message, _HINT)


def _notes(document: Document, sections: list[Element]) -> Iterator[Diagnostic]:
    wanted = _wanted_notes(document)
    found = Counter(_lines(text) for section in sections for text in note_texts(section).values())
    for what, text in (("lacks", wanted - found), ("has too much", found - wanted)):
        for one in text:
            message = f"the e-book {what}: the note {one[:_SHOWN]!r}"
            yield Diagnostic("P016", "error", Place("epub"), message, _HINT)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
