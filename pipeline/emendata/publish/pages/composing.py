"""Put a line of a running strip together: labels out of their letters, and units one beside the other.

Enters: a `SetLine`, and what the units and the labels of its strip look like. Leaves: the drawing of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from emendata.publish.pages.apart import Inked, Letter, Link, StripType, UnitInk, begin_piece
from emendata.publish.pages.pdffile import number
from emendata.publish.pages.running import Placed, SetLine
from emendata.publish.pages.slugs import Slug


def label_width(text: str, letters: Mapping[str, Letter]) -> float:
    """How wide a label is."""
    return sum(letters[letter].width for letter in text if letter in letters)


def lettered(text: str, letters: Mapping[str, Letter], x: float, y: float) -> Iterator[bytes]:
    """The drawings of the letters of a label that begins in this place of a baseline."""
    for letter in (letters[sign] for sign in text if sign in letters):
        yield _at(x, y, letter.ink)
        x += letter.width


def drawing(slug: Slug, strip: StripType) -> Inked:
    """The drawing of a slug, which may be a line that has to be put together."""
    line = slug.handle
    if not isinstance(line, SetLine):
        assert isinstance(line, Inked)
        return line
    baseline = max(strip.baseline, *(_ink(one).baseline for one in line.units))
    lack = strip.width - line.natural
    spaces = sum(one.unit.space for one in line.units[:-1])
    # The wide space between two notes takes more than that between two words, which so remain even.
    wider = lack / spaces if spaces and (lack < 0 or (line.full and strip.justified)) else 0.0
    pieces = _Pieces()
    links: list[Link] = []
    x = 0.0
    for one in line.units:
        ink = _ink(one)
        if one.label:
            start = x
            for letter in lettered(one.label, strip.letters, x, baseline):
                pieces.add(letter, ink.label_part)
            x += label_width(one.label, strip.letters)
            if ink.label:
                label = replace(ink.label, says=one.label)
                links.append(_moved(label, start, baseline, x - start))
            x += one.unit.gap
        for span in ink.spans:
            if not (span.sign and one.last):
                pieces.add(_at(x + span.x, baseline, span.ink), span.part)
        links += (_moved(link, x, baseline) for link in ink.links)
        x += one.unit.width + one.unit.space * (1.0 + wider)
    return Inked(pieces.ink(), slug.height, tuple(links), marks=tuple(pieces.marks))


@dataclass(slots=True)
class _Pieces:
    """Drawings one after the other, marked with the parts of the structure that they belong to."""

    marks: list[str] = field(default_factory=list)
    _written: list[bytes] = field(default_factory=list)
    _last: str | None = None

    def add(self, ink: bytes, part: str) -> None:
        """Put one at the end; with the one before it makes one piece if they belong to the same part."""
        if not ink:
            return
        if part == self._last:
            self._written.pop()  # it goes on
        elif part:
            self._written.append(begin_piece(len(self.marks)))
            self.marks.append(part)
        else:
            self._written.append(b"/Artifact BMC")
        self._written += (ink, b"EMC")
        self._last = part

    def ink(self) -> bytes:
        """All of them."""
        return b"\n".join(self._written)


def beside(inked: Inked, left: float) -> Inked:
    """A drawing moved to the right."""
    if not left:
        return inked
    links = tuple(_moved(link, left, 0.0) for link in inked.links)
    return replace(inked, ink=_at(left, 0.0, inked.ink), links=links)


def lowered(inked: Inked, by: float) -> Inked:
    """A drawing moved down."""
    if not by:
        return inked
    links = tuple(_moved(link, 0.0, by) for link in inked.links)
    bookmarks = tuple(replace(bookmark, y=bookmark.y + by) for bookmark in inked.bookmarks)
    return replace(inked, ink=_at(0.0, by, inked.ink), links=links, bookmarks=bookmarks)


def _ink(placed: Placed) -> UnitInk:
    assert isinstance(placed.unit.handle, UnitInk)
    return placed.unit.handle


def _at(x: float, y: float, ink: bytes) -> bytes:
    return b"q 1 0 0 1 %s %s cm\n%s\nQ" % (number(x), number(y), ink) if ink else b""


def _moved(link: Link, x: float, y: float, wider: float = 0.0) -> Link:
    left, top, right, bottom = link.box
    return replace(link, box=(left + x, top + y, right + x + wider, bottom + y))
