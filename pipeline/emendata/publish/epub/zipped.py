"""Write a zip file out of files that may have been compressed before: the same bytes for the same files, always.

Enters: names and `Packed` files. Leaves: the archive, without clock, machine or user. `zipfile` compresses whatever it
writes, and a chapter that is as it was in the last build need not be compressed again.

https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT, 4.3
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

STORED, DEFLATED = 0, 8
_LEVEL = 6
_VERSION = 20
"""Of the format: the first with folders and compression."""
_UNIX = 3
_UTF_8 = 0x800
_DATE, _TIME = 1 << 5 | 1, 0  # 1 January 1980: the first day that a zip can say
_REGULAR_FILE = 0o100644 << 16
_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_MOST_FILES, _MOST_BYTES = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it stands in an archive."""

    data: bytes
    method: int
    checksum: int
    size: int
    """Before it was compressed."""


def stored(data: bytes) -> Packed:
    """A file as it is."""
    return Packed(data, STORED, zlib.crc32(data), len(data))


def deflated(data: bytes) -> Packed:
    """A file, compressed."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(compressor.compress(data) + compressor.flush(), DEFLATED, zlib.crc32(data), len(data))


def archive(files: Iterable[tuple[str, Packed]]) -> bytes:
    """The archive with these files, in their order."""
    written: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for name, file in files:
        plain = name.isascii()
        path = name.encode()
        flags = 0 if plain else _UTF_8
        same = flags, file.method, _TIME, _DATE, file.checksum, len(file.data), file.size, len(path), 0
        central.append(
            _CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, 0, *same, 0, 0, 0, _REGULAR_FILE, at) + path
        )
        head = _LOCAL.pack(b"PK\3\4", _VERSION, 0, *same) + path
        written += (head, file.data)
        at += len(head) + len(file.data)
    directory = b"".join(central)
    count = len(central)
    if count > _MOST_FILES or at + len(directory) > _MOST_BYTES:
        raise ValueError(f"{count} files of {at} bytes together are too much for a zip file")
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, 0)
    return b"".join((*written, directory, end))
