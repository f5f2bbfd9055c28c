"""Write the ways into the book: the navigation document, and the NCX for older reading systems.

https://www.w3.org/TR/epub-33/#sec-nav, https://idpf.org/epub/20/spec/OPF_2.0_latest.htm#Section2.4.1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from emendata.publish.semantic.model import Book, Head, Page
from emendata.publish.xhtml import TYPE, XML_LANG, Element, child, element, xml_text

_NCX = "http://www.daisy.org/z3986/2005/ncx/"
_NCX_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that a reader may want to go to at once."""

    type: str
    """EPUB's word for it: ``bodymatter``."""
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure or table in a list of them."""

    html: Element
    """A ``span`` with its caption."""
    href: str


def navigation(
    book: Book,
    opening: str,
    landmarks: Sequence[Landmark],
    lists: Mapping[str, Sequence[Listed]],
    pages: Sequence[Page],
    depth: int,
    files: Mapping[str, str],
) -> Element:
    """The body of the navigation document; `files` says for each id in which file it is.

    `lists` are the figures (``loi``) and tables (``lot``); the contents go down to `depth` levels.
    """
    words = book.terms
    body = element("body", {TYPE: "frontmatter"})
    contents = _nav(body, "toc", {"role": "doc-toc"}, words["contents"])
    entries = child(contents, "ol")
    child(child(entries, "li"), "a", {"href": opening}, words["title page"])
    for head in book.contents:
        _entry(entries, head, depth, files)
    for kind, title in (("loi", words["figures"]), ("lot", words["tables"])):
        if listed := lists.get(kind):
            entries = child(_nav(body, kind, {}, title), "ol")
            for one in listed:
                _titled(child(child(entries, "li"), "a", {"href": one.href}), one.html)
    marks = child(
        body, "nav", {TYPE: "landmarks", "id": "landmarks", "aria-label": words["landmarks"], "hidden": ""}
    )
    entries = child(marks, "ol")
    for landmark in landmarks:
        child(child(entries, "li"), "a", {TYPE: landmark.type, "href": landmark.href}, landmark.title)
    if pages:
        _page_list(body, pages, words["pages"], files)
    return body


def _nav(body: Element, kind: str, attributes: dict[str, str], title: str) -> Element:
    """A list that readers see, with its heading."""
    own = {TYPE: kind, **attributes, "id": kind, "aria-labelledby": f"{kind}-h", "class": "contents"}
    made = child(body, "nav", own)
    child(made, "h2", {"id": f"{kind}-h"}, title)
    return made


def _entry(parent: Element, head: Head, depth: int, files: Mapping[str, str]) -> None:
    item = child(parent, "li")
    _titled(child(item, "a", {"href": address(head.target, files)}), deepcopy(head.html))
    if head.children and depth > 1:
        entries = child(item, "ol")
        for inner in head.children:
            _entry(entries, inner, depth - 1, files)


def _titled(link: Element, title: Element) -> None:
    if len(title.attrib):  # it has a language of its own
        link.append(title)
    else:
        link.text = title.text
        link.extend(title)


def _page_list(parent: Element, pages: Sequence[Page], label: str, files: Mapping[str, str]) -> None:
    attributes = {TYPE: "page-list", "role": "doc-pagelist", "id": "pages", "aria-label": label, "hidden": ""}
    entries = child(child(parent, "nav", attributes), "ol")
    for page in pages:
        child(child(entries, "li"), "a", {"href": address(page.id, files)}, page.n)


def address(target: str, files: Mapping[str, str]) -> str:
    """The address of what has this id."""
    return f"{files[target]}#{target}"


# ------------------------------------------------------------------------- NCX


def ncx(
    book: Book, identifier: str, opening: str, pages: Sequence[Page], depth: int, files: Mapping[str, str]
) -> bytes:
    """The NCX: the title page, the headings of the two highest levels, and the pages."""
    root = etree.Element(f"{{{_NCX}}}ncx", {"version": "2005-1", XML_LANG: book.lang}, nsmap={None: _NCX})  # type: ignore[dict-item]
    head = _ncx_child(root, "head")
    points = list(_points(book, opening, depth, files))
    levels = max(point.level for point in points)
    highest = max((int(page.n) for page in pages if page.n.isdecimal()), default=0)
    for name, content in (
        ("uid", identifier),
        ("depth", levels),
        ("totalPageCount", len(pages)),
        ("maxPageNumber", highest),
    ):
        _ncx_child(head, "meta", {"name": f"dtb:{name}", "content": str(content)})
    _label(root, "docTitle", book.metadata.title)
    parents = {0: _ncx_child(root, "navMap")}
    for n, point in enumerate(points, start=1):
        made = _ncx_child(parents[point.level - 1], "navPoint", {"id": f"point-{n}", "playOrder": str(n)})
        _label(made, "navLabel", point.title)
        _ncx_child(made, "content", {"src": point.href})
        parents[point.level] = made
    if pages:
        listed = _ncx_child(root, "pageList")
        _label(listed, "navLabel", book.terms["pages"])
        said: set[int] = set()
        for n, page in enumerate(pages, start=1):
            attributes = {"id": f"page-{n}", "type": "special"}
            # a number may be there once only, and a text printed from two sources has some twice
            if page.n.isdecimal() and int(page.n) not in said:
                attributes |= {"type": "normal", "value": str(int(page.n))}
                said.add(int(page.n))
            made = _ncx_child(listed, "pageTarget", attributes | {"playOrder": str(len(points) + n)})
            _label(made, "navLabel", page.n)
            _ncx_child(made, "content", {"src": address(page.id, files)})
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return data


@dataclass(frozen=True, slots=True)
class _Point:
    level: int
    title: str
    href: str


def _points(book: Book, opening: str, depth: int, files: Mapping[str, str]) -> Iterator[_Point]:
    yield _Point(1, book.terms["title page"], opening)
    yield from _points_of(book.contents, 1, min(depth, _NCX_LEVELS), files)


def _points_of(heads: Sequence[Head], level: int, depth: int, files: Mapping[str, str]) -> Iterator[_Point]:
    for head in heads:
        yield _Point(level, head.title, address(head.target, files))
        if level < depth:
            yield from _points_of(head.children, level + 1, depth, files)


def _ncx_child(parent: Element, name: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.SubElement(parent, f"{{{_NCX}}}{name}", attributes or {})


def _label(parent: Element, name: str, text: str) -> None:
    _ncx_child(_ncx_child(parent, name), "text").text = xml_text(text)
