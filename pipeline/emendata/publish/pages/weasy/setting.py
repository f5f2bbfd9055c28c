"""Set paragraphs in lines, each as a whole and not line by line.

`set_whole_paragraphs` puts this in the place of WeasyPrint's line breaking, for the galley. A paragraph
is read as tokens (`paragraph`, `faces`), the ends of its lines are chosen together (`totalfit`), and the
lines are made (`lines`).

WeasyPrint itself sets what is not for these: lines beside floats, with boxes in them (images, leaders,
what is ``inline-block``), with preserved spaces or tabs, with ``::first-line`` or ``::first-letter``,
in columns of CSS, and those with a word longer than the line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from emendata.publish.pages.hyphenation import divisions
from emendata.publish.pages.totalfit import HYPHEN, OWN_HYPHEN, SHRINK, STRETCH, Stops, line_ends
from emendata.publish.pages.weasy.faces import Point
from emendata.publish.pages.weasy.lines import End, edge, lines
from emendata.publish.pages.weasy.paragraph import Paragraph, early, read
from emendata.publish.pages.weasy.running import UNBROKEN, unbroken

_STEPS = ((1.0, False, 2.5), (1.0, True, 2.5), (2.0, True, 2.5), (math.inf, True, 0.0))
"""What is tried, one after the other: how loose lines may be, whether words are divided, and how many ems
the last line must have."""
_SHORT = 4.0
"""A last line should be so many ems wide."""
_RAGGED = 3.0
"""What a line that is not justified may lack before it looks short, in ems."""


def set_whole_paragraphs() -> None:
    """Put it in; to be called once."""
    from weasyprint.layout import block
    from weasyprint.text import line_break

    line_by_line = block.iter_line_boxes

    def iter_line_boxes(
        context: Any,
        box: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        first_letter_style: Any,
        first_line_style: Any,
    ) -> Iterator[tuple[Any, Any]]:
        ours = not (skip_stack or first_letter_style or first_line_style or context.in_column) and not any(
            shape.position_y + shape.margin_height() > position_y for shape in context.excluded_shapes
        )
        if ours and getattr(context, "emendata_galley", False):
            made = _lines(box, containing_block, position_y)
            if made is not None:
                return iter(made)
        theirs: Iterator[tuple[Any, Any]] = line_by_line(
            context,
            box,
            position_y,
            bottom_space,
            skip_stack,
            containing_block,
            absolute_boxes,
            fixed_boxes,
            first_letter_style,
            first_line_style,
        )
        return theirs

    block.iter_line_boxes = iter_line_boxes
    line_break.pyphen = _Divisions


class _Divisions:
    """The same hyphenation for what WeasyPrint sets, in the place of pyphen."""

    def __init__(self, lang: str, left: int, right: int) -> None:
        self._lang, self._left, self._right = lang, left, right

    @staticmethod
    def language_fallback(lang: str) -> str:
        """The language itself: whether it has patterns is asked later."""
        return lang

    @classmethod
    def Pyphen(cls, lang: str, left: int, right: int) -> _Divisions:
        """What divides the words of a language."""
        return cls(lang, left, right)

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """The divisions of a word, from right to left."""
        return reversed(divisions(word, self._lang, 0, self._left, self._right))


def _lines(box: Any, block: Any, y: float) -> list[tuple[Any, Any]] | None:
    """The lines of a paragraph; None if WeasyPrint has to set it."""
    from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages

    resolve_percentages(box, block)
    resolve_one_percentage(box, "text_indent", block.width)
    paragraph = read(box, block.width)
    if paragraph is None:
        return None
    if UNBROKEN in str(block.element.get("class", "")).split():
        return unbroken(paragraph, box, block, y)
    ends: list[End] = []
    first, indent = 0, box.text_indent
    for forced in (*paragraph.forced, len(paragraph.tokens) - 1):
        while first < forced and not paragraph.tokens[first].words:
            first += 1  # a space that nothing stands before
        if first > forced or (forced not in paragraph.forced and not paragraph.tokens[first].words):
            continue
        found = _ends(paragraph, first, forced, block.width, indent, box.style)
        if found is None:
            return None
        ends += found
        first, indent = forced + 1, 0.0
    ends[-1].token = len(paragraph.tokens) - 1
    return lines(paragraph, ends, box, block, y)


def _ends(
    paragraph: Paragraph, first: int, last: int, width: float, indent: float, style: Any
) -> list[End] | None:
    """The ends of the lines for the tokens from `first` to `last`; None if they do not fit."""
    size = style["font_size"]
    ragged = 0.0 if style["text_align_all"] == "justify" else _RAGGED * size
    short = min(_SHORT * size, width / 3)
    stops, marks = _stops(paragraph, first, last, indent, divided=False)
    if stops.ends[-1] + indent <= width:
        end = marks.end(len(stops.ends) - 1)
        end.natural, end.final = stops.ends[-1], True
        return [end]
    parted = False
    for tolerance, divided, least in _STEPS:
        if divided and not parted:
            stops, marks = _stops(paragraph, first, last, indent, divided=True)
            parted = True
        taken = line_ends(stops, width, tolerance, short, min(least * size, width / 4), ragged)
        if taken is not None:
            break
    assert taken is not None  # there is always a way in the end
    shrunk = 0.0 if ragged else SHRINK / STRETCH
    ends: list[End] = []
    before = 0
    for at in taken:
        length = stops.ends[at] - stops.starts[before]
        if length - shrunk * (stops.end_stretch[at] - stops.start_stretch[before]) > width + 0.01:
            return None  # it can only be broken within a word
        end = marks.end(at)
        end.natural = length if before else stops.ends[at]
        ends.append(end)
        before = at
    ends[-1].final = True
    return ends


@dataclass(slots=True)
class _Marks:
    """What the stops of a paragraph are in it."""

    tokens: list[int]
    points: list[Point | None]
    early: dict[int, int]
    """How many boxes come before a stop, where there are any, by the number of the stop."""

    def end(self, at: int) -> End:
        """A stop as the end of a line."""
        return End(self.tokens[at], self.points[at], self.early.get(at, 0))


def _stops(
    paragraph: Paragraph, first: int, last: int, indent: float, *, divided: bool
) -> tuple[Stops, _Marks]:
    """Where lines may end between two tokens, and if `divided`, in them."""
    end_at, start_at, end_room, start_room, divides = [0.0], [-indent], [0.0], [0.0], [0]
    marks = _Marks([first - 1], [None], {})
    numbers, points = marks.tokens, marks.points
    tokens, kept = paragraph.tokens, paragraph.kept
    x = room = seen = seen_room = 0.0
    for number, run in enumerate(paragraph.runs):
        if run.end <= first:
            continue
        if run.begin > last:
            break
        begin, end = max(run.begin, first), min(run.end, last + 1)
        if begin == run.begin and (before := paragraph.events[number]):
            counted = early(before, tokens[begin - 1].gap is not None) if begin else 0
            x += sum(edge(box, opens) for opens, box in before[counted:])
        for at in range(begin, end):
            token = tokens[at]
            if divided and at not in paragraph.address:
                if token.points is None:
                    run.look.divide(token)
                for point in token.points or ():
                    end_at.append(x + point.head.width)
                    end_room.append(room + point.head.stretch)
                    start_at.append(x + token.advance - point.tail.advance)
                    start_room.append(room + token.room - point.tail.room)
                    divides.append(HYPHEN)
                    numbers.append(at)
                    points.append(point)
            if token.words:
                seen, seen_room = x + token.width, room + token.stretch
            x += token.advance
            room += token.room
            if (
                at == run.end - 1
                and number + 1 < len(paragraph.runs)
                and (after := paragraph.events[number + 1])
            ):
                counted = early(after, token.gap is not None)
                closing = sum(edge(box, opens) for opens, box in after[:counted])
                x += closing
                seen += closing
                if counted:
                    marks.early[len(end_at)] = counted
            if at not in kept or at == last:
                end_at.append(seen)
                end_room.append(seen_room)
                start_at.append(x)
                start_room.append(room)
                divides.append(paragraph.address.get(at) or (OWN_HYPHEN if token.own_hyphen else 0))
                numbers.append(at)
                points.append(None)
    return Stops(end_at, start_at, end_room, start_room, divides), marks
