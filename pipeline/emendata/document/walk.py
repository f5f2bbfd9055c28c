"""Walk a Document: its blocks, inlines, plain text and calls, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from operator import is_
from typing import Any, TypeVar, cast

from emendata.document.model import (
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    Division,
    Document,
    Emendation,
    Entry,
    Figure,
    Formula,
    Inline,
    Inlines,
    Item,
    LineGroup,
    List,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Preformatted,
    Quotation,
    Reading,
    ReadingGroup,
    Row,
    Speech,
    Stage,
    Table,
    Text,
    Verse,
)


def plain(inlines: Iterable[Inline]) -> str:
    """The reading text: corrections applied, notes left out, elements without text empty."""
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text) | Code(text) | Formula(text):
                parts.append(text)
            case Emendation(corr=corr):
                parts.append(plain(corr))
            case _:
                children = getattr(inline, "children", None)
                if children:
                    parts.append(plain(children))
    return "".join(parts)


def inlines_of(block: Block) -> Iterator[Inlines]:
    """Each sequence of inlines in a block, in order."""
    match block:
        case Paragraph(content) | Stage(content):
            yield content
        case Quotation(blocks):
            for inner in blocks:
                yield from inlines_of(inner)
        case LineGroup(lines):
            for line in lines:
                if isinstance(line, Verse):
                    yield line.content
                else:
                    yield from inlines_of(line)
        case Speech(speaker, blocks):
            yield speaker
            for inner in blocks:
                yield from inlines_of(inner)
        case List(items):
            for item in items:
                if item.label:
                    yield item.label
                for inner in item.blocks:
                    yield from inlines_of(inner)
        case Table(rows, caption):
            if caption:
                yield caption
            for row in rows:
                for cell in row.cells:
                    for inner in cell.blocks:
                        yield from inlines_of(inner)
        case Figure(caption=caption):
            yield caption
        case Preformatted(text):
            yield (Text(text),)
        case Break() | PageBeginning():
            return


def divisions(division: Division) -> Iterator[Division]:
    """The division and all within it, in order."""
    yield division
    for inner in division.divisions:
        yield from divisions(inner)


def texts(document: Document) -> Iterator[Inlines]:
    """Each sequence of inlines of the text in reading order, without the notes."""
    yield document.title
    for part in (*document.front, document.body, *document.back):
        for division in divisions(part):
            if division.head:
                yield division.head
            for block in division.blocks:
                yield from inlines_of(block)


def note_texts(document: Document) -> Iterator[Inlines]:
    """Each sequence of inlines of the notes, in order."""
    for note in document.notes:
        for block in note.blocks:
            yield from inlines_of(block)


def readings(group: Iterable[Reading | ReadingGroup]) -> Iterator[Reading]:
    """The readings of an entry or a group in their order, those in groups too."""
    for member in group:
        if isinstance(member, ReadingGroup):
            yield from readings(member.readings)
        else:
            yield member


def reading_texts(reading: Reading) -> Iterator[Inlines]:
    """Each sequence of inlines that a reading has, without the remark on it."""
    if reading.content:
        yield reading.content
    for block in reading.blocks:
        yield from inlines_of(block)


def entry_texts(entry: Entry) -> Iterator[Inlines]:
    """Each sequence of inlines of an entry, in the order in which it is printed."""
    yield from _reading_and_remarks(entry.lemma)
    yield from _group_texts(entry.readings)
    for block in entry.content:
        yield from inlines_of(block)
    yield entry.remark


def _group_texts(group: Iterable[Reading | ReadingGroup]) -> Iterator[Inlines]:
    for member in group:
        if isinstance(member, ReadingGroup):
            yield from _group_texts(member.readings)
            yield member.remark
        else:
            yield from _reading_and_remarks(member)


def _reading_and_remarks(reading: Reading) -> Iterator[Inlines]:
    yield reading.lead
    yield from reading_texts(reading)
    yield reading.remark


def apparatus_texts(document: Document) -> Iterator[Inlines]:
    """Each sequence of inlines of the witnesses and entries, in order."""
    for witness in document.witnesses:
        yield witness.siglum
        yield witness.description
    for entry in document.entries:
        yield from entry_texts(entry)


def apparatus_blocks(document: Document) -> Iterator[Block]:
    """Every block of the entries, outer before inner."""
    for entry in document.entries:
        for reading in (entry.lemma, *readings(entry.readings)):
            yield from nested(reading.blocks)
        yield from nested(entry.content)


def with_markup(sequences: Iterable[Inlines]) -> Iterator[Inlines]:
    """Those of the sequences that are not text alone, as most notes are, and paragraphs without notes."""
    return (inlines for inlines in sequences if len(inlines) > 1 or (inlines and not isinstance(inlines[0], Text)))


def descendants(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline, outer before inner; of an emendation what the edition reads."""
    for inline in inlines:
        yield inline
        if isinstance(inline, Emendation):
            yield from descendants(inline.corr)
        else:
            yield from descendants(getattr(inline, "children", ()))


