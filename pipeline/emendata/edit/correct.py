"""Put corrections into a Document: `Emendation`s where they match, or one error that names all that do not.

Every correction is matched against the source's text, not against what others make of it; text outside
the matches stays as it is, calls and page beginnings within a match stand after it.

Codes: C002 no such place; C003 the words are not there; C004 they are there more than once; C005 there
are fewer than `nth`; C006 two corrections overlap; C007 it corrects nothing; C008 it cuts into a formula
or into an emendation of the source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from emendata.diagnostics import Diagnostic, EmendataError
from emendata.document.cutting import holders, lifted, positions, reading, replaced, solid
from emendata.document.model import (
    Document,
    Emendation,
    Emph,
    Foreign,
    Inline,
    Inlines,
    Text,
    Title,
)
from emendata.document.walk import map_document, plain
from emendata.edit.corrections import Correction, yaml_text
from emendata.edit.near import folded, near_misses
from emendata.edit.places import (
    THE_TEXT,
    Area,
    NoSuchPlace,
    Range,
    Whole,
    listed,
    matches,
    phrase_pattern,
    quoted,
    times,
    unique_range,
)


def correct(document: Document, corrections: Sequence[Correction]) -> Document:
    """The Document with the corrections as `Emendation`s, ``e1 e2 …`` in the order of `corrections`.

    A correction of several places makes ``e3 e3-2 e3-3 …``.
    """
    if not corrections:
        return document
    whole = Whole(document)
    troubles: list[Diagnostic] = []
    changes: list[_Change] = []
    number = _last_number(whole)
    for correction in corrections:
        number += 1
        found = _found(whole, correction, troubles)
        for index, (start, end) in enumerate(found):
            id = f"e{number}-{index + 1}" if index else f"e{number}"
            changes.append(_Change(start, end, correction, id))
    changes.sort(key=lambda change: (change.start, change.end))
    troubles += _overlaps(whole, changes)
    troubles += _without_effect(whole, changes)
    if troubles:
        raise EmendataError(sorted(troubles, key=lambda trouble: trouble.place))
    return _with_new_title(document, _changed(document, whole, changes))


@dataclass(frozen=True, slots=True)
class _Change:
    """One match: a range of the whole text and the correction that replaces it."""

    start: int
    end: int
    correction: Correction
    id: str


def _last_number(whole: Whole) -> int:
    """The highest n of an id ``en`` in the Document: a source may bring emendations of its own."""
    ids = (getattr(inline, "id", "") for p in whole.passages for _, inline in positions(p.inlines))
    return max((int(m[1]) for id in ids if (m := re.match(r"e(\d{1,9})\b", id))), default=0)


# -------------------------------------------------------------------- matching


def _found(whole: Whole, correction: Correction, troubles: list[Diagnostic]) -> list[Range]:
    """Where a correction matches; what is wrong with it goes to `troubles`."""
    try:
        area = whole.area(correction.at)
    except NoSuchPlace as nowhere:
        troubles.append(_trouble(correction, 2, f"{nowhere.message} (`at: {correction.at}`)", nowhere.hint))
        return []
    pattern = phrase_pattern(correction.sic)
    found = list(matches(whole, pattern, area.ranges)) or list(matches(whole, pattern, area.wider))
    if not found:
        troubles.append(_not_there(whole, correction, area))
    elif correction.nth > len(found):
        message = f"{quoted(correction.sic)} stands only {times(len(found))} in {area.name}"
        troubles.append(_trouble(correction, 5, message, _listed_matches(whole, area, found)))
    elif correction.nth:
        found = [found[correction.nth - 1]]
    elif len(found) > 1 and not correction.all:
        troubles.append(_ambiguous(whole, correction, area, found))
        found = []
    return found


def _trouble(correction: Correction, number: int, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(f"C{number:03}", "error", correction.place, message, hint)


def _not_there(whole: Whole, correction: Correction, area: Area) -> Diagnostic:
    everywhere = ((0, len(whole.text)),)
    message = f"{quoted(correction.sic)} does not stand in {area.name}"
    hints: list[str] = []
    elsewhere = list(matches(whole, phrase_pattern(correction.sic), everywhere)) if correction.at else []
    if elsewhere:
        places = list(dict.fromkeys(whole.where(start) for start, _ in elsewhere))
        hints.append(f"It stands in {listed(places)}.")
    near = near_misses(whole.text, area.wider or area.ranges, correction.sic)
    if near:
        words = [whole.text[start:end] for start, end in near]
        message += f"; what comes nearest is {whole.around(*near[0])}"
        message += f" in {whole.where(near[0][0])}" if area.ranges == everywhere or area.wider else ""
        others = [quoted(word) for word in dict.fromkeys(words[1:]) if word != words[0]]
        message += f", also {listed(others)}" if others else ""
        if same := _overlooked(correction.sic, words[0]):
            hints.append(f"Only {same}: copy the words from the source.")
        else:
            hints.append(f'If that is meant, write `for: {yaml_text(words[0])}`.')
    if not hints:
        hints.append("Copy the words from the source; a correction sees the source's text only.")
    return _trouble(correction, 3, message, " ".join(hints))


def _overlooked(wanted: str, there: str) -> str:
    """What alone differs, if it is only quotation marks, dashes, accents or capitals."""
    if folded(" ".join(wanted.split())) != folded(" ".join(there.split())):
        return ""
    differing = {c for c in set(wanted) ^ set(there) if not c.isspace()}
    if differing and all(folded(c) == "'" for c in differing):
        return "the quotation marks differ"
    if differing and all(folded(c) == "-" for c in differing):
        return "the dashes differ"
    return "signs that are easily overlooked differ (capitals, accents, quotation marks, dashes or spaces)"


def _ambiguous(whole: Whole, correction: Correction, area: Area, found: list[Range]) -> Diagnostic:
    message = f"{quoted(correction.sic)} stands {times(len(found))} in {area.name}: "
    message += _listed_matches(whole, area, found)
    longer = unique_range(whole, area.ranges, found[0])
    hint = f"Write `nth: 1` to `nth: {len(found)}` for one of them, `all: true` for all"
    if longer:
        hint += f", or a longer phrase, as `for: {yaml_text(whole.text[slice(*longer)])}` for the first"
    return _trouble(correction, 4, message, f"{hint}.")


def _listed_matches(whole: Whole, area: Area, found: list[Range]) -> str:
    in_one = len(area.ranges) == 1 and area.name != THE_TEXT
    shown = [
        whole.around(start, end) + ("" if in_one else f" in {whole.where(start)}") for start, end in found[:4]
    ]
    if len(found) > 4:
        shown.append(f"and {len(found) - 4} more")
    return "; ".join(shown)


def _overlaps(whole: Whole, changes: list[_Change]) -> Iterator[Diagnostic]:
    """Pairs of changes that have characters in common."""
    reach: _Change | None = None
    for change in changes:
        if reach and change.start < reach.end:
            first, second = sorted((reach.correction, change.correction), key=lambda c: c.place)
            common = whole.text[change.start : min(change.end, reach.end)]
            yield _trouble(
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
            yield _trouble(change.correction, 7, message, hint)
        if obstacle := solid(inlines, point.at, point.at + change.end - change.start):
            what = "an emendation of the source" if isinstance(obstacle, Emendation) else "a formula"
            message = f"{quoted(change.correction.sic)} in {whole.where(change.start)} cuts into {what}"
            yield _trouble(change.correction, 8, message, "Correct it in the source.")


# -------------------------------------------------------------------- changing


def _changed(document: Document, whole: Whole, changes: list[_Change]) -> Document:
    by_passage: dict[int, list[_Change]] = defaultdict(list)
    for change in changes:
        by_passage[whole.point(change.start).passage].append(change)
    numbers = iter(range(len(whole.passages)))

    def change_passage(inlines: Inlines) -> Inlines:
        index = next(numbers)
        here = by_passage.get(index, ())
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

    return map_document(document, change_passage)


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
