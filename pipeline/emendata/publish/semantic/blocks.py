"""Write what stands on its own lines as XHTML at the end of an element."""

from __future__ import annotations

from collections.abc import Callable

from emendata.document.model import (
    Block,
    Blocks,
    Break,
    Cell,
    Figure,
    Item,
    LineGroup,
    List,
    PageBeginning,
    Paragraph,
    Preformatted,
    Quotation,
    Speech,
    Stage,
    Table,
    Verse,
)
from emendata.document.walk import plain
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.inlines import write_image, write_inlines, write_page_beginning
from emendata.publish.semantic.tables import groups
from emendata.publish.xhtml import Element, child

_RENDITIONS = ("continued", "centred", "right")
_ALIGNMENTS = ("left", "centre", "right")


def write_blocks(context: Context, parent: Element, blocks: Blocks) -> None:
    """Write them at the end of `parent`."""
    for block in blocks:
        _WRITERS[type(block)](context, parent, block)


def write_text_blocks(context: Context, parent: Element, blocks: Blocks) -> None:
    """The blocks of a division: those of the body have their paragraphs counted (``p12`` is ¶ 12)."""
    for block in blocks:
        if isinstance(block, Paragraph) and context.numbering:
            context.paragraph += 1
            write_paragraph(context, parent, block, f"p{context.paragraph}")
        else:
            _WRITERS[type(block)](context, parent, block)


def write_paragraph(context: Context, parent: Element, block: Paragraph, otherwise: str = "") -> Element:
    """The paragraph, with its own id or the other."""
    attributes = context.own_id(block.id, otherwise)
    if block.rend in _RENDITIONS:
        attributes["class"] = block.rend
    with context.speaking(block.lang) as language:
        made = child(parent, "p", attributes | language)
        write_inlines(context, made, block.content)
    return made


def _quotation(context: Context, parent: Element, block: Quotation) -> None:
    with context.speaking(block.lang) as language:
        made = child(parent, "blockquote", {"class": "quotation"} | context.own_id(block.id) | language)
        write_blocks(context, made, block.blocks)


def _poem(context: Context, parent: Element, block: LineGroup) -> None:
    with context.speaking(block.lang) as language:
        made = child(parent, "div", {"class": "poem"} | context.own_id(block.id) | language)
        stanza: Element | None = None
        for line in block.lines:
            if isinstance(line, Verse):
                if stanza is None:
                    stanza = child(made, "div", {"class": "stanza"})
                _verse(context, stanza, line)
            else:
                stanza = None
                _stanza(context, made, line)


def _stanza(context: Context, parent: Element, group: LineGroup) -> None:
    if not all(isinstance(line, Verse) for line in group.lines):
        _poem(context, parent, group)
        return
    with context.speaking(group.lang) as language:
        made = child(parent, "div", {"class": "stanza"} | context.own_id(group.id) | language)
        for line in group.lines:
            if isinstance(line, Verse):
                _verse(context, made, line)


_DEEPEST_INDENT = 8
_NUMBERED_VERSES = 5


def _verse(context: Context, parent: Element, line: Verse) -> None:
    classes = ["verse"]
    if line.indent > 0:
        classes.append(f"indent-{min(line.indent, _DEEPEST_INDENT)}")
    if line.part:
        # Editors print the later parts of a shared line where the earlier ones end.
        classes.append({"I": "first-part", "F": "last-part"}.get(line.part, "middle-part"))
    attributes = {"class": " ".join(classes)}
    number = line.n or context.verses.get(id(line.content), "")
    if number.isdecimal() and int(number) % _NUMBERED_VERSES == 0:
        attributes["data-n"] = number
    if line.n:
        attributes["data-verse"] = line.n
    write_inlines(context, child(parent, "p", attributes), line.content)


def _speech(context: Context, parent: Element, block: Speech) -> None:
    made = child(parent, "div", {"class": "speech"})
    if block.speaker:
        write_inlines(context, child(made, "p", {"class": "speaker"}), block.speaker)
    write_blocks(context, made, block.blocks)


