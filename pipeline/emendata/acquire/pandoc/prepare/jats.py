"""JATS → HTML, in which pandoc keeps what its own reader of JATS does not.

That reader loses languages, verse, the labels of figures and tables, spanning cells, tables without
a head, names in one piece, keywords, and references made of elements; all of them have an HTML that
pandoc keeps. https://jats.nlm.nih.gov/publishing/tag-library/1.3/
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from lxml import etree

from emendata.acquire.pandoc.ast import NOTE, mark_address
from emendata.acquire.pandoc.formats import EXTENSIONS
from emendata.acquire.pandoc.prepare import html
from emendata.acquire.pandoc.prepare.ready import Ready
from emendata.acquire.pandoc.prepare.xml import count_words, lang, local, parsed, text_of, texts, unlink
from emendata.acquire.pandoc.vocabulary import names

Element: TypeAlias = etree._Element

_HREF = "{http://www.w3.org/1999/xlink}href"
_MATHML = "{http://www.w3.org/1998/Math/MathML}math"

_HTML = {
    # JATS name: HTML name, class
    "p": ("p", ""),
    "bold": ("b", ""),
    "italic": ("i", ""),
    "underline": ("u", ""),
    "strike": ("s", ""),
    "sub": ("sub", ""),
    "sup": ("sup", ""),
    "monospace": ("code", ""),
    "sc": ("span", "smallcaps"),
    "source": ("span", "title-of-work"),
    "break": ("br", ""),
    "hr": ("hr", ""),
    "preformat": ("pre", ""),
    "code": ("pre", ""),
    "def-list": ("dl", ""),
    "term": ("dt", ""),
    "def": ("dd", ""),
    "disp-quote": ("blockquote", ""),
    "verse-line": ("p", "verse"),
    "attrib": ("p", ""),
    "speech": ("div", "speech"),
    "speaker": ("p", "speaker"),
    "ref": ("p", ""),
    "note": ("p", ""),
    "boxed-text": ("div", ""),
    "thead": ("thead", ""),
    "tbody": ("tbody", ""),
    "tfoot": ("tfoot", ""),
    "tr": ("tr", ""),
    "td": ("td", ""),
    "th": ("th", ""),
}
_RUNNING = names(
    """
    bold, italic, underline, strike, sub, sup, sc, monospace, styled-content, named-content,
    foreign, roman, sans-serif, overline, abbrev, ext-link, uri, xref
    """
)
# No words, or words that a catalogue wants and the book says in another way
_NO_TEXT = names(
    """
    journal-meta, article-id, article-categories, contrib-id, history, counts, permissions,
    alt-text, tex-math, custom-meta-group, self-uri, funding-group, label, math, pub-date, object-id,
    email, volume, issue, elocation-id, xref
    """
)


def ready(text: str, name: str) -> Ready:
    """The article as an HTML page."""
    root = parsed(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode(), name)
    words = count_words(texts(root, running=_RUNNING.__contains__, skipped=lambda e: local(e) in _NO_TEXT))
    page = _Page(root).page()
    html.keep_attributes(page)
    data = etree.tostring(page, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return Ready(data, "html" + EXTENSIONS["html"], words=words)


class _Page:
    """One article on its way from one tree to the other."""

    def __init__(self, article: Element) -> None:
        self._article = article
        self._level = 1
        self._grouped = {
            fn.get("id", ""): fn
            for fn in article.iter()
            if local(fn) == "fn" and _in_group(fn) and fn.get("id")
        }
        self._called = {x.get("rid", "") for x in article.iter() if local(x) == "xref"}
        self._notes: list[tuple[str, Element]] = []
        """Called notes with the ids they have in the article, in the order of their calls."""

    def page(self) -> Element:
        """The whole page."""
        page = etree.Element("html")
        if language := lang(self._article):
            page.set("lang", language)
        head, body = etree.SubElement(page, "head"), etree.SubElement(page, "body")
        matter = self._article.find("front/article-meta")
        if matter is not None:
            for name, text in _metadata(matter):
                etree.SubElement(head, "meta", {"name": name, "content": text})
            self._front(matter, body)
        for part in self._article:
            if local(part) in ("body", "back"):
                self._contents(part, body)
        for number, (_, note) in enumerate(self._notes, start=1):  # grows: a note may call a note
            self._contents(note, etree.SubElement(body, "div", {"class": NOTE, "id": _note_name(number)}))
        return page

    def _front(self, matter: Element, body: Element) -> None:
        for path, tag, class_ in (
            ("title-group/article-title", "h1", "title"),
            ("title-group/subtitle", "p", "subtitle"),
        ):
            if (found := matter.find(path)) is not None:
                self._contents(found, etree.SubElement(body, tag, {"class": class_}))
        for contrib in matter.iterfind("contrib-group/contrib"):
            if contrib.get("contrib-type", "author") == "author":
                line = etree.SubElement(body, "p", {"class": "author"})
                line.text = _full_name(_name(contrib))
                for call in contrib.iterfind("xref"):
                    self._xref(call, line)
        for abstract in matter.iterfind("abstract"):
            self._element(abstract, body)

    # ---------------------------------------------------------------- elements

    def _contents(self, source: Element, target: Element) -> None:
        """Everything in `source`, into `target`."""
        _add(target, source.text)
        for child in source:
            self._element(child, target)
            _add(target, child.tail)

    def _element(self, source: Element, target: Element) -> None:
        name = local(source)
        if source.tag == _MATHML:
            target.append(_without(source))
        elif build := _BUILDERS.get(name):
            build(self, source, target)
        elif name in _HTML:
            tag, class_ = _HTML[name]
            self._contents(source, _made(source, target, tag, class_))
        elif name and (lang(source) or source.get("id")):
            self._contents(source, _made(source, target, "span"))
        elif name:
            self._contents(source, target)

    def _section(self, source: Element, target: Element) -> None:
        section = _made(source, target, "section")
        self._level += 1
        title = source.find("title")
        if title is not None:
            head = etree.SubElement(section, f"h{min(self._level, 6)}")
            _add(head, _label(source, " "))
            self._contents(title, head)
        self._contents(_without(source, "title", "label"), section)
        self._level -= 1

    def _abstract(self, source: Element, target: Element) -> None:
        abstract = _made(source, target, "div", "abstract")
        title = source.find("title")
        if title is not None:
            self._contents(title, etree.SubElement(abstract, "p", {"class": "abstract-title"}))
        self._contents(_without(source, "title"), abstract)

    def _verse(self, source: Element, target: Element) -> None:
        title = source.find("title")
        if title is not None:
            # Verse has no head of its own: a line before it
            self._contents(title, etree.SubElement(etree.SubElement(target, "p"), "b"))
        self._contents(_without(source, "title", "label"), _made(source, target, "div", "verse"))

    def _titled(self, source: Element, target: Element) -> None:
        """A title where no section is: a line."""
        self._contents(source, etree.SubElement(etree.SubElement(target, "p"), "b"))

    def _list(self, source: Element, target: Element) -> None:
        self._list_title(source, target)
        types = {"order": "1", "alpha-lower": "a", "alpha-upper": "A", "roman-lower": "i", "roman-upper": "I"}
        kind = types.get(source.get("list-type", ""))
        made = _made(source, target, "ol" if kind else "ul")
        if kind:
            made.set("type", kind)
        for item in source.iterfind("list-item"):
            element = _made(item, made, "li")
            if not kind:
                _add(element, _label(item, " "))
            self._contents(_without(item, "label"), element)

    def _list_title(self, source: Element, target: Element) -> None:
        if (title := source.find("title")) is not None:
            self._titled(title, target)

    def _definitions(self, source: Element, target: Element) -> None:
        self._list_title(source, target)
        made = _made(source, target, "dl")
        for part in source.iterfind("def-item"):
            self._contents(part, made)

    def _figure(self, source: Element, target: Element) -> None:
        figure = _made(source, target, "figure")
        self._contents(_without(source, "label", "caption"), figure)
        self._caption(source, figure, "figcaption")

    def _table(self, source: Element, target: Element) -> None:
        found = [e for e in source.iter() if local(e) == "table"]
        if not found:
            self._figure(source, target)
            return
        for number, inner in enumerate(found):
            table = _made(source if not number else inner, target, "table")
            if not number:
                self._caption(source, table, "caption")
            for part in inner:
                self._element(part, table)
            _with_head(table)
        for foot in source.iterfind("table-wrap-foot"):
            self._contents(foot, target)

    def _caption(self, source: Element, target: Element, tag: str) -> None:
        """Label, title and paragraphs of a caption on lines of their own."""
        caption, label = source.find("caption"), _label(source, " ")
        parts = [e for e in caption if local(e)] if caption is not None else []
        if not parts and not label:
            return
        made = etree.SubElement(target, tag)
        _add(made, label)
        for number, part in enumerate(parts):
            if number:
                etree.SubElement(made, "br")
            self._contents(part, made)

    def _graphic(self, source: Element, target: Element) -> None:
        alt = source.find("alt-text")
        if alt is None and (outer := source.getparent()) is not None:
            alt = outer.find("alt-text")
        etree.SubElement(target, "img", {"src": source.get(_HREF, ""), "alt": text_of(alt)})

    def _reference(self, source: Element, target: Element) -> None:
        line = _made(source, target, "p")
        _add(line, _label(source, " "))
        self._contents(_without(source, "label"), line)

    def _divided(self, source: Element, target: Element) -> None:
        """A reference made of elements, without punctuation: commas stand between them."""
        for number, part in enumerate(e for e in source if local(e)):
            _add(target, ", " if number else "")
            self._element(part, target)

    def _name(self, source: Element, target: Element) -> None:
        _add(target, _full_name(source))

    # ------------------------------------------------------- links, notes, maths

    def _xref(self, source: Element, target: Element) -> None:
        id_ = source.get("rid", "")
        if id_ in self._grouped:
            self._call(self._grouped[id_], target, text_of(source))
        elif source.get("ref-type") != "aff":
            self._contents(source, etree.SubElement(target, "a", {"href": f"#{id_}"}))

    def _footnote(self, source: Element, target: Element) -> None:
        """A note in its place is called there; one of a group where its calls are, or stays text."""
        if not _in_group(source):
            self._call(source, target, text_of(source.find("label")))
        elif source.get("id") not in self._called:
            self._contents(source, target)

    def _call(self, note: Element, target: Element, label: str) -> None:
        id_ = note.get("id", "")
        known = [known for known, _ in self._notes]
        if not id_ or id_ not in known:
            self._notes.append((id_, _without(note, "label")))
            known.append(id_)
        number = known.index(id_) + 1 if id_ else len(known)
        label = label.strip("[]().")
        address = mark_address({"note": _note_name(number), "n": label})
        etree.SubElement(target, "a", {"href": address}).text = label or "*"

    def _link(self, source: Element, target: Element) -> None:
        address = source.get(_HREF) or text_of(source)
        if local(source) == "email" and ":" not in address:
            address = f"mailto:{address}"
        self._contents(source, etree.SubElement(target, "a", {"href": address}))

    def _tex(self, source: Element, target: Element) -> None:
        displayed = any(local(a) == "disp-formula" for a in source.iterancestors())
        kind = "math/tex; mode=display" if displayed else "math/tex"
        etree.SubElement(target, "script", {"type": kind}).text = text_of(source)

    def _alternatives(self, source: Element, target: Element) -> None:
        """Of several forms of one thing, one: TeX or an image before the others."""
        by_name = {local(child): child for child in source}
        chosen = next(
            (by_name[n] for n in ("tex-math", "table", "graphic", "inline-graphic") if n in by_name), None
        )
        self._element(chosen if chosen is not None else source[0], target)

    def _nothing(self, source: Element, target: Element) -> None:
        """What is said elsewhere."""


_Builder: TypeAlias = Callable[[_Page, Element, Element], None]
_BUILDERS: dict[str, _Builder] = {
    **dict.fromkeys(("sec", "ack", "app", "ref-list", "glossary", "notes", "bio"), _Page._section),
    **dict.fromkeys(("title", "subtitle"), _Page._titled),
    **dict.fromkeys(("fig", "chem-struct-wrap", "graphic-wrap"), _Page._figure),
    **dict.fromkeys(("graphic", "inline-graphic", "media"), _Page._graphic),
    **dict.fromkeys(("ext-link", "uri", "email"), _Page._link),
    **dict.fromkeys(("element-citation", "person-group"), _Page._divided),
    **dict.fromkeys(("name", "string-name"), _Page._name),
    **dict.fromkeys(("alt-text", "object-id", "name-alternatives"), _Page._nothing),
    "abstract": _Page._abstract,
    "verse-group": _Page._verse,
    "list": _Page._list,
    "def-list": _Page._definitions,
    "table-wrap": _Page._table,
    "ref": _Page._reference,
    "xref": _Page._xref,
    "fn": _Page._footnote,
    "tex-math": _Page._tex,
    "alternatives": _Page._alternatives,
}


def _metadata(matter: Element) -> Iterator[tuple[str, str]]:
    if words := [text_of(kwd) for kwd in matter.iterfind("kwd-group/kwd")]:
        yield "keywords", ", ".join(words)
    for contrib in matter.iterfind("contrib-group/contrib"):
        if (role := contrib.get("contrib-type", "")) in ("editor", "translator"):
            yield role, _full_name(_name(contrib))
    if rights := text_of(matter.find("permissions/copyright-statement")):
        yield "rights", rights
    if publisher := text_of(matter.find("../journal-meta/publisher/publisher-name")):
        yield "publisher", publisher
    date = matter.find("pub-date")
    if date is not None and (year := date.findtext("year")):
        found = [year.strip()]
        for part in ("month", "day"):
            number = (date.findtext(part) or "").strip()
            if not number.isdigit():
                break
            found.append(number.zfill(2))
        yield "date", "-".join(found)


def _name(contrib: Element) -> Element:
    """The element with the name of somebody who contributed."""
    return next((e for e in contrib.iter() if local(e) in ("name", "string-name", "collab")), contrib)


def _full_name(name: Element) -> str:
    """A name as it is read: prefix, given names, surname, suffix."""
    parts = [text_of(name.find(part)) for part in ("prefix", "given-names", "surname", "suffix")]
    return " ".join(filter(None, parts)) if name.find("surname") is not None else text_of(name)


def _note_name(number: int) -> str:
    return f"{NOTE}-{number}"


def _in_group(note: Element) -> bool:
    """Whether a note stands among notes, away from its calls."""
    parent = note.getparent()
    return parent is not None and local(parent) in ("fn-group", "author-notes", "table-wrap-foot")


def _label(source: Element, after: str) -> str:
    label = text_of(source.find("label"))
    return label + after if label else ""


def _without(source: Element, *names: str) -> Element:
    """A copy of the element without these children."""
    made = copy.deepcopy(source)
    made.tail = None
    for child in [c for c in made if local(c) in names]:
        unlink(child)
    return made


def _made(source: Element, target: Element, tag: str, class_: str = "") -> Element:
    """A new element in `target` with what `source` says of itself."""
    made = etree.SubElement(target, tag)
    said = [("id", source.get("id")), ("class", class_), ("lang", lang(source))]
    said += [(key, source.get(key)) for key in ("colspan", "rowspan", "align", "style")]
    for key, value in said:
        if value:
            made.set(key, value)
    return made


def _with_head(table: Element) -> None:
    """Rows of nothing but head cells at the top of a table are its head."""
    if table.find("thead") is not None:
        return
    body = table.find("tbody")
    rows = list((body if body is not None else table).iterfind("tr"))
    heads = []
    while len(rows) > 1 and all(cell.tag == "th" for cell in rows[0]):
        heads.append(rows.pop(0))
    if heads:
        head = etree.Element("thead")
        head.extend(heads)
        table.insert(1 if table.find("caption") is not None else 0, head)


def _add(target: Element, text: str | None) -> None:
    """More text at the end of `target`."""
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
