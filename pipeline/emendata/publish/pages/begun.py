"""Say where in the text each page begins, for an e-book that wants to name the same pages.

Enters: the galley, the pages made of it and the blocks of the text. Leaves: a `PrintedPage` for each
page that has text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from emendata.publish.pages.markup import CONTENTS
from emendata.publish.pages.paginate import Leaf
from emendata.publish.pages.slugs import Galley
from emendata.publish.semantic.model import Book, PrintedPage
from emendata.publish.xhtml import BLOCKS

_NO_LETTERS = re.compile(r"[\W_]+")
_SHOWN = 40
"""Letters by which the beginning of a page is known again."""


def blocks(book: Book) -> frozenset[str]:
    """The ids of blocks: what has one of these begins where a line begins."""
    return frozenset(
        name for section in book.sections for tree in section.html.iter(*BLOCKS) if (name := tree.get("id"))
    )


def begun(galley: Galley, leaves: Sequence[Leaf], known: Collection[str]) -> tuple[PrintedPage, ...]:
    """Where the pages begin; those that are blank, or hold nothing but the contents, begin nowhere."""
    return tuple(_begun(galley, leaves, known))


def _begun(galley: Galley, leaves: Sequence[Leaf], known: Collection[str]) -> Iterator[PrintedPage]:
    place = _Place(known)
    places: list[tuple[str, int]] = []
    for slug in galley.text:
        place.begin(slug.ids)
        places.append((place.block, place.letters))
        place.letters += len(letters(slug.text))
    for leaf in leaves:
        own = [n for n, _ in leaf.made.text]
        # a figure that has moved to the head of a page is read where it was
        first = min((n for n in own if not galley.text[n].floats), default=min(own, default=-1))
        if first >= 0 and places[first][0]:
            begins = "".join(letters(galley.text[n].text) for n in own if n >= first)
            yield PrintedPage(leaf.folio, *places[first], begins[:_SHOWN])


class _Place:
    """How far the text has been read."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self.block = ""
        """The last block that has begun; none within the contents."""
        self.letters = 0
        """Read since."""

    def begin(self, ids: Sequence[str]) -> None:
        """Something begins here."""
        if CONTENTS in ids:
            self.block = ""
        if name := next((name for name in ids if name in self.known), ""):
            self.block, self.letters = name, 0


def letters(text: str) -> str:
    """The letters and digits of a text: what print and e-book have in common."""
    return _NO_LETTERS.sub("", text)
