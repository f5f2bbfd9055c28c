"""Say in the package document what the book is: Dublin Core, MARC roles, schema.org accessibility.

https://www.w3.org/TR/epub-33/#sec-pkg-metadata, https://www.w3.org/TR/epub-a11y-11/#sec-discovery
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

from emendata.document.model import Metadata, Person
from emendata.publish.epub.container import IDENTIFIER, Statement
from emendata.publish.semantic.model import Book

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://emendata.example/editions/")
_NO_DATE = "2000-01-01T00:00:00Z"
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dX])", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")

_RELATORS = {
    "author": "aut",
    "compiler": "com",
    "contributor": "ctb",
    "editor": "edt",
    "illustrator": "ill",
    "introduction": "win",
    "transcriber": "trc",
    "translator": "trl",
}
"""https://www.loc.gov/marc/relators/relaterm.html"""


def statements(book: Book, modified: str = "") -> Iterator[Statement]:
    """The metadata, always in the same order."""
    metadata = book.metadata
    yield Statement("dc:identifier", identifier(metadata, book.lang), {"id": IDENTIFIER})
    yield from _titles(metadata)
    yield Statement("dc:language", book.lang)
    for n, person in enumerate((p for p in metadata.persons if _said(p.name)), start=1):
        yield from _person(person, f"person-{n}")
    for name, text in (
        ("publisher", metadata.publisher),
        ("date", metadata.date if _DATE.fullmatch(metadata.date) else ""),
        ("source", metadata.source),
        ("rights", metadata.rights),
    ):
        if text := _said(text):
            yield Statement(f"dc:{name}", text)
    yield _property("dcterms:modified", modified or instant(metadata.date))
    if book.pages:
        # the pages are those of what the edition was made from
        yield _property("pageBreakSource", _said(metadata.source) or "none")
    yield from _accessibility(book)


def _said(text: str) -> str:
    return " ".join(text.split())


def _property(name: str, text: str, **attributes: str) -> Statement:
    return Statement("meta", text, {"property": name, **attributes})


def identifier(metadata: Metadata, lang: str) -> str:
    """The editor's identifier, an ISBN as a URN; without one a UUID made from what the title page says.

    It is not made from the text: a correction makes a new release of the same publication, and
    dcterms:modified is there to tell them apart.
    """
    given = _said(metadata.identifier)
    if match := _ISBN.fullmatch(given):
        return "urn:isbn:" + re.sub(r"[-\s]", "", match[1]).upper()
    if given:
        return given
    persons = (f"{person.name}/{person.role}" for person in metadata.persons)
    said = (metadata.title, metadata.subtitle, *persons, metadata.publisher, metadata.source, lang)
    # a surrogate, which UTF-8 has no bytes for, has no place in metadata; yet it must not stop a build
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, repr(said))}"


def instant(date: str) -> str:
    """The moment at which the day, month or year begins; a fixed one where `date` is none."""
    match = _DATE.fullmatch(date)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}T00:00:00Z" if match else _NO_DATE


def _titles(metadata: Metadata) -> Iterator[Statement]:
    yield Statement("dc:title", _said(metadata.title), {"id": "title"})
    if subtitle := _said(metadata.subtitle):
        yield _property("title-type", "main", refines="#title")
        yield Statement("dc:title", subtitle, {"id": "subtitle"})
        yield _property("title-type", "subtitle", refines="#subtitle")


def _person(person: Person, name_id: str) -> Iterator[Statement]:
    element = "dc:creator" if person.role == "author" else "dc:contributor"
    name = _said(person.name)
    yield Statement(element, name, {"id": name_id})
    role = _RELATORS.get(person.role.lower(), "ctb")
    yield _property("role", role, refines=f"#{name_id}", scheme="marc:relators")
    yield _property("file-as", file_as(name), refines=f"#{name_id}")


def file_as(name: str) -> str:
    """The name as a catalogue sorts it, with the last word first: ``Graziosi, Andrea``."""
    if "," in name or " " not in name:
        return name
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}"


def _accessibility(book: Book) -> Iterator[Statement]:
    shown = any(not image.decorative for image in book.images.values())
    yield _property("schema:accessMode", "textual")
    if shown:
        yield _property("schema:accessMode", "visual")
    yield _property("schema:accessModeSufficient", "textual")
    features = ["ARIA", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    if book.images:
        features.append("alternativeText")
    if book.pages:
        features += ["pageBreakMarkers", "pageNavigation"]
    for feature in sorted(features):
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    yield _property("schema:accessibilitySummary", _summary(book, shown))


def _summary(book: Book, shown: bool) -> str:
    parts = ["All text can be read aloud, enlarged and restyled; headings, notes and contents are linked."]
    if shown:
        parts.append("Images have alternative texts.")
    if book.pages:
        parts.append("The pages of the source are marked.")
    return " ".join(parts)
