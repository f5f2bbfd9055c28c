"""Put corrections into a Document: `Emendation`s where they match, or one error that names all that do not.

Every correction is matched against the source's text, not against what others make of it; text outside
the matches stays as it is, calls and page beginnings within a match stand after it.

Codes: C006 two corrections overlap; C007 it corrects nothing; C008 it cuts into a formula or into an
emendation of the source; and those of `edit.found`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.document.cutting import holders, lifted, reading, replaced, solid
from emendata.document.model import (
    Division,
    Document,
    Emendation,
    Emph,
    Foreign,
    Inline,
    Inlines,
    Text,
    Title,
)
from emendata.document.once import Once
from emendata.document.walk import map_division, map_note, map_parts, plain
from emendata.edit.context import MOST, length, write
from emendata.edit.corrections import Correction
from emendata.edit.found import Memory, found, key, trouble
from emendata.edit.places import Range, Whole, quoted


@dataclass(frozen=True, slots=True)
class Corrected:
    """A Document with its corrections."""

    document: Document
    diagnostics: tuple[Diagnostic, ...] = ()
    """Warnings about corrections that were found elsewhere than they say."""
    memory: Memory = field(default_factory=dict)
    """The contexts of all places that were corrected, for the next build."""


def correct(document: Document, corrections: Sequence[Correction]) -> Document:
    """The Document with the corrections as `Emendation`s, ``e1 e2 …`` in the order of `corrections`.

    A correction of several places makes ``e3 e3-2 e3-3 …``.
    """
    return corrected(document, corrections).document


def corrected(
    document: Document, corrections: Sequence[Correction], memory: Memory | None = None
) -> Corrected:
    """The same, with what was found on the way; `memory` is that of the last build."""
    if not corrections:
        return Corrected(document)
    whole = Whole(document)
    troubles: list[Diagnostic] = []
    changes: list[_Change] = []
    number = _last_number(whole)
    for correction in corrections:
        number += 1
        places = found(whole, correction, memory)
        troubles += [places.trouble] if places.trouble else []
        for index, (start, end) in enumerate(places.ranges):
            id = f"e{number}-{index + 1}" if index else f"e{number}"
            changes.append(_Change(start, end, correction, id))
    changes.sort(key=lambda change: (change.start, change.end))
    troubles += _overlaps(whole, changes)
    troubles += _without_effect(whole, changes)
    troubles.sort(key=lambda trouble: trouble.place)
    if errors := [trouble for trouble in troubles if trouble.severity == "error"]:
        raise EmendataError(errors)
    document = _with_new_title(document, _changed(document, whole, changes))
    return Corrected(document, tuple(troubles), _remembered(whole, changes))


@dataclass(frozen=True, slots=True)
class _Change:
    """One match: a range of the whole text and the correction that replaces it."""

    start: int
    end: int
    correction: Correction
    id: str


def _last_number(whole: Whole) -> int:
    """The highest n of an id ``en`` in the Document: a source may bring emendations of its own."""
    ids = (id for passage in whole.passages for id in passage.ids)
    return max((int(m[1]) for id in ids if (m := re.match(r"e(\d{1,9})\b", id))), default=0)


_SEARCHED = 50_000_000
"""Characters, one text for each correction, in which a build looks for what else says the same."""
_ENOUGH = 12
"""Tokens on each side that are remembered without having looked."""


def _remembered(whole: Whole, changes: list[_Change]) -> Memory:
    looked = len(whole.text) * len(changes) <= _SEARCHED
    memory: dict[str, list[str]] = {}
    for change in changes:
        place = change.start, change.end
        tokens = min(length(whole, place), MOST) if looked else _ENOUGH
        memory.setdefault(key(change.correction), []).append(write(whole.text, place, tokens))
    return memory


def _overlaps(whole: Whole, changes: list[_Change]) -> Iterator[Diagnostic]:
    """Pairs of changes that have characters in common."""
    reach: _Change | None = None
    for change in changes:
        if reach and change.start < reach.end:
            first, second = sorted((reach.correction, change.correction), key=lambda c: c.place)
            common = whole.text[change.start : min(change.end, reach.end)]
            yield trouble(
                second,
                6,
                f"{quoted(second.sic)} and {quoted(first.sic)} ({first.place}) both correct "
                f"{quoted(common)} in {whole.where(change.start)}",
                "Keep one of the two, and let it say all that is to be read there.",
            )
        if not reach or change.end > reach.end:
            reach = change


def _without_effect(whole: Whole, changes: list[_Change]) -> Iterator[Diagnostic]:
    """Changes that cannot be made, or that change nothing."""
    for change in changes:
        point = whole.point(change.start)
        inlines = whole.passages[point.passage].inlines
        there = whole.text[change.start : change.end]
        if not change.correction.emphatic and plain(change.correction.corr) == there:
            message = f"`for` and `read` say the same: {quoted(there)}"
            hint = "Remove the correction, or say in `read` what it should be."
            yield trouble(change.correction, 7, message, hint)
        if obstacle := solid(inlines, point.at, point.at + change.end - change.start):
            what = "an emendation of the source" if isinstance(obstacle, Emendation) else "a formula"
            message = f"{quoted(change.correction.sic)} in {whole.where(change.start)} cuts into {what}"
            yield trouble(change.correction, 8, message, "Correct it in the source.")


# -------------------------------------------------------------------- changing


_COUNTED: Once[int] = Once()
_CORRECTED: Once[Division] = Once()


def _changed(document: Document, whole: Whole, changes: list[_Change]) -> Document:
    by_passage: dict[int, list[_Change]] = defaultdict(list)
    for change in changes:
        by_passage[whole.point(change.start).passage].append(change)
    changed = sorted(by_passage)
    number = 0
    """Of the passage that comes next."""

    def change_passage(inlines: Inlines) -> Inlines:
        nonlocal number
        index, number = number, number + 1
        return _with_changes(inlines, whole, index, by_passage[index]) if index in by_passage else inlines

    def change_division(division: Division) -> Division:
        nonlocal number
        first, number = number, number + _COUNTED(division, None, lambda: _passages_in(division))
        here = changed[bisect_left(changed, first) : bisect_left(changed, number)]
        if not here:
            return division
        after, number = number, first
        # a correction says the same wherever in the work its division stands
        said = tuple(
            (index - first, change.start - start, change.end - start, change.correction, change.id)
            for index in here
            for start in whole.range(index)[:1]
            for change in by_passage[index]
        )
        made = _CORRECTED(division, said, lambda: map_division(division, change_passage, change_division))
        number = after
        return made

    return map_parts(document, change_passage, change_division, lambda note: map_note(note, change_passage))


def _passages_in(division: Division) -> int:
    """How many passages it has."""
    count = 0

    def counted(inlines: Inlines) -> Inlines:
        nonlocal count
        count += 1
        return inlines

    map_division(division, counted)
    return count


def _with_changes(inlines: Inlines, whole: Whole, index: int, here: list[_Change]) -> Inlines:
    first, last = whole.range(index)
    # from the end, so that the positions of the others stay true
    for number, change in reversed(tuple(enumerate(here))):
        start, end = change.start, change.end
        if not change.correction.corr:
            previous = here[number - 1].end if number else first
            wider = _with_space(whole.text, start, end, previous, last)
            if not solid(inlines, wider[0] - first, wider[1] - first):
                start, end = wider
        last = start
        inlines = _emended(inlines, start - first, end - first, change)
    return inlines


def _with_space(text: str, start: int, end: int, first: int, last: int) -> Range:
    """What to delete, with one of the two spaces that would meet; nothing outside ``[first, last)``."""
    if start > first and text[start - 1].isspace() and not text[end : end + 1].isalnum():
        return start - 1, end
    if start == first and end < last and text[end].isspace():
        return start, end + 1
    return start, end


def _emended(inlines: Inlines, start: int, end: int, change: _Change) -> Inlines:
    correction = change.correction
    corr, emphatic = correction.corr, correction.emphatic
    if emphatic and len(corr) == 1 and isinstance(only := corr[0], Emph) and _in_italics(inlines, start, end):
        corr, emphatic = only.children, False  # `read: "*Trud*"` for a word in italics

    def emendation(within: Inlines) -> Inlines:
        kept, sic = lifted(within)
        read = corr if emphatic else _dressed(sic, corr)
        node = Emendation(change.id, sic, read, correction.why, correction.by, correction.remark)
        return (node, *kept)

    return replaced(inlines, start, end, emendation, _not_emphasis if emphatic else _anything)


def _not_emphasis(inline: Inline) -> bool:
    return not isinstance(inline, Emph)


def _anything(_: Inline) -> bool:
    return True


def _in_italics(inlines: Inlines, start: int, end: int) -> bool:
    return any(
        isinstance(holder, Foreign | Title) or (isinstance(holder, Emph) and holder.rend == "italic")
        for holder in holders(inlines, start, end)
    )


def _dressed(sic: Inlines, corr: Inlines) -> Inlines:
    """What is read, in the markup of what the source says: only what differs is replaced."""
    if not corr or all(isinstance(inline, Text) for inline in sic):
        return corr
    old, new = reading(sic), plain(corr)
    shorter = min(len(old), len(new))
    first = 0
    while first < shorter and _same(old[first], new[first]):
        first += 1
    last = 0
    while last < shorter - first and _same(old[-1 - last], new[-1 - last]):
        last += 1
    start, end = first, len(old) - last
    if solid(sic, start, end):
        return corr
    middle: Inlines = (Text(new[first : len(new) - last]),) if first < len(new) - last else ()
    return replaced(sic, start, end, lambda _: middle)


def _same(old: str, new: str) -> bool:
    return old == new or (old.isspace() and new.isspace())


def _with_new_title(before: Document, after: Document) -> Document:
    """With the catalogue's title corrected too, where it is that of the text."""
    old, new = plain(before.title).strip(), plain(after.title).strip()
    if old != new and before.metadata.title == old:
        return replace(after, metadata=replace(after.metadata, title=new))
    return after
