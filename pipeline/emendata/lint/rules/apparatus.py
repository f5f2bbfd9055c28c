"""The apparatus: each entry has its place and its lemma, each siglum its witness, each emendation its entry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from emendata.diagnostics import Diagnostic
from emendata.lint.volume import XHTML, Document, Element, Volume, is_note, text_of, words

_NOT_TEXT = frozenset(("call", "emendation-call", "back", "mark", "notes", "pagebreak", "n", "letter"))
_SHORTENED = re.compile(r"\s*(?:…|\.\.\.|\. \. \.|–|—)\s*")


def _entries(volume: Volume) -> Iterator[tuple[Document, Element]]:
    for document, note in volume.notes:
        if "entry" in words(note, "class"):
            yield document, note


def _part(entry: Element, cls: str) -> Element | None:
    return next((tree for tree in entry.iter("*") if cls in words(tree, "class")), None)


def entries_have_a_place(volume: Volume) -> Iterator[Diagnostic]:
    """An entry does not say to what in the text it belongs, or that is not there."""
    for document, entry in _entries(volume):
        for name in ("data-from", "data-to"):
            if (entry.get(name) or "") not in document.ids:
                message = f"the entry has no place in the text ({name}): “{text_of(entry)[:50]}”"
                yield volume.problem("L501", (document, entry), message)
                break


def places_have_an_entry(volume: Volume) -> Iterator[Diagnostic]:
    """A place in the text belongs to an entry that is not there."""
    entries = {entry.get("id") for _, entry in _entries(volume)}
    for document in volume.text:
        for tree in document.root.iter(f"{XHTML}span", f"{XHTML}a"):
            name = tree.get("data-entry")
            if name and name not in entries:
                message = f"the entry {name} of this place is not in the book"
                yield volume.problem("L506", (document, tree), message)


def lemmas_are_those_of_the_text(volume: Volume) -> Iterator[Diagnostic]:
    """A lemma is not what stands in the text at its place."""
    for document, entry in _entries(volume):
        lemma = _part(entry, "lemma")
        start = document.ids.get(entry.get("data-from") or "")
        end = document.ids.get(entry.get("data-to") or "")
        if lemma is None or start is None or end is None or start is end:
            continue
        said, there = text_of(lemma), _between(document, start, end)
        if there.strip() and not _is_lemma(said, there):
            message = f"the lemma is “{said[:50]}”, the text “{there[:50]}”"
            yield volume.problem("L502", (document, entry), message)


def _is_lemma(said: str, there: str) -> bool:
    """Whether a lemma, which may be shortened, is a text."""
    whole = _bare(there)
    if _bare(said) == whole:
        return True
    parts = [part for part in map(_bare, _SHORTENED.split(said)) if part]
    if len(parts) < 2 or not whole.startswith(parts[0]) or not whole.endswith(parts[-1]):
        return False
    at = 0
    for part in parts:
        at = whole.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _bare(text: str) -> str:
    """The letters and digits alone, without case."""
    return "".join(
        c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum() or unicodedata.combining(c)
    )


def _between(document: Document, start: Element, end: Element) -> str:
    """The text between two elements, the first of which may hold it."""
    if start.tag == f"{XHTML}a" and "lemma-call" in words(start, "class"):
        return text_of(start)
    parts: list[str] = []
    first, last = document.order[start], document.order[end]
    tree = start
    while True:
        parent = tree.getparent()
        if parent is None:
            return "".join(parts)
        parts.append(tree.tail or "")
        for later in tree.itersiblings("*"):
            if document.order[later] >= last:
                return "".join(parts)
            parts.append(_until(document, later, last))
            if _holds(later, end):
                return "".join(parts)
            parts.append(later.tail or "")
        tree = parent
        if document.order[tree] > first:
            return "".join(parts)


def _holds(tree: Element, inner: Element) -> bool:
    return any(up is tree for up in inner.iterancestors())


def _until(document: Document, tree: Element, last: int) -> str:
    """The text of an element up to the one that comes at `last`."""
    if document.order[tree] >= last or _NOT_TEXT.intersection(words(tree, "class")):
        return ""
    parts = [tree.text or ""]
    for inner in tree.iterchildren("*"):
        if document.order[inner] >= last:
            break
        parts.append(_until(document, inner, last))
        if any(document.order[t] == last for t in inner.iter("*")):
            break
        parts.append(inner.tail or "")
    return "".join(parts)


def entries_say_something(volume: Volume) -> Iterator[Diagnostic]:
    """An entry without readings and without anything else that it says."""
    for document, entry in _entries(volume):
        classes = {cls for tree in entry.iter("*") for cls in words(tree, "class")}
        if not classes & {"rdg", "reading", "content", "say", "remark", "sigla"}:
            yield volume.doubt(
                "L507", (document, entry), f"an entry without readings: “{text_of(entry)[:50]}”"
            )


def sigla_are_known(volume: Volume) -> Iterator[Diagnostic]:
    """A siglum leads to no witness, or to one that has another siglum."""
    sigla: dict[tuple[str, str], str] = {}
    for document in volume.text:
        for name, tree in document.ids.items():
            if name.startswith("wit-"):
                found = _part(tree, "siglum")
                sigla[document.name, name] = text_of(found) if found is not None else ""
    for link in volume.links:
        if "siglum" not in words(link.tree, "class"):
            continue
        witness = sigla.get((link.file, link.fragment))
        said = text_of(link.tree)
        if witness is None:
            message = f"the siglum {said} leads to no witness of the conspectus"
            yield volume.problem("L503", (link.document, link.tree), message)
        elif witness and witness != said:
            message = f"the siglum {said} leads to the witness {witness}"
            yield volume.problem("L508", (link.document, link.tree), message)


def entries_in_order(volume: Volume) -> Iterator[Diagnostic]:
    """The entries of a series are not in the order of their places."""
    before: tuple[Element | None, int, Element] | None = None
    for document, entry in _entries(volume):
        series = entry.getparent()
        start = document.ids.get(entry.get("data-from") or "")
        if start is None or any(is_note(up) for up in start.iterancestors()):
            continue  # what stands in a note is read where the note is called
        at = document.order[start]
        if before is not None and before[0] is series and at < before[1]:
            message = f"an entry stands behind one whose place comes later: “{text_of(entry)[:50]}”"
            yield volume.problem("L505", (document, entry), message)
        before = series, at, entry


def emendations_have_entries(volume: Volume) -> Iterator[Diagnostic]:
    """An emendation's sign leads to no entry, or the entry leads back to another emendation."""
    calls = {}
    for link in volume.links:
        if "emendation-call" in words(link.tree, "class"):
            target = volume.target(link)
            if target is None or not link.fragment:
                yield volume.problem(
                    "L509", (link.document, link.tree), "the sign of an emendation leads nowhere"
                )
                continue
            holder = link.tree.getparent()
            calls[target] = link.document.name, (holder.get("id") or "") if holder is not None else ""
    for document in volume.text:
        for entry in document.root.iter(f"{XHTML}p"):
            if "entry" not in words(entry, "class") or not (entry.get("id") or "").startswith("em"):
                continue
            places = [
                link for link in volume.links_in(document, entry) if "place" in words(link.tree, "class")
            ]
            if entry not in calls:
                message = f"no emendation in the text belongs to this entry: “{text_of(entry)[:50]}”"
                yield volume.problem("L509", (document, entry), message)
            elif not places or (places[0].file, places[0].fragment) != calls[entry]:
                message = f"the entry does not lead back to its emendation: “{text_of(entry)[:50]}”"
                yield volume.problem("L509", (document, entry), message)


