"""How like two spellings are: edit distance, endings, and what is left when transliteration is levelled."""

from __future__ import annotations

import re
import unicodedata


def distance(one: str, other: str, most: int) -> int:
    """Letters left out, put in, changed or swapped (optimal string alignment); `most` + 1 if more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]


def difference(one: str, other: str) -> tuple[str, str, str, str]:
    """The common beginning, what differs in the one and in the other, and the common end."""
    first = 0
    while first < min(len(one), len(other)) and one[first] == other[first]:
        first += 1
    last = 0
    while last < min(len(one), len(other)) - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return one[:first], one[first : len(one) - last], other[first : len(other) - last], one[len(one) - last :]


ENDING = 3
"""Letters that an ending may have."""


def inflected(one: str, other: str) -> bool:
    """Whether two words look like forms of one: they differ in the last letters, or by a prefix or elision."""
    start, a, b, end = difference(one, other)
    if not start:
        return not a or not b  # un-known
    doubled = (not a and b == start[-1] * len(b)) or (not b and a == start[-1] * len(a))
    if doubled and end and len(start) > 2:
        return False
    return len(end) + max(len(a), len(b)) <= ENDING


_LEVEL = (
    ("shch", "š"), ("sch", "š"), ("tch", "č"), ("kh", "h"), ("ph", "f"), ("ck", "k"), ("tz", "c"), ("ts", "c"),
    ("cz", "c"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("ou", "u"),
)  # fmt: skip
"""Spellings that one system of transliteration uses for another's."""
_TWICE = re.compile(r"(.)\1+")


def unaccented(word: str) -> str:
    """The word without accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_GREEK_STRESS = re.compile("[\u0300\u0301\u0342]")


def only_stressed(one: str, other: str) -> bool:
    """Whether two Greek words differ only by the accent that their place in the sentence gives them."""
    if one.isascii() or other.isascii() or not "\u0370" <= max(one[0], other[0]) <= "\u1fff":
        return False
    bare = (_GREEK_STRESS.sub("", unicodedata.normalize("NFD", word)) for word in (one, other))
    return next(bare) == next(bare)


def skeleton(word: str) -> str:
    """The word without accents, apostrophes and doubled letters, with transliterations levelled."""
    word = unaccented(word).replace("'", "")
    for system, level in _LEVEL:
        word = word.replace(system, level)
    word = word[:1] + word[1:].replace("g", "h")  # Ukrainian; but Herman is not German
    return _TWICE.sub(r"\1", word)
