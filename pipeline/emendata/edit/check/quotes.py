"""Pair the quotation marks of a text: which open, which close, which are apostrophes.

Where a mark stands says more than which mark it is: ``“`` closes in German, ``"`` does both, ``’`` is an
apostrophe more often than not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DOUBLE = "\"“”„‟«»"
SINGLE = "'‘’‚‛‹›"
_MARK = re.compile(f"[{DOUBLE}{SINGLE}]")
_OPENERS = "“„‟«‘‚‛‹"
_BEFORE_OPENING = re.compile(r"[\s(\[{<“„«‘‚‹\"'/|=—–-]")
_AFTER_NOTHING = re.compile(r"[\s.,;:!?)\]]")
"""Not what a quotation begins with."""
_AFTER_CLOSING = re.compile(r"[\s.,;:!?…)\]}>”“»’›\"'/|—–*†-]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation mark and its offset."""

    sign: str
    at: int


@dataclass(slots=True)
class Quotations:
    """The quotation marks of one text."""

    pairs: list[tuple[Mark, Mark]] = field(default_factory=list)
    unclosed: list[Mark] = field(default_factory=list)
    unopened: list[Mark] = field(default_factory=list)


def quotations(text: str) -> Quotations:
    """The marks of a text in pairs, and those that have no other half."""
    found = Quotations()
    open_: list[Mark] = []
    for match in _MARK.finditer(text):
        mark = Mark(match[0], match.start())
        before = text[mark.at - 1 : mark.at]
        after = text[mark.at + 1 : mark.at + 2]
        role = _role(mark.sign, before, after)
        if role == "turn":
            role = "close" if any(_alike(m.sign, mark.sign) for m in open_) else "open"
        if role == "open":
            open_.append(mark)
        elif role == "close":
            _close(mark, before, open_, found)
    found.unclosed = [mark for mark in open_ if mark.sign != "'"]
    return found


def _role(sign: str, before: str, after: str) -> str:
    if sign in "'’" and before.isalnum() and after.isalnum():
        return ""
    if sign in "'’‘" and after.isdecimal() and not before.isalnum():
        return ""  # ’90s
    if before.isspace() and after.isspace() and sign in "\"'":
        return ""  # ditto, or a stray mark that has no side
    may_open = (not before or bool(_BEFORE_OPENING.match(before))) and not _AFTER_NOTHING.match(after or " ")
    may_close = bool(before) and not before.isspace() and (not after or bool(_AFTER_CLOSING.match(after)))
    if may_open != may_close:
        return "open" if may_open else "close"
    if sign in "\"'":
        return "turn" if sign == '"' else ""
    return "open" if sign in _OPENERS else "close"


def _close(mark: Mark, before: str, open_: list[Mark], found: Quotations) -> None:
    for index in range(len(open_) - 1, -1, -1):
        if _alike(open_[index].sign, mark.sign):
            found.unclosed += [inner for inner in open_[index + 1 :] if inner.sign != "'"]
            found.pairs.append((open_[index], mark))
            del open_[index:]
            return
    apostrophe = mark.sign in "'’"
    inches = mark.sign == '"' and before.isdecimal()
    if not apostrophe and not inches:
        found.unopened.append(mark)


def _alike(one: str, other: str) -> bool:
    return (one in DOUBLE) == (other in DOUBLE)


PARTNERS = {"“": "”", "„": "“”", "”": "”", "«": "»", "»": "«»", "‘": "’", "‚": "‘’", "’": "’"}
"""The marks that usually close what a mark opens."""


def mismatched(opened: Mark, closed: Mark) -> bool:
    """Whether two curly marks do not belong together: ``“`` closed by ``“``."""
    straight = "\"'"
    return (
        opened.sign not in straight
        and closed.sign not in straight
        and closed.sign not in PARTNERS.get(opened.sign, closed.sign)
    )
