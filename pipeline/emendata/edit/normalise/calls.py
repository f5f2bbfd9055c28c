"""Match the calls in the text with the notes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from emendata.edit.normalise import pages
from emendata.edit.normalise.bracketed import STYLE
from emendata.edit.normalise.marks import SUPERSCRIPT, UNMISTAKABLE, Mark, number
from emendata.edit.normalise.pages import Decision
from emendata.edit.normalise.units import Unit

_NOTES = (pages.NOTE, pages.NOTE_CONTINUES, pages.NOTE_PARAGRAPH)


@dataclass(slots=True)
class NoteHead:
    """A note as found: the block it begins with, its label, its page."""

    unit: int
    label: str
    page: int
    call: int = -1
    """Index of its call among the calls."""
    how: str = ""
    """``label`` (the call says the same), ``order`` (it must be this one) or ``rescued``."""


@dataclass(slots=True)
class Call:
    """A mark in the text that may call a note."""

    unit: int
    mark: Mark
    page: int
    in_note: bool
    note: int = -1
    """Index of its note among the notes."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Notes and calls with what belongs together."""

    notes: list[NoteHead]
    calls: list[Call]


def match(units: Sequence[Unit], decisions: Sequence[Decision]) -> Matching:
    """Pair each note with its call: by label on its page, by label elsewhere, by order, by what is left of it."""
    notes = [
        NoteHead(i, d.mark.label if d.mark else d.label, d.page)
        for i, d in enumerate(decisions)
        if d.kind == pages.NOTE
    ]
    calls = [
        Call(i, mark, d.page, d.kind in _NOTES)
        for i, d in enumerate(decisions)
        if d.kind != pages.FURNITURE
        for mark in sorted(units[i].calls + units[i].symbol_calls, key=lambda m: m.start)
        if not (d.mark and mark.start < d.mark.end)
    ]
    found = Matching(notes, calls)
    _given(found, units)
    _on_page(found)
    _from_afar(found)
    _by_label(found)
    _by_order(found)
    _rescue(found, units, decisions)
    return found


def _pair(m: Matching, note: int, call: int, how: str) -> None:
    m.notes[note].call, m.notes[note].how = call, how
    m.calls[call].note = note


def _given(m: Matching, units: Sequence[Unit]) -> None:
    """Notes in brackets stand within the sentence that calls them, or below its paragraph: the nearest call fits."""
    starts = {units[note.unit].start: n for n, note in enumerate(m.notes) if units[note.unit].given}
    where: dict[str, list[int]] = defaultdict(list)
    for c, call in enumerate(m.calls):
        if call.mark.style == STYLE:
            u = units[call.unit]
            begins = next(start for at, _, start in u.points if u.position(at) == call.mark.start)
            _pair(m, starts.pop(begins), c, "label")
        elif not call.in_note:
            where[call.mark.label].append(c)
    bound = len(m.calls)
    for n in sorted(starts.values(), reverse=True):
        note = m.notes[n]
        here = where[note.label]
        at = bisect_left(here, bound) - 1
        while at >= 0 and m.calls[here[at]].unit >= note.unit:
            at -= 1
        if at >= 0:
            bound = here[at]
            _pair(m, n, bound, "label")
    _as_many(m, [n for n in starts.values() if m.notes[n].call < 0])


def _as_many(m: Matching, notes: list[int]) -> None:
    """Notes in brackets numbered otherwise than their calls: as many calls as notes stand above a run of them."""
    runs: list[list[int]] = []
    for n in sorted(notes):
        if runs and n == runs[-1][-1] + 1 and m.notes[n].unit == m.notes[n - 1].unit + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    units_of_calls = [call.unit for call in m.calls]
    for run in runs:
        above = m.notes[run[0] - 1].unit if run[0] else -1
        low, high = bisect_left(units_of_calls, above), bisect_left(units_of_calls, m.notes[run[0]].unit)
        free = [c for c in range(low, high) if m.calls[c].note < 0 and not m.calls[c].in_note]
        if len(free) == len(run):
            for n, c in zip(run, free, strict=True):
                _pair(m, n, c, "order")


LARGE = 250_000
"""Notes times calls on one page above which they are paired by equal labels alone."""
SAME, MISREAD = 3.0, 1.0


