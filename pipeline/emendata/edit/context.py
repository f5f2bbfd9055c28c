"""The words around some words: written down once, they tell the place again when the text has changed.

A context is written ``zasedanii voennoi ‹sekti› 10-go``: the words in question between ‹ and ›, and some of
those around them; ``¶`` stands where another paragraph, head or note begins. White space does not count.

How long a context must be is settled when it is written: longer by `_MARGIN` than the best agreement that
any other occurrence of the same words can show. What agrees by so much later is therefore the same place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from emendata.edit.places import BORDER, Range, Whole, matches, phrase_pattern

LEAST = 5
"""Tokens on each side that are written at least."""
MOST = 48
"""And at most: a passage that is repeated for longer is told apart by nothing."""
OPEN, CLOSE, PASSAGE = "‹", "›", "¶"

_WINDOW = 12
_SLACK = 3
"""Tokens that may have come in between."""
_MARGIN = 3
_TOUCHING = 3
"""Tokens next to the words that must agree where others are missing."""
_RIVALS = 300
"""Other occurrences that are looked at; of a word as frequent as that a sample will do."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNWRITABLE = re.compile("[\x01-\x1f\x7f-\x9f\ufffe\uffff‹›]")
"""What cannot be written into a context, and so does not count in a text either."""


@dataclass(frozen=True, slots=True)
class Context:
    """The tokens on both sides of some words, those nearest to them first."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    cut: tuple[bool, bool] = (False, False)
    """Whether the words begin, and end, in the middle of a word."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.before or self.after)

    @property
    def need(self) -> int:
        """By how much a place must agree to be the same."""
        return max(len(self.before), len(self.after), LEAST)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of a context stands around a place."""

    sides: tuple[int, int]
    """Tokens that agree without a gap, from the words outwards, before and after them."""
    near: int
    """Tokens that agree in their order, though others may stand between."""
    whole: bool
    """Whether the words are cut out of other words, or not, in both places alike."""
    of: Context

    @property
    def next_to(self) -> int:
        """Of both sides together."""
        return sum(self.sides)

    @property
    def sure(self) -> bool:
        """Whether it is the place: as much as one side as it was, or three quarters of both."""
        if not self.whole:
            return False
        tokens = len(self.of.before) + len(self.of.after)
        if self.next_to >= self.of.need:
            return self._touched or 3 * self.near >= 2 * tokens
        return self._touched and 4 * self.near >= 3 * tokens and self.next_to >= min(_TOUCHING, tokens)

    @property
    def _touched(self) -> bool:
        return all(self.sides) or not (self.of.before and self.of.after)

    @property
    def likely(self) -> bool:
        """Whether it is hardly another place: enough where `at` says the same."""
        enough = self.near >= self.of.need and 2 * self.next_to >= self.of.need
        return self.sure or (self.whole and self._touched and enough)

    @property
    def rank(self) -> tuple[int, int]:
        """The greater, the better it agrees."""
        return self.near + self.next_to, self.next_to


def tokens(text: str) -> list[str]:
    """Words and signs."""
    return _TOKEN.findall(_UNWRITABLE.sub(" ", text.replace(BORDER, f" {PASSAGE} ")))


def read(written: str, words: str) -> Context | None:
    """The context that was written for these words; None if they do not stand in it between ‹ and ›."""
    pattern = phrase_pattern(_UNWRITABLE.sub(" ", words).strip()).pattern
    marked = rf"{OPEN}\s*{pattern}\s*{CLOSE}"
    found = re.search(marked, written)
    if not found:
        return None
    before, inner, after = written[: found.start()], found[0][1:-1], written[found.end() :]
    cut = _cut(before + inner + after, len(before), len(before) + len(inner))
    return Context(tuple(reversed(tokens(before))), tuple(tokens(after)), cut)


def focus(written: str) -> str:
    """The words between ‹ and ›."""
    return written.partition(OPEN)[2].partition(CLOSE)[0]


def context_of(whole: Whole, place: Range, count: int) -> Context:
    """So many tokens on each side of a place."""
    text, (start, end) = whole.text, place
    return Context(
        tuple(_before(text, start, count)), tuple(_after(text, end, count)), _cut(text, start, end)
    )


def agreement(whole: Whole, place: Range, context: Context) -> Agreement:
    """How well a place agrees with a context."""
    return _agreement(context_of(whole, place, context.need + _SLACK), context)


def likeness(there: Context, context: Context) -> Agreement:
    """How well what stands around a place agrees with a context; `there` may be longer than it."""
    most = context.need + _SLACK
    return _agreement(Context(there.before[:most], there.after[:most], there.cut), context)


def write(text: str, place: Range, count: int) -> str:
    """The context of a place with so many tokens on each side, as the text has it."""
    first = _reach(text, place[0], count, -1)
    last = _reach(text, place[1], count, 1)
    parts = text[first : place[0]], text[slice(*place)], text[place[1] : last]
    before, words, after = (_UNWRITABLE.sub(" ", part).replace(BORDER, f" {PASSAGE} ") for part in parts)
    return " ".join(f"{before}{OPEN}{words}{CLOSE}{after}".split())


def length(whole: Whole, place: Range) -> int:
    """How many tokens on each side tell a place from all others with the same words."""
    pattern = phrase_pattern(whole.text[slice(*place)])
    rivals = [span for span in matches(whole, pattern, ((0, len(whole.text)),)) if span != place]
    own = context_of(whole, place, _WINDOW)
    longest = 0
    for rival in rivals[:: len(rivals) // _RIVALS + 1]:
        like = _agreement(context_of(whole, rival, _WINDOW), own)
        if like.near >= 2 * _WINDOW - _MARGIN:  # a repetition: how far does it go?
            far = context_of(whole, place, MOST)
            like = _agreement(context_of(whole, rival, MOST), far)
            longest = max(longest, like.next_to)
        longest = max(longest, min(like.near, 2 * _WINDOW))
    return min(max(LEAST, longest + _MARGIN), MOST)


# ----------------------------------------------------------------------- tokens


def _cut(text: str, start: int, end: int) -> tuple[bool, bool]:
    return _within_word(text, start), _within_word(text, end)


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _before(text: str, at: int, count: int) -> list[str]:
    return tokens(text[_reach(text, at, count, -1) : at])[::-1][:count]


def _after(text: str, at: int, count: int) -> list[str]:
    return tokens(text[at : _reach(text, at, count, 1)])[:count]


def _reach(text: str, at: int, count: int, step: int) -> int:
    """How far from a position one must go for so many tokens."""
    far = 16 * count
    while True:
        start, end = (max(at - far, 0), at) if step < 0 else (at, min(at + far, len(text)))
        whole = start == 0 if step < 0 else end == len(text)
        found = [m.span() for m in re.finditer(f"{_TOKEN.pattern}|{BORDER}", text[start:end])]
        # the outermost may be cut in two where the slice ends
        if len(found) > count:
            return start + (found[-count][0] if step < 0 else found[count - 1][1])
        if whole:
            return start if step < 0 else end
        far *= 2


def _agreement(there: Context, context: Context) -> Agreement:
    pairs = ((there.before, context.before), (there.after, context.after))
    return Agreement(
        (_run(*pairs[0]), _run(*pairs[1])),
        sum(_common(mine, wanted) for mine, wanted in pairs),
        there.cut == context.cut,
        context,
    )


def _run(mine: Sequence[str], wanted: Sequence[str]) -> int:
    run = 0
    for one, other in zip(mine, wanted, strict=False):
        if one != other:
            break
        run += 1
    return run


def _common(mine: Sequence[str], wanted: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    if tuple(mine[: len(wanted)]) == tuple(wanted):
        return len(wanted)
    row = [0] * (len(wanted) + 1)
    for one in mine:
        diagonal = 0
        for at, other in enumerate(wanted, 1):
            above = row[at]
            row[at] = diagonal + 1 if one == other else max(above, row[at - 1])
            diagonal = above
    return row[-1]
