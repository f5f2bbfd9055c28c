"""Give everything in the book an id that is unique in it and fit for every reading system."""

from __future__ import annotations

import re
from collections import defaultdict

from emendata.document.identity import ids
from emendata.document.model import Document
from emendata.publish.xhtml import PLAIN_ID


class Ids:
    """Hands out ids: those of the Document to whom they belong, and new ones that clash with none."""

    def __init__(self, document: Document) -> None:
        self._reserved = {name for name in ids(document) if PLAIN_ID.fullmatch(name)}
        self._used = set(_OF_THE_EBOOK)
        self._last: defaultdict[str, int] = defaultdict(lambda: 1)
        self.made: dict[str, str] = {}
        """The id in the book of what has this id in the Document (the first, if there are several)."""

    def given(self, name: str, otherwise: str) -> str:
        """The id for something that the Document calls `name`; made from `otherwise` if that cannot be."""
        if PLAIN_ID.fullmatch(name) and name not in self._used:
            self._used.add(name)
            made = name
        else:
            made = self.fresh(name if PLAIN_ID.fullmatch(name) else otherwise)
        if name:
            self.made.setdefault(name, made)
        return made

    def fresh(self, wanted: str) -> str:
        """`wanted`, or the first of ``wanted-2``, ``wanted-3`` … that nothing else has.

        It must begin with a letter; what cannot stand in an id becomes a hyphen.
        """
        if not (wanted.isascii() and wanted.isalnum()):
            wanted = _NOT_IN_ID.sub("-", wanted)
        made, n = wanted, self._last[wanted]
        while made in self._used or made in self._reserved:
            n += 1
            made = f"{wanted}-{n}"
        self._last[wanted] = n
        self._used.add(made)
        return made


_OF_THE_EBOOK = ("cover", "toc", "toc-h", "loi", "loi-h", "lot", "lot-h", "landmarks", "pages")
"""What the e-book has besides the text: an id should be one in the whole book, not in its file alone."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]+")
