"""Functions of Pango, GLib and HarfBuzz that WeasyPrint does not declare."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def libraries() -> tuple[Any, Any, Any, Any]:
    """A foreign function interface, and with it Pango, GLib and GObject."""
    from weasyprint.text.ffi import ffi

    own = type(ffi)()
    own.cdef(
        "unsigned char *pango_log2vis_get_embedding_levels(const char *text, int length, int *base);"
        "void g_free(void *memory);"
        "void *g_object_ref(void *object);"
    )
    names = ("libpango-1.0.so.0", "libglib-2.0.so.0", "libgobject-2.0.so.0")
    pango, glib, gobject = map(own.dlopen, names)
    return own, pango, glib, gobject


class Advances:
    """How wide glyphs are, in thousandths of the size, whatever that is.

    Pango measures them at a size, and rounds: then two units that have met a glyph at different sizes would not
    agree about it.
    """

    def __init__(self, hb_font: Any) -> None:
        self._own, self._harfbuzz = _harfbuzz()
        theirs = self._own.cast("hb_font_t *", _address(hb_font))
        face = self._harfbuzz.hb_font_get_face(theirs)
        self._per_em = self._harfbuzz.hb_face_get_upem(face)
        # A new font has the units of its face for a scale.
        self._font = self._own.gc(self._harfbuzz.hb_font_create(face), self._harfbuzz.hb_font_destroy)
        count = self._own.new("unsigned int *")
        coordinates = self._harfbuzz.hb_font_get_var_coords_normalized(theirs, count)
        self._harfbuzz.hb_font_set_var_coords_normalized(self._font, coordinates, count[0])
        self._known: dict[int, int] = {}

    def __getitem__(self, glyph: int) -> int:
        if glyph not in self._known:
            units = self._harfbuzz.hb_font_get_glyph_h_advance(self._font, glyph)
            self._known[glyph] = round(units * 1000 / self._per_em)
        return self._known[glyph]


def advances(font: Any) -> Advances:
    """Those of a font of WeasyPrint's."""
    known = font.__dict__.get("_emendata_advances")
    if known is None:
        known = font._emendata_advances = Advances(font.hb_font)
    assert isinstance(known, Advances)
    return known


@cache
def _harfbuzz() -> tuple[Any, Any]:
    from weasyprint.text.ffi import ffi

    own = type(ffi)()
    own.cdef(
        "typedef ... hb_font_t; typedef ... hb_face_t;"
        "hb_face_t *hb_font_get_face(hb_font_t *font);"
        "unsigned int hb_face_get_upem(hb_face_t *face);"
        "hb_font_t *hb_font_create(hb_face_t *face);"
        "void hb_font_destroy(hb_font_t *font);"
        "const int *hb_font_get_var_coords_normalized(hb_font_t *font, unsigned int *length);"
        "void hb_font_set_var_coords_normalized(hb_font_t *font, const int *coords, unsigned int length);"
        "int hb_font_get_glyph_h_advance(hb_font_t *font, unsigned int glyph);"
    )
    return own, own.dlopen("libharfbuzz.so.0")


def _address(pointer: Any) -> int:
    from weasyprint.text.ffi import ffi

    return int(ffi.cast("uintptr_t", pointer))
