"""Notes and figures that the text itself marks from beginning to end: ``[Footnote 3: …]``, ``[Illustration: …]``.

Transcribers put a note so below its paragraph, or within a sentence where it is called. What they have
marked needs no guess: the blocks are divided at the brackets, and `pages` takes the parts for what they say they are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from emendata.edit.normalise.marks import Mark, call_marks
from emendata.edit.normalise.pages import CAPTION, NOTE, NOTE_PARAGRAPH
from emendata.edit.normalise.units import Unit, unit

STYLE = "bracketed"
"""The style of their marks."""
_OPEN = re.compile(
    r"\[\s?(?P<sign>[*†‡§]{1,3}\s?)?(?:"
    r"(?:foot-?\s?note|fu(?:ß|ss)note|voetnoot|note de bas de page|сноска)\s*(?P<free>\d{1,4}|[A-Z]|[*†‡§]{1,3})?|"
    r"(?:note|anmerkung|nota|noot|примечание)\s*(?P<label>\d{1,4}|[A-Z]|[*†‡§]{1,3})|"
    r"(?P<figure>(?:\w+\s)?illustrations?|abbildung|illustratie|иллюстрация)"
    r")\s*(?:[:.—-]\s*|(?=\]))",
    re.IGNORECASE,
)
_WORDS = (
    "note",
    "noot",
    "nota",
    "illustrati",
    "anmerkung",
    "abbildung",
    "примечание",
    "сноска",
    "иллюстрация",
)
LONGEST = 20_000
"""Characters of a note or caption; what is longer was never closed."""


@dataclass(frozen=True, slots=True)
class _Region:
    """One bracket of the source: ``[start, end)`` with both its signs."""

    start: int
    content: int
    """Where it begins to say something."""
    end: int
    label: str
    signed: bool
    """Whether the text calls it by a sign, as far as can be seen from the bracket."""
    figure: bool


def bracketed(units: list[Unit], source: str) -> list[Unit]:
    """The blocks, divided so that each of these notes and figures is a block of its own (`Unit.given`)."""
    regions = list(_regions(source))
    if not regions:
        return units
    starts = [region.start for region in regions]
    out: list[Unit] = []
    k = 0
    opened: dict[_Region, Unit] = {}
    for u in units:
        while k < len(regions) and regions[k].end <= u.start:
            k += 1
        last = bisect_right(starts, u.end)
        if k >= last:
            out.append(u)
            continue
        out += _divided(u, regions[k:last], source, opened)
    return out


def _regions(source: str) -> Iterator[_Region]:
    lowered = source.lower()
    if "[" not in source or not any(word in lowered for word in _WORDS):
        return
    at = 0
    while found := _OPEN.search(source, at):
        end = _closed(source, found.end())
        at = found.end()
        if end < 0 or (found.end() == end - 1 and not found["figure"]):
            continue  # ``[Footnote 3]`` refers to a note
        label = found["label"] or found["free"] or (found["sign"] or "").strip()
        yield _Region(found.start(), found.end(), end, label or "*", bool(label), found["figure"] is not None)
        at = end


_BRACKETS = re.compile(r"[\[\]]")


def _closed(source: str, start: int) -> int:
    """Where the bracket ends whose content begins at `start`; -1 where it is not closed."""
    depth = 1
    for match in _BRACKETS.finditer(source, start, min(len(source), start + LONGEST)):
        if match.group() == "[":
            if _OPEN.match(source, match.start()):
                return -1
            depth += 1
        else:
            depth -= 1
            if not depth:
                return match.end()
    return -1


def _divided(u: Unit, regions: Sequence[_Region], source: str, opened: dict[_Region, Unit]) -> Iterator[Unit]:
    """What stands outside the brackets as one block, what stands in each of them as blocks after or before it."""
    rest: list[tuple[int, int]] = []
    marked: list[Unit] = []
    points: list[tuple[int, str, int]] = []
    first = not any(start < regions[0].start for start, _ in u.lines)
    inside: dict[_Region, list[tuple[int, int]]] = {}
    for start, end in u.lines:
        at = start
        for region in regions:
            if region.end <= at or region.start >= end:
                continue
            if region.start > at:
                rest += _trimmed(source, at, region.start)
            if region.start >= start and rest and not region.figure:
                points.append((rest[-1][1], region.label if region.signed else "", region.start))
            inside.setdefault(region, []).append((max(at, region.start), min(end, region.end)))
            at = min(end, region.end)
        rest += _trimmed(source, at, end)
    for region, lines in inside.items():
        again = opened.get(region)
        if again is not None and region.figure:
            # its caption has another paragraph
            again.lines += lines
            again.text = f"{again.text} {' '.join(source[a:b] for a, b in lines)}"
            again.closes = lines[-1][1] == region.end
            continue
        opened[region] = _given(region, lines, source, again=again is not None)
        marked.append(opened[region])
    if not rest:
        if marked:
            marked[0].page_before = u.page_before
        yield from marked
        return
    outside = unit(rest, source, page_before=u.page_before)
    outside.indent = u.indent if rest[0][0] == u.start else outside.indent
    outside.points = [point for point in points if not _has_sign(outside, *point)]
    yield from (*marked, outside) if first else (outside, *marked)


def _trimmed(source: str, start: int, end: int) -> list[tuple[int, int]]:
    text = source[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    return [(start, end)] if end > start else []


def _given(region: _Region, lines: list[tuple[int, int]], source: str, *, again: bool) -> Unit:
    made = unit(lines, source)
    if region.figure:
        made.given = CAPTION
    else:
        made.given = NOTE_PARAGRAPH if again else NOTE
    if lines[0][0] == region.start:
        # the mark may have been broken over two lines
        length = sum(
            max(0, min(b, region.content) - a) + (b < region.content) for a, b in lines if a < region.content
        )
        made.heads = (Mark(0, min(length, len(made.text)), region.label, STYLE),)
    made.closes = lines[-1][1] == region.end
    return made


def _has_sign(u: Unit, at: int, label: str, _: int) -> bool:
    """Whether a call with this label stands in the block before this offset of the source."""
    if not label:
        return False
    position = u.position(at)
    before = u.text[max(0, position - NEAR) : position]
    if not label.isdigit():
        return label in before
    styles = ("superscript", "brackets", "caret", "sup")
    return any(mark.label == label for mark in call_marks(f" {before}", styles))


NEAR = 2_000
"""Characters before a note in which its call stands, if it has a sign."""
