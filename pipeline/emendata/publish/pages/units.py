"""Cut a book's manuscript into units that can be set in type apart.

Enters: drafts of its parts. Leaves: for each unit a document of its own, as bytes, in which stands a run of blocks
with all that they are in, and the notes that are called there. What comes before and after a block is left in
place as an empty element that is not displayed, for the sake of selectors such as ``h2 + p``.

A unit ends where a part does, and in a long part wherever the text itself gives a sign to end one:
so a change in one place leaves the units of the rest as they were.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from emendata.publish.pages.markup import CONTENTS, Draft, targets
from emendata.publish.xhtml import BLOCKS, Element, classes, element, name_of

BEGUN, GOES_ON, ELSEWHERE = "data-begun", "data-goes-on", "data-elsewhere"
"""Attributes of an element that began in a unit before, that goes on in the one after, and that
stands for one in another unit."""

SHORTEST, LONGEST = 12_000, 48_000
"""Characters in a unit, unless its part is shorter or a block longer."""
_ONE_IN = 5
"""Of so many blocks, one is a sign to begin a unit."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "header")
_SAYS_LITTLE = ("data-id", "data-label", "data-part", "href", "title")
"""Attributes that a style sheet hardly ever asks its neighbours for, and that change often."""

_COUNTS = re.compile(r"counter-(?:increment|set)|target-(?:counter|text)|\bcounter-reset|:has\(")
_COUNTS_SIBLINGS = re.compile(r":nth-|~\s*[\w.#:\[*]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of blocks."""

    html: bytes
    images: tuple[str, ...]
    """Addresses."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a part to tell which others it has to do with."""

    stand_in: bytes
    """What stands for it in the units of others."""
    series: frozenset[str]
    """Of its notes."""
    notes: tuple[str, ...]
    """Their ids."""
    outside: frozenset[str]
    """What is called in it and is no note of its own."""
    stray: bool
    """Has it notes that nothing in it calls?"""
    targets: tuple[str, ...]
    """What it refers to by its page."""
    blocks: tuple[str, ...]
    """The ids of the blocks in it."""


def facts(draft: Draft) -> Facts:
    """What has to be known of a part."""
    notes = _notes([draft])
    called = list(_called(draft.html))
    calls = {*called, *(name for note in notes.values() for name in _called(note))}
    part = f"part-{draft.html.get('data-part')}"
    return Facts(
        etree.tostring(_stand_in(draft.html)),
        frozenset(series for series, of in draft.notes.items() if of),
        tuple(notes),
        frozenset(calls - notes.keys()),
        len(_reached(notes, [(part, called)])) < len(notes),
        targets(draft),
        tuple(name for block in draft.html.iter(*BLOCKS) if (name := block.get("data-id")) and name != CONTENTS),
    )


def together(known: Sequence[Facts]) -> Iterator[range]:
    """The parts that have to be cut together, since one calls the notes of the other; most often each by itself."""
    owner = {name: at for at, one in enumerate(known) for name in one.notes}
    last = list(range(len(known)))
    """The last part that each has to do with."""
    for at, one in enumerate(known):
        for name in one.outside & owner.keys():
            first, other = sorted((at, owner[name]))
            last[first] = max(last[first], other)
        if one.stray:
            last[at] = len(known) - 1
    start = end = 0
    for at, other in enumerate(last):
        end = max(end, other)
        if at == end:
            yield range(start, at + 1)
            start = end = at + 1


def counts(sheets: Sequence[str]) -> bool:
    """Does a style sheet count through the book, or look ahead, so that it is needed in one piece?"""
    return bool(_COUNTS.search("\n".join(sheets)))


def counts_siblings(sheets: Sequence[str]) -> bool:
    """Does a style sheet ask for more than the element before?"""
    return bool(_COUNTS_SIBLINGS.search("\n".join(sheets)))


def whole(frame: Element, drafts: Sequence[Draft]) -> Unit:
    """All parts as one unit."""
    html = deepcopy(frame)
    *_, foot = html[1]
    for draft in drafts:
        foot.addprevious(draft.html)
        _put(foot, draft.notes)
    return _unit(html)


def units(
    frame: Element,
    drafts: Sequence[Draft],
    before: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    *,
    all_siblings: bool = False,
) -> list[Unit]:
    """The units of parts that are cut together; `before` and `after` stand for the parts around them.

    With `all_siblings` a block knows all others in what it is in, and else its neighbours.
    """
    cutter = _Cutter(frame, drafts, before, after, all_siblings)
    return [cutter.unit(at) for at in range(len(cutter.runs))]


def _unit(html: Element) -> Unit:
    images = (image.get("src") or "" for image in html.iter("{*}img"))
    return Unit(etree.tostring(html), tuple(sorted(set(images))))


def _put(foot: Element, notes: Mapping[str, Sequence[Element]]) -> None:
    """Put notes into the strips of their series."""
    for strip in foot:
        for note in notes.get(strip.get("data-series") or "", ()):
            strip.append(note)


class _Cutter:
    def __init__(
        self,
        frame: Element,
        drafts: Sequence[Draft],
        before: Sequence[bytes],
        after: Sequence[bytes],
        all_siblings: bool,
    ) -> None:
        self.frame, self.all_siblings = frame, all_siblings
        parts = [draft.html for draft in drafts]
        ahead, behind = ([etree.fromstring(one) for one in elsewhere] for elsewhere in (before, after))
        self.parts = [*ahead, *parts, *behind]
        self.names: dict[Element, str] = {}
        """Of elements that may go on from unit to unit."""
        self.runs: list[list[Element]] = []
        for part in parts:
            self.runs += _runs(list(self._blocks(part, f"part-{part.get('data-part')}")))
        self.run_of = {block: at for at, run in enumerate(self.runs) for block in run}
        self.run_of |= dict.fromkeys(ahead, -1) | dict.fromkeys(behind, len(self.runs))
        self.spans: dict[Element, tuple[int, int]] = {}
        """For each section, its first and last run."""
        for at, run in enumerate(self.runs):
            for block in run:
                for around in _around(block):
                    first, _ = self.spans.setdefault(around, (at, at))
                    self.spans[around] = first, at
        self._known: dict[Element | None, tuple[Sequence[Element], list[int], list[int]]] = {}
        self.notes: list[dict[str, list[Element]]] = [{} for _ in self.runs]
        """The notes that each run is set with, by series."""
        places = self._places(drafts)
        for draft in drafts:
            for series, notes in draft.notes.items():
                for note in notes:
                    self.notes[places[note.get("data-id") or ""]].setdefault(series, []).append(note)

    def _blocks(self, whole: Element, name: str) -> Iterator[Element]:
        """The blocks of a section, and of the sections in it."""
        inner = [child for child in whole if isinstance(child.tag, str)]
        if name_of(whole) != "section" or not inner:
            yield whole
            return
        self.names[whole] = name
        for number, child in enumerate(inner):
            if name_of(child) == "section":
                yield from self._blocks(child, f"{name}.{number}")
            else:
                yield child

    def _places(self, drafts: Sequence[Draft]) -> dict[str, int]:
        """The run that each note is set with: that of its first call, or of what it comes after; else the last."""
        notes = _notes(drafts)
        calls = ((f"part-{self._part_of(block)}", _called(block)) for run in self.runs for block in run)
        run_of = [at for at, run in enumerate(self.runs) for _ in run]
        found = {name: run_of[block] for name, block in _reached(notes, calls).items()}
        return {name: found.get(name, len(self.runs) - 1) for name in notes}

    def _part_of(self, block: Element) -> str:
        """The number of the part that a block is, or is in."""
        return next(
            (part.get("data-part") or "" for part in (block, *_around(block)) if part.get("data-part")), ""
        )

    def unit(self, at: int) -> Unit:
        """The unit of a run."""
        html = deepcopy(self.frame)
        body = html[1]
        body.set(BEGUN, "body")
        body.set(GOES_ON, "body")
        *_, foot = body
        body.remove(foot)
        self._fill(body, None, at)
        body.append(foot)
        _put(foot, self.notes[at])
        return _unit(html)

    def _fill(self, copy: Element, around: Element | None, at: int) -> None:
        """What of the children of an element stands in the unit, between stand-ins for its neighbours."""
        children, begins, ends = self._children(around)
        first, last = bisect_left(ends, at), bisect_right(begins, at) - 1
        shown = range(len(children)) if self.all_siblings else range(max(0, first - 1), min(last + 2, len(children)))
        for number in shown:
            child = children[number]
            if not first <= number <= last:
                copy.append(_stand_in(child))
            elif child in self.names:
                made = _bare(child)
                if begins[number] < at:
                    made.set(BEGUN, self.names[child])
                if ends[number] > at:
                    made.set(GOES_ON, self.names[child])
                copy.append(made)
                made.text = child.text
                self._fill(made, child, at)
            else:
                copy.append(_copy(child))

    def _children(self, around: Element | None) -> tuple[Sequence[Element], list[int], list[int]]:
        """What is in an element, or at the top, and of each the first and the last run that it has a part in."""
        if around not in self._known:
            top = self.parts if around is None else [inner for inner in around if isinstance(inner.tag, str)]
            extents = [self._extent(child) for child in top]
            self._known[around] = top, [begin for begin, _ in extents], [end for _, end in extents]
        return self._known[around]

    def _extent(self, child: Element) -> tuple[int, int]:
        if child in self.run_of:
            return self.run_of[child], self.run_of[child]
        return self.spans[child]


def _runs(blocks: Sequence[Element]) -> Iterator[list[Element]]:
    """Cut the blocks of a part where the text gives a sign, and never after a heading."""
    run: list[Element] = []
    length = 0
    for block in blocks:
        markup = etree.tostring(block, with_tail=False)
        headed = bool(run) and name_of(run[-1]) in _HEADINGS
        sign = name_of(block) in _HEADINGS or zlib.crc32(markup) % _ONE_IN == 0
        if run and not headed and length >= SHORTEST and (sign or length >= LONGEST):
            yield run
            run, length = [], 0
        run.append(block)
        length += len(markup)
    if run:
        yield run


def _around(block: Element) -> Iterator[Element]:
    yield from block.iterancestors("{*}section")


def _notes(drafts: Iterable[Draft]) -> dict[str, Element]:
    """All notes by their ids."""
    return {note.get("data-id") or "": note for draft in drafts for of in draft.notes.values() for note in of}


def _reached(notes: Mapping[str, Element], calls: Iterable[tuple[str, Iterable[str]]]) -> dict[str, int]:
    """By note, which of some blocks calls it first, itself or by another note.

    Of each block is given in which part it stands and what it calls. A note that nothing calls comes after another
    one, or at the beginning of a part.
    """
    following: dict[str, list[str]] = {}
    for name, note in notes.items():
        if after := note.get("data-after"):
            following.setdefault(after, []).append(name)
    found: dict[str, int] = {}
    for at, (part, called) in enumerate(calls):
        waiting = [*following.pop(part, ()), *called]
        while waiting:
            name = waiting.pop()
            if name in notes and name not in found:
                found[name] = at
                waiting += (*_called(notes[name]), *following.get(name, ()))
    return found


def _called(block: Element) -> Iterator[str]:
    """The ids of the notes that are called in an element."""
    for inner in block.iter("{*}a", "{*}span"):
        if "call" in classes(inner):
            yield (inner.get("href") or "").removeprefix("#")
        elif entry := inner.get("data-entry"):
            yield entry


def _copy(tree: Element) -> Element:
    """A copy without what follows."""
    made = deepcopy(tree)
    made.tail = None
    return made


def _bare(tree: Element) -> Element:
    """The element without what is in it."""
    made = element(name_of(tree))
    for name, value in tree.items():
        made.set(name, value)
    return made


def _stand_in(tree: Element) -> Element:
    made = _bare(tree)
    for name in _SAYS_LITTLE:
        if name in made.attrib:
            del made.attrib[name]
    made.set(ELSEWHERE, "")
    return made
