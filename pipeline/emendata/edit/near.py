"""Find the passages of a text that nearly say some words: what to offer when the words are not there.

Myers' bit-parallel approximate search (J. ACM 46, 1999): one step for each character of the text,
whatever the length of the words. In long texts it looks only around exact pieces of the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

Range = tuple[int, int]

PASSAGE_END = "\0"
"""Stands between two paragraphs, notes and the like of a whole text."""
SMALL = 20_000
"""Characters that are searched one by one; more than that are searched for pieces first."""
PIECE = 4
"""Length of these pieces."""
LONGEST = 300
"""Characters of the words that are compared."""

_SAME = {
    **dict.fromkeys("‘’‚‛ʹʼ`´\"“”„‟«»‹›", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\n\t\u00a0\u2009\u202f", " "),
}


class _Folding(dict[int, str]):
    """A table for `str.translate`, one character for one: no case, no accents, one quote, one dash."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SAME.get(char) or unicodedata.normalize("NFD", char)[0].lower()
        self[code] = folded if len(folded) == 1 else char
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    """The text without what a reader easily overlooks, as many characters long."""
    return text.translate(_FOLDING)


def near_misses(text: str, ranges: tuple[Range, ...], words: str, most: int = 3) -> list[Range]:
    """Up to `most` ranges of whole words that come nearest to `words`, the nearest first."""
    wanted = folded(words)[:LONGEST]
    limit = max(1, len(wanted) // 3)
    found: list[tuple[int, int, int]] = []
    for start, end in _windows(text, ranges, wanted, limit):
        window = folded(text[start:end])
        for last, distance in _ends(wanted, window, limit):
            first = last - _length(wanted, window[:last], limit)
            found.append((distance, start + first, start + last))
    found.sort()
    best: list[Range] = []
    for distance, first, last in found:
        if len(best) == most or distance > found[0][0] + 1:
            break
        first, last = _whole_words(text, first, last)
        if PASSAGE_END in text[first:last]:
            continue  # nobody can quote words of two passages
        if all(last <= a or b <= first for a, b in best):
            best.append((first, last))
    return best


def _windows(text: str, ranges: tuple[Range, ...], wanted: str, limit: int) -> Iterator[Range]:
    """Where to look closely."""
    if sum(end - start for start, end in ranges) <= SMALL:
        yield from ranges
        return
    reach = len(wanted) + limit
    spots: set[int] = set()
    for start, end in ranges:
        body = folded(text[start:end])
        pieces = {wanted[i : i + PIECE] for i in range(max(len(wanted) - PIECE, 0) + 1)}
        for piece in sorted(pieces, key=lambda p: (body.count(p) or len(body), p))[:6]:
            at = body.find(piece)
            while at >= 0 and len(spots) < 400:
                spots.add(start + at)
                at = body.find(piece, at + 1)
    last = -1
    for spot in sorted(spots):
        start, end = next((a, b) for a, b in ranges if a <= spot < b)
        window = max(start, spot - reach, last), min(end, spot + reach)
        if window[0] < window[1]:
            yield window
            last = window[1] - len(wanted) // 2


def _ends(wanted: str, text: str, limit: int) -> list[tuple[int, int]]:
    """Where a match with at most `limit` errors ends, and its errors; of neighbours the best."""
    scores = list(_scores(wanted, text))
    return [
        (at + 1, score)
        for at, score in enumerate(scores)
        if score <= limit
        and score <= min(scores[max(at - limit, 0) : at], default=score)
        and score < min(scores[at + 1 : at + 1 + limit], default=score + 1)
    ]


def _scores(wanted: str, text: str, anchored: bool = False) -> Iterator[int]:
    """Errors of the best match that ends with each character; `anchored`: that begins with the first."""
    length = len(wanted)
    mask, high = (1 << length) - 1, 1 << (length - 1)
    bits: dict[str, int] = {}
    for i, char in enumerate(wanted):
        bits[char] = bits.get(char, 0) | 1 << i
    plus, minus, score = mask, 0, length
    for char in text:
        equal = bits.get(char, 0)
        vertical = equal | minus
        equal |= (((equal & plus) + plus) ^ plus)
        up = minus | ~(equal | plus) & mask
        down = plus & equal
        score += bool(up & high) - bool(down & high)
        up = (up << 1 | anchored) & mask
        down = (down << 1) & mask
        plus = down | ~(vertical | up) & mask
        minus = up & vertical
        yield score


def _length(wanted: str, text: str, limit: int) -> int:
    """How long the best match is that ends where the text ends."""
    tail = text[-(len(wanted) + limit) :][::-1]
    scores = list(_scores(wanted[::-1], tail, anchored=True))
    return min(range(len(scores)), key=lambda i: (scores[i], abs(i + 1 - len(wanted)))) + 1 if scores else 0


_LETTER = re.compile(r"[\w'’]")


def _whole_words(text: str, start: int, end: int) -> Range:
    """The range without white space at its ends, and with the rest of the words it cuts."""
    while start < end and not text[start].strip():
        start += 1
    while end > start and not text[end - 1].strip():
        end -= 1
    while start and _LETTER.match(text[start - 1]) and _LETTER.match(text[start]):
        start -= 1
    while end < len(text) and _LETTER.match(text[end]) and _LETTER.match(text[end - 1]):
        end += 1
    return start, end
