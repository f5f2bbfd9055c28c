"""Mark in the text where the pages of the printed book begin.

Enters: the files, and for each page what it begins in: the id of a block, and how many letters and digits of
it stand on the pages before. Leaves: the pages with the ids of their marks. Letters are counted because
print and e-book differ in all else: in hyphens, in spaces, in the signs of lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from emendata.publish.epub.files import File
from emendata.publish.semantic.model import Page, PrintedPage
from emendata.publish.xhtml import TYPE, XHTML, Element, classes, element, set_attribute

_NOT_IN_PRINT = frozenset(("notes", "letter", "back", "pagebreak", "page-of"))
"""Classes of what stands in the text of the e-book alone, or elsewhere in print."""
_A = f"{{{XHTML}}}a"


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
    found = [
        (page, point)
        for page in printed
        if page.folio and page.after in named and (point := _point(named[page.after], page.letters))
    ]
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


def _unmark(tree: Element) -> None:
    """What marked a page of the source is a point like any other that a reference may lead to."""
    for name in (TYPE, "role", "class", "aria-label"):
        if name in tree.attrib:
            del tree.attrib[name]


def _point(tree: Element, letters: int) -> _Point | None:
    """The point in `tree`, or after it, that so many letters and digits come before."""
    for text, point in _runs(tree):
        for at, character in enumerate(text):
            if character.isalnum():
                if not letters:
                    return _Point(point.tree, point.tail, _word(text, at))
                letters -= 1
    return None


def _word(text: str, at: int) -> int:
    """Where what belongs to the word that begins here begins: an opening bracket or quotation mark."""
    while at and not (text[at - 1].isspace() or text[at - 1].isalnum()):
        at -= 1
    return at


def _runs(tree: Element) -> Iterator[tuple[str, _Point]]:
    """The text from the beginning of the element to the end of the section of the book."""
    yield from _inside(tree)
    while (parent := tree.getparent()) is not None:
        yield tree.tail or "", _Point(tree, True, 0)
        for later in tree.itersiblings("*"):
            yield from _inside(later)
            yield later.tail or "", _Point(later, True, 0)
        tree = parent


def _inside(tree: Element) -> Iterator[tuple[str, _Point]]:
    if _NOT_IN_PRINT.intersection(classes(tree)):
        return
    yield tree.text or "", _Point(tree, False, 0)
    for inner in tree.iterchildren("*"):
        yield from _inside(inner)
        yield inner.tail or "", _Point(inner, True, 0)


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
