"""Mark in the text where the pages of the printed book begin.

Enters: the files, and for each page what it begins in: the id of a block, and how many letters and digits of
it stand on the pages before. Leaves: the pages with the ids of their marks, and where in each file these belong.
Letters are counted because print and e-book differ in all else: in hyphens, in spaces, in the signs of lists. What
has been counted to is compared with the words that the page begins with, and sought nearby where it does not agree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from emendata.publish.epub.counting import Counted, Point, small
from emendata.publish.epub.files import File
from emendata.publish.semantic.model import Page, PrintedPage
from emendata.publish.xhtml import TYPE, XHTML, Element, element, set_attribute

_NEAR = 3_000
"""Letters by which a page may begin earlier or later than counted: print has numbers of its own in lists."""
_KNOWN_BY = (40, 20, 10)
"""Letters by which the words that a page begins with are sought: lines side by side are read in either order."""
_A = f"{{{XHTML}}}a"


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a page in a piece of the text."""

    id: str
    folio: str
    at: int
    """How many letters of the piece stand before it."""


# ------------------------------------------------------------------- finding the pages


def found(made: Sequence[File], printed: Sequence[PrintedPage]) -> tuple[tuple[Page, ...], list[tuple[Mark, ...]]]:
    """The pages that have a place, in the order of reading, and the marks to be put into each file."""
    text = Text(made)
    places = _places_of(text, printed)
    used = {name for file in made for name in file.outline.ids}
    marks: list[list[Mark]] = [[] for _ in made]
    pages: list[Page] = []
    # from the end: of two pages of one folio the later has its plain name
    for page, at in reversed(places):
        name = f"printed-{page.folio}"
        while name in used:
            name += "-again"
        used.add(name)
        pages.append(Page(name, page.folio))
        number, before = text.piece(at)
        marks[number].append(Mark(name, page.folio, at - before))
    return tuple(reversed(pages)), [tuple(reversed(own)) for own in marks]


def _places_of(text: Text, printed: Sequence[PrintedPage]) -> list[tuple[PrintedPage, int]]:
    """The pages that have a place, as they are read: a translation has been printed on every other page."""
    placed: list[tuple[int, PrintedPage]] = []
    more = 0
    block = ""
    for page in printed:
        if page.after != block:
            block, more = page.after, 0
        counted = text.counted(page)
        at = text.find(page, counted + more) if counted >= 0 else -1
        if page.folio and at >= 0:
            placed.append((at, page))
            # what print has less or more than the e-book, it has on all later pages of the block
            more = at - counted
    return [(page, at) for at, page in sorted(placed, key=lambda one: one[0])]


class Text:
    """The letters and digits of the text from the first file to the last."""

    def __init__(self, made: Sequence[File]) -> None:
        self._outlines = [file.outline for file in made]
        self._before = [0, *accumulate(len(own.letters) for own in self._outlines)][:-1]
        """The letters before each file."""
        self._piece_of = {name: at for at, own in reversed(list(enumerate(self._outlines))) for name in own.begins}
        self.letters = "".join(own.letters for own in self._outlines)

    def counted(self, page: PrintedPage) -> int:
        """How many letters stand before the page, if print has as many; -1 if nothing here has that id."""
        number = self._piece_of.get(page.after)
        if number is None:
            return -1
        return self._before[number] + self._outlines[number].begins[page.after] + page.letters

    def find(self, page: PrintedPage, at: int) -> int:
        """How many letters stand before the page, about so many; -1 if it is nowhere to be found."""
        begins = small(page.begins)
        if at < len(self.letters) and (not page.letters or self.letters.startswith(begins, at)):
            return at
        if not begins:
            return -1
        low = max(at - _NEAR, 0)
        near = self.letters[low : at + _NEAR]
        for length in _KNOWN_BY:
            if there := [low + n for n in _places(near, begins[:length])]:
                return min(there, key=lambda n: abs(n - at))
        return -1

    def piece(self, at: int) -> tuple[int, int]:
        """In which file the letter of this number stands, and how many letters before that file."""
        number = bisect_right(self._before, at) - 1
        return number, self._before[number]


# ----------------------------------------------------------------------- marking them


def mark_pages(html: Element, marks: Sequence[Mark]) -> None:
    """Put a mark at the beginning of each page; the source's pages are no longer marked."""
    # what is found by counting would be found elsewhere once there are marks, so all are found first
    counted = Counted(html) if marks else None
    points = [counted.point(mark.at) for mark in marks] if counted else []
    for tree in html.iter("*"):
        if tree.get(TYPE) == "pagebreak":
            _unmark(tree)
    # from the end, so that a point keeps its place while marks are put behind it
    for mark, point in zip(reversed(marks), reversed(points), strict=True):
        span = element("span", {"id": mark.id, "class": "pagebreak", TYPE: "pagebreak", "role": "doc-pagebreak"})
        set_attribute(span, "aria-label", mark.folio)
        _put(span, point)


def _places(text: str, sought: str) -> Iterator[int]:
    at = text.find(sought)
    while at >= 0:
        yield at
        at = text.find(sought, at + 1)


def _unmark(tree: Element) -> None:
    """What marked a page of the source is a point like any other that a reference may lead to."""
    for name in (TYPE, "role", "class", "aria-label"):
        if name in tree.attrib:
            del tree.attrib[name]


def _put(mark: Element, point: Point) -> None:
    tree, at = point.tree, point.at
    around = tree if not point.tail else tree.getparent()
    if around is not None and (around.tag == _A or next(around.iterancestors(_A), None) is not None):
        link = around if around.tag == _A else next(around.iterancestors(_A))
        _before(mark, link)
    elif point.tail:
        mark.tail, tree.tail = (tree.tail or "")[at:], (tree.tail or "")[:at]
        if (parent := tree.getparent()) is not None:
            parent.insert(parent.index(tree) + 1, mark)
    else:
        mark.tail, tree.text = (tree.text or "")[at:], (tree.text or "")[:at]
        tree.insert(0, mark)


def _before(mark: Element, tree: Element) -> None:
    parent = tree.getparent()
    if parent is not None:
        parent.insert(parent.index(tree), mark)
