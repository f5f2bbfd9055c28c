"""Put together what the elements of a TEI file became: running text to paragraphs, verses to groups.

TEI lets blocks stand within running text and running text beside blocks. An element therefore becomes a
sequence of pieces, inlines and blocks as they come, and who holds them sorts them out here. What has no text
(an anchor, the beginning of a page, a note's call) stands between two blocks in one file and within a line in the
next; it is taken into the block after it, or into the one before it if it ends something there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar, cast, get_args

from emendata.document.model import (
    Block,
    Blocks,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Direction,
    Division,
    Emendation,
    Emph,
    Figure,
    Foreign,
    Formula,
    Gap,
    Graphic,
    Inline,
    Inlines,
    LineBeginning,
    LineGroup,
    List,
    Name,
    PageBeginning,
    Paragraph,
    Parent,
    Preformatted,
    Quotation,
    Quoted,
    Space,
    Speech,
    Stage,
    Supplied,
    Surplus,
    Table,
    Text,
    Title,
    Unclear,
    Verse,
)
from emendata.document.normal import folded
from emendata.document.walk import inlines_of, nested


@dataclass(frozen=True, slots=True)
class End:
    """An inline without text that belongs to what stands before it."""

    inline: Inline


Piece: TypeAlias = Inline | Block | Verse | Division | End

INLINES = frozenset(get_args(Inline)) - {PageBeginning}
_EMPTIED = (
    Name
    | Emph
    | Foreign
    | Title
    | Quoted
    | Supplied
    | Unclear
    | Surplus
    | Corrupt
    | Deleted
    | Direction
    | Choice
)
"""Elements that mean nothing when nothing is left in them."""


def is_inline(piece: Piece) -> bool:
    """Whether it can stand in running text."""
    return isinstance(piece, End | PageBeginning) or type(piece) in INLINES


def inlines_in(run: Sequence[Piece]) -> Inlines | None:
    """A run of inlines as they are; None if it is a block."""
    out: list[Inline] = []
    for piece in run:
        if isinstance(piece, End):
            out.append(piece.inline)
        elif is_inline(piece):
            out.append(cast(Inline, piece))
        else:
            return None
    return tuple(out)


def runs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces in runs of inlines, and each block by itself."""
    run: list[Piece] = []
    for piece in pieces:
        if is_inline(piece):
            run.append(piece)
            continue
        if run:
            yield run
            run = []
        yield [piece]
    if run:
        yield run


def running(pieces: Iterable[Piece]) -> Inlines:
    """Running text in normal form; of blocks their text, each apart from the next by a space."""
    out: list[Inline] = []
    for piece in pieces:
        if (inlines := inlines_in((piece,))) is not None:
            out += inlines
        else:
            for inlines in _texts(piece):
                out += (Text(" "), *inlines, Text(" "))
    return normal(out)


def _texts(piece: Piece) -> Iterable[Inlines]:
    if isinstance(piece, Verse):
        yield piece.content
        return
    blocks = flattened(piece) if isinstance(piece, Division) else (cast(Block, piece),)
    for block in nested(blocks):
        if isinstance(block, Figure) and (block.src or block.alt):
            yield (Graphic(block.src, block.alt),)
    for block in blocks:
        yield from inlines_of(block)


def normal(inlines: Iterable[Inline]) -> Inlines:
    """Folded, without elements that hold nothing."""
    found = _filled(folded(inlines))
    while (again := _filled(folded(found))) != found:
        found = again
    return found


def _filled(inlines: Inlines) -> Inlines:
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Parent):
            children = _filled(inline.children)
            if not children and isinstance(inline, _EMPTIED):
                if isinstance(inline, Choice) and inline.other:
                    out.append(replace(inline, children=()))
                continue
            inline = replace(inline, children=children)
        out.append(inline)
    return tuple(out)


_WORDY = (Code, Formula, Gap, Graphic, Space)


def has_words(inlines: Iterable[Inline]) -> bool:
    """Whether there is anything in it to be read."""
    for inline in inlines:
        if isinstance(inline, Text):
            if inline.text.strip():
                return True
        elif isinstance(inline, Emendation):
            if has_words(inline.corr) or has_words(inline.sic):
                return True
        elif isinstance(inline, _WORDY) or has_words(getattr(inline, "children", ())):
            return True
    return False


# ------------------------------------------------------------------------ blocks


def blocks_of(pieces: Sequence[Piece], first: Paragraph | None = None, later: str = "") -> Blocks:
    """The pieces as blocks. Running text becomes paragraphs: the first like `first`, others with `later`."""
    out: list[Block] = []
    run: list[Inline] = []
    lead: list[Inline] = []
    verses: list[Verse] = []
    shape = first or Paragraph(())

    def put(block: Block) -> None:
        if lead:
            if (led := prepended(block, tuple(lead))) is not None:
                block = led
            else:
                out.append(Paragraph(normal(lead)))
            lead.clear()
        out.append(block)

    def end_run(ends: Sequence[Inline] = ()) -> None:
        nonlocal shape
        content = normal(run)
        run.clear()
        if has_words(content):
            end_verses()
            put(replace(shape, content=content))
            shape = Paragraph((), rend=later)
        else:
            lead.extend(content)
        if ends:
            end_verses()
            last = appended(out[-1], tuple(ends)) if out and not lead else None
            if last is not None:
                out[-1] = last
            else:
                lead.extend(ends)

    def end_verses() -> None:
        if verses:
            group = LineGroup(tuple(verses))
            verses.clear()
            put(group)

    for piece in pieces:
        if isinstance(piece, End):
            if has_words(run):
                run.append(piece.inline)
            else:
                end_run((piece.inline,))
        elif isinstance(piece, Verse):
            end_run()
            if lead:
                piece = replace(piece, content=normal((*lead, *piece.content)))
                lead.clear()
            verses.append(piece)
        elif is_inline(piece):
            run.append(cast(Inline, piece))
        else:
            end_run()
            end_verses()
            for block in flattened(piece) if isinstance(piece, Division) else (piece,):
                put(cast(Block, block))
    end_run()
    end_verses()
    if lead:
        rest = normal(lead)
        last = appended(out[-1], rest) if out else None
        if last is not None:
            out[-1] = last
        elif rest:
            out.append(replace(shape, content=rest))
    return tuple(out)


