"""Draw a cover out of the metadata: a PNG where a font is given that has its letters, else an SVG.

Libraries show a PNG everywhere, an SVG not; but in an SVG the reading system finds the fonts for any
script, and sets what runs from right to left.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

from emendata.document.model import Metadata
from emendata.publish.xhtml import direction, xml_text

WIDTH, HEIGHT = 1200, 1800
_PAPER, _INK, _RULE = 0xFB, 0x22, 0x99  # greys
_MARGIN, _INSET = 130, 60
_LEADING = 1.25
_DESCENT = 0.3


class Measure(Protocol):
    """The width of a text at a font size."""

    def __call__(self, text: str, size: int) -> float:
        """In pixels."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover as an image file."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Field:
    """Where one kind of words goes."""

    top: int
    bottom: int
    sizes: Sequence[int]
    """The first that lets all the words in is taken; with the last, what does not fit is left out."""


_AUTHORS = _Field(170, 420, (58, 50, 42, 34))
_TITLE = _Field(470, 1130, (116, 100, 88, 76, 66, 56, 48, 40, 34))
_SUBTITLE = _Field(1180, 1430, (54, 46, 38, 32))
_IMPRINT = _Field(1560, 1660, (38, 32, 26))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: int
    baseline: float


def cover(metadata: Metadata, lang: str, fonts: Sequence[bytes] = ()) -> Cover:
    """The cover, set in the first of `fonts` (TrueType or OpenType) that has all of its letters."""
    texts = _texts(metadata)
    characters = {c for text, _ in texts for c in text if not c.isspace()}
    for font in fonts:
        if _can_set(font, characters):
            return Cover("cover.png", "image/png", _png(texts, font))
    return Cover("cover.svg", "image/svg+xml", _svg(texts, lang))


def _texts(metadata: Metadata) -> list[tuple[str, _Field]]:
    authors = [person.name for person in metadata.persons if person.role == "author"]
    imprint = ", ".join(filter(None, (metadata.publisher, metadata.date[:4])))
    said = (
        (", ".join(authors), _AUTHORS),
        (metadata.title, _TITLE),
        (metadata.subtitle, _SUBTITLE),
        (imprint, _IMPRINT),
    )
    return [(" ".join(xml_text(text).split()), field) for text, field in said]


# ---------------------------------------------------------------------- layout


def _lines(texts: Sequence[tuple[str, _Field]], measure: Measure) -> Iterator[_Line]:
    for text, field in texts:
        if text:
            yield from _set(text, field, measure)


def _set(text: str, field: _Field, measure: Measure) -> Iterator[_Line]:
    """The text in as many lines as it needs, in the middle of its field."""
    for size in field.sizes:
        lines = wrapped(text, WIDTH - 2 * _MARGIN, partial(measure, size=size))
        room = int((field.bottom - field.top) / (size * _LEADING))
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1].rstrip(" .,;:") + " …"]
    height = len(lines) * size * _LEADING
    top = (field.top + field.bottom - height) / 2
    for n, line in enumerate(lines, start=1):
        yield _Line(line, size, top + n * size * _LEADING - size * _DESCENT)


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines that are no wider than `width`; a word that is wider is cut."""
    lines: list[str] = []
    line, length = "", 0.0
    space = measure(" ")
    for word in text.split():
        for piece in _pieces(word, width, measure):
            wide = measure(piece)
            if line and length + space + wide <= width:
                line, length = f"{line} {piece}", length + space + wide
            else:
                lines += [line] if line else []
                line, length = piece, wide
    return [*lines, line] if line else lines


def _pieces(word: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    while measure(word) > width and len(word) > 1:
        most = max(1, int(len(word) * width / measure(word)))
        while most > 1 and measure(word[:most]) > width:
            most -= 1
        yield word[:most]
        word = word[most:]
    yield word


# ------------------------------------------------------------------------- PNG


def _font(font: bytes, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine, because the other may be there or not, and the same book must come out.
    return ImageFont.truetype(io.BytesIO(font), size, layout_engine=ImageFont.Layout.BASIC)


def _can_set(font: bytes, characters: set[str]) -> bool:
    """Whether the font has every letter, and each stands by itself, from left to right."""
    if any(unicodedata.bidirectional(c) in ("R", "AL") or unicodedata.combining(c) for c in characters):
        return False
    loaded = _font(font, 16)
    nothing = bytes(loaded.getmask("\U0010fffe"))
    return all(bytes(loaded.getmask(c)) != nothing for c in sorted(characters))


def _png(texts: Sequence[tuple[str, _Field]], font: bytes) -> bytes:
    sizes: dict[int, ImageFont.FreeTypeFont] = {}

    def at(size: int) -> ImageFont.FreeTypeFont:
        if size not in sizes:
            sizes[size] = _font(font, size)
        return sizes[size]

    def measure(text: str, size: int) -> float:
        return at(size).getlength(text)

    image = Image.new("L", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    for inset, thickness in ((_INSET, 4), (_INSET + 16, 1)):
        draw.rectangle((inset, inset, WIDTH - inset, HEIGHT - inset), outline=_RULE, width=thickness)
    for line in _lines(texts, measure):
        draw.text((WIDTH / 2, line.baseline), line.text, fill=_INK, font=at(line.size), anchor="ms")
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


# ------------------------------------------------------------------------- SVG


def _svg(texts: Sequence[tuple[str, _Field]], lang: str) -> bytes:
    paper, ink, rule = (f"#{grey:02x}{grey:02x}{grey:02x}" for grey in (_PAPER, _INK, _RULE))
    frames = (
        f'<rect x="{i}" y="{i}" width="{WIDTH - 2 * i}" height="{HEIGHT - 2 * i}" fill="none" '
        f'stroke="{rule}" stroke-width="{thickness}"/>'
        for i, thickness in ((_INSET, 4), (_INSET + 16, 1))
    )
    lines = (
        f'<text x="{WIDTH // 2}" y="{line.baseline:.0f}" font-size="{line.size}">{escape(line.text)}</text>'
        for line in _lines(texts, _estimate)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{paper}"/>\n'
        + "\n".join(frames)
        + f'\n<g font-family="serif" fill="{ink}" text-anchor="middle" direction="{direction(lang)}">\n'
        + "\n".join(lines)
        + "\n</g>\n</svg>\n"
    ).encode()


def _estimate(text: str, size: int) -> float:
    """The width that the text will have in some serif font, rather too much than too little."""
    return size * sum(_width_of(c) for c in text)


def _width_of(c: str) -> float:
    if unicodedata.east_asian_width(c) in "WF":
        return 1.0
    if unicodedata.combining(c):
        return 0.0
    return 0.72 if c.isupper() else 0.28 if c in " .,;:'iIl|" else 0.55
