"""Find references that point at nothing: ``ibid.``, ``op. cit.``, ``see note 103``, ``Figure 7``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from emendata.document.cutting import positions, width
from emendata.document.model import (
    Anchor,
    Block,
    Blocks,
    LineGroup,
    List,
    PageBeginning,
    Quotation,
    Ref,
    Speech,
    Table,
)
from emendata.document.walk import divisions
from emendata.edit.check.reading import Finding, Reading, Word
from emendata.edit.check.stretches import sought
from emendata.edit.places import Range

_IBID = sought(r"\b(?:ibid(?:em|\.)?|ib\.|ebd\.|ebenda|там же)(?!\w)", re.IGNORECASE)
_CITES = re.compile(r"\bpp?\.\s?\d|\bS\.\s?\d|\bс\.\s?\d|\(\d{4}\)|\bcit\b", re.IGNORECASE)
_OP_CIT = sought(r"\b(?:op|loc|art)\.\s?cit\b", re.IGNORECASE)
_AUTHOR_BEFORE = 40
"""Characters in front of ``op. cit.`` in which its author is named."""

_NUMBER = r"(?P<first>\d{1,4})(?:(?:\s?[–-]\s?|,? (?:and|und|et|e|и) )(?P<second>\d{1,4}))?\b(?!\.\d)"
_NOTE = sought(
    rf"\b(?:foot)?(?:notes?|nn?\.|Anm(?:erkung|\.)|nota|прим(?:ечание|\.))\s{_NUMBER}", re.IGNORECASE
)
_CUE_BEFORE = re.compile(
    r"\b(?:see|see also|cf\.|compare|vide|siehe|s\.|vgl\.|voir|vedi|véase|см\.|above,|below,|supra,|infra,)"
    r"(?: (?:the|my|in|also|too))?\s\Z",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(r",?\s(?:above|below|supra|infra|oben|unten|ci-dessus|выше|ниже)\b", re.IGNORECASE)
_OF_ANOTHER_WORK = re.compile(r"\s(?:to|of|on) ")
_FIGURE = sought(r"\b(?:Figures?|Figs?\.|Abb(?:ildung|\.)|рис\.)\s(\d{1,3})\b(?!\.\d)", re.IGNORECASE)
_CITED = re.compile(r"\b(?:pp?|S|с)\.\s?[\d–-]+,?\s(?:and |with )?\Z")


def ibid_of_nothing(reading: Reading) -> Iterator[Finding]:
    """An `ibid.` with no work in front of it, or with several."""
    found = list(reading.finditer(_IBID))
    starts = [match.start() for match in found]
    notes = list(_notes(reading)) if found else []
    for number, (_, ranges) in enumerate(notes):
        works: list[Range] = []  # those that this note has named so far
        for start, end in ranges:
            here = found[bisect_left(starts, start) : bisect_left(starts, end)]
            named = _works(reading, start, end) if here or len(ranges) > 1 else []
            for match in here:
                if works or any(at < match.start() for at, _ in named):
                    continue  # a work of this very note
                previous = notes[number - 1][0] if number else ""
                before = _before(reading, notes, number)
                if not previous:
                    yield Finding(*match.span(), f"{match[0]} stands in the first note")
                elif not before:
                    yield Finding(*match.span(), f"{match[0]} follows note {previous}, which names no work")
                elif len(before) > 1 and not reading.text[start : match.start()].strip():
                    several = f"{match[0]} follows note {previous}, which names {len(before)} works"
                    yield Finding(*match.span(), several, "Say which is meant, if that is not all of them.")
            works += named


def _before(reading: Reading, notes: Sequence[tuple[str, list[Range]]], number: int) -> list[Range]:
    """The works that the note before this one names; if it names none, the last that was named before."""
    works: list[Range] = []
    for at in range(number - 1, -1, -1):
        works = [work for span in notes[at][1] for work in _works(reading, *span)]
        if works:
            return works if at == number - 1 else works[-1:]
    return works


def _works(reading: Reading, start: int, end: int) -> list[Range]:
    """The works that a note names: of each part between semicolons the first thing like a title."""
    works: list[Range] = []
    titles = [*reading.italics_within(start, end), *reading.quoted_within(start, end)]
    at = start
    for part in re.split(r"(;)", reading.text[start:end]):
        stop = at + len(part)
        named = [title for title in sorted(titles) if at <= title[0] < stop]
        named = [title for title in named if not _IBID.search(reading.text, *title)]
        cited = _CITES.search(reading.text, at, stop)
        if named:
            works.append(named[0])
        elif cited and not _IBID.search(reading.text, at, stop):
            works.append(cited.span())
        at = stop
    return works


def op_cit_of_nobody(reading: Reading) -> Iterator[Finding]:
    """An `op. cit.` of an author who is named nowhere before."""
    matches = list(reading.finditer(_OP_CIT))
    if not matches:
        return
    first_note, firsts = reading.first_note, reading.vocabulary.firsts

    def new(name: Word) -> bool:
        """Whether it stands nowhere in the text, nor in a note before."""
        return firsts[name.key] >= max(first_note, name.start)

    for match in matches:
        start, _ = reading.range(reading.point(match.start()).passage)
        near = max(start, match.start() - _AUTHOR_BEFORE)
        names = [word for word in reading.words_within(near, match.start()) if reading.text[word.start].isupper()]
        names = [name for name in names if name.end - name.start > 2]
        if names and all(map(new, names)):
            name = reading.text[names[-1].start : names[-1].end]
            yield Finding(names[-1].start, match.end(), f"no work of {name} has been named before")


def reference_to_missing_note(reading: Reading) -> Iterator[Finding]:
    """A reference to a note that is not there, or that it stands in."""
    labels = {note.n for note in reading.document.notes if note.n.isdecimal()}
    if not labels:
        return
    for match in reading.finditer(_NOTE):
        cue = _CUE_BEFORE.search(reading.text, max(match.start() - 30, 0), match.start())
        if not cue and not _CUE_AFTER.match(reading.text, match.end()):
            continue
        if _OF_ANOTHER_WORK.match(reading.text, match.end()):
            continue
        passage = reading.passages[reading.point(match.start()).passage]
        for number in filter(None, (match["first"], match["second"])):
            if number not in labels:
                yield Finding(*match.span(), f"there is no note {number}")
            elif passage.note and passage.label == number:
                yield Finding(*match.span(), f"note {number} refers to itself")


def reference_to_missing_figure(reading: Reading) -> Iterator[Finding]:
    """A reference to a figure that is not there."""
    labels = {passage.label for passage in reading.passages if passage.kind == "caption"}
    figures = list(reading.finditer(_FIGURE))
    beginnings = (match for match in figures if not reading.point(match.start()).at)
    labels.update(match[1] for match in beginnings)  # a caption that is taken for a paragraph
    for match in figures:
        passage = reading.passages[reading.point(match.start()).passage]
        if match[1] in labels or passage.kind == "caption":
            continue
        if not _CITED.search(reading.text, max(match.start() - 30, 0), match.start()):
            yield Finding(*match.span(), f"there is no figure {match[1]}")


def broken_link(reading: Reading) -> Iterator[Finding]:
    """A link to something that is not in the Document."""
    links = [
        (start + at, inline)
        for index in reading.marked_up
        for start in (reading.starts[index],)
        for at, inline in positions(reading.passages[index].inlines)
        if isinstance(inline, Ref) and inline.target.startswith("#")
    ]
    if links:
        targets = {f"#{id}" for id in _ids(reading)}
        for at, link in links:
            if link.target not in targets:
                yield Finding(at, at + width(link), f"the link to {link.target} leads nowhere")


def _ids(reading: Reading) -> Iterator[str]:
    document = reading.document
    for part in (*document.front, document.body, *document.back):
        for division in divisions(part):
            yield division.id
            for block in division.blocks:
                yield from _block_ids(block)
    for note in document.notes:
        yield note.id
        for block in note.blocks:
            yield from _block_ids(block)
    for index in reading.marked_up:
        for _, inline in positions(reading.passages[index].inlines):
            if isinstance(inline, Anchor | PageBeginning):
                yield inline.id


def _block_ids(block: Block) -> Iterator[str]:
    yield getattr(block, "id", "")
    inner: Blocks = ()
    match block:
        case Quotation(blocks) | Speech(_, blocks):
            inner = blocks
        case List(items):
            inner = tuple(one for item in items for one in item.blocks)
        case Table(rows):
            inner = tuple(one for row in rows for cell in row.cells for one in cell.blocks)
        case LineGroup(lines):
            inner = tuple(line for line in lines if isinstance(line, LineGroup))
    for one in inner:
        yield from _block_ids(one)


def _notes(reading: Reading) -> Iterator[tuple[str, list[Range]]]:
    """Each note's sign and its passages, in order."""
    by_note: dict[str, list[Range]] = {}
    for index, passage in enumerate(reading.passages):
        if passage.note:
            by_note.setdefault(passage.note, []).append(reading.range(index))
    for note in reading.document.notes:
        if note.id in by_note:
            yield note.n, by_note[note.id]
