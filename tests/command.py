"""Run the command line as a user does, and see what it leaves on disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

from emendata.cli import main
from tests.effort import PATIENCE

REPOSITORY = Path(__file__).parent.parent
SHARED = Path(os.environ.get("EMENDATA_SHARED", REPOSITORY.parent / "shared"))
ARTICLE = SHARED / "corpora" / "graziosi-1995" / "source.txt"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command has said."""

    code: int
    out: str
    err: str


def emendata(*arguments: object) -> Ran:
    """Run a command in this process."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with _kept(), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]


@contextmanager
def _kept() -> Iterator[None]:
    """The command line changes how this process answers signals and exceptions; change it back."""
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    hook = sys.excepthook
    try:
        yield
    finally:
        sys.excepthook = hook
        for number, handler in signals.items():
            signal.signal(number, handler)


def started(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Run a command in a process of its own, without waiting for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "emendata", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ran(*arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run a command in a process of its own."""
    process = started(*arguments, cwd=cwd, env=env)
    out, err = process.communicate(timeout=PATIENCE)
    return Ran(process.returncode, out, err)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones too, and every empty folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b"folder"
        for path in sorted(folder.rglob("*"))
    }
