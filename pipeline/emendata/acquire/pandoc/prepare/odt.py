"""ODT → ODT whose languages, small caps and named styles pandoc keeps.

pandoc's reader hands on no style names, and of the properties of text only weight, posture and
position. What else matters becomes marks: links around a run, or empty ones at the beginning of a
paragraph. OpenDocument 1.3, part 3.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from emendata.acquire.pandoc.archive import Archive, encrypted
from emendata.acquire.pandoc.ast import POINT, Attributes, mark_address
from emendata.acquire.pandoc.divs import meaning
from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare.containers import embedded, repacked
from emendata.acquire.pandoc.prepare.frames import descriptions, put_boxes_after
from emendata.acquire.pandoc.prepare.ready import TWO_SERIES, Loss, Ready
from emendata.acquire.pandoc.prepare.xml import count_words, local, parsed, text_of, texts, unlink
from emendata.acquire.pandoc.state import same_language
from emendata.acquire.pandoc.vocabulary import names
from emendata.diagnostics import Place, error

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_PARENT = f"{_STYLE}parent-style-name"
_HREF = "{http://www.w3.org/1999/xlink}href"

_CUT = names(
    """
    p, h, tab, line-break, s, note, note-body
    """
)
_NO_TEXT = names(
    """
    tracked-changes, annotation, annotation-end, note-citation, table-of-content,
    illustration-index, alphabetical-index, sequence-decls, forms, script, title, desc, object, page-number,
    page-count, bibliography-configuration, index-title
    """
)
_CAPTIONS = {
    # LibreOffice calls the styles of captions after what they stand under
    "table": "table caption",
    "illustration": "figure caption",
    "figure": "figure caption",
    "drawing": "figure caption",
    "abbildung": "figure caption",
    "tabelle": "table caption",
}


def ready(archive: Archive, name: str) -> Ready:
    """The document, what pandoc would lose in marks."""
    content = "content.xml"
    if content not in archive:
        hint = "open it in the program that made it and save it again"
        raise error("A010", Place(name), "the archive is no ODT: it has no content.xml", hint)
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise encrypted(Place(name))
    parts = {
        part: parsed(archive.read(part), name, part) for part in ("styles.xml", content) if part in archive
    }
    root = parts[content]
    styles = _Styles(list(parts.values()))
    styles.break_circles()
    body = next((e for e in root.iter(etree.Element) if local(e) == "body"), root)
    for text in body.iter(f"{_OFFICE}text"):
        _put_into_paragraphs(text)
    losses = (*_losses(body, styles, archive, name), *put_boxes_after(body))
    words = count_words(texts(body, running=_runs_on, skipped=lambda e: local(e) in _NO_TEXT))
    for paragraph in list(body.iter(f"{_TEXT}p", f"{_TEXT}h")):
        _mark_paragraph(paragraph, styles)
    _mark_bookmarks(body)
    return Ready(
        repacked(archive, {part: etree.tostring(root, encoding="utf-8") for part, root in parts.items()}),
        "odt" + EXTENSIONS["odt"],
        embedded(archive, ""),
        meta={"lang": styles.default.lang} if styles.default.lang else {},
        words=words,
        losses=losses,
        descriptions=descriptions(body),
    )


def _runs_on(name: str) -> bool:
    return name not in _CUT


def _put_into_paragraphs(text: etree._Element) -> None:
    """pandoc writes an abstract between the title and the first head without paragraphs around it.

    Where one of its paragraphs ends and the next begins, there is a line break.
    """
    headed = False
    paragraph: etree._Element | None = None
    words, text.text = text.text, None
    for element in [None, *text]:
        if element is not None:
            words, element.tail = element.tail, None
            if local(element) not in _IN_A_LINE or local(element) == "line-break":
                headed = headed or local(element) == "h"
                paragraph = None
            elif paragraph is not None or local(element) not in _POINTS:
                if paragraph is None:
                    paragraph = _begun(text, text.index(element), headed)
                paragraph.append(element)
                element.tail, words = words, None
        if words and words.strip():
            paragraph = _begun(text, 0 if element is None else text.index(element) + 1, headed)
            paragraph.text = words.lstrip()
    for line_break in text.findall(f"{_TEXT}line-break"):
        text.remove(line_break)


def _begun(text: etree._Element, at: int, headed: bool) -> etree._Element:
    style = "Standard" if headed else "Abstract"
    paragraph = text.makeelement(f"{_TEXT}p", {f"{_TEXT}style-name": style})
    text.insert(at, paragraph)
    return paragraph


_POINTS = names(
    "bookmark, bookmark-start, bookmark-end, reference-mark, reference-mark-start, reference-mark-end"
)
_IN_A_LINE = (
    names(
        """
    span, a, note, line-break, tab, s, ruby
    """
    )
    | _POINTS
)


def _formula(element: etree._Element, archive: Archive, name: str) -> bool:
    """Whether an object is a formula; its address is made one of LibreOffice's, which alone pandoc follows."""
    address = posixpath.normpath(element.get(_HREF, ""))
    part = f"{address}/content.xml"
    if part not in archive or not parsed(archive.read(part), name, part).tag.startswith(_MATH):
        return False
    element.set(_HREF, f"./{address}")
    return True


