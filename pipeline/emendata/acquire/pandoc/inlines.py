"""Turn pandoc's inlines into the Document's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from posixpath import normpath
from urllib.parse import unquote

from emendata.acquire.pandoc.ast import POINT, QUOTES, Attributes, Node, Nodes, attributes, mark, plain
from emendata.acquire.pandoc.raw import has_words, paired
from emendata.acquire.pandoc.state import Context, Reading, same_language
from emendata.acquire.pandoc.text import tidy
from emendata.acquire.pandoc.vocabulary import names
from emendata.document.model import (
    RENDITIONS,
    Anchor,
    Code,
    Emph,
    Foreign,
    Formula,
    Graphic,
    Inline,
    Inlines,
    LineBeginning,
    NoteCall,
    Quoted,
    Ref,
    Text,
    Title,
)

_RENDITIONS = {
    "Emph": "italic",
    "Strong": "bold",
    "Underline": "underline",
    "Strikeout": "strikethrough",
    "Superscript": "superscript",
    "Subscript": "subscript",
    "SmallCaps": "smallcaps",
}
# What XML cannot hold (https://www.w3.org/TR/xml/#charsets), surrogates apart: JSON has none
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SCHEMES = re.compile(r"(?:https?|ftp|mailto|doi|urn|tel|ark|hdl):", re.I)

QUIET = names(
    """
    uri, email, math, inline, display, smallcaps, underline, smart-quoted, nocase, anchor,
    hyperlink, followedhyperlink, page-number, lettrine, abbr, dfn, kbd, footnote reference, endnote
    reference, footnote characters, endnote characters, internet link, default paragraph font, page
    number, emphasis, strong, verbatim char, subtle emphasis, intense emphasis, body text char,
    footnote text char
    """
)
"""Classes of spans that say nothing the Document should keep."""


def inlines(nodes: Nodes, reading: Reading, context: Context) -> Inlines:
    """A whole run of text in normal form."""
    return tidy(_coalesced(run(nodes, reading, context)))


def stated(nodes: Nodes, reading: Reading, context: Context) -> Inlines:
    """`inlines` where the place cannot state its language, so that the text has to."""
    return in_language(inlines(nodes, reading, replace(context, said=context.lang)), context.unsaid)


def in_language(children: Inlines, lang: str) -> Inlines:
    """The inlines as a passage in `lang`, if there is one and there is anything to be read."""
    return (Foreign(children, lang),) if lang and children else children


def run(nodes: Nodes, reading: Reading, context: Context) -> Iterator[Inline]:
    """The inlines one by one, white space as it comes."""
    words: list[str] = []  # pandoc cuts text at every space
    for node in paired(nodes):
        match node["t"]:
            case "Str":
                words.append(node["c"])
            case "Space" | "SoftBreak":
                words.append(" ")
            case _:
                if words:
                    yield Text(characters("".join(words), reading))
                    words.clear()
                yield from _inline(node, reading, context)
    if words:
        yield Text(characters("".join(words), reading))


def _inline(node: Node, reading: Reading, context: Context) -> Iterator[Inline]:
    contents = node.get("c")
    match node["t"]:
        case "LineBreak":
            yield LineBeginning()
        case kind if kind in _RENDITIONS:
            if children := _children(node["c"], reading, context):
                yield Emph(children, _RENDITIONS[kind])
        case "Quoted":
            opening, closing = QUOTES[node["c"][0]["t"]]
            yield Quoted((Text(opening), *_children(node["c"][1], reading, context), Text(closing)))
        case "Code":
            yield Code(characters(node["c"][1], reading))
        case "Math":
            yield Formula(characters(node["c"][1], reading))
        case "Note":
            yield NoteCall(reading.call(node["c"], context))
        case "Span":
            yield from _span(attributes(node["c"][0]), node["c"][1], reading, context)
        case "Link":
            yield from _link(node, reading, context)
        case "Image":
            attrs, alt, (address, _) = node["c"]
            yield from _anchor(attributes(attrs), reading)
            described = reading.descriptions.get(normpath(address)) or plain(alt)
            yield Graphic(reading.image(address, reading), described)
        case "Cite":
            hint = "write the citation out, or have a reference manager do so before"
            reading.lost(
                "A020", "a citation key is not looked up but kept as typed", plain(node["c"][1]), hint
            )
            yield from run(node["c"][1], reading, context)
        case "RawInline":
            yield from _raw(node["c"][0], node["c"][1], reading)
        case kind:
            reading.lost("A020", f"pandoc's “{kind}” is not known", str(contents))


def _children(nodes: Nodes, reading: Reading, context: Context) -> Inlines:
    return tuple(_coalesced(run(nodes, reading, context.deeper())))


def _coalesced(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Passages in one language that stand side by side as one passage: word processors cut them up."""
    last: Foreign | None = None
    for inline in inlines:
        if isinstance(inline, Foreign) and last is not None and inline.lang == last.lang:
            last = Foreign(last.children + inline.children, last.lang)
            continue
        if last is not None:
            yield last
        last = inline if isinstance(inline, Foreign) else None
        if last is None:
            yield inline
    if last is not None:
        yield last