def _on_page(m: Matching) -> None:
    """Pair the notes and calls of each page in order, by the best alignment of their labels."""
    calls_of: dict[int, list[int]] = defaultdict(list)
    for c, call in enumerate(m.calls):
        if not call.in_note and call.note < 0:
            calls_of[call.page].append(c)
    notes_of: dict[int, list[int]] = defaultdict(list)
    for n, note in enumerate(m.notes):
        if note.call < 0:
            notes_of[note.page].append(n)
    for page, notes in notes_of.items():
        calls = calls_of.get(page, [])
        if len(notes) * len(calls) > LARGE:
            pairs = _increasing(_same_label(m, notes, calls))
        else:
            pairs = _aligned(m, notes, calls)
        for n, c in pairs:
            _pair(m, n, c, "label" if m.notes[n].label == m.calls[c].mark.label else "order")


def _aligned(m: Matching, notes: list[int], calls: list[int]) -> list[tuple[int, int]]:
    """Needleman and Wunsch: equal labels count most, a label misread where the order demands it less."""
    rows = [[0.0] * (len(calls) + 1) for _ in range(len(notes) + 1)]
    for i in range(len(notes) - 1, -1, -1):
        for j in range(len(calls) - 1, -1, -1):
            worth = _worth(m, notes, calls, i, j)
            rows[i][j] = max(rows[i + 1][j], rows[i][j + 1], rows[i + 1][j + 1] + worth if worth else 0.0)
    pairs, i, j = [], 0, 0
    while i < len(notes) and j < len(calls):
        worth = _worth(m, notes, calls, i, j)
        if worth and rows[i][j] == rows[i + 1][j + 1] + worth:
            pairs.append((notes[i], calls[j]))
            i, j = i + 1, j + 1
        elif rows[i][j] == rows[i][j + 1]:
            j += 1
        else:
            i += 1
    return pairs


def _worth(m: Matching, notes: list[int], calls: list[int], i: int, j: int) -> float:
    note, mark = m.notes[notes[i]].label, m.calls[calls[j]].mark
    if note == mark.label:
        return SAME
    value, called = number(note), number(mark.label)
    if value is None or called is None:
        return 0.0
    if mark.style not in UNMISTAKABLE and not _misreading(note, mark.label):
        return 0.0
    before = number(m.notes[notes[i] - 1].label) if notes[i] else 0
    after = number(m.notes[notes[i] + 1].label) if notes[i] + 1 < len(m.notes) else None
    previous = number(m.calls[calls[j - 1]].mark.label) if j else None
    due = (before is not None and called == before + 1) or (after is not None and called == after - 1)
    return MISREAD if due or (previous is not None and value == previous + 1) else 0.0


def _misreading(label: str, other: str) -> bool:
    """Whether one number is the other but for one digit."""
    if len(label) == len(other):
        return sum(a != b for a, b in zip(label, other, strict=True)) == 1
    short, long = sorted((label, other), key=len)
    return len(long) == len(short) + 1 and any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def _same_label(m: Matching, notes: list[int], calls: list[int]) -> list[tuple[int, int]]:
    """Pairs (note, call) of one label, by note, and for each note the later calls first."""
    where: dict[str, list[int]] = defaultdict(list)
    for c in calls:
        where[m.calls[c].mark.label].append(c)
    return [(n, c) for n in notes for c in reversed(where.get(m.notes[n].label, ()))]


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which both notes and calls ascend (patience sorting)."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for index, (_, call) in enumerate(pairs):
        k = bisect_left(tails, call)
        back.append(at[k - 1] if k else -1)
        if k == len(tails):
            tails.append(call)
            at.append(index)
        elif call < tails[k]:
            tails[k], at[k] = call, index
    out: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        out.append(pairs[index])
        index = back[index]
    return out[::-1]


FAR = 4
"""So many notes without a call on their page stand together at the end of a text or chapter."""


def _from_afar(m: Matching) -> None:
    """Pair notes at the end of a text with the calls in it, both in their order."""
    notes = [n for n, note in enumerate(m.notes) if note.call < 0]
    if len(notes) < FAR:
        return
    calls = [c for c, call in enumerate(m.calls) if call.note < 0 and not call.in_note]
    pairs = _same_label(m, notes, calls)
    if len(pairs) > LARGE:
        return
    for n, c in _increasing(pairs):
        low, high = _neighbours(m, n)
        if low < c < high and m.calls[c].unit < m.notes[n].unit:
            _pair(m, n, c, "label")


def _by_label(m: Matching) -> None:
    """Notes whose call stands on another page: as where endnotes stand together, or a page end is not seen."""
    where: dict[str, list[int]] = defaultdict(list)
    for c, call in enumerate(m.calls):
        if call.note < 0:
            where[call.mark.label].append(c)
    labels: dict[str, int] = defaultdict(int)
    for note in m.notes:
        labels[note.label] += 1
    for n, note in enumerate(m.notes):
        if note.call >= 0:
            continue
        low, high = _neighbours(m, n)
        fit = [c for c in where.get(note.label, ()) if m.calls[c].note < 0 and low < c < high]
        near = [c for c in fit if abs(m.calls[c].page - note.page) <= 1]
        if labels[note.label] > 1:
            fit = near
        if fit:
            _pair(m, n, (near or fit)[0], "label")


