"""Functions of Pango and GLib that WeasyPrint does not declare."""

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
