"""Count the letters and digits of the text that stand in print too: so the pages of the printed book are found.

Enters: a piece of the text. Leaves: these letters, how many of them stand before each element, and where each stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from emendata.publish.semantic.reading import letters
from emendata.publish.xhtml import Element, classes

_NOT_IN_PRINT = frozenset(("notes", "letter", "back", "pagebreak", "page-of"))
"""Classes of what stands in the text of the e-book alone, or elsewhere in print."""
_CAPITAL = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in running text."""

    tree: Element
    tail: bool
    """Is it in the text after the element, or in that at its beginning?"""
    at: int


class Counted:
    """The letters of a piece, and where each stands."""

    def __init__(self, html: Element) -> None:
        self.begins: dict[str, int] = {}
        """By id, how many letters stand before the element."""
        self._runs: list[tuple[str, Point]] = []
        self._before: list[int] = []
        """The letters before each run."""
        found: list[str] = []
        count = 0
        for text, point in self._inside(html):
            if isinstance(text, str):
                own = letters(text)
                if own:
                    self._runs.append((text, point))
                    self._before.append(count)
                    found.append(own)
                    count += len(own)
            else:
                self.begins.setdefault(text.get("id") or "", count)
        self.letters = small("".join(found))

    def _inside(self, tree: Element) -> Iterator[tuple[str | Element, Point]]:
        """The text of an element, and before it each element itself."""
        if _NOT_IN_PRINT.intersection(classes(tree)):
            return
        yield tree, Point(tree, False, 0)
        yield tree.text or "", Point(tree, False, 0)
        for inner in tree.iterchildren("*"):
            yield from self._inside(inner)
            yield inner.tail or "", Point(inner, True, 0)

    def point(self, at: int) -> Point:
        """Where the letter of this number stands."""
        n = bisect_right(self._before, at) - 1
        text, point = self._runs[n]
        before = at - self._before[n]
        place = next(islice((i for i, c in enumerate(text) if c.isalnum()), before, None))
        return Point(point.tree, point.tail, _word(text, place))


def small(letters: str) -> str:
    """In small letters, since print may set a word in capitals; letter by letter, and as many."""
    lower = letters.lower()
    if len(lower) == len(letters) and "Σ" not in letters:  # which is ς or σ by what stands beside it
        return lower
    return _CAPITAL.sub(_one_small, letters)


def _one_small(found: re.Match[str]) -> str:
    lower = found[0].lower()
    return lower if len(lower) == 1 else found[0]


def _word(text: str, at: int) -> int:
    """Where what belongs to the word that begins here begins: an opening bracket or quotation mark."""
    while at and not (text[at - 1].isspace() or text[at - 1].isalnum()):
        at -= 1
    return at
