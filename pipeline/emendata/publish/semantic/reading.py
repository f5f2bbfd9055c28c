"""The reading text of semantic XHTML: what comes from the Document, without what the books add to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.publish.xhtml import BLOCKS, Element, classes, name_of

ADDED = frozenset(
    "back call emendation-call line-of locus mark missing n page-of pagebreak "  # labels, links, signs, placeholders
    "subtitle author contributor imprint".split()  # from the metadata
)
"""Classes of what is not the Document's text."""
_NO_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The letters and digits of a text: what print and e-book have in common."""
    return _NO_LETTERS.sub("", text)


def reading_text(html: Element) -> str:
    """The text of the element; the notes that stand in it are left out, a line begins with a line end."""
    return "".join(_text(html))


def _text(html: Element) -> Iterator[str]:
    yield html.text or ""
    for inner in html:
        own = classes(inner)
        if name_of(inner) == "br":
            yield "\n"
        elif not (ADDED.intersection(own) or (name_of(inner) == "section" and "notes" in own)):
            yield from _text(inner)
        if inner.tag not in BLOCKS:
            yield inner.tail or ""


def note_texts(html: Element) -> dict[str, str]:
    """The reading text of each note in the element, by its id in the book."""
    notes = [note for note in html.iter("{*}div") if "note" in classes(note) and "entry" not in classes(note)]
    return {note.get("id", ""): _note_text(note) for note in notes}


def _note_text(note: Element) -> str:
    # One space after the label and one before each link back belong to these.
    text = reading_text(note).removeprefix(" ")
    for link in note.iter("{*}a"):
        if "back" in classes(link):
            text = text.removesuffix(" ")
    return text
