"""Write the corpora as TEI in each linking method and read them again: ``python -m tests.bench.round_trips``.

Our own method gives the same Document; the others are read by the reader of files of other hands, which must find the
same text and entries, and from there on the same Document each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from emendata.acquire.tei import read as read_others
from emendata.document.extents import Extents
from emendata.document.model import Document
from emendata.document.tei import read as read_own
from emendata.document.walk import plain, readings, texts
from emendata.publish.tei.linking import METHODS, linked
from tests.bench.books import CORPORA, FILES
from tests.bench.table import table
from tests.teifile import squeezed


def gist(document: Document) -> tuple[str, list[object]]:
    """The text, and what each entry says of which words, without the ids of anything and without spaces."""
    extents = Extents(document)
    entries: list[object] = []
    for entry in document.entries:
        extent = extents.between(entry.start, entry.end)
        said = [
            (squeezed(plain(one.content)), one.kind, tuple(a.witness for a in one.attested))
            for one in readings(entry.readings)
        ]
        entries.append((squeezed(extent.text) if extent else "", said))
    return squeezed("".join(map(plain, texts(document)))), entries


def again(document: Document, method: str) -> Document:
    """The Document, written in a method and read."""
    data, _ = linked(document, method)
    own = method == METHODS[0] or not document.entries
    return read_own(data, "again.xml") if own else read_others(data, "again.xml").document


def outcomes(path: Path) -> Iterator[str]:
    """What comes of it in each method."""
    document = read_others(path.read_bytes(), path.name).document
    for method in METHODS:
        once = again(document, method)
        if once == document:
            yield "equal"
        elif gist(once) != gist(document):
            yield "DIFFERS"
        else:
            yield "same text, entries" if again(once, method) == once else "CHANGES EACH TIME"


def main() -> None:
    """Print the table."""
    rows = [("TEI → Document → TEI → Document", *METHODS)]
    rows += [
        ((CORPORA / name).stem, *outcomes(CORPORA / name)) for name in FILES if (CORPORA / name).is_file()
    ]
    print(table("Round trips", rows))


if __name__ == "__main__":
    main()
