"""Page furniture left in the text: folios and running heads.

A folio is a number alone that counts up through the file; a running head is a short line whose
letters come back, under other numbers or none, at least three times. The first time such a line
stands in the text without a number and away from a page's edge it is the real head or title.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from emendata.edit.normalise.marks import SUPERSCRIPT
from emendata.edit.normalise.marks import heads as note_heads
from emendata.edit.normalise.units import Unit, letters, unit

LONGEST_HEAD = 90
_AROUND = r"[-–—•·|*~_(){}\[\] ]*"
_FOLIO = re.compile(rf"{_AROUND}(?:page\s*)?(\d{{1,4}}){_AROUND}\.?", re.IGNORECASE)
_AT_EDGE = re.compile(rf"{_AROUND}(\d{{1,4}})(?=[\s|—–-])|(?<=[\s|—–-])(\d{{1,4}}){_AROUND}$")
_NOTE_HEADS = frozenset({"superscript", "markdown", "brackets", "caret", "sup", "dot", "paren", "symbol"})
"""Marks that head a note; a bare number at the head of a line may be a folio."""
_STRUCTURAL = re.compile(
    r"(?:chapter|part|section|book|letter|act|scene|canto|volume|kapitel|teil|buch|chapitre|partie|livre|"
    r"capitolo|parte|libro|глава|часть|figure|fig|table|plate|ibid|seenote|opcit)"
)
MIN_REPEATS = 3
TITLE_BLOCKS = 4
"""Title and author stand among the first blocks of a file."""
SIMILAR = 0.82
"""How like a known running head a line at a page's edge must be, to be one that OCR has spoilt."""


@dataclass(slots=True)
class Furniture:
    """What was removed, and what it tells."""

    heads: list[tuple[int, int]] = field(default_factory=list)
    """Spans of running heads."""
    folios: list[tuple[int, int]] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)
    """Offset of a folio or running head → the page number it gives."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A short line at the edge of a block."""

    unit: int
    line: int
    span: tuple[int, int]
    text: str
    edge: bool
    """Whether a page is known to begin or end here."""
    alone: bool
    """Whether it is a block of its own."""


def remove_furniture(units: list[Unit], source: str) -> tuple[list[Unit], Furniture]:
    """The blocks without page furniture; the block after it begins a page (`Unit.page_before`)."""
    found = Furniture()
    candidates = list(_edge_lines(units, source))
    if not candidates:
        return units, found
    drop: dict[int, set[int]] = defaultdict(set)
    for line in _folio_lines(candidates):
        drop[line.unit].add(line.line)
        found.folios.append(line.span)
        found.numbers[line.span[0]] = _number(line.text)
    for line in _head_lines([c for c in candidates if c.line not in drop[c.unit]]):
        drop[line.unit].add(line.line)
        found.heads.append(line.span)
        found.numbers[line.span[0]] = _number(line.text)
    _drop_constant(found)
    return _without(units, drop, source), found


def _drop_constant(found: Furniture) -> None:
    """Keep the numbers that count up: a running head may end in a number of its own (``1850–1914``)."""
    kept: dict[int, str] = {}
    last = 0
    for offset in sorted(found.numbers):
        number = found.numbers[offset]
        if (number and last < int(number) <= last + 40) or (number and not last):
            kept[offset] = number
            last = int(number)
    found.numbers.clear()
    found.numbers.update(kept)


_CALL_ENDS = (*SUPERSCRIPT, "]", "^")


def _edge_lines(units: list[Unit], source: str) -> list[_Line]:
    out = []
    for index, u in enumerate(units):
        last = len(u.lines) - 1
        page_after = index + 1 < len(units) and units[index + 1].page_before
        for at in {0, last}:
            a, b = u.lines[at]
            if b - a > LONGEST_HEAD:
                continue
            alone = last == 0
            edge = (at == 0 and u.page_before) or (at == last and page_after)
            out.append(_Line(index, at, (a, b), source[a:b], edge, alone))
    return out


def _number(text: str) -> str:
    """The number at the beginning or end of a line, empty where there is none."""
    match = _AT_EDGE.match(text) or _AT_EDGE.search(text)
    return (match.group(1) or match.group(2)) if match else ""


def _is_note(text: str) -> bool:
    """Whether a line begins like a note or ends in a call."""
    return any(mark.style in _NOTE_HEADS for mark in note_heads(text)) or text.endswith(_CALL_ENDS)


def _folio_lines(lines: list[_Line]) -> list[_Line]:
    """Lines that are numbers alone and belong to a chain that counts up by one to three."""
    numbered = [
        (line, int(m.group(1)))
        for line in lines
        if (line.alone or line.edge) and (m := _FOLIO.fullmatch(line.text))
    ]
    numbered = [(line, n) for line, n in numbered if n]
    chains: list[list[tuple[_Line, int]]] = []
    for line, n in numbered:
        chain = chains[-1] if chains else []
        last = chain[-1][1] if chain else n
        if chain and 0 < n - last <= 3:
            chain.append((line, n))
        elif len(chain) >= 3 and line.edge and line.alone:
            chain.append((line, last + 1))  # misread: out of order in the midst of a long chain
        elif line.alone or not chain:
            chains.append([(line, n)])
    return [
        line
        for chain in chains
        if len(chain) >= 2 or (chain[0][0].edge and chain[0][0].alone)
        for line, _ in chain
    ]


def _head_lines(lines: list[_Line]) -> list[_Line]:
    groups: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        key = letters(line.text)
        if _is_note(line.text):
            continue
        if len(key) >= 3 and not _STRUCTURAL.match(key) and not line.text.rstrip().endswith((",", ";", "-")):
            groups[key].append(line)
    heads: dict[str, list[_Line]] = {}
    for key, group in groups.items():
        numbers = [int(n) for g in group if (n := _number(g.text))]
        rising = len(numbers) >= 2 and all(a < b for a, b in itertools.pairwise(numbers))
        if not any(g.alone or g.edge for g in group) and not (rising and len(numbers) * 3 >= len(group) * 2):
            continue  # a line that comes back within the text: a refrain
        if len(group) >= MIN_REPEATS or (rising and all(g.edge or g.alone for g in group)):
            heads[key] = group
    out: list[_Line] = []
    for group in heads.values():
        first = group[0]
        # the title or head itself, which the running head repeats
        real = not first.edge and (first.unit < TITLE_BLOCKS or not _number(first.text))
        out += group[1:] if real else group
    known = list(heads)
    taken = {(line.unit, line.line) for line in out}
    for key, group in groups.items():
        if key in heads:
            continue
        for line in group:
            if (
                (line.edge or _number(line.text))
                and (line.unit, line.line) not in taken
                and _like(key, known)
            ):
                out.append(line)
    return sorted(out, key=lambda line: line.span)


def _like(key: str, known: list[str]) -> bool:
    return len(key) >= 6 and any(
        abs(len(key) - len(k)) <= max(3, len(k) // 5)
        and SequenceMatcher(None, key, k, autojunk=False).ratio() >= SIMILAR
        for k in known
    )


def _without(units: list[Unit], drop: dict[int, set[int]], source: str) -> list[Unit]:
    out: list[Unit] = []
    page = False
    for index, u in enumerate(units):
        dropped = drop.get(index)
        if not dropped:
            if page:
                u.page_before = True
                page = False
            out.append(u)
            continue
        kept = [span for at, span in enumerate(u.lines) if at not in dropped]
        first = 0 in dropped
        before = u.page_before or page or (first and bool(out))
        page = len(u.lines) - 1 in dropped
        if kept:
            out.append(unit(kept, source, page_before=before))
        else:
            page = page or before
    return out
