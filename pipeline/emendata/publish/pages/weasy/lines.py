"""Make the lines of a paragraph, when it is known where they end.

Enters: a `Paragraph` and the ends of its lines. Leaves: the boxes that WeasyPrint would have made, at
their places, with a `SetText` in each text box in the place of a Pango layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emendata.publish.pages.weasy import bidi
from emendata.publish.pages.weasy.faces import Point, Token, Word
from emendata.publish.pages.weasy.paragraph import Event, Paragraph, Run

_TRIMMINGS = (
    "ascent",
    "underline_position",
    "underline_thickness",
    "strikethrough_position",
    "strikethrough_thickness",
)


class SetText:
    """Words from left to right: what a text box has in the place of a Pango layout."""

    __slots__ = ("_layout", "_style", "justification_spacing", "text", "tracking", "words")

    first_line_direction = 0

    def __init__(self, text: str, words: Sequence[Word], style: Any, spacing: float) -> None:
        self.text, self.words, self._style, self.justification_spacing = text, words, style, spacing
        self.tracking = 0.0
        self._layout: Any = None

    def reactivate(self, style: Any) -> None:
        """It has never been put to sleep."""

    def deactivate(self) -> None:
        """It holds nothing that is worth being let go."""

    def for_pango(self) -> Any:
        """The same as a Pango layout, for glyphs that only Pango can draw."""
        from weasyprint.text.line_break import Layout

        layout = Layout(self._style, self.justification_spacing)
        layout.set_text(self.text)
        return layout

    def __getattr__(self, name: str) -> Any:
        # Where the lines under and through a text stand; few texts have any.
        if name not in _TRIMMINGS:
            raise AttributeError(name)
        if self._layout is None:
            from weasyprint.text.line_break import Layout

            self._layout = Layout(self._style)
        return getattr(self._layout, name)


@dataclass(slots=True)
class End:
    """Where a line ends: after a token, or within it."""

    token: int
    point: Point | None = None
    early: int = 0
    """Of the boxes that begin and end between this token and the next: how many are on this line."""
    natural: float = 0.0
    """How wide the line is with its spaces as they are, its indentation not included."""
    final: bool = False
    """Does the line end because the text says so?"""


def lines(paragraph: Paragraph, ends: Sequence[End], box: Any, block: Any, y: float) -> list[tuple[Any, Any]]:
    """The lines, each with what says that more follow."""
    maker = _Maker(paragraph, box, block)
    made: list[tuple[Any, Any]] = []
    begin = End(-1)
    for end in ends:
        line = maker.line(begin, end, y)
        y += line.height
        begin = end
        made.append((line, {0: None}))
    made[-1] = made[-1][0], None
    return made


@dataclass(slots=True)
class _Text:
    """What of a run stands on a line."""

    run: Run
    text: str
    words: list[Word]
    width: float
    spaces: int
    x: float = 0.0


@dataclass(slots=True)
class _Edge:
    """A box within the line begins or ends."""

    box: Any
    opens: bool
    whole: bool
    """Not only for this line."""
    width: float
    x: float = 0.0


class _Maker:
    def __init__(self, paragraph: Paragraph, box: Any, block: Any) -> None:
        from weasyprint.layout import inline

        self.inline, self.paragraph, self.box = inline, paragraph, box
        self.left, self.width = block.content_box_x(), block.width
        self.open: list[Any] = []
        """The boxes that the last line has left open."""
        self.run = 0
        """That of the next token."""
        inline._adjust_line_height(box)
        self.height, self.baseline = inline.strut(box.style)
        for run in paragraph.runs:
            child = run.box
            child.height = child.style["font_size"]
            height, child.baseline = inline.strut(child.style)
            child.margin_top = child.margin_bottom = (height - child.height) / 2

    def line(self, begin: End, end: End, y: float) -> Any:
        """The line between two ends, at a height."""
        indent = self.box.text_indent if begin.token < 0 else 0.0
        parts = self._parts(begin, end)
        lack = self.width - indent - end.natural
        spaces = sum(part.spaces for part in parts if isinstance(part, _Text))
        align = self._align(end.final)
        spacing = lack / spaces if spaces and (align == "justify" or lack < 0) else 0.0
        leftward = bool(self.paragraph.level)
        x = self.left + (0.0 if leftward else indent)
        if not spacing and align in ("right", "center"):
            x += lack if align == "right" else lack / 2
        self._place(parts, x, spacing)
        line = self.box.copy_with_children(())
        line.children = tuple(self._boxes(parts, spacing, y))
        line.position_x = x - (0.0 if leftward else indent)
        line.width = end.natural + indent + spacing * spaces
        if not self._uneven(parts):
            line.position_y, line.height, line.baseline = y, self.height, self.baseline
            line.margin_top = line.margin_bottom = 0
        else:
            bottom, top = self.inline.line_box_verticality(line)
            line.position_y, line.height, line.baseline = top, bottom - top, -top
            line.margin_top = line.margin_bottom = 0
            line.translate(0, y - top)
            line.position_y = y
        return line

    def _uneven(self, parts: Sequence[_Text | _Edge]) -> bool:
        """Does the line have to be laid out in height?"""
        uneven = self.paragraph.uneven
        return bool(uneven) and any(
            id(part.run.box if isinstance(part, _Text) else part.box) in uneven for part in parts
        )

    def _align(self, final: bool) -> str:
        """``left``, ``right``, ``center`` or ``justify``."""
        style = self.box.style
        align = style["text_align_all"]
        if final and style["text_align_last"] != "auto":
            align = style["text_align_last"]
        sides = ("right", "left") if self.paragraph.level else ("left", "right")
        if align == "justify" and final and style["text_align_last"] == "auto":
            align = "start"
        return str({"start": sides[0], "end": sides[1]}.get(align, align))

    # ------------------------------------------------------------ what is on the line

    def _parts(self, begin: End, end: End) -> list[_Text | _Edge]:
        """Everything on a line, in the order of reading."""
        paragraph = self.paragraph
        parts: list[_Text | _Edge] = [_Edge(box, True, False, 0.0) for box in self.open]
        first = begin.token if begin.point else begin.token + 1
        skipped = begin.early
        while True:
            run = paragraph.runs[self.run]
            if first == run.begin and not (begin.point and first == begin.token):
                self._edges(paragraph.events[self.run][skipped:], parts)
            skipped = 0
            last = min(run.end - 1, end.token)
            if first <= last:
                parts.append(self._text(run, first, last, begin, end))
            first = last + 1
            if end.token < run.end - 1 or (end.token == run.end - 1 and end.point):
                break
            self.run += 1
            if end.token == run.end - 1:
                between = paragraph.events[self.run]
                self._edges(between[: end.early] if self.run < len(paragraph.runs) else between, parts)
                break
        parts += [_Edge(box, False, False, 0.0) for box in reversed(self.open)]
        return parts

    def _edges(self, events: Sequence[Event], parts: list[_Text | _Edge]) -> None:
        for opens, box in events:
            if opens:
                self.open.append(box)
            else:
                self.open.remove(box)
            parts.append(_Edge(box, opens, True, edge(box, opens)))

    def _text(self, run: Run, first: int, last: int, begin: End, end: End) -> _Text:
        """Tokens of a run, of which the first and the last may be divided."""
        tokens: Sequence[Token] = self.paragraph.tokens[first : last + 1]
        begins = begin.point if first == begin.token else None
        ends = end.point if last == end.token else None
        if begins or ends:
            tokens = list(tokens)
            if begins and ends and first == last:
                tokens[0] = run.look.middle(tokens[0], begins, ends)
            else:
                if begins:
                    tokens[0] = begins.tail
                if ends:
                    tokens[-1] = ends.head
        words = [word for token in tokens for word in token.all]
        text = "".join([token.text for token in tokens])
        if last == end.token:
            text = text.rstrip(" \n")
            while words and words[-1].space and words[-1].text == " ":
                words.pop()
        if begin.token < first and not begin.point and first == begin.token + 1:
            lead = 0
            while lead < len(words) and words[lead].space and words[lead].text == " ":
                lead += 1
            words, text = words[lead:], text[lead:]
        if run.level % 2:
            words.reverse()
        width = sum([word.width for word in words])
        return _Text(run, text, words, width, sum([word.space for word in words]))

    # --------------------------------------------------------------------- places

    def _place(self, parts: Sequence[_Text | _Edge], x: float, spacing: float) -> None:
        """Put the parts one beside the other, from left to right."""
        if self.paragraph.mixed:
            x += self._place_mixed(parts, x, spacing)
            return
        for part in parts:
            part.x = x
            x += part.width
            if isinstance(part, _Text):
                x += spacing * part.spaces

    def _place_mixed(self, parts: Sequence[_Text | _Edge], x: float, spacing: float) -> float:
        base = self.paragraph.level
        levels: list[int] = []
        for part in parts:
            levels.append(part.run.level if isinstance(part, _Text) else -1)
        # The edge of a box goes with the text that it stands at.
        for at in range(len(levels)):
            if levels[at] < 0:
                opens = parts[at].opens  # type: ignore[union-attr]
                near = levels[at + 1 :] if opens else levels[:at][::-1]
                levels[at] = next((level for level in near if level >= 0), base)
        for at in bidi.visual(levels):
            part = parts[at]
            part.x = x
            x += part.width
            if isinstance(part, _Text):
                x += spacing * part.spaces
        return x

    # ---------------------------------------------------------------------- boxes

    def _boxes(self, parts: Sequence[_Text | _Edge], spacing: float, y: float) -> list[Any]:
        stack: list[tuple[_Edge | None, list[Any]]] = [(None, [])]
        for part in parts:
            if isinstance(part, _Text):
                if part.text:
                    stack[-1][1].append(self._text_box(part, spacing, y))
            elif part.opens:
                stack.append((part, []))
            else:
                begun, children = stack.pop()
                assert begun is not None
                stack[-1][1].append(self._inline_box(begun, part, children, y))
        return stack[0][1]

    def _text_box(self, part: _Text, spacing: float, y: float) -> Any:
        child = part.run.box
        made = child.copy_with_text(part.text)
        made.position_x, made.position_y = part.x, y
        made.width = part.width + spacing * part.spaces
        made.justification_spacing = spacing
        made.pango_layout = SetText(part.text, part.words, child.style, spacing)
        return made

    def _inline_box(self, begun: _Edge, ended: _Edge, children: list[Any], y: float) -> Any:
        made = begun.box.copy_with_children(children)
        made.remove_decoration(start=not begun.whole, end=not ended.whole)
        self.inline._adjust_line_height(made)
        left, right = min(begun.x, ended.x), max(begun.x + begun.width, ended.x + ended.width)
        for child in children if self.paragraph.mixed else ():
            left = min(left, child.position_x)
            right = max(right, child.position_x + child.margin_width())
        made.position_x, made.position_y = left, y
        spaces = made.margin_left + made.margin_right + made.padding_left + made.padding_right
        made.width = right - left - spaces - made.border_left_width - made.border_right_width
        return made


def edge(box: Any, opens: bool) -> float:
    """The room that a box within the line takes where it begins or ends."""
    if opens == (box.style["direction"] == "ltr"):
        return float(box.margin_left + box.padding_left + box.border_left_width)
    return float(box.margin_right + box.padding_right + box.border_right_width)
