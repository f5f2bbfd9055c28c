"""Turn a Document into the bytes of a TEI file.

The parts of the Document wait on a stack and each is replaced by its tags and its own parts until only
strings are left, so that depth costs no recursion. Line breaks stand between blocks, never within running
text, where a reader could not tell them from the text's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.document.model import (
    Added,
    Anchor,
    Block,
    Blocks,
    Break,
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
    Inlines,
    LineBeginning,
    LineGroup,
    List,
    Milestone,
    Name,
    NoteCall,
    PageBeginning,
    Paragraph,
    Preformatted,
    Quotation,
    Quoted,
    Ref,
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
from emendata.document.tei import names
from emendata.document.tei.names import (
    FILLER,
    NAMES,
    NOTE_CALL,
    TITLE_LEVELS,
    WRAPPER,
    attribute,
    is_uri,
    named,
    path,
    pointer,
    quoted,
    text,
    word,
    words,
)
from emendata.document.tei.parts import LINE, Mark, Node, Part, content_of, on_lines, running
from emendata.document.tei.write_apparatus import stand_off, witness_lists
from emendata.document.tei.write_header import Used, header
from emendata.document.walk import apparatus_texts, descendants, note_texts, texts

_PROLOGUE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<?xml-model href="http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng" '
    'type="application/xml" schematypens="http://relaxng.org/ns/structure/1.0"?>\n'
    f'<TEI xmlns="{names.NAMESPACE}">\n'
)


def write(document: Document) -> bytes:
    """The Document as TEI P5, UTF-8; the same Document always as the same bytes.

    Raises `EmendataError` where the Document holds what no TEI file can: a character that XML excludes
    (P010), an id that is no name or stands twice (P011), a language tag that is not BCP 47 (P012), a reading
    with both running text and blocks (P014).
    """
    writer = _Writer(document)
    writer.write((*_text(document, writer), *stand_off(document, writer)))
    witnesses = tuple(witness_lists(document.witnesses, writer, writer.written))
    used = Used(
        frozenset(writer.languages),
        tuple(writer.initials),
        frozenset(writer.ids),
        tuple(writer.remarks),
        witnesses,
    )
    tei = "".join((_PROLOGUE, header(document, used), *writer.out, "</TEI>\n"))
    problems = [*writer.problems, *_language_problems({document.metadata.lang, *writer.languages})]
    if names.NOT_XML.search(tei):
        problems.append(_not_xml(document))
    if problems:
        raise EmendataError(problems)
    return tei.encode()


# ------------------------------------------------------------------- the stack


class _Writer:
    """Writes parts in order; knows which notes are written and which names are used."""

    def __init__(self, document: Document) -> None:
        self.out: list[str] = []
        self.problems: list[Diagnostic] = []
        self.languages: set[str] = set()
        self.initials: dict[str, None] = {}
        self.remarks: list[tuple[str, str]] = []
        """(id of the emendation, remark), for the header: the text has nothing but text."""
        self.ids: set[str] = set()
        self._back = document.back
        self._notes = document.notes
        self._numbers = {note.id: number for number, note in enumerate(document.notes)}
        self._written: set[int] = set()
        self._highest = -1  # of the numbers of called notes
        self._left = 0  # the notes before this one are written
        self._running = 0
        self._sic = 0

    def write(self, parts: Sequence[Part]) -> None:
        """Put the parts into `out`, depth first."""
        out = self.out
        stack = list(reversed(parts))
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                out.append(part)
            elif isinstance(part, Text):
                out.append(text(part.text))
            elif isinstance(part, Mark):
                stack.extend(reversed(self._marked(part)))
            else:
                stack.extend(reversed(_parts(part, self)))

    def written(self, parts: Sequence[Part]) -> str:
        """The parts as a string, apart from `out`."""
        out, self.out = self.out, []
        self.write(parts)
        string = "".join(self.out)
        self.out = out
        return string

    def refuse(self, message: str, hint: str) -> None:
        """The Document says something that this TEI has no room for."""
        self.problems.append(_problem("P014", message, hint))

    def _marked(self, mark: Mark) -> Sequence[Part]:
        match mark:
            case Mark.LINE:
                return () if self._running else ("\n",)
            case Mark.RUNNING:
                self._running += 1
            case Mark.OVER:
                self._running -= 1
            case Mark.SIC:
                self._sic += 1
            case Mark.READ:
                self._sic -= 1
            case Mark.BACK:
                if self._back or self._next_left_over() is not None:
                    return "<back>", LINE, *self._back, Mark.LEFT_OVER, "</back>", LINE
            case Mark.LEFT_OVER:
                if self._next_left_over() is not None:
                    div = f'<div type="{names.NOTES_WITHOUT_CALL}">'
                    return div, LINE, Mark.NEXT_LEFT_OVER, "</div>", LINE
            case Mark.NEXT_LEFT_OVER:
                if (number := self._next_left_over()) is not None:
                    return *self._note(number, called=False), LINE, Mark.NEXT_LEFT_OVER
            case _:
                assert_never(mark)
        return ()

    def _next_left_over(self) -> int | None:
        while self._left in self._written:
            self._left += 1
        return self._left if self._left < len(self._notes) else None

    # -- attributes that the header or other elements refer to

    def remark(self, id: str, remark: str) -> None:
        if remark and not id:
            self.problems.append(_problem("P011", "an emendation with a remark has no id", "give it one"))
        elif remark:
            self.remarks.append((id, remark))

    def id(self, id: str) -> str:
        """The attribute ``xml:id``, once."""
        if id and not names.ID.fullmatch(id):
            self.problems.append(
                _problem("P011", f"the id »{id}« is no name", "write letters, digits, _ and -")
            )
        elif id in self.ids:
            self.problems.append(_problem("P011", f"the id »{id}« stands twice", "give each its own"))
        elif id:
            self.ids.add(id)
        return attribute("xml:id", id)

    def lang(self, lang: str) -> str:
        """The attribute ``xml:lang``."""
        if lang:
            self.languages.add(lang)
        return attribute("xml:lang", lang)

    def resp(self, initials: str) -> str:
        """The attribute ``resp``."""
        if not initials:
            return ""
        self.initials[initials] = None
        return attribute("resp", pointer(initials))

    # -- notes

    def call(self, id: str) -> Sequence[Part]:
        """The note itself where it is called first, a pointer to it elsewhere."""
        number = self._numbers.get(id)
        if number is None or number in self._written or self._sic:
            return (f'<ptr type="{NOTE_CALL}" target="{pointer(id)}"/>',)
        return self._note(number, called=True)

    def _note(self, number: int, called: bool) -> Sequence[Part]:
        self._written.add(number)
        note = self._notes[number]
        if not note.id:
            self.problems.append(_problem("P011", f"the note »{note.n}« has no id", "every note needs one"))
        if called and number > self._highest:
            self._highest = number
            prev = ""
        else:  # its place in the file does not say its place among the notes
            prev = pointer(self._notes[number - 1].id) if number else names.START
        start = (
            f"<note{self.id(note.id)}{attribute('n', note.n)}{attribute('place', words(note.place))}"
            f"{named('type', note.series)}{attribute('anchored', '' if called else 'false')}"
            f"{attribute('prev', prev)}>"
        )
        return start, *content_of(note.blocks), "</note>"


# ------------------------------------------------------------ what becomes what


def _text(document: Document, writer: _Writer) -> Sequence[Part]:
    front: list[Part] = []
    if document.title:
        title = running('<titlePart type="main">', document.title, "</titlePart>")
        front += ["<titlePage>", LINE, "<docTitle>", LINE, *title, LINE, "</docTitle>", LINE]
        front += ["</titlePage>", LINE]
    front += document.front
    if front:
        front = ["<front>", LINE, *front, "</front>", LINE]
    body = document.body
    return (
        f"<text{writer.lang(document.metadata.lang)}>",
        LINE,
        *front,
        # A body has no @type; the Document's body has no kind either.
        f"<body{writer.id(body.id)}{writer.lang(body.lang)}{attribute('n', body.n)}"
        f"{attribute('rend', words(body.kind))}>",
        LINE,
        *_within(body),
        *(() if body.divisions or _fills_body(body.blocks) else (f'<ab rend="{FILLER}"/>', LINE)),
        "</body>",
        LINE,
        Mark.BACK,
        "</text>",
        LINE,
    )


def _within(division: Division) -> Sequence[Part]:
    return *_head(division.head), *division.blocks, *division.divisions


def _fills_body(blocks: Blocks) -> bool:
    """Whether TEI is content with the blocks: figures and milestones may stand anywhere, so they do not count."""
    return any(not isinstance(block, Figure | Break | Stage | PageBeginning) for block in blocks)


def _head(content: Inlines) -> Sequence[Part]:
    return (*running("<head>", content, "</head>"), LINE) if content else ()


def _parts(node: Node, writer: _Writer) -> Sequence[Part]:
    """The node's tags and what stands between them; `docs/tei.md` is this function as a table."""
    match node:
        # -- inlines
        case Text(string):
            return (text(string),)
        case Emph(children, rend):
            return f"<hi{attribute('rend', words(rend))}>", *children, "</hi>"
        case Foreign(children, lang):
            return f"<foreign{writer.lang(lang)}>", *children, "</foreign>"
        case Title(children, level):
            name = "level" if level in TITLE_LEVELS else "type"
            return f"<title{attribute(name, word(level))}>", *children, "</title>"
        case Name(children, kind, key):
            name = NAMES.get(kind, "name")
            type_ = "" if kind in NAMES else named("type", kind)
            return f"<{name}{type_}{attribute('key', key)}>", *children, f"</{name}>"
        case Quoted(children):
            return "<q>", *children, "</q>"
        case Code(string):
            return (f"<code>{text(string)}</code>",)
        case Formula(string, notation):
            return (f"<formula{named('notation', notation)}>{text(string)}</formula>",)
        case NoteCall(note):
            return writer.call(note)
        case Ref(children, target):
            to = attribute("target", target) if is_uri(target) else f' cRef="{quoted(target)}"'
            return f"<ref{to}>", *children, "</ref>"
        case Anchor(id):
            return (f"<anchor{writer.id(id)}/>",)
        case PageBeginning(n, id):
            return f"<pb{writer.id(id)}{attribute('n', n)}/>", LINE
        case LineBeginning(n, forced):
            return (f"<lb{attribute('n', n)}{'' if forced else names.WRAPPING}/>",)
        case Supplied(children, reason):
            return f"<supplied{attribute('reason', words(reason))}>", *children, "</supplied>"
        case Unclear(children, reason):
            return f"<unclear{attribute('reason', words(reason))}>", *children, "</unclear>"
        case Surplus(children, reason):
            return f"<surplus{attribute('reason', words(reason))}>", *children, "</surplus>"
        case Corrupt(children):
            return "<sic>", *children, "</sic>"
        case Added(children, place, hand):
            start = f"<add{attribute('place', words(place))}{_hand(hand)}>"
            return start, *children, "</add>"
        case Deleted(children, rend, hand):
            return f"<del{attribute('rend', words(rend))}{_hand(hand)}>", *children, "</del>"
        case Choice(children, other, kind):
            return _choice(children, other, kind)
        case Direction(children):
            return f'<seg type="{names.DIRECTION}">', *children, "</seg>"
        case Space(extent):
            return (f"<space{attribute('extent', extent)}/>",)
        case Milestone(n, unit, edition):
            of = attribute("ed", words(edition))
            return (f'<milestone unit="{quoted(word(unit))}" n="{quoted(n)}"{of}/>',)
        case Gap(reason, extent):
            return (f"<gap{attribute('reason', words(reason))}{attribute('extent', extent)}/>",)
        case Graphic(src, alt):
            url = f'<graphic url="{quoted(path(src))}"'
            return (f"{url}><desc>{text(alt)}</desc></graphic>" if alt else f"{url}/>",)
        case Emendation(id, sic, corr, why, by, remark):
            said = ("<sic>", Mark.SIC, *sic, Mark.READ, "</sic>") if sic else ("<sic/>",)
            start = f"<corr{writer.resp(by)}{named('type', why)}"
            writer.remark(id, remark)
            read = (f"{start}>", *corr, "</corr>") if corr else (f"{start}/>",)
            return f"<choice{writer.id(id)}>", *said, *read, "</choice>"
        # -- blocks
        case Paragraph(content, id, lang, rend):
            start = f"<p{writer.id(id)}{writer.lang(lang)}{attribute('rend', words(rend))}>"
            return *running(start, content, "</p>"), LINE
        case Quotation(blocks, id, lang):
            return on_lines(f"<quote{writer.id(id)}{writer.lang(lang)}>", blocks, "</quote>")
        case LineGroup(lines, id, lang):
            start = f"<lg{writer.id(id)}{writer.lang(lang)}>"
            return on_lines(start, lines or (f'<l rend="{FILLER}"/>', LINE), "</lg>")
        case Verse(content, n, indent, part):
            indented = attribute("rend", f"indent{indent}" if indent else "")
            start = f"<l{attribute('n', n)}{indented}{attribute('part', part)}>"
            return *running(start, content, "</l>"), LINE
        case Speech(speaker, blocks):
            who = (*running("<speaker>", speaker, "</speaker>"), LINE) if speaker else ()
            return on_lines("<sp>", (*who, *(part for block in blocks for part in _spoken(block))), "</sp>")
        case List():
            return _list(node)
        case Table():
            return _table(node, writer)
        case Figure():
            return _figure(node, writer)
        case Preformatted(string):
            return f"<eg>{text(string)}</eg>", LINE
        case Stage(content):
            return *running("<stage>", content, "</stage>"), LINE
        case Break(unit, rend):
            return f'<milestone unit="{quoted(word(unit))}"{attribute("rend", words(rend))}/>', LINE
        # -- divisions
        case Division(id=id, kind=kind, lang=lang, n=n):
            start = f"<div{writer.id(id)}{attribute('n', n)}{named('type', kind)}{writer.lang(lang)}>"
            return on_lines(start, _within(node), "</div>")
        case _:
            assert_never(node)


