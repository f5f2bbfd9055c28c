"""Normalise invented OCR text of growing size: ``python -m tests.bench.normalising [MEGABYTES …]``.

Each size is read in a process of its own, so that its memory is its own. The floor is 2 MB a second.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from functools import partial

from emendata.acquire import text
from emendata.cli import spare_collector
from emendata.edit.normalise import normalise
from emendata.parallel import Beside
from tests.bench.table import table
from tests.ocr.made import SUPERSCRIPT, Shape, make

SIZES = (2, 10, 50)
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def invented(megabytes: float) -> str:
    """A text of this size in UTF-8, with unmarked page ends, whose notes are numbered through."""
    article, truth = make(Shape(words=60_000, starred=False), seed=1)
    notes = len(truth.notes)
    copies = round(megabytes * 1_000_000 / len(article.encode())) or 1

    def renumbered(copy: int) -> str:
        def number(found: re.Match[str]) -> str:
            return str(int(found[0].translate(_DIGITS)) + copy * notes).translate(SUPERSCRIPT)

        return re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", number, article)

    return "\n\n".join(renumbered(copy) for copy in range(copies))


def measured(source: str) -> tuple[int, int, float, float, int]:
    """Paragraphs, notes, seconds of the processor for reading and normalising, and the peak of memory in MB."""
    spare_collector()
    start = time.process_time()
    raw = text.read(source, "source.txt")
    read = time.process_time()
    document = normalise(raw, source, "source.txt").document
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    paragraphs = sum(len(part.blocks) for part in (document.body, *document.body.divisions))
    return paragraphs, len(document.notes), read - start, done - read, peak


def main(sizes: tuple[float, ...] = SIZES) -> None:
    """Print the table."""
    rows = [["MB", "blocks", "notes", "read s", "normalise s", "MB/s", "peak MB"]]
    for size in sizes:
        source = invented(size)
        megabytes = len(source.encode()) / 1e6
        process = Beside(partial(measured, source))
        paragraphs, notes, reading, normalising, peak = process.result()
        rows.append(
            [
                f"{megabytes:.1f}",
                f"{paragraphs:,}",
                f"{notes:,}",
                f"{reading:.2f}",
                f"{normalising:.2f}",
                f"{megabytes / (reading + normalising):.2f}",
                f"{peak:,}",
            ]
        )
    print(table("Reading and normalising OCR text", rows))


if __name__ == "__main__":
    main(tuple(map(float, sys.argv[1:])) or SIZES)
