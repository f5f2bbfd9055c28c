"""Wait until files change: paths go in; when some are otherwise, and at rest again, the wait is over.

Files are looked at, some twenty times a second, rather than that the system is asked for messages: messages do not
come from network drives and from outside a container, and stop where a folder is deleted and put back. A build
reads a few files, so a look takes less than a thousandth of the time between two.

Whether a change matters is seen from what the files say, not from here. The times of a file are only compared for
being others, so a clock that goes back does no harm.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from emendata.diagnostics import EmendataError
from emendata.hashing import sha256
from emendata.sources import BOOK_LIMIT, read_outside

STEP = 0.04
"""Seconds between two looks."""
_PATIENCE = 15
"""Looks for which a file may be gone or empty before that is taken for meant: some editors remove a file, or
empty it, before they write it anew."""

Look = Mapping[Path, tuple[int, ...]]
"""What can be seen of each path without reading it; nothing, if it is not there."""


def look(paths: Collection[Path]) -> Look:
    """How the paths look now."""
    return {path: _seen(path) for path in paths}


def _seen(path: Path) -> tuple[int, ...]:
    try:
        about = os.stat(path)
    except OSError:
        return ()
    if stat.S_ISDIR(about.st_mode):
        return about.st_dev, about.st_ino, about.st_mtime_ns
    return about.st_size, about.st_dev, about.st_ino, about.st_mtime_ns, about.st_ctime_ns


def changed(before: Look, sleep: Callable[[float], object] = time.sleep) -> None:
    """Return when the paths look otherwise than before, and are at rest."""
    while (now := look(before)) == before:
        sleep(STEP)
    rested(before, now, sleep)


def rested(before: Look, now: Look, sleep: Callable[[float], object] = time.sleep) -> None:
    """Return when the paths have not changed for a moment; a longer one, if something that was there is not."""
    still = 0
    while True:
        gone = any(before.get(path) and not (seen and seen[0]) for path, seen in now.items())
        if still > (_PATIENCE if gone else 0):
            return
        sleep(STEP)
        after = look(now)
        still = still + 1 if after == now else 0
        now = after


def content(path: Path) -> str | None:
    """What a path holds, as a hash: of a file its bytes, of a folder its names; None if it cannot be read."""
    try:
        if path.is_dir():
            return sha256("\n".join(sorted(os.listdir(path))).encode(errors="surrogateescape"))
        return sha256(read_outside(path, BOOK_LIMIT))
    except (OSError, RuntimeError, EmendataError):  # RuntimeError: a loop of links, before Python 3.13
        return None
