"""Turn a `Book` into an EPUB: its sections into files, its links into addresses, its style sheets along.

Each section is a file of its own, with its notes at its end, so that they open as pop-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from emendata.publish.epub.container import NCX, XHTML, Item, Package, packed
from emendata.publish.epub.cover import Cover, cover
from emendata.publish.epub.navigation import Landmark, navigation, ncx
from emendata.publish.epub.package import identifier, statements
from emendata.publish.semantic.model import Book, Section
from emendata.publish.style import Sheet, Style
from emendata.publish.xhtml import TYPE, Element, child, direction, document, element

COVER = "cover.xhtml"
NAVIGATION = "contents.xhtml"
_LONGEST_NAME = 40


def render(book: Book, style: Style, cover_fonts: Sequence[bytes] = (), modified: str = "") -> bytes:
    """The EPUB.

    `cover_fonts` are font files for the cover; `modified` is the instant of this release in UTC
    (``2026-11-23T12:00:00Z``), by default the beginning of the edition's date.
    """
    names = _names(book.sections)
    files = {
        made: name for section, name in zip(book.sections, names, strict=True) for made in _ids(section.html)
    }
    sheets = _sheets(style.sheets.get("epub", ()))
    head = [element("link", {"rel": "stylesheet", "type": "text/css", "href": item.name}) for item in sheets]

    def page(name: str, title: str, body: Element, *properties: str) -> Item:
        whole = document([element("title", None, title), *map(deepcopy, head)], body, book.lang)
        return Item("file-" + name.removesuffix(".xhtml"), name, XHTML, whole, properties, in_spine=True)

    front = cover(book.metadata, book.lang, cover_fonts)
    contents = navigation(book, names[0], tuple(_landmarks(book, names)), files)
    pages = [
        page(name, section.title, _body(section, name, files))
        for section, name in zip(book.sections, names, strict=True)
    ]
    items = (
        page(COVER, book.terms["cover"], _cover_page(book, front)),
        pages[0],
        page(NAVIGATION, book.terms["contents"], contents, "nav"),
        *pages[1:],
        Item("ncx", "toc.ncx", NCX, ncx(book, identifier(book.metadata, book.lang), names[0], files)),
        Item("cover-image", front.name, front.media_type, front.data, ("cover-image",)),
        *sheets,
        *_images(book),
    )
    return packed(Package(book.lang, direction(book.lang), tuple(statements(book, modified)), items))


def _names(sections: Sequence[Section]) -> list[str]:
    """A file name for each section: its number, so that no two clash, and its id, to be known by."""
    return [
        f"{n:03d}-{re.sub(r'[^a-z0-9]+', '-', section.id.lower()).strip('-')[:_LONGEST_NAME]}.xhtml".replace(
            "-.", "."
        )
        for n, section in enumerate(sections, start=1)
    ]


def _ids(html: Element) -> Iterator[str]:
    for tree in html.iter("{*}*"):
        if name := tree.get("id"):
            yield name


def _body(section: Section, name: str, files: Mapping[str, str]) -> Element:
    """The body of the section's file; links into other files name them."""
    body = element("body", {TYPE: f"{section.matter}matter"})
    html = deepcopy(section.html)
    body.append(html)
    for link in html.iter("{*}a"):
        href = link.get("href") or ""
        if href.startswith("#") and files[href[1:]] != name:
            link.set("href", files[href[1:]] + href)
    return body


def _cover_page(book: Book, front: Cover) -> Element:
    words = book.terms
    body = element("body", {TYPE: "frontmatter", "class": "cover"})
    section = child(body, "section", {TYPE: "cover", "id": "cover", "aria-label": words["cover"]})
    alt = f"{words['cover']}: {book.metadata.title}"
    child(section, "img", {"role": "doc-cover", "src": front.name, "alt": alt})
    return body


def _landmarks(book: Book, names: Sequence[str]) -> Iterator[Landmark]:
    words = book.terms
    yield Landmark("cover", words["cover"], COVER)
    yield Landmark("titlepage", words["title page"], names[0])
    yield Landmark("toc", words["contents"], f"{NAVIGATION}#toc")
    for matter, type_ in (("body", "bodymatter"), ("back", "backmatter")):
        for section, name in zip(book.sections, names, strict=True):
            if section.matter == matter:
                yield Landmark(type_, section.title, name)
                break


def _sheets(sheets: Sequence[Sheet]) -> list[Item]:
    """The style sheets under names that say where each is from: the house's and the editor's have the same."""
    made: list[Item] = []
    for n, sheet in enumerate(sheets, start=1):
        name = (
            f"styles/{n}-{re.sub(r'[^a-z0-9]+', '-', sheet.name.lower().removesuffix('.css')).strip('-')}.css"
        )
        made.append(Item(f"style-{n}", name, "text/css", sheet.text.encode()))
    return made


def _images(book: Book) -> Iterator[Item]:
    for n, (name, image) in enumerate(book.images.items(), start=1):
        yield Item(f"image-{n}", name, image.media_type, image.data)
