"""What can be found out of a stretch of the text by itself, and so be remembered by its characters.

Enters: the passages of a text, and in which places they are in italics. Leaves: the `Stretch`es, with the `Facts` of
each: where the expressions match that the checks look for, how quotation marks pair, which words stand there and how
often. A stretch ends where the characters of a passage say so and not after so many: what is changed in one place
leaves the others as they were.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from zlib import crc32

from emendata.edit.check.quotes import Quotations, quotations
from emendata.edit.places import BORDER, Range
from emendata.remembering import Remember

LETTER = r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]"
"""One letter; superscript digits are letters to Python."""

_INSIDE = "['’ʼʹ\u0300-\u036f\u0591-\u05c7]"
WORD = re.compile(rf"{LETTER}+(?:{_INSIDE}+{LETTER}+)*['’ʼʹ]?")
IN_WORD = re.compile(rf"{LETTER}|{_INSIDE}")
"""A character that a word may have; no word goes over another one."""

TELLING = 6
"""Neighbours that stand no more often than this tell that two passages speak of the same thing."""
_LENGTH = 1 << 16
"""Characters of a stretch, on the average."""


_SOUGHT: list[re.Pattern[str]] = []


def sought(expression: str, flags: int = 0) -> re.Pattern[str]:
    """An expression that a check looks for in the whole text.

    It must not look beyond the `BORDER` between two passages.
    """
    pattern = re.compile(expression, flags)
    _SOUGHT.append(pattern)
    return pattern


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a stretch, in little room. Offsets are those of its characters."""

    matches: Mapping[str, Sequence[int]]
    """By expression, where it matches, if it does."""
    quotations: Mapping[int, Quotations]
    """Of those of its passages, counted from 0, that have quotation marks."""
    keys: str
    """The words, without doubles, in the order in which they stand there first."""
    firsts: Sequence[int]
    """Where each of the words stands first,"""
    counts: Sequence[int]
    """how often it stands there,"""
    marked: Sequence[int]
    """how often in italics or quotation marks,"""
    stopped: Sequence[int]
    """how often before a stop,"""
    small: bytes
    """and whether anywhere with a small letter."""
    order: Sequence[int]
    """All words in their order, each by its number, counted from 1; around each passage two zeros."""
    rare: Sequence[int]
    """Where in this order the words are that stand here no more often than may be telling."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Passages that follow one another."""

    first: int
    """Number of the first passage."""
    start: int
    """Offset of the whole text where the characters of the `facts` begin."""
    facts: Facts
    keys: tuple[str, ...]
    """Those of the facts, one by one."""


