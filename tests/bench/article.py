"""Build an article as a user does, cold and from the shell: ``python -m tests.bench.article [WORK [--source FILE]]``.

Nothing is remembered from one run to the next. Memory is that of all processes of the build together,
pages they share counted once (PSS), and processor time that of each, as they are seen fifty times a
second. The limits are 4 seconds and 250 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.bench.table import table
from tests.command import ARTICLE, REPOSITORY

RUNS = 3
_REST = 30
"""So many times as long as a look takes, nobody looks."""


def measured(*arguments: str, remembers: Path | None = None) -> tuple[float, float, int, str]:
    """Seconds, of which the processors were busy, peak of memory in MB, and what was said.

    `remembers` is the cache, where something is to be remembered.
    """
    command = [sys.executable, "-m", "emendata", "build", *arguments]
    peak = 0
    busy: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as empty:
        start = time.perf_counter()
        with subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**os.environ, "EMENDATA_CACHE": str(remembers or empty)},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        ) as build:
            while build.poll() is None:
                looked = time.perf_counter()
                seen = {process: _seen(process) for process in _family(build.pid)}
                peak = max(peak, sum(memory for memory, _ in seen.values()))
                # one that has just ended has used nothing any more
                busy |= {process: max(used, busy.get(process, 0.0)) for process, (_, used) in seen.items()}
                # To look holds up the process that is looked at, and takes the longer the more it holds.
                time.sleep(max(0.02, _REST * (time.perf_counter() - looked)))
            seconds = time.perf_counter() - start
            assert build.stderr is not None
            said = build.stderr.read().decode()
    if build.returncode:
        raise SystemExit(said)
    return seconds, sum(busy.values()), peak // 1024, said


def _family(process: int) -> list[int]:
    """The process and its children."""
    found = [process]
    with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
        for thread in os.listdir(f"/proc/{process}/task"):
            for child in Path(f"/proc/{process}/task/{thread}/children").read_text().split():
                found += _family(int(child))
    return found


def _seen(process: int) -> tuple[int, float]:
    """Kilobytes that a process holds, and seconds for which it was busy."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0.0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own, (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def main(arguments: list[str]) -> None:
    """Print the table."""
    if not arguments and ARTICLE.is_file():
        arguments = ["graziosi-1995", "--source", str(ARTICLE)]
    arguments = arguments or ["specimen"]
    rows = [["outputs", "first s", "best s", "processor s", "peak MB"]]
    said = ""
    with tempfile.TemporaryDirectory() as folder:
        for outputs in ("tei,pdf,epub", "pdf", "epub", "tei"):
            runs = [
                measured(*arguments, "--out", f"{folder}/{outputs}", "--to", outputs) for _ in range(RUNS)
            ]
            best = min(runs)
            peak = max(run[2] for run in runs)
            rows.append([outputs, f"{runs[0][0]:.2f}", f"{best[0]:.2f}", f"{best[1]:.2f}", f"{peak:,}"])
            said = said or best[3]
    print(table(f"Building {arguments[0]} from the shell", rows))
    print(said)


if __name__ == "__main__":
    main(sys.argv[1:])
