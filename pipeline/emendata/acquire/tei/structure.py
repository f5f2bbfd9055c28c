"""What the elements that stand on their own lines become."""

from __future__ import annotations

import re
from dataclasses import replace

from emendata.acquire.tei.node import Node, elements_and_text
from emendata.acquire.tei.pieces import (
    End,
    Piece,
    appended,
    blocks_of,
    broken,
    has_words,
    is_inline,
    lines_of,
    normal,
    prepended,
    running,
)
from emendata.acquire.tei.state import State, reads
from emendata.acquire.tei.words import anchored, dressed, emphasised, language, number, within, wrapped
from emendata.document.model import (
    Anchor,
    Block,
    Blocks,
    Cell,
    Direction,
    Division,
    Figure,
    Foreign,
    Inlines,
    Item,
    LineGroup,
    List,
    Paragraph,
    Quotation,
    Quoted,
    Row,
    Speech,
    Stage,
    Table,
    Text,
    Verse,
)
from emendata.document.walk import plain

_CONTAINERS = (
    "body front back div div0 div1 div2 div3 div4 div5 div6 div7 text group floatingText note sp quote "
    "argument epigraph postscript prologue epilogue set performance figure opener closer castList titlePage"
).split()
"""What holds blocks: a quotation that stands directly in one is displayed."""
_IN_LINES = (
    "p ab l head speaker hi seg emph q label item cell title persName name foreign titlePart ref salute signed"
).split()


# -------------------------------------------------------------------- paragraphs


@reads("p", "ab")
def _p(state: State, node: Node) -> list[Piece]:
    if node.name == "ab" and node.parent is not None and node.parent.name in ("p", "l", "head", "item"):
        return dressed(state, node, within(state, node))
    look = state.looks.of(node)
    lang = language(state, node)
    pieces: list[Piece] = [*number(node, "paragraph"), *within(state, node)]
    for rendition in reversed(look.renditions):
        pieces = wrapped(pieces, emphasised(rendition))
    shape = Paragraph((), state.own_id(node), lang if lang != state.lang else "", look.align)
    return list(blocks_of(pieces, shape, look.align or "continued"))


@reads("entry", "entryFree", "superEntry", "hom")
def _entry_of_dictionary(state: State, node: Node) -> list[Piece]:
    """A paragraph for each entry of a dictionary."""
    shape = Paragraph((), state.own_id(node), language(state, node))
    return list(blocks_of([*number(node, "entry"), *within(state, node)], shape))


@reads("sense")
def _sense(state: State, node: Node) -> list[Piece]:
    return [*number(node, "sense"), *dressed(state, node, within(state, node))]


@reads("orth")
def _orth(state: State, node: Node) -> list[Piece]:
    """A headword, or another form."""
    pieces = within(state, node)
    form = node.within("form")
    heads = form is not None and form.parent is not None and form.parent.name in ("entry", "entryFree", "hom")
    return dressed(state, node, wrapped(pieces, emphasised("bold")) if heads else pieces)


@reads("trailer")
def _trailer(state: State, node: Node) -> list[Piece]:
    return list(blocks_of(within(state, node), Paragraph((), state.own_id(node), rend="centred")))


@reads("signed", "dateline")
def _signed(state: State, node: Node) -> list[Piece]:
    if node.parent is not None and node.parent.name in _IN_LINES:
        return dressed(state, node, within(state, node))
    return list(blocks_of(within(state, node), Paragraph((), state.own_id(node), rend="right")))


@reads("opener", "closer", "salute", "byline", "docImprint", "imprimatur", "argument", "postscript")
def _lines(state: State, node: Node) -> list[Piece]:
    if node.parent is not None and node.parent.name in _IN_LINES:
        return dressed(state, node, within(state, node))
    align = state.looks.of(node).align
    return list(blocks_of(within(state, node), Paragraph((), state.own_id(node), rend=align)))


@reads("head")
def _head(state: State, node: Node) -> list[Piece]:
    """A head that heads nothing the Document knows of: a line by itself."""
    content = running(dressed(state, node, within(state, node)))
    return [Paragraph(content, rend="centred")] if content else []


# -------------------------------------------------------------------- quotations


@reads("quote", "q", "said")
def _quote(state: State, node: Node) -> list[Piece]:
    lang = language(state, node)
    pieces = within(state, node)
    if _passes_verses(node):
        return dressed(state, node, pieces)
    displayed = any(not is_inline(piece) for piece in pieces)
    displayed = displayed or bool(re.search(r"block|display", node.get("rend"), re.IGNORECASE))
    holder = _holder(node)
    if holder is not None and holder.name in _CONTAINERS and not elements_and_text(holder):
        displayed = True
    if not displayed:
        return dressed(state, node, wrapped(pieces, Quoted))
    blocks = blocks_of(pieces)
    return [Quotation(blocks, state.own_id(node), lang if lang != state.lang else "")] if blocks else []


