"""Word processors' files and e-books, made of Markdown by pandoc for the tests."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

# A white square
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080800000000e164e1570000001049444154789c63"
    "fccf00014c0c1431004941010f7960f3f80000000049454e44ae426082"
)


@cache
def made(format: str, markdown: str, suffix: str = "") -> bytes:
    """The Markdown as a file of another format; `picture.png` stands beside it."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "picture.png").write_bytes(PNG)
        target = Path(folder) / f"out.{suffix or format}"
        pypandoc.convert_text(
            markdown,
            format,
            "markdown",
            ["--standalone", f"--resource-path={folder}"],
            outputfile=str(target),
        )
        return target.read_bytes()


def with_entries(archive: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some entries changed; one that is not there is made of nothing."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            change = changes.get(name)
            new.writestr(name, change(old.read(name)) if change else old.read(name))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name](b""))
    return out.getvalue()


def entry(archive: bytes, name: str) -> str:
    """What stands in an entry of the archive."""
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        return opened.read(name).decode()


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of an entry: a pattern, which must be there, replaced."""

    def change(data: bytes) -> bytes:
        text, times = re.subn(old, new, data.decode())
        assert times, f"{old} is not in the entry"
        return text.encode()

    return change
