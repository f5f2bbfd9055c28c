"""Bring notes and entries into the order of their places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from emendata.document.model import (
    Anchor,
    Document,
    Emendation,
    Entry,
    Inline,
    Note,
    NoteCall,
    Reading,
    ReadingGroup,
)
from emendata.document.walk import inlines_of, texts


def in_order(document: Document, entries: tuple[Entry, ...]) -> Document:
    """The Document with its notes in the order of their first calls, and these entries in that of their places."""
    notes = {note.id: note for note in document.notes}
    places: dict[str, tuple[int, ...]] = {}
    ordered: list[Note] = []
    count = 0

    def see(inlines: Iterable[Inline]) -> None:
        nonlocal count
        stack = [iter(inlines)]
        while stack:
            inline = next(stack[-1], None)
            if inline is None:
                stack.pop()
                continue
            count += 1
            if isinstance(inline, Anchor):
                places[inline.id] = (count,)
            elif isinstance(inline, NoteCall):
                if (note := notes.pop(inline.note, None)) is not None:
                    ordered.append(note)
                    stack += [
                        iter(i) for block in reversed(note.blocks) for i in reversed(list(inlines_of(block)))
                    ]
            elif isinstance(inline, Emendation):
                stack.append(iter(inline.corr))
            elif children := getattr(inline, "children", ()):
                stack.append(iter(children))

    for inlines in texts(document):
        see(inlines)
    for entry in entries:
        for block in entry.content:
            for inlines in inlines_of(block):
                see(inlines)
    ordered += [note for note in document.notes if note.id in notes]
    for note in [note for note in document.notes if note.id in notes]:
        for block in note.blocks:
            for inlines in inlines_of(block):
                see(inlines)
    return replace(document, notes=tuple(ordered), entries=_sorted(entries, places))


def _sorted(entries: tuple[Entry, ...], places: dict[str, tuple[int, ...]]) -> tuple[Entry, ...]:
    """Entries by where they begin, the longer first; those on a reading after the entry that has it."""
    keys: dict[int, tuple[int, ...]] = {}
    left = list(enumerate(entries))
    while left:
        rest: list[tuple[int, Entry]] = []
        for n, entry in left:
            if entry.start in places and entry.end in places:
                start, end = places[entry.start], places[entry.end]
                key = (*start[:-1], start[-1], -(end[-1] - start[-1]), n)
                keys[n] = key
                for at, anchor in enumerate(_anchors(entry)):
                    places.setdefault(anchor, (*key, at))
            else:
                rest.append((n, entry))
        if len(rest) == len(left):
            # On anchors that are nowhere: at the end, for a check to find.
            keys.update({n: (1 << 40, 0, n) for n, _ in rest})
            break
        left = rest
    return tuple(entries[n] for n in sorted(keys, key=lambda n: keys[n]))


def _anchors(entry: Entry) -> Iterator[str]:
    for reading in (entry.lemma, *entry.readings):
        yield from _of_reading(reading)


def _of_reading(reading: Reading | ReadingGroup) -> Iterator[str]:
    if isinstance(reading, ReadingGroup):
        for inner in reading.readings:
            yield from _of_reading(inner)
        return
    for inlines in (
        reading.content,
        *(i for block in reading.blocks for i in inlines_of(block)),
        reading.remark,
    ):
        yield from _of_inlines(inlines)


def _of_inlines(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Anchor):
            yield inline.id
        yield from _of_inlines(getattr(inline, "children", ()))
