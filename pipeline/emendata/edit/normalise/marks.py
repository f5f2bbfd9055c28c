"""The marks of notes: at the head of a note (``¹² See …``) and at its call (``factories.¹² Using``).

A text uses one way of marking nearly everywhere; which one is decided from the whole
(`prevailing_heads`, `prevailing_calls`), since ``12.`` may head a note, a list item or a section.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_ASCII = str.maketrans(SUPERSCRIPT, "0123456789")
SYMBOLS = "*†‡§¶‖#"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: characters ``[start, end)`` of a string, with the label they stand for."""

    start: int
    end: int
    label: str
    style: str


# Order matters: the first that fits wins.
HEADS: Mapping[str, re.Pattern[str]] = {
    "superscript": re.compile(rf"([{SUPERSCRIPT}]{{1,4}})[.)]?\s*(?=\S)"),
    "markdown": re.compile(r"\[\^([\w-]{1,8})\]:?\s*(?=\S)"),
    "brackets": re.compile(r"\[(\d{1,4})\][.:]?\s*(?=\S)"),
    "caret": re.compile(r"\^(\d{1,4})\^?[.:]?\s*(?=\S)"),
    "sup": re.compile(r"<sup>(\d{1,4})</sup>\s*(?=\S)"),
    "dot": re.compile(r"(\d{1,4})\.\s+(?=\S)"),
    "paren": re.compile(r"\(?(\d{1,4})\)\s*(?=\S)"),
    "bare": re.compile(r"(\d{1,4})\s+(?=[\W_]{0,2}[^\W\d_])"),
    # ``§ 12`` and ``# 3`` are sections and numbers
    "symbol": re.compile(
        r"(\*{1,4}|†{1,3}|‡{1,3}|¶|‖)\s+(?=\S)|(§{1,2}|#)\s+(?=[^\s\d])|(†{1,3}|‡{1,3}|‖)(?=\S)"
    ),
}

_AFTER = (
    r"""(?:(?<=[^\W\d_])|(?<=[^\W\d_][.,;:!?"”’'»)\]*…])|(?<=[\w.,;!?…]["”’'»)\]*])|(?<=[.,;:!?"”’'»)\]*…]{2})"""
    # after a space only at the end of a sentence: ``p. 12`` calls nothing
    r"""|(?<=\d{4}[.,;:])|(?<=[^\W\d_]{3}[.!?…]\s)|(?<=[.!?…][”"]\s))"""
)
CALLS: Mapping[str, re.Pattern[str]] = {
    "superscript": re.compile(rf"[{SUPERSCRIPT}]{{1,4}}(?![{SUPERSCRIPT}])"),
    "markdown": re.compile(r"\[\^([\w-]{1,8})\](?!:)"),
    "brackets": re.compile(r"(?<!^)\[(\d{1,4})\]"),
    "caret": re.compile(r"\^(\d{1,4})\^"),
    "sup": re.compile(r"<sup>(\d{1,4})</sup>"),
    # with a space in front it counts reasons: ``because (1) …, (2) …``
    "paren": re.compile(r"(?<=\S)\((\d{1,3})\)"),
    "half": re.compile(r"(?:(?<=[^\W\d_.,;:!?\"”’»)\]*…])|(?<=[.,;:!?\"”’»)\]*…]))(\d{1,3})\)"),
    "bare": re.compile(rf"{_AFTER}(\d{{1,3}})(?=[\s.,;:!?–—]|$)(?![.,]\d)"),
}
UNMISTAKABLE = frozenset({"superscript", "markdown", "caret", "sup", "symbol"})
"""Styles that hardly ever mean anything but a note."""

BEGIN = frozenset("0123456789[^<(" + SUPERSCRIPT + SYMBOLS)
"""The characters with which a mark at the head of a note can begin."""
_TRIGGER = re.compile(rf"[\d{SUPERSCRIPT}\[^<({re.escape(SYMBOLS)}]")
_EMPHASIS_HEAD = re.compile(r"\*{1,3}(?=\S)")


