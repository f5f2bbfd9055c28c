"""Run pandoc on bytes: the one place of this package where a process is started.

pandoc comes with `pypandoc <https://pypi.org/project/pypandoc-binary/>`_, which finds it; it is
run by hand because `pypandoc.convert_text` knows neither a time nor a memory limit. It sees no
file, no network (``--sandbox``), no configuration of the user's, and an empty directory to work in.
"""

from __future__ import annotations

import resource
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pypandoc

MEMORY = "1g"
"""Limit of pandoc's heap; a book of a million words needs about half of it."""
SECONDS = 60
SECONDS_PER_MEGABYTE = 20
"""Of the processor's time. A megabyte of Markdown takes 4; the slowest reader and machine get five times that."""

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


def convert(data: bytes, format: str, *, seconds: int | None = None, memory: str = MEMORY) -> Converted:
    """Have pandoc read `data`."""
    if seconds is None:
        seconds = SECONDS + SECONDS_PER_MEGABYTE * len(data) // 1_000_000
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
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=empty,
                env={"HOME": empty, "LANG": "C.UTF-8"},
            )
        except FileNotFoundError:
            raise PandocMissing(f"pandoc is not at {program}") from None
        with process:
            try:
                _limit(process.pid, seconds)
                answer, said = process.communicate(data)
            finally:
                process.kill()
    messages = said.decode("utf-8", "replace")
    if process.returncode == -signal.SIGXCPU:
        raise PandocTooSlow(f"pandoc has not finished after {seconds} seconds")
    if process.returncode == _HEAP_EXHAUSTED:
        raise PandocTooBig(f"pandoc needs more than {memory} of memory for it")
    if process.returncode:
        raise PandocFailed(messages.strip() or f"pandoc ended with status {process.returncode}")
    return Converted(answer, messages)


def _limit(process: int, seconds: int) -> None:
    """End a process that works longer; what others do meanwhile on a busy machine is not counted."""
    with suppress(ProcessLookupError):
        resource.prlimit(process, resource.RLIMIT_CPU, (seconds, seconds + 1))
