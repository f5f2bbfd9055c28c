"""Put the blocks together into a Document, now that it is known what each of them is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from emendata.document.model import (
    Block,
    Break,
    Division,
    Document,
    Emph,
    Figure,
    Inlines,
    LineBeginning,
    LineGroup,
    Metadata,
    Note,
    PageBeginning,
    Paragraph,
    Person,
    Quotation,
    Text,
    Verse,
)
from emendata.document.normal import joined
from emendata.document.walk import plain
from emendata.edit.normalise import looks, pages
from emendata.edit.normalise.calls import Matching
from emendata.edit.normalise.front import Front
from emendata.edit.normalise.inline import Builder, Part, Removed
from emendata.edit.normalise.pages import Decision
from emendata.edit.normalise.units import Unit, caption_number, line_start

_RANK = {
    "book": 0,
    "part": 1,
    "roman": 2,
    "caps": 2,
    "section": 3,
    "arabic1": 3,
    "title": 4,
    "number": 4,
    "years": 5,
    "arabic2": 6,
    "arabic3": 7,
    "arabic4": 8,
}
_LINE_NUMBER = re.compile(r"(?<=\S)[ \t]{3,}(\d{0,3}[05])$")
"""The number of a line of verse, set apart from it."""
_BODY = (pages.PARAGRAPH, pages.RESUMES, pages.QUOTATION, pages.VERSE)


@dataclass(slots=True)
class _Element:
    """A block of the edition in the making: what it is and the blocks of the source it is made of."""

    kind: str
    units: list[int]


@dataclass(slots=True)
class _Heap:
    """A division in the making."""

    rank: int
    head: Inlines = ()
    blocks: list[Block] = field(default_factory=list)
    divisions: list[_Heap] = field(default_factory=list)


class Assembly:
    """Builds the Document's parts from blocks, decisions and pairs of notes and calls."""

    def __init__(
        self,
        units: Sequence[Unit],
        decisions: Sequence[Decision],
        matching: Matching,
        front: Front,
        builder: Builder,
        removed: Removed,
        folios: Mapping[int, str],
    ) -> None:
        self.units = units
        self.decisions = decisions
        self.matching = matching
        self.front = front
        self.builder = builder
        self.removed = removed
        self.folios = folios
        """Index of the first block of a page → its printed number."""
        self.note_ids = [f"n{k + 1}" for k in range(len(matching.notes))]
        self.joined_paragraphs = 0
        self.joined_notes = 0
        cut = (pages.CONTINUES, pages.NOTE_CONTINUES)
        restarts = sum(note.label == "1" for note in matching.notes) > 1
        self.paged = restarts or any(u.page_before for u in units) or any(d.kind in cut for d in decisions)
        """Whether anything shows that pages end in the file; notes may as well stand below their paragraphs."""
        self._calls: dict[int, list[tuple[int, int, str]]] = {}
        for call in matching.calls:
            if call.note >= 0:
                b = self._offset(call.unit, call.mark.end - 1) + 1
                # a call without a sign stands behind a character
                a = self._offset(call.unit, call.mark.start) if call.mark.end > call.mark.start else b
                self._calls.setdefault(call.unit, []).append((a, b, self.note_ids[call.note]))
        for found in self._calls.values():
            found.sort()

    def document(self, metadata: Metadata) -> Document:
        """The whole Document; ids are given to notes, paragraphs, divisions and figures."""
        body = self._body()
        notes = self._notes()
        front, title, metadata = self._front(metadata)
        ordered = _in_order_of_calls(notes, self.matching)
        return Document(metadata, title, front, body, (), ordered)

    # ------------------------------------------------------------------- text

    def _offset(self, unit: int, position: int) -> int:
        """Offset in the source of a position in a block's text."""
        for start, end in self.units[unit].lines:
            length = end - start
            if position < length:
                return start + position
            position -= length + 1
        return self.units[unit].end

    def _part(self, i: int, *, break_lines: bool = False, page: PageBeginning | None = None) -> Part:
        lines = self.units[i].lines
        mark = self.decisions[i].mark
        if mark is not None:
            start = self._offset(i, mark.end - 1) + 1
            rule = "figure-mark" if self.decisions[i].kind == pages.CAPTION else "note-mark"
            self.removed.add(rule, self.units[i].start, start)
            lines = [(max(a, start), b) for a, b in lines if b > start]
        if self.units[i].closes:
            a, b = lines[-1]
            self.removed.add("bracket", b - 1, b)
            lines = [*lines[:-1], *([(a, b - 1)] if b - 1 > a else [])]
        return Part(lines, self._calls.get(i, ()), page, break_lines)

    def _inlines(self, element: _Element) -> Inlines:
        parts = [
            self._part(i, page=self._page_at(i) if k and not element.kind.startswith("note") else None)
            for k, i in enumerate(element.units)
        ]
        return self.builder.inlines([p for p in parts if p.lines])

    def _page_at(self, i: int) -> PageBeginning | None:
        if self.paged and i and self.decisions[i].page != self.decisions[i - 1].page:
            return PageBeginning(self.folios.get(i, ""))
        return None

    # ------------------------------------------------------------------- body

    def _elements(self) -> list[_Element]:
        elements: list[_Element] = []
        of_unit: dict[int, _Element] = {}
        for i, d in enumerate(self.decisions):
            if d.kind == pages.CONTINUES and d.joins in of_unit:
                element = of_unit[d.joins]
                element.units.append(i)
                self.joined_paragraphs += len(element.units) == 2
            elif d.kind in (*_BODY, pages.HEAD, pages.CAPTION, pages.BREAK, pages.CONTINUES):
                element = _Element(d.kind if d.kind != pages.CONTINUES else pages.PARAGRAPH, [i])
                elements.append(element)
            else:
                continue
            of_unit[i] = element
        return elements

    def _body(self) -> Division:
        root = _Heap(-1)
        stack = [root]
        previous = ""
        label = -1
        for element in self._elements():
            first = element.units[0]
            blocks = stack[-1].blocks
            page = self._page_at(first)
            if page is not None:
                blocks.append(page)
            if element.kind == pages.HEAD:
                if label >= 0 and self._names(first) and not stack[-1].blocks:
                    stack[-1].head = joined((*stack[-1].head, LineBeginning(), *self._inlines(element)))
                    label = -1
                    continue
                rank = self._rank(first)
                label = first if looks.is_label(self.units[first].text) else -1
                while stack[-1].rank >= rank:
                    stack.pop()
                heap = _Heap(rank, self._inlines(element))
                stack[-1].divisions.append(heap)
                stack.append(heap)
            elif element.kind == pages.QUOTATION:
                paragraph = Paragraph(self._inlines(element))
                if previous == pages.QUOTATION and blocks and isinstance(last := blocks[-1], Quotation):
                    blocks[-1] = Quotation((*last.blocks, paragraph))
                else:
                    blocks.append(Quotation((paragraph,)))
            elif element.kind == pages.VERSE:
                stanza = self._stanza(element)
                if previous == pages.VERSE and blocks and isinstance(last_poem := blocks[-1], LineGroup):
                    blocks[-1] = _with_stanza(last_poem, stanza)
                else:
                    blocks.append(stanza)
            else:
                blocks.append(self._block(element))
            previous = element.kind
            if element.kind != pages.HEAD:
                label = -1
        return _numbered(root)

    def _head_kind(self, i: int) -> str:
        u = self.units[i]
        head = looks.head(u.text, u.calls + u.symbol_calls)
        return head.kind if head else "title"

    def _names(self, i: int) -> bool:
        """Whether a head is the second line of the one above it, which is a number: *Chapter I*, *216.*"""
        return self._head_kind(i) in ("caps", "title", "years") and not looks.is_label(self.units[i].text)

    def _rank(self, i: int) -> int:
        return _RANK.get(self._head_kind(i), _RANK["title"])

    def _block(self, element: _Element) -> Block:
        first = element.units[0]
        if element.kind == pages.CAPTION:
            number = caption_number(self.units[first].said) or ""
            return Figure(caption=self._inlines(element), n=number)
        if element.kind == pages.BREAK:
            u = self.units[first]
            self.removed.add("break", u.start, u.end)
            return Break(rend=" ".join(u.text.split()))
        return Paragraph(self._inlines(element), rend="continued" if element.kind == pages.RESUMES else "")

    def _stanza(self, element: _Element) -> LineGroup:
        lines: list[Verse] = []
        for i in element.units:
            u = self.units[i]
            least = min(self._indent(a) for a, _ in u.lines)
            for start, end in u.lines:
                number = _LINE_NUMBER.search(self.builder.source, start, end)
                if number:
                    self.removed.add("line-number", number.start(1), end)
                    end = number.start()
                content = self.builder.inlines([Part([(start, end)], self._calls.get(i, ()))])
                n = number.group(1) if number else ""
                lines.append(Verse(content, n, indent=(self._indent(start) - least + 1) // 2))
        return LineGroup(tuple(lines))

    def _indent(self, start: int) -> int:
        source = self.builder.source
        return start - line_start(source, start)

    # ------------------------------------------------------------------ notes

    def _notes(self) -> list[Note]:
        parts: dict[int, list[list[int]]] = {}
        owner: dict[int, int] = {}
        for i, d in enumerate(self.decisions):
            if d.kind == pages.NOTE:
                owner[i] = i
                parts[i] = [[i]]
            elif d.kind in (pages.NOTE_CONTINUES, pages.NOTE_PARAGRAPH) and d.joins in owner:
                first = owner[i] = owner[d.joins]
                if d.kind == pages.NOTE_PARAGRAPH:
                    parts[first].append([i])
                else:
                    parts[first][-1].append(i)
                    self.joined_notes += sum(len(p) - 1 for p in parts[first]) == 1
        notes = []
        for k, head in enumerate(self.matching.notes):
            blocks = tuple(
                Paragraph(content)
                for units in parts[head.unit]
                if (content := self._inlines(_Element(pages.NOTE, units)))
            )
            notes.append(Note(self.note_ids[k], head.label, blocks))
        return notes

    # ------------------------------------------------------------------ front

    def _front(self, metadata: Metadata) -> tuple[tuple[Division, ...], Inlines, Metadata]:
        front = self.front
        title: Inlines = ()
        for i in front.title:
            content = self.builder.inlines([self._part(i)])
            title = joined((*title, LineBeginning(), *content)) if title else content
        persons = list(metadata.persons)
        divisions: list[Division] = []
        for i in front.authors:
            content = self.builder.inlines([self._part(i)])
            divisions.append(Division(blocks=(Paragraph(content),), kind="byline"))
            if not any(p.role == "author" for p in persons):
                persons += [Person(name) for name in author_names(plain(content))]
        if front.opening:
            blocks = tuple(Paragraph(self.builder.inlines([self._part(i)])) for i in front.opening)
            divisions.append(Division(blocks=blocks, kind="opening"))
        if front.abstract:
            divisions.append(self._abstract())
        name = metadata.title or _title_line(title)
        return (
            tuple(divisions),
            title,
            Metadata(
                title=name,
                subtitle=metadata.subtitle,
                persons=tuple(persons),
                lang=metadata.lang,
                date=metadata.date,
                publisher=metadata.publisher,
                identifier=metadata.identifier,
                source=metadata.source,
                rights=metadata.rights,
            ),
        )

    def _abstract(self) -> Division:
        front = self.front
        head = self.builder.inlines([self._part(front.abstract_head)]) if front.abstract_head >= 0 else ()
        blocks = tuple(Paragraph(self.builder.inlines([self._part(i)])) for i in front.abstract)
        return Division(head, blocks, kind="abstract")


def _title_line(title: Inlines) -> str:
    lines: list[list[str]] = [[]]
    for inline in title:
        if isinstance(inline, LineBeginning):
            lines.append([])
        else:
            lines[-1].append(plain((inline,)))
    return ". ".join("".join(line).strip().rstrip(".:") for line in lines if line)


_BY = re.compile(r"^(?:by|par|von|di|por|автор:?)\s+", re.IGNORECASE)


def author_names(line: str) -> list[str]:
    """The names in a byline, in small letters where it has capitals only."""
    line = _BY.sub("", line.strip()).strip(" .,;")
    names = re.split(
        r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b|\be\b(?=\s+[A-Z])|\by\b(?=\s+[A-Z])|\bи\b)\s*",
        line,
        flags=re.IGNORECASE,
    )
    return [_in_small_letters(name) for name in names if name]


def _in_small_letters(name: str) -> str:
    if any(c.islower() for c in name):
        return name
    return re.sub(r"[^\W\d_]+", lambda m: m.group()[0] + m.group()[1:].lower(), name)


def _with_stanza(poem: LineGroup, stanza: LineGroup) -> LineGroup:
    if poem.lines and isinstance(poem.lines[0], LineGroup):
        return LineGroup((*poem.lines, stanza))
    return LineGroup((poem, stanza))


def _numbered(root: _Heap) -> Division:
    """The body with ids: ``d1`` ``d1-2`` for divisions, ``p12`` for paragraphs, ``fig1`` for figures."""
    counts = {"p": 0, "fig": 0}

    def ids(block: Block) -> Block:
        if isinstance(block, Paragraph):
            counts["p"] += 1
            return Paragraph(block.content, f"p{counts['p']}", block.lang, block.rend)
        if isinstance(block, Figure):
            counts["fig"] += 1
            return Figure(block.src, block.caption, block.alt, block.n, f"fig{counts['fig']}")
        return block

    def division(heap: _Heap, id: str) -> Division:
        blocks = tuple(ids(block) for block in heap.blocks)
        inner = tuple(
            division(child, f"{id}-{k}" if id else f"d{k}") for k, child in enumerate(heap.divisions, 1)
        )
        return Division(heap.head, blocks, inner, id)

    return division(root, "")


def _in_order_of_calls(notes: list[Note], matching: Matching) -> tuple[Note, ...]:
    """Notes by their first call; one without a call follows the note before it in the source."""
    position: dict[str, tuple[int, int, int]] = {}
    last = (-1, -1)
    for k, (note, head) in enumerate(zip(notes, matching.notes, strict=True)):
        if head.call >= 0:
            call = matching.calls[head.call]
            last = (call.unit, call.mark.start)
        position[note.id] = (*last, k)
    return tuple(sorted(notes, key=lambda note: position[note.id]))


def emphasised(inlines: Inlines) -> bool:
    """Whether the inlines are one emphasis and nothing else."""
    return len(inlines) == 1 and isinstance(inlines[0], Emph)


def is_text(inlines: Inlines) -> bool:
    """Whether the inlines have any characters."""
    return any(isinstance(inline, Text) or plain((inline,)) for inline in inlines)
