"""Take the notes of a running strip apart into units, and draw each by itself.

Enters: paragraphs that have been read and not set (`Paragraph`). Leaves: units with their widths, which hold their
drawings as plain data; the lines are put together out of them when the pages are known (`pages.running`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from emendata.publish.labels import SYMBOLS
from emendata.publish.pages.apart import Letter, Link, SpanInk, UnitInk
from emendata.publish.pages.numbers import DASH, POINT
from emendata.publish.pages.slugs import Unit
from emendata.publish.pages.totalfit import TORN
from emendata.publish.pages.weasy.faces import Look, Token, Word
from emendata.publish.pages.weasy.ink import Ink
from emendata.publish.pages.weasy.lines import SetText, edge
from emendata.publish.pages.weasy.paragraph import Event, Paragraph, Run
from emendata.publish.pages.weasy.tagging import Tagger

UNBROKEN = "unbroken"
"""The class of a paragraph that is read and not set."""
_IN_LABELS = f"0123456789{DASH}{POINT}{SYMBOLS}abcdefghijklmnopqrstuvwxyz"
"""What a label may be made of, besides what the source has."""
_ROLES = ("n", "nth", "separator")
_SIGLA = "sigla"


def unbroken(paragraph: Paragraph, box: Any, block: Any, y: float) -> list[tuple[Any, Any]]:
    """Stands for all lines of a paragraph: a line box that holds nothing but what has been read."""
    from weasyprint.layout.inline import strut

    line = box.copy_with_children(())
    line.position_x, line.position_y, line.width = block.content_box_x(), y, block.width
    line.height, line.baseline = strut(box.style)
    line.margin_top = line.margin_bottom = 0
    line.emendata_paragraph = paragraph
    return [(line, None)]


def paragraph_of(line: Any) -> Paragraph | None:
    """What an unbroken line stands for."""
    found: Paragraph | None = getattr(line, "emendata_paragraph", None)
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """What a box in a paragraph says besides its text."""

    ids: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(slots=True)
class Span:
    """Text of one look in a unit."""

    words: list[Word]
    text: str
    x: float
    width: float
    shift: float
    """How far it is raised above the line."""
    style: Any
    path: tuple[Any, ...]
    """The boxes that it is in, from the body inwards."""
    sign: bool = False
    """Is it part of the separator?"""

    @property
    def target(self) -> tuple[str, str] | None:
        """The kind and the target of the link that it is in."""
        return _target(self.path)


def _target(path: Sequence[Any]) -> tuple[str, str] | None:
    led = next((box.link for box in reversed(path) if box.link), None)
    return led[1] if led else None


@dataclass(slots=True)
class Parts:
    """What `Unit.handle` holds until the unit is drawn."""

    spans: list[Span]
    height: float
    baseline: float
    calls: tuple[str, ...]
    label: tuple[Any, ...] = ()
    """The boxes that the label is in."""


@dataclass(slots=True)
class _Reader:
    """Reads one paragraph."""

    paragraph: Paragraph
    line: Any
    path: tuple[Any, ...] = ()
    """The boxes that the line is in."""
    roles: list[str] = field(default_factory=list)
    """For each run, which of our boxes it stands in: one of `_ROLES`, or none."""
    around: list[tuple[Any, ...]] = field(default_factory=list)
    """For each run, the boxes it stands in."""
    label: int = -1
    """The token that the label takes the place of."""
    gap: int = -1
    """The space after it."""

    def __post_init__(self) -> None:
        stack: list[Any] = []
        for number in range(len(self.paragraph.runs)):
            for opens, box in self.paragraph.events[number]:
                if opens:
                    stack.append(box)
                else:
                    stack.pop()
            self.around.append(tuple(stack))
            self.roles.append(next(filter(None, map(_role, reversed(stack))), ""))

    def put(self, role: str, text: str) -> None:
        """Put another text in the place of what stands in a box."""
        for run, own in zip(self.paragraph.runs, self.roles, strict=True):
            if own == role:
                for at in range(run.begin, run.end):
                    self.paragraph.tokens[at] = run.look.token(text if at == run.begin else "")

    def find_label(self) -> None:
        """Find what the label stands in the place of, and keep it with the word after it."""
        paragraph = self.paragraph
        for run, role in zip(paragraph.runs, self.roles, strict=True):
            if role == "n":
                self.label = run.begin
                paragraph.kept.update(range(run.begin, run.end))
                for at in range(run.begin + 1, run.end):
                    paragraph.tokens[at] = run.look.token("")
                if run.end < len(paragraph.tokens) and not paragraph.tokens[run.end].words:
                    self.gap = run.end
                    paragraph.kept.add(run.end)
                return

    def tied(self) -> set[int]:
        """The tokens of the first witnesses of readings: a siglum should not begin a line and leave its reading."""
        return {
            run.begin
            for run, before in zip(self.paragraph.runs, self.paragraph.events, strict=False)
            if any(opens and _named(box, _SIGLA) for opens, box in before)
        }

    def groups(self) -> Iterator[tuple[int, int]]:
        """The first and the last token of what no line breaks."""
        first = 0
        for at in range(len(self.paragraph.tokens)):
            if at not in self.paragraph.kept or at == len(self.paragraph.tokens) - 1:
                yield first, at
                first = at + 1

    # ------------------------------------------------------------------------- units

    def units(self, marks: Callable[[Any], Marks]) -> Iterator[Unit]:
        height, baseline = self.extent()
        tied = self.tied()
        number = 0
        for first, last in self.groups():
            ids: list[str] = []
            calls: list[str] = []
            spans: list[Span] = []
            x = gap = 0.0
            label: tuple[Any, ...] = ()
            while self.paragraph.runs[number].end <= first:
                number += 1
            here = number
            while here < len(self.paragraph.runs) and self.paragraph.runs[here].begin <= last:
                run = self.paragraph.runs[here]
                if run.begin >= first:
                    between = self.paragraph.events[here]
                    width = sum(edge(box, opens) for opens, box in between)
                    if self.label < first or run.begin != self.gap:
                        x += width
                    else:
                        gap += width
                    self.mark(between, marks, ids, calls)
                tokens = range(max(first, run.begin), min(last + 1, run.end))
                if self.label in tokens:
                    label = (*self.path, *self.around[here])
                elif self.gap in tokens and self.gap >= 0:
                    gap += self.paragraph.tokens[self.gap].advance
                    tokens = range(self.gap + 1, tokens.stop)
                if tokens and self.label not in tokens:
                    span = self.span(here, tokens, x)
                    spans.append(span)
                    x += span.width
                here += 1
            if last == len(self.paragraph.tokens) - 1:
                self.mark(self.paragraph.events[-1], marks, ids, calls)
            token = self.paragraph.tokens[last]
            space = token.gap.width if token.gap else 0.0
            labelled = first <= self.label <= last
            yield Unit(
                width=x - space,
                space=space,
                height=height,
                ids=tuple(ids),
                text="".join(span.text for span in spans).strip(),
                sign=sum(span.width for span in spans if span.sign),
                label=labelled,
                tied=first in tied,
                gap=gap,
                handle=Parts(spans, height, baseline, tuple(calls), label),
            )

    def mark(
        self, events: Sequence[Event], marks: Callable[[Any], Marks], ids: list[str], calls: list[str]
    ) -> None:
        """Note what the boxes say that open between two runs, or after the last."""
        for found in (marks(box) for opens, box in events if opens):
            ids += found.ids
            calls += found.calls

    def span(self, number: int, tokens: range, x: float) -> Span:
        run = self.paragraph.runs[number]
        own = self.paragraph.tokens[tokens.start : tokens.stop]
        words = [word for token in own for word in token.all]
        if run.level % 2:
            words.reverse()
        return Span(
            words,
            "".join(token.text for token in own),
            x,
            sum(token.advance for token in own),
            sum(_shift(box) for box in self.around[number]),
            run.box.style,
            (*self.path, *self.around[number]),
            self.roles[number] == "separator",
        )

    def extent(self) -> tuple[float, float]:
        """Height and baseline of a line with all of this on it: raised text can make it higher than others."""
        from weasyprint.layout.inline import strut

        height, baseline = strut(self.line.style)
        above, below = baseline, height - baseline
        for around in set(self.around):
            shift = sum(map(_shift, around))
            for box in around[-1:]:
                own, base = strut(box.style)
                above, below = max(above, base + shift), max(below, own - base - shift)
        return float(above + below), float(above)


def _role(box: Any) -> str:
    return next((name for name in _ROLES if _named(box, name)), "")


def _named(box: Any, name: str) -> bool:
    return box.element is not None and name in str(box.element.get("class", "")).split()


def _shift(box: Any) -> float:
    shift = box.style["vertical_align"]
    return float(shift) if isinstance(shift, int | float) else 0.0


def units(
    line: Any, path: tuple[Any, ...], width: float, marks: Callable[[Any], Marks], nth: str, *, begins: bool
) -> Iterator[Unit]:
    """The units of an unbroken line, which is in the boxes of `path`; what they are drawn from is in their handles.

    `nth` is the figure that tells a lemma from the same word in its line, or nothing; `begins` says whether the
    note begins here, with its label.
    """
    paragraph = paragraph_of(line)
    assert paragraph is not None
    reader = _Reader(paragraph, line, path)
    reader.put("nth", nth)
    torn = {at for at, kind in paragraph.address.items() if kind == TORN}
    paragraph.kept |= torn  # unless an address is too long, which is seen to below
    if begins:
        reader.find_label()
    # What is divided has its label beside it.
    _break_long_words(reader, width * (0.8 if begins else 1.0))
    yield from reader.units(marks)


def label_of(line: Any) -> tuple[str, Look | None, Any, float]:
    """What stands for the label in an unbroken line; its look, its style, and how far it is raised."""
    paragraph = paragraph_of(line)
    assert paragraph is not None
    reader = _Reader(paragraph, line)
    for at, run in enumerate(paragraph.runs):
        if reader.roles[at] == "n":
            text = "".join(token.text for token in paragraph.tokens[run.begin : run.end])
            return text.strip(), run.look, run.box.style, sum(map(_shift, reader.around[at]))
    return "", None, None, 0.0


def _break_long_words(reader: _Reader, width: float) -> None:
    """Break between any two letters what is wider than the line, rather than let it stick out."""
    paragraph = reader.paragraph
    for first, last in list(reader.groups()):
        if sum(paragraph.tokens[at].advance for at in range(first, last + 1)) > width:
            paragraph.kept.difference_update(range(max(first, reader.gap + 1, reader.label + 1), last))
    at = 0
    while at < len(paragraph.tokens):
        token = paragraph.tokens[at]
        parts = [token]
        if token.width > width and len(token.text) > 1:
            run = next(run for run in paragraph.runs if run.begin <= at < run.end)
            parts = list(_cut(token, run, width))
            _put(paragraph, at, parts)
        at += len(parts)


def _cut(token: Token, run: Run, width: float) -> Iterator[Token]:
    text, begin = token.text, 0
    while begin < len(text):
        low, high = begin + 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if run.look.face.word(text[begin:middle].rstrip()).width <= width:
                low = middle
            else:
                high = middle - 1
        yield run.look.token(text[begin:low])
        begin = low


def _put(paragraph: Paragraph, at: int, parts: Sequence[Token]) -> None:
    """Put tokens in the place of one."""
    more = len(parts) - 1
    paragraph.tokens[at : at + 1] = parts
    paragraph.kept = {kept + more if kept >= at else kept for kept in paragraph.kept}
    paragraph.forced = [forced + more if forced >= at else forced for forced in paragraph.forced]
    for run in paragraph.runs:
        if run.begin > at:
            run.begin += more
        if run.end > at:
            run.end += more


# ------------------------------------------------------------------------- drawings


class Pen:
    """Draws the text of units; what occurs again is drawn once."""

    def __init__(self, ink: Ink, tagger: Tagger) -> None:
        self.ink, self.tagger = ink, tagger
        self._drawn: dict[tuple[object, ...], bytes] = {}

    def unit(self, parts: Parts) -> UnitInk:
        """The drawing of a unit; its baseline is at 0, and so is its left edge."""
        top, bottom = -parts.baseline, parts.height - parts.baseline
        spans: list[SpanInk] = []
        links: list[Link] = []
        for span in parts.spans:
            part, link = self.tagger.part(span.path)
            spans.append(SpanInk(span.x, self._span(span), part, span.sign))
            if span.target:
                links.append(_link(span.target, (span.x, top, span.x + span.width, bottom), link, span.text))
        label, label_part = None, ""
        if parts.label:
            label_part, link = self.tagger.part(parts.label)
            target = _target(parts.label)
            label = _link(target, (0.0, top, 0.0, bottom), link, "") if target else None
        return UnitInk(tuple(spans), parts.baseline, tuple(links), parts.calls, label, label_part)

    def letters(self, look: Look, style: Any, shift: float, more: Iterable[str]) -> dict[str, Letter]:
        """What labels are made of."""
        found = {}
        for letter in dict.fromkeys((*_IN_LABELS, *"".join(more))):
            word = look.face.word(letter)
            if not word.missing:
                found[letter] = Letter(word.width, self._words([word], letter, style, -shift))
        return found

    def _span(self, span: Span) -> bytes:
        return self._words(span.words, span.text, span.style, -span.shift) if span.words else b""

    def _words(self, words: Sequence[Word], text: str, style: Any, y: float) -> bytes:
        key = (id(style), text, y, tuple(map(id, words)))
        if key not in self._drawn:
            self._drawn[key] = self.ink.painted(lambda stream: self._paint(stream, words, text, style, y))
        return self._drawn[key]

    def _paint(self, stream: Any, words: Sequence[Word], text: str, style: Any, y: float) -> None:
        from weasyprint.draw.text import draw_text

        box = self.ink.press.boxes.TextBox("span", style, None, text)
        box.position_x, box.position_y, box.baseline = 0.0, y, 0.0
        box.width = sum(word.width for word in words)
        box.pango_layout = SetText(text, words, style, 0.0)
        box.justification_spacing = 0.0
        draw_text(stream, box, 0.0, "clip", "none")


def _link(target: tuple[str, str], box: tuple[float, float, float, float], part: str, says: str) -> Link:
    return Link(target[0] == "internal", target[1], box, part, says.strip())
