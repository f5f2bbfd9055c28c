"""Progress on a terminal: a table in which the stages at work stand out."""

from __future__ import annotations

from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from emendata.progress import Quiet


class Table(Quiet):
    """The stages begun so far, each with its time when it is done."""

    def __init__(self, stream: TextIO) -> None:
        self._stages: dict[str, float | None] = {}
        # Without a thread that redraws: the build forks, and a forked thread can hold a lock for ever.
        self._live = Live(console=Console(file=stream, highlight=False), auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exception: BaseException | None, _: TracebackType | None
    ) -> None:
        self._stages = {stage: seconds for stage, seconds in self._stages.items() if seconds is not None}
        self._draw()
        self._live.stop()

    def started(self, stage: str) -> None:
        """See `Progress`."""
        self._stages[stage] = None
        self._draw()

    def finished(self, stage: str, seconds: float) -> None:
        """See `Progress`."""
        self._stages[stage] = seconds
        self._draw()

    def said(self, line: str) -> None:
        """See `Progress`."""
        self._live.console.print(line, markup=False)

    def _draw(self) -> None:
        text = Text()
        for stage, seconds in self._stages.items():
            if seconds is None:
                text.append(f"{stage:<12}     …\n", style="bold")
            else:
                text.append(f"{stage:<12}{seconds:6.2f} s\n", style="dim")
        text.rstrip()
        self._live.update(text, refresh=True)
