"""Take account of the apparatus of the corpora: ``python -m tests.bench.apparatus``.

Entries of the file, of the Document and of the book. The finished books are `tests.bench.books`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from emendata.acquire.tei import read
from emendata.document.model import Document
from emendata.document.walk import readings
from emendata.edit.apparatus.recognise import recognised
from emendata.publish.critical.house import House
from emendata.publish.semantic import Book, book
from emendata.publish.semantic.account import unbalanced
from emendata.publish.xhtml import Element, classes
from tests.bench.table import table
from tests.command import REPOSITORY

CORPORA = REPOSITORY.parent / "shared" / "corpora"
BALEX = CORPORA / "balex-latin-prose"
FILES = (
    BALEX / "ldlt-balex.xml",
    CORPORA / "pta-greek-nested" / "pta0022.pta002.pta-grc1.xml",
    CORPORA / "geste-oldfrench-verse" / "ed_OtinG.xml",
)
PLAIN = House(longest=0, groups=False, words={"conjecture": "", "correction": "", "unclear": ""})
"""The rules that come nearest to those of the project: no lemma is shortened, scholars stand by themselves."""


def document(path: Path) -> Document:
    """The text as a build has it before its books."""
    return recognised(read(path.read_bytes(), path.name).document, every=False)


def apps(path: Path) -> int:
    """How many elements ``app`` there are in the file."""
    parser = etree.XMLParser(remove_comments=True, huge_tree=True, recover=True)
    return sum(1 for _ in etree.parse(path, parser).iter("{*}app"))


def shown(made: Book) -> Iterator[Element]:
    """The entries in the book."""
    for section in made.sections:
        for tree in section.html.iter("{*}div"):
            if {"note", "entry"} <= {*classes(tree)}:
                yield tree


def main() -> None:
    """Print the table."""
    rows: list[tuple[str, ...]] = [("corpus", "app", "entries", "readings", "in the book", "missing", "s")]
    for path in FILES:
        if path.is_file():
            text = document(path)
            start = time.process_time()
            made = book(text)
            seconds = time.process_time() - start
            count = sum(1 for entry in text.entries for _ in readings(entry.readings))
            numbers = (apps(path), len(text.entries), count, sum(1 for _ in shown(made)), len(unbalanced(text, made)))
            rows.append((path.stem, *map(str, numbers), f"{seconds:.2f}"))
    print(table("Account of the apparatus", rows))


if __name__ == "__main__":
    main()
