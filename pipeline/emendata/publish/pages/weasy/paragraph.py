"""Read a paragraph: the tokens it is made of, and the boxes within the line that they stand in.

Enters: a WeasyPrint line box as it is before layout, with all the text of a paragraph in it. Leaves: a
`Paragraph`, or None if there is something in it that only WeasyPrint itself can set.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from emendata.publish.pages.addresses import Address, addresses, concerns
from emendata.publish.pages.totalfit import SIGN, TORN
from emendata.publish.pages.weasy import bidi
from emendata.publish.pages.weasy.faces import SOFT_HYPHEN, Look, Token, look

_EARLY = "from"
"""The class of an empty element that belongs to what comes after it; others belong to what comes before."""

Event = tuple[bool, Any]
"""A box within the line begins, True, or ends."""


@dataclass(slots=True)
class Run:
    """Text of one style that runs in one direction."""

    box: Any
    look: Look
    begin: int
    """Its first token."""
    end: int
    level: int = 0
    """Odd if it runs to the left."""


@dataclass(slots=True)
class Paragraph:
    """The tokens of a paragraph in the order of reading, and which boxes they are in."""

    tokens: list[Token] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    events: list[list[Event]] = field(default_factory=list)
    """Before each run, and after the last."""
    kept: set[int] = field(default_factory=set)
    """Tokens after which no line ends."""
    address: dict[int, int] = field(default_factory=dict)
    """Tokens of an address, which are not divided, and what it is if a line ends after them: `SIGN`, `TORN`, or 0."""
    forced: list[int] = field(default_factory=list)
    """Tokens after which one must."""
    level: int = 0
    """1 if the paragraph runs to the left."""
    mixed: bool = False
    """Does any of it run in another direction than from left to right?"""
    uneven: set[int] = field(default_factory=set)
    """Boxes, by their `id`, that do not stand on the baseline of the line or have another line height."""


def read(box: Any, width: float) -> Paragraph | None:
    """The paragraph in a line box of this width."""
    texts: list[Any] = []
    events: list[list[Event]] = [[]]
    if not _collected(box, texts, events, width) or not texts:
        return None
    text = texts[0].text if len(texts) == 1 else "".join(child.text for child in texts)
    if "\t" in text or "\f" in text or "\r" in text:
        return None
    paragraph = Paragraph(level=int(box.style["direction"] == "rtl"))
    paragraph.uneven = _uneven(box, texts, events)
    levels: list[int] = []
    if paragraph.level or bidi.concerns(text):
        paragraph.mixed = True
        levels = _levels(texts, events, paragraph.level)
    ends = _possible_ends(text, box.style["lang"])
    found = addresses(text) if concerns(text) else []
    if found:
        ends = _ends_with(ends, found)
    offset = at = 0
    for child, before in zip(texts, events[:-1], strict=True):
        finish = offset + len(child.text)
        first = len(paragraph.tokens)
        paragraph.events.append(before)
        begin = offset
        for stop, level in _stretches(levels, offset, finish):
            if begin > offset:
                paragraph.events.append([])
            at = _add_run(paragraph, child, (begin, stop, offset), ends, at, level)
            begin = stop
        if child.style["white_space"] == "nowrap":
            paragraph.kept.update(range(first, len(paragraph.tokens) - 1))
        if "\n" in child.text:
            numbers = range(first, len(paragraph.tokens))
            paragraph.forced += (n for n in numbers if paragraph.tokens[n].text.endswith("\n"))
        offset = finish
    paragraph.events.append(events[-1])
    paragraph.kept.discard(len(paragraph.tokens) - 1)
    if found:
        _mark(paragraph, found)
    return paragraph if any(token.words for token in paragraph.tokens) else None


def _add_run(
    paragraph: Paragraph, child: Any, span: tuple[int, int, int], ends: Sequence[int], at: int, level: int
) -> int:
    """Cut a stretch of a text box into tokens; the places where lines may end are used up from `at` on."""
    begin, stop, offset = span
    own, run = child.text, Run(child, look(child.style, bool(level % 2)), len(paragraph.tokens), 0, level)
    token, tokens = run.look.token, paragraph.tokens
    last = bisect_right(ends, stop, at)
    for end in ends[at:last]:
        tokens.append(token(own[begin - offset : end - offset]))
        begin = end
    if begin < stop:
        tokens.append(token(own[begin - offset : stop - offset]))
        paragraph.kept.add(len(tokens) - 1)
    run.end = len(tokens)
    paragraph.runs.append(run)
    return last


def _stretches(levels: Sequence[int], begin: int, finish: int) -> list[tuple[int, int]]:
    """Where each part of a text ends that has one level, and the level."""
    if not levels:
        return [(finish, 0)]
    stops = [at for at in range(begin + 1, finish) if levels[at] != levels[at - 1]]
    return [(stop, levels[stop - 1]) for stop in (*stops, finish)]


def _collected(box: Any, texts: list[Any], events: list[list[Event]], width: float) -> bool:
    """Gather text boxes and the boxes around them; False if there is something that is not for us."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.percent import resolve_percentages

    for child in box.children:
        style, kind = child.style, type(child)
        if kind is boxes.TextBox:
            if (
                not style["font_size"]
                or style["white_space"] not in ("normal", "nowrap", "pre-line")
                or style["word_break"] == "break-all"
            ):
                return False
            if child.text:
                resolve_percentages(child, (width, 0))
                texts.append(child)
                events.append([])
        elif kind is boxes.InlineBox:
            if (
                not child.is_in_normal_flow()
                or style["position"] != "static"
                or child.is_leader
                or style["box_decoration_break"] == "clone"
                or style["vertical_align"] in ("top", "bottom")
            ):
                return False
            resolve_percentages(child, (width, 0))
            for side in ("margin_left", "margin_right"):
                if getattr(child, side) == "auto":
                    setattr(child, side, 0)
            events[-1].append((True, child))
            if not _collected(child, texts, events, width):
                return False
            events[-1].append((False, child))
        else:
            return False
    return True


