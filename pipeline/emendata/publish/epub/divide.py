"""Divide a section of the book into pieces that every reading system can hold in memory.

Enters: a section with its notes at its end. Leaves: the section itself, or copies of its parts, each with the
notes that are called in it. A piece is cut off before a division if possible, else between blocks, and
within a list, a table, a poem or even a paragraph only where one of these alone is too large. What is
cut goes on in the next piece in an element of its own that repeats neither its id nor its text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from emendata.publish.semantic.reading import ADDED
from emendata.publish.xhtml import (
    TYPE,
    XHTML,
    Element,
    append_text,
    child,
    classes,
    element,
    name_of,
    set_attribute,
    spoken,
)

MOST_BYTES = 250_000
"""Of a file. Older devices page through larger ones by the minute, or not at all."""
MOST_NOTES = 500
"""In a file, of all series together."""
_ROOM = 10_000
"""Bytes left for the head of the file, for links that grow by a file name, and for elements begun anew."""

Continued = Callable[[str], str]
"""Makes ``Chapter I (continued)`` of the label of a division that has been cut."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may stand in one file."""

    weight: int = MOST_BYTES - _ROOM
    notes: int = MOST_NOTES


LIMITS = Limits()


def pieces(section: Element, continued: Continued, limits: Limits = LIMITS) -> list[Element]:
    """The section's pieces in order; the section itself if it is small enough."""
    notes = list(_notes(section))
    if len(notes) <= limits.notes and len(etree.tostring(section, encoding="utf-8")) <= limits.weight:
        return [section]
    scale = _Scale(section, notes)
    units = list(_units(section, scale, limits))
    ranges = _ranges(units, limits)
    begun: dict[Element, int] = {}
    made = [_piece(section, units[start:end], begun, continued) for start, end in ranges]
    _hand_out(section, notes, scale, made, _piece_of(units, ranges))
    return made


# ---------------------------------------------------------------------- weighing


def _notes(section: Element) -> Iterator[Element]:
    for series in section.iterchildren(f"{{{XHTML}}}section"):
        if "notes" in classes(series):
            yield from series.iterchildren()


class _Scale:
    """What each element of the section weighs, with the notes that are first called in it."""

    def __init__(self, section: Element, notes: Sequence[Element]) -> None:
        self.called_at = _called_at(section, notes)
        """By note, the element in the text at which it must stand; nothing for the beginning."""
        self.weight: dict[Element, int] = {}
        self.count: dict[Element, int] = {}
        carried: dict[Element | None, tuple[int, int]] = {}
        for note in notes:
            at = self.called_at[note]
            weight, count = carried.get(at, (0, 0))
            size = len(etree.tostring(note, encoding="utf-8", with_tail=False))
            carried[at] = weight + size, count + 1
        self.at_the_beginning = carried.get(None, (0, 0))
        # children come after their parents in the document, so backwards they are weighed before them
        for tree in reversed(list(section.iter("*"))):
            weight, count = carried.get(tree, (0, 0))
            weight += 2 * len(str(tree.tag)) - 2 * len(XHTML) + _bytes(tree.text)
            weight += sum(len(str(name)) + _bytes(str(value)) + 4 for name, value in tree.items())
            for inner in tree.iterchildren("*"):
                weight += self.weight[inner] + _bytes(inner.tail)
                count += self.count[inner]
            self.weight[tree], self.count[tree] = weight, count


def _bytes(text: str | None) -> int:
    if not text:
        return 0
    escaped = text.count("&") * 4 + text.count("<") * 3 + text.count(">") * 3
    return (len(text) if text.isascii() else len(text.encode())) + escaped


def _called_at(section: Element, notes: Sequence[Element]) -> dict[Element, Element | None]:
    """Where each note is called first: in the text, or in a note that is called there.

    A note that nothing calls stands with the one before it.
    """
    names = {note.get("id"): note for note in notes}
    within: dict[Element, Element] = {inner: note for note in notes for inner in note.iter("*")}
    first: dict[Element, Element] = {}
    for tree in section.iter(f"{{{XHTML}}}a"):
        note = names.get(_called(tree))
        if note is not None and note not in first and within.get(tree) is not note:
            first[note] = tree
    found: dict[Element, Element | None] = {}
    before: Element | None = None
    for note in notes:
        at, passed = first.get(note), {note}
        while at is not None and at in within:
            holder = within[at]
            at = first.get(holder) if holder not in passed else None
            passed.add(holder)
        found[note] = before = at if at is not None else before
    return found


def _called(link: Element) -> str:
    """The id of the note that a link calls, if it is one that does."""
    calls = {"call", "lemma-call"}.intersection(classes(link))
    return (link.get("href") or "").removeprefix("#") if calls else ""


