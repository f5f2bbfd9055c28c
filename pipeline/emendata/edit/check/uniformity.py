"""Find what is set in two ways in one text: quotation marks, apostrophes, the dashes of number ranges."""

from __future__ import annotations

from collections.abc import Iterator

from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import sought

FEW = 4
"""So many of the rarer kind are shown one by one; of more there is one query with the numbers."""

_APOSTROPHE = sought(r"['’](?<=[^\W\d_]['’])(?=[^\W\d_])")
_RANGE = sought(r"(?<![\d.,/-])\d{1,4}([-–])\d{1,4}(?![\d/-])")
_TYPOGRAPHY = "`typography:` in edition.yaml makes the books uniform; the TEI keeps the source's marks."


def mixed_quotation_marks(reading: Reading) -> Iterator[Finding]:
    """Straight quotation marks in a text with curly ones, or the reverse."""
    straight: list[int] = []
    curly: list[int] = []
    for index, found in reading.quotations.items():
        start = reading.starts[index]
        for pair in found.pairs:
            for mark in pair:
                if mark.sign == '"':
                    straight.append(start + mark.at)
                elif mark.sign in "“”":
                    curly.append(start + mark.at)
    yield from _rarer(straight, curly, 'straight quotation mark#s (")', "curly quotation mark#s (“ ”)")


def mixed_apostrophes(reading: Reading) -> Iterator[Finding]:
    """Straight apostrophes in a text with curly ones, or the reverse."""
    straight: list[int] = []
    curly: list[int] = []
    for match in reading.finditer(_APOSTROPHE):
        (straight if match[0] == "'" else curly).append(match.start())
    yield from _rarer(straight, curly, "straight apostrophe#s (')", "curly apostrophe#s (’)")


def mixed_range_dashes(reading: Reading) -> Iterator[Finding]:
    """Hyphens in number ranges in a text that has dashes there, or the reverse."""
    ranges: dict[str, list[tuple[int, int]]] = {"-": [], "–": []}
    for match in reading.finditer(_RANGE):
        ranges[match[1]].append(match.span(1))
    hyphens, dashes = ranges["-"], ranges["–"]
    if hyphens and dashes and len(hyphens) <= FEW and len(hyphens) < len(dashes):
        for start, end in hyphens:
            message = f"a hyphen between numbers; {len(dashes)} ranges have a dash"
            yield Finding(start, end, message, read="–")
    else:
        at_hyphens, at_dashes = ([start for start, _ in spans] for spans in (hyphens, dashes))
        yield from _rarer(at_hyphens, at_dashes, "range#s with a hyphen", "range#s with a dash")


def _rarer(ones: list[int], others: list[int], one: str, other: str) -> Iterator[Finding]:
    """The rarer of two kinds of sign: its places if they are few, else the first and the numbers.

    In the names of the kinds a # stands before the ending of the plural.
    """
    if not ones or not others:
        return
    if len(others) < len(ones):
        ones, others, one, other = others, ones, other, one
    message = f"{_counted(ones, one)} in a text with {_counted(others, other)}"
    if len(ones) <= FEW:
        for at in ones:
            yield Finding(at, at + 1, message, _TYPOGRAPHY)
    else:
        yield Finding(ones[0], ones[0] + 1, f"{message}; here the first", _TYPOGRAPHY)


def _counted(places: list[int], name: str) -> str:
    return f"{len(places)} {name.replace('#s' if len(places) == 1 else '#', '')}"
