"""Tell whether a PDF can be one for archives, PDF/A-2b (ISO 19005-2).

Enters: the objects of a PDF that is otherwise made as PDF/A wants it. Leaves: whether there is anything in
it that PDF/A forbids and an edition may yet have: fonts whose outlines are not TrueType, letters that no font
has, images in the colours of printing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_FORBIDDEN = re.compile(rb"/FontFile3|/DeviceCMYK|/JPXDecode|/Subtype ?/Type3|/Interpolate true")
"""In the dictionary of an object."""


def fit_for_archive(objects: Iterable[bytes]) -> bool:
    """Is there nothing in the objects that PDF/A-2b forbids?"""
    return not any(_FORBIDDEN.search(data.partition(b"stream\n")[0]) for data in objects)


@cache
def srgb() -> bytes:
    """The profile of the colour space that CSS colours are in, as WeasyPrint brings it."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
