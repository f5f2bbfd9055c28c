"""Lay the sections of the book out in files: each in one, or in several if it is too large for one.

Enters: a `Book`. Leaves: the files in the order of reading, with links that name the file they lead into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from emendata.publish.epub.divide import LIMITS, Continued, Limits, pieces
from emendata.publish.epub.ibid import explain_ibid
from emendata.publish.epub.lemmas import link_lemmas
from emendata.publish.semantic.model import Book, Section
from emendata.publish.xhtml import TYPE, XHTML, Element

_LONGEST_NAME = 40
_A = f"{{{XHTML}}}a"


@dataclass(frozen=True, slots=True)
class File:
    """A file with a section of the book, or a piece of one."""

    name: str
    title: str
    html: Element
    """The section or piece; it is the file's own and may be changed."""
    section: Section
    piece: int = 1
    """Which piece of the section it is."""


def files(book: Book, limits: Limits = LIMITS) -> list[File]:
    """The files of the text in the order of reading."""
    made: list[File] = []
    for section in book.sections:
        html = deepcopy(section.html)
        link_lemmas(html)
        explain_ibid(html, book.terms)
        for piece, part in enumerate(pieces(html, _continued(book), limits), start=1):
            name = _name(len(made) + 1, section.id)
            title = section.title if piece == 1 else f"{section.title} ({piece})"
            made.append(File(name, title, part, section, piece))
    return made


def _continued(book: Book) -> Continued:
    word = book.terms["continued"]
    return lambda label: f"{label} ({word})"


def _name(number: int, section: str) -> str:
    """Its number, so that no two clash, and the section's id, to be known by."""
    slug = re.sub(r"[^a-z0-9]+", "-", section.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{number:03d}-{slug}.xhtml" if slug else f"{number:03d}.xhtml"


def file_of(made: Sequence[File]) -> dict[str, str]:
    """In which file each id is."""
    return {name: file.name for file in made for name in _ids(file.html)}


def _ids(html: Element) -> Iterator[str]:
    for tree in html.iter("*"):
        if name := tree.get("id"):
            yield name


def link(made: Sequence[File], names: Mapping[str, str]) -> None:
    """Give links into other files their names.

    A call whose note stands in another file opens no pop-up in half of the reading systems; there it is a link
    like any other.
    """
    for file in made:
        for tree in file.html.iter(_A):
            href = tree.get("href") or ""
            if not href.startswith("#") or names[href[1:]] == file.name:
                continue
            tree.set("href", names[href[1:]] + href)
            if tree.get(TYPE) == "noteref":
                del tree.attrib[TYPE]
                del tree.attrib["role"]
