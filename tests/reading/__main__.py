"""Run every checker and the reader on books; exit 1 if anything is wrong, or if a checker is not there.

``python -m tests.reading BOOK.epub BOOK.pdf …`` looks at these, ``python -m tests.reading`` builds all editions that
come with the program and all texts of ../shared into ``.build/books`` first. Of an e-book with many calls, three are
clicked in each file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from emendata.lint import lint
from tests import checkers, reading
from tests.command import ARTICLE, REPOSITORY, SHARED, ran
from tests.effort import PATIENCE

_BOOKS = REPOSITORY / ".build" / "books"
_CHECKS = SHARED / "checks"
_MANY = 150
_TEXTS = frozenset((".xml", ".tei", ".txt"))

Judges = dict[str, Callable[[], list[str]]]


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
    """E-book and PDF of each, made together so that one names the pages of the other."""
    for n, arguments in enumerate(sources(), start=1):
        folder = _BOOKS / f"{n:02}"
        said = ran("build", *arguments, "--to", "epub,pdf", "--out", folder, "--quiet")
        print(said.err, end="", flush=True)
        for suffix in ("epub", "pdf"):
            yield from folder.glob(f"*.{suffix}") if said.code == 0 else (folder / f"missing.{suffix}",)


def judged(book: Path) -> Iterator[tuple[str, list[str]]]:
    """What each has to say of a book; a checker that is not there is something to say as well."""
    if not book.is_file():
        yield "emendata", ["there is no such book"]
        return
    everyone = _of_pdf(book) if book.suffix == ".pdf" else _of_epub(book)
    for name, judge in everyone.items():
        try:
            yield name, judge()
        except pytest.skip.Exception as missing:
            yield name, [f"left out: {missing}"]


def _of_epub(book: Path) -> Judges:
    return {
        "EPUBCheck": lambda: checkers.epubcheck(book),
        "Ace": lambda: reading.ace(book),
        "v.Nu": lambda: reading.vnu(book),
        "emendata": lambda: [str(one) for one in lint(book.read_bytes(), book.name) if one.severity == "error"],
        "foliate-js": lambda: _read(book),
        "contract": lambda: _shared(sys.executable, "epub_contract.py", book, "--allow-none"),
    }


def _of_pdf(book: Path) -> Judges:
    return {
        "structure": lambda: _shared("bash", "pdf_structure.sh", book),
        "PDF/UA": lambda: _shared(sys.executable, "pdf_ua.py", book),
        "PDF/A": lambda: _shared(sys.executable, "pdf_a.py", book),
        "text": lambda: _shared(sys.executable, "pdf_text.py", book),
    }


def _shared(interpreter: str, name: str, book: Path, *more: str) -> list[str]:
    """What a check of ../shared has against the book."""
    if not (_CHECKS / name).is_file():
        pytest.skip(f"there is no {_CHECKS / name}")
    command = [interpreter, _CHECKS / name, book, *more]
    said = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    return (said.stdout + said.stderr).splitlines() if said.returncode else []


def _read(book: Path) -> list[str]:
    calls = reading.calls(book)
    found = reading.read(book, "3" if calls > _MANY else "all")
    missed = [] if found["clicked"] or not calls else ["no call could be clicked"]
    print(f"{book.name}: {found['clicked']} of {calls} calls clicked", flush=True)
    return missed + reading.faults(found)


def main(books: list[str]) -> int:
    """Print a line for each checker and book, and what it found."""
    wrong = 0
    with ThreadPoolExecutor(os.cpu_count()) as everyone:
        looked_at = [(book, everyone.submit(lambda book=book: [*judged(book)])) for book in _books(books)]
        for book, found_by in looked_at:
            for name, found in found_by.result():
                wrong += len(found)
                print(f"{book.name}: {name}: {len(found)} findings", flush=True)
                for one in found[:20]:
                    print(f"    {one}", flush=True)
    print(f"{len(looked_at)} books, {wrong} findings; pictures of their pages: {reading.PICTURES}")
    return int(bool(wrong) or not looked_at)


def _books(named: list[str]) -> Iterator[Path]:
    return map(Path, named) if named else built()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
