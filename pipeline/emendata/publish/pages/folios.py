"""Number pages."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def folio(number: int, style: str) -> str:
    """The number of a page as it is printed: ``decimal``, ``lower-roman`` or ``upper-roman``."""
    if style == "decimal":
        return str(number)
    roman = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        roman += letters * times
    return roman.upper() if style == "upper-roman" else roman