def characters(text: str, reading: Reading) -> str:
    """The text without characters that no XML file, and so no book, can hold."""
    if found := _NO_CHARACTERS.findall(text):
        for character in found:
            reading.lost("A005", "a control character is left out", f"U+{ord(character):04X}")
        return _NO_CHARACTERS.sub("", text)
    return text


def language(attrs: Attributes, reading: Reading) -> str:
    """The language that the attributes give, if it is one."""
    return reading.language(attrs.lang)


def _anchor(attrs: Attributes, reading: Reading) -> Iterator[Inline]:
    if attrs.id and (id_ := reading.ids.given(attrs.id)):
        yield Anchor(id_)


def _span(attrs: Attributes, children: Nodes, reading: Reading, context: Context) -> Iterator[Inline]:
    yield from _anchor(attrs, reading)
    called = attrs.names
    if "deletion" in called or "paragraph-deletion" in called:
        if text := plain(children):
            hint = "accept or reject the changes in the word processor"
            reading.lost("A026", "a tracked deletion is left out", text, hint)
        return
    if "comment-start" in called or "comment-end" in called:
        if text := plain(children):
            reading.lost(
                "A026", "a comment is left out", text, "take the comments out, or make notes of them"
            )
        return
    if "insertion" in called or "paragraph-insertion" in called:
        hint = "accept or reject the changes in the word processor"
        reading.lost("A026", "a tracked insertion is taken as accepted", plain(children), hint)
        called -= {"insertion", "paragraph-insertion"}
    lang = language(attrs, reading)
    inner = replace(context, lang=lang, said=lang) if lang else context
    contents = _children(children, reading, inner)
    for name in sorted(called - QUIET):
        if name in ("title-of-work", "booktitle", "worktitle", "book title", "title of work"):
            contents = (Title(contents),) if contents else ()
        elif name in ("small-caps", "small caps", "sc"):
            contents = (Emph(contents, "smallcaps"),) if contents else ()
        elif contents:
            hint = "give it as emphasis, small caps, underlining or a language if it means anything"
            reading.lost("A020", f"the span “{name}” is kept as ordinary text", plain(children), hint)
    rend = attrs.values.get("rend", "")
    if rend in RENDITIONS and contents:
        contents = (Emph(contents, rend),)
    yield from in_language(contents, "" if same_language(lang, context.lang) else lang)


def _link(node: Node, reading: Reading, context: Context) -> Iterator[Inline]:
    attrs, children, (url, _) = node["c"]
    if (marked := mark(node)) is not None:
        if name := marked.values.get("note"):
            yield NoteCall(reading.call_apart(name, context, marked.values.get("n", "")))
            return
        if name := marked.values.get("to-note"):
            yield Ref(_children(children, reading, context), f"#{name}")
            return
        if POINT in marked.classes:
            yield from _anchor(marked, reading)
        else:
            yield from _span(marked, children, reading, context)
        return
    yield from _anchor(attributes(attrs), reading)
    contents = _children(children, reading, context)
    if not contents:
        return
    if url.startswith("#") and len(url) > 1:
        yield Ref(contents, f"#{reading.ids.target(unquote(url[1:]))}")
    elif _SCHEMES.match(url):
        yield Ref(contents, url)
    else:
        hint = "a book can point into itself (#id) and to addresses such as https://…"
        reading.lost("A023", "a link leads to a file and is kept as text", url, hint)
        yield from contents


def _raw(format: str, source: str, reading: Reading) -> Iterator[Inline]:
    if has_words(format, source):
        reading.lost("A021", f"raw {format} is kept as typed", source, "write it in the file's own markup")
        yield Code(characters(source, reading))
    else:
        reading.lost("A021", f"raw {format} is left out", source)
