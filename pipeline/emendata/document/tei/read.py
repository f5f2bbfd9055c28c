"""Turn the bytes of a TEI file that `write` wrote, perhaps corrected by hand, into a Document.

One function for each element makes its node from parts that are made already: the tree is walked with a
stack of open elements, so that depth costs no recursion. What these functions do not know is an error with
its line. TEI of other people is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.document.model import (
    Added,
    Anchor,
    Blocks,
    Break,
    Cell,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Direction,
    Division,
    Document,
    Emendation,
    Emph,
    Figure,
    Foreign,
    Formula,
    Gap,
    Graphic,
    Inline,
    Inlines,
    Item,
    LineBeginning,
    LineGroup,
    List,
    Milestone,
    Name,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Parent,
    Preformatted,
    Quotation,
    Quoted,
    Ref,
    Row,
    Space,
    Speech,
    Stage,
    Supplied,
    Surplus,
    Table,
    Title,
    Unclear,
    Verse,
    Witness,
)
from emendata.document.tei import names
from emendata.document.tei.element import (
    BLOCKS,
    READERS,
    TEI,
    Element,
    Part,
    Reader,
    Reading,
    line,
    local,
    reads,
    with_prefix,
)
from emendata.document.tei.names import pointed, unpath
from emendata.document.tei.parse import parsed
from emendata.document.tei.read_apparatus import StandOff, Witnesses, said_of
from emendata.document.tei.read_header import read_header
from emendata.document.walk import map_apparatus, map_document

MANY = 50
"""So many problems of one file are told."""


def read(data: bytes, name: str) -> Document:
    """The Document in the TEI file with these bytes and this name.

    Raises `EmendataError`: A030 DOCTYPE, A031 not well-formed, A032 not TEI, A033 not our TEI, A034 unknown
    element, A035 attribute, A036 misplaced part, A037 note without id, A038 order of notes, A039 header.
    """
    root = parsed(data, name)
    _refuse_others(root, name)
    reading = Reading(name)
    header: etree._Element | None = None
    text: _Text | None = None
    off = StandOff()
    for child in root:
        if child.tag == TEI + "teiHeader" and header is None:
            header = child
        elif child.tag == TEI + "text" and text is None:
            part = _part(child, reading)
            assert isinstance(part, _Text)
            text = part
        elif child.tag == TEI + "standOff" and off == StandOff():
            part = _part(child, reading)
            assert isinstance(part, StandOff)
            off = part
        else:
            _unknown(child, reading)
    if header is None or text is None:
        reading.problem("A036", root, "a TEI file has one <teiHeader> and one <text>")
        raise EmendataError(reading.problems)
    witnesses = _witnesses(header, reading)
    metadata, record = read_header(header, text.lang, reading)
    notes = _in_order(reading, root)
    if reading.problems:
        raise EmendataError(_told(reading.problems))
    document = Document(
        metadata=metadata,
        title=text.front.title,
        front=text.front.divisions,
        body=text.body,
        back=text.back,
        notes=notes,
        record=record,
        witnesses=witnesses,
        entries=off.entries,
        absences=off.absences,
        facing=off.facing,
    )
    if reading.remarks:
        remarks = _Remarks(reading.remarks)
        document = map_apparatus(map_document(document, remarks), remarks)
    return document


def _witnesses(header: etree._Element, reading: Reading) -> tuple[Witness, ...]:
    """The witnesses in the lists of the header, which are taken out of it: they have running text."""
    found: list[Witness] = []
    described = header.find(f"{TEI}fileDesc/{TEI}sourceDesc")
    if described is None:
        return ()
    for element in list(described):
        if element.tag in (TEI + "listWit", TEI + "listPerson", TEI + "listBibl"):
            part = _part(element, reading)
            assert isinstance(part, Witnesses)
            found += part.members
            described.remove(element)
    return tuple(found)


class _Remarks:
    """Gives emendations their remarks, which stand in the header."""

    def __init__(self, remarks: Mapping[str, str]) -> None:
        self._remarks = remarks

    def __call__(self, inlines: Inlines) -> Inlines:
        return tuple(self._with(inline) for inline in inlines)

    def _with(self, inline: Inline) -> Inline:
        if isinstance(inline, Emendation):
            remark = self._remarks.get(inline.id, "")
            return replace(inline, sic=self(inline.sic), corr=self(inline.corr), remark=remark)
        if isinstance(inline, Choice):
            return replace(inline, children=self(inline.children), other=self(inline.other))
        if isinstance(inline, Parent):
            return replace(inline, children=self(inline.children))
        return inline


def _refuse_others(root: etree._Element, name: str) -> None:
    place = Place(name, line(root))
    if root.tag != TEI + "TEI":
        raise error(
            "A032",
            place,
            f"not a TEI file: its root is <{local(root)}>",
            f'the root of TEI P5 is <TEI xmlns="{names.NAMESPACE}">',
        )
    application = root.find(
        f"{TEI}teiHeader/{TEI}encodingDesc/{TEI}appInfo/{TEI}application[@ident='emendata']"
    )
    if application is None:
        raise error(
            "A033",
            place,
            'TEI that emendata did not write: the header names no <application ident="emendata">',
            "only the elements of docs/tei.md are read; what others mean would be lost",
        )
    if application.get("version") != names.FORMAT:
        raise error(
            "A033",
            Place(name, line(application)),
            f"the encoding has version {application.get('version')}, this program reads {names.FORMAT}",
            "read the file with the version of emendata that wrote it",
        )


def _told(problems: list[Diagnostic]) -> list[Diagnostic]:
    """The problems in the order of the file; of very many the first."""
    problems = sorted(problems, key=lambda problem: problem.place)
    if len(problems) > MANY:
        last = problems[MANY - 1]
        message = f"{last.message}; and {len(problems) - MANY} more problems"
        problems[MANY - 1 :] = [replace(last, message=message)]
    return problems


def _unknown(element: etree._Element, reading: Reading) -> None:
    what = local(element)
    if not element.tag.startswith(TEI):
        what = f"{what} of the namespace {etree.QName(element).namespace or '(none)'}"
    reading.problem("A034", element, f"<{what}> is not read", "docs/tei.md lists the elements that are")


# --------------------------------------------------------------------- the walk

@dataclass(slots=True)
class _Open:
    xml: etree._Element
    children: Iterator[etree._Element]
    parts: list[tuple[Part, etree._Element]]
    position: int


def _opened(xml: etree._Element, position: int) -> _Open:
    return _Open(xml, iter(xml), [(xml.text, xml)] if xml.text else [], position)


def _part(top: etree._Element, reading: Reading) -> Part:
    """What the element and all within it become."""
    position = 0
    stack = [_opened(top, position)]
    while True:
        current = stack[-1]
        child = next(current.children, None)
        if child is None:
            part = _closed(current, reading)
            stack.pop()
            if not stack:
                return part
            parts, child = stack[-1].parts, current.xml
            if part is not None:
                parts.append((part, child))
        elif child.tag in READERS:
            position += 1
            stack.append(_opened(child, position))
            continue
        else:
            _unknown(child, reading)
            parts = current.parts
        if child.tail:
            parts.append((child.tail, child))


def _closed(element: _Open, reading: Reading) -> Part:
    reader, known = READERS[element.xml.tag]
    for name in map(str, element.xml.attrib):
        if name not in known:
            what = f"the attribute {with_prefix(name)} of <{local(element.xml)}> is not read"
            reading.problem("A035", element.xml, what, "docs/tei.md lists the attributes that are")
    return reader(Element(element.xml, element.parts, element.position, reading))


def _in_order(reading: Reading, root: etree._Element) -> tuple[Note, ...]:
    """The notes as they stand in the file, but those that say which one they follow after that one."""
    ordered: list[Note] = []
    following: dict[str, Note] = {}
    for _, note, prev in reading.notes:
        if prev in following:
            reading.problem("A038", root, f"the notes {following[prev].id} and {note.id} have the same prev")
        elif prev:
            following[prev] = note

    def follow(pointer: str) -> None:
        while (note := following.pop(pointer, None)) is not None:
            ordered.append(note)
            pointer = names.pointer(note.id)

    follow(names.START)
    for _, note, prev in sorted(reading.notes, key=lambda placed: placed[0]):
        if not prev:
            ordered.append(note)
            follow(names.pointer(note.id))
    for prev, note in following.items():
        reading.problem("A038", root, f"the note {note.id} follows {prev}, which is no note of the file")
    return tuple(ordered)


# --------------------------------------------- parts that are no nodes by themselves


@dataclass(frozen=True, slots=True)
class _Running:
    content: Inlines


class _Head(_Running):
    """The head of a division, the caption of a figure or a table."""


class _TitlePart(_Running):
    """The title on the title page."""


class _Label(_Running):
    """What an item of a list explains."""


class _Speaker(_Running):
    """Who speaks."""


@dataclass(frozen=True, slots=True)
class _Way(_Running):
    """One of the two ways of a choice that is no emendation."""

    kind: str
    given: bool


@dataclass(frozen=True, slots=True)
class _Corr(_Running):
    """What the edition reads."""

    why: str
    by: str


@dataclass(frozen=True, slots=True)
class _Words:
    text: str


class _Description(_Words):
    """What an image shows."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An item, if it stands for one, with the number that the list begins with."""

    blocks: Blocks | None
    n: int


