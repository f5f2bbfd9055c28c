"""Say where the address of a web page, or a DOI, may be broken over two lines.

Enters: a text. Leaves: the addresses in it, each with its breaks. An address gets no hyphens, since they would be
taken for its own, and one that it has does not end a line. It breaks as the Chicago Manual of Style wants it (14.18):
after a double slash, before other signs; and, for want of better, within long rows of letters and figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,11}://|\bwww\.|\b10\.\d{4,9}/)[^\s<>«»“”\u200b]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}'\"’"
"""What stands after an address rather than in it, if it comes last."""
_OPENED = {")": "(", "]": "[", "}": "{"}
_SIGN = re.compile(r"(?<=//)(?!/)|(?<=[^/:&=])(?=[/~.,_?#%&=-])|(?<=[=&])(?=[^=&])")
_ROW = re.compile(r"[^\W_]{9,}")
_LEAST = 3
"""Characters that stay together at either end of a row of letters and figures."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a text, with positions in that."""

    begin: int
    end: int
    breaks: tuple[int, ...]
    """Where a line may end before a character."""
    torn: tuple[int, ...]
    """Where one may if there is no other way."""


def concerns(text: str) -> bool:
    """Could there be an address in the text? Most texts have none, and this is quickly seen."""
    return "/" in text or "www." in text


def addresses(text: str) -> list[Address]:
    """The addresses in a text, in their order."""
    found: list[Address] = []
    for match in _ADDRESS.finditer(text):
        begin, end = match.start(), _end(text, match)
        breaks = tuple(sign.start() for sign in _SIGN.finditer(text, begin, end) if begin < sign.start() < end)
        torn = (
            at
            for row in _ROW.finditer(text, begin, end)
            for at in range(row.start() + _LEAST, row.end() - _LEAST + 1)
        )
        found.append(Address(begin, end, breaks, tuple(torn)))
    return found


def _end(text: str, match: re.Match[str]) -> int:
    begin, end = match.span()
    while end > begin and (last := text[end - 1]) in _CLOSING:
        # A bracket that is opened in the address is closed in it.
        if last in _OPENED and text.count(_OPENED[last], begin, end) >= text.count(last, begin, end):
            break
        end -= 1
    return end
