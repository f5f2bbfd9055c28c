"""The words of a run of text, on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from emendata.document.model import Code, Emendation, Formula, Inline, LineBeginning, Text


def one_line(inlines: Iterable[Inline]) -> str:
    """The text without notes and markup, a space where a line begins."""
    return " ".join("".join(_pieces(inlines)).split())


def _pieces(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(text) | Code(text) | Formula(text):
                yield text
            case LineBeginning():
                yield " "
            case Emendation(corr=corr):
                yield from _pieces(corr)
            case _:
                yield from _pieces(getattr(inline, "children", ()))
