"""Where the words of a lemma stand in a text."""

from __future__ import annotations

from collections.abc import Sequence

from emendata.edit.places import Range, Whole, matches, phrase_pattern


class Lemmata:
    """The text of a Document, in which lemmata are looked up; the same one is looked up once."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self._known: dict[tuple[str, tuple[Range, ...]], Sequence[Range]] = {}
        self._ranges: dict[str, tuple[Range, ...]] = {}

    def ranges(self, place: str) -> tuple[Range, ...]:
        """Where a place is that `places.at` names."""
        if place not in self._ranges:
            self._ranges[place] = self.whole.area(place).ranges
        return self._ranges[place]

    def found(self, words: str, ranges: tuple[Range, ...]) -> Sequence[Range]:
        """Every place of the words in the ranges, also those that overlap one another.

        Where they stand somewhere as words of their own, what is a part of longer words does not count.
        """
        known = self._known.get((words, ranges))
        if known is None:
            every = list(matches(self.whole, phrase_pattern(words), ranges, overlapping=True))
            known = [one for one in every if self._free(*one)] or every
            self._known[words, ranges] = known
        return known

    def _free(self, start: int, end: int) -> bool:
        """Whether the match begins and ends where words do."""
        text = self.whole.text
        return not (
            (start and text[start - 1].isalnum() and text[start].isalnum())
            or (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
        )
