"""Run every checker and the reader on books; exit 1 if anything is wrong.

``python -m tests.reading BOOK.epub …`` looks at these, ``python -m tests.reading`` builds all editions that come with
the program and all texts of ../shared into ``.build/books`` first. Of a book with many calls, three are clicked in
each file.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from emendata.lint import lint
from tests import checkers, reading
from tests.command import ARTICLE, REPOSITORY, SHARED, ran
from tests.effort import PATIENCE

_BOOKS = REPOSITORY / ".build" / "books"
_CONTRACT = SHARED / "checks" / "epub_contract.py"
_MANY = 150
_TEXTS = frozenset((".xml", ".tei", ".txt"))


def sources() -> Iterator[list[object]]:
    """What there is to be built, each as the arguments of ``emendata build``."""
    for work in ("specimen", "specimen-facing"):
        yield [REPOSITORY / "manuscript" / work]
    if ARTICLE.is_file():
        yield [REPOSITORY / "manuscript" / "graziosi-1995", "--source", ARTICLE]
    for path in sorted((SHARED / "corpora").rglob("*")):
        if path.suffix in _TEXTS and path.name != "NOTICE.txt" and path != ARTICLE:
            says_itself = path.suffix != ".txt" or _is_utf_8(path)
            yield [path] if says_itself else [_edition(path), "--source", path]


def _is_utf_8(path: Path) -> bool:
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _edition(path: Path) -> Path:
    """An edition that says of an older text how it is encoded."""
    folder = _BOOKS / f"{path.stem} of {path.suffix[1:]}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "edition.yaml").write_text("encoding: windows-1252\n", "utf-8")
    return folder


def built() -> Iterator[Path]:
    """The e-book of each; of one that cannot be built, where it should be."""
    for n, arguments in enumerate(sources(), start=1):
        folder = _BOOKS / f"{n:02}"
        said = ran("build", *arguments, "--to", "epub", "--out", folder, "--quiet")
        print(said.err, end="", flush=True)
        yield from folder.glob("*.epub") if said.code == 0 else (folder / "missing.epub",)


def judged(book: Path) -> Iterator[tuple[str, list[str]]]:
    """What each has to say of a book."""
    if not book.is_file():
        yield "emendata", ["there is no such book"]
        return
    each = "3" if reading.calls(book) > _MANY else "all"
    everyone: dict[str, Callable[[], list[str]]] = {
        "EPUBCheck": lambda: checkers.epubcheck(book),
        "Ace": lambda: reading.ace(book),
        "v.Nu": lambda: reading.vnu(book),
        "emendata": lambda: [str(one) for one in lint(book.read_bytes(), book.name) if one.severity == "error"],
        "foliate-js": lambda: _read(book, each),
    }
    if _CONTRACT.is_file():
        everyone["contract"] = lambda: _contract(book)
    for name, judge in everyone.items():
        try:
            yield name, judge()
        except pytest.skip.Exception as missing:
            yield name, [f"left out: {missing}"]


def _contract(book: Path) -> list[str]:
    """What the rules of other reading systems for pop-ups have against it."""
    command = [sys.executable, _CONTRACT, book, "--allow-none"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    return said.stdout.splitlines() if said.returncode else []


def _read(book: Path, each: str) -> list[str]:
    found = reading.read(book, each)
    print(f"{book.name}: {found['clicked']} of {reading.calls(book)} calls clicked")
    return reading.faults(found)


def main(books: list[str]) -> int:
    """Print a line for each checker and book, and what it found."""
    if books == ["--node"]:
        print(reading.node().parent)
        return 0
    wrong = 0
    for book in map(Path, books) if books else built():
        for name, found in judged(book):
            wrong += len(found)
            print(f"{book.name}: {name}: {len(found)} findings", flush=True)
            for one in found[:20]:
                print(f"    {one}", flush=True)
    print(f"pictures of their pages: {reading.PICTURES}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
