"""Take account of the apparatus of the corpora: ``python -m tests.bench.apparatus``.

Entries of the file, of the Document and of the book; and the entries of the *Bellum Alexandrinum* beside those that its
project prints through LaTeX, letter by letter, with the reason of each difference.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from lxml import etree

from emendata.acquire.tei import read
from emendata.document.model import Document
from emendata.document.walk import readings
from emendata.edit.apparatus.recognise import recognised
from emendata.publish.critical.house import House
from emendata.publish.semantic import Book, book
from emendata.publish.semantic.account import unbalanced
from emendata.publish.xhtml import Element, classes, text_of
from tests.bench.latex import Printed, entries, letters
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


# ----------------------------------------------------------- beside the printed edition

SAME = "the same"
MORE = "ours has a note that theirs leaves out"
DELETED = "del. for a reading that is empty"
WORDED = "otherwise worded"


def compared(made: Book, latex: str) -> Counter[str]:
    """How many entries differ in which way; the lemmas that stand on one side only are counted apart."""
    theirs, ours = list(entries(latex)), [_letters(tree) for tree in shown(made)]
    matcher = SequenceMatcher(None, [one.lemma for one in theirs], [one.lemma for one in ours], autojunk=False)
    found: Counter[str] = Counter()
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.update(_difference(*pair) for pair in zip(theirs[a:b], ours[c:d], strict=True))
        else:
            found["lemmas of theirs alone"] += b - a
            found["lemmas of ours alone"] += d - c
    return found


def _letters(tree: Element) -> Printed:
    def of(*names: str) -> str:
        return "".join(letters(text_of(part)) for part in tree.iter("{*}span") if {*names} & {*classes(part)})

    whole, lemma = letters(text_of(tree)), of("lemma")
    return Printed(lemma, whole.removeprefix(of("n")).removeprefix(lemma))


def _difference(theirs: Printed, ours: Printed) -> str:
    if theirs.note == ours.note:
        return SAME
    left = iter(ours.note)
    if all(letter in left for letter in theirs.note):
        return DELETED if "del" in ours.note and "del" not in theirs.note else MORE
    return DELETED if "del" in ours.note else WORDED


def main() -> None:
    """Print both tables."""
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
    if (BALEX / "ldlt-balex.latex").is_file():
        found = compared(book(document(FILES[0]), house=PLAIN), (BALEX / "ldlt-balex.latex").read_text("utf-8"))
        rows = [("what", "entries"), *((what, str(number)) for what, number in found.most_common())]
        print(table("Bellum Alexandrinum beside the project's own LaTeX", rows))


if __name__ == "__main__":
    main()
