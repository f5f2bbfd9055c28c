"""Trouble as data: a code, a place, a message and a hint.

Codes: ``A…`` acquire, ``N…`` normalise, ``C…`` corrections, ``E…`` edition.yaml, ``K…`` check
(queries to the editor), ``S…`` settled.yaml, ``X…`` apparatus and collation, ``Y…`` adding to these files,
``T…`` a translation that faces the text, ``P…`` publish, ``D…`` comparing builds, ``B…`` the build itself.
`docs/diagnostics.md` lists them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "query"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: line and column count from 1; 0 where they are not known."""

    file: str
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.col:
                parts.append(str(self.col))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that somebody should know."""

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    context: str = ""
    """Of a query: the words it asks about, between ‹ and ›, with some of those around them."""
    read: str | None = None
    """Of a query: what should perhaps be read instead of those words."""
    id: str = ""
    """Of a query: its name for `emendata check --accept`, made from its code and its context."""

    def __str__(self) -> str:
        """``corrections.yaml:12:3: error C002: …`` and the hint on a line of its own."""
        text = f"{self.place}: {self.severity} {self.code}: {self.message}"
        return f"{text}\n    {self.hint}" if self.hint else text


class EmendataError(Exception):
    """The build cannot go on; it carries one or more diagnostics of severity ``error``."""

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic]) -> None:
        self.diagnostics = (
            (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        )
        super().__init__("\n".join(map(str, self.diagnostics)))


def error(code: str, place: Place, message: str, hint: str = "") -> EmendataError:
    """An `EmendataError` with one diagnostic, to be raised."""
    return EmendataError(Diagnostic(code, "error", place, message, hint))


class Lines:
    """Line and column of a character offset in one file's text."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        starts, at = [0], text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def place(self, offset: int) -> Place:
        """The `Place` of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return Place(self.file, line, offset - self._starts[line - 1] + 1)
