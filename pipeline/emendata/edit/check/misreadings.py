"""Find digits for letters, letters for digits, and hyphens with spaces: marks that OCR leaves in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import LETTER, sought

USUAL = 3
"""A short word that stands alone so often in titles and foreign passages hardly ends a compound."""

# a letter beside a digit, and what of the word stands before and after
_SEAM = sought(rf"\d(?:(?<=(?P<before>{LETTER})\d)|(?={LETTER}))")
_LETTER = re.compile(LETTER)
_BACK = re.compile(rf"(?<![\w./@#:-])(?:{LETTER}|\d)+\Z")
_ON = re.compile(rf"(?:{LETTER}|\d)+(?![\w@/])")
_LONGEST = 30
"""Characters of a word that are looked at on one side of a digit or hyphen."""
_LIKE_DIGITS = str.maketrans("lIOo", "1100")
_LIKE_LETTERS = str.maketrans("105", "los")
_NUMBER_WITH_LETTERS = re.compile(r"(?=\D*\d)(?=\d*\D)[\dlIOo]{3,5}")
_DIGIT_IN_WORD = re.compile(rf"{LETTER}*[^\W\d_A-Z]{{2}}[015]+(?:[^\W\d_A-Z]{LETTER}*)?|[10][^\W\d_A-Z]{{3,}}")
# 1st, 1930s, 2e, 12ff
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s|er|re|e|ème|ter|te|ten|a|o|mo|ma|fold|pp|ff?)", re.IGNORECASE)

_HYPHEN_SPACE = sought(rf" [-‐](?={LETTER})|[-‐] (?={LETTER})")
_LAST_WORD = re.compile(rf"{LETTER}+\Z")
_FIRST_WORD = re.compile(rf"{LETTER}+")
_CONJUNCTION = re.compile(
    r"and|or|und|oder|bzw|et|ou|e|ed|o|y|u|en|of|och|i|lub|a|и|или|to|bis|nor|but|as|than|versus|vs", re.IGNORECASE
)
# What comes before a hyphen is looked at after it: an expression that begins with a sign is found much faster.
_HYPHEN = sought(rf"[-‐](?:(?<={LETTER}[-‐])|(?<=['’][-‐]))(?={LETTER})")
_FIRST_PART = re.compile(rf"(?<![\w'’-]){LETTER}[\w'’]*\Z")
_SECOND_PART = re.compile(rf"{LETTER}[\w'’]*(?![\w-])")


def digits_in_words(reading: Reading) -> Iterator[Finding]:
    """A digit within a word, or a letter within a number: ``l928``."""
    last = -1
    for at in _seams(reading):
        before = _BACK.search(reading.text[max(at - _LONGEST, 0) : at])
        after = _ON.match(reading.text, at)
        if at < last or not before or not after:
            continue
        start, last = at - len(before[0]), after.end()
        token = reading.text[start:last]
        if _ORDINAL.fullmatch(token):
            continue
        if _NUMBER_WITH_LETTERS.fullmatch(token):
            read = token.translate(_LIKE_DIGITS)
            yield Finding(start, last, f"a letter within the number {token}", read=read)
        elif _DIGIT_IN_WORD.fullmatch(token):
            read = token.translate(_LIKE_LETTERS)
            yield Finding(start, last, f"a digit within the word {token}", read=read)


def _seams(reading: Reading) -> Iterator[int]:
    """Where a letter and a digit meet."""
    for digit in reading.finditer(_SEAM):
        if digit["before"]:
            yield digit.start()
        if _LETTER.match(reading.text, digit.end()):
            yield digit.end()


def stray_hyphens(reading: Reading) -> Iterator[Finding]:
    """A hyphen with a space on one side, or one left in a word from a line end."""
    suffixes = {start for start, _ in reading.italics}
    text = reading.text
    for hyphen in reading.finditer(_HYPHEN_SPACE):
        before = _LAST_WORD.search(text[max(hyphen.start() - _LONGEST, 0) : hyphen.start()])
        after = _FIRST_WORD.match(text, hyphen.end())
        left_open = hyphen[0][1] == " "
        if not before or not after or _CONJUNCTION.fullmatch((after if left_open else before)[0]):
            continue  # pre- and postwar
        if hyphen.start() + 1 in suffixes:
            continue  # the suffix -ness
        joined = before[0] + after[0]
        read = joined if left_open and reading.counts[joined.casefold()] else None
        start = hyphen.start() - len(before[0])
        yield Finding(start, after.end(), "a hyphen with a space on one side", read=read)
    yield from _left_hyphens(reading)


def _left_hyphens(reading: Reading) -> Iterator[Finding]:
    hyphened = list(_hyphened(reading))
    times = Counter((first.casefold(), second.casefold()) for _, first, second in hyphened)
    seconds = Counter(second.casefold() for _, _, second in hyphened)
    for start, first, second in hyphened:
        one, two = first.casefold(), second.casefold()
        if times[one, two] > 1:
            continue
        end = start + len(first) + 1 + len(second)
        word = reading.text[start:end]
        if (often := reading.counts[one + two]) > 1:
            yield Finding(start, end, f"{word} is one word elsewhere ({often} times)", read=first + second)
        elif (
            len(two) <= 3
            and second.islower()
            and seconds[two] == 1
            and start in reading.marked
            and reading.vocabulary.marked[two] > USUAL
        ):
            message = f"a hyphen before {second}, which stands alone elsewhere"
            yield Finding(start, end, message, read=f"{first} {second}")


def _hyphened(reading: Reading) -> Iterator[tuple[int, str, str]]:
    """Each word with one hyphen: where it begins, and what stands before and after the hyphen."""
    text = reading.text
    for hyphen in reading.finditer(_HYPHEN):
        before = _FIRST_PART.search(text[max(hyphen.start() - _LONGEST, 0) : hyphen.start()])
        after = _SECOND_PART.match(text, hyphen.end())
        if before and after:
            yield hyphen.start() - len(before[0]), before[0], after[0]
