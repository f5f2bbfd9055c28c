"""The door to the files of an edition: names relative to its folder go in, bytes and texts come out.

Nothing outside the folder can be named, and nothing in it that is not an ordinary file of a sensible
size can be read. The one exception is a source that the user names on the command line.

Codes: A901 path out of the folder, A902 no such file, A903 not an ordinary file, A904 too large, A905 the
system does not let us read it, A906 the source is absent, A907 the source is another file than the one
declared.
"""

from __future__ import annotations

import os
import stat
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from emendata.diagnostics import EmendataError, Place, error
from emendata.hashing import sha256

SOURCE_LIMIT = 64 * 1024 * 1024
"""Bytes that a source or an image may have."""
BOOK_LIMIT = 1024 * 1024 * 1024
"""Bytes that an e-book may have."""
SETTINGS_LIMIT = 4 * 1024 * 1024
"""Bytes that a file of settings, corrections or style may have."""


def why_outside(rel: str) -> str:
    """Why `rel` cannot name a file in an edition's folder; empty if it can."""
    if not rel or "\0" in rel:
        return "it names no file"
    if "\\" in rel:
        return "folders are separated by `/`"
    path = PurePosixPath(rel)
    if path.is_absolute() or rel.startswith("~"):
        return "the path must be relative to the edition's folder"
    if ".." in path.parts:
        return "the path leads out of the edition's folder"
    return ""


class Folder:
    """The folder of an edition, as the only part of the file system there is."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Folder({str(self.path)!r})"

    def read(self, rel: str, limit: int = SOURCE_LIMIT, place: Place | None = None) -> bytes:
        """The bytes of the file `rel`; an error has `place`, which says who named it, or the file."""
        return _read(self._inside(rel, place), limit, place or Place(rel))

    def exists(self, rel: str) -> bool:
        """Whether `rel` can be read: an ordinary file, in the folder also once links are followed."""
        if why_outside(rel):
            return False
        try:
            real = (self.path / rel).resolve(strict=True)
        except (OSError, RuntimeError):
            return False
        return real.is_file() and real.is_relative_to(self.path.resolve())

    def names(self, pattern: str = "*") -> tuple[str, ...]:
        """The names of the files that match a shell pattern such as ``figures/*.png``, sorted."""
        if why_outside(pattern):
            return ()
        found = (path.relative_to(self.path).as_posix() for path in self.path.glob(pattern))
        return tuple(sorted(name for name in found if self.exists(name)))

    def _inside(self, rel: str, place: Place | None) -> Path:
        if reason := why_outside(rel):
            raise error("A901", place or Place("."), f"`{rel}` cannot be read: {reason}")
        path = self.path / rel
        try:
            real = path.resolve(strict=True)
        except FileNotFoundError:
            raise self._missing(rel, place) from None
        except (OSError, RuntimeError) as trouble:  # RuntimeError: a loop of links, before Python 3.13
            message = f"`{rel}` cannot be read: {_reason(trouble)}"
            raise error("A905", place or Place(rel), message) from trouble
        if not real.is_relative_to(self.path.resolve()):
            message = f"`{rel}` cannot be read: a link leads out of the edition's folder"
            raise error("A901", place or Place(rel), message, "Copy the file into the folder.")
        return real

    def _missing(self, rel: str, place: Place | None) -> EmendataError:
        return error("A902", place or Place(rel), f"there is no file `{rel}`", self._similar(rel))

    def _similar(self, rel: str) -> str:
        """A sentence on the files there are whose names resemble that of a missing one."""
        parent = PurePosixPath(rel).parent.as_posix()
        there = [*self.names("*" if parent == "." else f"{parent}/*")]
        name = PurePosixPath(rel).name
        # the right name in another folder comes first, then the right folder
        near = [n for n in self.names("*/*") + self.names("*") if PurePosixPath(n).name == name]
        folded = {n.lower(): n for n in there}
        near += [folded[n] for n in get_close_matches(rel.lower(), folded, n=3)]
        if near:
            return "There is " + " and ".join(f"`{n}`" for n in dict.fromkeys(near)) + "."
        if not (self.path / parent).is_dir():
            return f"There is no folder `{parent}` in {self.path}."
        if there:
            return f"There is {', '.join(f'`{n}`' for n in there[:8])}{' …' if len(there) > 8 else '.'}"
        return f"The folder {self.path if parent == '.' else f'`{parent}`'} holds no file."


def read_outside(path: Path, limit: int = SOURCE_LIMIT) -> bytes:
    """The bytes of a file that the user named on the command line."""
    place = Place(path.name)
    try:
        return _read(path.resolve(strict=True), limit, place)
    except FileNotFoundError:
        raise error("A902", place, f"there is no file {path}") from None


def source_bytes(folder: Folder, name: str, expected: str = "", given: Path | None = None) -> bytes:
    """The bytes of an edition's source: of `given` if the user named a file, else of `name`.

    `expected` is the SHA-256 that edition.yaml declares, if it does.
    """
    hash_said = f"; expected SHA-256 {expected}" if expected else ""
    if given is None and why_outside(name) == "" and not os.path.lexists(folder.path / name):
        similar = "" if expected else " " + folder._similar(name)
        raise error(
            "A906",
            Place(name),
            f"{folder.path}/ has no {name}",
            f"Put the text there under this name or give it with --source PATH{hash_said}.{similar}".rstrip(),
        )
    data = folder.read(name) if given is None else read_outside(given)
    if expected and (found := sha256(data)) != expected:
        raise error(
            "A907",
            Place(name if given is None else given.name),
            f"this is not the file that edition.yaml declares: its SHA-256 is {found}",
            f"Expected SHA-256 {expected}. Put the declared file in its place; "
            "if the text was changed on purpose, change `sha256:` in edition.yaml.",
        )
    return data


def _read(path: Path, limit: int, place: Place) -> bytes:
    """The bytes of an ordinary file."""
    try:
        # without O_NONBLOCK opening a FIFO would wait for a writer for ever
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not an ordinary file"
                raise error("A903", place, f"`{path.name}` is {kind}")
            # the size said may be wrong for a file that grows, so what is read is bounded as well
            data = b"" if status.st_size > limit else file.read(limit + 1)
            size = max(status.st_size, len(data))
    except OSError as trouble:
        if isinstance(trouble, IsADirectoryError):
            raise error("A903", place, f"`{path.name}` is a folder") from trouble
        raise error("A905", place, f"`{path.name}` cannot be read: {_reason(trouble)}") from trouble
    if size > limit:
        message = f"`{path.name}` has {_megabytes(size)}; it may have {_megabytes(limit)}"
        raise error("A904", place, message)
    return data


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.1f} MB" if size >= 100_000 else f"{size:,} bytes"


def _reason(trouble: Exception) -> str:
    return (getattr(trouble, "strerror", None) or str(trouble)).lower()