def flattened(division: Division) -> Blocks:
    """A division as blocks, where a division cannot stand: its head is a centred line."""
    head: Blocks = (Paragraph(division.head, division.id, rend="centred"),) if division.head else ()
    return *head, *division.blocks, *(block for inner in division.divisions for block in flattened(inner))


def lines_of(pieces: Sequence[Piece], group: LineGroup) -> list[Piece]:
    """What a group of verses holds: one `LineGroup`, or several with the blocks that stand between them."""
    out: list[Piece] = []
    lines: list[Verse | LineGroup] = []
    run: list[Inline] = []
    shape = group

    def end_group() -> None:
        nonlocal shape
        if lines:
            out.append(replace(shape, lines=tuple(lines)))
            shape = LineGroup((), lang=group.lang)
            lines.clear()

    def end_run() -> Inlines:
        content = normal(run)
        run.clear()
        if has_words(content):
            lines.append(Verse(content))
            return ()
        return content

    for piece in pieces:
        if isinstance(piece, End):
            lead = end_run()
            last = _ended(lines[-1], (*lead, piece.inline)) if lines else None
            if last is None:
                run.extend((*lead, piece.inline))
            else:
                lines[-1] = last
        elif isinstance(piece, Verse):
            lead = end_run()
            lines.append(replace(piece, content=normal((*lead, *piece.content))))
        elif isinstance(piece, LineGroup):
            lead = end_run()
            led = prepended(piece, lead) if lead else piece
            lines.append(led if isinstance(led, LineGroup) else piece)
        elif is_inline(piece):
            run.append(cast(Inline, piece))
        else:
            run.extend(end_run())
            end_group()
            if run and not isinstance(piece, Verse | Division):
                led_block = prepended(cast(Block, piece), tuple(run))
                if led_block is not None:
                    run.clear()
                    out.append(led_block)
                    continue
            out.append(piece)
    rest = end_run()
    if rest:
        last = _ended(lines[-1], rest) if lines else None
        if last is not None:
            lines[-1] = last
        else:
            end_group()
            out.extend(rest)
    end_group()
    return out


def _ended(line: Verse | LineGroup, ends: Inlines) -> Verse | LineGroup | None:
    if isinstance(line, Verse):
        return replace(line, content=normal((*line.content, *ends)))
    block = appended(line, ends)
    return block if isinstance(block, LineGroup) else None


# ------------------------------------------------------- into the block beside it


def prepended(block: Block, inlines: Inlines) -> Block | None:
    """The block with these inlines before its text; None where it has no place for them."""
    return _attached(block, inlines, 0)


def appended(block: Block, inlines: Inlines) -> Block | None:
    """The block with these inlines after its text; None where it has no place for them."""
    return _attached(block, inlines, -1)


def _attached(block: Block, inlines: Inlines, at: int) -> Block | None:
    def joined(content: Inlines) -> Inlines:
        return normal((*inlines, *content) if at == 0 else (*content, *inlines))

    match block:
        case Paragraph(content) | Stage(content):
            return replace(block, content=joined(content))
        case Speech(speaker, blocks) if at == 0 and speaker:
            return replace(block, speaker=joined(speaker))
        case Quotation(blocks) | Speech(_, blocks) if blocks:
            found = _attached(blocks[at], inlines, at)
            return replace(block, blocks=_put(blocks, at, found)) if found else None
        case LineGroup(lines) if lines:
            line = lines[at]
            if isinstance(line, Verse):
                return replace(block, lines=_put(lines, at, replace(line, content=joined(line.content))))
            inner = _attached(line, inlines, at)
            return replace(block, lines=_put(lines, at, inner)) if isinstance(inner, LineGroup) else None
        case List(items) if items:
            item = items[at]
            if at == 0 and item.label:
                return replace(block, items=_put(items, at, replace(item, label=joined(item.label))))
            if not item.blocks:
                return replace(block, items=_put(items, at, replace(item, blocks=(Paragraph(joined(())),))))
            found = _attached(item.blocks[at], inlines, at)
            if found is None:
                return None
            return replace(block, items=_put(items, at, replace(item, blocks=_put(item.blocks, at, found))))
        case Table(rows, caption) if at == 0 and caption:
            return replace(block, caption=joined(caption))
        case Table(rows) if rows and rows[at].cells and rows[at].cells[at].blocks:
            row = rows[at]
            cell = row.cells[at]
            found = _attached(cell.blocks[at], inlines, at)
            if found is None:
                return None
            cells = _put(row.cells, at, replace(cell, blocks=_put(cell.blocks, at, found)))
            return replace(block, rows=_put(rows, at, replace(row, cells=cells)))
        case Figure(caption=caption) if caption:
            return replace(block, caption=joined(caption))
        case Preformatted() | PageBeginning():
            return None
        case _:
            return None


T = TypeVar("T")


def _put(parts: tuple[T, ...], at: int, part: T) -> tuple[T, ...]:
    found = list(parts)
    found[at] = part
    return tuple(found)


def broken(lines: Sequence[Inlines]) -> Inlines:
    """Several pieces of running text as one, each beginning a line."""
    out: list[Inline] = []
    for line in lines:
        if line and out:
            out.append(LineBeginning())
        out += line
    return normal(out)
