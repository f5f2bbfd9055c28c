"""The ids of a Document."""

from __future__ import annotations

from collections.abc import Iterator

from emendata.document.model import Anchor, Choice, Document, Emendation, Inlines, LineGroup, PageBeginning
from emendata.document.walk import (
    all_blocks,
    apparatus_blocks,
    apparatus_texts,
    descendants,
    divisions,
    note_texts,
    texts,
)


def ids(document: Document) -> Iterator[str]:
    """Every id in the Document; empty ones too."""
    for part in (*document.front, document.body, *document.back):
        yield from (division.id for division in divisions(part))
    for note in document.notes:
        yield note.id
    for block in (*all_blocks(document), *apparatus_blocks(document)):
        yield from _of_verse(block) if isinstance(block, LineGroup) else (getattr(block, "id", ""),)
    for entry in document.entries:
        yield entry.id
    for witness in document.witnesses:
        yield witness.id
    for inlines in (*texts(document), *note_texts(document), *apparatus_texts(document)):
        yield from _of_inlines(inlines)


def _of_inlines(inlines: Inlines) -> Iterator[str]:
    for inline in descendants(inlines):
        if isinstance(inline, Anchor | PageBeginning | Emendation):
            yield inline.id
        elif isinstance(inline, Choice):
            yield from _of_inlines(inline.other)


def _of_verse(group: LineGroup) -> Iterator[str]:
    yield group.id
    for line in group.lines:
        if isinstance(line, LineGroup):
            yield from _of_verse(line)
