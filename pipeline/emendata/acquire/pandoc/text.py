"""Runs of text: in normal form, and as plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from emendata.document.model import Code, Emendation, Formula, Inline, Inlines, LineBeginning, Parent, Text
from emendata.document.normal import folded


def tidy(inlines: Iterable[Inline]) -> Inlines:
    """The inlines in normal form, without elements that hold nothing."""
    return folded(_without_empty(folded(inlines)))


def _without_empty(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        if isinstance(inline, Parent):
            if children := tuple(_without_empty(inline.children)):
                yield replace(inline, children=children)
        else:
            yield inline


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
