"""Lay the sections of the book out in files: each in one, or in several if it is too large for one.

Enters: a `Book`. Leaves: the files in the order of reading, each with the outline of what is in it. Outlines
are remembered, and what is in a file is laid out when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from emendata.hashing import sha256
from emendata.publish.epub.divide import LIMITS, Limits, pieces
from emendata.publish.epub.ibid import explain_ibid
from emendata.publish.epub.lemmas import link_lemmas
from emendata.publish.epub.outline import Outline, outline
from emendata.publish.semantic.model import Book, Section
from emendata.publish.terms import Terms
from emendata.publish.xhtml import TYPE, XHTML, Element, markup
from emendata.remembering import Remember, anew

_LONGEST_NAME = 40
_A = f"{{{XHTML}}}a"


class _Pieces:
    """The pieces of a section, cut when they are asked for."""

    def __init__(self, section: Section, terms: Terms, limits: Limits) -> None:
        self._section, self._terms, self._limits = section, terms, limits

    @cached_property
    def html(self) -> list[Element]:
        whole = deepcopy(self._section.html)
        link_lemmas(whole)
        explain_ibid(whole, self._terms)
        word = self._terms["continued"]
        return pieces(whole, lambda label: f"{label} ({word})", self._limits)

    def outlines(self) -> tuple[Outline, ...]:
        return tuple(map(outline, self.html))


@dataclass(frozen=True, slots=True)
class File:
    """A file with a section of the book, or a piece of one."""

    name: str
    title: str
    section: Section
    piece: int
    """Which piece of the section it is."""
    outline: Outline
    key: str
    """Stands for the section's text and whatever else its pieces depend on."""
    _pieces: _Pieces

    @property
    def html(self) -> Element:
        """The section or piece; it is the file's own and may be changed. It is not there before it is asked for."""
        return self._pieces.html[self.piece - 1]


def files(book: Book, limits: Limits = LIMITS, remember: Remember = anew) -> list[File]:
    """The files of the text in the order of reading."""
    made: list[File] = []
    for section in book.sections:
        cut = _Pieces(section, book.terms, limits)
        key = repr((sha256(markup(section.html)), book.terms.lang, limits))
        for piece, own in enumerate(remember(cut.outlines, "outlines", key), start=1):
            name = _name(len(made) + 1, section.id)
            title = section.title if piece == 1 else f"{section.title} ({piece})"
            made.append(File(name, title, section, piece, own, key, cut))
    return made


def _name(number: int, section: str) -> str:
    """Its number, so that no two clash, and the section's id, to be known by."""
    slug = re.sub(r"[^a-z0-9]+", "-", section.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{number:03d}-{slug}.xhtml" if slug else f"{number:03d}.xhtml"


def file_of(made: Sequence[File]) -> dict[str, str]:
    """In which file each id is."""
    return {name: file.name for file in made for name in file.outline.ids}


def link(html: Element, own: str, names: Mapping[str, str]) -> None:
    """Give links into other files than their `own` the names of these.

    A call whose note stands in another file opens no pop-up in half of the reading systems; there it is a link
    like any other.
    """
    for tree in html.iter(_A):
        href = tree.get("href") or ""
        file = names.get(href[1:], own) if href.startswith("#") else own
        if file == own:
            continue
        tree.set("href", file + href)
        if tree.get(TYPE) == "noteref":
            del tree.attrib[TYPE]
            del tree.attrib["role"]
