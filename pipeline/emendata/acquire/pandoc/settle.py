"""Put the Document in order once all of it is read: notes by their calls, references to what is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from emendata.acquire.pandoc.state import Ids, Reading
from emendata.acquire.pandoc.text import tidy
from emendata.document.model import (
    Anchor,
    Block,
    Division,
    Document,
    Figure,
    Inline,
    Inlines,
    Note,
    NoteCall,
    Paragraph,
    Parent,
    Ref,
    Table,
)
from emendata.document.walk import (
    all_blocks,
    calls,
    descendants,
    divisions,
    map_document,
    map_each_block,
    note_texts,
    texts,
)

_SIGNS = ("*", "†", "‡", "§", "‖", "¶")


def settled(document: Document, starred: frozenset[str], reading: Reading) -> Document:
    """The Document with its notes numbered in the order of their calls and its references resolved."""
    document, names = _in_order(document, starred, reading.ids)
    document = replace(document, body=_known_by(document.body, reading.ids))
    document, moved = _notes_bear_ids(document)
    moved |= {f"#{apart}": f"#{names[id_]}" for apart, id_ in reading.called.items()}
    document = map_each_block(document, partial(_without_idle_id, reading.ids))
    there = set(_ids(document))
    anchors = {name for name in there if name in reading.ids.aimed or not reading.ids.automatic(name)}

    def resolved(inlines: Inlines) -> Inlines:
        return tidy(_resolved(inlines))

    def _resolved(inlines: Inlines) -> Iterator[Inline]:
        for inline in inlines:
            if isinstance(inline, Anchor):
                if inline.id in anchors:
                    yield inline
            elif isinstance(inline, Ref) and inline.target in moved:
                yield Ref(tuple(_resolved(inline.children)), moved[inline.target])
            elif isinstance(inline, Ref) and inline.target[0] == "#" and inline.target[1:] not in there:
                reading.lost(
                    "A023",
                    "a reference points to nothing in the file and is kept as text",
                    inline.target,
                    "give what it points to an id, or take the link out",
                )
                yield from _resolved(inline.children)
            elif isinstance(inline, Parent):
                yield replace(inline, children=tuple(_resolved(inline.children)))
            else:
                yield inline

    return map_document(document, resolved)


def _in_order(document: Document, starred: frozenset[str], ids: Ids) -> tuple[Document, dict[str, str]]:
    by_id = {note.id: note for note in document.notes}
    order = [by_id[id_] for id_ in dict.fromkeys((*calls(document), *by_id))]
    names: dict[str, str] = {}
    notes: list[Note] = []
    signs = number = 0
    for note in order:
        if note.n:  # as printed
            label = note.n
            number = int(label) if label.isdecimal() and len(label) < 9 else number
        elif note.id in starred:
            label = _SIGNS[signs % len(_SIGNS)] * (signs // len(_SIGNS) + 1)
            signs += 1
        else:
            number += 1
            label = str(number)
        names[note.id] = ids.fresh(f"n{label}" if label.isalnum() and label.isascii() else "note")
        notes.append(replace(note, id=names[note.id], n=label))

    def renamed(inlines: Inlines) -> Inlines:
        return tuple(map(_renamed, inlines))

    def _renamed(inline: Inline) -> Inline:
        if isinstance(inline, NoteCall):
            return NoteCall(names[inline.note])
        if isinstance(inline, Parent):
            return replace(inline, children=renamed(inline.children))
        return inline

    return map_document(replace(document, notes=tuple(notes)), renamed), names


def _known_by(division: Division, ids: Ids) -> Division:
    """The divisions, each with the id that references use, if it has several."""
    first = division.head[0] if division.head else None
    if isinstance(first, Anchor) and first.id in ids.aimed and division.id not in ids.aimed:
        division = replace(division, id=first.id, head=division.head[1:])
    return replace(division, divisions=tuple(_known_by(inner, ids) for inner in division.divisions))


def _notes_bear_ids(document: Document) -> tuple[Document, dict[str, str]]:
    """The ids of notes' first paragraphs taken away, and to what references to them point now."""
    moved = {}
    notes = []
    for note in document.notes:
        first = note.blocks[0] if note.blocks else None
        if isinstance(first, Paragraph) and first.id:
            moved[f"#{first.id}"] = f"#{note.id}"
            note = replace(note, blocks=(replace(first, id=""), *note.blocks[1:]))
        notes.append(note)
    return replace(document, notes=tuple(notes)), moved


def _without_idle_id(ids: Ids, block: Block) -> Block:
    """A block without an id that a program made and nothing points to."""
    match block:
        case Paragraph(id=id_) | Table(id=id_) | Figure(id=id_):
            idle = ids.automatic(id_) and id_ not in ids.aimed
            return replace(block, id="") if idle else block
    return block


def _ids(document: Document) -> Iterator[str]:
    """Every id in the Document that a reference can point to."""
    for part in (*document.front, document.body, *document.back):
        for division in divisions(part):
            yield division.id
    for block in all_blocks(document):
        yield getattr(block, "id", "")
    for note in document.notes:
        yield note.id
    for sequence in (*texts(document), *note_texts(document)):
        for inline in descendants(sequence):
            if isinstance(inline, Anchor):
                yield inline.id