def _passes_verses(node: Node) -> bool:
    """Whether it goes over verses of a poem, and is no quotation that is displayed by itself."""
    holder = node.within("lg", "p", "div", "note", "l", "body", "cit", "sp")
    return holder is not None and holder.name == "lg"


def _holder(node: Node) -> Node | None:
    """What it stands in; an entry of the apparatus around it does not count."""
    parent = node.parent
    while parent is not None and parent.name in ("lem", "rdg", "rdgGrp", "app", "seg"):
        parent = parent.parent
    return parent


def _in_mixed(node: Node) -> bool:
    return node.parent is not None and elements_and_text(node.parent)


@reads("epigraph")
def _epigraph(state: State, node: Node) -> list[Piece]:
    blocks = blocks_of(within(state, node))
    match blocks:
        case (Quotation(),):
            return list(blocks)
        case ():
            return []
        case _:
            return [Quotation(blocks, state.own_id(node))]


@reads("floatingText")
def _floating(state: State, node: Node) -> list[Piece]:
    blocks = blocks_of(within(state, node))
    return [Quotation(blocks, state.own_id(node), language(state, node))] if blocks else []


# ------------------------------------------------------------------------- verse


@reads("l")
def _l(state: State, node: Node) -> list[Piece]:
    look = state.looks.of(node)
    pieces = within(state, node)
    if id_ := state.own_id(node):
        pieces = [Anchor(id_), *pieces]
    for rendition in reversed(look.renditions):
        pieces = wrapped(pieces, emphasised(rendition))
    part = node.get("part").upper()
    return [Verse(running(pieces), node.get("n"), look.indent, part if part in ("I", "M", "F") else "")]


@reads("lg")
def _lg(state: State, node: Node) -> list[Piece]:
    lang = language(state, node)
    heads = list(node.elements("head"))
    pieces: list[Piece] = [*([] if heads else number(node, "stanza")), *within(state, node)]
    return lines_of(pieces, LineGroup((), state.own_id(node), lang if lang != state.lang else ""))


# ------------------------------------------------------------------------- drama


@reads("sp")
def _sp(state: State, node: Node) -> list[Piece]:
    speaker: list[Inlines] = []
    rest: list[Piece] = [*anchored(state, node)]
    for child in node.children:
        if isinstance(child, Node) and child.name == "speaker":
            speaker.append(running(dressed(state, child, within(state, child))))
        else:
            rest += [Text(child)] if isinstance(child, str) else state.piece(child)
    return [Speech(broken(speaker), blocks_of(rest))]


@reads("speaker")
def _speaker(state: State, node: Node) -> list[Piece]:
    return [Paragraph(running(within(state, node)))]


@reads("stage", "camera", "caption", "sound", "tech", "view", "move")
def _stage(state: State, node: Node) -> list[Piece]:
    pieces = dressed(state, node, within(state, node))
    if node.parent is not None and node.parent.name in _IN_LINES:
        return wrapped(pieces, Direction)
    content = running(pieces)
    return [Stage(content)] if content else []


@reads("spGrp", "group")
def _through(state: State, node: Node) -> list[Piece]:
    return within(state, node)


# ------------------------------------------------------------------------- lists


_ORDERED = re.compile(r"ordered|numbered|number|arabic|roman|alpha|[aAiI1]", re.IGNORECASE)
_ENTRIES = (
    "item bibl biblStruct biblFull person personGrp place org nym witness castItem castGroup event msDesc "
    "category object relation change listWit listBibl listPerson listPlace list castList"
).split()
_STRUCTURED = (
    "biblStruct",
    "biblFull",
    "msDesc",
    "person",
    "place",
    "org",
    "castItem",
    "event",
    "monogr",
    "imprint",
)


