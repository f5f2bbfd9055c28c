"""Walk a Document: its blocks, inlines, plain text and calls, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

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

InlinesMap = Callable[[Inlines], Inlines]


def map_block(block: Block, change: InlinesMap) -> Block:
    """The block with `change` applied to each of its sequences of inlines."""
    match block:
        case Paragraph(content) | Stage(content):
            return replace(block, content=change(content))
        case Quotation(blocks):
            return replace(block, blocks=map_blocks(blocks, change))
        case LineGroup():
            return _map_lines(block, change)
        case Speech(speaker, blocks):
            return Speech(change(speaker), map_blocks(blocks, change))
        case List(items):
            return replace(
                block,
                items=tuple(
                    # by keyword, so that the label is changed first, as it is read
                    Item(label=change(i.label) if i.label else (), blocks=map_blocks(i.blocks, change))
                    for i in items
                ),
            )
        case Table(rows, caption):
            return replace(
                block,
                caption=change(caption) if caption else (),
                rows=tuple(_map_row(row, change) for row in rows),
            )
        case Figure(caption=caption):
            return replace(block, caption=change(caption) if caption else ())
        case _:
            return block


def _map_lines(group: LineGroup, change: InlinesMap) -> LineGroup:
    return replace(
        group,
        lines=tuple(
            replace(line, content=change(line.content))
            if isinstance(line, Verse)
            else _map_lines(line, change)
            for line in group.lines
        ),
    )


def _map_row(row: Row, change: InlinesMap) -> Row:
    cells: tuple[Cell, ...] = tuple(replace(c, blocks=map_blocks(c.blocks, change)) for c in row.cells)
    return replace(row, cells=cells)


def map_blocks(blocks: Blocks, change: InlinesMap) -> Blocks:
    """`map_block` over a sequence."""
    return tuple(map_block(block, change) for block in blocks)


def map_division(division: Division, change: InlinesMap) -> Division:
    """The division with `change` applied to every sequence of inlines in it."""
    return replace(
        division,
        head=change(division.head) if division.head else (),
        blocks=map_blocks(division.blocks, change),
        divisions=tuple(map_division(d, change) for d in division.divisions),
    )


def map_document(document: Document, change: InlinesMap) -> Document:
    """The Document with `change` applied to every sequence of inlines in text and notes."""
    return replace(
        document,
        title=change(document.title),
        front=tuple(map_division(d, change) for d in document.front),
        body=map_division(document.body, change),
        back=tuple(map_division(d, change) for d in document.back),
        notes=tuple(replace(n, blocks=map_blocks(n.blocks, change)) for n in document.notes),
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
        return replace(
            division,
            blocks=_each(division.blocks, change),
            divisions=tuple(map(part, division.divisions)),
        )

    return replace(
        document,
        front=tuple(map(part, document.front)),
        body=part(document.body),
        back=tuple(map(part, document.back)),
        notes=tuple(replace(note, blocks=_each(note.blocks, change)) for note in document.notes),
    )


def _each(blocks: Blocks, change: BlockMap) -> Blocks:
    def inner(block: Block) -> Block:
        match block:
            case Quotation(blocks) | Speech(_, blocks):
                return replace(block, blocks=_each(blocks, change))
            case List(items):
                changed = tuple(replace(item, blocks=_each(item.blocks, change)) for item in items)
                return replace(block, items=changed)
            case Table(rows):
                return replace(block, rows=tuple(map(row, rows)))
            case _:
                return block

    def row(this: Row) -> Row:
        cells = (replace(cell, blocks=_each(cell.blocks, change)) for cell in this.cells)
        return replace(this, cells=tuple(cells))

    return tuple(change(inner(block)) for block in blocks)
