"""Collect what is said of a book to the outside: one `Record`, from which package document and ONIX are written.

Two files that say the same thing are made from one record, so that they cannot disagree.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from emendata.document.model import Metadata, Person
from emendata.publish.publication import STANDARD, UNPUBLISHED, Certified, Collection, Ebook, Publication
from emendata.publish.semantic.model import Book, Page
from emendata.publish.xhtml import text_of

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://emendata.example/editions/")
_NO_DATE = "2000-01-01T00:00:00Z"
_ISBN = re.compile(r"(?:urn:isbn:|isbn[:\s]*)?((?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dX])", re.IGNORECASE)
_DOI = re.compile(r"(?:urn:doi:|doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_SUFFIX = re.compile(r"(?:[JS]r\.?|[IVX]{1,4})")
_LIFE = re.compile(r"\s*\(([^()]*\d[^()]*)\)$")
"""When somebody lived, behind the name."""
_OTHERS = re.compile(r",?\s+(et al\.?|u\. ?a\.|and others)$")
_OF = frozenset(("of", "quidam", "quaedam"))
"""What stands behind such a word is no surname: *Isidore of Seville*."""
_OLDER_THAN_SURNAMES = frozenset(
    "akk ang arc chu cop cu dum egy enm fro frm gez gmh goh got grc non ota pi sa sux syr".split()
)
"""Who wrote in one of these is filed as he was called: *Athanasius Alexandrinus*."""
_SHARE = 0.1
"""Of the letters of the text: a language with less is that of quotations."""

RELATORS = {
    "annotator": "ann",
    "author": "aut",
    "author of afterword": "aft",
    "author of introduction": "aui",
    "commentator": "cmm",
    "compiler": "com",
    "contributor": "ctb",
    "editor": "edt",
    "illustrator": "ill",
    "introduction": "win",
    "proofreader": "pfr",
    "publishing director": "pbd",
    "series editor": "edt",
    "transcriber": "trc",
    "translator": "trl",
}
"""https://www.loc.gov/marc/relators/relaterm.html"""
_CONTRIBUTOR = "ctb"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name of the book that is valid elsewhere."""

    text: str
    """As the package document says it: ``urn:isbn:9780000000002``."""
    kind: str
    """A number of ONIX code list 5: 15 ISBN-13, 02 ISBN-10, 06 DOI, 22 URN, 01 a publisher's own."""
    bare: str
    """As ONIX says it: ``9780000000002``."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who had a part in the book."""

    name: str
    filed: str
    """As a catalogue sorts it: ``Graziosi, Andrea``."""
    relator: str
    """MARC code."""
    author: bool
    body: bool = False
    """Not a person, but several under a name."""