def calls(document: Document) -> Iterator[str]:
    """The note ids of all calls in reading order (a call within a note stands after that note's first call)."""
    # A note is entered once: notes that call each other in a circle have no end otherwise.
    unread = {note.id: note for note in document.notes}

    def within(inlines: Inlines) -> Iterator[str]:
        for inline in descendants(inlines):
            if isinstance(inline, NoteCall):
                yield inline.note
                if note := unread.pop(inline.note, None):
                    for block in note.blocks:
                        for inner in inlines_of(block):
                            yield from within(inner)

    for inlines in texts(document):
        yield from within(inlines)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph of the body with its number, as ``¶ 12`` names it."""

    number: int
    paragraph: Paragraph


def paragraphs(division: Division) -> Iterator[Paragraph]:
    """The body paragraphs in order (not those in quotations, lists or tables)."""
    for part in divisions(division):
        for block in part.blocks:
            if isinstance(block, Paragraph):
                yield block



def all_blocks(document: Document) -> Iterator[Block]:
    """Every block of text and notes in reading order, outer before inner."""
    for part in (*document.front, document.body, *document.back):
        for division in divisions(part):
            yield from nested(division.blocks)
    for note in document.notes:
        yield from nested(note.blocks)


def nested(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks and all within them, outer before inner."""
    for block in blocks:
        yield block
        match block:
            case Quotation(inner) | Speech(_, inner):
                yield from nested(inner)
            case List(items):
                for item in items:
                    yield from nested(item.blocks)
            case Table(rows):
                for row in rows:
                    for cell in row.cells:
                        yield from nested(cell.blocks)
            case _:
                pass


# ------------------------------------------------------------------- rewriting

# What a change leaves as it was stays the same object, up to the whole Document: see `once`.

InlinesMap = Callable[[Inlines], Inlines]
T = TypeVar("T")
H = TypeVar("H", Item, Cell)


def with_(node: T, **parts: Any) -> T:
    """The node with other parts; itself, if these are the very parts that it has."""
    if all(getattr(node, name) is part for name, part in parts.items()):
        return node
    return cast(T, replace(cast(Any, node), **parts))


def each(parts: tuple[T, ...], change: Callable[[T], T]) -> tuple[T, ...]:
    """Each of the parts changed; the very same tuple, if none is."""
    changed = tuple(map(change, parts))
    return parts if all(map(is_, changed, parts)) else changed


def map_block(block: Block, change: InlinesMap) -> Block:
    """The block with `change` applied to each of its sequences of inlines."""
    match block:
        case Paragraph(content) | Stage(content):
            return with_(block, content=change(content))
        case Quotation(blocks):
            return with_(block, blocks=map_blocks(blocks, change))
        case LineGroup():
            return _map_lines(block, change)
        case Speech(speaker, blocks):
            return with_(block, speaker=change(speaker), blocks=map_blocks(blocks, change))
        case List(items):
            return with_(block, items=each(items, partial(_map_item, change)))
        case Table(rows, caption):
            # the caption first, as it is read
            caption = change(caption) if caption else ()
            return with_(block, caption=caption, rows=each(rows, partial(_map_row, change)))
        case Figure(caption=caption):
            return with_(block, caption=change(caption) if caption else ())
        case _:
            return block


