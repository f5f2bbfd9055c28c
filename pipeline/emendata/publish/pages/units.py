"""Cut a book's manuscript into units that can be set in type apart.

Enters: the manuscript. Leaves: for each unit a document of its own, as bytes, in which stands a run of blocks
with all that they are in, and the notes that are called there. What comes before and after a block is left in
place as an empty element that is not displayed, for the sake of selectors such as ``h2 + p``.

A unit ends where a part does, and in a long part wherever the text itself gives a sign to end one:
so a change in one place leaves the units of the rest as they were.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from emendata.publish.xhtml import Element, classes, element, name_of

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
    refers: bool
    """Does it name pages?"""
    images: tuple[str, ...]
    """Addresses."""


def units(html: Element, sheets: Sequence[str]) -> list[Unit]:
    """The units of a manuscript whose body has its parts and then the foot; `sheets` are its style sheets."""
    *parts, foot = html[1]
    text = "\n".join(sheets)
    if _COUNTS.search(text):
        return [_whole(html)]
    cutter = _Cutter(html, parts, foot, all_siblings=bool(_COUNTS_SIBLINGS.search(text)))
    return [cutter.unit(run) for run in cutter.runs]


def _whole(html: Element) -> Unit:
    # A style sheet that counts through the book, or looks ahead, needs it in one piece.
    return _unit(html)


def _unit(html: Element) -> Unit:
    refers = any("page-of" in classes(span) for span in html.iter("{*}span"))
    images = (image.get("src") or "" for image in html.iter("{*}img"))
    return Unit(etree.tostring(html), refers, tuple(sorted(set(images))))


class _Cutter:
    def __init__(self, html: Element, parts: Sequence[Element], foot: Element, all_siblings: bool) -> None:
        self.html, self.parts, self.foot, self.all_siblings = html, parts, foot, all_siblings
        self.names: dict[Element, str] = {}
        """Of elements that may go on from unit to unit."""
        self.runs: list[list[Element]] = []
        for number, part in enumerate(parts):
            self.runs += _runs(list(self._blocks(part, f"part-{number}")))
        self.run_of = {block: at for at, run in enumerate(self.runs) for block in run}
        self.spans: dict[Element, tuple[int, int]] = {}
        """For each section, its first and last run."""
        for at, run in enumerate(self.runs):
            for block in run:
                for around in _around(block):
                    first, _ = self.spans.setdefault(around, (at, at))
                    self.spans[around] = first, at
        self.notes = self._notes()

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

    # -------------------------------------------------------------------------- notes

    def _notes(self) -> dict[Element, int]:
        """The run that each note is set with: that of its first call, or of what it comes after."""
        notes = {
            note.get("data-id") or "": note
            for strip in self.foot
            for note in strip
            if "note" in classes(note) and note.get("data-id")
        }
        found: dict[str, int] = {}
        following: dict[str, list[str]] = {}
        """Notes that nothing calls, by the note or the part that they come after."""
        for name, note in notes.items():
            if after := note.get("data-after"):
                following.setdefault(after, []).append(name)

        def call(names: Iterable[str], at: int) -> None:
            for name in names:
                if name in notes and name not in found:
                    found[name] = at
                    call(_called(notes[name]), at)
                    call(following.get(name, ()), at)

        begun: set[str] = set()
        for at, run in enumerate(self.runs):
            for block in run:
                part = f"part-{self._part_of(block)}"
                if part not in begun:
                    begun.add(part)
                    call(following.get(part, ()), at)
                call(_called(block), at)
        call(notes, len(self.runs) - 1)
        return {notes[name]: at for name, at in found.items()}

    def _part_of(self, block: Element) -> str:
        """The number of the part that a block is, or is in."""
        return next(
            (part.get("data-part") or "" for part in (block, *_around(block)) if part.get("data-part")), ""
        )

    # -------------------------------------------------------------------------- units

    def unit(self, run: Sequence[Element]) -> Unit:
        at = self.run_of[run[0]]
        html = _bare(self.html)
        html.append(_copy(self.html[0]))
        body = _bare(self.html[1])
        body.set(BEGUN, "body")
        body.set(GOES_ON, "body")
        html.append(body)
        self._fill(body, self.parts, at)
        foot = _bare(self.foot)
        body.append(foot)
        for strip in self.foot:
            copy = _bare(strip)
            foot.append(copy)
            for inner in strip:
                if inner not in self.notes or self.notes[inner] == at:
                    copy.append(_copy(inner))
        return _unit(html)

    def _fill(self, copy: Element, children: Sequence[Element], at: int) -> None:
        """What of the children stands in the unit, between stand-ins for its neighbours."""
        inside = [self._extent(child) for child in children]
        first = next(n for n, (begin, end) in enumerate(inside) if begin <= at <= end)
        last = len(inside) - 1 - next(n for n, (begin, end) in enumerate(inside[::-1]) if begin <= at <= end)
        if not self.all_siblings:
            children = children[max(0, first - 1) : last + 2]
        for child in children:
            begin, end = self._extent(child)
            if not begin <= at <= end:
                copy.append(_stand_in(child))
            elif child in self.names:
                made = _bare(child)
                if begin < at:
                    made.set(BEGUN, self.names[child])
                if end > at:
                    made.set(GOES_ON, self.names[child])
                copy.append(made)
                made.text = child.text
                self._fill(made, [inner for inner in child if isinstance(inner.tag, str)], at)
            else:
                copy.append(_copy(child))

    def _extent(self, child: Element) -> tuple[int, int]:
        """The first and the last run that an element has a part in."""
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
