"""Put a build's files into their folder: all of them, or none.

Enters: the finished files as bytes and the folder they belong in. Leaves: the folder with these
files in place of those the last build left there, or an `EmendataError` and the folder as it was.

The files are first written in full to a hidden folder beside their places (so on the same file
system) and synced; then they take the places of the old ones by renaming, so that there is always a
whole book. A failure on the way is undone; what a killed build left behind is undone by the next one.
Files that no build made are neither replaced nor removed.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from emendata.diagnostics import EmendataError, Place, error
from emendata.signals import undisturbed

MANIFEST = "manifest.json"
_STAGING = ".emendata"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What earlier builds left in a folder, by its manifest."""

    work: str = ""
    files: tuple[str, ...] = ()
    """Outputs of `work`, without the manifest."""
    beside: tuple[str, ...] = ()
    """Outputs of other works that were built into the same folder."""


def shelf(folder: Path) -> Shelf:
    """Read what the manifest in `folder` says; an unreadable one says nothing."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        return Shelf(str(said["work"]), tuple(map(str, said["outputs"])), tuple(map(str, said["beside"])))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Shelf()


def remembered(folder: Path, work: str) -> dict[str, tuple[str, ...]]:
    """Where the corrections of a work stood when it was last built into `folder`, as far as is known."""
    try:
        said = json.loads((folder / MANIFEST).read_bytes())
        if said["work"] != work:
            return {}
        return {str(key): tuple(map(str, contexts)) for key, contexts in said["corrections"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def writable(folder: Path) -> None:
    """Raise unless files can be put into `folder`, made if need be: before the work, not after it."""
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise error(
            "B001",
            Place(str(there)),
            "is not a folder, so the books cannot be put there",
            "give another folder with --out",
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise _refused(there, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def install(
    files: Mapping[str, bytes],
    folder: Path,
    work: str,
    manifest: Callable[[tuple[str, ...]], bytes],
    *,
    waiting: Callable[[], None] = lambda: None,
) -> tuple[str, ...]:
    """Put `files` and the manifest into `folder`; gives the names of those that are not as they were.

    `manifest` is given the names of other works' files in the folder. `waiting` is called once if
    another build is at this point with the same folder.
    """
    writable(folder)
    try:
        with _made(folder), _locked(folder, waiting):
            _undo(folder)
            return _put(files, folder, work, manifest)
    except OSError as problem:
        raise _refused(folder, problem, sum(map(len, files.values()))) from problem


def _put(
    files: Mapping[str, bytes], folder: Path, work: str, manifest: Callable[[tuple[str, ...]], bytes]
) -> tuple[str, ...]:
    before = shelf(folder)
    ours = {*before.files, *before.beside, MANIFEST} if before.work else set()
    for name in (*files, MANIFEST):
        if name not in ours and os.path.lexists(folder / name):
            raise error(
                "B003",
                Place(str(folder / name)),
                "is in the way: no build made it, so none replaces it",
                "move it, or give another folder with --out",
            )
    stale = set(before.files) if before.work == work else set()
    others = {*before.beside, *before.files} - stale - set(files)
    every = {**files, MANIFEST: manifest(tuple(sorted(others)))}
    # A disk takes longer to be sure of a file than it takes to see that it is the same.
    new = {name: data for name, data in every.items() if not _holds(folder / name, data)}
    # The manifest goes last: while it is the old one, or missing, the change is not complete.
    names = [*sorted(new.keys() - {MANIFEST}), *sorted(stale - set(files)), *({MANIFEST} & new.keys())]
    if not names:
        return ()
    staging = folder / _STAGING
    try:
        _write(new, staging)
        with undisturbed():  # for the few milliseconds of renaming
            _exchange(names, folder, staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(names)


def _holds(path: Path, data: bytes) -> bool:
    """Is it an ordinary file with these bytes?"""
    try:
        about = path.lstat()
        return stat.S_ISREG(about.st_mode) and about.st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(files: Mapping[str, bytes], staging: Path) -> None:
    new = staging / "new"
    new.mkdir(parents=True)
    (staging / "old").mkdir()
    for name, data in files.items():
        with open(new / name, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(new)


def _exchange(names: list[str], folder: Path, staging: Path) -> None:
    """New files in, old ones aside; on failure everything back."""
    moved: list[tuple[Path, Path]] = []

    def move(this: Path, there: Path) -> None:
        os.rename(this, there)
        moved.append((this, there))

    def keep(this: Path, there: Path) -> None:
        try:
            os.link(this, there)
        except OSError:  # a file system without hard links
            move(this, there)
        else:
            moved.append((this, there))

    try:
        for name in names:
            new = (staging / "new" / name).exists()
            if os.path.lexists(folder / name):
                # What is replaced has its name until the new file takes it, so that a book is always there.
                (keep if new else move)(folder / name, staging / "old" / name)
            if new:
                move(staging / "new" / name, folder / name)
        _sync_folder(folder)
        # From here a killed build has succeeded: there is nothing left to undo.
        move(staging / "old", staging / "done")
    except OSError:
        for this, there in reversed(moved):
            os.rename(there, this)
        raise


def _undo(folder: Path) -> None:
    """Put back what a killed build had moved aside."""
    staging = folder / _STAGING
    with suppress(FileNotFoundError):
        for name in sorted(os.listdir(staging / "old")):
            os.replace(staging / "old" / name, folder / name)
    if staging.exists():
        shutil.rmtree(staging)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make the folder and its parents; on failure take away again what was made."""
    with ExitStack() as undo:
        for parent in reversed((folder, *folder.parents)):
            with suppress(FileExistsError):
                parent.mkdir()
                undo.callback(_remove_if_empty, parent)
        yield
        undo.pop_all()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # another build may have put something there meanwhile
        folder.rmdir()


@contextmanager
def _locked(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the folder against other builds; the lock is on the folder itself, so no file is left."""
    while True:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(handle, fcntl.LOCK_EX)
            # Whoever held the lock may have failed and taken the folder away with it.
            if not folder.exists():
                folder.mkdir(parents=True)
                continue
            if not os.path.samestat(os.fstat(handle), os.stat(folder)):
                continue
            yield
            return
        finally:
            os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(folder: Path, problem: OSError, size: int = 0) -> EmendataError:
    what = problem.strerror or str(problem)
    hint = "give another folder with --out"
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        what = "the disk is full"
        hint = f"the books need {max(size / 1e6, 0.1):.1f} MB; make room, or give a folder elsewhere with --out"
    elif problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what = "you may not write there"
    return error("B002", Place(str(folder)), f"the books cannot be put there: {what}", hint)
