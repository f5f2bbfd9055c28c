"""Turn a Document into the data of an edition's back matter: its emendations and its editorial note.

`emendations` lists every correction in reading order with its place; `editorial_note` is written as
blocks of a Document, so that whatever renders the text renders the note too. The note is in English.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from emendata.diagnostics import Lines
from emendata.document.model import (
    REASONS,
    Block,
    Blocks,
    Code,
    Division,
    Document,
    Emendation,
    Figure,
    Inline,
    Inlines,
    Item,
    LineGroup,
    List,
    NoteCall,
    Paragraph,
    Quotation,
    Ref,
    Speech,
    Table,
    Text,
)
from emendata.document.walk import descendants, divisions, inlines_of, plain


@dataclass(frozen=True, slots=True)
class Matter:
    """What a build knows besides the Document, for the editorial note and the apparatus."""

    source: str = ""
    """File name of the source."""
    sha256: str = ""
    characters: tuple[tuple[str, int], ...] = ()
    """The account of the source's characters: where how many of them are (``("in the notes", 812)``)."""
    software: str = ""
    """Name and version of what made the edition."""
    lines: Mapping[str, Lines] = field(default_factory=lambda: MappingProxyType({}))
    """Line numbers of the sources, by file name."""


# ----------------------------------------------------------------- emendations


@dataclass(frozen=True, slots=True)
class Locus:
    """Where in the edition something stands."""

    kind: str
    """``title``, ``heading``, ``paragraph``, ``note``, ``quotation``, ``verse``, ``speech``, ``list``,
    ``table`` or ``figure``."""
    n: str = ""
    """The number of the heading, paragraph or figure; the label of the note."""
    after: int = 0
    """The body paragraph that a quotation, list or other display follows."""
    part: str = ""
    """Outside the body: the kind of division (``abstract``), or its head where it has no kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the apparatus of emendations."""

    n: int
    """Counts from 1 in reading order, a note being read at its first call."""
    emendation: Emendation
    locus: Locus


def emendations(document: Document, labels: Mapping[str, str] = MappingProxyType({})) -> tuple[Entry, ...]:
    """Every emendation of the Document with its place.

    `labels` are those that the books give to notes, by note id; without, they are as printed.
    """
    notes = {note.id: note for note in document.notes}
    read: set[str] = set()
    found: list[tuple[Emendation, Locus]] = []

    def read_note(note_id: str) -> None:
        if note_id in notes and note_id not in read:
            read.add(note_id)
            locus = Locus("note", labels.get(note_id, notes[note_id].n))
            for block in notes[note_id].blocks:
                for inlines in inlines_of(block):
                    read_inlines(inlines, locus)

    def read_inlines(inlines: Inlines, locus: Locus) -> None:
        for inline in descendants(inlines):
            if isinstance(inline, Emendation):
                found.append((inline, locus))
            elif isinstance(inline, NoteCall):
                read_note(inline.note)

    for locus, inlines in _loci(document):
        read_inlines(inlines, locus)
    for note in document.notes:
        read_note(note.id)
    return tuple(Entry(n, emendation, locus) for n, (emendation, locus) in enumerate(found, start=1))


def _loci(document: Document) -> Iterator[tuple[Locus, Inlines]]:
    """Each sequence of inlines of the text, notes left out, with its place."""
    yield Locus("title"), document.title
    for division in document.front:
        yield from _loci_within(division, division.kind or plain(division.head))
    yield from _loci_within(document.body, "")
    for division in document.back:
        yield from _loci_within(division, division.kind or plain(division.head))


def _loci_within(whole: Division, part: str) -> Iterator[tuple[Locus, Inlines]]:
    heads = paragraphs = 0
    for division in divisions(whole):
        if division.head:
            heads += 1
            yield Locus("heading", str(heads), part=part), division.head
        for block in division.blocks:
            paragraphs += isinstance(block, Paragraph)
            for inlines in inlines_of(block):
                yield _locus(block, paragraphs, part), inlines


_KINDS = {Quotation: "quotation", LineGroup: "verse", Speech: "speech", List: "list", Table: "table"}


