"""Notes: which are called where they stand, and which from elsewhere; what they become.

A note within the text is called there. One that stands apart, in the back matter or between paragraphs, is called
by the reference that points at it, or at the element that its ``@target`` names. Notes of critics on readings are
remarks of the apparatus and not read here.
"""

from __future__ import annotations

import re

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pieces import End, Piece, blocks_of
from emendata.acquire.tei.pointers import Pointers
from emendata.acquire.tei.state import State, reads
from emendata.acquire.tei.words import number, within
from emendata.document.model import Anchor, Entry, Note, NoteCall, Paragraph, Text

ENTRIES = {
    "fontes": "fontes",
    "source": "fontes",
    "sources": "fontes",
    "testimonia": "testimonia",
    "testimonium": "testimonia",
    "parallel": "testimonia",
}
"""Types of notes that are entries of an apparatus of their own."""

_CRITICAL = ("app", "lem", "rdg", "rdgGrp", "listApp")
_ENTRIES = ("person", "bibl", "biblStruct", "witness", "place", "org", "castItem", "event", "msItem")
"""What a note in one of these says is part of the entry."""
_SERIES = {"editor": "editor", "editorial": "editor", "translator": "translator"}
PLACES = ("foot", "bottom", "end", "margin", "left", "right", "inline", "above", "below")


def is_remark(note: Node) -> bool:
    """Whether it is said of a reading or an entry, and is no note of the text."""
    parent = note.parent
    return (
        parent is not None
        and parent.name in _CRITICAL
        and note.within("app", "listApp") is not None
        and not (parent.name in ("lem", "rdg") and (note.get("place") in PLACES or note.get("n")))
    )


def of_text(text: Node) -> frozenset[Node]:
    """The notes that are called where they stand."""
    return frozenset(
        note
        for note in text.iter("note")
        if not is_remark(note)
        and note.get("type") not in ENTRIES
        and (note.parent is None or note.parent.name not in _ENTRIES)
    )


def find_calls(
    text: Node, ids: dict[str, Node], pointers: Pointers
) -> tuple[dict[Node, Node], frozenset[Node]]:
    """References that call a note which stands apart, and those notes."""
    calls: dict[Node, Node] = {}
    apart: set[Node] = set()
    for reference in text.iter("ref", "ptr"):
        target = reference.get("target").partition(" ")[0]
        note = ids.get(pointers.expanded(target).removeprefix("#")) if target else None
        if note is None or note.name != "note" or is_remark(note) or note.within("note") is not None:
            continue
        if reference in note.iter("ref", "ptr") or not _stands_apart(note):
            continue
        # Where an earlier reference is the call, a later one in running words says »see note 3«.
        if note in apart and not _is_label(reference):
            continue
        if _is_label(reference) or reference.get("type") in ("noteAnchor", "note", "noteref"):
            calls[reference] = note
            apart.add(note)
    return calls, frozenset(apart)


def _is_label(reference: Node) -> bool:
    return re.fullmatch(r"[\[(]?\s*(?:\d{1,4}|[a-z]|[*†‡§¶]+)?\s*[\])]?", reference.text()) is not None


def _stands_apart(note: Node) -> bool:
    return note.parent is not None and note.parent.name in (
        "div", "div1", "div2", "div3", "back", "body", "noteGrp", "list", "item", "text", "front", "lg", "standOff",
        "listAnnotation", "annotationBlock",
    )  # fmt: skip


@reads("note")
def _note(state: State, node: Node) -> list[Piece]:
    if node in state.apart or is_remark(node):
        return []
    if node.parent is not None and node.parent.name in _ENTRIES:
        return [Text(" "), *within(state, node)]
    if (series := ENTRIES.get(node.get("type"))) is not None:
        return _entry(state, node, series)
    made = called(state, node)
    return [End(piece) if isinstance(piece, NoteCall) else piece for piece in made]


@reads("noteGrp")
def _group(state: State, node: Node) -> list[Piece]:
    return within(state, node)


def called(state: State, node: Node) -> list[Piece]:
    """A call of the note, which is read when it is called first."""
    if (known := state.note_ids.get(node)) is None:
        known = state.given.fresh(state.own_id(node) or f"n{len(state.note_ids) + 1}")
        if state.own_id(node):
            known = state.own_id(node)
        state.note_ids[node] = known
        kind = node.get("type")
        series = kind if kind in state.series else _SERIES.get(kind, "author")
        at = len(state.notes)
        state.notes.append(Note(known, "", ()))
        blocks = blocks_of(_lead(state, node), None)
        state.notes[at] = Note(known, _label(state, node, series), blocks, series, _place(node))
    return [NoteCall(known)]


def _lead(state: State, node: Node) -> list[Piece]:
    before, state.in_text = state.in_text, True
    pieces = within(state, node)
    state.in_text = before
    return pieces


def _label(state: State, node: Node, series: str) -> str:
    """The sign of the note; the next number where it has none."""
    if n := node.get("n"):
        if n.isdecimal():
            state.numbers[series] = int(n)
        return n
    state.numbers[series] = state.numbers.get(series, 0) + 1
    return str(state.numbers[series])


def _place(node: Node) -> str:
    place = node.get("place")
    return {"bottom": "foot", "": "foot", "unspecified": "foot"}.get(place, place)


def _entry(state: State, node: Node, series: str) -> list[Piece]:
    """A note that says where words come from, or who quotes them."""
    id_ = state.given.fresh(f"app{len(state.entries) + 1}")
    at = len(state.entries)
    state.entries.append(None)
    state.notes_as_entries += 1
    if (span := state.spans.get(node)) is not None:
        start, end = span
        pieces: list[Piece] = []
    else:
        start = end = state.given.fresh(f"{id_}-from")
        pieces = [End(Anchor(start))]
    content = blocks_of([*number(node, "note"), *_lead(state, node)]) or (Paragraph(()),)
    state.entries[at] = Entry(id_, start, end, content=content, series=series)
    return pieces
