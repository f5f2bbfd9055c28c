"""Find notes and calls that do not pair, and note numbers that do not count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from emendata.document.model import Note, NoteCall
from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import sought
from emendata.edit.places import Range

_MARK = sought(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\[\^\w{1,8}\]|\^\d{1,3}\^|[*†‡](?=[\s.,;:]|\Z)")
_WORD_OR_STOP = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\]”’»\"'])\Z")
"""What stands in front of a call; an exponent follows one or two letters: m²."""


def call_without_note(reading: Reading) -> Iterator[Finding]:
    """A call, or a mark in the text that looks like one, without a note."""
    notes = {note.id for note in reading.document.notes}
    for passage, start in zip(reading.passages, reading.starts, strict=True):
        for at, inline in passage.marks:
            if isinstance(inline, NoteCall) and inline.note not in notes:
                end = start + at
                word = re.search(r"\S+\Z", passage.text[:at])
                yield Finding(end - len(word[0] if word else ""), end, "a call stands here without a note")
    for match in reading.finditer(_MARK):
        before = reading.text[max(match.start() - 3, 0) : match.start()]
        if match[0][0] in "[^" or _WORD_OR_STOP.search(before):
            yield Finding(*match.span(), f"the mark {match[0]} looks like a call, but no note has it")


def note_without_call(reading: Reading) -> Iterator[Finding]:
    """A note that is called nowhere."""
    called = {
        inline.note
        for passage in reading.passages
        for _, inline in passage.marks
        if isinstance(inline, NoteCall)
    }
    for note, index in _beginnings(reading):
        if note.id not in called:
            yield Finding(*_first_word(reading, index), f"nothing calls note {note.n}")


def note_numbers(reading: Reading) -> Iterator[Finding]:
    """A note number that is missing, doubled or out of order."""
    series: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for note, index in _beginnings(reading):
        if note.n.isdecimal():
            series[note.series].append((int(note.n), index))
    for notes in series.values():
        everywhere = {number for number, _ in notes}
        for (last, _), (number, index) in pairwise(notes):
            if number in (last + 1, 1):  # numbering may begin again on a page or in a chapter
                continue
            start, end = _first_word(reading, index)
            if number == last:
                yield Finding(start, end, f"there are two notes {number}, one after the other")
            elif number > last and not everywhere & set(_between(last, number)):
                missing = _between(last, number)
                several = f"there are no notes {missing[0]} to {missing[-1]}"
                lacking = several if len(missing) > 1 else f"there is no note {missing[0]}"
                yield Finding(start, end, f"note {number} follows note {last}: {lacking}")
            else:
                yield Finding(start, end, f"note {number} follows note {last}")


def _between(last: int, number: int) -> range:
    return range(last + 1, number)


def _beginnings(reading: Reading) -> Sequence[tuple[Note, int]]:
    """Each note with the number of its first passage."""
    first: dict[str, int] = {}
    for index, passage in enumerate(reading.passages):
        if passage.note:
            first.setdefault(passage.note, index)
    return [(note, first[note.id]) for note in reading.document.notes if note.id in first]


def _first_word(reading: Reading, index: int) -> Range:
    start, end = reading.range(index)
    word = _NOT_SPACE.search(reading.text, start, end)
    return word.span() if word else (start, start)


_NOT_SPACE = re.compile(r"\S+")
