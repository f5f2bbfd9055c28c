"""Turn the bytes of an image file into an `Image` that both books can show, or say why not.

What the bytes are decides, not what the name says. PNG, JPEG, GIF, WebP and SVG stay as they are; what
else Pillow can read (TIFF scans above all) becomes PNG. Codes: P101 not an image, P102 too large,
P103 an SVG that would run something or fetch something.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from emendata.diagnostics import Place, error

LARGEST_SIDE = 10_000
"""In pixels: at 300 to the inch the side of a large poster."""
LARGEST_AREA = 50_000_000
"""In pixels: what a build can decode without filling its memory."""


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


def image(name: str, data: bytes, decorative: bool = False) -> Image:
    """The image in `data`."""
    if _SVG.match(data[:_PROLOGUE]):
        width, height = _svg_size(name, data)
        return Image(name, data, "image/svg+xml", width, height, decorative)
    return _raster(name, data, decorative)


# ---------------------------------------------------------------------- raster

_KEPT = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def _raster(name: str, data: bytes, decorative: bool) -> Image:
    # Here, because most texts have no images, and Pillow takes longer to load than they to be built.
    from PIL import Image as pillow
    from PIL import UnidentifiedImageError

    try:
        with pillow.open(io.BytesIO(data)) as opened:
            width, height = opened.size
            if max(width, height) > LARGEST_SIDE or width * height > LARGEST_AREA:
                raise _too_large(name, f"{width:,} × {height:,} pixels large")
            opened.load()  # a file that is cut off opens, and ends in the middle
            if opened.format in _KEPT:
                return Image(name, data, _KEPT[opened.format], width, height, decorative)
            plain = opened if opened.mode in ("1", "L", "LA", "P", "RGB", "RGBA") else opened.convert("RGB")
            png = io.BytesIO()
            plain.save(png, "PNG")
            return Image(name, png.getvalue(), "image/png", width, height, decorative)
    except pillow.DecompressionBombError:
        raise _too_large(name, "too many pixels large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as trouble:
        message = "is empty" if not data else f"is not an image that can be read ({trouble})"
        hint = (
            "Give a PNG, JPEG, SVG, GIF, WebP or TIFF file; or take the figure's setting out to leave a gap."
        )
        raise error("P101", Place(name), message, hint) from None


def _too_large(name: str, size: str) -> Exception:
    hint = f"Reduce it to at most {LARGEST_SIDE:,} pixels a side and {LARGEST_AREA // 10**6} million in all."
    return error("P102", Place(name), f"is {size}", hint)


# ------------------------------------------------------------------------- SVG

_PROLOGUE = 4096
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s+svg\b[^>]*>\s*)*<svg[\s>]", re.DOTALL
)
_ACTIVE = frozenset("script foreignObject iframe handler listener set animate".split())
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!\s*(?:['\"]|#|data:image/))|@import", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(px|pt|pc|mm|cm|in)?\s*")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def _svg_size(name: str, data: bytes) -> tuple[int, int]:
    """Width and height in pixels, when it has been seen that the drawing is nothing but a drawing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as trouble:
        raise error("P101", Place(name), f"is an SVG that is not well-formed ({trouble.msg})") from None
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and list(dtd.iterentities()):
        raise _unsafe(name, "declares entities")
    for node in root.iter():
        if isinstance(node, etree._ProcessingInstruction):
            raise _unsafe(name, f"has a processing instruction, <?{node.target!s}?>")
        if isinstance(node.tag, str):
            _check_element(name, node)
    view = [float(n) for n in re.findall(r"[-+]?[0-9]*\.?[0-9]+", root.get("viewBox") or "")]
    drawn = (view[2], view[3]) if len(view) == 4 else (0.0, 0.0)
    width, height = (_length(root.get(side) or "") for side in ("width", "height"))
    if not (width and height):
        width, height = drawn
    return round(width), round(height)


def _check_element(name: str, node: etree._Element) -> None:
    local = etree.QName(node).localname
    if local in _ACTIVE:
        raise _unsafe(name, f"has an element <{local}>")
    if _OUTSIDE.search(node.text or "") and local == "style":
        raise _unsafe(name, "has a style that fetches something")
    for key, value in node.attrib.items():
        attribute = etree.QName(key).localname
        value = str(value)
        if attribute.lower().startswith("on"):
            raise _unsafe(name, f"has an attribute {attribute}")
        if attribute in ("href", "src") and not value.strip().startswith(("#", "data:image/")):
            raise _unsafe(name, f"refers to {value[:60]}")
        if _OUTSIDE.search(value):
            raise _unsafe(name, f"has an attribute {attribute} that fetches something")


def _length(value: str) -> float:
    match = _LENGTH.fullmatch(value)
    return float(match[1]) * _PIXELS[match[2] or ""] if match else 0.0


def _unsafe(name: str, what: str) -> Exception:
    hint = "A drawing in a book must stand by itself: save it as “plain SVG”, or as PNG."
    return error("P103", Place(name), f"is an SVG that {what}", hint)
