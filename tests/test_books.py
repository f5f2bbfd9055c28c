"""The books of the two manuscripts as others see them: sound files, with everything in them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests import checkers
from tests.command import ARTICLE, REPOSITORY, emendata

TEI = "{http://www.tei-c.org/ns/1.0}"


@pytest.fixture(scope="module", params=["specimen", "graziosi-1995"])
def books(request, tmp_path_factory) -> Path:
    """A folder with the books of a work; the name of the work is that of the folder."""
    folder = tmp_path_factory.mktemp("books") / request.param
    work = REPOSITORY / "manuscript" / request.param
    source = []
    if request.param == "graziosi-1995":
        if not ARTICLE.is_file():
            pytest.skip(f"no {ARTICLE}")
        source = ["--source", ARTICLE]
    result = emendata("build", work, *source, "--out", folder, "--quiet")
    assert result.code == 0, result.err
    return folder


def book(books: Path, suffix: str) -> Path:
    return books / f"{books.name}{suffix}"


def test_tei_is_valid(books):
    assert checkers.tei_faults(book(books, ".tei.xml").read_bytes()) == []


def test_epubcheck_has_nothing_to_say(books):
    assert checkers.epubcheck(book(books, ".epub")) == []


def test_pdf_is_sound(books):
    assert checkers.qpdf(book(books, ".pdf")) == ""
    assert checkers.ghostscript(book(books, ".pdf")) == ""


def test_fonts_are_embedded_and_have_truetype_outlines(books):
    table = checkers.fonts(book(books, ".pdf"))
    assert table
    for font in table:
        assert "TrueType" in " ".join(font), font
        assert font[-5:-2] == ["yes", "yes", "yes"], font  # embedded, subset, with its Unicode


def notes(tei: Path) -> list[str]:
    """The notes of the TEI: label, and the beginning of the text."""
    tree = etree.parse(tei)
    return [str(note.get("n")) for note in tree.iter(f"{TEI}note") if note.get("place") == "foot"]


def test_every_note_is_in_every_book_once(books):
    labels = notes(book(books, ".tei.xml"))
    assert len(labels) == len(set(labels)) > 20
    with zipfile.ZipFile(book(books, ".epub")) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    called = [label for page in pages for label in re.findall(r'role="doc-noteref"[^>]*>([^<]+)<', page)]
    standing = re.findall(r'role="doc-footnote"', "".join(pages))
    assert sorted(called) == sorted(labels)
    assert len(standing) == len(labels)


def test_apparatus_has_every_emendation_in_both_books(books):
    emendations = list(etree.parse(book(books, ".tei.xml")).iter(f"{TEI}choice"))
    assert len(emendations) >= 12
    printed = " ".join(checkers.text(book(books, ".pdf")).split())
    with zipfile.ZipFile(book(books, ".epub")) as archive:
        pages = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xhtml"))
    assert len(re.findall(r'class="emendation"', pages)) == len(emendations)
    apparatus = printed[printed.rindex("Apparatus of emendations") :]
    assert apparatus.count("]") >= len(emendations)


def test_the_e_book_names_the_printed_pages_where_they_begin(books):
    with zipfile.ZipFile(book(books, ".epub")) as archive:
        tree = etree.fromstring(archive.read("EPUB/contents.xhtml"))
        pages = {n: etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xhtml")}
    [listed] = [nav for nav in tree.iter("{*}nav") if nav.get("role") == "doc-pagelist"]
    printed = [page.splitlines() for page in checkers.text(book(books, ".pdf")).split("\f")[:-1]]
    found = []
    for link in listed.iter("{*}a"):
        name, _, mark = link.get("href").partition("#")
        [at] = [e for e in pages[f"EPUB/{name}"].iter("{*}span") if e.get("id") == mark]
        assert at.get("role") == "doc-pagebreak" and at.get("aria-label") == link.text
        after = "".join(at.xpath("following::text()"))[:400]
        found.append(letters(after)[:12])
        # the folio stands on the page, and so do the words behind the mark
        page = printed[len(found) - 1]
        assert link.text in page or len(found) == 1
        # the apparatus names pages, and the e-book none
        assert found[-1] in letters(re.sub(r"\bp\. \d+", "", "".join(page))), link.text
    assert len(found) == len(printed)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
