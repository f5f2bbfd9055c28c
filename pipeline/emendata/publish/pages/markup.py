"""Make the document trees that are set in type, out of the book's sections.

Enters: a `Book` and a house style. Leaves: a `Draft` for each section in their printed order, the contents among
them, with its notes apart from it, and the frame in which they are set (`units`); and, later, a tree with a ``div``
for each page, which carries the words of the running heads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate

from lxml import etree

from emendata.publish.semantic.model import Book, Head, Section
from emendata.publish.series import Series
from emendata.publish.style import Style
from emendata.publish.xhtml import Element, child, classes, element, language, name_of, text_of

UNKNOWN = "00"
"""Stands where a page number will stand, as wide as most are."""
LINE_NUMBERS = "#line"
"""Stands beside the names of series: no series can be called so."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


_SIGLA = "conspectus"
"""The kind of the section that says what the sigla stand for."""
CONTENTS_PART = "contents"
"""The kind of the part that is no section of the book."""
CONTENTS = "contents-h"
"""The id of the heading of the contents."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section in its printed place."""

    kind: str
    title: str
    front: bool
    """Does it stand before the first page of the text?"""
    side: str = ""
    """``text`` or ``translation``, where one faces the other."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A part before it is marked up for print. Nothing here is to be changed."""

    part: Part
    number: int
    html: Element
    contents: Element | None
    """What is put at its end."""
    counted: bool
    """Are its lines counted?"""
    column: bool

    def source(self) -> bytes:
        """All that is in it."""
        said = repr((self.number, self.counted, self.column)).encode()
        trees = (self.html,) if self.contents is None else (self.html, self.contents)
        return b"\0".join((said, *(etree.tostring(tree, with_tail=False) for tree in trees)))


@dataclass(frozen=True, slots=True)
class Draft:
    """A part as it is set, its notes taken out."""

    html: Element
    notes: Mapping[str, Sequence[Element]]
    """By series, in the order of `Book.series`."""

    def trees(self) -> Iterator[Element]:
        """Everything."""
        yield self.html
        for notes in self.notes.values():
            yield from notes


def copies(book: Book, style: Style) -> list[Copy]:
    """The parts in their printed order, the contents among them."""
    made: list[Copy] = []

    def add(
        html: Element, kind: str, title: str, matter: str, faces: bool = False, contents: Element | None = None
    ) -> None:
        columns = book.facing and matter == "body" and book.facing_layout == "columns"
        side = "" if not book.facing or matter != "body" else "translation" if faces else "text"
        part = Part(kind, title, style.front_apart and matter == "front", side)
        counted = matter == "body" and not (columns and faces)
        made.append(Copy(part, len(made), html, contents, counted, bool(columns)))

    order = printed_order(book, style)
    for section in order:
        opens = section.kind == "opening" and bool(book.contents)
        contents = _contents(book, order) if opens and style.contents == "opening" else None
        matter = "front" if section.kind == _SIGLA and style.sigla == "before" else section.matter
        add(section.html, section.kind, section.title, matter, section.faces, contents)
        if opens and style.contents == "page":
            add(_contents(book, order), CONTENTS_PART, book.terms["contents"], "front")
    return made


def draft(copy: Copy, series: Sequence[Series], selected: Collection[str]) -> Draft:
    """The part marked up for print; `selected` are the ids that the style sheets name."""
    html = deepcopy(copy.html)
    html.tail = None
    if copy.contents is not None:
        html.append(deepcopy(copy.contents))
    html.set("data-part", str(copy.number))
    if copy.column:
        html.set("class", " ".join((*classes(html), "column")))
    if copy.counted:
        html.set("data-lines", "counted")
    for heading in html.iter(*(f"{{*}}{name}" for name in _HEADINGS)):
        heading.set("data-label", " ".join(_words(heading).split()))
    notes: dict[str, list[Element]] = {one.name: [] for one in series}
    _lift_notes(html, notes, copy.number)
    for one in series:
        if one.running:
            for note in notes[one.name]:
                _run_on(note, one)
    made = Draft(html, notes)
    for tree in made.trees():
        for poem in tree.iter("{*}div"):
            if "poem" in classes(poem):
                _number_verses(poem)
        _bind_calls(tree)
        _hide_ids(tree, selected)
    return made


def frame(book: Book, style: Style, used: Collection[str]) -> Element:
    """A document for parts, with the foot in which the notes of the series go that are `used`."""
    html = _document(book, style)
    foot = child(html[1], "section", {"class": "foot"})
    for one in book.series:
        if one.name in used:
            _strip(foot, one)
    _show_line_numbers(foot, book)
    return html


def printed_order(book: Book, style: Style) -> list[Section]:
    """The sections; those of a translation come after all of the text that it faces (`pages.spreads`).

    The conspectus siglorum stands where the house style has it: the e-book has it behind the text.
    """
    order = _text_first(book)
    if style.sigla == "before":
        sigla = [section for section in order if section.kind == _SIGLA]
        others = [section for section in order if section.kind != _SIGLA]
        text = next((at for at, section in enumerate(others) if section.matter == "body"), len(others))
        order = [*others[:text], *sigla, *others[text:]]
    return order


