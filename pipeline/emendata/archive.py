"""Read a zip archive file by file, each when it is asked for, and know by its packed bytes what has been read before.

Enters: the bytes of an archive. Leaves: a mapping of names to files, with a key for each. What a file says is known if
what was made of one with the same key is: then it need not be unpacked.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

_LOCAL = struct.Struct("<4s22x2H")
"""A file's own header, as far as it is needed: a sign, and the lengths of name and extra field."""
_WRONG = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)


class Damaged(Exception):
    """Not an archive, or not a whole one."""


class Archive(Mapping[str, bytes]):
    """The files of an archive; of two with one name the last."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _WRONG as wrong:
            raise Damaged(str(wrong)) from wrong
        self.entries = self._zip.infolist()
        """All that it lists, in order."""
        self._files = {entry.filename: entry for entry in self.entries if not entry.is_dir()}
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        entry = self._files[name]
        if name not in self._read:
            try:
                self._read[name] = self._zip.read(entry)
            except _WRONG as wrong:
                raise Damaged(str(wrong)) from wrong
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self._files[name].file_size

    def key(self, name: str) -> str:
        """What stands for a file: two with one key have the same bytes, or neither can be read."""
        entry = self._files[name]
        start = entry.header_offset
        try:
            sign, name_length, extra_length = _LOCAL.unpack_from(self._data, start)
        except struct.error as wrong:
            raise Damaged(f"the archive ends before {name}") from wrong
        if sign != b"PK\3\4":
            raise Damaged(f"{name} is not where it should be")
        begin = start + _LOCAL.size + name_length + extra_length
        packed = hashlib.sha256(memoryview(self._data)[begin : begin + entry.compress_size])
        about = entry.compress_type, entry.flag_bits, entry.compress_size, entry.file_size, entry.CRC
        return f"{packed.hexdigest()} {about}"
