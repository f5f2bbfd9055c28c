"""Take account of the finished books of the corpora: ``python -m tests.bench.books``.

Each file is built from the shell, cold. What its ``app`` elements say is read with lxml alone, and looked for in the
EPUB and in the tagged PDF: every entry once, with lemma, readings, sigla and remarks; the reading text too.
"""

from __future__ import annotations

import re
import resource
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from emendata.acquire.tei import read
from emendata.document.model import Document
from emendata.document.walk import plain
from emendata.publish.semantic.reading import reading_text
from emendata.publish.xhtml import Element, classes
from tests import tagged, teifile
from tests.bench.table import table
from tests.command import REPOSITORY, emendata
from tests.teifile import local, squeezed

CORPORA = REPOSITORY.parent / "shared" / "corpora"
FILES = (
    "balex-latin-prose/ldlt-balex.xml",
    "pta-greek-nested/pta0022.pta002.pta-grc1.xml",
    "geste-oldfrench-verse/ed_OtinG.xml",
    "dh2016-articles/263.xml",
    "dh2016-articles/458.xml",
    "robertson-freethought-pg/ShortHistoryOfFreethought1.xml",
)
_PLACE = re.compile(r"p\.\s*\d+(?:,\s*l\.\s*\d+)?")
"""What print says in the place of a reference without words."""
_FIGURE = re.compile(r"(?<=[^\W\d])\d")
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the e-book, without spaces, labels and links."""

    lemma: str
    rest: str
    """From the bracket on."""

    @property
    def whole(self) -> str:
        """As it is printed."""
        return self.lemma + self.rest


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ``app`` says, without spaces."""

    lemma: tuple[str, ...]
    """Of a lemma in several parts each; what stands between them belongs to it too."""
    readings: tuple[str, ...]
    pointers: tuple[str, ...]
    """Ids of witnesses and scholars."""
    remarks: tuple[str, ...]
    place: int
    """The line of the file."""

    def missing(self, shown: Shown, sigla: Mapping[str, Sequence[str]], notes: str = "") -> list[str]:
        """What the entry lacks as it is shown; `sigla` are those that stand for an id.

        A long remark is one of the `notes`.
        """
        there = [] if self._is_lemma(shown.lemma) else [f"the lemma {' … '.join(self.lemma)}"]
        rest = _bare(shown.rest)
        for words in self.readings:
            swapped = sorted(_bare(words)) == sorted(_bare("".join(self.lemma)))
            if _bare(words) not in rest and not (swapped and "transp" in rest):  # the word says it
                there.append(f"the reading {words}")
        there += [f"the remark {words}" for words in self.remarks if _bare(words) not in rest + notes]
        for pointer in self.pointers:
            if not any(siglum in shown.rest for siglum in sigla.get(pointer, (pointer,))):
                there.append(f"the siglum {pointer}")
        return there

    def _is_lemma(self, printed: str) -> bool:
        """Whether it is printed whole, or by its beginning and its end; a point has the word before it."""
        whole = _bare("".join(self.lemma))
        begin, end = (_bare(part) for part in (printed.split("…")[0], printed.split("…")[-1]))
        if not whole or _bare(printed) == whole:
            return True
        if len(self.lemma) > 1 and "…" not in printed:
            return _bare(printed).startswith(_bare(self.lemma[0])) and _bare(printed).endswith(_bare(self.lemma[-1]))
        return _bare(self.lemma[0]).startswith(begin) and _bare(self.lemma[-1]).endswith(end) and bool(begin and end)


