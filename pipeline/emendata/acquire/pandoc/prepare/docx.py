"""DOCX → DOCX whose languages pandoc keeps.

pandoc's reader passes over ``w:lang``. Word writes it at every run, right or wrong: a run is taken
for another language than the text's only where its letters can be of that language, so that a
Latin sentence typed after Greek, with the keyboard still Greek, does not become Greek.
ECMA-376, part 1, 17.3.2.20.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from emendata.acquire.pandoc.archive import Archive
from emendata.acquire.pandoc.ast import POINT, mark_address
from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare.containers import embedded, repacked
from emendata.acquire.pandoc.prepare.ready import TWO_SERIES, Loss, Ready
from emendata.acquire.pandoc.prepare.word import as_shown, mark_heads
from emendata.acquire.pandoc.prepare.xml import count_words, local, parsed, texts
from emendata.acquire.pandoc.state import same_language
from emendata.acquire.pandoc.vocabulary import names
from emendata.diagnostics import Place, error

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = frozenset(("document", "footnotes", "endnotes"))
_CUT = names(
    """
    p, tab, br, cr, noBreakHyphen, softHyphen, footnoteReference, endnoteReference
    """
)
_NO_TEXT = names(
    """
    instrText, delText, delInstrText, del, moveFrom, Fallback, rPr, pPr, sectPr, tblPr, trPr, tcPr,
    oMath, oMathPara, docPr, cNvPr, posOffset, positionH, positionV, pctWidth, pctHeight
    """
)
# Runs of fields and of notes' numbers must stay where they are
_FIXED = names(
    """
    fldChar, instrText, footnoteReference, endnoteReference, footnoteRef, endnoteRef,
    commentReference, delText
    """
)


def ready(archive: Archive, name: str) -> Ready:
    """The document, its passages in other languages marked."""
    parts: dict[str, etree._Element] = {}
    styles, styles_path = None, ""
    for path in archive.names:
        if path.startswith("word/") and path.endswith(".xml") and path.count("/") == 1:
            root = parsed(archive.read(path), name, path)
            if local(root) in _TEXTS:
                parts[path] = root
            elif local(root) == "styles" and not path.endswith("WithEffects.xml"):  # Word 2010's second copy
                styles, styles_path = root, path
    if not any(local(root) == "document" for root in parts.values()):
        hint = "open it in the program that made it and save it again"
        raise error("A010", Place(name), "the archive is no DOCX: it has no word/document.xml", hint)
    shown = [loss for root in parts.values() for loss in as_shown(root)]
    words = count_words(
        text for root in parts.values() for text in texts(root, running=_runs_on, skipped=_skipped)
    )
    languages = _Languages(styles)
    runs = [run for root in parts.values() for run in _runs(root, languages)]
    lang = _main(runs)
    _mark(runs, lang)
    for root in parts.values():
        _mark_bookmarks(root)
    if styles is not None and mark_heads(list(parts.values()), styles):
        parts[styles_path] = styles
    return Ready(
        repacked(archive, {path: etree.tostring(root, encoding="utf-8") for path, root in parts.items()}),
        "docx" + EXTENSIONS["docx"],
        embedded(archive, "word"),
        meta={"lang": lang} if lang else {},
        words=words,
        losses=(*shown, *_losses(parts), *_missing_images(archive, name)),
    )


def _runs_on(name: str) -> bool:
    return name not in _CUT


def _skipped(element: etree._Element) -> bool:
    if local(element) == "sdt":
        gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
        # The book makes its own contents
        return gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"
    return local(element) in _NO_TEXT


def _losses(parts: dict[str, etree._Element]) -> Iterator[Loss]:
    called = set()
    for root in parts.values():
        for element in root.iter(etree.Element):
            if local(element) in ("footnoteReference", "endnoteReference"):
                called.add(local(element))
            if local(element) in ("chart", "relIds", "OLEObject"):
                hint = "save it as an image and put the image in its place"
                yield "a chart, diagram or embedded object is left out", element.get("ProgID", ""), hint
    if len(called) == 2:
        yield TWO_SERIES


def _missing_images(archive: Archive, name: str) -> Iterator[Loss]:
    """The images that the file only refers to; pandoc says nothing of them."""
    for path in archive.names:
        if not (path.startswith("word/_rels/") and path.endswith(".rels")):
            continue
        for relation in parsed(archive.read(path), name, path):
            target = relation.get("Target", "")
            if relation.get("Type", "").endswith("/image") and (
                relation.get("TargetMode") == "External"
                or posixpath.normpath(posixpath.join("/word", target)).lstrip("/") not in archive
            ):
                hint = "put the image into the edition's folder and give it under `figures:` in edition.yaml"
                yield "an image is not in the file", target, hint


# ------------------------------------------------------------------- languages


class _Languages:
    """The languages that the styles give."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._own: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self.default = ""
        for style in styles if styles is not None else ():
            if local(style) == "docDefaults":
                self.default = _lang_of(style.find(f"{_W}rPrDefault/{_W}rPr"), complex_script=False)
            elif local(style) == "style":
                id_ = style.get(f"{_W}styleId", "")
                self._own[id_] = _lang_of(style.find(f"{_W}rPr"), complex_script=False)
                based = style.find(f"{_W}basedOn")
                self._based[id_] = based.get(f"{_W}val", "") if based is not None else ""

    def of_style(self, element: etree._Element | None, path: str) -> str:
        """The language of the style that an element's properties name."""
        found = element.find(path) if element is not None else None
        name = found.get(f"{_W}val", "") if found is not None else ""
        for _ in range(20):  # a circle of styles is no document, but may come
            if not name or self._own.get(name):
                break
            name = self._based.get(name, "")
        return self._own.get(name, "")


