"""Turn a `Book` into an EPUB: its sections into files, its links into addresses, its style sheets along.

Notes stand in the file of their calls, so that they open as pop-ups. What is made of each section is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from emendata.hashing import sha256
from emendata.publish.epub.catalogue import record
from emendata.publish.epub.chapters import Chapters, Setting, head
from emendata.publish.epub.container import NCX, XHTML, Item, Package, packed
from emendata.publish.epub.cover import Cover, cover
from emendata.publish.epub.figures import descriptions, figure_names, lists
from emendata.publish.epub.files import File, file_of, files
from emendata.publish.epub.languages import tag_languages
from emendata.publish.epub.letters import Embedded, Fonts, has_rare
from emendata.publish.epub.navigation import Landmark, Leaf, Ways, address, entries, navigation, ncx
from emendata.publish.epub.onix import onix
from emendata.publish.epub.package import statements
from emendata.publish.epub.printed import Mark, found
from emendata.publish.epub.zipped import Packed, deflated
from emendata.publish.images import Image
from emendata.publish.publication import STANDARD, UNPUBLISHED, Ebook, Publication
from emendata.publish.semantic.model import Book, Page, PrintedPage
from emendata.publish.style import Sheet, Style
from emendata.publish.terms import terms
from emendata.publish.xhtml import TYPE, Element, borrowed, child, direction, document, element
from emendata.remembering import Remember, anew

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


def render(book: Book, style: Style, given: Given = _NOTHING, remember: Remember = anew) -> Made:
    """The EPUB."""
    made = files(book, remember=remember)
    fonts = Fonts(given.letters if given.ebook.fonts else ())
    pages, marks = _pages(book, made, given)
    names = file_of(made)
    settings = _settings(book, made, marks, names, fonts)
    for file, own in zip(made, settings, strict=True):
        names |= dict.fromkeys((*own.figures, *(mark.id for mark in own.marks or ())), file.name)

    chapters = Chapters(fonts, remember)
    wanted = tuple(filter(None, map(chapters.wanted, made, settings)))
    letters = remember(partial(fonts.embedded, wanted), "fonts", repr((fonts.key, wanted))) if wanted else Embedded()
    sheets = _sheets([*style.sheets.get("epub", ()), *letters.sheets])
    asked = tuple(sheet.name for sheet in sheets)
    finished = [chapters.finished(file, own, asked) for file, own in zip(made, settings, strict=True)]

    described = any(own.descriptions for own in settings)
    known = record(book, given.publication, given.ebook, pages, given.modified, described)
    listed = lists(chain.from_iterable(chapter.captions for chapter in finished), names)
    ways = Ways(
        lang=book.lang,
        title=book.metadata.title,
        identifier=known.identifiers[0].text,
        opening=made[0].name,
        contents=entries(book.contents, names),
        landmarks=tuple(_landmarks(book, made, names, tuple(listed))),
        lists=listed,
        pages=tuple(Leaf(page.n, address(page.id, names)) for page in pages),
        depth=given.ebook.depth,
    )
    contents, older = remember(partial(_ways, ways, asked), "ways", repr((ways, asked)))
    front = _cover(book, given, remember)
    cover_page = document(head(book.terms["cover"], asked), _cover_page(book, front), book.lang)
    text = [_read(file.name, chapter.file) for file, chapter in zip(made, finished, strict=True)]
    items = (
        _read(COVER, cover_page),
        text[0],
        _read(NAVIGATION, contents, "nav"),
        *text[1:],
        Item("ncx", "toc.ncx", NCX, older),
        Item("cover-image", front.name, front.media_type, front.data, ("cover-image",)),
        *sheets,
        *_fonts(letters),
        *_images(book),
    )
    said = tuple(statements(known, given.ebook.version))
    return Made(packed(Package(book.lang, direction(book.lang), said, items)), onix(known, given.ebook.version))


def _read(name: str, data: bytes | Packed, *properties: str) -> Item:
    """A document in the order of reading."""
    return Item("file-" + name.removesuffix(".xhtml"), name, XHTML, data, properties, in_spine=True)


def _pages(
    book: Book, made: Sequence[File], given: Given
) -> tuple[tuple[Page, ...], Sequence[tuple[Mark, ...] | None]]:
    """The pages that can be gone to, and the marks for each file; those of other pages are not marked."""
    wanted = given.ebook.pages
    if wanted in ("auto", "source") and book.pages:
        # a page that begins in a note stands at the end of its division
        at = {name: n for n, name in enumerate(name for file in made for name in file.outline.ids)}
        return tuple(sorted(book.pages, key=lambda page: at[page.id])), [None] * len(made)
    return found(made, given.printed if wanted in ("auto", "print") else ())


def _settings(
    book: Book,
    made: Sequence[File],
    marks: Sequence[tuple[Mark, ...] | None],
    names: Mapping[str, str],
    fonts: Fonts,
) -> list[Setting]:
    """What each file is made with besides its text, as far as it is touched by it."""
    settings: list[Setting] = []
    for file, own, figures in zip(made, marks, figure_names(made), strict=True):
        said = descriptions(file, book.images)
        rare = file.outline.rare or any(has_rare(text) for _, text in said)
        settings.append(
            Setting(
                name=file.name,
                title=file.title,
                matter=file.section.matter,
                piece=file.piece,
                lang=book.lang,
                figures=figures,
                descriptions=said,
                description=book.terms["description"],
                marks=own,
                files=tuple((lead, names[lead]) for lead in file.outline.leads),
                fonts=fonts.key if rare else (),
            )
        )
    return settings


def _ways(ways: Ways, sheets: Sequence[str]) -> tuple[Packed, Packed]:
    """The navigation document and the NCX."""
    contents = navigation(ways)
    tag_languages(contents, ways.lang)
    title = terms(ways.lang)["contents"]
    return deflated(document(head(title, sheets), contents, ways.lang)), deflated(ncx(ways))


# --------------------------------------------------------------------------- cover


def _cover(book: Book, given: Given, remember: Remember) -> Cover:
    if (image := given.cover) is None:
        fonts = tuple(map(sha256, given.cover_fonts))
        draw = partial(cover, book.metadata, book.lang, given.cover_fonts)
        return remember(draw, "cover", repr((book.metadata, book.lang, fonts)))
    suffix = {"image/svg+xml": "svg", "image/jpeg": "jpg"}.get(image.media_type)
    suffix = suffix or image.media_type.removeprefix("image/")
    return Cover(f"cover.{suffix}", image.media_type, image.data)


def _cover_page(book: Book, front: Cover) -> Element:
    words = book.terms
    body = element("body", {TYPE: "frontmatter", "class": "cover"})
    ours = borrowed(words.lang, book.lang)
    section = child(body, "section", {TYPE: "cover", "id": "cover", "aria-label": words["cover"]} | ours)
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
    for matter, type_, generic in (("body", "bodymatter", "text"), ("back", "backmatter", "place back")):
        for file in made:
            if file.section.matter == matter:
                # a part without a head is called by its first words, which say nothing here
                headless = "aria-label" in file.section.html.attrib
                yield Landmark(type_, words[generic] if headless else file.section.title, file.name)
                break
    for kind in _KINDS:
        for file in made:
            if file.section.html.get(TYPE) == kind and file.piece == 1:
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
