"""A book in which all is at once that an e-book has been known to fall over: made, linted, checked by EPUBCheck."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from tests import checkers
from tests.command import emendata

NOTES = 620
"""In one division: more than a file may have."""
TITLE = "&lt;b&gt;Bold&lt;/b&gt; &amp; 🐉 👩‍🚀 שלום עולם " + "and so on without end " * 240
X = {"h": "http://www.w3.org/1999/xhtml"}
EPUB = "{http://www.idpf.org/2007/ops}type"


def tei() -> str:
    # only what something leads to keeps the id that the source gives it
    ids = ("contents", "n1", "cover", "c1", "p1", "opening", "Same-Name", "same-name", "toc", "pages", "fig1")
    leading = " ".join(f'<ref target="#{name}">there</ref>' for name in ids)
    many = "".join(f'word<note n="{n}">Note {n} says little.</note> ' for n in range(10, NOTES + 10))
    return f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>{TITLE}</title></titleStmt>
<publicationStmt><p>none</p></publicationStmt><sourceDesc><p>none</p></sourceDesc></fileDesc></teiHeader>
<text><body>
<div xml:id="contents"><head>Same name<note n="1">In a heading.</note></head><p xml:id="n1">One: {leading}.</p></div>
<div xml:id="cover"><head>Same name</head><p xml:id="c1">Two.</p>
<table><head>A table<note n="2">In the caption of a table.</note></head>
<row><cell xml:id="p1">a<note n="3">In a cell of a table.</note></cell><cell>b</cell></row></table>
<figure xml:id="fig1"><graphic url="photo.jpg"/><head>A dot<note n="4">In a caption.</note></head>
<figDesc>A dot.</figDesc></figure>
</div>
<div xml:id="opening"/>
<div xml:id="Same-Name"><head>Same-Name</head></div>
<div xml:id="same-name"><head>Empty and of the same name</head><div/></div>
<div xml:id="toc"><head/><p xml:id="pages">{many}</p></div>
</body></text></TEI>"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "bad.xml").write_text(tei(), "utf-8")
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    (folder / "photo.jpg").write_bytes(picture.getvalue())
    result = emendata("build", folder / "bad.xml", "--to", "epub", "--out", folder, "--quiet")
    assert result.code == 0, result.err
    return folder / "bad.epub"


@pytest.fixture(scope="module")
def pages(book: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(book) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("EPUB/"): etree.fromstring(archive.read(name)) for name in names}


def test_neither_epubcheck_nor_our_own_linter_finds_a_fault(book: Path) -> None:
    assert emendata("check", book).err.count(" error ") == 0
    assert checkers.epubcheck(book) == []


def test_parts_of_one_name_have_files_and_ids_of_their_own(pages: dict[str, etree._Element]) -> None:
    ids = [str(name) for page in pages.values() for name in page.xpath("//@id")]
    assert len(ids) == len(set(ids)), sorted(name for name in set(ids) if ids.count(name) > 1)
    slugs = [re.sub(r"^\d+-|\.xhtml$", "", name) for name in pages]
    assert slugs.count("same-name") == 2
    assert len({name.lower() for name in pages}) == len(pages)


def test_a_note_opens_from_wherever_it_is_called(pages: dict[str, etree._Element]) -> None:
    places = {"h2": "heading", "caption": "caption of a table", "td": "cell", "figcaption": "caption"}
    for holder, said in places.items():
        found = [
            (page, call)
            for page in pages.values()
            for call in page.xpath(f"//h:{holder}//h:a[@role='doc-noteref']", namespaces=X)
        ]
        [(page, call)] = found
        [note] = page.xpath(f"//h:div[@id='{call.get('href')[1:]}']", namespaces=X)
        assert said in "".join(note.itertext())
        assert note.xpath(f".//h:a[@href='#{call.get('id')}']", namespaces=X)


def test_files_have_no_more_notes_than_they_may_and_none_is_lost(pages: dict[str, etree._Element]) -> None:
    counts = [len(page.xpath("//*[@role='doc-footnote']")) for page in pages.values()]
    assert sum(counts) == NOTES + 4
    assert max(counts) <= 500
    assert all(
        page.xpath(f"//*[@id='{call[1:]}']")
        for page in pages.values()
        for call in page.xpath("//h:a[@role='doc-noteref']/@href", namespaces=X)
    )


def test_the_title_is_text_and_language_and_identifier_are_made(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        assert "EPUB/images/photo.png" in archive.namelist()  # by its bytes, whatever its name
    [title] = package.findall(".//{*}title")
    assert title.text is not None
    assert title.text.startswith("<b>Bold</b> & 🐉 👩‍🚀 שלום עולם")
    assert len(title.text) > 5000
    assert (package.findtext(".//{*}identifier") or "").startswith("urn:uuid:")
    assert package.findtext(".//{*}language")