def _list(context: Context, parent: Element, block: List) -> None:
    if not block.items:
        return
    if block.kind == "gloss":
        _glossary(context, parent, block.items)
        return
    ordered = block.kind == "ordered"
    attributes = {"start": str(block.start)} if ordered and block.start != 1 else {}
    made = child(parent, "ol" if ordered else "ul", attributes)
    for item in block.items:
        inner = child(made, "li")
        if item.label:
            write_inlines(context, child(inner, "p", {"class": "label"}), item.label)
        write_blocks(context, inner, item.blocks)


def _glossary(context: Context, parent: Element, items: tuple[Item, ...]) -> None:
    made = child(parent, "dl")
    for at, item in enumerate(items):
        if item.label or at == 0:
            write_inlines(context, child(made, "dt"), item.label)
        write_blocks(context, child(made, "dd"), item.blocks)


def _table(context: Context, parent: Element, block: Table) -> None:
    parts = groups(block)
    if not parts:
        # HTML has no table without rows; its caption is text all the same
        made = child(parent, "p", {"class": "caption"} | context.own_id(block.id))
        write_inlines(context, made, block.caption)
        return
    made = child(parent, "table", context.own_id(block.id))
    if block.caption:
        write_inlines(context, child(made, "caption"), block.caption)
    for group in parts:
        inner = child(made, "thead" if group.heading else "tbody")
        for row in group.rows:
            line = child(inner, "tr")
            for placed in row:
                if placed.cell is None:
                    child(line, "td")
                else:
                    _cell(context, line, placed.cell, placed.cols, placed.rows, group.heading)


def _cell(context: Context, parent: Element, cell: Cell, cols: int, rows: int, heading: bool) -> None:
    attributes: dict[str, str] = {}
    if cols > 1:
        attributes["colspan"] = str(cols)
    if rows > 1:
        attributes["rowspan"] = str(rows)
    if cell.align in _ALIGNMENTS:
        attributes["class"] = cell.align
    label = heading or cell.role == "label"
    if label:
        attributes["scope"] = ("col" if cols == 1 else "colgroup") if heading else "row"
    made = child(parent, "th" if label else "td", attributes)
    match cell.blocks:
        case (Paragraph(content, "", "", ""),):
            write_inlines(context, made, content)
        case blocks:
            write_blocks(context, made, blocks)


def _figure(context: Context, parent: Element, block: Figure) -> None:
    made = child(parent, "figure", context.own_id(block.id, f"fig{block.n}" if block.n else ""))
    caption = plain(block.caption)
    numbered = f"{context.terms['figure']} {block.n}" if block.n else ""
    write_image(context, made, block.src, block.alt or caption or numbered, "div")
    if caption or block.caption:
        write_inlines(context, child(made, "figcaption"), block.caption)


def _preformatted(context: Context, parent: Element, block: Preformatted) -> None:
    child(parent, "pre", None, block.text)


def _stage(context: Context, parent: Element, block: Stage) -> None:
    write_inlines(context, child(parent, "p", {"class": "stage"}), block.content)


def _break(context: Context, parent: Element, block: Break) -> None:
    if block.rend.strip():
        child(parent, "p", {"class": "break mark", "role": "separator"}, block.rend)
    else:
        child(parent, "hr", {"class": "break"})


def _page(context: Context, parent: Element, block: PageBeginning) -> None:
    write_page_beginning(context, parent, block, "div")


_WRITERS: dict[type[Block], Callable[..., object]] = {
    Break: _break,
    Figure: _figure,
    LineGroup: _poem,
    List: _list,
    PageBeginning: _page,
    Paragraph: write_paragraph,
    Preformatted: _preformatted,
    Quotation: _quotation,
    Speech: _speech,
    Stage: _stage,
    Table: _table,
}