def _losses(body: etree._Element, styles: _Styles, archive: Archive, file: str) -> Iterator[Loss]:
    """What is taken out or cannot be kept."""
    if len({note.get(f"{_TEXT}note-class") for note in body.iter(f"{_TEXT}note")}) == 2:
        yield TWO_SERIES
    for element in list(body.iter(etree.Element)):
        name = local(element)
        if name == "tracked-changes":
            for deleted in element.iter(f"{_TEXT}deletion"):
                hint = "accept or reject the changes in the word processor"
                yield "a tracked deletion is left out", text_of(deleted), hint
            unlink(element)
        elif name == "annotation":
            said = " ".join(map(text_of, element.iter(f"{_TEXT}p")))
            yield "a comment is left out", said, "take the comments out, or make notes of them"
            unlink(element)
        elif name == "span" and styles.properties("text", element.get(f"{_TEXT}style-name")).hidden:
            hint = "show it in the word processor if it belongs to the text"
            yield "hidden text is left out", text_of(element), hint
            unlink(element)
        elif name == "object" and not _formula(element, archive, file):
            hint = "write the formula as TeX between dollar signs in a Markdown file, or put an image in its place"
            yield "a formula or embedded object is left out", "", hint


# ---------------------------------------------------------------------- styles


@dataclass(frozen=True, slots=True)
class _Properties:
    """What a style says of its text."""

    lang: str = ""
    smallcaps: bool | None = None
    hidden: bool | None = None

    def over(self, other: _Properties) -> _Properties:
        """These, and the other's where these say nothing."""
        return _Properties(
            self.lang or other.lang,
            other.smallcaps if self.smallcaps is None else self.smallcaps,
            other.hidden if self.hidden is None else self.hidden,
        )


class _Styles:
    """The styles of a document by family and name."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self.default = _Properties()
        for root in roots:
            for element in root.iter(etree.Element):
                family = element.get(f"{_STYLE}family", "")
                if element.tag == f"{_STYLE}style":
                    self._styles[family, element.get(f"{_STYLE}name", "")] = element
                elif element.tag == f"{_STYLE}default-style" and family == "paragraph":
                    self.default = _properties(element)

    def break_circles(self) -> None:
        """No style is based on itself, or pandoc would never come to an end."""
        for (family, _), style in self._styles.items():
            seen = {style}
            for based in self._chain(family, style.get(_PARENT)):
                if based in seen:
                    del style.attrib[_PARENT]
                    break
                seen.add(based)

    def _chain(self, family: str, name: str | None) -> Iterator[etree._Element]:
        while (style := self._styles.get((family, name or ""))) is not None:
            yield style
            name = style.get(_PARENT)

    def properties(self, family: str, name: str | None) -> _Properties:
        """What a style and those it is based on say."""
        found = _Properties()
        for style in self._chain(family, name):
            found = found.over(_properties(style))
        return found

    def title(self, name: str | None) -> str:
        """The name that the author sees of a paragraph's style."""
        for style in self._chain("paragraph", name):
            parent = style.getparent()
            if parent is not None and local(parent) != "automatic-styles":
                name = style.get(f"{_STYLE}display-name") or style.get(f"{_STYLE}name")
                break
        return (name or "").replace("_20_", " ").casefold()