_TWO_WAYS = {
    "expansion": ("expan", "abbr"),
    "abbreviation": ("abbr", "expan"),
    "regular": ("reg", "orig"),
    "original": ("orig", "reg"),
    "correction": ("corr", "sic"),
}


def _choice(children: Inlines, other: Inlines, kind: str) -> Sequence[Part]:
    """What is printed comes first, and so tells the choice from an emendation, which begins with what is not."""
    read, unread = _TWO_WAYS[kind]
    rest = ("<", unread, ">", Mark.SIC, *other, Mark.READ, "</", unread, ">")
    if not other:
        rest = (f'<{unread} rend="{FILLER}"/>',)
    return "<choice>", f"<{read}>", *children, f"</{read}>", *rest, "</choice>"


def _hand(hand: str) -> str:
    return attribute("hand", pointer(hand)) if hand else ""


def _spoken(block: Block) -> Sequence[Part]:
    # TEI has neither a speech nor preformatted text directly in a speech.
    if isinstance(block, Speech | Preformatted):
        return on_lines(f'<q type="{WRAPPER}">', (block,), "</q>")
    return (block,)


def _list(node: List) -> Sequence[Part]:
    gloss = node.kind == "gloss"
    start = attribute("n", str(node.start) if node.start != 1 else "")
    items: list[Part] = []
    labelled = gloss or any(item.label for item in node.items)
    for item in node.items:
        if labelled:
            items += (*running("<label>", item.label, "</label>"), LINE)
        items += (f"<item{start}>", *content_of(item.blocks), "</item>", LINE)
        start = ""
    if not items:
        items = [f'<item{start} rend="{FILLER}"/>', LINE]
    kind = ' type="gloss"' if gloss else attribute("rend", words(node.kind))
    return on_lines(f"<list{kind}>", items, "</list>")


