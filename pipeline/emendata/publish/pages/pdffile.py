"""Write a PDF file out of finished objects: the same bytes for the same objects.

https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 7.5
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Sequence

from emendata.publish.pages.apart import Resources

_MARK = re.compile(rb"%(\d+|fonts|colours)%")


class File:
    """A PDF file in the making. Objects have numbers from 1 on."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []
        self._seen: dict[bytes, int] = {}

    def replace(self, old: bytes, new: bytes) -> None:
        """Say something else in the dictionaries of all objects so far."""
        for at, data in enumerate(self._objects):
            head, stream, rest = data.partition(b"stream\n")
            if old in head:
                self._objects[at] = head.replace(old, new) + stream + rest

    def reserved(self) -> int:
        """The number of an object that is to come."""
        self._objects.append(b"")
        return len(self._objects)

    def put(self, number: int, data: bytes) -> None:
        """The object of a reserved number."""
        self._objects[number - 1] = data

    def add(self, data: bytes) -> int:
        """A new object; gives its number."""
        self._objects.append(data)
        return len(self._objects)

    def once(self, data: bytes) -> int:
        """An object; if there is the same one already, the number of that."""
        if data not in self._seen:
            self._seen[data] = self.add(data)
        return self._seen[data]

    def stream(self, data: bytes) -> int:
        """A new stream, which has been compressed."""
        return self.add(b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(data), data))

    def resources(
        self, several: Iterable[Resources], fonts: int, colours: int
    ) -> dict[str, dict[str, bytes]]:
        """Add what resources refer to; gives the values by kind and name."""
        merged: dict[str, dict[str, bytes]] = {}
        for resources in several:
            numbers: dict[bytes, int] = {b"fonts": fonts, b"colours": colours}
            for at in _inner_first(resources.objects):
                numbers[b"%d" % at] = self.once(_referring(resources.objects[at], numbers))
            for kind, names in resources.names.items():
                known = merged.setdefault(kind, {})
                for name, value in names.items():
                    known.setdefault(name, _referring(value, numbers))
        return merged

    def written(self, root: int, info: int) -> bytes:
        """The bytes of the file: what is no stream is packed into streams (ISO 32000-1, 7.5.7 and 7.5.8)."""
        plain = [n for n, data in enumerate(self._objects, start=1) if data.endswith(b"endstream")]
        loose = sorted({*range(1, len(self._objects) + 1)}.difference(plain))
        packs = [loose[at : at + _PACKED] for at in range(0, len(loose), _PACKED)]
        streams = [(number, self._objects[number - 1]) for number in plain]
        first = len(self._objects) + 1
        streams += ((first + at, self._pack(numbers)) for at, numbers in enumerate(packs))
        parts = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        position = len(parts[0])
        places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        """For each object: 1, its place and 0; or 2, the stream that it is in, and its number there."""
        for number, data in streams:
            part = b"%d 0 obj\n%s\nendobj\n" % (number, data)
            places[number] = 1, position, 0
            parts.append(part)
            position += len(part)
        for at, numbers in enumerate(packs):
            places.update((number, (2, first + at, index)) for index, number in enumerate(numbers))
        table = first + len(packs)
        places[table] = 1, position, 0
        mark = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest().encode()
        rows = b"".join(struct.pack(">BIH", *places[number]) for number in range(table + 1))
        said = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            table + 1, root, info, mark, mark,
        )  # fmt: skip
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (table, _compressed(said, rows)))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)

    def _pack(self, numbers: Sequence[int]) -> bytes:
        heads, bodies, at = [], [], 0
        for number in numbers:
            data = self._objects[number - 1]
            heads.append(b"%d %d" % (number, at))
            bodies.append(data)
            at += len(data) + 1
        head = b" ".join(heads) + b"\n"
        said = b"/Type/ObjStm/N %d/First %d" % (len(numbers), len(head))
        return _compressed(said, head + b"\n".join(bodies))


_PACKED = 200
"""Objects in a stream of objects."""


def _compressed(said: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data, 6)
    return b"<<%s/Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (said, len(packed), packed)


def _inner_first(objects: Sequence[bytes]) -> list[int]:
    """The order in which no object comes before one that it refers to."""
    order: dict[int, None] = {}

    def visit(at: int) -> None:
        if at not in order:
            for mark in _MARK.findall(objects[at].partition(b"stream\n")[0]):
                if mark.isdigit():
                    visit(int(mark))
            order[at] = None

    for at in range(len(objects)):
        visit(at)
    return list(order)


def _referring(data: bytes, numbers: dict[bytes, int]) -> bytes:
    head, stream, rest = data.partition(b"stream\n")
    return _MARK.sub(lambda found: b"%d 0 R" % numbers[found[1]], head) + stream + rest


def string(text: str) -> bytes:
    """A string: in ASCII, or in UTF-16."""
    if text.isascii():
        escaped = re.sub(rb"([\\()])", rb"\\\1", text.encode())
        return b"(" + escaped.replace(b"\n", b"\\n").replace(b"\r", b"\\r") + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def name(text: str) -> bytes:
    """A name."""
    return b"/" + b"".join(
        bytes([c]) if 33 <= c <= 126 and c not in b"<>()[]{}/%#" else b"#%02x" % c for c in text.encode()
    )


def number(value: float) -> bytes:
    """A number, to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode()