@dataclass(frozen=True, slots=True)
class Access:
    """For whom the book can be read, in the words of schema.org."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    """Those that are enough to read it."""
    features: tuple[str, ...]
    summary: str
    certified: Certified


@dataclass(frozen=True, slots=True)
class Record:
    """All that is said of the book."""

    identifiers: tuple[Identifier, ...]
    """The first is the one that names this book among all others."""
    title: str
    filed_title: str
    """As a catalogue sorts it; empty if that is as it stands."""
    subtitle: str
    short_title: str
    edition: str
    collection: Collection
    persons: tuple[Named, ...]
    langs: tuple[str, ...]
    """That of the edition first; then those of a translation which faces the text, and of much of the text."""
    publisher: str
    date: str
    """ISO 8601, or empty."""
    modified: str
    source: str
    rights: str
    subjects: tuple[str, ...]
    description: str
    page_source: str
    """What the pages that can be gone to are those of; empty if there are none."""
    access: Access


def record(
    book: Book,
    publication: Publication = UNPUBLISHED,
    ebook: Ebook = STANDARD,
    pages: Sequence[Page] = (),
    modified: str = "",
    described: bool = False,
) -> Record:
    """The record of a book with these pages; `described` if any image has a long description."""
    metadata = book.metadata
    others = (_identifier(text) for text in map(_said, publication.identifiers) if text)
    return Record(
        identifiers=tuple(dict.fromkeys((_identifier(identifier(metadata, book.lang)), *others))),
        title=_said(metadata.title),
        filed_title=_said(publication.file_as.get(metadata.title, "")),
        subtitle=_said(metadata.subtitle),
        short_title=_said(publication.short_title),
        edition=_said(publication.edition),
        collection=publication.collection,
        persons=tuple(
            _named(person, publication, book.lang) for person in metadata.persons if _said(person.name)
        ),
        langs=_langs(book),
        publisher=_said(metadata.publisher),
        date=metadata.date if _DATE.fullmatch(metadata.date) else "",
        modified=modified or instant(metadata.date),
        source=_said(metadata.source),
        rights=_said(metadata.rights),
        subjects=tuple(dict.fromkeys(publication.subjects)),
        description=_said(publication.description),
        page_source=_page_source(book, pages),
        access=_access(book, ebook, pages, described),
    )


def _langs(book: Book) -> tuple[str, ...]:
    facing = (section.html.get("lang") for section in book.sections if section.faces)
    return tuple(dict.fromkeys((book.lang, *filter(None, facing), *_spoken(book))))


def _spoken(book: Book) -> Iterator[str]:
    """The languages in which a good part of the text is, the most first."""
    letters: Counter[str] = Counter()
    for section in book.sections:
        if section.matter == "body":
            letters[book.lang] += len(text_of(section.html))
            for tree in section.html.iter("*"):
                if lang := tree.get("lang"):
                    around = (up for above in tree.iterancestors() if (up := above.get("lang")))
                    length = len(text_of(tree))
                    letters[lang] += length
                    letters[next(around, book.lang)] -= length
    enough = _SHARE * letters.total()
    yield from (lang for lang, count in letters.most_common() if count > enough)


def _said(text: str) -> str:
    return " ".join(text.split())


# --------------------------------------------------------------------- identifiers


def identifier(metadata: Metadata, lang: str) -> str:
    """The editor's identifier, an ISBN as a URN; without one a UUID made from what the title page says.

    It is not made from the text: a correction makes a new release of the same publication, and
    dcterms:modified is there to tell them apart.
    """
    given = _said(metadata.identifier)
    if given:
        return _identifier(given).text
    persons = (f"{person.name}/{person.role}" for person in metadata.persons)
    said = (metadata.title, metadata.subtitle, *persons, metadata.publisher, metadata.source, lang)
    # a surrogate, which UTF-8 has no bytes for, has no place in metadata; yet it must not stop a build
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, repr(said))}"


def _identifier(given: str) -> Identifier:
    if match := _ISBN.fullmatch(given):
        bare = re.sub(r"[-\s]", "", match[1]).upper()
        return Identifier(f"urn:isbn:{bare}", "15" if len(bare) == 13 else "02", bare)
    if match := _DOI.fullmatch(given):
        return Identifier(given if "/" in given.partition("10.")[0] else f"doi:{match[1]}", "06", match[1])
    if given.lower().startswith("urn:"):
        return Identifier(given, "22", given)
    return Identifier(given, "01", given)


def instant(date: str) -> str:
    """The moment at which the day, month or year begins; a fixed one where `date` is none."""
    match = _DATE.fullmatch(date)
    return f"{match[1]}-{match[2] or '01'}-{match[3] or '01'}T00:00:00Z" if match else _NO_DATE


# ------------------------------------------------------------------------- persons


def _named(person: Person, publication: Publication, lang: str) -> Named:
    name = _said(person.name)
    old = person.role == "author" and lang.split("-")[0].lower() in _OLDER_THAN_SURNAMES
    filed = _said(publication.file_as.get(person.name, "")) or (name if old else file_as(name))
    relator = RELATORS.get(person.role.lower(), _CONTRIBUTOR)
    body = name.lower().startswith("the ")
    return Named(_LIFE.sub("", name) or name, filed, relator, person.role == "author", body)


def file_as(name: str) -> str:
    """The name as a catalogue sorts it, with the last word first: ``Graziosi, Andrea``; ``King, Martin, Jr.``."""
    for more in (_LIFE, _OTHERS):
        if (found := more.search(name)) and found.start():
            return file_as(name[: found.start()]) + (f" ({found[1]})" if more is _LIFE else f", {found[1]}")
    words = name.split()
    if _OF.intersection(words):
        return name
    if "," in name or len(words) < 2:
        return name
    if words[-1][0].islower():  # a body, not a person
        return " ".join(words[1:]) if words[0].lower() == "the" else name
    suffix = f", {words.pop()}" if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    return f"{words[-1]}, {' '.join(words[:-1])}{suffix}"


# ------------------------------------------------------------------- pages and access


def _page_source(book: Book, pages: Sequence[Page]) -> str:
    if not pages:
        return ""
    metadata = book.metadata
    if pages[0] in book.pages:  # those of what the edition was made from
        return _said(metadata.source) or "none"
    imprint = ", ".join(filter(None, (_said(metadata.publisher), metadata.date[:4])))
    return f"{_said(metadata.title)}, in print" + (f" ({imprint})" if imprint else "")


def _access(book: Book, ebook: Ebook, pages: Sequence[Page], described: bool) -> Access:
    shown = any(not image.decorative for image in book.images.values())
    features = {"ARIA", "displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"}
    told = all(image.told or image.decorative for image in book.images.values())
    if book.images and told:
        features.add("alternativeText")
    if described:
        features.add("longDescription")
    if pages:
        features |= {"pageBreakMarkers", "pageNavigation"}
    if any(section.kind == "index" for section in book.sections):
        features.add("index")
    return Access(
        modes=("textual", "visual") if shown else ("textual",),
        sufficient=("textual",) if told or not shown else ("textual", "visual"),
        features=tuple(sorted(features)),
        summary=" ".join(_summary(book, shown and told, described, pages)),
        certified=ebook.certified,
    )


def _summary(book: Book, told: bool, described: bool, pages: Sequence[Page]) -> Iterator[str]:
    yield "All text can be read aloud, enlarged and restyled; headings, notes and contents are linked."
    if told:
        yield "Images have alternative texts."
    if described:
        yield "Images that need it are described at length."
    if pages:
        yield f"The pages of the {'source' if pages[0] in book.pages else 'printed edition'} are marked."
