"""Divide transliterated Russian as the Russian word would be divided.

Enters: a word in Latin letters, by whatever system. Leaves: its divisions. The word is read back into
Cyrillic, and Russian patterns say where that may be divided. Systems differ, and none of them is
unambiguous in practice: *ts* is ц or тс, *ia* is я or иа, *i* after a vowel is и or й. So the word is
read in every way it can be read, and only divisions that are right in all of them are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

_MOST_READINGS = 64
"""A word that can be read in more ways is not divided."""

_READINGS: dict[str, tuple[str, ...]] = {
    "shch": ("щ",), "šč": ("щ",), "ŝ": ("щ",),
    "zh": ("ж", "зх"), "kh": ("х", "кх"), "ch": ("ч",), "sh": ("ш", "сх"), "ts": ("ц", "тс"), "tz": ("ц", "тз"),
    "b": ("б",), "v": ("в",), "w": ("в",), "g": ("г",), "d": ("д",), "ž": ("ж",), "z": ("з",), "k": ("к",),
    "l": ("л",), "m": ("м",), "n": ("н",), "p": ("п",), "r": ("р",), "s": ("с",), "t": ("т",), "f": ("ф",),
    "h": ("х",), "x": ("х", "кс"), "c": ("ц",), "č": ("ч",), "š": ("ш",),
    "\u2032": ("ь",), "'": ("ь",), "\u2019": ("ь",), "\u02b9": ("ь",), "\u02bc": ("ь",),
    "\u2033": ("ъ",), '"': ("ъ",), "\u201d": ("ъ",), "\u02ba": ("ъ",), "\'\'": ("ъ",), "\u2019\u2019": ("ъ",),
}  # fmt: skip
"""What consonants and signs can stand for; the longest piece is read where a shorter one fits too."""

_VOWELS: dict[str, tuple[str, ...]] = {
    "a": ("а",), "e": ("е",), "ë": ("ё",), "i": ("и", "й"), "o": ("о",), "u": ("у",), "y": ("ы", "й"),
    "j": ("й", "ь"), "ĭ": ("й",), "è": ("э",), "ė": ("э",), "é": ("э",), "â": ("я",), "û": ("ю",), "ê": ("е",),
    "ě": ("е",),
    "ia": ("я",), "iu": ("ю",), "ie": ("е",), "io": ("ё",),
    "ja": ("я", "ья"), "ju": ("ю", "ью"), "je": ("е", "ье"), "jo": ("ё", "ьо"),
    "ya": ("я",), "yu": ("ю",), "ye": ("е",), "yo": ("ё",),
}  # fmt: skip
"""What vowels can stand for: any pieces that make up the letters, й after a vowel only."""
_SIGNS = "ьъй"
"""They never begin a line."""

Reading = tuple[tuple[str, str], ...]
"""A word in pieces, each in Latin letters and in Cyrillic ones."""


def divisions(word: str, positions: Callable[[str], Iterable[int]]) -> list[tuple[str, str]]:
    """The divisions of a word, by those that `positions` finds in a Cyrillic one."""
    agreed: set[int] | None = None
    for count, reading in enumerate(_readings(word.lower(), 0, "")):
        if count == _MOST_READINGS:
            return []
        found = _in_latin(reading, positions("".join(cyrillic for _, cyrillic in reading)))
        agreed = found if agreed is None else agreed & found
    return [(word[:at], word[at:]) for at in sorted(agreed or ())]


def _readings(word: str, at: int, before: str) -> Iterator[Reading]:
    """Every way to read a word from a place on; `before` is the Cyrillic letter before that."""
    if at == len(word):
        yield ()
        return
    table, lengths = (_VOWELS, (1, 2)) if word[at] in _VOWELS else (_READINGS, (4, 2, 1))
    for length in lengths:
        latin = word[at : at + length]
        if len(latin) < length or latin not in table:
            continue
        for cyrillic in table[latin]:
            if cyrillic != "й" or before in "аеёиоуыэюя":
                for rest in _readings(word, at + length, cyrillic[-1]):
                    yield (latin, cyrillic), *rest
        if table is _READINGS:
            return


def _in_latin(reading: Reading, positions: Iterable[int]) -> set[int]:
    """Positions in one reading of a word, as positions in its Latin letters."""
    cyrillic = "".join(letters for _, letters in reading)
    allowed = {int(at) for at in positions if 0 < at < len(cyrillic) and cyrillic[at] not in _SIGNS}
    found: set[int] = set()
    here = there = 0
    for latin, letters in reading:
        if there in allowed:
            found.add(here)
        if len(latin) == len(letters):
            found |= {here + at for at in range(1, len(letters)) if there + at in allowed}
        here, there = here + len(latin), there + len(letters)
    return found
