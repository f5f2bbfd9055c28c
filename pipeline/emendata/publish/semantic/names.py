"""Give everything in the book an id that is unique in it and fit for every reading system."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from emendata.document.identity import ids
from emendata.document.model import Document
from emendata.publish.xhtml import PLAIN_ID


@dataclass(slots=True)
class Given:
    """Ids that were handed out one after the other."""

    all: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    """Those that are not the Document's."""
    names: list[tuple[str, str]] = field(default_factory=list)
    """Of those of which the Document has a name: this, and the id."""
    passed: list[str] = field(default_factory=list)
    """What would have been an id, if it had not been one already."""
    last: dict[str, int] = field(default_factory=dict)
    """By what was wanted, the number of the last that was given for it."""


class Ids:
    """Hands out ids: those of the Document to whom they belong, and new ones that clash with none."""

    def __init__(self, document: Document) -> None:
        self._reserved = {name for name in ids(document) if PLAIN_ID.fullmatch(name)}
        self._used = set(_OF_THE_EBOOK)
        self._last: dict[str, int] = {}
        self.made: dict[str, str] = {}
        """The id in the book of what has this id in the Document (the first, if there are several)."""
        self.given_now = Given()
        """What was given since this was put here."""

    def given(self, name: str, otherwise: str) -> str:
        """The id for something that the Document calls `name`; made from `otherwise` if that cannot be."""
        if PLAIN_ID.fullmatch(name) and name not in self._used:
            self._used.add(name)
            self.given_now.all.append(name)
            made = name
        else:
            made = self.fresh(name if PLAIN_ID.fullmatch(name) else otherwise)
        if name:
            self.made.setdefault(name, made)
            self.given_now.names.append((name, made))
        return made

    def fresh(self, wanted: str) -> str:
        """`wanted`, or the first of ``wanted-2``, ``wanted-3`` … that nothing else has.

        It must begin with a letter; what cannot stand in an id becomes a hyphen.
        """
        if not (wanted.isascii() and wanted.isalnum()):
            wanted = _NOT_IN_ID.sub("-", wanted)
        made, n, now = wanted, self._last.get(wanted, 1), self.given_now
        while made in self._used or made in self._reserved:
            now.passed.append(made)
            n += 1
            made = f"{wanted}-{n}"
        if n > 1:
            self._last[wanted] = now.last[wanted] = n
        self._used.add(made)
        now.all.append(made)
        now.fresh.append(made)
        return made

    def by_themselves(self, given: Given) -> bool:
        """Whether these would be given so wherever the same is asked for, as long as nobody else has any of them."""
        return self._reserved.isdisjoint(given.passed) and set(given.all).issuperset(given.passed)

    def again(self, given: Given) -> bool:
        """Give the same as before, if they are what would be given now."""
        free = self._used.isdisjoint(given.all) and self._reserved.isdisjoint(given.fresh)
        if not free or not self._reserved.isdisjoint(given.passed):
            return False
        self._used.update(given.all)
        self._last.update(given.last)
        for name, made in given.names:
            self.made.setdefault(name, made)
        return True


_OF_THE_EBOOK = ("cover", "toc", "toc-h", "loi", "loi-h", "lot", "lot-h", "landmarks", "pages")
"""What the e-book has besides the text: an id should be one in the whole book, not in its file alone."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")
