"""Make XHTML elements: names, text, languages and directions as EPUB 3.3 and HTML want them.

Every element is in the XHTML namespace and every attribute is set by one function, so that what
leaves is well-formed, carries both ``lang`` and ``xml:lang``, and is the same bytes every time.
"""

from __future__ import annotations

import copyreg
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_H = f"{{{XHTML}}}"
_NAMESPACES: Any = {None: XHTML, "epub": OPS}  # the stubs know no default namespace

Element = etree._Element


def _parsed(text: bytes) -> Element:
    return etree.fromstring(text, etree.XMLParser(huge_tree=True))


# An element goes to another process as its text; lxml knows no other way.
copyreg.pickle(Element, lambda tree: (_parsed, (etree.tostring(tree, with_tail=False),)))

PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""An id that every reading system can select, escape or put into an address."""

# XML 1.0 has no place for these: C0 controls but tab and line ends, surrogates, the two last of the plane.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# RFC 5646, 2.1, without the irregular tags of the registry's early days, and without languages of four to eight
# letters, of which the registry has none: `italic` is well-formed, and no language.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?"
    r"|x(?:-[a-z\d]{1,8})+",
    re.IGNORECASE,
)
_RTL_LANGUAGES = re.compile("ar|arc|azb|ckb|dv|fa|he|iw|ji|ks|mzn|nqo|pal|ps|sam|sd|syc|syr|ug|ur|yi")
_RTL_SCRIPTS = re.compile("adlm|arab|aran|armi|hebr|mand|mend|nkoo|phli|phlp|phnx|samr|sogd|syrc|syre|thaa")


def xml_text(text: str) -> str:
    """The text with U+FFFD for the characters that XML cannot hold."""
    # what can be printed has none of them, and that is found out faster
    return text if text.isprintable() else _NOT_XML.sub("\ufffd", text)


def element(tag: str, attributes: dict[str, str] | None = None, text: str = "") -> Element:
    """A new element that has no parent yet."""
    made = etree.Element(_H + tag, nsmap=_NAMESPACES)
    return _filled(made, attributes, text)


def child(parent: Element, tag: str, attributes: dict[str, str] | None = None, text: str = "") -> Element:
    """A new element at the end of `parent`."""
    return _filled(etree.SubElement(parent, _H + tag), attributes, text)


def _filled(made: Element, attributes: dict[str, str] | None, text: str) -> Element:
    if attributes:
        for name, value in attributes.items():
            made.set(name, xml_text(value))
    if text:
        made.text = xml_text(text)
    return made


def set_attribute(tree: Element, name: str, value: str) -> None:
    """Give the element an attribute whose value may be any text."""
    tree.set(name, xml_text(value))


def last_child(parent: Element) -> Element | None:
    """The last child element."""
    return parent[-1] if len(parent) else None


def append_text(parent: Element, text: str) -> None:
    """Text at the end of `parent`, after what it holds."""
    text = xml_text(text)
    if (last := last_child(parent)) is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def text_of(tree: Element) -> str:
    """All the text in an element."""
    return "".join(map(str, tree.itertext()))


def spoken(tree: Element, without: frozenset[str] = frozenset()) -> str:
    """Its text in one line, as a label says it: what stands on two lines is two words.

    Elements of the classes `without` are left out.
    """
    return " ".join("".join(_pieces(tree, without)).split())


def _pieces(tree: Element, without: frozenset[str]) -> Iterator[str]:
    yield tree.text or ""
    for inner in tree.iterchildren("*"):
        if name_of(inner) == "br":
            yield " "
        elif not without.intersection(classes(inner)):
            yield from _pieces(inner, without)
        yield inner.tail or ""


def dissolve(tree: Element) -> None:
    """Leave the text of an element in its place."""
    parent, before = tree.getparent(), tree.getprevious()
    if parent is None:
        return
    text = text_of(tree) + (tree.tail or "")
    parent.remove(tree)
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def name_of(tree: Element) -> str:
    """The name of an XHTML element without its namespace."""
    return tree.tag.rpartition("}")[2] if isinstance(tree.tag, str) else ""


def classes(tree: Element) -> list[str]:
    """The classes of an element."""
    return (tree.get("class") or "").split()


BLOCKS = tuple(
    f"{_H}{name}"
    for name in (
        "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 header hr li ol p pre section "
        "table tbody td th thead tr ul"
    ).split()
)
"""Elements that text never follows within the same parent."""


def break_lines(tree: Element) -> None:
    """Begin a line after each block in `tree`: what extracts the text alone must find words divided."""
    for block in tree.iterdescendants(*BLOCKS):
        block.tail = "\n"


# ------------------------------------------------------------------- languages


def is_language(tag: str) -> bool:
    """Whether this is a well-formed BCP 47 tag."""
    return bool(_LANGUAGE.fullmatch(tag))


def borrowed(ours: str, lang: str) -> dict[str, str]:
    """The attributes of the program's own words, in language `ours`, within a text in another one."""
    if lang.split("-")[0].lower() in (ours, "und"):
        return {}
    turned = direction(ours) != direction(lang)
    return language(ours) | ({"dir": direction(ours)} if turned else {})


def direction(tag: str) -> str:
    """``rtl`` or ``ltr``: how the language is written, by its script where the tag names one."""
    parts = tag.lower().split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    rtl = _RTL_SCRIPTS.fullmatch(script) if script else _RTL_LANGUAGES.fullmatch(parts[0])
    return "rtl" if rtl else "ltr"


def language(tag: str) -> dict[str, str]:
    """The attributes that say so, none where the tag is not one."""
    return {"lang": tag, XML_LANG: tag} if is_language(tag) else {}


# --------------------------------------------------------------- serialisation


def markup(tree: Element) -> bytes:
    """An element alone, in UTF-8."""
    text: bytes = etree.tostring(tree, encoding="utf-8", with_tail=False)
    return text


def document(head: list[Element], body: Element, lang: str) -> bytes:
    """A whole XHTML document in UTF-8."""
    html = element("html", language(lang))
    if direction(lang) == "rtl":
        html.set("dir", "rtl")
    top = child(html, "head")
    top.text = "\n"
    for part in (element("meta", {"charset": "utf-8"}), *head):
        part.tail = "\n"
        top.append(part)
    top.tail = body.tail = "\n"
    html.text = "\n"
    html.append(body)
    markup: bytes = etree.tostring(html, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n' + markup + b"\n"