def _text_first(book: Book) -> list[Section]:
    if not book.facing:
        return list(book.sections)
    texts = [section for section in book.sections if not section.faces]
    last = max((at for at, section in enumerate(texts) if section.matter == "body"), default=-1)
    translation = [section for section in book.sections if section.faces]
    return [*texts[: last + 1], *translation, *texts[last + 1 :]]


def _document(book: Book, style: Style) -> Element:
    html = element("html", language(book.lang))
    child(child(html, "head"), "title", text=book.metadata.title)
    child(html, "body", {"class": style.name})
    return html


# -------------------------------------------------------------------- contents


def _contents(book: Book, order: Sequence[Section]) -> Element:
    nav = element("nav", {"class": "contents", "role": "doc-toc"})
    child(nav, "h2", {"id": CONTENTS}, book.terms["contents"])
    nav.set("aria-labelledby", CONTENTS)
    # The translation is found on the page beside the text.
    facing = {section.id for section in book.sections if section.faces}
    heads = [head for head in book.contents if head.target not in facing]
    # As the sections stand in print; a head that is none of a section's own goes with the one before it.
    places = {section.id: at for at, section in enumerate(order)}
    at = list(accumulate((places.get(head.target, -1) for head in heads), _last_known))
    heads = [head for _, head in sorted(zip(at, heads, strict=True), key=lambda pair: pair[0])]
    _entries(nav, heads)
    return nav


def _last_known(before: int, own: int) -> int:
    return before if own < 0 else own


def _entries(parent: Element, heads: Sequence[Head]) -> None:
    entries = child(parent, "ol")
    for head in heads:
        item = child(entries, "li")
        line = child(item, "p", {"class": f"level-{head.level}"})
        link = child(line, "a", {"href": f"#{head.target}"})
        title = deepcopy(head.html)
        title.set("class", "entry-title")
        link.append(title)
        child(link, "span", {"class": "leader"})
        child(link, "span", {"class": "page-of", "data-target": head.target})
        if head.children:
            _entries(item, head.children)


# ------------------------------------------------------------------------ notes


def _strip(foot: Element, series: Series) -> None:
    """The place of a series, with the rules that may go above it."""
    names = ["strip", series.layout, *["runs"] * series.running]
    attributes = {"class": " ".join(names), "data-series": series.name}
    if series.running:
        attributes["data-labels"] = series.again
    strip = child(foot, "div", attributes)
    for place in ("first", "lower"):
        for kind, look in (("new", series.rule), ("continued", series.continued)):
            rule = {"class": f"foot-rule {place} {kind} {look}", "data-series": series.name}
            child(strip, "div", rule)
    child(strip, "div", {"class": "note measure", "data-series": series.name})


def _show_line_numbers(foot: Element, book: Book) -> None:
    """Have the look of line numbers set, if there are to be any in the margin."""
    keyed = {series.name for series in book.series if series.keyed}
    shown = book.lines.show == "on" or any(strip.get("data-series") in keyed for strip in foot)
    if shown and book.lines.show != "off":
        strip = child(foot, "div", {"class": "strip", "data-series": LINE_NUMBERS})
        look = child(strip, "p", {"class": "line-number unbroken", "data-series": LINE_NUMBERS})
        child(look, "span", {"class": "n"}, "0")


def _run_on(note: Element, series: Series) -> None:
    paragraphs = [block for block in note if name_of(block) == "p"]
    for paragraph in paragraphs:
        paragraph.set("class", " ".join([*classes(paragraph), "unbroken"]))
    if paragraphs and series.runs_on and series.separator and paragraphs[-1] is note[-1]:
        child(paragraphs[-1], "span", {"class": "separator"}, NO_BREAK_SPACE + series.separator)
    lemma = next((span for span in note.iter("{*}span") if span.get("data-word")), None)
    if lemma is not None:
        word = lemma.get("data-word") or ""
        # Words that stand together only once in their line need no figure, though the first of them stands there twice.
        together = re.split("…|\\.\\.\\.", text_of(lemma))[0].split()
        if together[:1] == [word]:
            lemma.set("data-word", " ".join(together))
        _provide_for_number(lemma, word)


def _provide_for_number(lemma: Element, word: str) -> None:
    """Put the figure that may be needed after a word of the lemma."""
    for owner in lemma.iter():
        text = owner.text or ""
        at = text.find(word)
        if at >= 0:
            figure = element("sup", {"class": "nth"}, "1")
            figure.tail = text[at + len(word) :]
            owner.text = text[: at + len(word)]
            owner.insert(0, figure)
            return


def _number_verses(poem: Element) -> None:
    """Give the verses between those with a number theirs, as long as they are counted one by one."""
    number = 0
    for verse in poem.iter("{*}p"):
        if "verse" not in classes(verse):
            continue
        own = verse.get("data-verse") or ""
        if own:
            number = int(own) if own.isdecimal() else number and number + 1
        elif number:
            number += 1
            verse.set("data-verse", str(number))


