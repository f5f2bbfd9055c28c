"""Say what a series calls its notes: 1 2 3, a b c, or * † ‡."""

from __future__ import annotations

COUNTED = ("number", "letter", "symbol")
"""How notes can be counted."""
SYMBOLS = "*†‡§‖¶"
"""In their customary order; after the last they come doubled."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def label(n: int, numbering: str) -> str:
    """The label of the `n`th note, from 1, in a series that is numbered by one of `COUNTED`."""
    match numbering:
        case "letter":
            letters = ""
            while n:
                n, last = divmod(n - 1, len(_LETTERS))
                letters = _LETTERS[last] + letters
            return letters
        case "symbol":
            times, symbol = divmod(n - 1, len(SYMBOLS))
            return SYMBOLS[symbol] * (times + 1)
        case _:
            return str(n)
