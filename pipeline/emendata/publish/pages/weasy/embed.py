"""Make of the fonts that were used what is embedded in the PDF: each once, with the glyphs that any unit used.

`embedded` is a task, as `unit.set_unit` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from emendata.publish.pages.apart import FontUse, Resources, digest
from emendata.publish.pages.weasy.ink import Objects, object_text, value_text
from emendata.publish.pages.weasy.load import load


@dataclass(frozen=True, slots=True)
class FontsJob:
    """Fonts that are to be embedded."""

    uses: tuple[FontUse, ...]
    """Each name as a resource once."""
    files: Mapping[str, bytes]
    """By their SHA-256."""

    @property
    def key(self) -> str:
        """Differs where the outcome can differ; the fonts name the hashes of their files."""
        return digest("fonts", self.uses)


@dataclass(frozen=True, slots=True)
class Embedded:
    """The fonts as objects of a PDF."""

    resources: Resources
    """All names are of kind ``Font``."""
    described: tuple[str, ...]
    """``Gentium Book Plus Italic 6.101``."""


def united(uses: Iterable[FontUse]) -> tuple[FontUse, ...]:
    """Each font once, with all its glyphs; of two that differ about a glyph the first is believed."""
    fonts: dict[str, FontUse] = {}
    for use in uses:
        if use.hash not in fonts:
            fonts[use.hash] = use
            continue
        known = fonts[use.hash]
        fonts[use.hash] = replace(
            known,
            widths={**use.widths, **known.widths},
            texts={**use.texts, **known.texts},
            missing={**use.missing, **known.missing},
        )
    return tuple(
        replace(font, widths=_sorted(font.widths), texts=_sorted(font.texts), missing=_sorted(font.missing))
        for font in fonts.values()
    )


def _sorted(items: Mapping[int, Any]) -> dict[int, Any]:
    return dict(sorted(items.items()))


def embedded(job: FontsJob) -> Embedded:
    """Embed them."""
    load()
    from weasyprint.pdf.fonts import build_fonts_dictionary

    fonts = [_font(use, job.files[use.file]) for use in job.uses]
    objects = Objects()
    options = {"hinting": False, "pdf_version": "1.7"}
    named = build_fonts_dictionary(objects, {font.hash: font for font in fonts}, True, True, options)
    names = {name: value_text(value) for name, value in named.items()}
    described = {_described(job.files[use.file], use) for use in job.uses}
    return Embedded(
        Resources({"Font": names}, tuple(map(object_text, objects.objects))), tuple(sorted(described))
    )


def _font(use: FontUse, data: bytes) -> Any:
    """A font as WeasyPrint had it when it drew with it."""
    from weasyprint.pdf.fonts import Font

    font = Font.__new__(Font)
    font.__dict__.update(use.facts)
    font.hash, font.file_content, font.hb_face = use.hash, data, _face(data, use.facts["index"])
    font.widths, font.to_unicode, font.missing = dict(use.widths), dict(use.texts), dict(use.missing)
    font.variations = dict(font.variations)
    return font


def _face(data: bytes, index: int) -> Any:
    """HarfBuzz's face of a font file."""
    from weasyprint.text.ffi import ffi, harfbuzz

    if not hasattr(ffi, "_emendata_blobs"):
        ffi.cdef(
            "hb_blob_t * hb_blob_create (const char *data, unsigned int length, int mode, void *user, void *destroy);"
            "hb_face_t * hb_face_create (hb_blob_t *blob, unsigned int index);"
        )
        ffi._emendata_blobs = True
    duplicate = 0  # HB_MEMORY_MODE_DUPLICATE: the bytes may go, the face keeps its own
    blob = harfbuzz.hb_blob_create(ffi.from_buffer(data), len(data), duplicate, ffi.NULL, ffi.NULL)
    face = harfbuzz.hb_face_create(blob, max(index, 0))
    harfbuzz.hb_blob_destroy(blob)
    return ffi.gc(face, harfbuzz.hb_face_destroy)


def _described(data: bytes, use: FontUse) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(BytesIO(data), fontNumber=max(use.facts["index"], 0), lazy=True) as file:
        return f"{file['name'].getBestFullName() or use.facts['family']} {file['head'].fontRevision:.3f}"
