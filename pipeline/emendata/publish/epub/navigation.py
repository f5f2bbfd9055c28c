"""Write the ways into the book: the navigation document, and the NCX for older reading systems.

https://www.w3.org/TR/epub-33/#sec-nav, https://idpf.org/epub/20/spec/OPF_2.0_latest.htm#Section2.4.1
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from emendata.publish.semantic.model import Head
from emendata.publish.terms import Terms, terms
from emendata.publish.xhtml import TYPE, XML_LANG, Element, borrowed, child, element, markup, xml_text

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

    words: bytes
    """A ``span`` with its caption, as XML."""
    href: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that can be gone to."""

    n: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading as the contents list it."""

    title: str
    words: bytes
    """A ``span`` with the heading, as XML."""
    href: str
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """All that the ways into the book lead to, and all that is said of it there: plain, and so its own key."""

    lang: str
    title: str
    identifier: str
    opening: str
    """The file with the title page."""
    contents: tuple[Entry, ...]
    landmarks: tuple[Landmark, ...]
    lists: Mapping[str, tuple[Listed, ...]]
    """The figures (``loi``) and tables (``lot``)."""
    pages: tuple[Leaf, ...]
    depth: int
    """So many levels the contents go down."""


def entries(heads: Sequence[Head], files: Mapping[str, str]) -> tuple[Entry, ...]:
    """Headings as entries; `files` says for each id in which file it is."""
    return tuple(
        Entry(head.title, markup(head.html), address(head.target, files), entries(head.children, files))
        for head in heads
    )


def navigation(ways: Ways) -> Element:
    """The body of the navigation document."""
    words = terms(ways.lang)
    body = element("body", {TYPE: "frontmatter"})
    ours = borrowed(words.lang, ways.lang)
    contents = _nav(body, "toc", {"role": "doc-toc"}, words["contents"], ours)
    listed = child(contents, "ol")
    child(child(listed, "li"), "a", {"href": ways.opening} | ours, words["title page"])
    for entry in ways.contents:
        _entry(listed, entry, ways.depth)
    for kind, title in (("loi", words["figures"]), ("lot", words["tables"])):
        if shown := ways.lists.get(kind):
            listed = child(_nav(body, kind, {}, title, ours), "ol")
            for one in shown:
                _titled(child(child(listed, "li"), "a", {"href": one.href}), etree.fromstring(one.words))
    marks = child(
        body, "nav", {TYPE: "landmarks", "id": "landmarks", "aria-label": words["landmarks"], "hidden": ""}
    )
    listed = child(marks, "ol")
    for landmark in ways.landmarks:
        child(child(listed, "li"), "a", {TYPE: landmark.type, "href": landmark.href}, landmark.title)
    if ways.pages:
        _page_list(body, ways.pages, words["pages"])
    return body


def _nav(body: Element, kind: str, attributes: dict[str, str], title: str, ours: dict[str, str]) -> Element:
    """A list that readers see, with its heading; `ours` says in which language that is."""
    own = {TYPE: kind, **attributes, "id": kind, "aria-labelledby": f"{kind}-h", "class": "contents"}
    made = child(body, "nav", own)
    child(made, "h2", {"id": f"{kind}-h"} | ours, title)
    return made


def _entry(parent: Element, entry: Entry, depth: int) -> None:
    item = child(parent, "li")
    _titled(child(item, "a", {"href": entry.href}), etree.fromstring(entry.words))
    if entry.children and depth > 1:
        listed = child(item, "ol")
        for inner in entry.children:
            _entry(listed, inner, depth - 1)


def _titled(link: Element, title: Element) -> None:
    if len(title.attrib):  # it has a language of its own
        link.append(title)
    else:
        link.text = title.text
        link.extend(title)


def _page_list(parent: Element, pages: Sequence[Leaf], label: str) -> None:
    attributes = {TYPE: "page-list", "role": "doc-pagelist", "id": "pages", "aria-label": label, "hidden": ""}
    listed = child(child(parent, "nav", attributes), "ol")
    for page in pages:
        child(child(listed, "li"), "a", {"href": page.href}, page.n)


def address(target: str, files: Mapping[str, str]) -> str:
    """The address of what has this id."""
    return f"{files[target]}#{target}"


# ------------------------------------------------------------------------- NCX


def ncx(ways: Ways) -> bytes:
    """The NCX: the title page, the headings of the two highest levels, and the pages."""
    words, pages = terms(ways.lang), ways.pages
    root = etree.Element(f"{{{_NCX}}}ncx", {"version": "2005-1", XML_LANG: ways.lang}, nsmap={None: _NCX})  # type: ignore[dict-item]
    head = _ncx_child(root, "head")
    points = list(_points(ways, words))
    levels = max(point.level for point in points)
    highest = max((int(page.n) for page in pages if page.n.isdecimal()), default=0)
    for name, content in (
        ("uid", ways.identifier),
        ("depth", levels),
        ("totalPageCount", len(pages)),
        ("maxPageNumber", highest),
    ):
        _ncx_child(head, "meta", {"name": f"dtb:{name}", "content": str(content)})
    _label(root, "docTitle", ways.title)
    parents = {0: _ncx_child(root, "navMap")}
    for n, point in enumerate(points, start=1):
        made = _ncx_child(parents[point.level - 1], "navPoint", {"id": f"point-{n}", "playOrder": str(n)})
        _label(made, "navLabel", point.title)
        _ncx_child(made, "content", {"src": point.href})
        parents[point.level] = made
    if pages:
        listed = _ncx_child(root, "pageList")
        _label(listed, "navLabel", words["pages"])
        said: set[int] = set()
        for n, page in enumerate(pages, start=1):
            attributes = {"id": f"page-{n}", "type": "special"}
            # a number may be there once only, and a text printed from two sources has some twice
            if page.n.isdecimal() and int(page.n) not in said:
                attributes |= {"type": "normal", "value": str(int(page.n))}
                said.add(int(page.n))
            made = _ncx_child(listed, "pageTarget", attributes | {"playOrder": str(len(points) + n)})
            _label(made, "navLabel", page.n)
            _ncx_child(made, "content", {"src": page.href})
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return data


@dataclass(frozen=True, slots=True)
class _Point:
    level: int
    title: str
    href: str


def _points(ways: Ways, words: Terms) -> Iterator[_Point]:
    yield _Point(1, words["title page"], ways.opening)
    yield from _points_of(ways.contents, 1, min(ways.depth, _NCX_LEVELS))


def _points_of(entries: Sequence[Entry], level: int, depth: int) -> Iterator[_Point]:
    for entry in entries:
        yield _Point(level, entry.title, entry.href)
        if level < depth:
            yield from _points_of(entry.children, level + 1, depth)


def _ncx_child(parent: Element, name: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.SubElement(parent, f"{{{_NCX}}}{name}", attributes or {})


def _label(parent: Element, name: str, text: str) -> None:
    _ncx_child(_ncx_child(parent, name), "text").text = xml_text(text)
