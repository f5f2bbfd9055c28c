"""Give everything in a Document another id, so that it can stand in one Document with another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from emendata.document.model import (
    Anchor,
    Block,
    Choice,
    Division,
    Document,
    Emendation,
    Figure,
    Inline,
    Inlines,
    LineGroup,
    NoteCall,
    PageBeginning,
    Paragraph,
    Parent,
    Quotation,
    Ref,
    Table,
    Verse,
)
from emendata.document.walk import map_document, map_each_block

Name = Callable[[str], str]


def renamed(document: Document, name: Name) -> Document:
    """The text and notes with `name` applied to every id and whatever points to one; an empty id stays."""

    def new(old: str) -> str:
        return name(old) if old else ""

    document = map_each_block(document, lambda block: _block(block, new))
    document = map_document(document, lambda inlines: _inlines(inlines, new))
    return replace(
        document,
        front=tuple(_division(division, new) for division in document.front),
        body=_division(document.body, new),
        back=tuple(_division(division, new) for division in document.back),
        notes=tuple(replace(note, id=new(note.id)) for note in document.notes),
    )


def _division(division: Division, new: Name) -> Division:
    inner = tuple(_division(one, new) for one in division.divisions)
    return replace(division, id=new(division.id), divisions=inner)


def _block(block: Block, new: Name) -> Block:
    if isinstance(block, LineGroup):
        return _lines(block, new)
    if isinstance(block, Paragraph | Quotation | Table | Figure | PageBeginning):
        return replace(block, id=new(block.id))
    return block


def _lines(group: LineGroup, new: Name) -> LineGroup:
    lines = tuple(line if isinstance(line, Verse) else _lines(line, new) for line in group.lines)
    return replace(group, id=new(group.id), lines=lines)


def _inlines(inlines: Inlines, new: Name) -> Inlines:
    return tuple(_inline(inline, new) for inline in inlines)


def _inline(inline: Inline, new: Name) -> Inline:
    match inline:
        case NoteCall(note):
            return NoteCall(new(note))
        case Anchor(id_):
            return Anchor(new(id_))
        case PageBeginning(id=id_):
            return replace(inline, id=new(id_))
        case Emendation(id_, sic, corr):
            return replace(inline, id=new(id_), sic=_inlines(sic, new), corr=_inlines(corr, new))
        case Ref(children, target):
            return Ref(_inlines(children, new), f"#{new(target[1:])}" if target.startswith("#") else target)
        case Choice(children, other):
            return replace(inline, children=_inlines(children, new), other=_inlines(other, new))
        case _ if isinstance(inline, Parent):
            return replace(inline, children=_inlines(inline.children, new))
        case _:
            return inline