def emendations_read_as_the_text(volume: Volume) -> Iterator[Diagnostic]:
    """The lemma of an emendation is not what the text reads there."""

    @cache
    def words_of(file: str, fragment: str) -> str | None:
        document = volume.documents.get(file)
        tree = document.ids.get(fragment) if document is not None else None
        if document is None or tree is None:
            return None
        if any(inner.tag == f"{XHTML}img" or inner.get("role") == "img" for inner in tree.iter("*")):
            return None  # an image is repeated by its alternative text
        return _until(document, tree, 10**9)

    for document in volume.text:
        for entry in document.root.iter(f"{XHTML}p"):
            if "entry" not in words(entry, "class"):
                continue
            lemma = _part(entry, "lemma")
            place = next(
                (li for li in volume.links_in(document, entry) if "place" in words(li.tree, "class")), None
            )
            if lemma is None or place is None:
                continue
            there = words_of(place.file, place.fragment)
            said = "".join(
                (tree.text or "") if tree is lemma or not {"context", "mark"} & _around(tree, lemma) else ""
                for tree in lemma.iter("*")
            ) + "".join(
                tree.tail or "" for tree in lemma.iter("*") if tree is not lemma and not _inner(tree, lemma)
            )  # fmt: skip
            if there is not None and sorted(_bare(said)) != sorted(_bare(there)):
                message = f"the entry reads “{said[:50]}”, the text “{there[:50]}”"
                yield volume.problem("L510", (document, entry), message)


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
