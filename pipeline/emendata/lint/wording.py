"""What a heading, the label of a note, or a lemma says: the words without what is not read as part of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from emendata.lint.document import TYPE, XHTML, Document, Element, text_of, words

_NOT_IN_HEADS = frozenset(("call", "emendation-call", "back", "pagebreak", "mark", "missing"))
_NOT_IN_LEMMAS = frozenset(("call", "emendation-call", "back", "mark", "notes", "pagebreak", "n", "letter"))


def head_text(tree: Element) -> str:
    """The words of a heading without its calls."""
    return " ".join("".join(_head_text(tree)).split())


def _head_text(tree: Element) -> Iterator[str]:
    yield tree.text or ""
    for inner in tree:
        own = words(inner, "class")
        call = "noteref" in words(inner, TYPE) and "lemma-call" not in own
        if not call and not _NOT_IN_HEADS.intersection(own):
            yield from _head_text(inner)
        yield inner.tail or ""


def label(note: Element) -> str:
    """The number of a note; empty if it has none."""
    found = next((tree for tree in note.iter(f"{XHTML}span") if "n" in words(tree, "class")), None)
    return text_of(found) if found is not None else ""


def part(entry: Element, cls: str) -> Element | None:
    """The first element of an entry that has a class."""
    return next((tree for tree in entry.iter("*") if cls in words(tree, "class")), None)


def bare(text: str) -> str:
    """The letters and digits alone, without case."""
    return "".join(
        c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum() or unicodedata.combining(c)
    )


def until(document: Document, tree: Element, last: int) -> str:
    """The text of an element up to the one that comes at `last`."""
    if document.order[tree] >= last or _NOT_IN_LEMMAS.intersection(words(tree, "class")):
        return ""
    parts = [tree.text or ""]
    for inner in tree.iterchildren("*"):
        if document.order[inner] >= last:
            break
        parts.append(until(document, inner, last))
        if any(document.order[t] == last for t in inner.iter("*")):
            break
        parts.append(inner.tail or "")
    return "".join(parts)


def place_text(document: Document, tree: Element) -> str | None:
    """The text at the place of an emendation; nothing if there is an image, whose alternative text is repeated."""
    if any(inner.tag == f"{XHTML}img" or inner.get("role") == "img" for inner in tree.iter("*")):
        return None
    return until(document, tree, len(document.order))


def lemma_text(lemma: Element) -> str:
    """A lemma without the words around it that only say where it stands."""
    return "".join(
        (tree.text or "") if tree is lemma or not {"context", "mark"} & _around(tree, lemma) else ""
        for tree in lemma.iter("*")
    ) + "".join(tree.tail or "" for tree in lemma.iter("*") if tree is not lemma and not _inner(tree, lemma))


def _around(tree: Element, lemma: Element) -> set[str]:
    """The classes of an element and of those around it within the lemma."""
    found = set(words(tree, "class"))
    for up in tree.iterancestors():
        if up is lemma:
            break
        found |= set(words(up, "class"))
    return found


def _inner(tree: Element, lemma: Element) -> bool:
    """Whether an element stands within the context or a mark, so that what follows it does too."""
    parent = tree.getparent()
    return parent is not None and parent is not lemma and bool({"context", "mark"} & _around(parent, lemma))