def number(label: str) -> int | None:
    """The value of a label of digits, else None."""
    label = label.translate(_ASCII)
    return int(label) if label.isascii() and label.isdigit() else None


def heads(text: str) -> tuple[Mark, ...]:
    """The ways in which the beginning of `text` can be read as the mark of a note."""
    if not _TRIGGER.match(text):
        return ()
    found = []
    for style, pattern in HEADS.items():
        if match := pattern.match(text):
            label = match.group(match.lastindex or 1)
            found.append(Mark(0, match.end(), label.strip().translate(_ASCII), style))
    return tuple(found)


def call_marks(text: str, styles: Iterable[str]) -> list[Mark]:
    """The marks of these styles within `text`, in order, without overlap (earlier styles win)."""
    found: list[Mark] = []
    for style in styles:
        for match in CALLS[style].finditer(text):
            label = match.group(match.lastindex or 0).translate(_ASCII)
            if label.isdigit() and (label.startswith("0") or int(label) == 0):
                continue
            found.append(Mark(match.start(), match.end(), label, style))
    if len(found) > 1:
        found.sort(key=lambda mark: mark.start)
        found = [m for i, m in enumerate(found) if not i or m.start >= found[i - 1].end]
    return found


_SYMBOL_CALL = re.compile(r"([*†‡§‖])\1{0,3}(?=[\s.,;:!?)\]”’»\"'—–]|$)")
_NOT_BEFORE_CALL = frozenset(" \t\n([“‘«*†‡§")


def symbol_calls(text: str) -> list[Mark]:
    """Asterisks and daggers that stand where a call stands and close no emphasis."""
    if not any(sign in text for sign in "*†‡§‖"):
        return []
    found = [
        m for m in _SYMBOL_CALL.finditer(text) if m.start() and text[m.start() - 1] not in _NOT_BEFORE_CALL
    ]
    if not found:
        return []
    closing = {end for _, end, _ in emphases(text)} if "*" in text else set()
    return [Mark(m.start(), m.end(), m.group(), "symbol") for m in found if m.end() not in closing]


_STARS = re.compile(r"\*{1,3}")
_STARS_AND_UNDERLINES = re.compile(r"\*{1,3}|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")


def emphases(text: str) -> list[tuple[int, int, int]]:
    """Emphasis as ``*text*``, ``**text**`` or ``_text_``: (start, end, width of its marks), outermost only."""
    found: list[tuple[int, int, int]] = []
    if "*" not in text and "_" not in text:
        return found
    opened: tuple[int, str] | None = None
    for match in (_STARS_AND_UNDERLINES if "_" in text else _STARS).finditer(text):
        mark, start, end = match.group(), match.start(), match.end()
        if opened is None:
            before = text[start - 1] if start else " "
            if end < len(text) and not text[end].isspace() and not before.isalnum():
                opened = (start, mark)
        elif mark == opened[1] and not text[start - 1].isspace() and start > opened[0] + len(mark):
            found.append((opened[0], end, len(mark)))
            opened = None
    return found


def prevailing_heads(
    sequence: Sequence[tuple[Mark, ...]], calls: Mapping[str, Sequence[int]]
) -> tuple[str, ...]:
    """The styles that head notes in this text, the prevailing one first.

    `sequence` has for each block the readings of its beginning, `calls` has the labels that stand
    like calls. A style earns a point for each number that follows its predecessor (or is 1), twice
    that where the number is also called.
    """
    points: dict[str, float] = defaultdict(float)
    last: dict[str, int] = {}
    for readings in sequence:
        for mark in readings:
            value = number(mark.label)
            if value is None or mark.style not in HEADS:
                continue
            previous = last.get(mark.style, 0)
            if value == previous + 1 or value == 1 or previous < value <= previous + 3:
                called = mark.label in calls
                points[mark.style] += (2.0 if called else 0.2) * (1.0 if value != 1 or previous else 0.9)
                last[mark.style] = value
            elif mark.style in UNMISTAKABLE:
                points[mark.style] += 0.5
    ranked = sorted(points, key=lambda s: (-points[s], list(HEADS).index(s)))
    return tuple(s for s in ranked if points[s] > 0.15)
