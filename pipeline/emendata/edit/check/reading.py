"""Turn a Document into a `Reading`: its text with places, words and marked passages, prepared once for all checks.

A check is a function from a Reading to `Finding`s; `edit.check.CHECKS` lists them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from emendata.diagnostics import Lines, Place
from emendata.document.cutting import origin_at, positions, solid, width
from emendata.document.extents import Extents
from emendata.document.model import Document, Emph, Foreign, Title
from emendata.document.sigla import Sigla
from emendata.edit.check.quotes import Quotations, quotations
from emendata.edit.corrections import fields, one_line
from emendata.edit.places import NoSuchPlace, Range, Whole, at, matches, phrase_pattern, unique_range

LETTER = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
"""One letter; superscript digits are letters to Python."""

_WORD = re.compile(rf"{LETTER}+(?:['’ʼʹ\u0300-\u036f\u0591-\u05c7]+{LETTER}+)*['’ʼʹ]?")


NOWHERE = Place("the text")
"""The place of everything in a Document that has forgotten where it came from."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an editor should look at: a range of the whole text and what is strange about it."""

    start: int
    end: int
    message: str
    hint: str = ""
    """What to do; in front of the correction, if there is one."""
    read: str | None = None
    """What should perhaps be read instead, for a correction that can be pasted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of query."""

    code: str
    find: Callable[[Reading], Iterable[Finding]]

    @property
    def what(self) -> str:
        """What it finds, in a sentence."""
        return (self.find.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


class Word(NamedTuple):
    """A word of the text; a tuple, because there are as many as words."""

    start: int
    end: int
    key: str
    """Its letters in lower case, one kind of apostrophe, without a possessive 's."""


_START = attrgetter("start")


class Reading(Whole):
    """The whole text of a Document, with its words, its marked passages and their places in the sources."""

    def __init__(self, document: Document, lines: Mapping[str, Lines]) -> None:
        super().__init__(document)
        self.document = document
        self._lines = lines

    @cached_property
    def extents(self) -> Extents:
        """Where anchors stand, and what lies between them."""
        return Extents(self.document)

    @cached_property
    def sigla(self) -> Sigla:
        """The witnesses, and where they are extant."""
        return Sigla(self.document, self.extents)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in order."""
        new, keys = tuple.__new__, _Keys()  # `Word(…)` would be a call of Python for each
        return tuple([new(Word, (m.start(), m.end(), keys[m[0]])) for m in _WORD.finditer(self.text)])

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the text, by its key."""
        return Counter(word.key for word in self.words)

    @cached_property
    def marked(self) -> Spans:
        """What is in italics or in quotation marks: titles, foreign words, other people's words."""
        return Spans((*self.italics, *self.quoted))

    @cached_property
    def marked_words(self) -> tuple[bool, ...]:
        """Of each word whether it is marked."""
        spans = iter((*self.marked.ranges, (len(self.text) + 1, len(self.text) + 1)))
        start, end = next(spans)
        found = []
        for word in self.words:
            while word.start >= end:
                start, end = next(spans)
            found.append(word.start >= start)
        return tuple(found)

    @cached_property
    def marked_counts(self) -> Counter[str]:
        """How often each word stands marked."""
        return Counter(word.key for word, marked in zip(self.words, self.marked_words, strict=True) if marked)

    @cached_property
    def quotations(self) -> tuple[Quotations, ...]:
        """The quotation marks of each passage."""
        return tuple(quotations(passage.text) for passage in self.passages)

    @cached_property
    def italics(self) -> tuple[Range, ...]:
        """Passages in italics, titles and passages in another language, in order."""
        found = []
        for passage, start in zip(self.passages, self.starts, strict=True):
            last = 0
            for position, inline in positions(passage.inlines):
                marked = isinstance(inline, Foreign | Title) or (
                    isinstance(inline, Emph) and inline.rend == "italic"
                )
                if marked and position >= last:  # one within another is the other's
                    last = position + width(inline)
                    found.append((start + position, start + last))
        return tuple(found)

    def italics_within(self, start: int, end: int) -> Sequence[Range]:
        """The passages of `italics` that begin in a range."""
        return self.italics[bisect_left(self.italics, (start, 0)) : bisect_left(self.italics, (end, 0))]

    @cached_property
    def quoted(self) -> tuple[Range, ...]:
        """The quotations within lines, without their marks, in order; none that stands in another."""
        found: list[Range] = []
        for index, start in enumerate(self.starts):
            for opened, closed in sorted(self.quotations[index].pairs, key=lambda pair: pair[0].at):
                if not found or start + opened.at >= found[-1][1]:
                    found.append((start + opened.at + 1, start + closed.at))
        return tuple(found)

    def quoted_within(self, start: int, end: int) -> Sequence[Range]:
        """The passages of `quoted` that begin in a range."""
        return self.quoted[bisect_left(self.quoted, (start, 0)) : bisect_left(self.quoted, (end, 0))]

    def words_within(self, start: int, end: int) -> Sequence[Word]:
        """The words that begin in a range."""
        first = bisect_left(self.words, start, key=_START)
        return self.words[first : bisect_left(self.words, end, key=_START)]

    @cached_property
    def first_note(self) -> int:
        """Where the notes begin."""
        index = next((i for i, passage in enumerate(self.passages) if passage.note), None)
        return len(self.text) if index is None else self.starts[index]

    def place(self, offset: int) -> Place:
        """Where the character at an offset of the whole text stands in its source, or the nearest that does."""
        if not self._has_origins:
            return NOWHERE
        point = self.point(offset)
        before = range(point.passage - 1, -1, -1)
        for index in (point.passage, *before, *range(point.passage + 1, len(self.starts))):
            position = point.at if index == point.passage else len(self.passages[index].text)
            if origin := origin_at(self.passages[index].inlines, position):
                lines = self._lines.get(origin.source)
                return lines.place(origin.start) if lines else Place(origin.source)
        return NOWHERE

    @cached_property
    def _has_origins(self) -> bool:
        return any(origin_at(passage.inlines, 0) for passage in self.passages)

    def correction(self, start: int, end: int, read: str) -> str:
        """An entry for corrections.yaml that reads `read` for a range, or nothing if there can be none."""
        said = self.fields(start, end, read)
        return one_line(said) if said else ""

    def fields(self, start: int, end: int, read: str) -> tuple[tuple[str, str], ...]:
        """The keys and values of this entry."""
        point = self.point(start)
        passage = self.passages[point.passage]
        if solid(passage.inlines, point.at, point.at + end - start):
            return ()
        first, last = self._whole_words(start, end)
        place, ranges = self._named(point.passage)
        nth = 0
        if unique := unique_range(self, ranges, (first, last)):
            first, last = unique
        else:
            found = [span for span, _ in matches(self, phrase_pattern(self.text[first:last]), ranges)]
            if first not in found:
                return ()
            nth = found.index(first) + 1
        text = self.text
        if _CONTROL.search(text, first, last):
            return ()  # YAML has no way to write it
        return fields(place, text[first:last], text[first:start] + read + text[end:last], "ocr", nth)

    def _named(self, index: int) -> tuple[str, tuple[Range, ...]]:
        """The name of a passage's place and what it covers; no name is the whole text."""
        place = at(self, self.passages[index])
        with suppress(NoSuchPlace):
            ranges = self.area(place).ranges
            if self.range(index) in ranges:
                return place, ranges
        return "", self.area("").ranges

    def _whole_words(self, start: int, end: int) -> Range:
        first, last = self.range(self.point(start).passage)
        while start > first and end - start < _LONGEST and _IN_WORD.match(self.text[start - 1]):
            start -= 1
        while end < last and end - start < _LONGEST and _IN_WORD.match(self.text[end]):
            end += 1
        return start, end


_IN_WORD = re.compile(r"[\w'’‐–-]")
"""What a word has for the eye: a correction of `-` in 31-33 names the whole."""
_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_LONGEST = 60


def word_key(word: str) -> str:
    """The word in lower case, with one kind of apostrophe and without a possessive 's."""
    key = word.casefold()
    if not key.isalpha():
        key = re.sub("[’ʼʹ]", "'", key)
        key = key.removesuffix("'s").rstrip("'")
    return key


class _Keys(dict[str, str]):
    """The key of each word, worked out once."""

    def __missing__(self, word: str) -> str:
        self[word] = key = word_key(word)
        return key


class Spans:
    """Ranges, to ask whether a position is in one of them."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.ranges: list[Range] = []
        for start, end in sorted(ranges):
            if self.ranges and start <= self.ranges[-1][1]:
                start, last = self.ranges.pop()
                end = max(end, last)
            self.ranges.append((start, end))
        self._starts = [start for start, _ in self.ranges]

    def __contains__(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self.ranges[index][1]
