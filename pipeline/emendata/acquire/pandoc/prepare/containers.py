"""What DOCX, ODT and EPUB have in common: images in an archive, and the archive that pandoc gets."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from emendata.acquire.pandoc.archive import Archive, packed
from emendata.acquire.pandoc.images import Embedded

_READ = (".xml", ".rels", ".opf", ".ncx", ".xhtml", ".html", ".htm")


def embedded(archive: Archive, folder: str) -> Embedded:
    """Find the images whose addresses are relative to `folder` or to the archive."""

    def found(address: str) -> bytes | None:
        for path in (posixpath.normpath(posixpath.join(folder, address)), address):
            if path in archive:
                return archive.read(path)
        ends = [name for name in archive.names if name.endswith(f"/{address}")]
        return archive.read(ends[0]) if len(ends) == 1 else None

    return found


def repacked(archive: Archive, changed: Mapping[str, bytes]) -> bytes:
    """The archive with some entries changed, and nothing in those that pandoc need not read."""
    names = sorted(archive.names, key=lambda name: name != "mimetype")
    return packed(
        {
            name: changed[name]
            if name in changed
            else archive.read(name)
            if name == "mimetype" or name.lower().endswith(_READ)
            else b""
            for name in names
        }
    )
