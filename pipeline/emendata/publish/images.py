"""Turn the bytes of an image file into an `Image` that both books can use, or say why not.

What an image is, its bytes say and not its name. They are used as they are, whatever else they carry;
only an SVG loses a document type declaration, which EPUB does not allow.

Codes: P101 not an image, or a damaged one; P102 too large; P103 an SVG with a script or something from
outside; P104 a format that readers do not show; P105 a name that says another type.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import PIL.Image

from emendata.diagnostics import Diagnostic, EmendataError, Place, error
from emendata.publish import svg

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
    """What the bytes are, not what the name says: ``image/png``."""
    width: int
    """In pixels, as `height`; 0 where an SVG says nothing of its size."""
    height: int
    decorative: bool = False
    """It says nothing that a reader must know: without alternative text."""


_RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""What every reader shows (https://www.w3.org/TR/epub-33/#sec-core-media-types), by Pillow's names."""
_SUFFIXES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/svg+xml": (".svg",),
}
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
    if not data:
        raise error("P101", place, f"`{name}` is empty")
    media_type, width, height = _measured(name, data, place)
    return Image(name, data, media_type, width, height, decorative)


def misnamed(images: Iterable[Image]) -> tuple[Diagnostic, ...]:
    """A warning for each image whose name says another type than its bytes."""
    return tuple(
        Diagnostic(
            "P105",
            "warning",
            Place(found.name),
            f"this is {_kind(found.media_type)}, whatever its name says, and is used as such",
            f"Call it `{PurePosixPath(found.name).stem}{_SUFFIXES[found.media_type][0]}`.",
        )
        for found in images
        if (suffix := PurePosixPath(found.name).suffix.lower()) and suffix not in _SUFFIXES[found.media_type]
    )


def _kind(media_type: str) -> str:
    kind = media_type.removeprefix("image/").removesuffix("+xml").upper()
    return f"{'an' if kind == 'SVG' else 'a'} {kind}"


def _measured(name: str, data: bytes, place: Place) -> tuple[str, int, int]:
    """Type, width and height of a raster image, all of which was read to see that it is whole."""
    try:
        with warnings.catch_warnings():
            # the size is judged here, before anything is unpacked
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            picture = PIL.Image.open(io.BytesIO(data))
    except PIL.Image.DecompressionBombError:
        raise error("P102", place, f"`{name}` has more than {MOST_PIXELS:,} pixels", _SMALLER) from None
    except _DAMAGE as trouble:
        raise _no_image(name, data, place) from trouble
    with picture:
        width, height = picture.size
        if picture.format not in _RASTER:
            message = f"`{name}` is in the format {picture.format}, which many readers cannot show"
            raise error("P104", place, message, "Convert it to PNG or JPEG.")
        if max(width, height) >= TOO_LONG or width * height > MOST_PIXELS:
            raise error("P102", place, f"`{name}` has {width:,} × {height:,} pixels", _SMALLER)
        try:
            picture.draft(None, (width // 8, height // 8))  # a JPEG is read to its end all the same
            picture.load()
            turned = picture.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
        except _DAMAGE as trouble:
            message = f"`{name}` begins like {_kind(_RASTER[picture.format])} but is damaged: {trouble}"
            raise error("P101", place, message, "It may have been cut off when it was copied.") from trouble
    media_type = _RASTER[picture.format]
    return (media_type, height, width) if turned else (media_type, width, height)


_SMALLER = f"Scale it down: less than {TOO_LONG:,} pixels on each side and at most {MOST_PIXELS:,} in all."


def _no_image(name: str, data: bytes, place: Place) -> EmendataError:
    if data.startswith(b"\x1f\x8b"):
        return error("P104", place, f"`{name}` is compressed", "Save an SVG without compression.")
    if data.startswith(b"%PDF"):
        return error("P104", place, f"`{name}` is a PDF", "Save the page as SVG or PNG.")
    return error("P101", place, f"`{name}` is not an image", "PNG, JPEG, GIF, WebP and SVG can be used.")
