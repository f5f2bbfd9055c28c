"""Tell whether a PDF can be one for archives, PDF/A-2b (ISO 19005-2).

Enters: what an edition may have in it that PDF/A forbids. Leaves: a diagnostic for each such thing.

Codes: P215 the PDF cannot be one for archives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from emendata.diagnostics import Diagnostic, Place
from emendata.publish.pages.apart import FontUse, Resources

_OUTLINES = b"OTTO"
"""Font files with outlines that are not TrueType's begin so; WeasyPrint embeds them in a way PDF/A does not know."""
_INKS = re.compile(rb"/DeviceCMYK|/JPXDecode")


def unfit(
    fonts: Iterable[FontUse], font_files: dict[str, bytes], resources: Iterable[Resources]
) -> Iterator[Diagnostic]:
    """What PDF/A-2b forbids."""
    for font in fonts:
        if font_files[font.file].startswith(_OUTLINES):
            yield _forbidden(f"the outlines of the font {font.facts['family']!r} are not TrueType")
        if font.missing:
            yield _forbidden("there are characters that no font has")
    for one in resources:
        if any(_INKS.search(data.partition(b"stream\n")[0]) for data in one.objects):
            yield _forbidden("there is an image in the colours of printing, or in JPEG 2000")


def _forbidden(what: str) -> Diagnostic:
    return Diagnostic(
        "P215",
        "warning",
        Place("style.yaml"),
        f"the PDF cannot be one for archives, as `pdf: archive` wants it: {what}",
        "It says that it is accessible (PDF/UA-1) instead.",
    )


@cache
def srgb() -> bytes:
    """The profile of the colour space that CSS colours are in, as WeasyPrint brings it."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
