"""EPUB as publishers make it: endnotes in a file of their own, pages that are no XML, title pages."""

from __future__ import annotations

from emendata.acquire import pandoc
from emendata.acquire.acquired import Acquired
from emendata.acquire.pandoc.archive import packed
from emendata.document.dump import dump

from .making import PNG

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">
<metadata><dc:title>On Lacunae</dc:title><dc:creator>Ada Noll</dc:creator><dc:creator>Bo Reis</dc:creator>
<dc:creator>Cy Dow</dc:creator><dc:language>de</dc:language></metadata>
<manifest>{items}<item id="p" href="images/p.png" media-type="image/png"/></manifest><spine>{spine}</spine></package>"""
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{}</body></html>'


def read(*pages: str) -> Acquired:
    """A book of these pages: ``text/1.xhtml``, ``text/2.xhtml`` and so on."""
    names = [f"text/{number}.xhtml" for number in range(1, len(pages) + 1)]
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    entries = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.encode(),
        "OPS/book.opf": PACKAGE.format(items=items, spine=spine).encode(),
        "OPS/images/p.png": PNG,
    }
    entries |= {f"OPS/{name}": page.encode() for name, page in zip(names, pages, strict=True)}
    return pandoc.read(packed(entries), "book.epub", "epub")


def lines(acquired: Acquired) -> list[str]:
    body = dump(acquired.document, width=0).partition("BODY\n")[2]
    return [line.strip() for line in body.splitlines() if line.strip()]


def said(acquired: Acquired) -> list[str]:
    return [f"{diagnostic.code} {diagnostic.message}" for diagnostic in acquired.diagnostics]


def test_authors_stand_in_their_order():
    persons = read(PAGE.format("<p>Text.</p>")).document.metadata.persons
    assert [person.name for person in persons] == ["Ada Noll", "Bo Reis", "Cy Dow"]


def test_endnotes_in_a_file_of_their_own():
    acquired = read(
        PAGE.format('<h1>One</h1><p>Text<a href="3.xhtml#n1" id="r1"><sup>1</sup></a>.</p>'),
        PAGE.format('<h1>Two</h1><p>More<sup><a epub:type="noteref" href="3.xhtml#n2">1</a></sup>.</p>'),
        PAGE.format(
            '<h1>Notes</h1><p id="n1"><a href="1.xhtml#r1">1</a>. The first.</p>'
            '<aside epub:type="footnote" id="n2"><p>The second.</p><p>It goes on.</p></aside>'
        ),
    )
    assert [line for line in lines(acquired) if not line.startswith("§")] == [
        "¶ 1  Text[^1 = n1].",
        "¶ 2  More[^1 = n1-2].",
        "NOTES",
        "1 = n1  The first.",
        "1 = n1-2  The second.",
        "¶  It goes on.",
    ]
    assert said(acquired) == ["A020 the head over the notes is left out: Notes"]


def test_a_link_between_chapters():
    acquired = read(
        PAGE.format('<h1 id="one">One</h1><p>See <a href="2.xhtml#two">there</a>.</p>'),
        PAGE.format('<h1 id="two">Two</h1><p>Text.</p>'),
    )
    assert "¶ 1  See {there → #id-2-xhtml_two}." in lines(acquired)
    assert "§ Two {#id-2-xhtml_two}" in lines(acquired)


def test_a_title_page():
    acquired = read(
        PAGE.format('<section epub:type="titlepage"><h1>On <i>Lacunae</i></h1><p>A motto.</p></section>'),
        PAGE.format("<h1>One</h1><p>Text.</p>"),
    )
    assert "title in the text: On _Lacunae_" in dump(acquired.document)
    assert any("A motto." in line for line in lines(acquired))
    assert said(acquired) == []


def test_a_page_that_is_no_xml():
    acquired = read("<html><body><p>Text &nbsp;with<br>a break<p lang=fr>et du français</body></html>")
    assert lines(acquired) == ["¶ 1  Text \N{NO-BREAK SPACE}with⏎a break", "¶ 2 (fr)  et du français"]


def test_an_image_in_a_folder_of_the_book():
    acquired = read(PAGE.format('<p>Text.</p><figure><img src="../images/p.png" alt="a point"/></figure>'))
    assert acquired.images == {"images/p.png": PNG}
    assert "figure (images/p.png)" in lines(acquired)
