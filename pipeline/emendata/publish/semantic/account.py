"""Balance the account of the apparatus: every entry of the Document is in the book once, with all it says.

It runs in each build, on the XHTML that both books are made from. Code: P015 an entry that is not there, or
not whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from emendata.diagnostics import Diagnostic, Place
from emendata.document.cutting import reading
from emendata.document.extents import Extents
from emendata.document.model import Document, Entry
from emendata.document.sigla import Sigla
from emendata.document.walk import inlines_of, reading_texts, readings
from emendata.publish.semantic.model import Book
from emendata.publish.semantic.reading import reading_text
from emendata.publish.xhtml import Element, classes, text_of

_SAID_BY_A_WORD = ("transposition", "repetition")
"""Kinds of readings whose words may be left out: *transp.* and *iter.* say what they are."""


def unbalanced(document: Document, made: Book) -> tuple[Diagnostic, ...]:
    """What is missing from the book."""
    if not document.entries:
        return ()
    found: defaultdict[str, list[Element]] = defaultdict(list)
    for section in made.sections:
        for tree in section.html.iter("{*}div"):
            if {"note", "entry"} <= {*classes(tree)}:
                found[tree.get("id") or ""].append(tree)
    sigla = Sigla(document, Extents(document))
    named = {f"#{own}": sigla.members(witness) | {witness} for witness, own in made.witnesses.items()}
    place, hint = Place("apparatus"), "This is a fault of the program: please report it."
    return tuple(
        Diagnostic("P015", "error", place, f"the entry {entry.id} {what}", hint)
        for entry, own in zip(document.entries, made.entries, strict=True)
        if (what := _missing(entry, found[own], named))
    )


def _missing(entry: Entry, there: list[Element], named: Mapping[str, frozenset[str]]) -> str:
    if len(there) != 1:
        return f"is in the book {len(there)} times"
    text = _squeezed(reading_text(there[0]))
    for words in _words(entry):
        if _squeezed(words) not in text:
            return f"is in the book without »{words}«"
    spans = [tree for tree in there[0].iter("{*}a", "{*}span") if {"siglum", "witnesses"} & {*classes(tree)}]
    if any("witnesses" in classes(tree) for tree in spans):  # for all of them, or the rest
        return ""
    shown = {witness for tree in spans for witness in named.get(tree.get("href") or "", ())}
    shown |= {text_of(tree) for tree in spans if not tree.get("href")}  # those that nobody has declared
    for one in (one for reading_ in readings(entry.readings) for one in reading_.attested):
        if one.witness not in shown:
            return f"is in the book without its witness {one.witness}"
    return ""


def _words(entry: Entry) -> Iterator[str]:
    for one in readings(entry.readings):
        yield reading(one.remark)
        if one.kind not in _SAID_BY_A_WORD:
            yield from map(reading, reading_texts(one))
    yield reading(entry.remark)
    for block in entry.content:
        yield from map(reading, inlines_of(block))


def _squeezed(text: str) -> str:
    """Without spaces, and with small letters: the house may begin a lemma and its readings with one."""
    return "".join(text.split()).casefold().replace("v", "u")
