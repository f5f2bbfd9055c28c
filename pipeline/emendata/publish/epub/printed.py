"""Mark in the text where the pages of the printed book begin.

Enters: the files, and for each page what it begins in: the id of a block, and how many letters and digits of
it stand on the pages before. Leaves: the pages with the ids of their marks. Letters are counted because
print and e-book differ in all else: in hyphens, in spaces, in the signs of lists. What has been counted to is
compared with the words that the page begins with, and sought nearby where it does not agree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from emendata.publish.epub.files import File
from emendata.publish.semantic.model import Page, PrintedPage
from emendata.publish.xhtml import TYPE, XHTML, Element, classes, element, set_attribute

_NOT_IN_PRINT = frozenset(("notes", "letter", "back", "pagebreak", "page-of"))
"""Classes of what stands in the text of the e-book alone, or elsewhere in print."""
_NEAR = 3_000
"""Letters by which a page may begin earlier or later than counted: print has numbers of its own in lists."""
_KNOWN_BY = (40, 20, 10)
"""Letters by which the words that a page begins with are sought: lines side by side are read in either order."""
_A = f"{{{XHTML}}}a"
_NO_LETTERS = re.compile(r"[\W_]+")
_CAPITAL = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class _Point:
    """A point in running text."""

    tree: Element
    tail: bool
    """Is it in the text after the element, or in that at its beginning?"""
    at: int


def mark_printed_pages(made: Sequence[File], printed: Sequence[PrintedPage]) -> tuple[Page, ...]:
    """Put a mark at the beginning of each page that can be found; the source's pages are no longer marked."""
    named = {name: tree for file in made for tree in file.html.iter("*") if (name := tree.get("id"))}
    # what is found by counting would be found elsewhere once there are marks, so all are found first
    found = _found(_Stream(made), printed) if printed else []
    for tree in named.values():
        if tree.get(TYPE) == "pagebreak":
            _unmark(tree)
    pages: dict[str, Page] = {}
    # from the end, so that a point keeps its place while marks are put behind it
    for page, point in reversed(found):
        name = f"printed-{page.folio}"
        while name in named or name in pages:
            name += "-again"
        mark = element("span", {"id": name, "class": "pagebreak", TYPE: "pagebreak", "role": "doc-pagebreak"})
        set_attribute(mark, "aria-label", page.folio)
        pages[name] = Page(name, page.folio)
        _put(mark, point)
    return tuple(reversed(pages.values()))


def _found(stream: _Stream, printed: Sequence[PrintedPage]) -> list[tuple[PrintedPage, _Point]]:
    """The pages that have a place, as they are read: a translation has been printed on every other page."""
    found: list[tuple[int, PrintedPage]] = []
    more = 0
    block = ""
    for page in printed:
        if page.after != block:
            block, more = page.after, 0
        counted = stream.counted(page)
        at = stream.find(page, counted + more) if counted >= 0 else -1
        if page.folio and at >= 0:
            found.append((at, page))
            # what print has less or more than the e-book, it has on all later pages of the block
            more = at - counted
    return [(page, stream.point(at)) for at, page in sorted(found, key=lambda one: one[0])]


class _Stream:
    """The letters and digits of the text from the first file to the last, and where each stands."""

    def __init__(self, made: Sequence[File]) -> None:
        self.begins: dict[str, int] = {}
        """By id, how many letters stand before the element."""
        self._runs: list[tuple[str, _Point]] = []
        self._before: list[int] = []
        """The letters before each run."""
        letters: list[str] = []
        count = 0
        for file in made:
            for text, point in self._inside(file.html):
                if isinstance(text, str):
                    own = _NO_LETTERS.sub("", text)
                    if own:
                        self._runs.append((text, point))
                        self._before.append(count)
                        letters.append(own)
                        count += len(own)
                else:
                    self.begins.setdefault(text.get("id") or "", count)
        self.letters = _plain("".join(letters))

    def _inside(self, tree: Element) -> Iterator[tuple[str | Element, _Point]]:
        """The text of an element, and before it each element itself."""
        if _NOT_IN_PRINT.intersection(classes(tree)):
            return
        yield tree, _Point(tree, False, 0)
        yield tree.text or "", _Point(tree, False, 0)
        for inner in tree.iterchildren("*"):
            yield from self._inside(inner)
            yield inner.tail or "", _Point(inner, True, 0)

    def counted(self, page: PrintedPage) -> int:
        """How many letters stand before the page, if print has as many; -1 if nothing here has that id."""
        return self.begins[page.after] + page.letters if page.after in self.begins else -1

    def find(self, page: PrintedPage, at: int) -> int:
        """How many letters stand before the page, about so many; -1 if it is nowhere to be found."""
        begins = _plain(page.begins)
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

    def point(self, at: int) -> _Point:
        """Where the letter of this number stands."""
        n = bisect_right(self._before, at) - 1
        text, point = self._runs[n]
        letters = at - self._before[n]
        place = next(islice((i for i, c in enumerate(text) if c.isalnum()), letters, None))
        return _Point(point.tree, point.tail, _word(text, place))


def _plain(letters: str) -> str:
    """In small letters, since print may set a word in capitals; letter by letter, and as many."""
    small = letters.lower()
    if len(small) == len(letters) and "Σ" not in letters:  # which is ς or σ by what stands beside it
        return small
    return _CAPITAL.sub(_small, letters)


def _small(found: re.Match[str]) -> str:
    lower = found[0].lower()
    return lower if len(lower) == 1 else found[0]


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


def _word(text: str, at: int) -> int:
    """Where what belongs to the word that begins here begins: an opening bracket or quotation mark."""
    while at and not (text[at - 1].isspace() or text[at - 1].isalnum()):
        at -= 1
    return at


def _put(mark: Element, point: _Point) -> None:
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
