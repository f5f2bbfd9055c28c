"""Draw the glyphs of a line in the PDF.

`draw_glyphs` puts this in the place of WeasyPrint's own loop. It works on plain numbers, which is
quicker; it rounds so that errors do not add up along the line; and it says what is meant where that
cannot be seen from the glyphs: in small capitals, and where a word was divided. Lines with anything
unusual (raised marks, glyphs that are missing or coloured) are drawn by WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from emendata.publish.pages.weasy.drawing import begin_meaning, draw_words
from emendata.publish.pages.weasy.faces import SOFT_HYPHEN
from emendata.publish.pages.weasy.libraries import advances
from emendata.publish.pages.weasy.lines import SetText


class _Run(NamedTuple):
    """Glyphs of one font; lengths in Pango's units."""

    item: Any
    glyphs: list[int]
    advances: list[int]
    offsets: list[int]


def draw_glyphs() -> None:
    """Put it in; to be called once."""
    from weasyprint.draw import text as draw_text
    from weasyprint.text.ffi import pango
    from weasyprint.text.line_break import Layout

    slowly: Callable[..., Any] = draw_text.draw_first_line

    def reactivate(self: Any, style: Any) -> None:
        # The spaces are widened while drawing. Pango would cut the text into runs for it, at each of them.
        self.setup(style)
        self.set_text(self.text, justify=False)

    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any
    ) -> Any:
        style, layout = textbox.style, textbox.pango_layout
        if not textbox.text.strip() or style["font_size"] < 1e-6:
            return []
        if isinstance(layout, SetText):
            if draw_words(stream, layout, style, matrix):
                return []
            layout = textbox.pango_layout = layout.for_pango()
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
        runs = None
        if text_overflow != "ellipsis" and block_ellipsis == "none":
            runs = _runs(layout)
        fonts = [stream.add_font(run.item.item.analysis.font) for run in runs or ()]
        # A small capital stands for a small letter here and for a capital there.
        capitals = style["font_variant_caps"] != "normal"
        if capitals:
            begin_meaning(stream, layout.text)
        emojis: Any = []
        if runs is None or any(font.bitmap or font.svg or font.png or font.colr for font, _ in fonts):
            layout.set_text(layout.text, justify=True)
            emojis = slowly(stream, textbox, text_overflow, block_ellipsis, matrix)
        else:
            stream.set_text_matrix(*matrix.values)
            hyphen = style["hyphenate_character"]
            divided = bool(hyphen) and layout.text.endswith(hyphen) and not capitals
            _draw(stream, layout, runs, fonts, style["font_size"], len(hyphen) if divided else 0)
        if capitals:
            stream.end_marked_content()
        return emojis

    Layout.reactivate = reactivate
    draw_text.draw_first_line = draw_first_line


def _runs(layout: Any) -> list[_Run] | None:
    """The runs of a line; None if they are not for us."""
    from weasyprint.text.ffi import ffi, pango

    size = ffi.sizeof("PangoGlyphInfo")
    fields = size // 4
    line, _ = layout.get_first_line()
    runs, link = [], line.runs[0]
    while link != ffi.NULL:
        item, link = link.data, link.next
        count = item.glyphs.num_glyphs
        # glyph, width, horizontal and vertical offset, flags; one after the other
        numbers = memoryview(ffi.buffer(item.glyphs.glyphs, count * size)).cast("i").tolist()
        glyphs, raised = numbers[0::fields], numbers[3::fields]
        if any(raised) or max(glyphs, default=0) >= pango.PANGO_GLYPH_EMPTY:
            return None
        runs.append(_Run(item, glyphs, numbers[1::fields], numbers[2::fields]))
    return runs


def _draw(
    stream: Any, layout: Any, runs: list[_Run], fonts: list[tuple[Any, float]], size: float, hyphen: int
) -> None:
    """Draw the runs; the last glyphs, as many as `hyphen` says, stand where a word was divided."""
    from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, pango

    spacing = int(layout.justification_spacing * TO_UNITS)
    tracking = int(getattr(layout, "tracking", 0.0) * TO_UNITS)
    for number, (run, (font, font_size)) in enumerate(zip(runs, fonts, strict=True)):
        if pango.pango_version() < 14802:
            font_size = size  # https://gitlab.gnome.org/GNOME/pango/-/issues/530
        stream.set_font_size(font.hash, font_size)
        known = font.__dict__.setdefault("_emendata_glyphs", {})
        scale = 1000 * FROM_UNITS / font_size
        last = len(run.glyphs) - hyphen if hyphen and number == len(runs) - 1 else -1
        shown = ["<"]
        ahead = 0.0
        """Of where it should be is the viewer, in thousandths of the font size."""
        for at, glyph in enumerate(run.glyphs):
            if at == last:
                _show(stream, shown)
                shown = ["<"]
                begin_meaning(stream, SOFT_HYPHEN)
            if glyph not in known:
                known[glyph] = _glyph(stream, font, font_size, run, at, layout.text)
            code, width, space = known[glyph]
            error = ahead - run.offsets[at] * scale
            if not -0.5 <= error <= 0.5:
                kerning = round(error)
                shown.append(f">{kerning}<")
                ahead -= kerning
            shown.append(code)
            ahead += width - (run.advances[at] + tracking + (spacing if space else 0)) * scale
        if not -0.5 <= ahead <= 0.5:
            shown.append(f">{round(ahead)}<")
        _show(stream, shown)
        if last >= 0:
            stream.end_marked_content()


def _show(stream: Any, shown: list[str]) -> None:
    if text := "".join((*shown, ">")).replace("<>", ""):
        stream.show_text(text)


def _glyph(
    stream: Any, font: Any, font_size: float, run: _Run, at: int, text: str
) -> tuple[str, float, bool]:
    """The code of a glyph in the PDF, its width there, and whether it is a space."""

    glyph, item = run.glyphs[at], run.item.item
    if glyph not in font.to_unicode:
        clusters = run.item.glyphs.log_clusters
        if item.analysis.level % 2:  # from right to left
            end = item.length if at == 0 else clusters[at - 1]
        else:
            end = item.length if at == len(run.glyphs) - 1 else clusters[at + 1]
        of_run = text.encode()[item.offset : item.offset + item.length]
        font.to_unicode[glyph] = of_run[clusters[at] : end].decode()
    font.widths[glyph] = advances(font)[glyph]
    return f"{glyph:04x}", font.widths[glyph], font.to_unicode[glyph] in (" ", "\u00a0")