@reads(
    "list", "listBibl", "listPerson", "listPlace", "listOrg", "listWit", "listEvent", "listNym", "castList",
    "castGroup", "listObject", "listRelation"
)  # fmt: skip
def _list(state: State, node: Node) -> list[Piece]:
    items: list[Item] = []
    before: list[Piece] = []
    lead: list[Piece] = []
    label: list[Piece] = [*anchored(state, node)]
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                state.report.say("A041", node, f"text directly in a <{node.name}> is read as an item")
                items.append(Item((Paragraph(running([Text(child)])),)))
        elif child.name == "head" and not items:
            before += _head(state, child)
        elif child.name in ("label", "headLabel", "headItem"):
            label += dressed(state, child, within(state, child))
        elif child.name in _ENTRIES:
            item = _item(state, child, label)
            if lead and (led := _led(item, running(lead))) is not None:
                item = led
                lead = []
            items.append(item)
            label = []
        else:
            lead += state.piece(child)
    after: list[Piece] = [*label, *lead]
    kind = _kind(node, items)
    found: list[Piece] = [*before]
    if items:
        start = next(node.elements("item"), None)
        n = start.get("n") if start is not None and kind == "ordered" else ""
        whole: Block = List(tuple(items), kind, int(n) if n.isdecimal() and len(n) < 9 else 1)
        quiet = bool(after) and all(map(is_inline, after)) and not has_words(running(after))
        if quiet and (ended := appended(whole, running(after))) is not None:
            whole, after = ended, []
        found.append(whole)
    return [*found, *after]


def _kind(node: Node, items: list[Item]) -> str:
    if any(item.label for item in items):
        return "gloss"
    said = node.get("type") or node.get("rend")
    return "ordered" if any(_ORDERED.fullmatch(word) for word in said.split()) else "bulleted"


def _item(state: State, node: Node, label: list[Piece]) -> Item:
    if node.name in ("list", "listWit", "listBibl", "listPerson", "listPlace", "castGroup", "castList"):
        return Item(blocks_of(_list(state, node)), running(label))
    siglum = next((child for child in _abbreviations(node)), None)
    pieces: list[Piece] = [*anchored(state, node)]
    if siglum is not None:
        label = [*label, *dressed(state, siglum, within(state, siglum))]
    pieces += _entry(state, node, siglum)
    return Item(blocks_of(dressed_entry(state, node, pieces)), running(label))


def _abbreviations(node: Node) -> list[Node]:
    """The siglum that leads an entry of a list of witnesses, persons or books."""
    found = node
    for _ in range(2):
        child = next((c for c in found.children if isinstance(c, Node) or c.strip()), None)
        if not isinstance(child, Node):
            return []
        if child.name in ("abbr", "idno") and child.get("type") in ("siglum", "sigil"):
            return [child]
        found = child
    return []


def _entry(state: State, node: Node, siglum: Node | None) -> list[Piece]:
    """What an entry says, without its siglum; parts of a description made for machines stand apart."""
    out: list[Piece] = []
    structured = node.name in _STRUCTURED and not elements_and_text(node)
    for child in node.children:
        if child is siglum:
            continue
        if isinstance(child, str):
            out.append(Text(child))
        elif siglum is not None and siglum in child.elements():
            out += _entry(state, child, siglum)
        elif child.name == "note" and node.name != "item":
            out += [Text(" "), *within(state, child)]
        elif child.name in _STRUCTURED:
            out += [Text(" "), *_entry(state, child, siglum)]
        else:
            out += [Text(" "), *state.piece(child)] if structured else state.piece(child)
    return out


def dressed_entry(state: State, node: Node, pieces: list[Piece]) -> list[Piece]:
    """The pieces with the rendition and language of the entry; its id stands already."""
    lang = language(state, node)
    look = state.looks.of(node)
    for rendition in reversed(look.renditions):
        pieces = wrapped(pieces, emphasised(rendition))
    if lang and lang != state.lang:
        pieces = wrapped(pieces, lambda run: Foreign(run, lang))
    return pieces


def _led(item: Item, inlines: Inlines) -> Item | None:
    if item.label:
        return replace(item, label=normal((*inlines, *item.label)))
    if not item.blocks:
        return replace(item, blocks=(Paragraph(inlines),))
    block = prepended(item.blocks[0], inlines)
    return replace(item, blocks=(block, *item.blocks[1:])) if block else None


@reads("item", "witness", "person", "place", "org", "castItem", "biblStruct", "biblFull", "msDesc")
def _lonely(state: State, node: Node) -> list[Piece]:
    """An entry without its list."""
    item = _item(state, node, [])
    if node.name in ("biblStruct", "biblFull", "msDesc") and node.parent is not None and _in_mixed(node):
        return [*anchored(state, node), *_entry(state, node, None)]
    return [*([Paragraph(item.label)] if item.label else []), *item.blocks]


# ------------------------------------------------------------------------ tables


