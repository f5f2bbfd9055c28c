"""Turn pandoc's blocks into the Document's, wherever they stand: in the text, a note, a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from emendata.acquire.pandoc import verse
from emendata.acquire.pandoc.ast import Node, Nodes, attributes, plain
from emendata.acquire.pandoc.figures import caption, figure_number, figures, images, is_caption
from emendata.acquire.pandoc.flat import Placed, flat
from emendata.acquire.pandoc.inlines import characters, inlines, stated
from emendata.acquire.pandoc.raw import has_words
from emendata.acquire.pandoc.state import Context, Reading
from emendata.acquire.pandoc.tables import table
from emendata.document.model import (
    Anchor,
    Block,
    Blocks,
    Break,
    Emph,
    Figure,
    Inlines,
    Item,
    LineGroup,
    List,
    Paragraph,
    Preformatted,
    Quotation,
    Speech,
    Table,
)


def blocks(nodes: Nodes, reading: Reading, context: Context) -> Blocks:
    """The blocks within another block, where no division can begin."""
    return tuple(sequence(list(flat(nodes, reading, context)), reading))


def sequence(items: Sequence[Placed], reading: Reading) -> Iterator[Block]:
    """The blocks, captions joined to what they stand at, stanzas to poems, ids to what bears them."""
    at = 0
    while at < len(items):
        if items[at].node["t"] == "Anchor":
            reading.wait(attributes([items[at].node["c"], [], []]))
            at += 1
            continue
        waiting, reading.pending = reading.pending, []
        read, used = _read(items, at, reading)
        at += used
        reading.pending, arrived = _landed(waiting + reading.pending, list(read))
        yield from arrived


def _read(items: Sequence[Placed], at: int, reading: Reading) -> tuple[Blocks, int]:
    """The blocks that the items at `at` make, and how many items were used."""
    item = items[at]
    node, context = item.node, item.context
    following = items[at + 1] if at + 1 < len(items) else None
    match node["t"]:
        case "Para" | "Plain" if found := images(node["c"]):
            if following and is_caption(following, "Figure"):
                return figures(found, stated(following.node["c"], reading, following.context), reading), 2
            return figures(found, (), reading), 1
        case "Para" | "Plain" if following and _bare_table(following) and is_caption(item, "Table"):
            words = stated(node["c"], reading, context)
            return (_table(following, words, reading),), 2
        case "Table" if _bare_table(item) and following and is_caption(following, "Table"):
            words = stated(following.node["c"], reading, following.context)
            return (_table(item, words, reading),), 2
        case "Para" if not (context.rend or context.narrow) and (
            lines := verse.short_lines(node["c"], fewest=2 if context.quoted else 3)
        ):
            if group := verse.line_group(lines, reading, context):
                hint = "mark it up as verse, or end the lines with spaces instead of breaks if it is none"
                reading.lost("A029", "a paragraph of short lines is read as verse", plain(node["c"]), hint)
                return (group,), 1
        case "LineBlock":
            stanzas = []
            used = 0
            while at + used < len(items) and items[at + used].node["t"] == "LineBlock":
                stanzas += verse.stanzas_of_line_block(items[at + used].node["c"])
                used += 1
            group = verse.line_group(stanzas, reading, context)
            return ((group,) if group else ()), used
    return tuple(_block(item, reading)), 1


def _bare_table(item: Placed) -> bool:
    return item.node["t"] == "Table" and not item.node["c"][1][1]


def _block(item: Placed, reading: Reading) -> Iterator[Block]:
    node, context = item.node, item.context
    match node["t"]:
        case "Para" | "Plain":
            yield from _paragraphs(node["c"], reading, context)
        case "BlockQuote":
            yield from _quotation(node["c"], reading, context)
        case "CodeBlock":
            attrs, text = attributes(node["c"][0]), node["c"][1]
            reading.wait(attrs)
            if "verse" in attrs.classes and (
                group := verse.line_group(verse.stanzas_of_text(text), reading, context)
            ):
                yield group
            else:
                yield Preformatted(characters(text, reading))
        case "RawBlock":
            yield from _raw(node["c"][0], node["c"][1], reading)
        case "OrderedList":
            (start, style, _), items = node["c"]
            if style["t"] not in ("Decimal", "DefaultStyle", "Example"):
                reading.lost("A020", f"a list numbered in {style['t']} is numbered 1, 2, 3", plain(items[0]))
            yield List(tuple(_item(i, reading, context) for i in items), "ordered", start)
        case "BulletList":
            yield List(tuple(_item(i, reading, context) for i in node["c"]))
        case "DefinitionList":
            yield List(
                tuple(
                    replace(
                        _item(
                            [block for definition in definitions for block in definition], reading, context
                        ),
                        label=stated(term, reading, context),
                    )
                    for term, definitions in node["c"]
                ),
                "gloss",
            )
        case "Header":
            # A head within a quotation, a list or a note heads nothing that could be a division.
            _, attrs, contents = node["c"]
            reading.wait(attributes(attrs))
            reading.lost("A020", "a head that heads no division is kept as a bold line", plain(contents))
            if words := inlines(contents, reading, replace(context, said=context.lang)):
                yield Paragraph((Emph(words, "bold"),), lang=context.unsaid)
        case "HorizontalRule":
            yield Break(rend=node["c"]) if node.get("c") else Break()
        case "Table":
            yield _table(item, caption(node["c"][1][1], reading, context), reading)
        case "Figure":
            yield from _figure(node, reading, context)
        case "Div":
            # Read as a whole, because of what it is
            match item.meaning:
                case "verse":
                    yield from _verse(node, reading, context)
                case "speech":
                    yield from _speech(node, reading, context)
                case "quotation":
                    yield from _quotation(node["c"][1], reading, context)
                case _:
                    yield from blocks(node["c"][1], reading, context)
            reading.wait(attributes(node["c"][0]))
        case "Null":
            pass
        case kind:
            reading.lost("A020", f"pandoc's “{kind}” is not known", str(node.get("c")))


# ------------------------------------------------------------------ paragraphs


def _paragraphs(nodes: Nodes, reading: Reading, context: Context) -> Iterator[Paragraph]:
    """The paragraph; a displayed formula in it stands on a line of its own, and the text goes on after it."""
    inner = replace(context, said=context.lang)
    pieces = _at_formulas(_in_line(nodes) if reading.formulas_in_line else nodes)
    for number, (displayed, piece) in enumerate(pieces):
        words = inlines(piece, reading, inner)
        if words and all(isinstance(word, Anchor) for word in words):
            reading.pending += [word.id for word in words if isinstance(word, Anchor)]
        elif words:
            going_on = number > 0 and not displayed
            rend = "centred" if displayed else context.rend or ("continued" if going_on else "")
            yield Paragraph(words, lang=context.unsaid, rend=rend)


def _in_line(nodes: Nodes) -> Nodes:
    """The nodes with formulas among words in the line; one that stands alone is displayed."""
    if all(node["t"] == "Math" or not plain([node]).strip() for node in nodes):
        return nodes
    return [
        {"t": "Math", "c": [{"t": "InlineMath"}, node["c"][1]]} if node["t"] == "Math" else node
        for node in nodes
    ]


def _at_formulas(nodes: Nodes) -> list[tuple[bool, Nodes]]:
    pieces: list[tuple[bool, Nodes]] = [(False, [])]
    for node in nodes:
        if node["t"] == "Math" and node["c"][0]["t"] == "DisplayMath":
            pieces += [(True, [node]), (False, [])]
        else:
            pieces[-1][1].append(node)
    return [(displayed, piece) for displayed, piece in pieces if piece]


def _table(item: Placed, words: Inlines, reading: Reading) -> Table:
    read = table(item.node, words, reading, item.context, blocks)
    reading.wait(attributes(item.node["c"][0]))
    return read


def _quotation(nodes: Nodes, reading: Reading, context: Context) -> Iterator[Block]:
    inner = replace(context.deeper(), said=context.lang, rend="", quoted=True)
    read = blocks(nodes, reading, inner)
    lang = context.unsaid
    paragraphs = [block for block in read if isinstance(block, Paragraph)]
    if not lang and len(paragraphs) == len(read) and len({p.lang for p in paragraphs}) == 1:
        # A language that all its paragraphs have is the quotation's
        lang = paragraphs[0].lang
        read = tuple(replace(paragraph, lang="") for paragraph in paragraphs)
    if read:
        yield Quotation(read, lang=lang)


def _item(nodes: Nodes, reading: Reading, context: Context) -> Item:
    return Item(blocks(nodes, reading, replace(context.deeper(), rend="", narrow=True)))


def _speech(node: Node, reading: Reading, context: Context) -> Iterator[Block]:
    items = list(flat(node["c"][1], reading, replace(context.deeper(), rend="")))
    if items and items[0].meaning == "speaker" and items[0].node["t"] in ("Para", "Plain"):
        speaker = stated(items[0].node["c"], reading, context)
        yield Speech(speaker, tuple(sequence(items[1:], reading)))
    else:
        yield from sequence(items, reading)


def _verse(node: Node, reading: Reading, context: Context) -> Iterator[Block]:
    attrs = attributes(node["c"][0])
    for run in verse.runs(node["c"][1], reading, latex="emendata-verse" in attrs.classes):
        if not isinstance(run, list):
            yield from blocks([run], reading, context.deeper())
        elif group := verse.line_group(run, reading, context):
            yield group


def _figure(node: Node, reading: Reading, context: Context) -> Iterator[Block]:
    attrs, (_, caption_nodes), contents = node["c"]
    words = caption(caption_nodes, reading, context)
    items = [i for i in flat(contents, reading, context.deeper()) if i.node["t"] != "Anchor"]
    paragraphs = [i for i in items if i.node["t"] in ("Para", "Plain")]
    found = [image for i in paragraphs for image in images(i.node["c"])]
    beside = [i for i in items if i not in paragraphs or not images(i.node["c"])]
    if found:
        yield from figures(found, words, reading)
        yield from sequence(beside, reading)
    elif len(items) == 1 and _bare_table(items[0]):
        yield _table(items[0], words, reading)
    elif items:
        # Parts with captions of their own, or a listing: the figure's caption is a line under them.
        yield from sequence(items, reading)
        if words:
            yield Paragraph(words, rend="centred")
    else:
        yield Figure(caption=words, n=figure_number(words))
    reading.wait(attributes(attrs))


def _raw(format: str, source: str, reading: Reading) -> Iterator[Block]:
    if format == "html" and re.fullmatch(r"\s*<hr\s*/?>\s*", source):
        yield Break()
    elif has_words(format, source):
        reading.lost("A021", f"raw {format} is kept as typed", source, "write it in the file's own markup")
        yield Preformatted(characters(source.strip("\n"), reading))
    else:
        reading.lost("A021", f"raw {format} is left out", source)


# ------------------------------------------------------------------------- ids


def _landed(ids: list[str], found: list[Block]) -> tuple[list[str], list[Block]]:
    """The blocks with the first that can bearing the ids; the ids that none of them bears."""
    for at, block in enumerate(found):
        if not ids:
            break
        bearing = _bearing(block, ids)
        if bearing is not None:
            return [], [*found[:at], bearing, *found[at + 1 :]]
    return ids, found


def _bearing(block: Block, ids: list[str]) -> Block | None:
    match block:
        case Paragraph():
            own, rest = (ids[0], ids[1:]) if not block.id else (block.id, ids)
            return replace(block, id=own, content=(*_anchors(rest), *block.content))
        case Table() | Figure():
            own, rest = (ids[0], ids[1:]) if not block.id else (block.id, ids)
            return replace(block, id=own, caption=(*_anchors(rest), *block.caption))
        case Quotation(blocks=first) | List(items=(Item(blocks=first), *_)):
            if isinstance(block, Quotation) and not block.id:
                block, ids = replace(block, id=ids[0]), ids[1:]
            rest_, inner = _landed(ids, list(first))
            if rest_:
                return None
            if isinstance(block, Quotation):
                return replace(block, blocks=tuple(inner))
            return replace(block, items=(replace(block.items[0], blocks=tuple(inner)), *block.items[1:]))
        case LineGroup() if not block.id and len(ids) == 1:
            return replace(block, id=ids[0])
    return None


def _anchors(ids: list[str]) -> Inlines:
    return tuple(map(Anchor, ids))
