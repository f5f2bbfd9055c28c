"""Open a zip archive from an unknown hand: every entry within limits, or one clear error.

DOCX, ODT and EPUB are zip archives. What pandoc gets is an archive that this module wrote, so that
nothing but checked entries reaches it.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

from emendata.diagnostics import EmendataError, Place, error


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an archive may be once unpacked."""

    total: int = 256 << 20
    """Bytes of all entries together."""
    ratio: int = 250
    """Of one entry's size to its packed size; XML packs to a twentieth, a bomb to a thousandth."""
    ratio_from: int = 1 << 20
    """Smaller entries may pack as well as they like."""
    entries: int = 20_000


_MAGIC = (
    (
        b"\xd0\xcf\x11\xe0",
        "it is an old Word document (.doc) or an encrypted one: save it as .docx without password",
    ),
    (b"%PDF", "it is a PDF: ask for the file it was made from"),
    (b"{\\rtf", "it is RTF: save it as .docx or .odt, for pandoc loses the notes of RTF"),
    (b"<", "it is XML or HTML: give its format in edition.yaml (`format: html`)"),
)


class Archive:
    """The entries of a checked archive, unpacked when they are asked for."""

    def __init__(self, data: bytes, name: str, limits: Limits = Limits()) -> None:
        self._place = Place(name)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as trouble:
            raise self._not_a_zip(data, str(trouble)) from None
        self._entries = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._check(limits)

    @property
    def names(self) -> Iterable[str]:
        """The names of the entries, in the archive's order."""
        return self._entries.keys()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The entry's bytes. `zipfile` reads no further than the size that was checked."""
        try:
            return self._zip.read(self._entries[name])
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ) as trouble:
            raise error(
                "A010",
                self._place,
                f"the entry {name} is damaged ({trouble})",
                "open the file in the program that made it and save it again",
            ) from None

    def _not_a_zip(self, data: bytes, trouble: str) -> EmendataError:
        if not data.strip():
            return error(
                "A001", self._place, "the file is empty", "put the text into it, or name another file"
            )
        hint = next((hint for magic, hint in _MAGIC if data.startswith(magic)), "")
        return error(
            "A006",
            self._place,
            f"the file is no zip archive, as DOCX, ODT and EPUB are ({trouble})",
            hint or "open it in the program that made it and save it again; the upload may have cut it off",
        )

    def _check(self, limits: Limits) -> None:
        infos = self._entries.values()
        hint = "this is no file that a writer's program makes: do not trust it"
        if len(infos) > limits.entries:
            message = f"the archive has {len(infos)} entries; {limits.entries} are allowed"
            raise error("A008", self._place, message, hint)
        total = 0
        for info in infos:
            parts = info.filename.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or ":" in parts[0]:
                message = f"the archive has an entry that points out of it: {info.filename!r}"
                raise error("A009", self._place, message, hint)
            if info.flag_bits & 1:
                raise encrypted(self._place)
            total += info.file_size
            packed = max(info.compress_size, 1)
            if info.file_size > limits.ratio_from and info.file_size > limits.ratio * packed:
                message = (
                    f"the entry {info.filename} unpacks to {info.file_size // packed} times its size; "
                    f"{limits.ratio} times is allowed"
                )
                raise error("A008", self._place, message, hint)
        if total > limits.total:
            message = f"the archive unpacks to {total >> 20} MB; {limits.total >> 20} MB are allowed"
            raise error(
                "A008", self._place, message, "make its images smaller, or give them as files of their own"
            )


def encrypted(place: Place) -> EmendataError:
    """The error for a file with a password."""
    return error("A007", place, "the file is encrypted", "save it without a password")


def packed(entries: Mapping[str, bytes]) -> bytes:
    """An archive of these entries, the first first, without compression."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()
