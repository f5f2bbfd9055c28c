"""What catalogues, shops and libraries want to know of an edition, and how its e-book is made.

Enters: what edition.yaml says under ``publication:`` and ``epub:``. Leaves: a `Publication` and the settings
of the `Ebook`, plain data for the makers of the books.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from emendata.records import record, setting
from emendata.sources import why_outside
from emendata.yamltext import Field

VERSIONS = ("3.3", "3.4")
PAGES = ("auto", "source", "print", "none")
LEVELS = ("A", "AA", "AAA")
DEEPEST = 6

_ISSN = re.compile(r"[0-9]{4}-?[0-9]{3}[0-9Xx]")
_POSITION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_WEB = re.compile(r"https?://[^\s/]+\S*")


def _lines(value: Field) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in value.texts("a text or a list of texts"))
    return tuple(line for line in lines if line)


def _issn(value: Field) -> str:
    text = value.line()
    if text and not _ISSN.fullmatch(text):
        raise value.error(
            913, f"`{text}` is not an ISSN", "Eight digits, the last of which may be an X: 0317-8471."
        )
    return text


def _position(value: Field) -> str:
    text = value.line()
    if text and not _POSITION.fullmatch(text):
        raise value.error(913, f"`{text}` is not a number in a series", "Write 12, or 98.4 for a part of it.")
    return text


def _web(value: Field) -> str:
    text = value.text("an address in the web")
    if text and not _WEB.fullmatch(text):
        raise value.error(913, f"`{text}` is not an address in the web", "It begins with https://.")
    return text


def _filing(value: Field) -> Mapping[str, str]:
    return {key.written: name.line() for key, name in value.entries("a mapping from names to names")}


def _file(value: Field) -> str:
    text = value.text("a file's name")
    if text and (reason := why_outside(text)):
        raise value.error(914, f"`{text}` cannot be read: {reason}")
    return text


@dataclass(frozen=True, slots=True)
class Collection:
    """A series of books that the edition appears in."""

    title: str = setting("title", "", "text", "The series of books in which the edition appears.", Field.line)
    number: str = setting("number", "", "number", "The edition's number in it: `12`, `98.4`.", _position)
    issn: str = setting("issn", "", "ISSN", "The series' own.", _issn)


@dataclass(frozen=True, slots=True)
class Publication:
    """What is said of the edition outside of it."""

    short_title: str = setting(
        "short_title", "", "text", "The title by which the edition is cited and found.", Field.line
    )
    edition: str = setting("edition", "", "text", "Which edition it is: `Second edition`.", Field.line)
    collection: Collection = setting(  # noqa: RUF009, `setting` makes a field
        "collection",
        Collection,
        "mapping",
        "The series of books.",
        lambda value: record(Collection, value),
    )
    identifiers: tuple[str, ...] = setting(
        "identifiers",
        (),
        "text or list",
        "Other identifiers beside `identifier`: a DOI, the ISBN in print.",
        _lines,
    )
    subjects: tuple[str, ...] = setting(
        "subjects", (), "text or list", "What it is about, as a catalogue says.", _lines
    )
    description: str = setting("description", "", "text", "A few sentences for a catalogue.", Field.line)
    file_as: Mapping[str, str] = setting(
        "file_as",
        dict,
        "mapping",
        "How a catalogue sorts a name or the title where that is not plain: "
        '`{Johann Wolfgang von Goethe: "Goethe, Johann Wolfgang von"}`.',
        _filing,
    )


@dataclass(frozen=True, slots=True)
class Certified:
    """Who has tested how accessible the e-book is; nothing is claimed that nobody has."""

    by: str = setting(
        "by", "", "text", "Who has examined the e-book; without, it claims no conformance.", Field.line
    )
    level: str = setting(
        "level",
        "AA",
        "name",
        "The level of WCAG 2.2 that it was found to meet: A, AA or AAA.",
        lambda value: value.one_of(LEVELS),
    )
    credential: str = setting("credential", "", "text", "What entitles them to say so.", Field.line)
    report: str = setting("report", "", "URL", "Where their report is.", _web)


@dataclass(frozen=True, slots=True)
class Ebook:
    """How the e-book is made."""

    version: str = setting(
        "version",
        "3.3",
        "name",
        "Of EPUB: 3.3, or 3.4 as far as its draft differs.",
        lambda value: value.one_of(VERSIONS),
    )
    depth: int = setting(
        "contents",
        DEEPEST,
        "number",
        "How many levels of headings the contents list.",
        lambda value: value.integer(least=1),
    )
    pages: str = setting(
        "pages",
        "auto",
        "name",
        "Whose pages can be gone to: `source`, those of what the edition was made from; `print`, those of our "
        "PDF; `none`. With `auto` the source's if the text marks them, else those of the PDF if it is made too.",
        lambda value: value.one_of(PAGES),
    )
    cover: str = setting("cover", "", "file name", "An image for the cover; by default one is drawn.", _file)
    fonts: bool = setting(
        "fonts",
        True,
        "on or off",
        "Embed the letters that common reading systems have no font for, and no others.",
        lambda value: value.boolean(),
    )
    certified: Certified = setting(  # noqa: RUF009
        "certified",
        Certified,
        "mapping",
        "Who has found the e-book to be accessible.",
        lambda value: record(Certified, value),
    )


UNPUBLISHED, STANDARD = Publication(), Ebook()
"""Where edition.yaml says nothing."""