def _lift_notes(section: Element, lifted: Mapping[str, list[Element]], part: int) -> None:
    """Take the notes out, for the foot; a note without a call comes after the one before it."""
    for notes in list(section.iter("{*}section")):
        if "notes" not in classes(notes):
            continue
        before = f"part-{part}"
        for note in list(notes):
            series = notes.get("data-series") or "author"
            note.set("data-series", series)
            if "uncalled" in classes(note):
                note.set("data-after", before)
            before = note.get("id") or ""
            notes.remove(note)
            note.tail = None
            lifted[series].append(note)
            _number_leads_back(note)
        _remove(notes)


def _number_leads_back(note: Element) -> None:
    """On paper a note needs no arrow; its number is the way back to the call."""
    links = [link for link in note.iter("{*}a") if "back" in classes(link)]
    number = next((span for span in note.iter("{*}span") if "n" in classes(span)), None)
    if links and number is not None:
        number.tag = links[0].tag
        number.set("href", links[0].get("href") or "")
    for link in links:
        _remove(link)


def _remove(part: Element) -> None:
    parent = part.getparent()
    if parent is None:
        return
    if part.tail:
        before = part.getprevious()
        if before is None:
            parent.text = (parent.text or "") + part.tail
        else:
            before.tail = (before.tail or "") + part.tail
    parent.remove(part)


WORD_JOINER = "\u2060"
NO_BREAK_SPACE = "\u00a0"


def _bind_calls(body: Element) -> None:
    """Let no line begin with a call."""
    for link in body.iter("{*}a"):
        if "call" in classes(link):
            link.text = WORD_JOINER + (link.text or "")


_SELECTED = re.compile(r"#([A-Za-z][A-Za-z0-9_-]*)")


def selected(style: Style) -> frozenset[str]:
    """The ids that the style sheets for print name."""
    return frozenset(name for sheet in style.sheets.get("print", ()) for name in _SELECTED.findall(sheet.text))


def _hide_ids(tree: Element, selected: Collection[str]) -> None:
    """Call ids by another name, unless a style sheet does: WeasyPrint gives each a style of its own."""
    for inner in tree.iter():
        if name := inner.get("id"):
            inner.set("data-id", name)
            if name not in selected:
                del inner.attrib["id"]


# ---------------------------------------------------------- what is known by the pages


def targets(draft: Draft) -> tuple[str, ...]:
    """What a part refers to by its page."""
    found = (span.get("data-target") or "" for tree in draft.trees() for span in _references(tree))
    return tuple(dict.fromkeys(found))


def fill(draft: Draft, page_of: Mapping[str, str], line_of: Mapping[str, str]) -> None:
    """Put in the numbers of the pages that are known, and of the lines of what stands in one."""
    for span in (span for tree in draft.trees() for span in _references(tree)):
        target = span.get("data-target") or ""
        page = span.text = page_of.get(target, UNKNOWN)
        line = span.getnext()
        if line is not None and "line-of" in classes(line):
            line.text = line_of.get(target) if page != UNKNOWN else UNKNOWN


def relabel(draft: Draft, labels: Mapping[str, str]) -> None:
    """Put in the labels of notes, at their calls and before them, where they are known by the page."""
    for tree in draft.trees():
        for link in tree.iter("{*}a"):
            name = (link.get("href") or "").removeprefix("#")
            if name in labels and "call" in classes(link):
                link.text = WORD_JOINER + labels[name]
    for note in (note for notes in draft.notes.values() for note in notes):
        if (name := note.get("data-id") or "") in labels:
            number = next((part for part in note.iter("{*}span", "{*}a") if "n" in classes(part)), None)
            if number is not None:
                number.text = labels[name]


def _references(tree: Element) -> Iterable[Element]:
    return (span for span in tree.iter("{*}span") if "page-of" in classes(span))


# ---------------------------------------------------------------------- sheets


@dataclass(frozen=True, slots=True)
class Heads:
    """What a page can say about itself in its margins."""

    folio: str
    title: str
    author: str
    section: str
    classes: tuple[str, ...]
    """``front`` or ``body``, ``begins`` if a part begins on it, ``blank``, and the kind of its part
    as in ``kind-apparatus``."""


def sheets(book: Book, style: Style, pages: Iterable[Heads]) -> Element:
    """A document with an empty ``div.sheet`` for each page."""
    html = _document(book, style)
    for page in pages:
        child(
            html[1],
            "div",
            {
                "class": " ".join(("sheet", *page.classes)),
                "data-folio": page.folio,
                "data-title": page.title,
                "data-author": page.author,
                "data-section": page.section,
            },
        )
    return html


def _words(heading: Element) -> str:
    """The text of a heading without its calls."""
    if name_of(heading) == "a" and {"call", "back", "emendation-call"} & set(classes(heading)):
        return ""
    words = [heading.text or ""]
    for inner in heading:
        words += [_words(inner) if isinstance(inner.tag, str) else "", inner.tail or ""]
    return "".join(words)
