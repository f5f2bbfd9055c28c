"""Run pandoc on bytes: the one place of this package where a process is started.

pandoc comes with `pypandoc <https://pypi.org/project/pypandoc-binary/>`_, which finds it; it is
run by hand because `pypandoc.convert_text` knows neither a time nor a memory limit. It sees no
file, no network (``--sandbox``), no configuration of the user's, and an empty directory to work in.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pypandoc

MEMORY = "1g"
"""Limit of pandoc's heap; a book of a million words needs about half of it."""
SECONDS = 60.0
SECONDS_PER_MEGABYTE = 20.0
"""What pandoc needs for a megabyte of Markdown is 4 s; the slowest reader and machine get five times that."""

_HEAP_EXHAUSTED = 251
"""Exit status of the Haskell run-time system."""


class PandocFailed(Exception):
    """pandoc could not read the file; the text is its own message."""

    hint = "mend the file at that place, or save it in another format"


class PandocMissing(PandocFailed):
    """There is no pandoc."""

    hint = "install it with `pip install pypandoc_binary`"


class PandocTooSlow(PandocFailed):
    """pandoc did not come to an end."""

    hint = "cut the file into parts and read one after the other to find the passage"


class PandocTooBig(PandocFailed):
    """pandoc needed more memory than it may have."""

    hint = PandocTooSlow.hint


@dataclass(frozen=True, slots=True)
class Converted:
    """What pandoc said."""

    ast: bytes
    """pandoc's abstract syntax tree as JSON."""
    messages: str = ""
    """``[WARNING] …`` and ``[INFO] …``, one or more lines each."""


Converter: TypeAlias = Callable[[bytes, str], Converted]
"""Bytes and pandoc's name for their format, to a syntax tree; raises `PandocFailed`."""


def _program() -> str:
    """The pandoc that came with pypandoc, else the one on the path."""
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    if bundled.is_file():
        # pypandoc would run it first to ask its version, in whatever environment we are started from
        return str(bundled)
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        raise PandocMissing("pandoc is not installed") from None


def convert(data: bytes, format: str, *, seconds: float | None = None, memory: str = MEMORY) -> Converted:
    """Have pandoc read `data`."""
    if seconds is None:
        seconds = SECONDS + SECONDS_PER_MEGABYTE * len(data) / 1e6
    program = _program()
    with TemporaryDirectory(prefix="emendata-") as empty:
        command = [
            program,
            f"--from={format}",
            "--to=json",
            "--standalone",  # else the reader of RST takes a title for a head, and authors for a list
            "--sandbox",
            "--verbose",
            f"--data-dir={empty}",
            "--track-changes=all",
            "+RTS",
            f"-M{memory}",
            "-RTS",
        ]
        try:
            done = subprocess.run(
                command,
                input=data,
                capture_output=True,
                timeout=seconds,
                cwd=empty,
                env={"HOME": empty, "LANG": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PandocTooSlow(f"pandoc has not finished after {seconds:.0f} seconds") from None
        except FileNotFoundError:
            raise PandocMissing(f"pandoc is not at {program}") from None
    messages = done.stderr.decode("utf-8", "replace")
    if done.returncode == _HEAP_EXHAUSTED:
        raise PandocTooBig(f"pandoc needs more than {memory} of memory for it")
    if done.returncode:
        raise PandocFailed(messages.strip() or f"pandoc ended with status {done.returncode}")
    return Converted(done.stdout, messages)