# ------------------------------------------------------------------------- units

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "header"))
_WHOLE = frozenset(("figure", "a", "img", "br", "thead", "caption", "header", *_HEADINGS))
"""Elements that are never cut."""
_INLINE = frozenset(("em", "i", "strong", "span", "cite", "sup", "sub", "s", "code", "a", "br", "img"))
_NEVER = 1000.0
_COSTS = {
    "section": 0.0,
    "li": 3.0,
    "dt": 3.0,
    "dd": _NEVER,
    "tr": 4.0,
    "tbody": 4.0,
    "td": _NEVER,
    "th": _NEVER,
    "figcaption": _NEVER,
}
"""What it costs to cut before an element."""
_BLOCK, _DEEPER, _VERSE, _IN_A_LINE = 1.0, 0.2, 3.0, 20.0
_LONGEST_RUN = 20_000
"""Characters of running text that may be kept together where a paragraph has to be cut."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Something that stands in one piece: an element, or a run of text."""

    path: tuple[Element, ...]
    """The elements it is in, from the section inwards."""
    content: Element | str
    cost: float
    """Of a cut before it."""
    weight: int
    notes: int


def _units(section: Element, scale: _Scale, limits: Limits) -> Iterator[_Unit]:
    first = True
    for unit in _units_of(section, (section,), scale, limits, 0.0):
        if first and scale.at_the_beginning[1]:
            weight, notes = scale.at_the_beginning
            unit = _Unit(unit.path, unit.content, unit.cost, unit.weight + weight, unit.notes + notes)
        first = False
        yield unit


def _units_of(
    parent: Element, path: tuple[Element, ...], scale: _Scale, limits: Limits, outer: float
) -> Iterator[_Unit]:
    """What is in `parent`, which it costs `outer` to cut before."""
    depth = len(path) * _DEEPER
    cost: float | None = outer  # before the first unit it is the same cut as before the parent
    for text in _runs(parent.text):
        yield _Unit(path, text, _IN_A_LINE if cost is None else cost, _bytes(text), 0)
        cost = None
    spanned = 0
    after_head = False
    for tree in parent.iterchildren("*"):
        name = name_of(tree)
        if name == "section" and "notes" in classes(tree):
            continue
        if cost is None:
            cost = _cost(tree, name) + depth
            if after_head or spanned > 0:
                cost = _NEVER
        if name == "tr":
            rows = [int(cell.get("rowspan") or 1) for cell in tree.iterchildren("*")]
            spanned = max(spanned, *rows, 1) - 1
        after_head = name in _HEADINGS or "head" in classes(tree)
        heavy = scale.weight[tree] > limits.weight // 2 or scale.count[tree] > limits.notes // 2
        inner = name not in _WHOLE and (len(tree) > 0 or any(_runs(tree.text)))
        if heavy and inner:
            yield from _units_of(tree, (*path, tree), scale, limits, cost)
        else:
            yield _Unit(path, tree, cost, scale.weight[tree], scale.count[tree])
        cost = None
        for text in _runs(tree.tail):
            yield _Unit(path, text, _IN_A_LINE + depth, _bytes(text), 0)


def _cost(tree: Element, name: str) -> float:
    if name in _COSTS:
        return _COSTS[name]
    if name in _INLINE:
        own = classes(tree)
        # a call stands with its word, and the end of a lemma with the lemma
        return _NEVER if {"call", "emendation-call", "to"}.intersection(own) else _IN_A_LINE
    return _VERSE if "verse" in classes(tree) else _BLOCK


def _runs(text: str | None) -> Iterator[str]:
    """Running text in runs that end with a space; white space between blocks is none."""
    rest = "" if _between_blocks(text) else text or ""
    while len(rest) > _LONGEST_RUN:
        end = rest.rfind(" ", 1, _LONGEST_RUN) + 1 or _LONGEST_RUN
        yield rest[:end]
        rest = rest[end:]
    if rest:
        yield rest


def _between_blocks(text: str | None) -> str | None:
    """The line end behind a block; nothing if the text is part of the running text."""
    return text if text and "\n" in text and not text.strip() else None


# ------------------------------------------------------------------------ cutting


def _ranges(units: Sequence[_Unit], limits: Limits) -> list[tuple[int, int]]:
    """Where each piece begins and ends, so that all are within the limits, if that can be."""
    total, notes = sum(unit.weight for unit in units), sum(unit.notes for unit in units)
    share = 1 / max(math.ceil(total / limits.weight), math.ceil(notes / limits.notes), 1)
    ranges: list[tuple[int, int]] = []
    start = 0
    filled: list[float] = []  # how full the piece is before each of its units, 1.0 being the limit
    at = 0
    weight = count = 0
    while at < len(units):
        unit = units[at]
        over = weight + unit.weight > limits.weight or count + unit.notes > limits.notes
        wanted = share * max(total / limits.weight, notes / limits.notes)
        if over and at > start and (cut := _best_cut(units, start, at, filled, wanted)):
            ranges.append((start, cut))
            start = at = cut
            weight = count = 0
            filled = []
            continue
        filled.append(max(weight / limits.weight, count / limits.notes))
        weight, count = weight + unit.weight, count + unit.notes
        at += 1
    return [*ranges, (start, len(units))]