@reads("table")
def _table(state: State, node: Node) -> list[Piece]:
    caption: list[Inlines] = []
    rows: list[Row] = []
    rest: list[Piece] = []
    for child in node.children:
        if isinstance(child, str):
            rest += [Text(child)] if child.strip() else []
        elif child.name == "head":
            caption.append(running(dressed(state, child, within(state, child))))
        elif child.name == "row":
            rows.append(Row(tuple(_cells(state, child)), "label" if child.get("role") == "label" else "data"))
        else:
            rest += state.piece(child)
    return [Table(tuple(rows), broken(caption), state.own_id(node)), *rest]


def _cells(state: State, row: Node) -> list[Cell]:
    found: list[Cell] = []
    for child in row.children:
        if isinstance(child, Node) and child.name == "cell":
            look = state.looks.of(child)
            align = {"centred": "centre", "right": "right"}.get(look.align, "")
            pieces = [*anchored(state, child), *within(state, child)]
            for rendition in reversed(look.renditions):
                pieces = wrapped(pieces, emphasised(rendition))
            found.append(
                Cell(
                    blocks_of(pieces),
                    "label" if child.get("role") == "label" else "data",
                    _span(child.get("cols")),
                    _span(child.get("rows")),
                    align,
                )
            )
        elif isinstance(child, str):
            if child.strip():
                state.report.say("A041", row, "text directly in a <row> is read as a cell")
                found.append(Cell((Paragraph(running([Text(child)])),)))
        elif pieces := state.piece(child):
            content = running(pieces)
            if found and found[-1].blocks and (ended := appended(found[-1].blocks[-1], content)):
                found[-1] = replace(found[-1], blocks=(*found[-1].blocks[:-1], ended))
            elif content:
                found.append(Cell((Paragraph(content),)))
    return found


def _span(value: str) -> int:
    return int(value) if value.isdecimal() and 0 < int(value[:4]) < 1000 else 1


# ----------------------------------------------------------------------- figures


@reads("figure")
def _figure(state: State, node: Node) -> list[Piece]:
    graphics = list(node.elements("graphic", "media", "binaryObject"))
    caption: list[Inlines] = []
    rest: list[Piece] = []
    alt: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                caption.append(running([Text(child)]))
        elif child.name == "figDesc":
            alt.append(" ".join(state.literal(child).split()))
        elif child.name in ("graphic", "media", "binaryObject"):
            if child is not graphics[0]:
                rest.append(Figure(child.get("url")))
        elif child.name in ("head", "p", "ab", "caption"):
            pieces = within(state, child)
            inner = [piece for piece in pieces if isinstance(piece, Figure)]
            rest += inner
            caption.append(running(dressed(state, child, [p for p in pieces if not isinstance(p, Figure)])))
        else:
            rest += state.piece(child)
    words = normal([inline for inlines in caption for inline in (Text(" "), *inlines)])
    n = node.get("n") or _figure_number(words)
    src = graphics[0].get("url") if graphics else ""
    return [Figure(src, words, " ".join(alt), n, state.own_id(node)), *rest]


def _figure_number(caption: Inlines) -> str:
    found = re.match(r"\s*(?:Figure|Fig\.?|Abb(?:ildung|\.)|Figura|Plate)\s*([0-9]+[a-z]?)\b", plain(caption))
    return found[1] if found else ""


# --------------------------------------------------------------------- divisions


@reads("div", *(f"div{n}" for n in range(8)), "prologue", "epilogue", "set", "performance")
def _div(state: State, node: Node) -> list[Piece]:
    made = division(state, node)
    if not made.head and not made.divisions and made.blocks:
        held = [block.content for block in made.blocks if isinstance(block, Paragraph)]
        if len(held) == len(made.blocks) and not any(map(has_words, held)):
            # Nothing to be read: what points here, or is called here, goes to what stands beside it.
            return [inline for content in held for inline in content]
    if made.blocks or made.divisions:
        return [made]
    emptied = any(inner in state.spans or inner in state.apart for inner in node.iter("app", "note"))
    if made.head and emptied:
        # Its notes or entries stand at their places now, and the head would head nothing.
        state.report.say("A043", node, "<head> is left out: what it heads stands at the foot of the text")
        for head in node.elements("head"):
            state.omit(head)
        return []
    return [made] if made.head else []