def _neighbours(m: Matching, n: int) -> tuple[int, int]:
    """The calls of the nearest notes before and after that have one."""
    low = next((m.notes[k].call for k in range(n - 1, max(-1, n - 40), -1) if m.notes[k].call >= 0), -1)
    high = next(
        (m.notes[k].call for k in range(n + 1, min(len(m.notes), n + 40)) if m.notes[k].call >= 0),
        len(m.calls),
    )
    return low, high


def _by_order(m: Matching) -> None:
    """As many unmatched notes as unmatched calls between two pairs: they belong together.

    They must stand on one page, or between pairs that stand as far apart, as notes at the end of a text do.
    """
    n = 0
    while n < len(m.notes):
        if m.notes[n].call >= 0:
            n += 1
            continue
        run = [n]
        page = m.notes[n].page
        while run[-1] + 1 < len(m.notes) and (next_ := m.notes[run[-1] + 1]).call < 0 and next_.page == page:
            run.append(run[-1] + 1)
        n = run[-1] + 1
        low, _ = _neighbours(m, run[0])
        _, high = _neighbours(m, run[-1])
        far = low >= 0 and high < len(m.calls) and m.calls[low].page != m.notes[run[0] - 1].page
        if high - low > len(run) + MANY:
            continue
        free = [
            c
            for c in range(low + 1, high)
            if (call := m.calls[c]).note < 0 and not call.in_note and (far or call.page == page)
        ]
        sure = [c for c in free if m.calls[c].mark.style in UNMISTAKABLE]
        for chosen in (sure, free):
            if len(chosen) == len(run) and all(
                _may_be(m.notes[k].label, m.calls[c].mark) for k, c in zip(run, chosen, strict=True)
            ):
                for k, c in zip(run, chosen, strict=True):
                    _pair(m, k, c, "order")
                break


MANY = 200
"""Marks between two calls that call nothing, above which their order says nothing."""


def _may_be(label: str, mark: Mark) -> bool:
    """Whether a call may be that of a note of this label, misread."""
    if mark.style in UNMISTAKABLE:
        return (mark.style == "symbol") == (not label.isdigit())
    return _misreading(label, mark.label)


def _rescue(m: Matching, units: Sequence[Unit], decisions: Sequence[Decision]) -> None:
    """A call that OCR has spoilt: the number, with or without its brackets, where a call may stand."""
    of_page: dict[int, list[int]] = {}
    for n, note in enumerate(m.notes):
        if note.call >= 0 or not note.label.isdigit():
            continue
        if not of_page:
            of_page = defaultdict(list)
            for i, d in enumerate(decisions):
                if d.kind not in _NOTES and d.kind != pages.FURNITURE:
                    of_page[d.page].append(i)
        low, high = _neighbours(m, n)
        first = (m.calls[low].unit, m.calls[low].mark.end) if low >= 0 else (-1, 0)
        last = (m.calls[high].unit, m.calls[high].mark.start) if high < len(m.calls) else (len(units), 0)
        pattern = re.compile(
            rf"(?<=[^\W\d_.,;:!?\"”’)\]*])\s?[\[(^]?{note.label}[\])^]?(?![\d{SUPERSCRIPT}\w%])"
            rf"|(?<=[.,;:!?\"”’)\]*])\s?[\[(^]?{note.label}[\])^]?(?![\d{SUPERSCRIPT}\w%]|[.,]\d)"
        )
        here = of_page.get(note.page, [])
        here = here[bisect_left(here, first[0]) : bisect_right(here, last[0])]
        if len(here) > MANY:
            continue
        found = [
            (i, hit)
            for i in here
            if note.label in units[i].text
            for hit in pattern.finditer(units[i].text)
            if first <= (i, hit.start()) and (i, hit.end()) <= last and _free(m, i, hit)
        ]
        if len(found) == 1:
            i, hit = found[0]
            start = hit.start() + (hit.group()[0].isspace())
            m.calls.append(Call(i, Mark(start, hit.end(), note.label, "rescued"), note.page, False))
            _pair(m, n, len(m.calls) - 1, "rescued")


def _free(m: Matching, unit: int, hit: re.Match[str]) -> bool:
    """Whether no other call stands there; a spaced number needs a bracket to be a call."""
    text = hit.group()
    if text[0].isspace() and text.strip().isdigit():
        return False
    return not any(c.unit == unit and c.mark.start < hit.end() and hit.start() < c.mark.end for c in m.calls)