def _uneven(box: Any, texts: Sequence[Any], events: Sequence[Sequence[Event]]) -> set[int]:
    from weasyprint.layout.inline import strut

    height = strut(box.style)
    inner = (child for before in events for opens, child in before if opens)
    return {
        id(child)
        for children in (texts, inner)
        for child in children
        if child.style["vertical_align"] != "baseline" or strut(child.style) != height
    }


def _levels(texts: Sequence[Any], events: Sequence[Sequence[Event]], base: int) -> list[int]:
    """The levels of all characters; a box with a direction of its own is set apart from what is around it."""
    parts: list[str] = []
    directions = ["rtl" if base else "ltr"]
    shown: list[bool] = []

    def add(text: str, real: bool) -> None:
        parts.append(text)
        shown.extend([real] * len(text))

    for number, before in enumerate(events):
        for opens, child in before:
            own = child.style["direction"]
            if opens:
                add(bidi.ISOLATES[own] if own != directions[-1] else "", False)
                directions.append(own)
            else:
                directions.pop()
                add(bidi.END_OF_ISOLATE if own != directions[-1] else "", False)
        if number < len(texts):
            add(texts[number].text, True)
    found = bidi.levels("".join(parts), bool(base))
    return [level for level, real in zip(found, shown, strict=True) if real]


def _possible_ends(text: str, lang: str | None) -> list[int]:
    """Where in a text a line may end (Unicode Standard Annex #14), its end included."""
    from weasyprint.text.ffi import ffi, pango

    known = lang and pango.pango_language_from_string(lang.encode())
    data = text.encode()
    count = len(text) + 1
    attributes = ffi.new("PangoLogAttr[]", count)
    pango.pango_get_log_attrs(
        data, len(data), -1, known or pango.pango_language_get_default(), attributes, count
    )
    # The first bit says whether a line may end before the character.
    numbers = memoryview(ffi.buffer(attributes)).cast("I").tolist()
    ends = [at for at, bits in enumerate(numbers) if bits & 1 and at]
    if SOFT_HYPHEN in text:
        ends = [at for at in ends if text[at - 1] != SOFT_HYPHEN]
    if "\u2014" in text or "\u2013" in text:
        ends = [at for at in ends if not _dash_would_begin(text, at)]
    if not ends or ends[-1] != count - 1:
        ends.append(count - 1)
    return ends


def _ends_with(ends: Sequence[int], found: Sequence[Address]) -> list[int]:
    """The places where a line may end, those within addresses as addresses want it."""
    made = {at for at in ends if not any(address.begin < at < address.end for address in found)}
    return sorted(made.union(*((*address.breaks, *address.torn) for address in found)))


def _mark(paragraph: Paragraph, found: Sequence[Address]) -> None:
    """Say of the tokens of addresses that they are."""
    torn = {at for address in found for at in address.torn}
    stop = 0
    for number, token in enumerate(paragraph.tokens):
        start, stop = stop, stop + len(token.text)
        for address in found:
            if address.begin < stop and start < address.end:
                inner = stop < address.end
                paragraph.address[number] = TORN if stop in torn else SIGN if inner else 0


def _dash_would_begin(text: str, at: int) -> bool:
    """Would the line begin with a dash that belongs to what comes before? One that opens something may."""
    return text[at : at + 1] in ("\u2014", "\u2013") and (text[at - 1] != " " or text[at + 1 : at + 2] == " ")


def early(between: Sequence[Event], spaced: bool) -> int:
    """How many of the events between two tokens come before the end of a line that ends there.

    Boxes end as soon as they can and begin as late as they can. An empty one stays with what is
    before it, if no space is between them, unless it marks the beginning of something.
    """
    at = 0
    while at < len(between):
        opens, box = between[at]
        if opens:
            end = next((n for n in range(at, len(between)) if between[n] == (False, box)), None)
            if end is None or spaced or _EARLY in str(box.element.get("class", "")).split():
                return at
            at = end
        at += 1
    return at