def _bare(text: str) -> str:
    """Letters alone, composed: signs and spaces are the designer's, and which letters are composed the house's."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if char.isalnum())


def expected(path: Path) -> Iterator[Expected]:
    """All entries in the order of the file."""
    root = teifile.tree(path)
    named = {lem.get(XML_ID): lem for lem in root.iter("{*}lem")}
    by_next = {(lem.get("next") or "").lstrip("#"): lem for lem in root.iter("{*}lem") if lem.get("next")}
    for app in teifile.entries(root):
        stands = teifile.first(app)
        parts = [] if stands is None else [stands]
        while parts:
            pointed_at = (parts[0].get("prev") or "").lstrip("#")
            before = named.get(pointed_at, by_next.get(parts[0].get(XML_ID) or ""))
            if before is None:
                break
            parts.insert(0, before)
        own = teifile.variants(app)
        attested = [*own, *(part for part in parts[-1:] if local(part) == "lem")]
        pointers = [
            pointer.rpartition("#")[2]
            for reading in attested
            for name in ("wit", "source")
            for pointer in (reading.get(name) or "").split()
        ]
        notes = [squeezed("".join(teifile.said(note))) for note in app if local(note) == "note"]
        yield Expected(
            tuple(squeezed("".join(teifile.said(part))) for part in parts),
            tuple(map(teifile.words, own)),
            tuple(pointers),
            tuple(notes),
            app.sourceline or 0,
        )


def sigla(document: Document) -> dict[str, list[str]]:
    """Under which signs each witness may stand: its own, or that of a group that it is of."""
    own = {w.id: squeezed(plain(w.siglum)) or w.id for w in document.witnesses}
    found = {name: [siglum] for name, siglum in own.items()}
    for witness in document.witnesses:
        for member in witness.members:
            found.setdefault(member, []).append(own[witness.id])
    return found


# ----------------------------------------------------------------------- books


@dataclass(frozen=True, slots=True)
class Books:
    """What a build has made."""

    pdf: Path
    epub: Path
    seconds: float
    """On the clock."""
    work: float
    """Of the processor."""


_AS_IT_STANDS = "typography: {quotes: off, dashes: off, spaces: off, composed: off, ellipsis: off}\n"
"""No rule of the house may hide a difference."""


def built(path: Path, folder: Path) -> Books:
    """The books of a file, made cold."""
    folder.mkdir(exist_ok=True)
    (folder / "source.xml").write_bytes(path.read_bytes())
    (folder / "edition.yaml").write_text(_AS_IT_STANDS)
    began, before = time.monotonic(), _work()
    cold = ("--to", "pdf,epub", "--no-cache", "--jobs", "1", "--quiet")
    done = emendata("build", folder, "--out", folder / "books", *cold)
    if done.code:
        raise RuntimeError(done.err)
    seconds = time.monotonic() - began
    pdf, epub = (next((folder / "books").glob(f"*.{kind}")) for kind in ("pdf", "epub"))
    return Books(pdf, epub, seconds, _work() - before)


def _work() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def sections(epub: Path) -> Iterator[Element]:
    """The sections of the e-book in their order."""
    with zipfile.ZipFile(epub) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        for ref in package.iter("{*}itemref"):
            root = etree.fromstring(archive.read(f"EPUB/{hrefs[ref.get('idref')]}"))
            for body in root.iterchildren("{*}body"):
                yield from body.iterchildren("{*}section")


def entries_of(epub: Path) -> list[Shown]:
    """The entries of the e-book in its order."""
    return [
        _shown(tree)
        for section in sections(epub)
        for tree in section.iter("{*}div")
        if {"note", "entry"} <= {*classes(tree)}
    ]


def notes_of(epub: Path) -> str:
    """The letters of all other notes of the e-book, one behind the other."""
    return "\n".join(
        _bare("".join(_printed_text(tree)))
        for section in sections(epub)
        for tree in section.iter("{*}div")
        if "note" in classes(tree) and "entry" not in classes(tree)
    )


def _shown(tree: Element) -> Shown:
    whole = squeezed("".join(_printed_text(tree)))
    lemma = "".join(squeezed("".join(_printed_text(part))) for part in tree.iter("{*}span") if "lemma" in classes(part))
    at = whole.find(lemma) + len(lemma) if lemma else 0
    return Shown(whole[:at], whole[at:])


def _printed_text(tree: Element) -> Iterator[str]:
    """What is printed too: with the brackets that stand for supplied words, without labels and links.

    Where a reference leads is said by section here, and by page and line in print.
    """
    yield tree.text or ""
    for part in tree:
        if not {"n", "back", "letter", "call", "place-of"}.intersection(classes(part)):
            yield from _printed_text(part)
        yield part.tail or ""


def text_of_epub(epub: Path) -> str:
    """The text of the chapters, without spaces and without notes."""
    return "".join(
        squeezed(reading_text(section))
        for section in sections(epub)
        if "division" in classes(section) and "translation" not in classes(section)
    )


def unfound(entries: Sequence[Shown], notes: Sequence[str]) -> list[str]:
    """The entries of the e-book that are not in print, each as often as it lacks."""
    printed = Counter(map(_printed, notes))
    return list((Counter(_printed(one.whole) for one in entries) - printed).elements())


def _printed(note: str) -> str:
    """Without the signs that print adds: hyphens, and the figure that says which of like words is meant."""
    lemma, bracket, rest = unicodedata.normalize("NFC", squeezed(note).replace("\u00ad", "")).partition("]")
    return _FIGURE.sub("", lemma) + bracket + _PLACE.sub("", rest)


def matched(
    wanted: Sequence[Expected], there: Sequence[Shown], sigla: Mapping[str, Sequence[str]], notes: str = ""
) -> list[str]:
    """What is wrong: for each ``app`` one entry is looked for that says all of it, and taken.

    The book is not in the order of the file where an entry is on the reading of another.
    """
    free = dict(enumerate(there))
    found: list[str] = []
    later: list[Expected] = []
    for at, one in enumerate(wanted):
        if at in free and not one.missing(free[at], sigla, notes):
            del free[at]
        else:
            later.append(one)
    for one in later:
        fitting = next((at for at, shown in free.items() if not one.missing(shown, sigla, notes)), None)
        if fitting is None:
            nearest = min(free.values(), key=lambda shown: len(one.missing(shown, sigla, notes)), default=Shown("", ""))
            lacking = ", ".join(one.missing(nearest, sigla, notes))
            found.append(f"{one.place}: {lacking} (is it {nearest.whole[:60]!r}?)")
        else:
            del free[fitting]
    return found


@dataclass(frozen=True, slots=True)
class Account:
    """What came of comparing."""

    entries: int
    in_epub: int
    lacking: tuple[str, ...]
    """What entries of the e-book lack, with the lines of the file."""
    in_pdf: int
    lost: tuple[str, ...]
    """Entries of the e-book that the PDF does not have."""
    text: int
    """Characters of the body in the file."""
    differs: str
    """Where the text of the e-book is another."""


def account(path: Path, books: Books) -> Account:
    """The file beside its books."""
    document = read(path.read_bytes(), path.name).document
    known, wanted, there = sigla(document), list(expected(path)), entries_of(books.epub)
    lacking = [f"{path.name}:{one}" for one in matched(wanted, there, known, notes_of(books.epub))]
    lost = unfound(there, tagged.notes(books.pdf))
    body = next(e for e in teifile.the_text(teifile.tree(path)) if local(e) == "body")
    text, ours = squeezed("".join(teifile.said(body))), text_of_epub(books.epub)
    return Account(
        len(wanted), len(there), tuple(lacking), len(there) - len(lost), tuple(lost), len(text), _differs(text, ours)
    )


def _differs(text: str, ours: str) -> str:
    """Nothing, if the text of the file is that of the book."""
    if text in ours:
        return ""
    start = ours.find(text[:40])
    for at, char in enumerate(text):
        if start < 0 or ours[start + at : start + at + 1] != char:
            return f"{text[max(0, at - 20) : at + 20]!r} is {ours[max(0, start + at - 20) : start + at + 20]!r}"
    return ""


def main() -> None:
    """Print the table, and below it whatever is not as it should be."""
    rows = [("corpus", "app", "in the EPUB", "in the PDF", "characters", "text", "s", "CPU s")]
    told: list[str] = []
    for name in FILES:
        path = CORPORA / name
        if not path.is_file():
            continue
        with tempfile.TemporaryDirectory() as folder:
            books = built(path, Path(folder))
            found = account(path, books)
        told += [*found.lacking, *(f"{path.name}: not in the PDF: {entry}" for entry in found.lost)]
        told += [f"{path.name}: {found.differs}"] if found.differs else []
        whole = found.in_epub - len(found.lacking)
        rows.append(
            (
                path.stem,
                f"{found.entries:,}",
                f"{whole:,}",
                f"{found.in_pdf:,}",
                f"{found.text:,}",
                "differs" if found.differs else "the same",
                f"{books.seconds:.1f}",
                f"{books.work:.1f}",
            )
        )
    print(table("Account of the finished books", rows))
    print("\n".join([*told, ""]))


if __name__ == "__main__":
    main()
