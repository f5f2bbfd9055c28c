"""Prove that the finished e-book holds the text of the Document, character by character, and every note once.

Enters: the bytes of the EPUB and the Document. Leaves: nothing, or where they differ. It runs in each build,
on what was written and not on what was meant to be written.

Code: P016 the text or a note is not that of the Document.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from emendata.diagnostics import Diagnostic, Place
from emendata.document.cutting import reading
from emendata.document.model import TRANSLATION, Division, Document, Text
from emendata.document.walk import inlines_of, texts
from emendata.publish.epub.container import FOLDER, OPF
from emendata.publish.semantic.reading import note_texts, reading_text
from emendata.publish.xhtml import TYPE, Element, classes, name_of, xml_text

_OURS = frozenset(("conspectus", "editorial", "emendations", "index", "cover"))
"""Classes and types of sections that the edition adds to the text."""
_SHOWN = 40
_HINT = "This is a fault of the program: please report it."


def differences(data: bytes, document: Document, title: str) -> tuple[Diagnostic, ...]:
    """Where the EPUB differs from the Document; `title` stands in the book where the text has none."""
    sections = [section for _, body in _bodies(data) for section in body.iterchildren("{*}section")]
    own = [
        s for s in sections if "division" in classes(s) or not _OURS.intersection([*classes(s), s.get(TYPE) or ""])
    ]
    return (
        *_text(document, title, own),
        *_notes(document, sections),
    )


def _bodies(data: bytes) -> Iterator[tuple[str, Element]]:
    """The bodies of the documents in the order of reading."""
    parser = etree.XMLParser(huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = etree.fromstring(archive.read(f"{FOLDER}/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iter(f"{{{OPF}}}item")}
        for ref in package.iter(f"{{{OPF}}}itemref"):
            name = f"{FOLDER}/{hrefs[ref.get('idref')]}"
            root = etree.fromstring(archive.read(name), parser)
            yield from ((name, body) for body in root if name_of(body) == "body")


def _text(document: Document, title: str, sections: list[Element]) -> Iterator[Diagnostic]:
    """The text, and what faces it, whose chapters stand between those of the text."""
    facing: list[Division] = []
    back: list[Division] = []
    for division in document.back:
        (facing if document.facing and division.kind == TRANSLATION else back).append(division)
    text = replace(document, back=tuple(back))
    if not reading(document.title).split():
        text = replace(text, title=(Text(title), *document.title))
    for part, faces in ((text, False), (Document(back=tuple(facing)), True)):
        found = (reading_text(one) for one in sections if (TRANSLATION in classes(one)) == faces)
        yield from _same(part, "".join(found))


def _same(document: Document, found: str) -> Iterator[Diagnostic]:
    # XML reads every line end as a line feed, and some writers say it otherwise
    wanted, found = _lines(xml_text("".join(map(reading, texts(document))))), _lines(found)
    if wanted == found:
        return
    at = next((n for n, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), -1)
    at = min(len(wanted), len(found)) if at < 0 else at
    begins = max(at - _SHOWN // 2, 0)
    message = f"the e-book reads {found[begins : at + _SHOWN]!r} where the text has {wanted[begins : at + _SHOWN]!r}"
    yield Diagnostic("P016", "error", Place("epub"), message, _HINT)


def _notes(document: Document, sections: list[Element]) -> Iterator[Diagnostic]:
    wanted = Counter(
        _lines(xml_text("".join(reading(i) for block in note.blocks for i in inlines_of(block))))
        for note in document.notes
    )
    found = Counter(_lines(text) for section in sections for text in note_texts(section).values())
    for what, text in (("lacks", wanted - found), ("has too much", found - wanted)):
        for one in text:
            message = f"the e-book {what}: the note {one[:_SHOWN]!r}"
            yield Diagnostic("P016", "error", Place("epub"), message, _HINT)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
