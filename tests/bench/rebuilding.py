"""Build again after a correction: ``python -m tests.bench.rebuilding [WORK …]``, or ``growth``, or ``memory``.

Each work is built clean, then after a correction in its middle from the shell, then in a watch; the time is
that of a user who waits, the best of several; in brackets how long processors were busy with it (in a watch: its own
process). The limits are those of the table in issue 6.

``growth`` gives the cost in a watch for 10, 100 and 400 sections of the same length; ``memory`` what a
watch and its workers hold over many builds.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emendata import target
from emendata.cache import Cache
from emendata.cli import spare_collector
from emendata.environment import fingerprint
from emendata.memory import Memory
from emendata.watch import Turn, Watch
from tests.bench.article import measured
from tests.bench.invented import Invented, Shape
from tests.bench.table import table
from tests.command import ARTICLE, REPOSITORY

WORKS = {
    "170k": Shape(170_000, 10, notes=900),
    "29k": Shape(29_000, 10, notes=300, entries=2_600),
    "1.7M": Shape(1_700_000, 100, notes=9_000),
}
LIMITS = {"article": (4.0, 2.0, 1.0), "170k": (10.0, 2.5, 1.2), "29k": (22.0, 4.0, 2.5), "1.7M": (110.0, 6.0, 3.0)}
RUNS = 3
REBUILDS = int(os.environ.get("REBUILDS", "1000"))


class _Article:
    """The article, with its corrections and one more."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._corrected = folder, 0
        shutil.copytree(REPOSITORY / "manuscript" / "graziosi-1995", folder)
        shutil.copy(ARTICLE, folder / "source.txt")
        self._corrections = (folder / "corrections.yaml").read_text("utf-8")

    def correct(self) -> None:
        self._corrected += 1
        entry = f"\n- at: ¶ 50\n  for: the\n  nth: 2\n  read: the {self._corrected}\n  why: ocr\n"
        (self.folder / "corrections.yaml").write_text(self._corrections + entry, "utf-8")


@contextmanager
def _watched(work: Invented | _Article, jobs: int | None = None) -> Iterator[tuple[Memory, Iterator[Turn], Watch]]:
    memory = Memory(Cache(work.folder.parent / "cache"), fingerprint())
    found = target.found(str(work.folder), None)
    with Watch(found, work.folder.parent / "out", jobs=jobs or os.cpu_count() or 1, memory=memory) as watch:
        yield memory, watch.turns(), watch


def row(name: str, folder: Path) -> list[str]:
    """Three times, each beside its limit."""
    work = _Article(folder / "work") if name == "article" else Invented(folder / "work", WORKS[name])
    cache = folder / "cache"
    build = (str(work.folder), "--out", str(folder / "out"), "--to", "pdf,epub")
    clean = min(measured(*build, "--no-cache") for _ in range(1 if name == "1.7M" else RUNS))
    measured(*build, remembers=cache)
    shell = []
    for _ in range(RUNS):
        work.correct()
        shell.append(measured(*build, remembers=cache))
    watched: list[tuple[float, float]] = []
    with _watched(work) as (_, turns, _watch):
        next(turns)
        for _ in range(RUNS + 1):
            work.correct()
            start, before = time.perf_counter(), time.process_time()
            turn = next(turns)
            assert turn.built, turn.errors
            watched.append((time.perf_counter() - start, time.process_time() - before))
    times = (clean[:2], min(shell)[:2], min(watched))
    pairs = [f"{wall:.2f} ({busy:.2f}) ≤ {limit:g}" for (wall, busy), limit in zip(times, LIMITS[name], strict=True)]
    return [name, *pairs, f"{clean[2]:,}"]


def growth(sections: tuple[int, ...] = (10, 100, 400), words: int = 2_000) -> list[list[str]]:
    """What a correction costs in a watch, against the number of sections."""
    rows = [["sections", "words", "after one correction s", "tasks done", "tasks known"]]
    for count in sections:
        with tempfile.TemporaryDirectory() as folder:
            work = Invented(Path(folder) / "work", Shape(words * count, count, notes=10 * count))
            with _watched(work) as (memory, turns, _):
                next(turns)
                times = []
                for _ in range(RUNS):
                    work.correct()
                    times.append(next(turns).seconds)
                done, known = memory.done.total(), memory.known.total()
        rows.append([str(count), f"{words * count:,}", f"{min(times):.2f}", str(done), str(known)])
    return rows


def memory(rebuilds: int = REBUILDS) -> list[list[str]]:
    """Megabytes that a watch and its workers hold, from time to time."""
    rows = [["builds", "watch MB", "largest worker MB", "entries held"]]
    with tempfile.TemporaryDirectory() as folder:
        work = Invented(Path(folder) / "work", Shape(20_000, 10, notes=100))
        with _watched(work) as (held, turns, watch):
            for number in range(1, rebuilds + 1):
                next(turns)
                if number in (10, 100) or number % max(1, rebuilds // 4) == 0:
                    workers = watch.workers_hold()
                    rows.append(
                        [f"{number:,}", str(_resident() // 1024), str(max(workers) // 1024), str(len(held.held))]
                    )
                work.correct()
    return rows


def _resident() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def main(arguments: list[str]) -> None:
    """Print the tables."""
    spare_collector()
    names = arguments or [*LIMITS, "growth", "memory"]
    rows = [["work", "clean s", "after one correction s", "in watch s", "peak MB"]]
    for name in names:
        if name in LIMITS and (name != "article" or ARTICLE.is_file()):
            with tempfile.TemporaryDirectory() as folder:
                rows.append(row(name, Path(folder)))
    if len(rows) > 1:
        print(table("Building PDF and EPUB, and again after a correction", rows))
    if "growth" in names:
        print(table("A correction in a watch, against the length of the work", growth()))
    if "memory" in names:
        print(table("Memory of a watch", memory()))


if __name__ == "__main__":
    main(sys.argv[1:])
