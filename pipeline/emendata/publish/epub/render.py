"""Turn a `Book` into an EPUB: its sections into files, its links into addresses, its style sheets along.

Notes stand in the file of their calls, so that they open as pop-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from emendata.publish.epub.catalogue import record
from emendata.publish.epub.container import NCX, XHTML, Item, Package, packed
from emendata.publish.epub.cover import Cover, cover
from emendata.publish.epub.figures import describe_images, lists, name_figures
from emendata.publish.epub.files import File, file_of, files, link
from emendata.publish.epub.languages import tag_languages
from emendata.publish.epub.letters import Embedded, embed_letters
from emendata.publish.epub.navigation import Landmark, address, navigation, ncx
from emendata.publish.epub.onix import onix
from emendata.publish.epub.package import statements
from emendata.publish.epub.printed import mark_printed_pages
from emendata.publish.images import Image
from emendata.publish.publication import STANDARD, UNPUBLISHED, Ebook, Publication
from emendata.publish.semantic.model import Book, Page, PrintedPage
from emendata.publish.style import Sheet, Style
from emendata.publish.xhtml import TYPE, Element, child, direction, document, element

COVER = "cover.xhtml"
NAVIGATION = "contents.xhtml"


@dataclass(frozen=True, slots=True)
class Given:
    """What an e-book is made with besides the text."""

    publication: Publication = UNPUBLISHED
    ebook: Ebook = STANDARD
    cover_fonts: Sequence[bytes] = ()
    """Font files for a cover that is drawn."""
    cover: Image | None = None
    """The editor's own cover."""
    letters: Sequence[bytes] = ()
    """Font files for the letters that reading systems lack."""
    printed: Sequence[PrintedPage] = ()
    """Where the pages of the printed book begin, if that is known."""
    modified: str = ""
    """The instant of this release in UTC (``2026-11-23T12:00:00Z``); by default the edition's date begins it."""


_NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Made:
    """The e-book, and what goes beside it."""

    epub: bytes
    onix: bytes
    """What shops and libraries are told of it."""


def render(book: Book, style: Style, given: Given = _NOTHING) -> Made:
    """The EPUB."""
    made = files(book)
    name_figures(made)
    described = describe_images(made, book)
    pages = _pages(book, made, given)
    for file in made:
        tag_languages(file.html, book.lang)
    names = file_of(made)
    link(made, names)
    letters = embed_letters([file.html for file in made], given.letters if given.ebook.fonts else ())
    sheets = _sheets([*style.sheets.get("epub", ()), *letters.sheets])
    head = [element("link", {"rel": "stylesheet", "type": "text/css", "href": item.name}) for item in sheets]

    def page(name: str, title: str, body: Element, *properties: str) -> Item:
        whole = document([element("title", None, title), *map(deepcopy, head)], body, book.lang)
        return Item("file-" + name.removesuffix(".xhtml"), name, XHTML, whole, properties, in_spine=True)

    front = _cover(book, given)
    listed = lists(made, names)
    landmarks = tuple(_landmarks(book, made, names, tuple(listed)))
    contents = navigation(book, made[0].name, landmarks, listed, pages, given.ebook.depth, names)
    tag_languages(contents, book.lang)
    text = [page(file.name, file.title, _body(file)) for file in made]
    known = record(book, given.publication, given.ebook, pages, given.modified, described)
    name = known.identifiers[0].text
    items = (
        page(COVER, book.terms["cover"], _cover_page(book, front)),
        text[0],
        page(NAVIGATION, book.terms["contents"], contents, "nav"),
        *text[1:],
        Item("ncx", "toc.ncx", NCX, ncx(book, name, made[0].name, pages, given.ebook.depth, names)),
        Item("cover-image", front.name, front.media_type, front.data, ("cover-image",)),
        *sheets,
        *_fonts(letters),
        *_images(book),
    )
    said = tuple(statements(known, given.ebook.version))
    return Made(packed(Package(book.lang, direction(book.lang), said, items)), onix(known))


def _pages(book: Book, made: Sequence[File], given: Given) -> tuple[Page, ...]:
    """The pages that can be gone to; those of the others are not marked."""
    wanted = given.ebook.pages
    if wanted in ("auto", "source") and book.pages:
        # a page that begins in a note stands at the end of its division
        at = {name: n for n, name in enumerate(_ids(made))}
        return tuple(sorted(book.pages, key=lambda page: at[page.id]))
    return mark_printed_pages(made, given.printed if wanted in ("auto", "print") else ())


def _ids(made: Sequence[File]) -> Iterator[str]:
    for file in made:
        for tree in file.html.iter("*"):
            if name := tree.get("id"):
                yield name


def _body(file: File) -> Element:
    body = element("body", {TYPE: f"{file.section.matter}matter"})
    body.append(file.html)
    return body


# --------------------------------------------------------------------------- cover


def _cover(book: Book, given: Given) -> Cover:
    if (image := given.cover) is None:
        return cover(book.metadata, book.lang, given.cover_fonts)
    suffix = {"image/svg+xml": "svg", "image/jpeg": "jpg"}.get(image.media_type)
    suffix = suffix or image.media_type.removeprefix("image/")
    return Cover(f"cover.{suffix}", image.media_type, image.data)


def _cover_page(book: Book, front: Cover) -> Element:
    words = book.terms
    body = element("body", {TYPE: "frontmatter", "class": "cover"})
    section = child(body, "section", {TYPE: "cover", "id": "cover", "aria-label": words["cover"]})
    alt = f"{words['cover']}: {book.metadata.title}"
    child(section, "img", {"role": "doc-cover", "src": front.name, "alt": alt})
    return body


# ----------------------------------------------------------------------- landmarks

_KINDS = ("preface", "foreword", "introduction", "bibliography", "glossary", "index")
"""Kinds of divisions that have a landmark of their own."""


def _landmarks(
    book: Book, made: Sequence[File], names: Mapping[str, str], listed: Sequence[str]
) -> Iterator[Landmark]:
    words = book.terms
    yield Landmark("cover", words["cover"], COVER)
    yield Landmark("titlepage", words["title page"], made[0].name)
    yield Landmark("toc", words["contents"], f"{NAVIGATION}#toc")
    for kind in listed:
        title = words["figures"] if kind == "loi" else words["tables"]
        yield Landmark(kind, title, f"{NAVIGATION}#{kind}")
    for matter, type_ in (("body", "bodymatter"), ("back", "backmatter")):
        for file in made:
            if file.section.matter == matter:
                yield Landmark(type_, file.section.title, file.name)
                break
    for kind in _KINDS:
        for file in made:
            if file.section.kind == kind and file.piece == 1:
                yield Landmark(kind, file.section.title, address(file.section.id, names))
                break


# ------------------------------------------------------------------ what goes along


def _sheets(sheets: Sequence[Sheet]) -> list[Item]:
    """The style sheets under names that say where each is from: the house's and the editor's have the same."""
    made: list[Item] = []
    for n, sheet in enumerate(sheets, start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", sheet.name.lower().removesuffix(".css")).strip("-")
        made.append(Item(f"style-{n}", f"styles/{n}-{slug}.css", "text/css", sheet.text.encode()))
    return made


def _fonts(letters: Embedded) -> Iterator[Item]:
    for n, font in enumerate(letters.fonts, start=1):
        yield Item(f"font-{n}", font.name, "font/ttf", font.data)


def _images(book: Book) -> Iterator[Item]:
    for n, (name, image) in enumerate(book.images.items(), start=1):
        yield Item(f"image-{n}", name, image.media_type, image.data)
