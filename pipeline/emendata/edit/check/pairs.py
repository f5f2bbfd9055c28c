"""Find quotation marks and brackets that lack their other half."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from emendata.edit.check.quotes import DOUBLE, SINGLE, mismatched
from emendata.edit.check.reading import Finding, Reading
from emendata.edit.check.stretches import sought

_OPENS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = sought(r"[()\[\]{}]")
_ENUMERATION = re.compile(r"(?:^|[\s;,:.—–])(?:\d{1,3}|[^\W\d_]|[ivxlcIVXLC]{1,5})\Z")


REPEATED = 2


@dataclass(frozen=True, slots=True)
class _Halves:
    """The marks of one passage that lack their other half there, by offset."""

    unclosed: list[int]
    unopened: list[int]


def unbalanced_quotes(reading: Reading) -> Iterator[Finding]:
    """A quotation mark without its other half, or a pair of two kinds."""
    halves: dict[int, _Halves] = {}
    for index, found in reading.quotations.items():
        start = reading.starts[index]
        unclosed, unopened = ([start + mark.at for mark in lone] for lone in (found.unclosed, found.unopened))
        if len(unclosed) > REPEATED:  # the mark that opens a quotation stands again before each of its lines
            unclosed = []
        halves[index] = _Halves(unclosed, unopened)
        for opened, closed in found.pairs:
            if mismatched(opened, closed):
                at = start + closed.at
                yield Finding(at, at + 1, f"a quotation opened by {opened.sign} is closed by {closed.sign}")
    for at, opens in _lone(reading, halves, _alike, reach=1):
        what = "opens a quotation that nothing closes" if opens else "closes a quotation that nothing opened"
        yield Finding(at, at + 1, f"the quotation mark {reading.text[at]} {what}")


def unbalanced_brackets(reading: Reading) -> Iterator[Finding]:
    """A bracket without its other half."""
    halves: dict[int, _Halves] = {}
    for match in reading.finditer(_BRACKET):
        at = match.start()
        point = reading.point(at)
        here = halves.setdefault(point.passage, _Halves([], []))
        if match[0] in _OPENS:
            here.unclosed.append(at)
        elif here.unclosed and _OPENS[reading.text[here.unclosed[-1]]] == match[0]:
            here.unclosed.pop()
        elif match[0] != ")" or not _ENUMERATION.search(reading.passages[point.passage].text[: point.at]):  # a) 1) iv)
            here.unopened.append(at)
    for at, opens in _lone(reading, halves, lambda a, b: _OPENS[a] == b, reach=3):
        what = "nothing closes" if opens else "nothing opened"
        yield Finding(at, at + 1, f"a bracket {reading.text[at]} that {what}")


def _alike(one: str, other: str) -> bool:
    return (one in DOUBLE) == (other in DOUBLE)


def _lone(
    reading: Reading, halves: Mapping[int, _Halves], match: Callable[[str, str], bool], reach: int
) -> Iterator[tuple[int, bool]]:
    """The halves that find no other half in the next `reach` passages either, and whether they open.

    A quotation of several paragraphs has a mark at the beginning of each and closes in the last.
    """
    text, none = reading.text, _Halves([], [])
    for stream in _streams(reading):
        waiting: list[tuple[int, int]] = []
        for count, index in enumerate(stream):
            begins = reading.passages[index].text[:1] if waiting else ""
            if begins and begins in DOUBLE + SINGLE:
                waiting = [(at, since) for at, since in waiting if text[at] in "()[]{}" or since < count - 1]
            here = halves.get(index, none)
            for at in here.unopened:
                other = next((pair for pair in reversed(waiting) if match(text[pair[0]], text[at])), None)
                if other:
                    waiting.remove(other)
                else:
                    yield at, False
            if waiting:
                yield from ((at, True) for at, since in waiting if since <= count - reach)
                waiting = [(at, since) for at, since in waiting if since > count - reach]
            waiting += [(at, count) for at in here.unclosed]
        yield from ((at, True) for at, _ in waiting)


def _streams(reading: Reading) -> list[list[int]]:
    """The passages that follow one another: the text, each note, and heads and captions by themselves."""
    streams: dict[str, list[int]] = {}
    for index, passage in enumerate(reading.passages):
        alone = passage.kind in ("head", "caption", "title")
        key = f"note {passage.note}" if passage.note else f"alone {index}" if alone else "text"
        streams.setdefault(key, []).append(index)
    return list(streams.values())
