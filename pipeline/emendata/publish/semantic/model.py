"""The book: sections of semantic XHTML, its contents, pages and images, before any medium has had a say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emendata.document.model import Facing, Metadata
from emendata.publish.images import Image
from emendata.publish.lines import STANDARD as STANDARD_LINES
from emendata.publish.lines import Lines
from emendata.publish.series import STANDARD, Series
from emendata.publish.terms import Terms
from emendata.publish.xhtml import Element


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the book that stands by itself: a chapter, the opening, the apparatus."""

    id: str
    kind: str
    """``opening``, ``division``, ``editorial``, ``apparatus``, or the kind that a front or back
    division has (``preface``, ``appendix``; ``front`` or ``back`` where it has none)."""
    title: str
    """Plain text, never empty."""
    level: int
    """Of its heading: 1 for the opening, 2 for all others."""
    html: Element
    """A ``section`` element; to be copied before it is changed or moved."""
    matter: str = "body"
    """``front``, ``body`` or ``back``."""
    faces: bool = False
    """Is it part of a translation that faces the text?"""


@dataclass(frozen=True, slots=True)
class Head:
    """A heading, as the contents list it."""

    id: str
    title: str
    html: Element
    """A ``span`` with the heading as it is marked up, without calls, ids and links."""
    level: int
    target: str
    """The id of the section that it heads: what a contents entry should lead to."""
    children: tuple[Head, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source, where its beginning is marked."""

    id: str
    n: str


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """Where a page of the printed book begins."""

    folio: str
    after: str
    """The id of the block in which it begins, or of the last one before it."""
    letters: int
    """How many letters and digits stand between the beginning of that block and that of the page."""
    begins: str = ""
    """The first letters and digits on it: by these its beginning is found where print has others before it."""


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that the makers of PDF and EPUB need."""

    metadata: Metadata
    """With the title filled in where only the text had one."""
    lang: str
    """A well-formed BCP 47 tag; ``und`` where the edition names none."""
    terms: Terms
    sections: tuple[Section, ...]
    contents: tuple[Head, ...]
    """Every heading but the title and the abstract's, nested as the divisions are."""
    pages: tuple[Page, ...]
    images: Mapping[str, Image]
    """The images that are used, by the address that ``img/@src`` gives (``images/map.png``)."""
    labels: Mapping[str, str]
    """What stands for each note in the books, by the note's id in the Document."""
    series: tuple[Series, ...] = STANDARD
    """Those that are declared, in the order in which they stand at the foot of a page and at the end of a
    section."""
    facing: tuple[Facing, ...] = ()
    """The segments of a text with a translation, by their ids in the book."""
    facing_layout: str = "pages"
    """How they are printed, one of `emendata.facing.LAYOUTS`."""
    entries: tuple[str, ...] = ()
    """The ids of the entries of apparatus, in the order of the Document."""
    witnesses: Mapping[str, str] = field(default_factory=dict)
    """The id of each witness in the conspectus, by its id in the Document."""
    lines: Lines = STANDARD_LINES
    """How the lines of the text are numbered in print."""
