"""Where things stand in a Document: its passages, their names (``note 72``, ``¶ 12``) and its pages.

A passage is one sequence of running text: a paragraph, a head, a line of verse, a caption. Passages come
in the order in which `walk.map_document` changes them, text first and then the notes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from emendata.document.cutting import positions, reading
from emendata.document.model import (
    Block,
    Division,
    Document,
    Emendation,
    Figure,
    Inlines,
    LineGroup,
    List,
    Milestone,
    Note,
    NoteCall,
    PageBeginning,
    Paragraph,
    Quotation,
    Speech,
    Stage,
    Table,
    Text,
    Verse,
)
from emendata.document.once import Once

Numbers: TypeAlias = tuple[str, ...]
"""The numbers of book, chapter, section or verse, from the greatest part to the least: ``("1", "3")``."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sequence of running text."""

    kind: str
    """``title head paragraph quotation verse speech list table caption note``; outside the body the kind
    of the division: ``abstract``, ``appendix``, or else ``front`` or ``back``."""
    label: str
    """Number of the paragraph or head, sign of the note, number of the figure; of a quotation and the
    like the number of the paragraph in front of it."""
    inlines: Inlines
    text: str
    """`cutting.reading` of `inlines`."""
    note: str = ""
    """Id of the note it belongs to."""
    pages: tuple[tuple[int, str], ...] = ()
    """The pages of the source that begin at a position of it, with their folios."""
    numbers: tuple[tuple[int, Numbers], ...] = ()
    """The numbers by which the text is quoted from a position on, wherever they change; the first is
    at 0. Those of a note are none."""
    lang: str = ""
    """Its language, where it is not that of the text."""
    line: bool = False
    """Whether it is a line of verse."""
    marks: tuple[tuple[int, NoteCall | Emendation], ...] = ()
    """The calls of notes and the emendations in it, with their positions."""
    ids: tuple[str, ...] = ()
    """Those of the inlines in it that have one."""

    @property
    def where(self) -> str:
        """Its place in English: ``note 72``, ``¶ 12``, ``the caption of figure 2``."""
        return where(self.kind, self.label)


def where(kind: str, label: str) -> str:
    """A place in English."""
    match kind:
        case "paragraph":
            return f"¶ {label}"
        case "head" | "note":
            return f"{kind} {label}" if label else f"a {kind} without a number"
        case "caption":
            return f"the caption of figure {label}" if label else "the caption of a table"
        case "quotation" | "verse" | "speech" | "list" | "table":
            return f"the {kind} after ¶ {label}" if label != "0" else f"the {kind} at the beginning"
        case "front":
            return "the front matter"
        case "back":
            return "the back matter"
        case _:
            return f"the {kind}"


_OF_PAGES = ("page", "folio", "column", "gathering")
"""Units of books and not of texts: nothing is quoted by them here."""


P = TypeVar("P", Division, Note)
_State: TypeAlias = tuple[
    tuple[int, int, int, int],
    tuple[str, str, str],
    tuple[str, ...],
    tuple[str, ...],
    tuple[str, ...],
    tuple[tuple[str, str], ...],
    tuple[str, ...],
]
_PASSAGES: Once[tuple[tuple[Passage, ...], _State]] = Once()


def _is_text(inlines: Inlines) -> bool:
    """Whether there is nothing but text: most notes are so, and paragraphs without notes."""
    return len(inlines) == 1 and isinstance(inlines[0], Text)


def passages(document: Document) -> Iterator[Passage]:
    """Every passage of the text, then of the notes."""
    return _Walk().document(document)


