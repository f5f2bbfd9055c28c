"""The ids of a Document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from emendata.document.model import (
    Anchor,
    Block,
    Choice,
    Division,
    Document,
    Emendation,
    Inlines,
    LineGroup,
    Note,
    PageBeginning,
)
from emendata.document.once import Once
from emendata.document.walk import (
    apparatus_blocks,
    apparatus_texts,
    descendants,
    inlines_of,
    nested,
    with_markup,
)


def ids(document: Document) -> Iterator[str]:
    """Every id in the Document; empty ones too."""
    yield from _of_inlines((document.title,))
    for part in (*document.front, document.body, *document.back):
        yield from _of_division(part)
    for note in document.notes:
        yield from _IDS(note, None, partial(_of_note, note))
    for block in apparatus_blocks(document):
        yield from _of_block(block)
    for entry in document.entries:
        yield entry.id
    for witness in document.witnesses:
        yield witness.id
    yield from _of_inlines(apparatus_texts(document))


_IDS: Once[tuple[str, ...]] = Once()


def _of_division(division: Division) -> tuple[str, ...]:
    def make() -> Iterator[str]:
        yield division.id
        yield from _of_inlines((division.head,))
        yield from _of_blocks(division.blocks)
        for inner in division.divisions:
            yield from _of_division(inner)

    return _IDS(division, None, lambda: tuple(make()))


def _of_note(note: Note) -> tuple[str, ...]:
    return (note.id, *_of_blocks(note.blocks))


def _of_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in nested(blocks):
        yield from _of_block(block)
    for block in blocks:
        yield from _of_inlines(inlines_of(block))


def _of_block(block: Block) -> Iterator[str]:
    return _of_verse(block) if isinstance(block, LineGroup) else iter((getattr(block, "id", ""),))


def _of_inlines(sequences: Iterable[Inlines]) -> Iterator[str]:
    for inlines in with_markup(sequences):
        for inline in descendants(inlines):
            if isinstance(inline, Anchor | PageBeginning | Emendation):
                yield inline.id
            elif isinstance(inline, Choice):
                yield from _of_inlines((inline.other,))


def _of_verse(group: LineGroup) -> Iterator[str]:
    yield group.id
    for line in group.lines:
        if isinstance(line, LineGroup):
            yield from _of_verse(line)
