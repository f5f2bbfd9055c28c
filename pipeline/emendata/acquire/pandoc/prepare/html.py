"""HTML → HTML whose every language, class of paragraph and inline style pandoc keeps.

pandoc's reader keeps the attributes of div, span, section and heads, and drops those of p, i, em,
li, td and the rest. Here a div or span inside or around the element takes them over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import lxml.html
from lxml import etree

from emendata.acquire.pandoc.ast import MARK, Attributes
from emendata.acquire.pandoc.divs import alignment, meaning
from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare.notes import take_notes
from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.acquire.pandoc.prepare.xml import (
    count_words,
    lang,
    local,
    named,
    text_of,
    texts,
    unlink,
    wrap,
    wrap_contents,
    xml_parser,
)
from emendata.acquire.pandoc.vocabulary import names
from emendata.diagnostics import Place, error

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

# What pandoc keeps the attributes of
_KEPT = frozenset(("div", "span", "section", "h1", "h2", "h3", "h4", "h5", "h6", "html", "figure"))
_INLINE = names(
    """
    a, abbr, acronym, b, bdi, bdo, big, cite, code, data, del, dfn, em, font, i, ins, kbd, label,
    mark, q, ruby, rb, rt, rp, s, samp, small, span, strike, strong, sub, sup, time, tt, u, var, wbr
    """
)
_NO_TEXT = names(
    """
    script, style, template, noscript, iframe, object, embed, select, option, textarea, svg, math,
    head, nav, audio, video, canvas, map, input, button, annotation
    """
)
_STYLES = (
    (re.compile(r"font-style\s*:\s*(?:italic|oblique)"), "i"),
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)"), "b"),
    (re.compile(r"text-decoration(?:-line)?\s*:[^;]*underline"), "u"),
    (re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through"), "s"),
    (re.compile(r"vertical-align\s*:\s*super"), "sup"),
    (re.compile(r"vertical-align\s*:\s*sub\b"), "sub"),
)


def ready(text: str, name: str) -> Ready:
    """The page as UTF-8."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(text.encode(), parser)
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise error(
            "A015", Place(name), "the page is nested too deep", "look for an element that is not closed"
        )
    losses = tuple(_without_other_pages(root))
    words = count_words(prepare({"": root}))
    data = etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return Ready(data, "html" + EXTENSIONS["html"], words=words, losses=losses)


def _without_other_pages(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Take out what only leads to other pages, or shows them."""
    for element in list(root.iter("iframe", "object", "embed")):
        hint = "put an image or the text of it in its place"
        yield "an embedded page is left out", element.get("src") or element.get("data") or "", hint
        unlink(element)
    for element in list(root.iter("nav")):
        if text := text_of(element):
            yield "a page's navigation is left out", text, "make it a paragraph or a list if it is text"
        unlink(element)


def prepare(pages: Mapping[str, etree._Element]) -> list[str]:
    """Change the pages in place; their text as a reader sees it."""
    take_notes(pages)
    found = [
        text
        for root in pages.values()
        for text in texts(root, running=_INLINE.__contains__, skipped=_skipped)
    ]
    for root in pages.values():
        keep_attributes(root)
    return found


def _skipped(element: etree._Element) -> bool:
    return local(element) in _NO_TEXT or element.get("href", "").startswith(MARK)


def keep_attributes(root: etree._Element) -> None:
    """Change the tree in place."""
    for element in list(root.iter(etree.Element)):
        name = local(element)
        if "titlepage" in element.get(EPUB_TYPE, element.get("epub:type", "")):
            # pandoc passes over title pages, which may hold what the metadata do not
            for key in (EPUB_TYPE, "epub:type"):
                if key in element.attrib:
                    del element.attrib[key]
        if name == "div" and "line-block" in element.get("class", "").split():
            _on_one_line(element)
        if name == "p":
            _paragraph(element)
        elif name == "main":
            # pandoc passes over everything outside it, such as a header with the title
            element.tag = named(element, "div")
        elif name == "center":
            element.tag = named(element, "div")
            element.set("class", "center")
        elif name == "cite":
            element.tag = named(element, "span")
            element.set("class", "title-of-work")
        elif name in ("span", "font"):
            _styled(element)
        if name not in _KEPT and name != "p" and (language := lang(element)):
            _language(element, name, language)


def _on_one_line(block: etree._Element) -> None:
    """pandoc joins the words between which a line of the file ends within a line of verse."""
    for element in block.iter(etree.Element):
        if element.text:
            element.text = _LINE_END.sub(" ", element.text)
        if element.tail and element is not block:
            ended = local(element) == "br"
            element.tail = _LINE_END.sub(" ", element.tail.lstrip("\r\n") if ended else element.tail)


_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def _paragraph(paragraph: etree._Element) -> None:
    language, id_ = lang(paragraph), paragraph.get("id", "")
    classes = paragraph.get("class", "").split()
    attrs = Attributes(classes=tuple(classes), values={"style": paragraph.get("style", "")})
    align = {"center": "centred", "right": "right"}.get(paragraph.get("align", "")) or alignment(attrs)
    called = meaning(attrs)
    if called in ("none", "unknown"):
        called = "none"
    if not (language or id_ or align or called != "none"):
        return
    box = paragraph.makeelement(named(paragraph, "div"))
    if called != "none":
        # As a word processor's style: neighbours with the same one belong together
        box.set("data-custom-style", next(c for c in classes if meaning(Attributes(classes=(c,))) == called))
    if align:
        box.set("class", align)
    if language:
        box.set("lang", language)
    if id_:
        box.set("id", id_)
        del paragraph.attrib["id"]
    wrap(paragraph, box)


_BOXED = frozenset(("ul", "ol", "dl", "table", "pre"))
_FILLED = names("article, aside, main, header, footer, body, details, blockquote, li, dd, td, th, figcaption")


def _language(element: etree._Element, name: str, language: str) -> None:
    if name in _BOXED:
        wrap(element, element.makeelement(named(element, "div"), {"lang": language}))
    elif name in _FILLED:
        wrap_contents(element, element.makeelement(named(element, "div"), {"lang": language}))
    elif name in _INLINE or name in ("dt", "caption"):
        wrap_contents(element, element.makeelement(named(element, "span"), {"lang": language}))


def _styled(element: etree._Element) -> None:
    style = element.get("style", "")
    for pattern, tag in _STYLES:
        if pattern.search(style):
            wrap_contents(element, element.makeelement(named(element, tag)))


def page(data: bytes) -> etree._Element | None:
    """A page of an e-book, which should be XML but may be only HTML; None if it is neither."""
    try:
        return etree.fromstring(data, xml_parser())
    except etree.XMLSyntaxError:
        pass
    try:
        data.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # what the page itself says
    try:
        return lxml.html.document_fromstring(data, lxml.html.HTMLParser(encoding=encoding))
    except (etree.ParserError, ValueError):
        return None