@dataclass(frozen=True, slots=True)
class _Front:
    title: Inlines
    divisions: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    division: Division


@dataclass(frozen=True, slots=True)
class _Back:
    divisions: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    front: _Front
    body: Division
    back: tuple[Division, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class _NoteWithoutCall:
    """Stands where a note is that nothing calls."""


@dataclass(frozen=True, slots=True)
class _NotesWithoutCall:
    """Stands where the division of such notes is."""


# -------------------------------------------------------------- the parts of a text


@reads("text", "xml:lang")
def _text(element: Element) -> Part:
    fronts, bodies, backs = element.sorted((_Front,), (_Body,), (_Back,))
    front = element.one(_Front, fronts)
    body = element.one(_Body, bodies)
    back = element.one(_Back, backs)
    if body is None:
        element.problem("A036", "<text> has no <body>")
    return _Text(
        front or _Front((), ()),
        body.division if body else Division(),
        back.divisions if back else (),
        element.lang,
    )


@reads("front")
def _front(element: Element) -> Part:
    titles, divisions = element.sorted((_TitlePart,), (Division,))
    title = element.one(_TitlePart, titles)
    return _Front(title.content if title else (), divisions)


@reads("titlePage")
@reads("docTitle")
def _title_page(element: Element) -> Part:
    (titles,) = element.sorted((_TitlePart,))
    return element.one(_TitlePart, titles)


@reads("titlePart", "type")
def _title_part(element: Element) -> Part:
    return _TitlePart(element.inlines())


@reads("body", "xml:id xml:lang n rend")
def _body(element: Element) -> Part:
    return _Body(_division(element, element.word("rend")))


@reads("back")
def _back(element: Element) -> Part:
    divisions, left_over = element.sorted((Division,), (_NotesWithoutCall,))
    element.one(_NotesWithoutCall, left_over)
    return _Back(divisions)


@reads("div", "xml:id xml:lang type n")
def _div(element: Element) -> Part:
    kind = element.word("type")
    if kind == names.NOTES_WITHOUT_CALL:
        members = [part for part, _ in element.members()]
        if members and all(isinstance(part, _NoteWithoutCall) for part in members):
            return _NotesWithoutCall()
    return _division(element, kind)


def _division(element: Element, kind: str) -> Division:
    heads, blocks, divisions = element.sorted((_Head,), BLOCKS, (Division,))
    head = _content(element.one(_Head, heads))
    return Division(head, blocks, divisions, element.id, kind, element.lang, element.string("n"))


def _content(part: _Running | None) -> Inlines:
    return part.content if part else ()


@reads("head")
def _head(element: Element) -> Part:
    return _Head(element.inlines())


# ------------------------------------------------------------------------ blocks


@reads("ab", "rend")
def _filler(element: Element) -> Part:
    if not element.is_filler:
        element.problem("A034", "<ab> is read only as a filler", "write <p>")
    return None


@reads("p", "xml:id xml:lang rend")
def _p(element: Element) -> Part:
    return Paragraph(element.inlines(), element.id, element.lang, element.word("rend"))


@reads("quote", "xml:id xml:lang")
def _quote(element: Element) -> Part:
    return Quotation(element.blocks(), element.id, element.lang)


@reads("lg", "xml:id xml:lang")
def _lg(element: Element) -> Part:
    (lines,) = element.sorted((Verse, LineGroup))
    return LineGroup(lines, element.id, element.lang)


@reads("l", "n rend part")
def _l(element: Element) -> Part:
    if element.is_filler:
        return None
    indent = element.number("rend", 0, before="indent")
    return Verse(element.inlines(), element.string("n"), indent, element.string("part"))


@reads("sp")
def _sp(element: Element) -> Part:
    speakers, blocks = element.sorted((_Speaker,), BLOCKS)
    return Speech(_content(element.one(_Speaker, speakers)), blocks)


@reads("speaker")
def _speaker(element: Element) -> Part:
    return _Speaker(element.inlines())


@reads("list", "type rend")
def _list(element: Element) -> Part:
    items: list[Item] = []
    starts: list[int] = []
    label: _Label | None = None
    for part, at in element.members():
        if isinstance(part, _Label) and label is None:
            label = part
        elif isinstance(part, _Numbered):
            starts.append(part.n)
            if part.blocks is not None:
                items.append(Item(part.blocks, _content(label)))
            label = None
        else:
            element.misplaced(part, at)
    if label:
        element.problem("A036", "the last <label> of the list has no <item>")
    kind = element.word("type") or element.word("rend")
    return List(tuple(items), kind, starts[0] if starts else 1)


@reads("label")
def _label(element: Element) -> Part:
    return _Label(element.inlines())


@reads("item", "n rend")
def _item(element: Element) -> Part:
    return _Numbered(None if element.is_filler else element.content(), element.number("n", 1))


@reads("table", "xml:id")
def _table(element: Element) -> Part:
    heads, rows = element.sorted((_Head,), (Row,))
    return Table(rows, _content(element.one(_Head, heads)), element.id)


@reads("row", "role rend")
def _row(element: Element) -> Part:
    if element.is_filler:
        return None
    (cells,) = element.sorted((Cell,))
    return Row(cells, element.word("role", "data"))


@reads("cell", "role rows cols rend")
def _cell(element: Element) -> Part:
    if element.is_filler:
        return None
    return Cell(
        element.content(),
        element.word("role", "data"),
        element.number("cols", 1),
        element.number("rows", 1),
        element.word("rend"),
    )


@reads("figure", "xml:id n")
def _figure(element: Element) -> Part:
    graphics, heads, descriptions = element.sorted((Graphic,), (_Head,), (_Description,), in_order=False)
    graphic = element.one(Graphic, graphics)
    description = element.one(_Description, descriptions)
    if graphic and graphic.alt:
        element.problem("A036", "the <desc> of a figure's <graphic> is not read", "write <figDesc>")
    return Figure(
        graphic.src if graphic else "",
        _content(element.one(_Head, heads)),
        description.text if description else "",
        element.string("n"),
        element.id,
    )


@reads("figDesc")
@reads("desc")
def _description(element: Element) -> Part:
    return _Description(element.text())


@reads("eg")
def _eg(element: Element) -> Part:
    return Preformatted(element.text())


@reads("stage")
def _stage(element: Element) -> Part:
    return Stage(element.inlines())


@reads("milestone", "unit rend n ed")
def _milestone(element: Element) -> Part:
    element.nothing()
    if element.has("n"):
        return Milestone(element.string("n"), element.word("unit"), element.word("ed"))
    return Break(element.word("unit"), element.word("rend"))


# ----------------------------------------------------------------------- inlines


@reads("hi", "rend")
def _hi(element: Element) -> Part:
    return Emph(element.inlines(), element.word("rend"))


@reads("foreign", "xml:lang")
def _foreign(element: Element) -> Part:
    return Foreign(element.inlines(), element.lang)


@reads("title", "level type")
def _title(element: Element) -> Part:
    return Title(element.inlines(), element.word("level") or element.word("type"))


@reads("persName", "type key")
@reads("placeName", "key")
@reads("orgName", "key")
@reads("name", "type key")
def _name(element: Element) -> Part:
    if element.parent == "person":
        return said_of(element)
    kinds = {name: kind for kind, name in names.NAMES.items()}
    kind = kinds.get(element.name) or element.word("type")
    return Name(element.inlines(), kind, element.string("key"))


@reads("q", "type")
def _q(element: Element) -> Part:
    if element.string("type") != names.WRAPPER:
        return Quoted(element.inlines())
    blocks = element.blocks()
    if len(blocks) != 1:
        element.problem("A036", f'<q type="{names.WRAPPER}"> holds one block')
    return blocks[0] if blocks else None


@reads("code")
def _code(element: Element) -> Part:
    return Code(element.text())


@reads("formula", "notation")
def _formula(element: Element) -> Part:
    return Formula(element.text(), element.word("notation"))


@reads("ref", "target cRef")
def _ref(element: Element) -> Part:
    return Ref(element.inlines(), element.string("target") or element.string("cRef"))


@reads("anchor", "xml:id")
def _anchor(element: Element) -> Part:
    element.nothing()
    return Anchor(element.id)


@reads("pb", "xml:id n")
def _pb(element: Element) -> Part:
    element.nothing()
    return PageBeginning(element.string("n"), element.id)


@reads("lb", "n type")
def _lb(element: Element) -> Part:
    element.nothing()
    return LineBeginning(element.string("n"), not element.string("type"))


@reads("supplied", "reason")
def _supplied(element: Element) -> Part:
    return Supplied(element.inlines(), element.word("reason"))


@reads("unclear", "reason")
def _unclear(element: Element) -> Part:
    return Unclear(element.inlines(), element.word("reason"))


@reads("surplus", "reason")
def _surplus(element: Element) -> Part:
    return Surplus(element.inlines(), element.word("reason"))


@reads("add", "place hand")
def _add(element: Element) -> Part:
    return Added(element.inlines(), element.word("place"), pointed(element.string("hand")))


@reads("del", "rend hand")
def _del(element: Element) -> Part:
    return Deleted(element.inlines(), element.word("rend"), pointed(element.string("hand")))


@reads("seg", "type")
def _seg(element: Element) -> Part:
    if element.string("type") != names.DIRECTION:
        element.problem("A035", f'<seg> is read only with type="{names.DIRECTION}"')
    return Direction(element.inlines())


@reads("space", "extent")
def _space(element: Element) -> Part:
    element.nothing()
    return Space(element.string("extent"))


@reads("gap", "reason extent")
def _gap(element: Element) -> Part:
    element.nothing()
    return Gap(element.word("reason"), element.string("extent"))


@reads("graphic", "url")
def _graphic(element: Element) -> Part:
    (descriptions,) = element.sorted((_Description,))
    description = element.one(_Description, descriptions)
    return Graphic(unpath(element.string("url")), description.text if description else "")


@reads("choice", "xml:id")
def _choice(element: Element) -> Part:
    (parts,) = element.sorted((Corrupt, _Corr, _Way))
    match parts:
        case (Corrupt(sic), _Corr() as corr):
            element.emended()
            return Emendation(element.id, sic, corr.content, corr.why, corr.by)
        case (_Way(content, kind, True), _Way(other, unread, given)) if _KINDS[kind] == unread:
            return Choice(content, other if given else (), kind)
        case (_Corr(content), _Way(kind="source")):
            return Choice(content, (), "correction")
    hint = "first what the source says, then what the edition reads; either may be empty"
    element.problem("A036", "<choice> has one <sic> and one <corr>, or one of the pairs of docs/tei.md", hint)
    return None


_KINDS = {
    "expansion": "abbreviation",
    "abbreviation": "expansion",
    "regular": "original",
    "original": "regular",
}
"""What the other way is."""


@reads("sic", "rend")
def _sic(element: Element) -> Part:
    return _Way((), "source", False) if element.is_filler else Corrupt(element.inlines())


def _way(kind: str) -> Reader:
    def read_way(element: Element) -> Part:
        if element.parent in names.WITH_REMARKS:
            return said_of(element)
        return _Way(element.inlines(), kind, not element.is_filler)

    return read_way


for _element, _kind in {"expan": "expansion", "abbr": "abbreviation", "reg": "regular", "orig": "original"}.items():
    reads(_element, "rend" if _element != "abbr" else "rend type subtype")(_way(_kind))


@reads("corr", "type resp")
def _corr(element: Element) -> Part:
    return _Corr(element.inlines(), element.word("type"), pointed(element.string("resp")))


# ------------------------------------------------------------------------- notes


@reads("note", "xml:id n place type anchored prev")
def _note(element: Element) -> Part:
    if element.parent in names.WITH_REMARKS:
        return said_of(element)
    if not element.id:
        element.problem("A037", "<note> has no xml:id", "every note needs one")
    note = Note(
        element.id, element.string("n"), element.content(), element.word("type"), element.word("place")
    )
    element.noted(note, element.string("prev"))
    return _NoteWithoutCall() if element.string("anchored") == "false" else NoteCall(note.id)


@reads("ptr", "type target")
def _ptr(element: Element) -> Part:
    element.nothing()
    if element.string("type") != names.NOTE_CALL:
        element.problem("A035", f'<ptr> is read only with type="{names.NOTE_CALL}"')
    return NoteCall(pointed(element.string("target")))
