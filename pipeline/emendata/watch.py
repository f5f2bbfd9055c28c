"""Build a work again whenever a file that it reads is saved.

Enters: the place of a work. Leaves: a `Turn` for each build, which says what had changed, what was done again and
what came of it. Errors end a turn and not the watch. Processes stay ready from build to build, and what was worked
out stays in memory.
"""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from emendata import config, looking, output
from emendata.assets import styles_dir
from emendata.build import STYLES, Built, Door, build
from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.memory import Memory
from emendata.parallel import Fault
from emendata.progress import Progress
from emendata.sources import Folder
from emendata.stages import APPARATUS, CORRECTIONS, SETTLED, STAGES
from emendata.target import Target
from emendata.workers import Workers

MOST_MEMORY = 300_000
"""Kilobytes that a worker may hold; then another takes its place."""
_TIDIED = 8
"""After so many builds this process looks for garbage."""
_MODULES = "check", "apparatus", "illustrate", "typography"
_AHEAD = (
    *(f"emendata.edit.{name}" for name in _MODULES),
    "emendata.acquire.tei",
    "emendata.lint",
    "emendata.compare.record",
    "emendata.manifest",
    "emendata.publish.epub",
    "emendata.publish.pages",
    "emendata.publish.tei",
)
"""What the stages load when they are run; loaded here, the processes for some of them are forked with it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One build of a watch."""

    files: tuple[str, ...]
    """Those that had changed; none the first time."""
    seconds: float
    built: Built | None = None
    """None if there were errors."""
    errors: tuple[Diagnostic, ...] = ()
    done: Mapping[str, int] = field(default_factory=dict)
    """How many tasks of each name had to be done."""
    known: Mapping[str, int] = field(default_factory=dict)
    """How many had not."""

    def __str__(self) -> str:
        """It all in a line."""
        cause = ", ".join(self.files) or "first build"
        if self.built is None:
            count = len(self.errors)
            return f"{cause}: {count} {'error' if count == 1 else 'errors'}; the books stay as they were"
        said = [
            f"{self.done.get(name, 0)} of {whole} {what}"
            for name, what in _TASKS.items()
            if (whole := self.done.get(name, 0) + self.known.get(name, 0))
        ]
        changed = [name for name in self.built.changed if name != output.MANIFEST]
        came = f"{', '.join(changed)} written" if changed else "the books are the same"
        return f"{cause}: {'; '.join([*said, came])}; {self.seconds:.2f} s"


_TASKS = {"set_unit": "parts set in type", "gather": "gatherings put on paper"}


class Watch:
    """Somebody who looks at a work and builds it again. Ends at the end of a ``with`` block."""

    def __init__(
        self,
        target: Target,
        folder: Path,
        *,
        outputs: Collection[str] | None = None,
        jobs: int = 1,
        memory: Memory | None = None,
        progress: Progress | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self.target, self.folder, self.sleep = target, folder, sleep
        self.outputs, self.jobs, self.progress = outputs, jobs, progress
        self.memory = memory or Memory(None, "")
        self.memory.keeps = True
        self._workers: Workers | None = None
        self._known: dict[Path, str | None] = {}
        """Of each path that the last build asked for, what it found there."""

    def __enter__(self) -> Watch:
        for name in _AHEAD:
            importlib.import_module(name)
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def turns(self) -> Iterator[Turn]:
        """Build now, and again after each change, without end."""
        files: tuple[str, ...] = ()
        count = 0
        while True:
            yield self._turn(files)
            count += 1
            self._tidy(count)
            files = self._changed()

    def workers_hold(self) -> list[int]:
        """Kilobytes that each worker holds."""
        return self._workers.memory() if self._workers else []

    def _changed(self) -> tuple[str, ...]:
        """Wait until a file says something else than it did to the last build; gives their names."""
        while True:
            before = looking.look(self._known)
            if names := [self._name(p) for p, found in self._known.items() if looking.content(p) != found]:
                looking.rested(before, looking.look(before), self.sleep)
                return tuple(names)
            looking.changed(before, self.sleep)

    def _name(self, path: Path) -> str:
        if path.is_relative_to(self.target.folder):
            return path.relative_to(self.target.folder).as_posix()
        return str(path)

    def _turn(self, files: tuple[str, ...]) -> Turn:
        start = time.perf_counter()
        errors: tuple[Diagnostic, ...] = ()
        built = None
        try:
            try:
                built = self._built()
            except Fault:  # a worker may have been killed, for its memory or by somebody
                self._dismiss()
                built = self._built()
        except EmendataError as problem:
            errors = problem.diagnostics
        except Fault as fault:
            self._dismiss()
            errors = (_internal(fault),)
        done, known = (self.memory.done, self.memory.known) if built else ({}, {})
        return Turn(files, time.perf_counter() - start, built, errors, dict(done), dict(known))

    def _built(self) -> Built:
        # Before the build: what changes during it is built again.
        self._known = {path: looking.content(path) for path in self._always()}
        return build(
            self.target,
            self.folder,
            outputs=self.outputs,
            jobs=self.jobs,
            progress=self.progress,
            memory=self.memory,
            workers=self._ready(),
            door=Door(Folder(self.target.folder), self._known),
        )

    def _always(self) -> Iterator[Path]:
        """What is looked at also where a build comes to its end before it asks for it."""
        if self.target.source:
            yield self.target.source
        if self.target.bare:
            yield self.target.folder / self.target.bare
        else:
            for name in (config.NAME, CORRECTIONS, APPARATUS, SETTLED, *STYLES):
                yield self.target.folder / name
        yield styles_dir()
        yield from (path for path in styles_dir().iterdir() if path.is_dir())

    def _ready(self) -> Workers | None:
        if self.jobs > 1 and self._workers is None:
            ahead = next(stage.ahead for stage in STAGES if stage.ahead)
            self._workers = Workers(self.jobs, ahead).__enter__()
        return self._workers

    def _dismiss(self) -> None:
        if self._workers is not None:
            self._workers.stop()
            self._workers = None

    def _tidy(self, count: int) -> None:
        """What can wait until a build has been told of."""
        if self.memory.cache:
            self.memory.cache.trim()
        if max(self.workers_hold(), default=0) > MOST_MEMORY:
            self._dismiss()
            self._ready()
        if count % _TIDIED == 0:
            gc.collect()


def _internal(fault: Fault) -> Diagnostic:
    hint = "This is a mistake in emendata, please report it; the next change is built as usual."
    return Diagnostic("B999", "error", Place(""), f"internal error: {fault}", hint)
