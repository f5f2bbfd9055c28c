"""Find the two builds that are to be compared: names go in, what the builds say comes out.

A build is a folder with its manifest, or a revision of a work in git, ``REV:WORK``; this is built aside, in
a folder of its own, and the working tree stays as it is.

Codes: D001 no build, D002 its manifest cannot be read, D003 two works, D004 git does not know the
revision, D005 the work is not in it.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from emendata.compare.record import Record, Unreadable, unpacked
from emendata.diagnostics import EmendataError, Place, error
from emendata.output import MANIFEST


@dataclass(frozen=True, slots=True)
class Named:
    """A build with the work it is of."""

    name: str
    work: str
    record: Record


def pair(old: str, new: str) -> tuple[Named, Named]:
    """Two builds of one work."""
    before, after = found(old), found(new)
    if before.work != after.work:
        message = f"{old} is a build of {before.work}, {new} one of {after.work}"
        raise error("D003", Place(new), message, "Compare two builds of the same work.")
    return before, after


def found(name: str) -> Named:
    """The build that is meant."""
    path = Path(name)
    if path.name == MANIFEST:
        path = path.parent
    if path.is_dir() or ":" not in name:
        return _folder(name, path)
    revision, _, work = name.partition(":")
    return _revision(name, revision, work)


def _folder(name: str, path: Path) -> Named:
    manifest = path / MANIFEST
    try:
        said = json.loads(manifest.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        hint = "Name a folder such as dist/WORK, or a revision in git: HEAD~1:WORK."
        raise error("D001", Place(name), f"there is no build here: no {MANIFEST}", hint) from None
    except OSError as trouble:
        raise _damaged(manifest, (trouble.strerror or str(trouble)).lower()) from trouble
    except (ValueError, RecursionError) as trouble:
        raise _damaged(manifest, "it is not JSON") from trouble
    if not isinstance(said, dict) or not isinstance(said.get("work"), str) or "outputs" not in said:
        raise _damaged(manifest, "it is no manifest of a build")
    if "record" not in said:
        raise _damaged(manifest, "it was written by a version of emendata that kept no record")
    try:
        return Named(name, said["work"], unpacked(said["record"]))
    except Unreadable as trouble:
        raise _damaged(manifest, str(trouble)) from trouble


def _damaged(manifest: Path, why: str) -> EmendataError:
    return error("D002", Place(str(manifest)), f"the manifest cannot be used: {why}", "Build the work again.")


# -------------------------------------------------------------------- revisions


def _revision(name: str, revision: str, work: str) -> Named:
    from emendata.build import build
    from emendata.target import Target

    folder = _place(work)
    here = next((path for path in (folder, *folder.parents) if path.is_dir()), Path())
    top = Path(_git(name, here, "rev-parse", "--show-toplevel").decode().strip())
    commit = _git(name, here, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    try:
        inside = folder.resolve().relative_to(top.resolve()).as_posix()
    except ValueError:
        raise error("D005", Place(name), f"{folder} is not in the repository {top}") from None
    tree = commit.decode().strip() + ("" if inside == "." else f":{inside}")
    kind = subprocess.run(["git", "-C", top, "cat-file", "-t", tree], capture_output=True, check=False).stdout
    if kind.strip() not in (b"tree", b"commit"):
        message = f"the revision {revision} has no folder {inside}"
        raise error("D005", Place(name), message, "Name the work as it was called then.")
    archive = _git(name, top, "archive", "--format=tar", tree)
    title = folder.resolve().name
    with tempfile.TemporaryDirectory(prefix="emendata-") as aside:
        source = Path(aside) / title
        source.mkdir()
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(source, filter="data")
        books = Path(aside) / "books"
        build(Target(title, source, books), books, outputs=("pdf",))
        return replace(_folder(str(books), books), name=name)


def _place(work: str) -> Path:
    """The folder of a work: a path, or the name of a manuscript; it need not be there today."""
    from emendata.target import found as target

    if not work or Path(work).exists() or "/" in work:
        return Path(work or ".")
    try:
        return target(work).folder
    except EmendataError:
        return Path("manuscript") / work if Path("manuscript").is_dir() else Path(work)


def _git(name: str, folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise error("D004", Place(name), "git is not installed, so no revision can be read") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1].removeprefix("fatal: ") if said else "git has failed"
        raise error("D004", Place(name), f"git: {why}", "`git log` lists the revisions.")
    return done.stdout
