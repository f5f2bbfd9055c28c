"""Find the titles of a text that are one title in two wordings.

A title is what stands in italics or in quotation marks and is neither one word nor a whole sentence. Two
that agree in all words but one meet in a table under the words that they have in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from emendata.edit.check.likeness import distance, inflected
from emendata.edit.check.reading import Finding, Reading, Word

LONGEST = 14
"""Words that a title may have."""
CROWD = 8
"""Titles under one entry of the table beyond which the entry says nothing."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A word of one title that stands otherwise in another."""

    word: Word
    other: Word
    title: str
    """The words that the two have in common, a dash for the one that differs."""


Words = Sequence[Word]


def variants(reading: Reading) -> Iterator[Variant]:
    """The words in which two titles differ that otherwise agree, the later title first."""
    table: dict[tuple[tuple[str, ...], int], list[Words]] = defaultdict(list)
    for title in _titles(reading):
        keys = tuple(word.key for word in title)
        for at in range(len(keys)):
            table[keys[:at] + keys[at + 1 :], at].append(title)
    for (rest, at), titles in table.items():
        forms = {title[at].key: title for title in reversed(titles)}
        if not 2 <= len(forms) <= CROWD or not any(len(key) > 3 for key in rest):
            continue
        for earlier, later in combinations(sorted(forms.values(), key=lambda title: title[0].start), 2):
            if _alike(reading, earlier[at], later[at], len(rest)):
                common = " ".join((*rest[:at], "–", *rest[at:]))
                yield Variant(later[at], earlier[at], common)


def _alike(reading: Reading, one: Word, other: Word, rest: int) -> bool:
    short, long = sorted((one.key, other.key), key=len)
    if len(short) < 4 or short[0] != long[0]:
        return False
    if any(reading.text[word.end : word.end + 1] == "." for word in (one, other)) and long.startswith(short):
        return False  # an abbreviation
    if rest < 2 and inflected(short, long):
        return False
    most = min(2, (len(long) + 1) // 3)
    return distance(short, long, most) <= most


def acronym_in_small_letters(reading: Reading) -> Iterator[Finding]:
    """A word that stands in capitals in one place of a title, and in small letters in the other."""
    table: dict[tuple[str, ...], Words] = {}
    for title in _titles(reading):
        known = table.setdefault(tuple(word.key for word in title), title)
        for word, same in zip(title, known, strict=True):
            one, other = reading.text[word.start : word.end], reading.text[same.start : same.end]
            if one.isupper() != other.isupper() and len(one) > 2 and not _capitals(reading, title, known):
                message = f"{one} beside {other} in the same title ({reading.where(same.start)})"
                yield Finding(word.start, word.end, message)


def _capitals(reading: Reading, *titles: Words) -> bool:
    return any(reading.text[title[0].start : title[-1].end].isupper() for title in titles)


def _titles(reading: Reading) -> Iterator[Words]:
    for start, end in sorted((*reading.italics, *reading.quoted)):
        words = reading.words_within(start, end)
        if 2 <= len(words) <= LONGEST:
            yield words
