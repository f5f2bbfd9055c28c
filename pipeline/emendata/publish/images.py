"""Turn the bytes of an image file into an `Image` that both books can use, or say why not.

Codes: P101 not an image, P102 too large, P103 an SVG with a script or something from outside,
P104 a format that readers do not show.
"""

from __future__ import annotations

from dataclasses import dataclass


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