def _locus(block: Block, paragraphs: int, part: str) -> Locus:
    if isinstance(block, Paragraph):
        return Locus("paragraph", str(paragraphs), part=part)
    if isinstance(block, Figure):
        return Locus("figure", block.n, after=0 if block.n else paragraphs, part=part)
    return Locus(_KINDS.get(type(block), "paragraph"), after=paragraphs, part=part)


def origin(emendation: Emendation, lines: Mapping[str, Lines]) -> str:
    """Where the source says what was emended: ``source.txt, line 12``; nothing where it is not known."""
    for inline in descendants(emendation.sic):
        if isinstance(inline, Text):
            for place in inline.origins:
                if place.source in lines:
                    return f"{place.source}, line {lines[place.source].place(place.start).line}"
    return ""


# -------------------------------------------------------------- editorial note

_FAULTS = {
    "ocr": ("error of character recognition", "errors of character recognition"),
    "printer": ("error of the printer", "errors of the printer"),
    "author": ("slip of the author", "slips of the author"),
    "editor": ("change by the editor", "changes by the editor"),
}


def editorial_note(
    document: Document, matter: Matter, entries: tuple[Entry, ...], apparatus: str = ""
) -> Blocks:
    """What the edition was made from, what was done to it, and by whom.

    `apparatus` is the id of the apparatus of emendations, which the note refers to.
    """
    return (
        *_source(document, matter),
        *_rules(document, matter),
        *_characters(matter),
        *_departures(document, entries, apparatus),
    )


def _source(document: Document, matter: Matter) -> Iterator[Block]:
    sentences: list[Inline] = []
    if document.metadata.source:
        sentences.append(Text(f"This edition was made from {document.metadata.source.rstrip('. ')}."))
    if matter.source:
        opening = " The text was" if sentences else "This edition was"
        sentences += [Text(f"{opening} read from the file "), Code(matter.source)]
        if matter.sha256:
            sentences += [Text(", whose SHA-256 is "), Code(matter.sha256)]
        sentences.append(Text("."))
    if sentences:
        yield Paragraph(_joined(sentences))


def _rules(document: Document, matter: Matter) -> Iterator[Block]:
    applied = [rule for rule in document.record if rule.count]
    if not applied:
        return
    by = f"by {matter.software} " if matter.software else ""
    yield Paragraph((Text(f"These rules were applied {by}to the whole text, each wherever it held:"),))
    sentences = [Text(f"{rule.what.rstrip('. ')}: {_times(rule.count)}.") for rule in applied]
    yield List(tuple(Item((Paragraph((sentence,)),)) for sentence in sentences))


def _characters(matter: Matter) -> Iterator[Block]:
    if total := sum(count for _, count in matter.characters):
        places = _enumerated(f"{count:,} {where}" for where, count in matter.characters if count)
        yield Paragraph((Text(f"Of the {total:,} characters of the source there are {places}."),))


def _departures(document: Document, entries: tuple[Entry, ...], apparatus: str) -> Iterator[Block]:
    if not entries:
        yield Paragraph((Text("No word of the source was changed."),))
        return
    counts = Counter(entry.emendation.why for entry in entries)
    kinds = [*REASONS, *sorted(set(counts) - set(REASONS))]
    faults = _enumerated(
        f"{counts[why]} {_FAULTS.get(why, (why, why))[counts[why] != 1]}" for why in kinds if counts[why]
    )
    places = f"{len(entries):,} place" + ("s" if len(entries) != 1 else "")
    named = (Text("apparatus of emendations"),)
    yield Paragraph(
        (
            Text(f"In {places} the edition departs from its source: {faults}. The "),
            *((Ref(named, f"#{apparatus}"),) if apparatus else named),
            Text(" gives for each what the edition reads, and what the source says."),
        )
    )
    initials = {entry.emendation.by for entry in entries}
    if people := [p for p in document.metadata.persons if p.id and p.id in initials]:
        yield Paragraph((Text(f"Responsible: {_enumerated(f'{p.name} ({p.id})' for p in people)}."),))


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _enumerated(parts: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = list(parts)
    return f"{', '.join(most)} and {last}" if most else last


def _joined(inlines: list[Inline]) -> Inlines:
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and out and isinstance(last := out[-1], Text):
            out[-1] = Text(last.text + inline.text)
        else:
            out.append(inline)
    return tuple(out)
