"""Turn a Document and what is known of it into the data of an edition's back matter.

`emendations` lists every correction in reading order with its place. `editorial_note` is made of blocks
of a Document, so that whatever renders the text renders the note too; it is in English.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from emendata.diagnostics import Lines, Place
from emendata.document.cutting import width
from emendata.document.model import (
    REASONS,
    Block,
    Blocks,
    Code,
    Document,
    Emendation,
    Inline,
    Inlines,
    Item,
    List,
    NoteCall,
    Paragraph,
    Ref,
    Text,
)
from emendata.document.places import Page, Point, page_at, pages, passages
from emendata.document.walk import descendants


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
class Emended:
    """An emendation and where it stands."""

    emendation: Emendation
    kind: str
    """As `Passage.kind`."""
    label: str
    """As `Passage.label`."""
    note: str
    """Id of the note that it stands in."""
    page: str
    """Folio of the source's page, empty where it is not known."""
    before: str
    """The words in front of it, as the edition reads, with the space between."""
    after: str


_WORDS_AROUND = 3
_FAR = 100
"""Characters in which these words are looked for."""


def emendations(document: Document) -> tuple[Emended, ...]:
    """Every emendation in reading order: those of a note stand where the note is first called."""
    everything = tuple(passages(document))
    if not any(isinstance(inline, Emendation) for passage in everything for _, inline in passage.marks):
        return ()
    passages_of: dict[str, list[int]] = defaultdict(list)  # of the text itself: ""
    for number, passage in enumerate(everything):
        passages_of[passage.note].append(number)
    page_list = pages(everything)
    read: set[str] = set()

    with_marks = {passage.note for passage in everything if passage.note and passage.marks}

    def of_passage(number: int, folio: str) -> Iterator[Emended]:
        passage = everything[number]
        for at, inline in passage.marks:
            if isinstance(inline, NoteCall) and inline.note not in with_marks:
                continue
            page = folio or _folio(page_at(page_list, Point(number, at)))
            if isinstance(inline, NoteCall):
                yield from of_note(inline.note, page)
                continue
            end = at + width(inline)
            before = _last_words(passage.text[max(at - _FAR, 0) : at])
            after = _first_words(passage.text[end : end + _FAR])
            yield Emended(inline, passage.kind, passage.label, passage.note, page, before, after)

    def of_note(note: str, folio: str) -> Iterator[Emended]:
        if note not in read:
            read.add(note)
            for number in passages_of[note]:
                yield from of_passage(number, folio)

    def of_all() -> Iterator[Emended]:
        for number in passages_of[""]:
            yield from of_passage(number, "")
        for note in document.notes:
            if note.id in with_marks:
                yield from of_note(note.id, "")

    return tuple(of_all())


def _last_words(text: str) -> str:
    return " ".join(text.split()[-_WORDS_AROUND:]) + " " * text[-1:].isspace()


def _first_words(text: str) -> str:
    return " " * text[:1].isspace() + " ".join(text.split()[:_WORDS_AROUND])


def _folio(page: Page | None) -> str:
    return page.folio if page else ""


def origin(emendation: Emendation, lines: Mapping[str, Lines]) -> Place | None:
    """Where in a source stands what was emended, as far as it is known."""
    for inline in descendants(emendation.sic):
        if isinstance(inline, Text):
            for place in inline.origins:
                if place.source in lines:
                    return lines[place.source].place(place.start)
    return None


# -------------------------------------------------------------- editorial note

_FAULTS = {
    "ocr": ("error of character recognition", "errors of character recognition"),
    "printer": ("error of the printer", "errors of the printer"),
    "author": ("slip of the author", "slips of the author"),
    "editor": ("change by the editor", "changes by the editor"),
}


def editorial_note(
    document: Document, matter: Matter, entries: Sequence[Emended], apparatus: str = ""
) -> Blocks:
    """What the edition was made from, what was done to it, and by whom.

    `apparatus` is the id of the apparatus of emendations, which the note refers to.
    """
    return (
        *_source(document, matter),
        *_rules(document, matter),
        *_characters(matter),
        *_departures(document, entries, apparatus),
        *_rights(document),
    )


CHOICE = "choice"
"""The rule of `Document.record` that is none: an editor chose each of them in apparatus.yaml."""


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
    applied = [rule for rule in document.record if rule.count and rule.rule != CHOICE]
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


def _departures(document: Document, entries: Sequence[Emended], apparatus: str) -> Iterator[Block]:
    if chosen := sum(rule.count for rule in document.record if rule.rule == CHOICE):
        place = "one place" if chosen == 1 else f"{chosen:,} places"
        said = f"In {place} the edition prints another reading than its source, which the critical apparatus gives."
        yield Paragraph((Text(said),))
    if not entries:
        other = " other" if chosen else ""
        yield Paragraph((Text(f"No{other} word of the source was changed."),))
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


def _rights(document: Document) -> Iterator[Block]:
    if document.metadata.rights:
        yield Paragraph((Text(document.metadata.rights),))


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
