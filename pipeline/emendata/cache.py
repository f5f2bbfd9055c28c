"""Keep on disk what was worked out, under a hash of all that it depends on.

Enters: a key and bytes. Leaves: the same bytes, later, or nothing; never other bytes. An entry is a file that
begins with what it is and a checksum of the rest; it is written aside and renamed. What is damaged, of another
version or of somebody else is not used, and that is told.

Entries are pickles, and a pickle can do whatever it likes when it is read. So the folder must be the user's own,
and nobody else may write to it; an entry must be a file of the user's. Who can write such files could as well
change the program. The checksum guards against damage, not against malice.

The time of an entry's last use, by which old ones are removed, is no part of any key: if the clock goes wrong,
other entries are removed, and no more.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 1_000_000_000
"""Bytes that all entries together may have."""
_KIND = b"emendata cache 1\n"
_LEFT = 0.8
"""Of the limit, after something had to be removed."""
_ASIDE = ".aside-"


def place(environment: dict[str, str]) -> Path:
    """Where the cache is: ``EMENDATA_CACHE``, or the user's folder for caches."""
    if said := environment.get("EMENDATA_CACHE"):
        return Path(said)
    home = environment.get("XDG_CACHE_HOME", "")
    # XDG Base Directory: a path that is not absolute is to be ignored.
    base = Path(home) if home.startswith("/") else Path(environment.get("HOME", "/")) / ".cache"
    return base / "emendata"


@dataclass(slots=True)
class Cache:
    """A folder of entries."""

    folder: Path
    limit: int = LIMIT
    told: Callable[[str], None] = field(default=lambda _: None)
    """Is given a sentence where something is wrong."""
    _usable: bool | None = None
    _writable: bool = True
    sentences: dict[str, None] = field(default_factory=dict)
    """What has been told."""

    def get(self, key: str) -> bytes | None:
        """The bytes kept under a key."""
        if not self._trusted():
            return None
        path = self._path(key)
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as problem:
            self._missed(key, f"cannot be read ({problem.strerror})")
            return None
        with open(handle, "rb") as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid():
                self._missed(key, "is another user's")
                return None
            data = file.read()
        with suppress(OSError):
            os.utime(path)
        if not data.startswith(_KIND):
            self._missed(key, "is of another version or no entry at all")
            return None
        begin = len(_KIND) + hashlib.sha256().digest_size
        if hashlib.sha256(memoryview(data)[begin:]).digest() != data[len(_KIND) : begin]:
            self._missed(key, "is damaged")
            return None
        return data[begin:]

    def put(self, key: str, data: bytes) -> None:
        """Keep bytes under a key; if that cannot be, they are not kept."""
        if not (self._writable and self._trusted()):
            return
        path = self._path(key)
        aside = path.with_name(f"{_ASIDE}{os.getpid()}-{key[:16]}")
        try:
            path.parent.mkdir(exist_ok=True)
            with open(aside, "wb", opener=_private) as file:
                file.write(_KIND + hashlib.sha256(data).digest())
                file.write(data)
            os.replace(aside, path)
        except OSError as problem:
            with suppress(OSError):
                aside.unlink()
            self._writable = False
            full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
            self._tell(
                f"{self.folder}: nothing more is kept there: "
                f"{'the disk is full' if full else problem.strerror or problem}"
            )

    def trim(self) -> None:
        """Remove the entries that were not used for longest, if there are too many; and what was left lying."""
        if not (self._writable and self._trusted()):
            return
        entries = []
        for path in self._files():
            with suppress(OSError):
                about = path.stat()
                if path.name.startswith(_ASIDE) and not _running(path.name):
                    path.unlink()
                else:
                    entries.append((about.st_mtime_ns, about.st_size, path))
        size = sum(entry[1] for entry in entries)
        if size <= self.limit:
            return
        for _, length, path in sorted(entries, key=lambda entry: entry[0]):
            with suppress(OSError):
                path.unlink()
                size -= length
            if size <= self.limit * _LEFT:
                return

    def clean(self) -> int:
        """Remove all entries; gives the number of bytes that they had."""
        if not self.folder.is_dir() or not self._trusted():
            return 0
        size = sum(path.stat().st_size for path in self._files())
        for part in self.folder.iterdir():
            if _is_part(part):
                shutil.rmtree(part)
        return size

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _files(self) -> Iterator[Path]:
        for part in self.folder.iterdir():
            if _is_part(part):
                yield from part.iterdir()

    def _trusted(self) -> bool:
        """Is the folder the user's own? It is made if there is none."""
        if self._usable is None:
            self._usable = self._opened()
        return self._usable

    def _opened(self) -> bool:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            about = self.folder.stat()
        except OSError as problem:
            self._tell(f"{self.folder}: no cache can be kept there: {problem.strerror or problem}")
            return False
        if about.st_uid != os.geteuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            self._tell(f"{self.folder}: others can write there, so it is not used as a cache")
            return False
        return True

    def _missed(self, key: str, why: str) -> None:
        self._tell(f"{self._path(key)}: this entry of the cache {why}; it is made anew")

    def _tell(self, sentence: str) -> None:
        if sentence not in self.sentences:
            self.sentences[sentence] = None
            self.told(sentence)

    def quiet(self) -> Cache:
        """The same cache for another process, which is to `believe` what that one found out."""
        return Cache(self.folder, self.limit, _nobody, self._usable, self._writable)

    def believe(self, other: Cache) -> None:
        """Tell what another process has found out about this cache."""
        self._writable = self._writable and other._writable
        for sentence in other.sentences:
            self._tell(sentence)


def _nobody(_: str) -> None:
    pass


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _is_part(path: Path) -> bool:
    return len(path.name) == 2 and path.is_dir() and not path.is_symlink()


def _running(name: str) -> bool:
    """Is the process alive that is writing a file aside?"""
    pid = name.removeprefix(_ASIDE).split("-")[0]
    return pid.isdigit() and Path(f"/proc/{pid}").exists()
