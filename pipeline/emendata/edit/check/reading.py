"""Turn a Document into a `Reading`: its text with places, words and marked passages, prepared once for all checks.

A check is a function from a Reading to `Finding`s; `edit.check.CHECKS` lists them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from emendata.diagnostics import Lines, Place
from emendata.document.cutting import origin_at, positions, solid, width
from emendata.document.extents import Extents
from emendata.document.model import Document, Emph, Foreign, NoteCall, Text, Title
from emendata.document.sigla import Sigla
from emendata.edit.check.quotes import Quotations
from emendata.edit.check.stretches import (
    IN_WORD,
    WORD,
    Spans,
    Stretch,
    Vocabulary,
    named,
    outer,
    stretches,
    vocabulary,
    word_key,
)
from emendata.edit.corrections import fields, one_line
from emendata.edit.places import NoSuchPlace, Range, Whole, at, matches, phrase_pattern, unique_range
from emendata.remembering import Remember, anew

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
    """A word of the text."""

    start: int
    end: int
    key: str
    """Its letters in lower case, one kind of apostrophe, without a possessive 's."""


class Reading(Whole):
    """The whole text of a Document, with its words, its marked passages and their places in the sources."""

    def __init__(self, document: Document, lines: Mapping[str, Lines], remember: Remember = anew) -> None:
        super().__init__(document)
        self.document = document
        self._lines = lines
        self._remember = remember

    @cached_property
    def extents(self) -> Extents:
        """Where anchors stand, and what lies between them."""
        return Extents(self.document)

    @cached_property
    def sigla(self) -> Sigla:
        """The witnesses, and where they are extant."""
        return Sigla(self.document, self.extents)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The text in stretches, of which is known what can be found out of each by itself."""
        return tuple(stretches([passage.text for passage in self.passages], self.italics, self._remember))

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where an expression that is `sought` matches in the whole text."""
        name = named(pattern)
        for stretch in self.stretches:
            for offset in stretch.facts.matches.get(name, ()):
                match = pattern.match(self.text, stretch.start + offset)
                assert match, f"{pattern.pattern} looks beyond the passage"
                yield match

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the text by their keys."""
        return vocabulary(self.stretches)

    @property
    def counts(self) -> Counter[str]:
        """How often each word stands in the text, by its key."""
        return self.vocabulary.counts

    def first(self, key: str) -> Word:
        """The first place of a word."""
        return next(self._words_from(self.vocabulary.firsts[key]))

    @cached_property
    def marked(self) -> Spans:
        """What is in italics or in quotation marks: titles, foreign words, other people's words."""
        return Spans((*self.italics, *self.quoted))

    @cached_property
    def quotations(self) -> Mapping[int, Quotations]:
        """The quotation marks of the passages that have any, by the numbers of these."""
        return {
            stretch.first + index: found
            for stretch in self.stretches
            for index, found in stretch.facts.quotations.items()
        }

    @cached_property
    def marked_up(self) -> tuple[int, ...]:
        """The numbers of the passages that are not only text and calls."""
        plain = {Text, NoteCall}
        return tuple(
            index for index, passage in enumerate(self.passages) if not plain.issuperset(map(type, passage.inlines))
        )

    @cached_property
    def italics(self) -> tuple[Range, ...]:
        """Passages in italics, titles and passages in another language, in order."""
        found = []
        for index in self.marked_up:
            last, start = 0, self.starts[index]
            for position, inline in positions(self.passages[index].inlines):
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
        return tuple(
            span for index, found in self.quotations.items() for span in outer(found, self.starts[index])
        )

    def quoted_within(self, start: int, end: int) -> Sequence[Range]:
        """The passages of `quoted` that begin in a range."""
        return self.quoted[bisect_left(self.quoted, (start, 0)) : bisect_left(self.quoted, (end, 0))]

    def words_within(self, start: int, end: int) -> Sequence[Word]:
        """The words that begin in a range."""
        first = start
        while first and IN_WORD.match(self.text, first - 1):  # it may begin within a word
            first -= 1
        words = takewhile(lambda word: word.start < end, self._words_from(first))
        return [word for word in words if word.start >= start]

    def _words_from(self, start: int) -> Iterator[Word]:
        for match in WORD.finditer(self.text, start):
            yield Word(*match.span(), word_key(match[0]))

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
