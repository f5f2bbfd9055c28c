"""Compare two builds of a work: what was changed, what moved, and what the owner of the older book should know.

`record` writes down what a build says, `builds` finds two such records, `changes` compares them, and
`told`, `page` and `errata` say what came of it as text, as HTML, and as a slip for the earlier printing.
`compared` is all there is to know from outside.

Code D007: a file cannot be written.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from emendata.diagnostics import Place, error

if TYPE_CHECKING:
    from emendata.compare.builds import Named
    from emendata.compare.changes import Changes

_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Compared:
    """Two builds, and what changed from one to the other."""

    old: Named
    new: Named
    changes: Changes

    def text(self) -> str:
        """The changes as text."""
        from emendata.compare.told import text

        return text(self.changes, self.old.name, self.new.name)

    def data(self) -> dict[str, Any]:
        """The changes for a program."""
        from emendata.compare.told import data

        return {"work": self.new.work, "old": self.old.name, "new": self.new.name, **data(self.changes)}

    def html(self) -> bytes:
        """The changes side by side."""
        from emendata.compare.page import page

        names = self.old.name, self.new.name
        return page(self.changes, *names, self.new.record.lang, _layer()["diff.css"])

    def errata(self, form: str) -> bytes:
        """The slip for the older printing, as ``.pdf`` or ``.txt``."""
        from emendata.compare import errata

        found = errata.errata(self.changes, self.old.record, self.old.name)
        title = self.old.record.title
        if form == ".txt":
            return errata.slip(found, title).encode()
        return errata.printed(found, title, self.old.record.lang, _layer())

    def write(self, html: Path | None, slip: Path | None) -> list[Path]:
        """Write what is wanted: all of it is made before the first file is touched."""
        files = {}
        if html:
            files[html] = self.html()
        if slip:
            files[slip] = self.errata(slip.suffix)
        for path, data in files.items():
            _write(path, data)
        return list(files)


def compared(old: str, new: str) -> Compared:
    """Compare the builds of these names."""
    from emendata.compare.builds import pair
    from emendata.compare.changes import changes

    before, after = pair(old, new)
    return Compared(before, after, changes(before.record, after.record))


def _layer() -> dict[str, str]:
    from emendata.assets import styles_dir
    from emendata.decoding import decode
    from emendata.sources import Folder

    folder = Folder(styles_dir())
    names = (*folder.names("*.css"), *folder.names("*/*.css"), *folder.names("*/*.yaml"))
    return {name: decode(folder.read(name, _LIMIT), name, blank=True) for name in names}


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        os.replace(beside, path)
    except OSError as trouble:
        with suppress(OSError):
            beside.unlink()
        why = (trouble.strerror or str(trouble)).lower()
        raise error("D007", Place(str(path)), f"this file cannot be written: {why}") from trouble
