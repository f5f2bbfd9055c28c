"""Small books to print, and what can be read off their pages."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
from lxml import etree

from emendata.assets import styles_dir
from emendata.document.model import Metadata, Person
from emendata.publish.images import Image
from emendata.publish.pages import Pages, render
from emendata.publish.semantic.model import Book, Head, Section
from emendata.publish.style import Style, style
from emendata.publish.terms import terms
from emendata.publish.xhtml import XHTML, element

SMALL = """
@page { size: 340px 300px; margin: 50px }
@page :left { margin: 50px } @page :right { margin: 50px }
html { font-size: 12px; line-height: 15px }
.foot { font-size: 9px; line-height: 11px }
.opening .title, .opening .author { font-size: 12px; line-height: 15px; margin: 0 }
"""
"""Pages so small that a short text has many."""


def layer() -> dict[str, str]:
    """The files of styles/."""
    root = styles_dir()
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*"))
        if path.suffix in (".css", ".yaml")
    }


def house(name: str = "plain", css: str = "") -> Style:
    """A house style, with an editor's print.css."""
    return style(name, layer(), {"print.css": css} if css else {})


def section(html: str, kind: str = "division", matter: str = "body", level: int = 2) -> Section:
    """A section of the book, written as XHTML; its id and its title are read from it."""
    tree = etree.fromstring(f'<section xmlns="{XHTML}"{html.removeprefix("<section")}')
    heading = tree.find(f"{{{XHTML}}}h{level}")
    title = "".join(heading.itertext()) if heading is not None else ""
    return Section(tree.get("id"), kind, title, level, tree, matter)


def opening(title: str = "A Title", more: str = "") -> Section:
    """Title and author."""
    html = f'<section id="opening" class="opening"><h1 class="title">{title}</h1>'
    return section(f'{html}<p class="author">An Author</p>{more}</section>', "opening", "front", 1)


def book(
    *sections: Section, contents: bool = False, images: Mapping[str, Image] | None = None, lang: str = "en"
) -> Book:
    """A book of these sections after its opening."""
    first = () if sections and sections[0].kind == "opening" else (opening(),)
    heads = tuple(
        Head(f"{part.id}-h", part.title, element("span", None, part.title), 2, part.id)
        for part in sections
        if part.kind != "opening"
    )
    metadata = Metadata(title="A Title", persons=(Person("An Author"),), lang=lang)
    all_sections = (*first, *sections)
    return Book(
        metadata, lang, terms(lang), all_sections, heads if contents else (), (), dict(images or {}), {}
    )


def words(count: int, name: str = "w") -> str:
    """Words that tell their place: ``w1 w2 …``."""
    return " ".join(f"{name}{n}" for n in range(1, count + 1))


def call(n: int) -> str:
    """A call of note n."""
    return f'<a class="call" id="c{n}" href="#n{n}">{n}</a>'


def notes(*texts: str, first: int = 1) -> str:
    """The section of notes."""
    written = "".join(
        f'<div class="note" id="n{n}"><p><span class="n">{n}</span> {text} '
        f'<a class="back" href="#c{n}">↩</a></p></div>'
        for n, text in enumerate(texts, first)
    )
    return f'<section class="notes" data-series="author">{written}</section>'


@dataclass(frozen=True)
class Printed:
    """A rendered book, and what other programs read in it."""

    pages: Pages

    @property
    def texts(self) -> list[str]:
        """The text of each page, soft hyphens undone."""
        command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
        text = subprocess.run(command, input=self.pages.pdf, capture_output=True, check=True).stdout.decode()
        return [re.sub(r"\u00ad\s*", "", page) for page in text.split("\f")[:-1]]

    @property
    def words(self) -> list[str]:
        """All words in their order."""
        return " ".join(self.texts).split()

    def opened(self) -> pikepdf.Pdf:
        """The PDF as objects."""
        return pikepdf.open(io.BytesIO(self.pages.pdf))

    def drawn(self) -> list[bytes]:
        """The operators that each page is drawn with."""
        with self.opened() as pdf:
            return [b"\n".join(part.read_bytes() for part in page.Contents) for page in pdf.pages]

    def outline(self) -> list[tuple[int, str]]:
        """Depth and title of each bookmark."""
        with self.opened() as pdf, pdf.open_outline() as outline:
            found: list[tuple[int, str]] = []

            def read(items: list[pikepdf.OutlineItem], depth: int) -> None:
                for item in items:
                    found.append((depth, item.title))
                    read(item.children, depth + 1)

            read(outline.root, 0)
            return found

    def links(self) -> list[tuple[int, str]]:
        """Page and target of each link."""
        with self.opened() as pdf:
            return [
                (number, str(annotation.Dest if "/Dest" in annotation else annotation.A.URI))
                for number, page in enumerate(pdf.pages)
                for annotation in page.get("/Annots", [])
            ]

    def destinations(self) -> dict[str, int]:
        """The page of each named destination."""
        with self.opened() as pdf:
            pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
            if "/Names" not in pdf.Root:
                return {}
            names = pikepdf.NameTree(pdf.Root.Names.Dests)
            return {str(name): pages[place[0].objgen] for name, place in names.items()}


def printed(made: Book, css: str = "", name: str = "plain") -> Printed:
    """The book in print."""
    return Printed(render(made, house(name, css)))


def image(width: int = 200, height: int = 100) -> Image:
    """A picture of this size, all of one colour."""
    from PIL import Image as Picture

    data = io.BytesIO()
    Picture.new("L", (width, height), 200).save(data, "PNG")
    return Image("figure.png", data.getvalue(), "image/png", width, height)
