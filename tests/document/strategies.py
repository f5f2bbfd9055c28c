"""Hypothesis strategies: well-formed Documents in normal form, and the parts of them.

`documents()` makes whole Documents: ids are unique, every call names a note of the Document, notes stand
in the order of their first calls (with notes that nobody calls between them), references point at ids that
exist or at URLs, running text is folded. Nothing else is nice about them: every node stands in every place
where the model allows it, and the characters are all those that XML can hold.

The other strategies make parts without notes, calls or ids, for laws about one part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from emendata.document.cutting import replaced, width
from emendata.document.model import (
    CHOICES,
    NAME_KINDS,
    READING_KINDS,
    REASONS,
    RENDITIONS,
    WITNESS_KINDS,
    Absence,
    Added,
    Anchor,
    Applied,
    Attestation,
    Block,
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
    Entry,
    Facing,
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
    Metadata,
    Milestone,
    Name,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Person,
    Preformatted,
    Quotation,
    Quoted,
    Reading,
    ReadingGroup,
    Ref,
    Row,
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
    Witness,
)
from emendata.document.normal import folded, joined
from emendata.document.walk import calls, map_apparatus, map_blocks, map_division, map_document

T = TypeVar("T")

# ------------------------------------------------------------------ characters

XML_CHARACTERS = st.characters(
    exclude_categories=("Cs",),
    exclude_characters=[chr(c) for c in range(0x20) if chr(c) not in "\t\n\r"] + ["\ufffe", "\uffff"],
)
"""Every character that XML 1.0 can hold, line ends and tabs too."""

DIFFICULT = (
    "<p>", "</note>", "&amp;", "&", "]]>", "<!-- -->", "<?pi?>", "\"'", "%20", "\\", "{", "#n1",
    " a", "a ", " ", " ,", "\u00a0", " \u00a0 ", "\u2003", "\u202f", "\u200b", "\u2060", "\ufeff", "\u00ad",
    "e\u0301", "\u0301", "\u05d0\u05b8\u05d1", "\u202e", "\u2028", "\x85", "\x7f", "\x9f",
    "\U0001d518", "\U0010ffff", "\U0001f600\u200d", "\ue000", "\ufdd0", "ﬁ", "ſ", "¹²", "[12]", "*", "† ‡",
)  # fmt: skip
"""Strings in which a careless reader or writer loses something."""

WORDS = (
    "the", "state", "udarniki", "sektsii", "μῆνιν", "слово", "לפני", "Œuvres", "1931", "p. 12", "ibid.",
    "“so", "it”", "well-known", "—", "end. Then", "1,000 tons,", "Goelro", "f", "A.", "’tis", "(see",
)  # fmt: skip


def strings(max_size: int = 12) -> st.SearchStrategy[str]:
    """Any string, spaces and line ends not folded."""
    return st.one_of(
        st.sampled_from(WORDS),
        st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
        st.sampled_from(DIFFICULT),
        st.text(XML_CHARACTERS, max_size=max_size),
    )


def names() -> st.SearchStrategy[str]:
    """Names such as those of kinds, series and renditions."""
    return st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,7}", fullmatch=True)


LANGUAGES = ("en", "it", "de-1901", "ru", "ru-Latn", "grc", "he", "la", "zh-Hant-TW", "x-klingon")

URLS = (
    "https://example.org/", "https://example.org/a%20b?x=1&y=%C3%A9#z", "mailto:someone@example.org",
    "urn:isbn:9780000000002", "https://doi.org/10.1000/(sici)1-2<3::a>4.0.co;2-#", "http://[::1]:80/",
)  # fmt: skip


# Made once: to make a strategy costs more than to draw from it.
STRINGS = strings()
_FILLED = STRINGS.filter(bool)
_OPTIONAL = st.one_of(st.just(""), STRINGS)
_LITERAL = strings(40)
_KINDS = st.one_of(st.just(""), names())

# ------------------------------------------------------------------- documents


class _Maker:
    """Draws the parts of one Document and remembers the ids it has given."""

    def __init__(
        self, draw: Callable[[st.SearchStrategy[T]], T], notes: tuple[str, ...] = (), ids: bool = True
    ):
        self.draw = draw
        self.notes = notes
        self.ids = ids
        self.given: list[str] = []

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def some(self, make: Callable[[], T], low: int, high: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.draw(st.integers(low, high))))

    def string(self) -> str:
        return self.draw(STRINGS)

    def id(self) -> str:
        return self.new_id() if self.ids and self.pick((False, False, True)) else ""

    def new_id(self) -> str:
        self.given.append(f"{self.pick(('p', 'd', 'fig', 'Sec_', 'x-', 'e'))}{len(self.given) + 1}")
        return self.given[-1]

    def lang(self) -> str:
        return self.pick(("", "", *LANGUAGES))

    # -- inlines

    def text(self) -> Text:
        return Text(self.draw(_FILLED))

    def inline(self, depth: int) -> Inline:
        makers: list[Callable[[], Inline]] = [self.text] * 4
        makers += [
            lambda: Code(self.string()),
            lambda: Formula(self.string(), self.pick(("TeX", "MathML", ""))),
            lambda: PageBeginning(self.string(), self.id()),
            lambda: LineBeginning(self.string(), self.pick((True, False))),
            lambda: Space(self.string()),
            lambda: Milestone(self.string(), self.draw(_KINDS) or "section", self.string()),
            lambda: LineBeginning(self.string()),
            lambda: Gap(self.string(), self.string()),
            lambda: Graphic(self.draw(_FILLED), self.string()),
        ]
        if self.ids:
            makers.append(lambda: Anchor(self.new_id()))
        if self.notes:
            makers += [lambda: NoteCall(self.pick(self.notes))] * 3
        if depth > 0:
            makers += [
                lambda: Emph(self.inlines(depth - 1), self.pick(RENDITIONS)),
                lambda: Foreign(self.inlines(depth - 1), self.pick(LANGUAGES)),
                lambda: Title(self.inlines(depth - 1), self.pick("amjsu")),
                lambda: Quoted(self.inlines(depth - 1)),
                lambda: Name(self.inlines(depth - 1), self.pick((*NAME_KINDS, "", "work")), self.string()),
                lambda: Ref(self.inlines(depth - 1), self.target()),
                lambda: Supplied(self.inlines(depth - 1), self.string()),
                lambda: Unclear(self.inlines(depth - 1), self.string()),
                lambda: Surplus(self.inlines(depth - 1), self.string()),
                lambda: Corrupt(self.inlines(depth - 1)),
                lambda: Added(self.inlines(depth - 1), self.string(), self.string()),
                lambda: Deleted(self.inlines(depth - 1), self.string(), self.string()),
                lambda: Direction(self.inlines(depth - 1)),
                lambda: self.choice(depth - 1),
                lambda: self.emendation(depth - 1),
            ]
        return self.pick(makers)()

    def choice(self, depth: int) -> Choice:
        kind = self.pick(CHOICES)
        other = () if kind == "correction" else self.inlines(depth)
        return Choice(self.inlines(depth), other, kind)

    def target(self) -> str:
        return self.pick([*URLS, *(f"#{given}" for given in (*self.given, *self.notes))])

    def emendation(self, depth: int) -> Emendation:
        id = self.new_id() if self.ids else ""
        return Emendation(
            id,
            sic=joined(self.some(lambda: self.inline(depth), 0, 2)),
            corr=joined(self.some(lambda: self.inline(depth), 0, 2)),
            why=self.pick(REASONS),
            by=self.pick(("", "AB", "C-D")),
            remark=self.draw(_OPTIONAL) if id else "",
        )

    def inlines(self, depth: int) -> Inlines:
        return joined(self.some(lambda: self.inline(depth), 0, 3))

    # -- blocks

    def block(self, depth: int) -> Block:
        rends = ("", "continued", "centred", "right")
        makers: list[Callable[[], Block]] = [
            lambda: Paragraph(self.inlines(1), self.id(), self.lang(), self.pick(rends)),
            lambda: Paragraph(self.inlines(2)),
            lambda: Figure(self.string(), self.inlines(1), self.string(), self.string(), self.id()),
            lambda: Preformatted(self.draw(_LITERAL)),
            lambda: Break(self.draw(_KINDS) or "section", self.string()),
            lambda: PageBeginning(self.string(), self.id()),
            lambda: Stage(self.inlines(1)),
        ]
        if depth > 0:
            makers += [
                lambda: Quotation(self.blocks(depth - 1), self.id(), self.lang()),
                lambda: self.line_group(depth - 1),
                lambda: Speech(self.inlines(1), self.blocks(depth - 1, low=1)),
                lambda: self.list(depth - 1),
                lambda: self.table(depth - 1),
            ]
        return self.pick(makers)()

    def blocks(self, depth: int, low: int = 0) -> Blocks:
        return self.some(lambda: self.block(depth), low, 2)

    def line_group(self, depth: int) -> LineGroup:
        def line() -> Verse | LineGroup:
            if depth > 0 and self.pick((False, False, True)):
                return self.line_group(depth - 1)
            part = self.pick(("", "", "I", "M", "F"))
            return Verse(self.inlines(1), self.draw(_OPTIONAL), self.draw(st.integers(0, 9)), part)

        return LineGroup(self.some(line, 1, 2), self.id(), self.lang())

    def list(self, depth: int) -> List:
        kind = self.pick(("bulleted", "ordered", "gloss"))

        def item() -> Item:
            return Item(self.blocks(depth), self.inlines(1) if kind == "gloss" else ())

        start = self.draw(st.integers(-1, 12)) if kind == "ordered" else 1
        return List(self.some(item, 1, 2), kind, start)

    def table(self, depth: int) -> Table:
        roles = ("data", "label")

        def cell() -> Cell:
            align = self.pick(("", "left", "centre", "right"))
            return Cell(
                self.blocks(depth), self.pick(roles), self.pick((1, 1, 2)), self.pick((1, 1, 3)), align
            )

        def row() -> Row:
            return Row(self.some(cell, 1, 2), self.pick(roles))

        return Table(self.some(row, 1, 2), self.inlines(1), self.id())

    # -- divisions and notes

    def division(self, depth: int) -> Division:
        return Division(
            head=self.inlines(1),
            blocks=self.blocks(2),
            divisions=self.divisions(depth - 1),
            id=self.id(),
            kind=self.draw(_KINDS),
            lang=self.lang(),
            n=self.draw(_OPTIONAL),
        )

    def divisions(self, depth: int) -> tuple[Division, ...]:
        return self.some(lambda: self.division(depth), 0, 2) if depth > 0 else ()

    def note(self, id: str) -> Note:
        # A note calls later notes only: notes that call each other in a circle have no reading order.
        self.notes = self.notes[1:]
        return Note(
            id,
            self.pick((id[1:], "*", self.string())),
            self.blocks(1),
            self.pick(("author", "author", "editor", "fontes")),
            self.pick(("foot", "foot", "end", "margin")),
        )


class _Critic:
    """Draws an apparatus on a Document: anchors in text, notes and readings, and entries between them."""

    def __init__(self, maker: _Maker, notes: tuple[str, ...]) -> None:
        self.maker = maker
        self.notes = notes
        self.witnesses: tuple[Witness, ...] = ()
        self.anchors: dict[str, list[str]] = {}
        """By text, note or reading, the anchors in it in order."""
        self.places: dict[str, int] = {}
        """Where in the order of all of them an anchor stands."""

    def criticised(self, document: Document) -> Document:
        self.witnesses = self.maker.some(self.witness, 0, 3)
        document = replace(
            document,
            title=self.anchored("", document.title),
            front=tuple(map_division(d, self.into("")) for d in document.front),
            body=map_division(document.body, self.into("")),
            back=tuple(map_division(d, self.into("")) for d in document.back),
            notes=tuple(replace(n, blocks=map_blocks(n.blocks, self.into(n.id))) for n in document.notes),
        )
        entries: list[Entry] = []
        for _ in range(self.maker.draw(st.integers(0, 4)) if self.anchors else 0):
            entries.append(self.entry())
        entries.sort(key=lambda entry: (self.places[entry.start], -self.places[entry.end]))
        absences: tuple[Absence, ...] = ()
        if self.anchors:
            absences = self.maker.some(lambda: Absence(self.witness_id(), *self.range()), 0, 2)
        facing: tuple[Facing, ...] = ()
        if self.anchors:
            facing = self.maker.some(lambda: Facing(*self.range()), 0, 2)
        return replace(
            document, witnesses=self.witnesses, entries=tuple(entries), absences=absences, facing=facing
        )

    def into(self, region: str) -> Callable[[Inlines], Inlines]:
        return lambda inlines: self.anchored(region, inlines)

    def anchored(self, region: str, inlines: Inlines) -> Inlines:
        """The inlines with up to two anchors in them."""
        places = [self.maker.draw(st.integers(0, 9)) for _ in range(self.maker.pick((0, 0, 1, 2)))]
        length = sum(map(width, inlines)) + 1
        for place in sorted(place % length for place in places):
            id = f"a{len(self.places) + 1}"
            self.places[id] = len(self.places)
            self.anchors.setdefault(region, []).append(id)
            inlines = replaced(inlines, place, place, _followed_by(Anchor(id)))
        return inlines

    def range(self) -> tuple[str, str]:
        anchors = self.maker.pick(list(self.anchors.values()))
        first, last = sorted(self.maker.draw(st.integers(0, len(anchors) - 1)) for _ in range(2))
        return anchors[first], anchors[last]

    def witness_id(self) -> str:
        return self.maker.pick([*(witness.id for witness in self.witnesses), "W"])

    def witness(self) -> Witness:
        members = self.maker.some(self.witness_id, 0, 2)
        id = f"w{self.maker.new_id()}"
        of = self.witness_id() if self.maker.pick((False, True)) else ""
        kind = self.maker.pick((*WITNESS_KINDS, "", "x y"))
        return Witness(id, self.maker.inlines(1), kind, self.maker.inlines(1), of, members)

    def reading(self, region: str) -> Reading:
        self.maker.notes = self.notes
        blocks = self.maker.blocks(1) if self.maker.pick((False, False, True)) else ()
        if blocks:
            blocks = map_blocks(blocks, self.into(region))
        attested = self.maker.some(lambda: Attestation(self.witness_id(), self.maker.draw(_OPTIONAL)), 0, 3)
        return Reading(
            () if blocks else self.anchored(region, self.maker.inlines(1)),
            blocks,
            self.maker.pick((*READING_KINDS, "x y")),
            attested,
            self.maker.pick(("", "orthographic")),
            self.maker.inlines(1) if self.maker.pick((False, True)) else (),
            self.maker.inlines(1) if self.maker.pick((False, False, True)) else (),
        )

    def member(self, region: str, depth: int) -> Reading | ReadingGroup:
        if depth > 0 and self.maker.pick((False, False, True)):
            inner = self.maker.some(lambda: self.member(region, depth - 1), 0, 2)
            return ReadingGroup(inner, self.maker.draw(_KINDS), self.maker.inlines(1))
        return self.reading(f"{region}-{len(self.places)}")

    def entry(self) -> Entry:
        maker = self.maker
        id = f"app-{maker.new_id()}"
        start, end = self.range()
        lemma = self.reading(id) if maker.pick((False, False, True)) else Reading()
        if maker.pick((False, False, True)):
            blocks = maker.blocks(1)
            return Entry(
                id, start, end, lemma, (), blocks, maker.inlines(1), maker.pick(("fontes", "testimonia"))
            )
        members = maker.some(lambda: self.member(id, 2), 0, 3)
        return Entry(id, start, end, lemma, members, (), maker.inlines(1))


def _followed_by(anchor: Anchor) -> Callable[[Inlines], Inlines]:
    return lambda inlines: (*inlines, anchor)


def persons() -> st.SearchStrategy[tuple[Person, ...]]:
    """Authors and editors; the editors AB and C-D are among those that emendations name."""
    editors = [Person("Anna Bernard", "AB", "editor"), Person("Carl  Dahl ", "C-D", "translator")]
    someone = st.builds(
        Person, STRINGS, st.just(""), st.one_of(st.sampled_from(["author", "editor"]), STRINGS)
    )
    return st.tuples(st.lists(someone, max_size=2), st.lists(st.sampled_from(editors), unique=True)).map(
        lambda two: (*two[0], *two[1])
    )


def metadata() -> st.SearchStrategy[Metadata]:
    """What a title page says."""
    dates = st.one_of(st.sampled_from(["", "1995", "1995-07", "1995-07-14"]), STRINGS)
    langs = st.sampled_from(("", *LANGUAGES))
    return st.builds(Metadata, STRINGS, STRINGS, persons(), langs, dates, STRINGS, STRINGS, STRINGS, STRINGS)


def records() -> st.SearchStrategy[tuple[Applied, ...]]:
    """What the stages did."""
    applied = st.builds(Applied, st.one_of(names(), STRINGS), st.integers(0, 10**9), STRINGS)
    return st.lists(applied, max_size=3).map(tuple)


def _in_order(document: Document, uncalled_after: dict[str, int]) -> Document:
    """The Document with its notes in the order of their first calls."""
    by_id = {note.id: note for note in document.notes}
    order = list(dict.fromkeys(calls(document)))
    for note in document.notes:
        if note.id not in order:
            order.insert(uncalled_after[note.id] % (len(order) + 1), note.id)
    return replace(document, notes=tuple(by_id[id] for id in order))


@st.composite
def documents(
    draw: Callable[[st.SearchStrategy[T]], T], max_notes: int = 4, apparatus: bool = True
) -> Document:
    """Whole Documents in normal form."""
    ids = tuple(f"n{i + 1}" for i in range(draw(st.integers(0, max_notes))))
    maker = _Maker(draw, ids)
    document = Document(
        metadata=draw(metadata()),
        title=maker.inlines(2),
        front=maker.divisions(1),
        body=replace(maker.division(2), head=(), kind=""),
        back=maker.divisions(1),
        notes=tuple(maker.note(id) for id in ids),
        record=draw(records()),
    )
    document = _Critic(maker, ids).criticised(document) if apparatus else document
    document = map_apparatus(map_document(document, normal), normal)
    return _in_order(document, {id: draw(st.integers(0, 9)) for id in ids})


def normal(inlines: Inlines) -> Inlines:
    """The inlines folded until folding changes nothing (an element emptied at the end hides a space)."""
    while (again := folded(inlines)) != inlines:
        inlines = again
    return inlines


# ------------------------------------------------------------------------ parts


@st.composite
def inlines(draw: Callable[[st.SearchStrategy[T]], T], depth: int = 2) -> Inlines:
    """Running text in normal form, without calls and ids."""
    return normal(_Maker(draw, ids=False).inlines(depth))


@st.composite
def blocks(draw: Callable[[st.SearchStrategy[T]], T], depth: int = 2) -> Blocks:
    """Blocks in normal form, without calls and ids."""
    document = Document(body=Division(blocks=_Maker(draw, ids=False).blocks(depth)))
    return map_document(document, normal).body.blocks