class _Walk:
    """Counts heads, paragraphs and figures while it goes through the text."""

    def __init__(self) -> None:
        self.heads = 0
        self.paragraphs = 0
        self.figures = 0
        self.part = ""
        """Kind of the paragraphs outside the body."""
        self.note = ""
        self.waiting: list[str] = []
        """Folios of pages that began between passages."""
        self.divisions: list[str] = []
        """The numbers of the divisions that are open, as far as they have any."""
        self.units: list[str] = []
        """The units of milestones in the order in which they were met first: greater before smaller."""
        self.sections: dict[str, str] = {}
        """The number of the last milestone of each unit that is in force."""
        self.verse = ""
        """The number of the last line of verse, counted where it is not said."""
        self.quotations = 0
        """How many displayed quotations are open."""
        self.langs: list[str] = []
        """The languages of the divisions and blocks that are open."""

    def passage(
        self, kind: str, label: str, inlines: Inlines, verse: str = "", line: bool = False
    ) -> Passage:
        pages = [(0, folio) for folio in self.waiting]
        numbers = [(0, self.numbers(verse))]
        marks: list[tuple[int, NoteCall | Emendation]] = []
        ids: list[str] = []
        for at, inline in positions(inlines) if not _is_text(inlines) else ():
            if isinstance(inline, NoteCall | Emendation):
                marks.append((at, inline))
            if own := getattr(inline, "id", ""):
                ids.append(own)
            if isinstance(inline, PageBeginning):
                pages.append((at, inline.n))
            elif isinstance(inline, Milestone) and not inline.edition and inline.unit not in _OF_PAGES:
                self.reach(inline)
                numbers = [*(n for n in numbers if n[0] < at), (at, self.numbers(verse))]
        self.waiting.clear()
        lang = next((lang for lang in reversed(self.langs) if lang), "")
        return Passage(
            kind,
            label,
            inlines,
            reading(inlines),
            self.note,
            tuple(pages),
            () if self.note else tuple(numbers),
            lang,
            line,
            tuple(marks),
            tuple(ids),
        )

    def reach(self, milestone: Milestone) -> None:
        """From here the number of the milestone is in force."""
        if milestone.unit not in self.units:
            self.units.append(milestone.unit)
        for smaller in self.units[self.units.index(milestone.unit) :]:
            self.sections.pop(smaller, None)
        if milestone.n:
            self.sections[milestone.unit] = milestone.n

    def numbers(self, verse: str) -> Numbers:
        """The numbers in force."""
        sections = (self.sections[unit] for unit in self.units if unit in self.sections)
        return (*self.divisions, *sections, *((verse,) if verse else ()))

    def document(self, document: Document) -> Iterator[Passage]:
        yield self.passage("title", "", document.title)
        for division in document.front:
            yield from self.division(division, division.kind or "front")
        yield from self.division(document.body, "")
        for division in document.back:
            yield from self.division(division, division.kind or "back")
        if self.waiting:  # a page that begins after all text has nothing on it
            self.waiting.clear()
        self.part = "note"
        for note in document.notes:
            yield from self.known(note, self.blocks_of)

    def known(self, part: P, walk: Callable[[P], Iterator[Passage]]) -> tuple[Passage, ...]:
        """The passages of a part, which depend on it and on the state of this."""

        def make() -> tuple[tuple[Passage, ...], _State]:
            return tuple(walk(part)), self.state

        before = self.state
        found, after = _PASSAGES(part, before, make)
        if after != before:
            self.state = after
        return found

    @property
    def state(self) -> _State:
        """All that this remembers from one passage to the next."""
        return (
            (self.heads, self.paragraphs, self.figures, self.quotations),
            (self.part, self.note, self.verse),
            (*self.waiting,),
            (*self.divisions,),
            (*self.units,),
            (*self.sections.items(),),
            (*self.langs,),
        )

    @state.setter
    def state(self, state: _State) -> None:
        numbers, names, waiting, divisions, units, sections, langs = state
        self.heads, self.paragraphs, self.figures, self.quotations = numbers
        self.part, self.note, self.verse = names
        self.waiting, self.divisions, self.units = [*waiting], [*divisions], [*units]
        self.sections, self.langs = dict(sections), [*langs]

    def blocks_of(self, note: Note) -> Iterator[Passage]:
        self.note = note.id
        for block in note.blocks:
            yield from self.block(block, "note", note.n)
        self.note = ""

    def division(self, division: Division, part: str) -> Iterator[Passage]:
        """The passages of a division."""
        self.part = part
        yield from self.known(division, self.within_division)

    def within_division(self, division: Division) -> Iterator[Passage]:
        part = self.part
        self.verse = ""
        if division.n:
            self.divisions.append(division.n)
            self.sections.clear()
        self.langs.append(division.lang)
        if division.head:
            self.heads += 1
            yield self.passage("head", str(self.heads), division.head)
        for block in division.blocks:
            if not part and isinstance(block, Paragraph):
                self.paragraphs += 1
                self.langs.append(block.lang)
                yield self.passage("paragraph", str(self.paragraphs), block.content)
                self.langs.pop()
            else:
                yield from self.block(block, part, "")
        for inner in division.divisions:
            yield from self.division(inner, part)
        self.langs.pop()
        if division.n:
            self.divisions.pop()
            self.sections.clear()

    def block(self, block: Block, kind: str, label: str) -> Iterator[Passage]:
        """The passages of a block; what a paragraph in it is called comes from what holds it."""
        self.langs.append(getattr(block, "lang", ""))
        yield from self.within(block, kind, label)
        self.langs.pop()

    def within(self, block: Block, kind: str, label: str) -> Iterator[Passage]:
        match block:
            case Paragraph(content):
                yield self.passage(kind, label, content)
            case Quotation(blocks):
                self.quotations += 1
                for inner in blocks:
                    yield from self.block(inner, *self.named("quotation", label))
                self.quotations -= 1
            case LineGroup():
                yield from self.lines(block, *self.named("verse", label))
            case Speech(speaker, blocks):
                yield self.passage(*self.named("speech", label), speaker)
                for inner in blocks:
                    yield from self.block(inner, *self.named("speech", label))
            case List(items):
                for item in items:
                    if item.label:
                        yield self.passage(*self.named("list", label), item.label)
                    for inner in item.blocks:
                        yield from self.block(inner, *self.named("list", label))
            case Table(rows, caption):
                if caption:
                    yield self.passage("caption", "", caption)
                for row in rows:
                    for cell in row.cells:
                        for inner in cell.blocks:
                            yield from self.block(inner, *self.named("table", label))
            case Figure(caption=caption, n=n):
                self.figures += 1
                if caption:
                    yield self.passage("caption", n or str(self.figures), caption)
            case Stage(content):
                yield self.passage(*self.named("stage direction", label), content)
            case PageBeginning(n):
                self.waiting.append(n)
            case _:
                return

    def named(self, kind: str, label: str) -> tuple[str, str]:
        """Kind and label of what a block holds."""
        return (self.part, label) if self.part else (kind, str(self.paragraphs))

    def lines(self, group: LineGroup, kind: str, label: str) -> Iterator[Passage]:
        for line in group.lines:
            if isinstance(line, Verse):
                yield self.passage(kind, label, line.content, self.number(line), line=True)
            else:
                self.langs.append(line.lang)
                yield from self.lines(line, kind, label)
                self.langs.pop()

    def number(self, line: Verse) -> str:
        """Its number; where it is not said it is counted, but for verses that are quoted."""
        if line.n:
            self.verse = line.n
            return line.n
        if self.quotations or self.part:
            return ""
        last = re.match(r"[0-9]{1,9}", self.verse)
        self.verse = str(int(last[0]) + 1 if last else 1)
        return self.verse


