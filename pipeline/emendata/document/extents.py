"""What the entries of an apparatus are on: the words between their anchors, and the place where these stand.

The anchors of an entry stand in one region: the text, a note, or a reading of another entry. Where they
do not, or do not stand at all, the entry is on nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from emendata.document.cutting import cut, reading, width
from emendata.document.model import Anchor, Block, Document, Foreign, Inlines
from emendata.document.places import Numbers, Passage, passages
from emendata.document.walk import inlines_of, reading_texts, readings

LINE_END = "\n"
"""Stands between two lines of verse."""
BLOCK_END = "\u2029"
"""Stands between two paragraphs and the like."""

Region = tuple[str, ...]
"""``()`` is the text, ``(id,)`` a note, ``(number of the entry, of the reading)`` a reading."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an anchor stands."""

    region: Region
    at: int
    """In the text of the region."""
    lang: str
    """The language of what stands there, where it is not that of the text."""
    passage: Passage | None = None
    """None in a reading."""
    in_passage: int = 0
    index: int = -1
    """The number of the passage in the Document, from 0."""

    @property
    def numbers(self) -> Numbers:
        """The numbers by which the place is quoted."""
        changes = self.passage.numbers if self.passage else ()
        last = bisect_right(changes, self.in_passage, key=lambda change: change[0]) - 1
        return changes[last][1] if last >= 0 else ()


@dataclass(frozen=True, slots=True)
class Extent:
    """The words that an entry is on."""

    text: str
    """With `LINE_END` and `BLOCK_END` where it goes over those; empty for a point between two words."""
    start: Position
    end: Position
    before: str
    """The text before it in the region, as much as is needed to see its last word."""
    after: str


class Extents:
    """The places of all anchors of a Document, and what lies between them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts: dict[int, list[int]] = {}
        """By passage, where each of its inlines begins."""

    @property
    def positions(self) -> Mapping[str, Position]:
        """By the id of an anchor, where it stands (the first, if several have one id)."""
        return self._found.positions

    @property
    def repeated(self) -> Sequence[str]:
        """Ids that more than one anchor has."""
        return self._found.repeated

    @cached_property
    def _found(self) -> _Found:
        # not before it is asked for: most texts have no apparatus
        return _Found(self._document)

    def between(self, start: str, end: str) -> Extent | None:
        """What lies between two anchors; None where they do not stand so in one region."""
        first, last = self.positions.get(start), self.positions.get(end)
        if first is None or last is None or first.region != last.region or first.at > last.at:
            return None
        text = self._found.texts[first.region]
        before, after = text[max(0, first.at - _NEAR) : first.at], text[last.at : last.at + _NEAR]
        return Extent(text[first.at : last.at], first, last, before, after)

    def marked_up(self, extent: Extent) -> Inlines | None:
        """What lies there with its markup; None where it goes over the end of a passage or is in a reading."""
        passage = extent.start.passage
        if passage is None or extent.start.index != extent.end.index:
            return None
        # A paragraph may be the whole text: where its parts begin is looked up and not counted each time.
        starts = self._starts.get(extent.start.index)
        if starts is None:
            starts = [0, *accumulate(map(width, passage.inlines))]
            self._starts[extent.start.index] = starts
        start, end = extent.start.in_passage, extent.end.in_passage
        first = max(0, bisect_left(starts, start) - 1)
        last = bisect_right(starts, end)
        before, _ = cut(passage.inlines[first:last], end - starts[first])
        _, within = cut(before, start - starts[first])
        return within


class _Found:
    """The places of all anchors, and the texts in which they stand."""

    def __init__(self, document: Document) -> None:
        self.texts: dict[Region, str] = {}
        self.positions: dict[str, Position] = {}
        self.repeated: list[str] = []
        self._passages(passages(document))
        self._readings(document)

    def _passages(self, all_passages: Iterable[Passage]) -> None:
        parts: dict[Region, list[str]] = {}
        lengths: dict[Region, int] = {}
        for index, passage in enumerate(all_passages):
            region = (passage.note,) if passage.note else ()
            before = parts.setdefault(region, [])
            start = lengths.get(region, 0)
            for at, anchor, lang in _anchors(passage.inlines, passage.lang) if passage.ids else ():
                self._place(anchor, Position(region, start + at, lang, passage, at, index))
            before += (passage.text, LINE_END if passage.line else BLOCK_END)
            lengths[region] = start + len(passage.text) + 1
        self.texts |= {region: "".join(texts) for region, texts in parts.items()}

    def _readings(self, document: Document) -> None:
        for number, entry in enumerate(document.entries):
            for which, one in enumerate((entry.lemma, *readings(entry.readings))):
                region = (str(number), str(which))
                text = ""
                for inlines in reading_texts(one):
                    for at, anchor, lang in _anchors(inlines, ""):
                        self._place(anchor, Position(region, len(text) + at, lang))
                    text += reading(inlines) + BLOCK_END
                self.texts[region] = text

    def _place(self, anchor: str, position: Position) -> None:
        if anchor in self.positions:
            self.repeated.append(anchor)
        else:
            self.positions[anchor] = position


_NEAR = 80


def _anchors(inlines: Inlines, lang: str, start: int = 0) -> Iterator[tuple[int, str, str]]:
    """Each anchor with its position and the language there."""
    for inline in inlines:
        if isinstance(inline, Anchor):
            yield start, inline.id, lang
        elif inner := getattr(inline, "corr", None) or getattr(inline, "children", None):
            yield from _anchors(inner, inline.lang if isinstance(inline, Foreign) else lang, start)
        start += width(inline)


def words_of(blocks: Sequence[Block]) -> str:
    """The reading text of blocks, with `BLOCK_END` between their passages."""
    return BLOCK_END.join(reading(inlines) for block in blocks for inlines in inlines_of(block))
