"""Bring sequences of inlines into the Document's normal form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from emendata.document.model import (
    Code,
    Emendation,
    Formula,
    Gap,
    Graphic,
    Inline,
    Inlines,
    Parent,
    Ref,
    Space,
    Text,
)


def joined(inlines: Iterable[Inline]) -> Inlines:
    """The same inlines without empty `Text` and with neighbouring `Text` merged, origins in order."""
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            if not inline.text:
                continue
            if out and isinstance(last := out[-1], Text):
                out[-1] = Text(last.text + inline.text, last.origins + inline.origins)
                continue
        out.append(inline)
    return tuple(out)


def folded(inlines: Iterable[Inline]) -> Inlines:
    """`joined`, with each run of white space (not U+00A0) one space and none at either end.

    Works across the borders of nested inlines: ``a <hi> b</hi>`` keeps one space, the first.
    """
    folded_, _ = _fold(joined(inlines), True)
    return joined(_stripped_end(folded_))


_SPACE = " \t\n\r\f\v"


def _fold_text(text: str, after_space: bool) -> str:
    out = " ".join(part for part in _split(text))
    if text[0] in _SPACE and not after_space and not out.startswith(" "):
        out = " " + out
    if text[-1] in _SPACE and out and not out.endswith(" "):
        out += " "
    return out


def _split(text: str) -> list[str]:
    # str.split() would also take U+00A0 and other spaces that mean something
    for c in _SPACE[1:]:
        if c in text:
            text = text.replace(c, " ")
    return [part for part in text.split(" ") if part]


def _fold(inlines: Inlines, after_space: bool) -> tuple[Inlines, bool]:
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text):
            text = _fold_text(inline.text, after_space)
            if text:
                after_space = text.endswith(" ")
                out.append(replace(inline, text=text))
        elif isinstance(inline, Parent):
            children, after_space = _fold(joined(inline.children), after_space)
            out.append(inline := replace(inline, children=children))
            if _names_place(inline):
                after_space = False
        else:
            out.append(inline)
            if isinstance(inline, Code | Formula | Graphic | Gap | Space | Emendation):
                after_space = False
    return tuple(out), after_space


def _names_place(inline: Inline) -> bool:
    """Whether it is a reference without words, in whose place the books say where it leads."""
    return isinstance(inline, Ref) and not inline.children and inline.target.startswith("#")


def _stripped_end(inlines: Inlines) -> Inlines:
    """Without white space at the end, also where the end lies inside an element."""
    out = list(inlines)
    while out:
        last = out[-1]
        if isinstance(last, Text):
            text = last.text.rstrip(_SPACE)
            out[-1:] = [replace(last, text=text)] if text else []
            if text:
                break
        elif _names_place(last):
            break
        elif isinstance(last, Parent) and last.children:
            out[-1] = replace(last, children=_stripped_end(last.children))
            break
        else:
            break
    return tuple(out)
