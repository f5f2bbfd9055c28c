"""The account of a TEI file: every character of its text is in the Document, or has been told to be left out.

Both sides are counted apart from the reading: the file's strings as they stand, and the Document's strings
wherever they stand. White space is left aside, being the layout's; which of it was taken out or put in is in the
Document's record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from emendata.acquire.tei.state import State, letters
from emendata.diagnostics import Diagnostic, Place
from emendata.document.model import (
    Blocks,
    Choice,
    Code,
    Document,
    Emendation,
    Entry,
    Figure,
    Formula,
    Graphic,
    Inlines,
    Reading,
    ReadingGroup,
    Text,
)
from emendata.document.walk import all_blocks, inlines_of, nested, note_texts, texts


def strings(inlines: Inlines) -> Iterator[str]:
    """All characters of running text, those that the edition does not print too."""
    for inline in inlines:
        match inline:
            case Text(text) | Code(text) | Formula(text):
                yield text
            case Emendation(sic=sic, corr=corr):
                yield from strings(sic)
                yield from strings(corr)
            case Graphic(alt=alt):
                yield alt
            case Choice(children, other):
                yield from strings(children)
                yield from strings(other)
            case _:
                yield from strings(getattr(inline, "children", ()))


def of_document(document: Document) -> Iterator[str]:
    """All strings of text, notes and apparatus."""
    for inlines in (*texts(document), *note_texts(document)):
        yield from strings(inlines)
    for block in all_blocks(document):
        if isinstance(block, Figure):
            yield block.alt
    for entry in document.entries:
        yield from of_entry(entry)


def of_entry(entry: Entry) -> Iterator[str]:
    """All strings of an entry."""
    for reading in (entry.lemma, *entry.readings):
        yield from _of_reading(reading)
    yield from _of_blocks(entry.content)
    yield from strings(entry.remark)


def _of_reading(reading: Reading | ReadingGroup) -> Iterator[str]:
    if isinstance(reading, ReadingGroup):
        for inner in reading.readings:
            yield from _of_reading(inner)
        yield from strings(reading.remark)
        return
    yield from strings(reading.lead)
    yield from strings(reading.content)
    yield from _of_blocks(reading.blocks)
    yield from strings(reading.remark)
    for attestation in reading.attested:
        yield attestation.detail


def _of_blocks(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        for inlines in inlines_of(block):
            yield from strings(inlines)
    for block in nested(blocks):
        if isinstance(block, Figure):
            yield block.alt


def balanced(state: State, file: Counter[str], apps: int, document: Document) -> tuple[Diagnostic, ...]:
    """An error for each side of the account that does not come out even."""
    found: list[Diagnostic] = []
    there = letters(of_document(document))
    there.update(state.left_out)
    wanted = file + state.generated
    place = Place(state.report.name)
    if there != wanted:
        lost, invented = wanted - there, there - wanted
        parts = [
            f"{sum(counter.values())} {what} ({_sample(counter)})"
            for counter, what in ((lost, "are lost"), (invented, "are in it twice or invented"))
            if counter
        ]
        message = f"the characters of the file and of the edition do not come out even: {'; '.join(parts)}"
        hint = "this is a mistake of the program: please report it with the file"
        found.append(Diagnostic("A049", "error", place, message, hint))
    made = len(document.entries) - state.notes_as_entries + state.joined + state.refused
    if made != apps:
        message = f"the file has {apps} <app>, of which {made} are accounted for"
        hint = "this is a mistake of the program: please report it with the file"
        found.append(Diagnostic("A049", "error", place, message, hint))
    return tuple(found)


def _sample(counter: Counter[str]) -> str:
    return ", ".join(f"{character}×{count}" for character, count in counter.most_common(5))