def _map_lines(group: LineGroup, change: InlinesMap) -> LineGroup:
    def line(this: Verse | LineGroup) -> Verse | LineGroup:
        return with_(this, content=change(this.content)) if isinstance(this, Verse) else _map_lines(this, change)

    return with_(group, lines=each(group.lines, line))


def _map_item(change: InlinesMap, item: Item) -> Item:
    # the label first, as it is read
    return with_(item, label=change(item.label) if item.label else (), blocks=map_blocks(item.blocks, change))


def _map_row(change: InlinesMap, row: Row) -> Row:
    return with_(row, cells=each(row.cells, lambda cell: with_(cell, blocks=map_blocks(cell.blocks, change))))


def map_blocks(blocks: Blocks, change: InlinesMap) -> Blocks:
    """`map_block` over a sequence."""
    return each(blocks, lambda block: map_block(block, change))


def map_division(
    division: Division, change: InlinesMap, inner: Callable[[Division], Division] | None = None
) -> Division:
    """The division with `change` applied to every sequence of inlines in it; `inner` changes the divisions in it."""
    return with_(
        division,
        head=change(division.head) if division.head else (),
        blocks=map_blocks(division.blocks, change),
        divisions=each(division.divisions, inner or (lambda one: map_division(one, change))),
    )


def map_note(note: Note, change: InlinesMap) -> Note:
    """The note with `change` applied to every sequence of inlines in it."""
    return with_(note, blocks=map_blocks(note.blocks, change))


def map_document(document: Document, change: InlinesMap) -> Document:
    """The Document with `change` applied to every sequence of inlines in text and notes."""
    return map_parts(
        document, change, lambda one: map_division(one, change), lambda note: map_note(note, change)
    )


def map_parts(
    document: Document,
    title: InlinesMap,
    division: Callable[[Division], Division],
    note: Callable[[Note], Note],
) -> Document:
    """The Document with its title, divisions and notes changed, in reading order."""
    return with_(
        document,
        title=title(document.title),
        front=each(document.front, division),
        body=division(document.body),
        back=each(document.back, division),
        notes=each(document.notes, note),
    )


def map_apparatus(document: Document, change: InlinesMap) -> Document:
    """The Document with `change` applied to every sequence of inlines of its witnesses and entries."""

    def each(inlines: Inlines) -> Inlines:
        return change(inlines) if inlines else ()

    def reading(this: Reading) -> Reading:
        return replace(
            this,
            lead=each(this.lead),
            content=each(this.content),
            blocks=map_blocks(this.blocks, change),
            remark=each(this.remark),
        )

    def member(this: Reading | ReadingGroup) -> Reading | ReadingGroup:
        if isinstance(this, Reading):
            return reading(this)
        return replace(this, readings=tuple(map(member, this.readings)), remark=each(this.remark))

    def entry(this: Entry) -> Entry:
        return replace(
            this,
            lemma=reading(this.lemma),
            readings=tuple(map(member, this.readings)),
            content=map_blocks(this.content, change),
            remark=each(this.remark),
        )

    return replace(
        document,
        witnesses=tuple(
            replace(w, siglum=each(w.siglum), description=each(w.description)) for w in document.witnesses
        ),
        entries=tuple(map(entry, document.entries)),
    )


BlockMap = Callable[[Block], Block]


def map_each_block(document: Document, change: BlockMap) -> Document:
    """The Document with `change` applied to every block of text and notes, inner ones first."""

    def part(division: Division) -> Division:
        return with_(division, blocks=_each(division.blocks, change), divisions=each(division.divisions, part))

    return map_parts(
        document,
        lambda title: title,
        part,
        lambda note: with_(note, blocks=_each(note.blocks, change)),
    )


def _each(blocks: Blocks, change: BlockMap) -> Blocks:
    def inner(block: Block) -> Block:
        match block:
            case Quotation(blocks) | Speech(_, blocks):
                return with_(block, blocks=_each(blocks, change))
            case List(items):
                return with_(block, items=each(items, holder))
            case Table(rows):
                return with_(block, rows=each(rows, row))
            case _:
                return block

    def holder(this: H) -> H:
        return with_(this, blocks=_each(this.blocks, change))

    def row(this: Row) -> Row:
        return with_(this, cells=each(this.cells, holder))

    return each(blocks, lambda block: change(inner(block)))