def _best_cut(units: Sequence[_Unit], start: int, end: int, filled: Sequence[float], wanted: float) -> int:
    """The cheapest cut in the second half of the piece, and of equal ones that nearest to the wanted size.

    0 if there is none: what must not be cut is rather too large.
    """
    full = [*filled, 1.0]
    places = [at for at in range(start + 1, end + 1) if full[at - start] >= 0.5] or [end]
    if all(units[at].cost >= _NEVER for at in places):
        places = list(range(start + 1, end + 1))
    best = min(places, key=lambda at: (units[at].cost, abs(full[at - start] - wanted)))
    return best if units[best].cost < _NEVER else 0


def _piece_of(units: Sequence[_Unit], ranges: Sequence[tuple[int, int]]) -> dict[Element, int]:
    """In which piece each element of the text is that has been kept whole, with all that is in it."""
    found: dict[Element, int] = {}
    for number, (start, end) in enumerate(ranges):
        for unit in units[start:end]:
            if not isinstance(unit.content, str):
                found |= dict.fromkeys(unit.content.iter("*"), number)
    return found


# ----------------------------------------------------------------------- building


def _piece(
    section: Element, units: Sequence[_Unit], begun: dict[Element, int], continued: Continued
) -> Element:
    """The piece with these units; `begun` remembers what has been begun, and how many items it had."""
    made: dict[Element, Element] = {}

    def begin(path: tuple[Element, ...]) -> Element:
        tree = path[-1]
        if tree not in made:
            shell = element(name_of(tree))
            for name, value in tree.items():
                shell.set(name, value)
            if tree in begun:
                _as_continuation(shell, tree, section, begun[tree], continued)
            begun.setdefault(tree, 0)
            made[tree] = shell
            if len(path) > 1:
                begin(path[:-1]).append(shell)
                shell.tail = _between_blocks(tree.tail)
                begun[path[-2]] += 1
        return made[tree]

    for unit in units:
        parent = begin(unit.path)
        if isinstance(unit.content, str):
            append_text(parent, unit.content)
        else:
            copy = deepcopy(unit.content)
            copy.tail = _between_blocks(copy.tail)
            parent.append(copy)
            begun[unit.path[-1]] += 1
    if section not in made:
        begin((section,))
    return made[section]


def _as_continuation(
    shell: Element, tree: Element, section: Element, items: int, continued: Continued
) -> None:
    """Make of a copy of an element one that goes on with it."""
    head_id = shell.get("aria-labelledby")
    for name in ("id", "aria-labelledby"):
        if name in shell.attrib:
            del shell.attrib[name]
    if head_id:
        head = next((h for h in section.iter("*") if h.get("id") == head_id), None)
        label = spoken(head, ADDED) if head is not None else ""
    else:
        label = shell.get("aria-label") or ""
    if label:
        set_attribute(shell, "aria-label", continued(label))
    name = name_of(tree)
    if name == "ol":
        shell.set("start", str(int(tree.get("start") or 1) + items))
    if name in ("p", "li"):
        shell.set("class", " ".join([*(c for c in classes(tree) if c != "continued"), "continued"]))
    if shell.get(TYPE) == "pagebreak":
        del shell.attrib[TYPE]


def _hand_out(
    section: Element,
    notes: Sequence[Element],
    scale: _Scale,
    made: Sequence[Element],
    piece_of: dict[Element, int],
) -> None:
    """Give each piece the notes that are called in it, by series and in their order."""
    series_of: list[dict[Element, Element]] = [{} for _ in made]
    for note in notes:
        at = scale.called_at[note]
        number = piece_of.get(at, 0) if at is not None else 0
        series = note.getparent()
        assert series is not None, "notes stand in the section of their series"
        if series not in series_of[number]:
            holder = child(made[number], "section")
            for name, value in series.items():
                if name != "id" or not any(series in others for others in series_of):
                    holder.set(name, value)
            holder.tail = "\n"
            series_of[number][series] = holder
        copy = deepcopy(note)
        copy.tail = "\n"
        series_of[number][series].append(copy)
    for number, holders in enumerate(series_of):
        # the series stand in the order of the book, whichever is called first
        order = {series: at for at, series in enumerate(section.iterchildren("*"))}
        for series in sorted(holders, key=lambda tree: order[tree]):
            made[number].append(holders[series])
