"""The apparatus: each entry has its place and its lemma, each siglum its witness, each emendation its entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.diagnostics import Diagnostic
from emendata.lint.document import XHTML, Document, Element, is_note, links_in, text_of, words
from emendata.lint.facts import EmendationEntry, Facts
from emendata.lint.volume import Volume
from emendata.lint.wording import bare, part, place_text, until

_SHORTENED = re.compile(r"\s*(?:…|\.\.\.|\. \. \.|–|—)\s*")


def _entries(volume: Volume) -> Iterator[tuple[Document, Element]]:
    for document, note in volume.notes:
        if "entry" in words(note, "class"):
            yield document, note


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
    entries = frozenset[str]().union(*(facts.entries for facts in volume.text_facts))
    for facts in volume.text_facts:
        for at, name in facts.places:
            if name not in entries:
                message = f"the entry {name} of this place is not in the book"
                yield volume.problem("L506", (facts, at), message)


def lemmas_are_those_of_the_text(volume: Volume) -> Iterator[Diagnostic]:
    """A lemma is not what stands in the text at its place."""
    for document, entry in _entries(volume):
        lemma = part(entry, "lemma")
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
    whole = bare(there)
    if bare(said) == whole:
        return True
    parts = [piece for piece in map(bare, _SHORTENED.split(said)) if piece]
    if len(parts) < 2 or not whole.startswith(parts[0]) or not whole.endswith(parts[-1]):
        return False
    at = 0
    for piece in parts:
        at = whole.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


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
            parts.append(until(document, later, last))
            if _holds(later, end):
                return "".join(parts)
            parts.append(later.tail or "")
        tree = parent
        if document.order[tree] > first:
            return "".join(parts)


def _holds(tree: Element, inner: Element) -> bool:
    return any(up is tree for up in inner.iterancestors())


def entries_say_something(volume: Volume) -> Iterator[Diagnostic]:
    """An entry without readings and without anything else that it says."""
    for document, entry in _entries(volume):
        classes = {cls for tree in entry.iter("*") for cls in words(tree, "class")}
        if not classes & {"rdg", "reading", "content", "say", "remark", "sigla"}:
            yield volume.doubt(
                "L507", (document, entry), f"an entry without readings: “{text_of(entry)[:50]}”"
            )


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


def sigla_are_known(volume: Volume) -> Iterator[Diagnostic]:
    """A siglum leads to no witness, or to one that has another siglum."""
    sigla = {(facts.name, name): said for facts in volume.text_facts for name, said in facts.witnesses.items()}
    for facts in volume.read_facts:
        if all((witness := sigla.get((file, name))) == said or witness == "" for file, name, said in facts.sigla):
            continue
        document = volume.documents[facts.name]
        for link in links_in(document, document.root):
            if "siglum" not in words(link.tree, "class"):
                continue
            witness = sigla.get((link.file, link.fragment))
            said = text_of(link.tree)
            if witness is None:
                message = f"the siglum {said} leads to no witness of the conspectus"
                yield volume.problem("L503", (document, link.tree), message)
            elif witness and witness != said:
                message = f"the siglum {said} leads to the witness {witness}"
                yield volume.problem("L508", (document, link.tree), message)


def emendations_have_entries(volume: Volume) -> Iterator[Diagnostic]:
    """An emendation's sign leads to no entry, or the entry leads back to another emendation."""
    calls: dict[tuple[str, int], tuple[str, str]] = {}
    for facts in volume.read_facts:
        for call in facts.emendations:
            file, name = call.led
            other = volume.facts.get(file)
            if other is None or not name or name not in other.ids:
                yield volume.problem("L509", (facts, call.at), "the sign of an emendation leads nowhere")
            else:
                calls[file, other.ids[name]] = facts.name, call.holder
    for facts in volume.text_facts:
        for entry in facts.emendation_entries:
            if not entry.id.startswith("em"):
                continue
            if (facts.name, entry.at) not in calls:
                message = f"no emendation in the text belongs to this entry: “{_beginning(volume, facts, entry)}”"
                yield volume.problem("L509", (facts, entry.at), message)
            elif entry.place != calls[facts.name, entry.at]:
                message = f"the entry does not lead back to its emendation: “{_beginning(volume, facts, entry)}”"
                yield volume.problem("L509", (facts, entry.at), message)


def _beginning(volume: Volume, facts: Facts, entry: EmendationEntry) -> str:
    return text_of(volume.found(facts, entry.at)[1])[:50]


def emendations_read_as_the_text(volume: Volume) -> Iterator[Diagnostic]:
    """The lemma of an emendation is not what the text reads there."""
    for facts in volume.text_facts:
        for entry in facts.emendation_entries:
            if entry.lemma is None or entry.place is None:
                continue
            there = _emended(volume, *entry.place)
            if there is not None and sorted(bare(entry.lemma)) != sorted(bare(there)):
                message = f"the entry reads “{entry.lemma[:50]}”, the text “{there[:50]}”"
                yield volume.problem("L510", (facts, entry.at), message)


def _emended(volume: Volume, file: str, name: str) -> str | None:
    """The text at a place; nothing if it is not there, or an image."""
    facts = volume.facts.get(file)
    if facts is None or name not in facts.ids:
        return None
    if name in facts.emended:
        return facts.emended[name]
    return place_text(*volume.found(facts, facts.ids[name]))