def stretches(texts: Sequence[str], italics: Sequence[Range], remember: Remember) -> Iterator[Stretch]:
    """The stretches of a text, whose passages are `texts`, with a `BORDER` between."""
    searched = repr([(pattern.pattern, pattern.flags) for pattern in _SOUGHT])
    first = start = 0
    italic = 0
    while first < len(texts):
        last, end = first, start - 1
        while last < len(texts):
            end += len(texts[last]) + 1
            last += 1
            if crc32(texts[last - 1].encode("utf-8", "surrogatepass")) % _LENGTH < len(texts[last - 1]):
                break
        stretch = _Passages(texts[first:last], first > 0, last < len(texts))
        there: list[Range] = []
        while italic < len(italics) and italics[italic][0] <= end:
            one, other = italics[italic]
            there.append((one - start + stretch.before, other - start + stretch.before))
            italic += 1
        facts = remember(partial(facts_of, stretch, there), "facts", stretch.digest, repr(there), searched)
        yield Stretch(first, start - stretch.before, facts, tuple(facts.keys.split("\n")) if facts.keys else ())
        first, start = last, end + 1


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages of a stretch with the borders around them, if there are any: some expressions ask for the end."""

    texts: Sequence[str]
    before: bool
    after: bool

    @property
    def characters(self) -> str:
        return BORDER * self.before + BORDER.join(self.texts) + BORDER * self.after

    @property
    def digest(self) -> str:
        characters = self.characters.encode("utf-8", "surrogatepass")
        return f"{hashlib.sha256(characters).hexdigest()} {self.before} {len(self.texts)} {self.after}"


def facts_of(stretch: _Passages, italics: Sequence[Range]) -> Facts:
    """The facts of a stretch."""
    characters = stretch.characters
    matches = {
        named(pattern): _short(found)
        for pattern in _SOUGHT
        if (found := [match.start() for match in pattern.finditer(characters)])
    }
    paired: dict[int, Quotations] = {}
    quoted: list[Range] = []
    keys = _Keys()
    starts: list[int] = []
    words: list[str] = []
    order = array("I", (0, 0))
    numbers: dict[str, int] = {}
    start = int(stretch.before)
    for index, text in enumerate(stretch.texts):
        marks = quotations(text)
        if marks.pairs or marks.unclosed or marks.unopened:
            paired[index] = marks
            quoted += outer(marks, start)
        here = [(match.start(), match[0]) for match in WORD.finditer(characters, start, start + len(text))]
        starts += [at for at, _ in here]
        words += [word for _, word in here]
        order.extend([numbers.setdefault(keys[word], len(numbers) + 1) for _, word in here])
        order.extend((0, 0))
        start += len(text) + 1
    counts = Counter(order)
    spans = Spans((*italics, *quoted))
    marked = Counter(keys[word] for word, inside in zip(words, _inside(starts, spans.ranges), strict=True) if inside)
    stopped = Counter(
        keys[word] for at, word in zip(starts, words, strict=True) if characters.startswith(".", at + len(word))
    )
    firsts = dict(zip(map(keys.__getitem__, reversed(words)), reversed(starts), strict=True))
    small = {key for word, key in keys.items() if word[0].islower()}
    return Facts(
        matches,
        paired,
        "\n".join(numbers),
        _short([firsts[key] for key in numbers]),
        _short([counts[number] for number in numbers.values()]),
        _short([marked[key] for key in numbers]),
        _short([stopped[key] for key in numbers]),
        bytes(key in small for key in numbers),
        _short(order),
        _short([at for at, number in enumerate(order) if number and counts[number] <= TELLING]),
    )


def named(pattern: re.Pattern[str]) -> str:
    """The expression as it is named in `Facts.matches`."""
    return f"{pattern.flags} {pattern.pattern}"


def _short(numbers: Sequence[int]) -> Sequence[int]:
    """The numbers in as few bytes as hold them."""
    most = max(numbers, default=0)
    return array("B" if most < 1 << 8 else "H" if most < 1 << 16 else "I", numbers)


def _inside(starts: Iterable[int], ranges: Sequence[Range]) -> list[bool]:
    """Of each offset, in order, whether it is in one of the ranges."""
    beyond = 1 << 62
    spans = iter((*ranges, (beyond, beyond)))
    first, last = next(spans)
    found = []
    for at in starts:
        while at >= last:
            first, last = next(spans)
        found.append(at >= first)
    return found


def outer(found: Quotations, start: int) -> Iterator[Range]:
    """The quotations of a passage that begins at `start`, without their marks; none that stands in another."""
    last = start
    for opened, closed in sorted(found.pairs, key=lambda pair: pair[0].at):
        if start + opened.at >= last:
            last = start + closed.at
            yield start + opened.at + 1, last


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of the whole text, by their keys."""

    counts: Counter[str]
    marked: Counter[str]
    """How often each stands in italics or quotation marks."""
    stopped: Counter[str]
    """How often each stands before a stop."""
    small: frozenset[str]
    """Those that stand somewhere with a small letter."""
    firsts: Mapping[str, int]
    """Where each stands first."""


def vocabulary(all_stretches: Sequence[Stretch]) -> Vocabulary:
    """The words of all stretches together."""
    counts: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    small: set[str] = set()
    for stretch in all_stretches:
        facts, keys = stretch.facts, stretch.keys
        for key, count in zip(keys, facts.counts, strict=True):
            counts[key] += count
        for total, numbers in ((marked, facts.marked), (stopped, facts.stopped)):
            for key, count in zip(compress(keys, numbers), compress(numbers, numbers), strict=True):
                total[key] += count
        small.update(compress(keys, facts.small))
    firsts: dict[str, int] = {}
    for stretch in reversed(all_stretches):  # so that of each word the first place remains
        firsts.update(zip(stretch.keys, map(stretch.start.__add__, stretch.facts.firsts), strict=True))
    return Vocabulary(counts, marked, stopped, frozenset(small), firsts)


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
