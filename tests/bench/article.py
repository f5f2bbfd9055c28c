"""Build an article as a user does, cold and from the shell: ``python -m tests.bench.article [WORK [--source FILE]]``.

Memory is that of all processes of the build together, pages they share counted once (PSS), as it
is seen fifty times a second. The limits are 4 seconds and 250 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.table import table
from tests.command import ARTICLE, REPOSITORY

RUNS = 3


def measured(*arguments: str) -> tuple[float, float, int, str]:
    """Seconds, of which the processor was busy, peak of memory in MB, and what was said."""
    command = [sys.executable, "-m", "emendata", "build", *arguments]
    peak = 0
    before = _busy()
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=REPOSITORY, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as build:
        while build.poll() is None:
            peak = max(peak, _memory(build.pid))
            time.sleep(0.02)
        seconds = time.perf_counter() - start
        assert build.stderr is not None
        said = build.stderr.read().decode()
    if build.returncode:
        raise SystemExit(said)
    return seconds, _busy() - before, peak // 1024, said


def _busy() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> int:
    """Kilobytes of a process and its children."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has just ended
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own + sum(_memory(int(child)) for child in children.split())


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