def division(state: State, node: Node, kind: str | None = None) -> Division:
    """A part of the text: first blocks, then divisions; what stands after a division is one without a head."""
    lang = language(state, node)
    before, state.lang = state.lang, lang or state.lang
    heads: list[Inlines] = []
    sections: list[list[Piece]] = [[]]
    inner: list[Division] = []
    for child in node.children:
        if isinstance(child, str):
            sections[-1].append(Text(child))
        elif child.name == "head" and not inner and not any(map(_says, sections[-1])):
            heads.append(running([*_loose(sections[-1]), *dressed(state, child, within(state, child))]))
        else:
            for piece in state.piece(child):
                if isinstance(piece, Division):
                    inner.append(piece)
                    sections.append([])
                else:
                    sections[-1].append(piece)
    state.lang = before
    # A head says what the part is called; where it does not, the number has to be seen.
    n = node.get("n")
    seen = bool(heads) and (node.get("type") != "textpart" or n in plain(heads[0]).split())
    numbered = [] if seen else number(node, "section")
    blocks = blocks_of([*numbered, *sections[0]])
    divisions = _with_what_follows(inner, sections[1:])
    said = kind if kind is not None else node.get("type")
    return Division(
        broken(heads),
        blocks,
        tuple(divisions),
        state.own_id(node),
        said if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", said) else "",
        lang if lang != state.lang else "",
        n if seen and number(node, "section") else "",
    )


def _with_what_follows(inner: list[Division], afters: list[list[Piece]]) -> list[Division]:
    """The divisions, and what stands after one of them; the beginning of a page belongs to the next."""
    divisions: list[Division] = []
    lead: Inlines = ()
    for part, after in zip(inner, afters, strict=True):
        divisions.append(led_division(part, lead) if lead else part)
        lead = ()
        rest = blocks_of(after)
        if not rest:
            continue
        quiet = without_words(after)
        if not quiet:
            divisions.append(Division(blocks=rest))
        elif any(isinstance(piece, End) for piece in after):
            divisions[-1] = ended_division(divisions[-1], quiet)
        else:
            lead = quiet
    if lead:
        divisions[-1] = ended_division(divisions[-1], lead)
    return divisions


def without_words(pieces: list[Piece]) -> Inlines:
    """The pieces as inlines, if there is nothing to be read in them: pages that begin, calls, anchors."""
    quiet = running(pieces) if all(map(is_inline, pieces)) else ()
    return () if has_words(quiet) else quiet


def led_division(part: Division, lead: Inlines) -> Division:
    """The division with these inlines before its text."""
    if part.head:
        return replace(part, head=normal((*lead, *part.head)))
    if part.blocks:
        led = prepended(part.blocks[0], lead)
        if led is not None:
            return replace(part, blocks=(led, *part.blocks[1:]))
    elif part.divisions:
        return replace(part, divisions=(led_division(part.divisions[0], lead), *part.divisions[1:]))
    return replace(part, blocks=(*blocks_of(lead), *part.blocks))


def ended_division(part: Division, ends: Inlines) -> Division:
    """The division with these inlines after its text."""
    if part.divisions:
        return replace(part, divisions=(*part.divisions[:-1], ended_division(part.divisions[-1], ends)))
    last = appended(part.blocks[-1], ends) if part.blocks else None
    if last is not None:
        return replace(part, blocks=(*part.blocks[:-1], last))
    return replace(part, blocks=(*part.blocks, *blocks_of(ends)))


def _says(piece: Piece) -> bool:
    if is_inline(piece):
        return has_words(running([piece]))
    return True


def _loose(pieces: list[Piece]) -> list[Piece]:
    """What stands before a head and has no text, taken out of the section: it belongs to the head."""
    loose: list[Piece] = [piece for piece in pieces if not isinstance(piece, Text)]
    pieces.clear()
    return loose


@reads("text", "front", "body", "back")
def _nested_text(state: State, node: Node) -> list[Piece]:
    """A text within a quotation or a floating text: its blocks, its divisions flattened where they stand."""
    whole = division(state, node, "")
    head = [Paragraph(whole.head, whole.id, rend="centred")] if whole.head else []
    return [*head, *whole.blocks, *whole.divisions]


@reads("titlePage", "titlePart")
def _title_page(state: State, node: Node) -> list[Piece]:
    if node.name == "titlePart":
        return [Paragraph(running(dressed(state, node, within(state, node))), rend="centred")]
    return list(blocks_of(within(state, node), Paragraph((), rend="centred"), "centred"))


@reads("divGen")
def _generated(state: State, node: Node) -> list[Piece]:
    return state.drop(node, f"the books make their own »{node.get('type') or 'lists'}«")


def only_inlines(blocks: Blocks) -> Inlines | None:
    """The content of the only paragraph, if there is nothing else."""
    match blocks:
        case (Paragraph(content, "", "", ""),):
            return content
        case ():
            return ()
        case _:
            return None
