"""Running text by character position: read it, find where a character came from, cut it, replace a part.

Positions count the characters of `reading`, the text as a reader sees it. Calls, anchors, page
beginnings and whatever else has no text are zero characters wide and stand between two positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from emendata.document.model import (
    Anchor,
    Code,
    Emendation,
    Formula,
    Inline,
    Inlines,
    LineBeginning,
    Milestone,
    NoteCall,
    Origin,
    PageBeginning,
    Parent,
    Text,
)
from emendata.document.normal import joined

Movable = NoteCall | Anchor | PageBeginning | Milestone
"""What must survive a change of the words around it."""


def reading(inlines: Iterable[Inline]) -> str:
    """The text as a reader sees it: corrections applied, the beginning of a line as a line end."""
    parts: list[str] = []
    _read(inlines, parts)
    return "".join(parts)


def _read(inlines: Iterable[Inline], parts: list[str]) -> None:
    for inline in inlines:
        if isinstance(inline, Text | Code | Formula):
            parts.append(inline.text)
        elif isinstance(inline, LineBeginning):
            parts.append("\n" if inline.forced else "")
        else:
            _read(_inner(inline), parts)


def _inner(inline: Inline) -> Inlines:
    """What an element holds of the running text."""
    if isinstance(inline, Emendation):
        return inline.corr
    return inline.children if isinstance(inline, Parent) else ()


def width(inline: Inline) -> int:
    """How many characters of the reading text an inline has."""
    if isinstance(inline, Text | Code | Formula):
        return len(inline.text)
    if isinstance(inline, LineBeginning):
        return 1 if inline.forced else 0
    return sum(map(width, _inner(inline)))


def positions(inlines: Iterable[Inline], start: int = 0) -> Iterator[tuple[int, Inline]]:
    """Every inline with the position where it begins, outer before inner."""
    for inline in inlines:
        yield start, inline
        if inner := _inner(inline):
            yield from positions(inner, start)
        start += width(inline)


# ------------------------------------------------------------------ provenance


def origin_at(inlines: Iterable[Inline], position: int) -> Origin | None:
    """Where the character at `position` stands in its source; else the nearest character that has a place."""
    found: Origin | None = None
    for start, inline in positions(inlines):
        if start > position and found:
            break
        if isinstance(inline, Text) and inline.origins:
            found = _origin_of(inline, max(position - start, 0))
            if start <= position < start + len(inline.text):
                break
    return found


def _origin_of(text: Text, offset: int) -> Origin:
    for origin in text.origins:
        length = max(1, origin.end - origin.start)  # an empty origin is that of one space
        if offset < length:
            return replace(origin, start=origin.start + offset)
        offset -= length
    last = text.origins[-1]
    return replace(last, start=max(last.start, last.end - 1))


def _split_origins(origins: tuple[Origin, ...], at: int) -> tuple[tuple[Origin, ...], tuple[Origin, ...]]:
    """The origins of the first `at` characters, and of the others."""
    for index, origin in enumerate(origins):
        length = max(1, origin.end - origin.start)  # an empty origin is that of one space
        if at < length:
            middle = origin.start + at
            left = (*origins[:index], replace(origin, end=middle)) if at else origins[:index]
            return left, (replace(origin, start=middle), *origins[index + 1 :])
        at -= length
    return origins, ()


# --------------------------------------------------------------------- cutting


def cut(inlines: Inlines, at: int, *, empty_left: bool = True) -> tuple[Inlines, Inlines]:
    """What stands before position `at`, and what after it; an element across it is there twice.

    What has no width and stands right at the cut goes with the first part, or with the second if
    `empty_left` is false. Formulas and emendations are not cut (see `solid`): they go with the second.
    """
    left: list[Inline] = []
    before: Inlines
    after: Inlines
    rest = iter(inlines)
    for inline in rest:
        wide = width(inline)
        at_its_edge = at in (0, wide)
        if at_its_edge and not (isinstance(inline, Parent) and wide):
            goes_left = at > 0 or (not wide and empty_left)
            before, after = ((inline,), ()) if goes_left else ((), (inline,))
        elif wide < at:
            before, after = (inline,), ()
        elif isinstance(inline, Formula | Emendation):
            before, after = (), (inline,)
        else:
            before, after = _cut_inline(inline, at, empty_left)
        left += before
        at -= wide if not after else at
        if after:
            return joined(left), joined((*after, *rest))
    return joined(left), ()


def _cut_inline(inline: Inline, at: int, empty_left: bool) -> tuple[Inlines, Inlines]:
    if isinstance(inline, Text):
        first, second = _split_origins(inline.origins, at)
        return (Text(inline.text[:at], first),), (Text(inline.text[at:], second),)
    if isinstance(inline, Code):
        return (replace(inline, text=inline.text[:at]),), (replace(inline, text=inline.text[at:]),)
    assert isinstance(inline, Parent), "nothing else is wide enough to be cut"
    before, after = cut(inline.children, at, empty_left=empty_left)
    return (
        (replace(inline, children=before),) if before else (),
        (replace(inline, children=after),) if after else (),
    )


def solid(inlines: Inlines, start: int, end: int) -> Inline | None:
    """An emendation that touches ``[start, end)``, or a formula that lies only partly in it."""
    for at, inline in positions(inlines):
        if at >= end:
            break
        if isinstance(inline, Formula | Emendation) and at + width(inline) > start:
            wholly = start <= at and at + width(inline) <= end
            if not (wholly and isinstance(inline, Formula)):
                return inline
        elif isinstance(inline, Emendation) and start < at < end:
            return inline
    return None


def replaced(
    inlines: Inlines,
    start: int,
    end: int,
    make: Callable[[Inlines], Inlines],
    enter: Callable[[Inline], bool] = lambda _: True,
) -> Inlines:
    """The inlines with ``[start, end)`` replaced by what `make` makes of it.

    It stays within the innermost element that holds all of it and that `enter` accepts (an empty
    range: the element whose text ends there). Where it runs across the border of an element, that
    element is cut.
    """
    at = 0
    for index, inline in enumerate(inlines):
        stop = at + width(inline)
        holds = at <= start and end <= stop if start < end else (at < start or at == 0) and start <= stop
        if holds and stop > at and isinstance(inline, Parent) and enter(inline):
            children = replaced(inline.children, start - at, end - at, make, enter)
            inner = (replace(inline, children=children),) if children else ()
            return joined((*inlines[:index], *inner, *inlines[index + 1 :]))
        if stop > end:
            break
        at = stop
    before, rest = cut(inlines, start)
    within, after = cut(rest, end - start, empty_left=False)
    return joined((*before, *make(within), *after))


def holders(inlines: Inlines, start: int, end: int) -> Iterator[Inline]:
    """The elements that hold all of ``[start, end)``, outer before inner."""
    for at, inline in positions(inlines):
        if at > start:
            return
        if isinstance(inline, Parent) and start < end <= at + width(inline):
            yield inline


def lifted(inlines: Inlines) -> tuple[Inlines, Inlines]:
    """The calls, anchors and page beginnings, and the rest without them."""
    found = tuple(inline for _, inline in positions(inlines) if isinstance(inline, Movable))
    return found, _without_movables(inlines) if found else inlines


def _without_movables(inlines: Inlines) -> Inlines:
    kept: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Movable):
            continue
        if isinstance(inline, Parent) and inline.children:
            if inner := _without_movables(inline.children):
                kept.append(replace(inline, children=inner))
        else:
            kept.append(inline)
    return joined(kept)