# ----------------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A position in a passage, by the number of the passage."""

    passage: int
    at: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the source: its folio, empty where it is not known, and where it begins."""

    folio: str
    start: Point


def pages(all_passages: Iterable[Passage]) -> tuple[Page, ...]:
    """The pages of the source on which the text (without its notes) stands, in order.

    A folio that is not printed is counted from its neighbours where those are numbers.
    """
    points: list[Point] = []
    folios: list[str] = []
    for index, passage in enumerate(all_passages):
        if passage.note:
            break
        points += [Point(index, at) for at, _ in passage.pages]
        folios += [folio for _, folio in passage.pages]
    if points and points[0] != Point(0, 0):  # what stands before the first known beginning
        points.insert(0, Point(0, 0))
        folios.insert(0, "")
    folios = _counted(folios, 1)
    folios = _counted(folios[::-1], -1)[::-1]
    return tuple(Page(folio, point) for folio, point in zip(folios, points, strict=True))


def _counted(folios: list[str], step: int) -> list[str]:
    out: list[str] = []
    for folio in folios:
        if not folio and out and out[-1].isdecimal() and int(out[-1]) + step > 0:
            folio = str(int(out[-1]) + step)
        out.append(folio)
    return out


def page_at(page_list: Sequence[Page], point: Point) -> Page | None:
    """The page on which a point of the text stands; None where no page is known."""
    index = bisect_right(page_list, point, key=lambda page: page.start)
    return page_list[index - 1] if index else None


def called_at(all_passages: Iterable[Passage]) -> dict[str, Point]:
    """Where each note is called first, by its id; the call of a note within a note is that note's."""
    in_text: list[tuple[str, Point]] = []
    in_notes: dict[str, list[str]] = {}
    for index, passage in enumerate(all_passages):
        for at, inline in passage.marks:
            if isinstance(inline, NoteCall) and passage.note:
                in_notes.setdefault(passage.note, []).append(inline.note)
            elif isinstance(inline, NoteCall):
                in_text.append((inline.note, Point(index, at)))
    calls: dict[str, Point] = {}
    for called, point in in_text:
        waiting = [called]
        while waiting:
            note = waiting.pop()
            if note not in calls:
                calls[note] = point
                waiting += in_notes.get(note, ())
    return calls
