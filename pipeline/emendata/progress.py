"""Show how a build goes on: stage names and times, on a terminal as a table that fills, else as lines.

Enters: what the build reports as it happens. Leaves: text on standard error, and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class Progress(Protocol):
    """Somebody who is told how the build goes on."""

    def started(self, stage: str) -> None:
        """A stage begins."""

    def finished(self, stage: str, seconds: float) -> None:
        """A stage has come to its end."""

    def said(self, line: str) -> None:
        """Something else that the user should know at once."""


class Quiet:
    """Says nothing."""

    def started(self, stage: str) -> None:
        """See `Progress`."""

    def finished(self, stage: str, seconds: float) -> None:
        """See `Progress`."""

    def said(self, line: str) -> None:
        """See `Progress`."""


class Plain(Quiet):
    """A line for each stage when it is done, for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def finished(self, stage: str, seconds: float) -> None:
        """See `Progress`."""
        self.said(f"{stage:<12}{seconds:6.2f} s")

    def said(self, line: str) -> None:
        """See `Progress`."""
        print(line, file=self._stream, flush=True)


class Heard(Quiet):
    """Only what the user should know at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def said(self, line: str) -> None:
        """See `Progress`."""
        print(line, file=self._stream, flush=True)


@contextmanager
def progress(quiet: bool, stream: TextIO | None = None) -> Iterator[Progress]:
    """The right kind of progress for the stream (standard error) that it goes to."""
    stream = stream or sys.stderr
    if quiet:
        yield Quiet()
    elif stream.isatty():
        from emendata.terminal import Table  # not before: rich takes a tenth of a second to load

        with Table(stream) as table:
            yield table
    else:
        yield Plain(stream)
