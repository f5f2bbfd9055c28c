"""Put anchors between the characters of running text.

Positions count the characters of `cutting.reading`. An anchor that begins a stretch stands right before
its first character, one that ends it right after its last: calls and page beginnings stay outside.
Formulas and emendations are not cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emendata.document.cutting import _split_origins, width
from emendata.document.model import Anchor, Code, Inline, Inlines, Parent, Text


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchor to be put somewhere."""

    at: int
    id: str
    ends: bool = False
    """Whether it ends a stretch, and belongs to the character before it."""


def anchored(inlines: Inlines, marks: Sequence[Mark]) -> Inlines:
    """The inlines with the anchors, which come in their order: by position, and there ends before beginnings."""
    work = _Work(list(marks))
    done = [*work.inlines(inlines), *(Anchor(mark.id) for mark in work.left())]
    return tuple(done)


class _Work:
    def __init__(self, marks: list[Mark]) -> None:
        self._ends = [mark for mark in marks if mark.ends][::-1]
        self._begins = [mark for mark in marks if not mark.ends][::-1]
        self._at = 0

    def left(self) -> list[Mark]:
        """Those whose place is after everything."""
        return [*self._ends[::-1], *self._begins[::-1]]

    def inlines(self, inlines: Inlines) -> list[Inline]:
        out: list[Inline] = []
        for inline in inlines:
            if isinstance(inline, Text | Code):
                self._text(inline, out)
            elif isinstance(inline, Parent) and inline.children:
                out.append(replace(inline, children=tuple(self.inlines(inline.children))))
            elif wide := width(inline):
                self._begin(out)
                out.append(inline)
                self._at += wide
                self._end(out)
            else:
                out.append(inline)
        return out

    def _text(self, inline: Text | Code, out: list[Inline]) -> None:
        stop = self._at + len(inline.text)
        while self._at < stop:
            self._begin(out)
            end = min(stop, *(marks[-1].at for marks in (self._begins, self._ends) if marks), stop)
            head, inline = _cut(inline, end - self._at)
            out.append(head)
            self._at = end
            self._end(out)

    def _begin(self, out: list[Inline]) -> None:
        while self._begins and self._begins[-1].at <= self._at:
            out.append(Anchor(self._begins.pop().id))

    def _end(self, out: list[Inline]) -> None:
        while self._ends and self._ends[-1].at <= self._at:
            out.append(Anchor(self._ends.pop().id))


def _cut(inline: Text | Code, at: int) -> tuple[Inline, Text | Code]:
    if isinstance(inline, Code):
        return Code(inline.text[:at]), Code(inline.text[at:])
    first, second = _split_origins(inline.origins, at)
    return Text(inline.text[:at], first), Text(inline.text[at:], second)
