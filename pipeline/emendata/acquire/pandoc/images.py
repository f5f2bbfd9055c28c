"""Find the images a text refers to: inside the file, beside it, or nowhere.

Nothing is fetched: an image with an address on the network or of the machine is reported and left
as an empty place. A path beside the file is handed on as it is; whoever opens it keeps it within the
edition's folder.
"""

from __future__ import annotations

import binascii
import posixpath
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from emendata.acquire.pandoc.state import Reading

Embedded = Callable[[str], bytes | None]
"""From an image's address in the syntax tree to its bytes in the container, if they are there."""

_SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/tiff": "tiff",
}
_HINT = (
    "put the image into the edition's folder and name it there, or give it under `figures:` in edition.yaml"
)


class Images:
    """The images of one file, collected while it is read."""

    def __init__(self, embedded: Embedded | None = None) -> None:
        self._embedded = embedded
        self.found: dict[str, bytes] = {}
        """By the `src` under which the Document names them."""

    def __call__(self, address: str, reading: Reading) -> str:
        """The `src` for the address, empty where there is no image to be had."""
        try:
            parts = urlsplit(address)
        except ValueError:
            reading.lost("A022", "an image's address is no address", address, _HINT)
            return ""
        if parts.scheme == "data":
            return self._data(address, reading)
        if parts.scheme or parts.netloc:
            reading.lost("A022", "an image is not in the file and is not fetched", address, _HINT)
            return ""
        path = posixpath.normpath(unquote(parts.path)) if parts.path else ""
        if self._embedded is None and path:
            return path
        if self._embedded is None:
            reading.lost("A022", "an image has no address", hint=_HINT)
            return ""
        data = self._embedded(path) if path else None
        if data is None:
            reading.lost("A022", "an image could not be taken out of the file", address, _HINT)
            return ""
        self.found[path] = data
        return path

    def _data(self, address: str, reading: Reading) -> str:
        kind, _, content = address.removeprefix("data:").partition(",")
        mime, *parameters = kind.split(";")
        try:
            data = (
                b64decode(unquote_to_bytes(content)) if "base64" in parameters else unquote_to_bytes(content)
            )
        except (binascii.Error, ValueError):
            data = b""
        suffix = _SUFFIXES.get(mime.strip().lower())
        if not data or not suffix:
            reading.lost("A022", "an embedded image cannot be read", address[:40], _HINT)
            return ""
        for src, known in self.found.items():
            if known == data:
                return src
        src = f"images/embedded-{len(self.found) + 1}.{suffix}"
        self.found[src] = data
        return src