def _lang_of(properties: etree._Element | None, *, complex_script: bool) -> str:
    lang = properties.find(f"{_W}lang") if properties is not None else None
    found = ""
    if lang is not None:
        # Other programs than Word say the language of Hebrew where Word says that of Latin letters
        latin = lang.get(f"{_W}val", "")
        found = lang.get(f"{_W}bidi", latin) if complex_script else latin
    return "" if found.startswith("x-") else found


@dataclass(slots=True)
class _Run:
    element: etree._Element
    text: str
    lang: str
    """Empty where the text has no letters of its own."""


def _runs(root: etree._Element, languages: _Languages) -> Iterator[_Run]:
    for paragraph in root.iter(f"{_W}p"):
        of_paragraph = languages.of_style(paragraph, f"{_W}pPr/{_W}pStyle")
        for element in paragraph.iterchildren(f"{_W}r"):
            text = "".join(t.text or "" for t in element.iterchildren(f"{_W}t"))
            properties = element.find(f"{_W}rPr")
            complex_script = properties is not None and any(local(p) in ("rtl", "cs") for p in properties)
            lang = (
                _lang_of(properties, complex_script=complex_script)
                or languages.of_style(properties, f"{_W}rStyle")
                or of_paragraph
                or languages.default
            )
            yield _Run(element, text, lang if _possible(lang, text) else "")


_SCRIPTS = {
    "he": re.compile(r"[\u0590-\u05ff]"),
    "yi": re.compile(r"[\u0590-\u05ff]"),
    **dict.fromkeys(("ar", "fa", "ps", "ur"), re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
}
"""Word writes Arabic as the language of all scripts from right to left where nobody has chosen one."""
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_OTHER_SCRIPTS = names(
    """
    am, ar, be, bg, bn, el, fa, grc, gu, he, hi, hy, ja, ka, kk, km, kn, ko, lo, mk, ml, mn, mr, my,
    ne, or, pa, ps, ru, sa, si, sr, syr, ta, te, th, ti, tg, uk, ur, yi, zh, cu, cop
    """
)


def _possible(lang: str, text: str) -> bool:
    """Whether the text has letters, and they can be of the language."""
    letters = _LETTER.findall(text)
    primary = lang.split("-")[0]
    if script := _SCRIPTS.get(primary):
        return bool(script.search(text))
    latin = [letter for letter in letters if _LATIN.match(letter)]
    return len(latin) < len(letters) if primary in _OTHER_SCRIPTS else bool(latin)


def _main(runs: list[_Run]) -> str:
    """The language of most of the letters."""
    letters: Counter[str] = Counter()
    for run in runs:
        letters[run.lang] += len(run.text) if run.lang else 0
    best = letters.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def _mark(runs: list[_Run], main: str) -> None:
    """Put neighbouring runs in one other language into a link that is a mark."""
    box: etree._Element | None = None
    lang = ""
    between: list[etree._Element] = []
    for run in runs:
        fixed = any(local(child) in _FIXED for child in run.element)
        before = between[-1] if between else box
        near = before is not None and run.element.getprevious() is before and not fixed
        if near and not run.lang:
            between.append(run.element)  # a space or a comma: within the passage if it goes on
        elif near and box is not None and same_language(run.lang, lang):
            box.extend([*between, run.element])
            between.clear()
        else:
            box = None
            between.clear()
            if run.lang and not same_language(run.lang, main) and not fixed:
                lang = run.lang
                box = _boxed(run.element, lang)


def _boxed(element: etree._Element, lang: str) -> etree._Element | None:
    address = mark_address({"lang": lang.partition("-")[0]})
    box = element.makeelement(f"{_W}hyperlink", {f"{_W}anchor": address})
    parent = element.getparent()
    if parent is None:
        return None
    parent.replace(element, box)
    box.append(element)
    return box


# ------------------------------------------------------------------- bookmarks

_FIELD = re.compile(r"\b(?:REF|PAGEREF|NOTEREF)\s+(\S+)")


def _mark_bookmarks(root: etree._Element) -> None:
    """pandoc loses the bookmarks of heads and of whole paragraphs, to which cross-references point."""
    targets = {link.get(f"{_W}anchor", "") for link in root.iter(f"{_W}hyperlink")}
    for field in root.iter(f"{_W}instrText"):
        targets.update(_FIELD.findall(field.text or ""))
    for bookmark in list(root.iter(f"{_W}bookmarkStart")):
        name = bookmark.get(f"{_W}name", "")
        paragraph = _paragraph_of(bookmark) if name in targets else None
        if paragraph is None:
            continue
        address = mark_address({"id": name, "class": POINT})
        box = paragraph.makeelement(f"{_W}hyperlink", {f"{_W}anchor": address})
        # Word joiner: the reader drops a link without text
        etree.SubElement(etree.SubElement(box, f"{_W}r"), f"{_W}t").text = "\u2060"
        paragraph.insert(1 if paragraph.find(f"{_W}pPr") is not None else 0, box)


def _paragraph_of(bookmark: etree._Element) -> etree._Element | None:
    """The paragraph that a bookmark is in or stands before."""
    for element in bookmark.iterancestors(f"{_W}p"):
        return element
    for sibling in bookmark.itersiblings(f"{_W}p"):
        return sibling
    return None
