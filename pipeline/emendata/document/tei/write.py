"""Turn a Document into the bytes of a TEI file.

The parts of the Document wait on a stack and each is replaced by its tags and its own parts until only
strings are left, so that depth costs no recursion. Line breaks stand between blocks, never within running
text, where a reader could not tell them from the text's own.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import TypeAlias, assert_never, get_args

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
    Inline,
    Inlines,
    LineBeginning,
    LineGroup,
    List,
    Milestone,
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
    NOTE_CALL,
    SPACE,
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
from emendata.document.tei.write_header import Used, header
from emendata.document.walk import descendants, note_texts, texts

_PROLOGUE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<?xml-model href="http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng" '
    'type="application/xml" schematypens="http://relaxng.org/ns/structure/1.0"?>\n'
    f'<TEI xmlns="{names.NAMESPACE}">\n'
)


def write(document: Document) -> bytes:
    """The Document as TEI P5, UTF-8; the same Document always as the same bytes.

    Raises `EmendataError` where the Document holds what no TEI file can: a character that XML excludes
    (P010), an id that is no name or stands twice (P011), a language tag that is not BCP 47 (P012).
    """
    writer = _Writer(document)
    writer.write(_text(document, writer))
    used = Used(frozenset(writer.languages), tuple(writer.initials), frozenset(writer.ids), tuple(writer.remarks))
    tei = "".join((_PROLOGUE, header(document, used), *writer.out, "</TEI>\n"))
    problems = [*writer.problems, *_language_problems({document.metadata.lang, *writer.languages})]
    if names.NOT_XML.search(tei):
        problems.append(_not_xml(document))
    if problems:
        raise EmendataError(problems)
    return tei.encode()


# ------------------------------------------------------------------- the stack


class _Mark(enum.Enum):
    """What the writer must know of the place where it is."""

    LINE = enum.auto()
    """A line may end here."""
    RUNNING = enum.auto()
    """Running text begins: no line may end within it."""
    OVER = enum.auto()
    """Running text is over."""
    SIC = enum.auto()
    """What the edition does not read begins: no note may stand within it."""
    READ = enum.auto()
    """What the edition does not read is over."""
    BACK = enum.auto()
    """Front and body are written."""
    LEFT_OVER = enum.auto()
    """The whole text is written, and with it every note that it calls."""
    NEXT_LEFT_OVER = enum.auto()
    """One of the notes left over is written."""


_LINE, _RUNNING, _OVER = _Mark.LINE, _Mark.RUNNING, _Mark.OVER

_Node: TypeAlias = Inline | Block | Division | Verse
_Part: TypeAlias = str | _Mark | _Node

_IN_LINES_ONLY = frozenset(get_args(Inline)) - frozenset(get_args(Block))


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

    def write(self, parts: Sequence[_Part]) -> None:
        """Put the parts into `out`, depth first."""
        out = self.out
        stack = list(reversed(parts))
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                out.append(part)
            elif isinstance(part, Text):
                out.append(text(part.text))
            elif isinstance(part, _Mark):
                stack.extend(reversed(self._marked(part)))
            else:
                stack.extend(reversed(_parts(part, self)))

    def _marked(self, mark: _Mark) -> Sequence[_Part]:
        match mark:
            case _Mark.LINE:
                return () if self._running else ("\n",)
            case _Mark.RUNNING:
                self._running += 1
            case _Mark.OVER:
                self._running -= 1
            case _Mark.SIC:
                self._sic += 1
            case _Mark.READ:
                self._sic -= 1
            case _Mark.BACK:
                if self._back or self._next_left_over() is not None:
                    return "<back>", _LINE, *self._back, _Mark.LEFT_OVER, "</back>", _LINE
            case _Mark.LEFT_OVER:
                if self._next_left_over() is not None:
                    div = f'<div type="{names.NOTES_WITHOUT_CALL}">'
                    return div, _LINE, _Mark.NEXT_LEFT_OVER, "</div>", _LINE
            case _Mark.NEXT_LEFT_OVER:
                if (number := self._next_left_over()) is not None:
                    return *self._note(number, called=False), _LINE, _Mark.NEXT_LEFT_OVER
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

    def call(self, id: str) -> Sequence[_Part]:
        """The note itself where it is called first, a pointer to it elsewhere."""
        number = self._numbers.get(id)
        if number is None or number in self._written or self._sic:
            return (f'<ptr type="{NOTE_CALL}" target="{pointer(id)}"/>',)
        return self._note(number, called=True)

    def _note(self, number: int, called: bool) -> Sequence[_Part]:
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
        return start, *_content(note.blocks), "</note>"


# ------------------------------------------------------------ what becomes what


def _text(document: Document, writer: _Writer) -> Sequence[_Part]:
    front: list[_Part] = []
    if document.title:
        title = _running('<titlePart type="main">', document.title, "</titlePart>")
        front += ["<titlePage>", _LINE, "<docTitle>", _LINE, *title, _LINE, "</docTitle>", _LINE]
        front += ["</titlePage>", _LINE]
    front += document.front
    if front:
        front = ["<front>", _LINE, *front, "</front>", _LINE]
    body = document.body
    return (
        f"<text{writer.lang(document.metadata.lang)}>",
        _LINE,
        *front,
        # A body has no @type; the Document's body has no kind either.
        f"<body{writer.id(body.id)}{writer.lang(body.lang)}{attribute('n', body.kind)}>",
        _LINE,
        *_within(body),
        *(() if body.divisions or _fills_body(body.blocks) else (f'<ab rend="{FILLER}"/>', _LINE)),
        "</body>",
        _LINE,
        _Mark.BACK,
        "</text>",
        _LINE,
    )


def _within(division: Division) -> Sequence[_Part]:
    return *_head(division.head), *division.blocks, *division.divisions


def _fills_body(blocks: Blocks) -> bool:
    """Whether TEI is content with the blocks: figures and milestones may stand anywhere, so they do not count."""
    return any(not isinstance(block, Figure | Break | Stage | PageBeginning) for block in blocks)


def _running(start: str, content: Inlines, end: str) -> Sequence[_Part]:
    return start, _RUNNING, *content, _OVER, end


def _head(content: Inlines) -> Sequence[_Part]:
    return (*_running("<head>", content, "</head>"), _LINE) if content else ()


def _blocks(start: str, blocks: Sequence[_Part], end: str) -> Sequence[_Part]:
    return start, _LINE, *blocks, end, _LINE


def _content(blocks: Blocks) -> Sequence[_Part]:
    """What a note, an item or a cell holds: its only paragraph without a tag where that is unmistakable."""
    match blocks:
        case (Paragraph(content, id="", lang="", rend=""),) if _runs(content):
            return _RUNNING, *content, _OVER
        case _:
            return _LINE, *blocks


def _runs(content: Inlines) -> bool:
    """Whether a reader sees from the parts that they are running text and no blocks."""
    return any(
        inline.text.strip(SPACE) if isinstance(inline, Text) else type(inline) in _IN_LINES_ONLY
        for inline in content
    )


def _parts(node: _Node, writer: _Writer) -> Sequence[_Part]:
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
            return f"<pb{writer.id(id)}{attribute('n', n)}/>", _LINE
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
            said = ("<sic>", _Mark.SIC, *sic, _Mark.READ, "</sic>") if sic else ("<sic/>",)
            start = f"<corr{writer.resp(by)}{named('type', why)}"
            writer.remark(id, remark)
            read = (f"{start}>", *corr, "</corr>") if corr else (f"{start}/>",)
            return f"<choice{writer.id(id)}>", *said, *read, "</choice>"
        # -- blocks
        case Paragraph(content, id, lang, rend):
            start = f"<p{writer.id(id)}{writer.lang(lang)}{attribute('rend', words(rend))}>"
            return *_running(start, content, "</p>"), _LINE
        case Quotation(blocks, id, lang):
            return _blocks(f"<quote{writer.id(id)}{writer.lang(lang)}>", blocks, "</quote>")
        case LineGroup(lines, id, lang):
            start = f"<lg{writer.id(id)}{writer.lang(lang)}>"
            return _blocks(start, lines or (f'<l rend="{FILLER}"/>', _LINE), "</lg>")
        case Verse(content, n, indent, part):
            indented = attribute("rend", f"indent{indent}" if indent else "")
            start = f"<l{attribute('n', n)}{indented}{attribute('part', part)}>"
            return *_running(start, content, "</l>"), _LINE
        case Speech(speaker, blocks):
            who = (*_running("<speaker>", speaker, "</speaker>"), _LINE) if speaker else ()
            return _blocks("<sp>", (*who, *(part for block in blocks for part in _spoken(block))), "</sp>")
        case List():
            return _list(node)
        case Table():
            return _table(node, writer)
        case Figure():
            return _figure(node, writer)
        case Preformatted(string):
            return f"<eg>{text(string)}</eg>", _LINE
        case Stage(content):
            return *_running("<stage>", content, "</stage>"), _LINE
        case Break(unit, rend):
            return f'<milestone unit="{quoted(word(unit))}"{attribute("rend", words(rend))}/>', _LINE
        # -- divisions
        case Division(id=id, kind=kind, lang=lang):
            start = f"<div{writer.id(id)}{named('type', kind)}{writer.lang(lang)}>"
            return _blocks(start, _within(node), "</div>")
        case _:
            assert_never(node)


_TWO_WAYS = {
    "expansion": ("expan", "abbr"),
    "abbreviation": ("abbr", "expan"),
    "regular": ("reg", "orig"),
    "original": ("orig", "reg"),
    "correction": ("corr", "sic"),
}


def _choice(children: Inlines, other: Inlines, kind: str) -> Sequence[_Part]:
    """What is printed comes first, and so tells the choice from an emendation, which begins with what is not."""
    read, unread = _TWO_WAYS[kind]
    rest = ("<", unread, ">", _Mark.SIC, *other, _Mark.READ, "</", unread, ">")
    if not other:
        rest = (f'<{unread} rend="{FILLER}"/>',)
    return "<choice>", f"<{read}>", *children, f"</{read}>", *rest, "</choice>"


def _hand(hand: str) -> str:
    return attribute("hand", pointer(hand)) if hand else ""


def _spoken(block: Block) -> Sequence[_Part]:
    # TEI has neither a speech nor preformatted text directly in a speech.
    if isinstance(block, Speech | Preformatted):
        return _blocks(f'<q type="{WRAPPER}">', (block,), "</q>")
    return (block,)


def _list(node: List) -> Sequence[_Part]:
    gloss = node.kind == "gloss"
    start = attribute("n", str(node.start) if node.start != 1 else "")
    items: list[_Part] = []
    labelled = gloss or any(item.label for item in node.items)
    for item in node.items:
        if labelled:
            items += (*_running("<label>", item.label, "</label>"), _LINE)
        items += (f"<item{start}>", *_content(item.blocks), "</item>", _LINE)
        start = ""
    if not items:
        items = [f'<item{start} rend="{FILLER}"/>', _LINE]
    kind = ' type="gloss"' if gloss else attribute("rend", words(node.kind))
    return _blocks(f"<list{kind}>", items, "</list>")


def _table(node: Table, writer: _Writer) -> Sequence[_Part]:
    rows: list[_Part] = []
    for row in node.rows:
        rows += (f"<row{_role(row.role)}>", _LINE)
        for cell in row.cells:
            span = _span("rows", cell.rows) + _span("cols", cell.cols)
            align = attribute("rend", words(cell.align))
            rows += (f"<cell{_role(cell.role)}{span}{align}>", *_content(cell.blocks), "</cell>", _LINE)
        if not row.cells:
            rows += (f'<cell rend="{FILLER}"/>', _LINE)
        rows += ("</row>", _LINE)
    if not rows:
        rows = [f'<row rend="{FILLER}"><cell rend="{FILLER}"/></row>', _LINE]
    return _blocks(f"<table{writer.id(node.id)}>", (*_head(node.caption), *rows), "</table>")


def _role(role: str) -> str:
    return "" if role == "data" else f' role="{quoted(word(role))}"'


def _span(name: str, count: int) -> str:
    return "" if count == 1 else f' {name}="{count}"'


def _figure(node: Figure, writer: _Writer) -> Sequence[_Part]:
    parts: list[_Part] = []
    if node.src:
        parts += (f'<graphic url="{path(node.src)}"/>', _LINE)
    parts += _head(node.caption)
    if node.alt:
        parts += (f"<figDesc>{text(node.alt)}</figDesc>", _LINE)
    return _blocks(f"<figure{writer.id(node.id)}{attribute('n', node.n)}>", parts, "</figure>")


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
    for inlines in (*texts(document), *note_texts(document)):
        for inline in descendants(inlines):
            if isinstance(inline, Text) and (found := names.NOT_XML.search(inline.text)):
                around = inline.text[max(0, found.start() - 20) : found.start() + 20]
                message = f"U+{ord(found[0]):04X} cannot stand in XML: {around!r}"
                file = inline.origins[0].source if inline.origins else "TEI"
                return _problem("P010", message, hint, file)
    return _problem("P010", "a character outside the running text cannot stand in XML", hint)
