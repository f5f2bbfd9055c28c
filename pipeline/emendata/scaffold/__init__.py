"""Make a new edition's folder: a path goes in, a small edition that builds at once stands there after.

The files beside this module are the edition. Codes: B020 the folder cannot be made.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from emendata.diagnostics import Place, error

_FILES = ("edition.yaml", "source.txt", "corrections.yaml")


def scaffold(folder: Path) -> tuple[str, ...]:
    """Make `folder`, which must be absent or empty; return the names of the files put there."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        message = "there is something here already, which a new edition would be mixed up with"
        raise error("B020", Place(str(folder)), message, "name a folder that is empty or not there")
    try:
        parent = folder.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        # Made beside its place and renamed, so that it is there in full or not at all.
        with tempfile.TemporaryDirectory(prefix=".emendata-", dir=parent) as made:
            edition = Path(made) / "edition"
            edition.mkdir()
            for name in _FILES:
                shutil.copyfile(Path(__file__).parent / name, edition / name)
            edition.rename(folder.resolve())
    except OSError as problem:
        message = f"the folder cannot be made: {(problem.strerror or str(problem)).lower()}"
        raise error("B020", Place(str(folder)), message, "name another place") from problem
    return _FILES
