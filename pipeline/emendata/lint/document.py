"""Read a document of a book: elements, links, notes, and where they stand.

Enters: a parsed XHTML document. Leaves: a `Document`, and what all rules ask of its elements.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

Element = etree._Element

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NOTE_TYPES = frozenset(("footnote", "endnote", "note", "rearnote"))
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote"))
_SIMPLE = re.compile(r"([A-Za-z0-9][\w.-]*)?(?:#([\w-]+))?", re.ASCII)
"""Nearly all addresses within a book: a file beside this one, a place in it; they need no taking apart."""


def words(tree: Element, name: str) -> list[str]:
    """The words of an attribute."""
    return (tree.get(name) or "").split()


def text_of(tree: Element) -> str:
    """The text of an element in one line."""
    return " ".join("".join(map(str, tree.itertext())).split())


def local(tree: Element) -> str:
    """Its name without namespace."""
    return tree.tag.rpartition("}")[2] if isinstance(tree.tag, str) else ""


def line_of(tree: Element) -> int:
    """The line on which an element begins, from 1."""
    return tree.sourceline if isinstance(tree.sourceline, int) else 1


@dataclass(frozen=True, slots=True)
class Document:
    """An XHTML document."""

    name: str
    root: Element
    ids: dict[str, Element]
    order: dict[Element, int]
    """The place of each element in the document."""


@dataclass(frozen=True, slots=True)
class Link:
    """An ``a`` with where it leads."""

    document: Document
    tree: Element
    file: str
    """Empty if it leads out of the book."""
    fragment: str


def document_of(name: str, root: Element) -> Document:
    """The document with this root."""
    order = {tree: at for at, tree in enumerate(root.iter("*"))}
    ids: dict[str, Element] = {}
    for tree in order:
        if (own := tree.get("id")) is not None:
            ids.setdefault(own, tree)
    return Document(name, root, ids, order)


def leads(document: str, href: str) -> tuple[str, str] | None:
    """File and fragment that an address in a file leads to; nothing where it leads out of the book."""
    if simple := _SIMPLE.fullmatch(href):
        folder = posixpath.dirname(document)
        return posixpath.join(folder, simple[1]) if simple[1] else document, simple[2] or ""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    file = posixpath.normpath(posixpath.join(posixpath.dirname(document), path)) if path else document
    return file, unquote(parts.fragment)


def links_in(document: Document, tree: Element) -> Iterator[Link]:
    """Every link in an element."""
    for a in tree.iter(f"{XHTML}a"):
        led = leads(document.name, a.get("href") or "") if "href" in a.attrib else None
        file, fragment = led or ("", "")
        yield Link(document, a, file, fragment)


def is_call(tree: Element) -> bool:
    """Whether a link calls a note."""
    own = words(tree, "class")
    return (
        "noteref" in words(tree, TYPE)
        or "doc-noteref" in words(tree, "role")
        or "call" in own
        or "lemma-call" in own
    )


def is_note(tree: Element) -> bool:
    """Whether an element is a note."""
    return bool(
        _NOTE_TYPES.intersection(words(tree, TYPE))
        or _NOTE_ROLES.intersection(words(tree, "role"))
        or "note" in words(tree, "class")
    )


def is_back(tree: Element) -> bool:
    """Whether a link leads from a note back to its call."""
    return "doc-backlink" in words(tree, "role") or "back" in words(tree, "class")
