"""Turn a Document into an outline to be read: what `emendata show` prints and tests compare.

One block stands on one line (folded to `width`), what it holds is indented below it. Within a line
the marks are light:

=======================  ===========================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import wrap

from emendata.document.model import (
    Added,
    Anchor,
    Block,
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
    Witness,
)
from emendata.document.walk import paragraphs

_INDENT = "  "


def dump(document: Document, width: int = 100) -> str:
    """The whole Document as an indented outline; `width` 0 leaves long lines alone."""
    return "\n".join(line.rstrip() for line in _Outline(document, width).lines()) + "\n"


class _Outline:
    def __init__(self, document: Document, width: int) -> None:
        self.document = document
        self.width = width
        labels = Counter(note.n for note in document.notes)
        self.labels = {
            note.id: note.n if note.n and labels[note.n] == 1 else f"{note.n} = {note.id}".lstrip()
            for note in document.notes
        }
        # Paragraphs have no identity of their own: equal ones share nothing but their object.
        self.numbers = {id(p): number for number, p in enumerate(paragraphs(document.body), start=1)}

    # ------------------------------------------------------------------- parts

    def lines(self) -> Iterator[str]:
        document = self.document
        yield from self._metadata(document.metadata)
        if document.title:
            yield from self._folded("", "title in the text: ", self._inlines(document.title))
        for name, parts in (("FRONT", document.front), ("BODY", (document.body,)), ("BACK", document.back)):
            if any(part != Division() for part in parts):
                yield from ("", name)
                for part in parts:
                    if name == "BODY":
                        yield from self._division_contents(part, _INDENT)
                    else:
                        yield from self._division(part, _INDENT)
        if document.notes:
            yield from ("", "NOTES")
            for note in document.notes:
                yield from self._note(note)
        if document.witnesses:
            yield from ("", "WITNESSES")
            for witness in document.witnesses:
                yield from self._witness(witness)
        if document.entries:
            yield from ("", "ENTRIES")
            for entry in document.entries:
                yield from self._entry(entry)
        if document.absences:
            yield from ("", "ABSENCES")
            for absence in document.absences:
                yield f"{_INDENT}{absence.witness}  {absence.start or '…'} – {absence.end or '…'}"
        if document.facing:
            yield from ("", "FACING")
            for segment in document.facing:
                yield f"{_INDENT}{segment.text} – {segment.translation}"
        if document.record:
            yield from ("", "RECORD")
            for applied in document.record:
                yield from self._folded(_INDENT, f"{applied.rule} × {applied.count}  ", applied.what)

    def _metadata(self, metadata: Metadata) -> Iterator[str]:
        entries = [("title", metadata.title), ("subtitle", metadata.subtitle)]
        entries += [(p.role, p.name + (f" ({p.id})" if p.id else "")) for p in metadata.persons]
        entries += [
            (name, getattr(metadata, name))
            for name in ("lang", "date", "publisher", "identifier", "source", "rights")
        ]
        for name, value in entries:
            if value:
                yield from self._folded("", f"{name}: ", value)

    def _note(self, note: Note) -> Iterator[str]:
        traits = [note.series if note.series != "author" else "", note.place if note.place != "foot" else ""]
        yield from self._item(f"{self.labels[note.id]}{_traits(traits)}  ", note.blocks, _INDENT)

    def _witness(self, witness: Witness) -> Iterator[str]:
        siglum = self._inlines(witness.siglum)
        traits = [
            witness.kind if witness.kind != "manuscript" else "",
            f"printed {siglum}" if siglum and siglum != witness.id else "",
            f"of {witness.of}" if witness.of else "",
            "+".join(witness.members),
        ]
        description = self._inlines(witness.description)
        yield from self._folded(_INDENT, f"{witness.id}{_traits(traits)}  ", description)

    def _entry(self, entry: Entry) -> Iterator[str]:
        """Its place and lemma, and below them one line a reading."""
        series = entry.series if entry.series != "apparatus" else ""
        lead = f"{self._inlines(entry.lemma.lead)}: " if entry.lemma.lead else ""
        lemma = lead + self._inlines(entry.lemma.content) + _attested(entry.lemma)
        place = entry.start if entry.start == entry.end else f"{entry.start} – {entry.end}"
        yield from self._folded(_INDENT, f"{place}{_traits([series], entry.id)}  ", lemma)
        inner = 2 * _INDENT
        yield from self._blocks(entry.lemma.blocks, inner)
        if entry.lemma.remark:
            yield from self._folded(inner, "— ", self._inlines(entry.lemma.remark))
        yield from self._readings(entry.readings, inner)
        yield from self._blocks(entry.content, inner)
        if entry.remark:
            yield from self._folded(inner, "— ", self._inlines(entry.remark))

    def _readings(self, readings: Iterable[Reading | ReadingGroup], indent: str) -> Iterator[str]:
        for member in readings:
            if isinstance(member, ReadingGroup):
                yield f"{indent}group{_traits([member.kind])}"
                yield from self._readings(member.readings, indent + _INDENT)
            else:
                mark = f"{member.kind or 'reading'}{_traits([member.cause])}: "
                lead = f"{self._inlines(member.lead)}: " if member.lead else ""
                said = lead + self._inlines(member.content) + _attested(member)
                yield from self._folded(indent, mark, said)
                yield from self._blocks(member.blocks, indent + _INDENT)
            if member.remark:
                yield from self._folded(indent + _INDENT, "— ", self._inlines(member.remark))

    def _division(self, division: Division, indent: str) -> Iterator[str]:
        yield ""
        traits = _traits([division.n, division.kind, division.lang], division.id)
        head = self._inlines(division.head) if division.head else "(no head)"
        yield from self._folded(indent, "§ ", head + traits)
        yield from self._division_contents(division, indent + _INDENT)

    def _division_contents(self, division: Division, indent: str) -> Iterator[str]:
        for block in division.blocks:
            yield from self._block(block, indent)
        for inner in division.divisions:
            yield from self._division(inner, indent)

    # ------------------------------------------------------------------ blocks

    def _block(self, block: Block, indent: str) -> Iterator[str]:
        inner = indent + _INDENT
        match block:
            case Paragraph(content, id_, lang, rend):
                number = self.numbers.get(id(block))
                mark = f"¶ {number}" if number else "¶"
                yield from self._folded(
                    indent, f"{mark}{_traits([rend, lang], id_)}  ", self._inlines(content)
                )
            case Quotation(blocks, id_, lang):
                yield f"{indent}quotation{_traits([lang], id_)}"
                yield from self._blocks(blocks, inner)
            case LineGroup():
                yield from self._lines_of_verse(block, indent)
            case Speech(speaker, blocks):
                yield from self._folded(indent, "speech of ", self._inlines(speaker))
                yield from self._blocks(blocks, inner)
            case List(items, kind, start):
                numbering = [kind, f"from {start}" if kind == "ordered" and start != 1 else ""]
                yield f"{indent}list{_traits(numbering)}"
                for number, item in enumerate(items, start=start):
                    yield from self._list_item(item, kind, number, inner)
            case Table(rows, caption, id_):
                yield from self._folded(indent, f"table{_traits([], id_)}  ", self._inlines(caption))
                for row in rows:
                    yield from self._row(row, inner)
            case Figure(src, caption, alt, n, id_):
                name = f"figure {n}" if n else "figure"
                traits = _traits([src or "no image"], id_)
                yield from self._folded(indent, f"{name}{traits}  ", self._inlines(caption))
                if alt:
                    yield from self._folded(inner, "alt: ", alt)
            case Preformatted(literal):
                yield f"{indent}preformatted"
                yield from (f"{inner}│ {line}" for line in literal.split("\n"))
            case Stage(content):
                yield from self._folded(indent, "stage  ", self._inlines(content))
            case Break(unit, rend):
                yield f"{indent}break{_traits([unit])}  {rend}"
            case PageBeginning():
                yield indent + self._inline(block)

    def _blocks(self, blocks: Iterable[Block], indent: str) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block, indent)

    def _item(self, mark: str, blocks: tuple[Block, ...], indent: str) -> Iterator[str]:
        """The blocks after `mark`, the first paragraph in the line of the mark."""
        rest = blocks
        if blocks and isinstance(first := blocks[0], Paragraph):
            yield from self._folded(
                indent,
                mark,
                f"{_traits([first.rend, first.lang], first.id)} {self._inlines(first.content)}".lstrip(),
            )
            rest = blocks[1:]
        else:
            yield indent + mark
        yield from self._blocks(rest, indent + " " * len(mark))

    def _list_item(self, item: Item, kind: str, number: int, indent: str) -> Iterator[str]:
        if kind == "ordered":
            yield from self._item(f"{number}. ", item.blocks, indent)
        elif item.label:
            yield from self._folded(indent, "", f"{self._inlines(item.label)}:")
            yield from self._blocks(item.blocks, indent + _INDENT)
        else:
            yield from self._item("- ", item.blocks, indent)

    def _lines_of_verse(self, group: LineGroup, indent: str) -> Iterator[str]:
        yield f"{indent}verse{_traits([group.lang], group.id)}"
        for line in group.lines:
            if isinstance(line, LineGroup):
                yield from self._lines_of_verse(line, indent + _INDENT)
            else:
                number = " ".join(filter(None, (line.n, line.part and f"({line.part})")))
                number += "  " if number else ""
                mark = f"| {number}{_INDENT * line.indent}"
                yield from self._folded(indent + _INDENT, mark, self._inlines(line.content))

    def _row(self, row: Row, indent: str) -> Iterator[str]:
        name = "head row" if row.role == "label" else "row"
        if all(len(c.blocks) <= 1 and all(isinstance(b, Paragraph) for b in c.blocks) for c in row.cells):
            cells = (
                "".join(
                    f"{_traits([b.rend, b.lang], b.id)} {self._inlines(b.content)}".lstrip()
                    for b in cell.blocks
                    if isinstance(b, Paragraph)
                )
                + _cell_traits(cell, row)
                for cell in row.cells
            )
            yield from self._folded(indent, f"{name}  ", "".join(f"| {cell} " for cell in cells) + "|")
            return
        yield indent + name
        for cell in row.cells:
            yield f"{indent}{_INDENT}cell{_cell_traits(cell, row)}"
            yield from self._blocks(cell.blocks, indent + 2 * _INDENT)

    # ----------------------------------------------------------------- inlines

    def _inlines(self, inlines: Inlines) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return text
            case Emph(children, "italic"):
                return f"_{self._inlines(children)}_"
            case Emph(children, "bold"):
                return f"*{self._inlines(children)}*"
            case Emph(children, rend):
                return f"{{{rend}: {self._inlines(children)}}}"
            case Foreign(children, lang):
                return f"{{{lang}: {self._inlines(children)}}}"
            case Title(children, level):
                name = "title" if level == "m" else f"title {level}"
                return f"{{{name}: {self._inlines(children)}}}"
            case Quoted(children):
                return f"{{quoted: {self._inlines(children)}}}"
            case Code(text):
                return f"`{text}`"
            case Formula(text, notation):
                return f"{{formula: {text}}}" if notation == "TeX" else f"{{formula {notation}: {text}}}"
            case NoteCall(note):
                return f"[^{self.labels.get(note, f'? = {note}')}]"
            case Ref(children, target):
                return f"{{{self._inlines(children)} → {target}}}"
            case Anchor(id_):
                return f"{{#{id_}}}"
            case Name(children, kind, key):
                return f"{{{kind}: {self._inlines(children)}{f' = {key}' if key else ''}}}"
            case PageBeginning(n, id_):
                return f"|{' '.join(filter(None, ('p.', n, f'#{id_}' if id_ else '')))}|"
            case LineBeginning(n, forced):
                return f"{'⏎' if forced else '↵'}{n}"
            case Supplied(children, reason):
                return f"⟨{self._inlines(children)}{f' · {reason}' if reason else ''}⟩"
            case Unclear(children, reason):
                return f"{{unclear: {self._inlines(children)}{f' · {reason}' if reason else ''}}}"
            case Surplus(children, reason):
                return f"{{surplus: {self._inlines(children)}{f' · {reason}' if reason else ''}}}"
            case Corrupt(children):
                return f"†{self._inlines(children)}†"
            case Added(children, place, hand):
                return f"{{added: {self._inlines(children)}{_said(place, hand)}}}"
            case Deleted(children, rend, hand):
                return f"{{deleted: {self._inlines(children)}{_said(rend, hand)}}}"
            case Choice(children, other, kind):
                return f"{{{self._inlines(children)} ~ {self._inlines(other)} · {kind}}}"
            case Direction(children):
                return f"{{stage: {self._inlines(children)}}}"
            case Space(extent):
                return f"{{space: {extent}}}" if extent else "{space}"
            case Milestone(n, unit, edition):
                return f"|{' '.join(filter(None, (unit, n, edition)))}|"
            case Gap(reason, extent):
                return f"{{gap{': ' if reason or extent else ''}{', '.join(filter(None, (extent, reason)))}}}"
            case Graphic(src, alt):
                return f"{{image: {src}{f' “{alt}”' if alt else ''}}}"
            case Emendation(id_, sic, corr, why, by, remark):
                after = ", ".join(filter(None, (why, by, remark)))
                return f"{{{self._inlines(corr)} ] {self._inlines(sic)} · {after} #{id_}}}"

    def _folded(self, indent: str, mark: str, text: str) -> Iterator[str]:
        """The mark and the text, going on under the text where it is too long for one line."""
        line = indent + mark + text
        hanging = indent + " " * min(len(mark), 8)
        if not self.width or len(line) <= self.width or not text.strip():
            yield line
        else:
            # Deep nesting must not squeeze the text to nothing.
            room = max(self.width, len(hanging) + 40)
            yield from wrap(
                text,
                width=room,
                initial_indent=indent + mark,
                subsequent_indent=hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _said(*said: str) -> str:
    return "".join(f" · {one}" for one in said if one)


def _traits(traits: Iterable[str], id_: str = "") -> str:
    """`` (right, fr) {#id}``, or nothing."""
    said = ", ".join(filter(None, traits))
    return (f" ({said})" if said else "") + (f" {{#{id_}}}" if id_ else "")


def _attested(reading: Reading) -> str:
    """`` ‖ M, P (sscr.)``, or nothing."""
    said = (f"{one.witness}{f' ({one.detail})' if one.detail else ''}" for one in reading.attested)
    return f" ‖ {', '.join(said)}" if reading.attested else ""


def _cell_traits(cell: Cell, row: Row) -> str:
    return _traits(
        [
            "head" if cell.role == "label" and row.role != "label" else "",
            f"{cell.cols} columns" if cell.cols != 1 else "",
            f"{cell.rows} rows" if cell.rows != 1 else "",
            cell.align,
        ]
    )
