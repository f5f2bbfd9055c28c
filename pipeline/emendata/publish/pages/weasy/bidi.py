"""Find out in which direction the parts of a text run (Unicode Standard Annex #9).

Enters: a text. Leaves: a level for each character, odd where it runs to the left; and for the parts of a
line with their levels, the order in which they stand from left to right. The levels come from FriBidi
through Pango.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from emendata.publish.pages.weasy.libraries import libraries

_LEFTWARD = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
ISOLATES = {"ltr": "\u2066", "rtl": "\u2067"}
END_OF_ISOLATE = "\u2069"


def concerns(text: str) -> bool:
    """Is there anything in a text that may run to the left?"""
    return _LEFTWARD.search(text) is not None


def levels(text: str, leftward: bool) -> list[int]:
    """The level of each character, in a paragraph that runs to the left or to the right."""
    ffi, pango, glib, _ = libraries()
    data = text.replace("\n", " ").encode()
    base = ffi.new("int *", 1 if leftward else 0)
    found = pango.pango_log2vis_get_embedding_levels(data, len(data), base)
    try:
        return list(ffi.unpack(found, len(text)))
    finally:
        glib.g_free(found)


def visual(levels: Sequence[int]) -> list[int]:
    """The order from left to right of parts of a line that are given in the order of reading (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = max(end, at + 1)
    return order
