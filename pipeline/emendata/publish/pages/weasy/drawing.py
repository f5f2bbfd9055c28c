"""Draw set words in the PDF.

Enters: a `SetText` and the stream of a page. What is shown of a word is worked out once for a document
and written wherever the word stands. It is rounded so that errors do not add up along the line, and it
says what is meant where the glyphs do not tell: in small capitals, and where a word was divided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from emendata.publish.pages.weasy.faces import SOFT_HYPHEN, Word
from emendata.publish.pages.weasy.faces import Run as GlyphRun
from emendata.publish.pages.weasy.libraries import advances
from emendata.publish.pages.weasy.lines import SetText

EMPTY = 0x0FFFFFFF
"""Pango's glyph that is not seen (`PANGO_GLYPH_EMPTY`)."""


class _Shown(NamedTuple):
    """Glyphs of one font and height, as hexadecimal codes with corrections between them."""

    font: tuple[str, float, float]
    """Its name in the document, its size, and how far the glyphs are raised."""
    codes: str
    ahead: float
    """Of where it should be is the viewer after them, in thousandths of the font size."""
    scale: float
    """Thousandths of the font size in a CSS pixel."""
    hyphen: bool = False


def draw_words(stream: Any, layout: SetText, style: Any, matrix: Any) -> bool:
    """Draw a text from its words; False if there are glyphs in it that Pango has to draw."""
    document = _met(stream).number
    drawn = []
    for word in layout.words:
        if word.drawn is None:
            word.drawn = [document, _shown(stream, word)]
        elif word.drawn[0] != document:
            # It has been drawn with the fonts of another document, which are the same but have other glyphs.
            word.drawn[0] = document
            _register(stream, word)
        if word.drawn[1] is None:
            return False
        drawn.append(word.drawn[1])
    stream.set_text_matrix(*matrix.values)
    capitals = style["font_variant_caps"] != "normal"
    if capitals:
        # A small capital stands for a small letter here and for a capital there.
        begin_meaning(stream, layout.text)
    _draw(stream, layout, drawn, hyphens=not capitals)
    if capitals:
        stream.end_marked_content()
    return True


def _draw(stream: Any, layout: SetText, drawn: list[list[_Shown]], *, hyphens: bool) -> None:
    spacing, tracking = layout.justification_spacing, layout.tracking
    font: tuple[str, float, float] | None = None
    out = ["<"]
    ahead = 0.0
    for word, pieces in zip(layout.words, drawn, strict=True):
        odd = word.odd and hyphens
        if odd:
            _show(stream, out)
            out = ["<"]
            begin_meaning(stream, word.text)
        for piece in pieces:
            if piece.font != font:
                _show(stream, out)
                out, ahead = ["<"], 0.0
                if font is None or piece.font[:2] != font[:2]:
                    stream.set_font_size(*piece.font[:2])
                if piece.font[2] != (font[2] if font else 0.0):
                    stream.set_text_rise(piece.font[2])
                font = piece.font
            if piece.hyphen and hyphens:
                _show(stream, out)
                begin_meaning(stream, SOFT_HYPHEN)
                _show(stream, ["<", piece.codes])
                stream.end_marked_content()
                out = ["<"]
            else:
                out.append(piece.codes)
            ahead += piece.ahead
            if word.space:
                ahead -= spacing * piece.scale
            if tracking:
                ahead -= tracking * piece.scale * len(word.text)
            if not -0.5 <= ahead <= 0.5:
                kerning = round(ahead)
                out.append(f">{kerning}<")
                ahead -= kerning
        if odd:
            _show(stream, out)
            out = ["<"]
            stream.end_marked_content()
    _show(stream, out)
    if font and font[2]:
        stream.set_text_rise(0)


def _show(stream: Any, out: list[str]) -> None:
    if text := "".join((*out, ">")).replace("<>", ""):
        stream.show_text(text)


def _shown(stream: Any, word: Word) -> list[_Shown] | None:
    """What is shown for a word; None if some of its glyphs are missing or are pictures."""
    if word.missing:
        return None
    pieces: list[_Shown] = []
    for run in word.runs:
        font, size = _font(stream, run.font)
        if font.bitmap or font.svg or font.png or font.colr:
            return None
        # where the raised glyphs are, and the hyphen
        cuts = [at for at in range(1, len(run.glyphs)) if run.rises[at] != run.rises[at - 1]]
        hyphen = word.hyphen and run is word.runs[-1]
        if hyphen and len(run.glyphs) > 1 and len(run.glyphs) - 1 not in cuts:
            cuts.append(len(run.glyphs) - 1)
        begin = 0
        for end in (*cuts, len(run.glyphs)):
            pieces.append(_piece(font, size, run, begin, end, hyphen and end == len(run.glyphs)))
            begin = end
    return pieces


def _register(stream: Any, word: Word) -> None:
    """Have the fonts know the glyphs of a word."""
    for run in word.runs if word.drawn[1] is not None else ():
        font, _ = _font(stream, run.font)
        for glyph, text in zip(run.glyphs, run.texts, strict=True):
            if glyph != EMPTY:
                _meet(font, glyph, text)


def _meet(font: Any, glyph: int, text: str) -> int:
    """The width of a glyph, which the font knows from now on."""
    font.to_unicode.setdefault(glyph, text)
    width = font.widths[glyph] = advances(font)[glyph]
    return width


def _piece(font: Any, size: float, run: GlyphRun, begin: int, end: int, hyphen: bool) -> _Shown:
    from weasyprint.text.ffi import FROM_UNITS

    scale = 1000 * FROM_UNITS / size
    codes: list[str] = []
    ahead = 0.0
    for at in range(begin, end):
        glyph = run.glyphs[at]
        if glyph == EMPTY:
            ahead -= run.advances[at] * scale
            continue
        width = _meet(font, glyph, run.texts[at])
        error = ahead - run.offsets[at] * scale
        if not -0.5 <= error <= 0.5:
            kerning = round(error)
            codes.append(f">{kerning}<")
            ahead -= kerning
        codes.append(f"{glyph:04x}")
        ahead += width - run.advances[at] * scale
    rise = run.rises[begin] * FROM_UNITS if begin < end else 0.0
    return _Shown((font.hash, size, -rise), "".join(codes), ahead, 1000 / size, hyphen)


@dataclass(slots=True)
class _Met:
    """The fonts of the document that is being drawn."""

    fonts: object
    number: int
    """Words remember by it where they were drawn last; the fonts themselves are large, and words stay."""
    known: dict[int, tuple[Any, float, Any]] = field(default_factory=dict)
    """Those met, by their addresses."""


_last = _Met(None, 0)


def _met(stream: Any) -> _Met:
    global _last
    if _last.fonts is not stream._fonts:
        _last = _Met(stream._fonts, _last.number + 1)
    return _last


def _font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    from weasyprint.text.ffi import ffi

    known = _met(stream).known
    address = int(ffi.cast("uintptr_t", pango_font))
    if address not in known:
        # The font itself is kept too, so that no other can come to have its address.
        known[address] = (*stream.add_font(pango_font), pango_font)
    font, size, _ = known[address]
    return font, size


def begin_meaning(stream: Any, text: str) -> None:
    """What is drawn until `end_marked_content` stands for this text (ISO 32000-1, 14.9.4)."""
    import pydyf

    stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(text)}))
