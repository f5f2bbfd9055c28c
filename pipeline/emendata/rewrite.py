"""The one door through which something is written into a work's folder, and only when the editor asks for it.

A name and its new text go in; the file is replaced whole, or left as it was. The source goes through no
such door.

Codes: B021 the file cannot be written, B022 it was changed meanwhile.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from emendata.diagnostics import Place, error

WRITTEN = ("apparatus.yaml", "corrections.yaml", "settled.yaml")


def rewrite(folder: Path, name: str, before: str, text: str) -> None:
    """Put `text` into the file, if it still says what it said `before` (nothing: it was not there)."""
    assert name in WRITTEN
    path = Path(os.path.realpath(folder / name))  # a link stays a link
    beside = path.with_name(f".{name}.{os.getpid()}")
    try:
        found = path.read_bytes().decode("utf-8") if path.exists() else ""
        if found.removeprefix("\ufeff") != before.removeprefix("\ufeff"):
            hint = "Run the command again; nothing was written."
            raise error("B022", Place(name), "this file was changed while the command was at work", hint)
        mark = "\ufeff" if found.startswith("\ufeff") else ""
        with open(beside, "xb") as file:
            file.write((mark + text.removeprefix("\ufeff")).encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(beside, path.stat().st_mode & 0o7777)
        os.replace(beside, path)
    except OSError as trouble:
        with suppress(OSError):
            os.unlink(beside)
        why = (trouble.strerror or str(trouble)).lower()
        raise error("B021", Place(name), f"this file cannot be written: {why}") from trouble
