"""Find punctuation that hardly anybody sets: a space before a comma, a comma twice, a stop in mid-sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import sought

_SPACE_BEFORE = sought(r"(?<=[\w)\]”’\"])[ \u00a0]+([,.;:!?])(?! ?\.|\w)")
# What comes before a sign is looked at after it: an expression that begins with a sign is found many times faster.
_WORD_END = r"[\w)”’\"]"
_DOUBLED = sought(
    rf",(?<={_WORD_END},)[,.;]|;(?<={_WORD_END};)[,;]|:(?<={_WORD_END}:)[,:]"
    rf"|\.(?:(?<={_WORD_END}\.),,|(?<=\w\w\.)\.(?!\.))"
)
_NO_SPACE = sought(
    r"[,;](?<=[^\W\d_]{2}[,;])(?=[^\W\d_]{2})|\.(?<=[a-zа-я]{3}\.)(?=[A-ZА-Я][a-zа-я])"
)
_STOP = sought(r"(?<=[ (])(?P<word>[^\W\d_A-ZА-Я][^\W\d_]{2,})\. (?P<next>[^\W\d_A-ZА-Я]{2,})(?=[ ,;])")
_AFTER_STOP = sought(r"\. (?<=[^\W\d_]{2}\. )([^\W\d_])")
_ROMAN = re.compile(r"[ivxlcdm]+")
USUAL = 3
"""A word that stands so often without a stop behind it is no abbreviation."""


def spaced_punctuation(reading: Reading) -> Iterator[Finding]:
    """A space in front of a comma or stop."""
    french = reading.document.metadata.lang.startswith("fr")
    for match in reading.finditer(_SPACE_BEFORE):
        if not (french and match[1] in ";:!?"):
            start = _word_start(reading.text, match.start())
            word = reading.text[start : match.start()]
            yield Finding(start, match.end(1), f"a space before {_name(match[1])}", read=word + match[1])


def doubled_punctuation(reading: Reading) -> Iterator[Finding]:
    """Two signs of punctuation where one can stand."""
    for match in reading.finditer(_DOUBLED):
        yield Finding(*match.span(), f"two signs together: {match[0]}")


def missing_space(reading: Reading) -> Iterator[Finding]:
    """Punctuation with no space behind it."""
    for match in reading.finditer(_NO_SPACE):
        if "/" in (around := _word_at(reading.text, match.start())) or "@" in around or "www." in around:
            continue
        yield Finding(*match.span(), f"no space after {_name(match[0])}", read=match[0] + " ")


def stop_in_mid_sentence(reading: Reading) -> Iterator[Finding]:
    """A stop after a word that is no abbreviation, and then a small letter."""
    matches = list(reading.finditer(_STOP))
    if not matches:
        return
    letters = [match[1] for match in reading.finditer(_AFTER_STOP)]
    small, capital = sum(map(str.islower, letters)), sum(map(str.isupper, letters))
    if small > capital:
        return  # in many editions of the ancients sentences begin small
    stopped = reading.vocabulary.stopped
    for match in matches:
        key = match["word"].casefold()
        without = reading.counts[key] - stopped[key]
        following = match["next"]
        if reading.counts[following] < USUAL or _ROMAN.fullmatch(following):
            continue
        if without >= USUAL and (stopped[key] == 1 or stopped[key] * 4 <= without):
            yield Finding(match.start("word"), match.start("next") - 1, "a full stop, and then a small letter")


_NAMES = {",": "a comma", ".": "a full stop", ";": "a semicolon", ":": "a colon"}


def _name(sign: str) -> str:
    return _NAMES.get(sign, sign)


def _word_start(text: str, at: int) -> int:
    while at and not text[at - 1].isspace() and text[at - 1] != "\0":
        at -= 1
    return at


def _word_at(text: str, at: int) -> str:
    return text[_word_start(text, at) : at + 20].split()[0]