def _properties(style: etree._Element) -> _Properties:
    said = style.find(f"{_STYLE}text-properties")
    if said is None:
        return _Properties()
    lang, country = said.get(f"{_FO}language", ""), said.get(f"{_FO}country", "")
    if lang in ("none", "zxx"):
        lang = ""
    variant, display = said.get(f"{_FO}font-variant"), said.get(f"{_TEXT}display")
    return _Properties(
        f"{lang}-{country}" if lang and country not in ("", "none") else lang,
        None if variant is None else variant == "small-caps",
        None if display is None else display == "none",
    )


# ----------------------------------------------------------------------- marks


_MARKED = frozenset(("verse", "abstract", "abstract title", "caption", "title", "subtitle", "author", "date"))
"""The meanings that pandoc does not read from a paragraph's style; quotations it knows by their margin."""


def _mark_paragraph(paragraph: etree._Element, styles: _Styles) -> None:
    name = paragraph.get(f"{_TEXT}style-name")
    _mark_runs(paragraph, styles.properties("paragraph", name).over(styles.default), styles)
    title = styles.title(name)
    title = _CAPTIONS.get(title, title)
    if paragraph.tag == f"{_TEXT}p" and meaning(Attributes(classes=(title,))) in _MARKED:
        mark = _link(paragraph, {"custom-style": title, "class": POINT})
        mark.tail, paragraph.text = paragraph.text, None
        paragraph.insert(0, mark)


def _mark_bookmarks(body: etree._Element) -> None:
    """pandoc gives bookmarks other names and leaves the links to them with the old."""
    for element in list(body.iter(etree.Element)):
        if element.tag in _BOOKMARKS and (name := element.get(f"{_TEXT}name")):
            mark = _link(element, {"id": name, "class": POINT})
            element.addprevious(mark)
            unlink(element)
        elif element.tag in _REFERENCES and (name := element.get(f"{_TEXT}ref-name")):
            element.tag = f"{_TEXT}a"
            element.set(_HREF, f"#{name}")


_BOOKMARKS = tuple(
    f"{_TEXT}{name}" for name in ("bookmark", "bookmark-start", "reference-mark", "reference-mark-start")
)
_REFERENCES = (f"{_TEXT}bookmark-ref", f"{_TEXT}reference-ref")


def _mark_runs(element: etree._Element, said: _Properties, styles: _Styles) -> None:
    """Mark the text directly in the element, and go on into what is part of its line."""
    for child in list(element):
        if local(child) == "span":
            own = styles.properties("text", child.get(f"{_TEXT}style-name"))
            _mark_runs(child, own.over(said), styles)
        # Links stay without marks: pandoc loses a link in a link. Notes are paragraphs of their own.
    values = {}
    if said.lang and not same_language(said.lang, styles.default.lang):
        values["lang"] = said.lang.partition("-")[0]
    if said.smallcaps:
        values["rend"] = "smallcaps"
    if not values:
        return
    for child in list(element):
        if tail := child.tail:
            before, mark = _marked(tail, element, values)
            child.tail = before
            if mark is not None:
                child.addnext(mark)
    if text := element.text:
        element.text, mark = _marked(text, element, values)
        if mark is not None:
            element.insert(0, mark)


def _marked(text: str, like: etree._Element, values: dict[str, str]) -> tuple[str, etree._Element | None]:
    """The white space before a text, and a mark around the words with the white space after it."""
    words = text.strip()
    if not words:
        return text, None
    at = text.index(words)
    mark = _link(like, values)
    mark.text, mark.tail = words, text[at + len(words) :]
    return text[:at], mark


def _link(like: etree._Element, values: dict[str, str]) -> etree._Element:
    return like.makeelement(f"{_TEXT}a", {_HREF: mark_address(values)})