def _table(node: Table, writer: _Writer) -> Sequence[Part]:
    rows: list[Part] = []
    for row in node.rows:
        rows += (f"<row{_role(row.role)}>", LINE)
        for cell in row.cells:
            span = _span("rows", cell.rows) + _span("cols", cell.cols)
            align = attribute("rend", words(cell.align))
            rows += (f"<cell{_role(cell.role)}{span}{align}>", *content_of(cell.blocks), "</cell>", LINE)
        if not row.cells:
            rows += (f'<cell rend="{FILLER}"/>', LINE)
        rows += ("</row>", LINE)
    if not rows:
        rows = [f'<row rend="{FILLER}"><cell rend="{FILLER}"/></row>', LINE]
    return on_lines(f"<table{writer.id(node.id)}>", (*_head(node.caption), *rows), "</table>")


def _role(role: str) -> str:
    return "" if role == "data" else f' role="{quoted(word(role))}"'


def _span(name: str, count: int) -> str:
    return "" if count == 1 else f' {name}="{count}"'


def _figure(node: Figure, writer: _Writer) -> Sequence[Part]:
    parts: list[Part] = []
    if node.src:
        parts += (f'<graphic url="{path(node.src)}"/>', LINE)
    parts += _head(node.caption)
    if node.alt:
        parts += (f"<figDesc>{text(node.alt)}</figDesc>", LINE)
    return on_lines(f"<figure{writer.id(node.id)}{attribute('n', node.n)}>", parts, "</figure>")


# --------------------------------------------------------- what no TEI can hold


def _problem(code: str, message: str, hint: str, file: str = "TEI") -> Diagnostic:
    return Diagnostic(code, "error", Place(file), message, hint)


def _language_problems(tags: Iterable[str]) -> list[Diagnostic]:
    return [
        _problem("P012", f"»{tag}« is no language tag", "write BCP 47: en, de-1901, ru-Latn")
        for tag in sorted(tags)
        if tag and not names.LANGUAGE.fullmatch(tag)
    ]


def _not_xml(document: Document) -> Diagnostic:
    """Where a character stands that XML excludes, as far as the text knows."""
    hint = "replace it in the source or with a correction"
    for inlines in (*texts(document), *note_texts(document), *apparatus_texts(document)):
        for inline in descendants(inlines):
            if isinstance(inline, Text) and (found := names.NOT_XML.search(inline.text)):
                around = inline.text[max(0, found.start() - 20) : found.start() + 20]
                message = f"U+{ord(found[0]):04X} cannot stand in XML: {around!r}"
                file = inline.origins[0].source if inline.origins else "TEI"
                return _problem("P010", message, hint, file)
    return _problem("P010", "a character outside the running text cannot stand in XML", hint)
