"""Turn the bytes of an image file into an `Image` that both books can use, or say why not.

What an image is, its bytes say and not its name. PNG, JPEG, GIF, WebP and SVG are used as they are,
whatever else they carry; only an SVG loses a document type declaration, which EPUB does not allow. TIFF and
BMP, which readers do not show and scanners write, become PNG.

Codes: P101 not an image, or a damaged one; P102 too large; P103 an SVG with a script or something from
outside; P104 a name that says another type.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.publish import svg

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

TOO_LONG = 20_000
"""Pixels that no side of an image may reach: no page can show them, and laying them out takes gigabytes."""
MOST_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class Image:
    """An image with what must be known to place it."""

    name: str
    """Its file name, as the editor calls it."""
    data: bytes
    media_type: str
    """``image/png``, ``image/jpeg``, ``image/gif``, ``image/webp`` or ``image/svg+xml``."""
    width: int
    """In pixels, as `height`; 0 where an SVG says nothing of its size."""
    height: int
    decorative: bool = False
    """It says nothing that a reader must know: without alternative text."""
    description: str = ""
    """All that it shows, where that needs more words than an alternative text should have; a line is a paragraph."""
    told: bool = True
    """The editor or the source says what it shows; else a caption or the word *Figure* must do."""


_KEPT = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""What every reader shows (https://www.w3.org/TR/epub-33/#sec-core-media-types), by Pillow's names."""
_CONVERTED = ("TIFF", "BMP")
_SUFFIXES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/svg+xml": (".svg",),
}
_CONVERTED_SUFFIXES = (".tif", ".tiff", ".bmp")
_SIGNS = {b"\x89PNG": "PNG", b"\xff\xd8": "JPEG", b"GIF8": "GIF", b"RIFF": "WebP", b"II*\0": "TIFF"}
_ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held."""

# what Pillow raises on damaged files, format by format
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, struct.error, zlib.error)


def image(name: str, data: bytes, decorative: bool = False, place: Place | None = None) -> Image:
    """The image in a file; an error has `place`, which says who named it, or the file."""
    place = place or Place(name)
    if svg.begins(data):
        drawing = svg.drawing(name, data, place)
        for embedded in drawing.embedded:
            image(f"an image within {name}", embedded, place=place)
        return Image(name, drawing.data, "image/svg+xml", drawing.width, drawing.height, decorative)
    return _raster(name, data, decorative, place)


def misnamed(images: Iterable[Image]) -> tuple[Diagnostic, ...]:
    """A warning for each image whose name says another type than its bytes."""
    return tuple(
        Diagnostic(
            "P104",
            "warning",
            Place(found.name),
            f"this is {_kind(found.media_type)}, whatever its name says, and is used as such",
            f"Call it `{PurePosixPath(found.name).stem}{_SUFFIXES[found.media_type][0]}`.",
        )
        for found in images
        if PurePosixPath(found.name).suffix.lower() not in ("", *_SUFFIXES[found.media_type])
        # what was converted is rightly named
        and not (found.media_type == "image/png" and found.name.lower().endswith(_CONVERTED_SUFFIXES))
    )


def _kind(media_type: str) -> str:
    kind = media_type.removeprefix("image/").removesuffix("+xml").upper()
    return f"{'an' if kind == 'SVG' else 'a'} {kind}"


def _raster(name: str, data: bytes, decorative: bool, place: Place) -> Image:
    """The image, all of which is read to see that it is whole."""
    # here, because most texts have no images, and Pillow takes longer to load than they to be built
    import PIL.Image

    try:
        with warnings.catch_warnings():
            # the size is judged below, before anything is unpacked
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            picture = PIL.Image.open(io.BytesIO(data), formats=(*_KEPT, *_CONVERTED))
    except PIL.Image.DecompressionBombError:
        raise error("P102", place, f"`{name}` has more than {MOST_PIXELS:,} pixels", _SMALLER) from None
    except _DAMAGE as trouble:
        raise _no_image(name, data, place) from trouble
    with picture:
        width, height = picture.size
        if max(width, height) >= TOO_LONG or width * height > MOST_PIXELS:
            raise error("P102", place, f"`{name}` has {width:,} × {height:,} pixels", _SMALLER)
        try:
            picture.draft(None, (width // 8, height // 8))  # a JPEG is read to its end all the same
            picture.load()
            if picture.format in _CONVERTED:
                return Image(name, _as_png(picture), "image/png", width, height, decorative)
            turned = picture.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
        except _DAMAGE as trouble:
            raise _no_image(name, data, place) from trouble
    width, height = (height, width) if turned else (width, height)
    return Image(name, data, _KEPT[picture.format or ""], width, height, decorative)


def _as_png(picture: Picture) -> bytes:
    target = io.BytesIO()
    plain = picture if picture.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else picture.convert("RGB")
    # without the profile and the comments of the scanner
    plain.save(target, "PNG", icc_profile=None)
    return target.getvalue()


_SMALLER = f"Scale it down: less than {TOO_LONG:,} pixels on each side and at most {MOST_PIXELS:,} in all."


def _no_image(name: str, data: bytes, place: Place) -> EmendataError:
    for sign, kind in _SIGNS.items():
        if data.startswith(sign):
            message = f"`{name}` begins like a {kind} but is damaged"
            return error("P101", place, message, "It may have been cut off when it was copied.")
    hint = "PNG, JPEG, GIF, WebP, TIFF and SVG can be used."
    if data.startswith(b"\x1f\x8b"):
        hint = "An SVG must not be compressed."
    elif data.startswith(b"%PDF"):
        hint = "It is a PDF: save the page as SVG or PNG."
    return error("P101", place, f"`{name}` is {'not an image' if data else 'empty'}", hint)
