"""Write a PDF file out of finished objects: the same bytes for the same objects.

https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 7.5
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from emendata.publish.pages.apart import Resources

_MARK = re.compile(rb"%(\d+|fonts|colours)%")


@dataclass(frozen=True, slots=True)
class Block:
    """Objects with numbers one after the other, as they stand in a file."""

    first: int
    """Number of the first."""
    data: bytes
    places: tuple[int, ...]
    """Where in the data the first ones begin, which are streams."""
    rows: bytes
    """What the table of the file says of the others."""
    mark: bytes
    """A hash of the data."""


_ROW = struct.Struct(">BIH")
_FREE = _ROW.pack(0, 0, 65535)
"""An object that is none."""
_PACKED = 200
"""Objects in a stream of objects."""


def packs(loose: int) -> int:
    """How many streams of objects so many objects take that are no streams."""
    return -(-loose // _PACKED)


def block(first: int, count: int, streams: Sequence[bytes], room: int, loose: Mapping[int, bytes]) -> Block:
    """A block of `count` numbers: streams, `room` for streams of objects, and objects that are no streams."""
    numbers = sorted(loose)
    before = len(streams) + room
    assert len(numbers) <= room * _PACKED
    assert not numbers or first + before <= numbers[0] <= numbers[-1] < first + count
    parts: list[bytes] = []
    rows = dict.fromkeys(range(first, first + count), _FREE)
    for at in range(0, len(numbers), _PACKED):
        own = numbers[at : at + _PACKED]
        pack = first + len(streams) + at // _PACKED
        parts.append(_pack([(number, loose[number]) for number in own]))
        rows.update((number, _ROW.pack(2, pack, index)) for index, number in enumerate(own))
    parts = [b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate((*streams, *parts), start=first)]
    places = tuple(accumulate(map(len, parts), initial=0))[:-1]
    data = b"".join(parts)
    after = b"".join(rows[number] for number in range(first + len(parts), first + count))
    return Block(first, data, places, after, _hash(data))


class File:
    """A PDF file in the making."""

    def __init__(self, first: int = 1) -> None:
        """Objects that are given a number here have it from `first` on; others are put, or stand in blocks."""
        self._objects: dict[int, bytes] = {}
        self._next = first
        self._seen: dict[bytes, int] = {}

    def replace(self, old: bytes, new: bytes) -> None:
        """Say something else in the dictionaries of all objects so far."""
        for number, data in self._objects.items():
            head, stream, rest = data.partition(b"stream\n")
            if old in head:
                self._objects[number] = head.replace(old, new) + stream + rest

    def reserved(self) -> int:
        """The number of an object that is to come."""
        self._next += 1
        return self._next - 1

    def put(self, number: int, data: bytes) -> None:
        """The object of a number."""
        self._objects[number] = data

    def add(self, data: bytes) -> int:
        """A new object; gives its number."""
        number = self.reserved()
        self._objects[number] = data
        return number

    def once(self, data: bytes) -> int:
        """An object; if there is the same one already, the number of that."""
        if data not in self._seen:
            self._seen[data] = self.add(data)
        return self._seen[data]

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

    def written(self, root: int, info: int, blocks: Sequence[Block] = ()) -> bytes:
        """The bytes of the file: what is no stream is packed into streams (ISO 32000-1, 7.5.7 and 7.5.8)."""
        plain = [n for n, data in sorted(self._objects.items()) if data.endswith(b"endstream")]
        loose = sorted(self._objects.keys() - set(plain))
        streams = [(number, self._objects[number]) for number in plain]
        parts = [b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"]
        position = len(parts[0])
        rows: dict[int, bytes] = {0: _FREE}
        """What the table says of objects that are in no block: place, or stream and number in that."""
        for at in range(0, len(loose), _PACKED):
            own = loose[at : at + _PACKED]
            pack = self.reserved()
            streams.append((pack, _pack([(number, self._objects[number]) for number in own])))
            rows.update((number, _ROW.pack(2, pack, index)) for index, number in enumerate(own))
        spans = {one.first: b"" for one in blocks}
        """The same of blocks, by the number that each begins with."""
        for one in blocks:
            spans[one.first] = b"".join([_ROW.pack(1, position + at, 0) for at in one.places]) + one.rows
            parts.append(one.data)
            position += len(one.data)
        own_parts = []
        for number, data in streams:
            part = b"%d 0 obj\n%s\nendobj\n" % (number, data)
            rows[number] = _ROW.pack(1, position, 0)
            own_parts.append(part)
            position += len(part)
        parts += own_parts
        table = self.reserved()
        rows[table] = _ROW.pack(1, position, 0)
        mark = _hash(b"".join((*(one.mark for one in blocks), *own_parts))).hex().encode()
        said = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            table + 1, root, info, mark, mark,
        )  # fmt: skip
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (table, _compressed(said, _table(rows, spans, table))))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % position)
        return b"".join(parts)


def _table(rows: Mapping[int, bytes], spans: Mapping[int, bytes], last: int) -> bytes:
    """The rows of all numbers."""
    written, number = [], 0
    while number <= last:
        one = spans[number] if number in spans else rows.get(number, _FREE)
        written.append(one)
        number += len(one) // _ROW.size
    return b"".join(written)


def _pack(objects: Sequence[tuple[int, bytes]]) -> bytes:
    """A stream of objects."""
    heads, at = [], 0
    for number, data in objects:
        heads.append(b"%d %d" % (number, at))
        at += len(data) + 1
    head = b" ".join(heads) + b"\n"
    said = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _compressed(said, head + b"\n".join([data for _, data in objects]))


def stream(data: bytes) -> bytes:
    """The object of a stream that has been compressed."""
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(data), data)


def _hash(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


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
