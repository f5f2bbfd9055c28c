"""Turn the bytes of a TEI file into a tree, trusting none of them.

Nothing outside of the file is read: no DTD, no external entity, no schema, no `xi:include`. What a DOCTYPE
declares is used only where a name stands for a few characters. The XML declaration says the encoding and
nothing else: that a file is XML 1.1 changes what a line end is, and libraries refuse it for that.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from emendata.acquire.tei import lenient, sourcedoc, strict
from emendata.acquire.tei.entities import declared, expanded
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

ROOTS = ("TEI", "teiCorpus", "TEI.2", "teiCorpus.2")

DEEPEST = 100
"""What is nested deeper is read without its own markup: no edition is, and each stage after this recurses."""

_NO_TEXT = (
    "app",
    "choice",
    "list",
    "listWit",
    "listBibl",
    "listApp",
    "table",
    "row",
    "rdgGrp",
    "sp",
    "castList",
)
"""Elements that hold no text of their own."""

_DECLARATION = re.compile(
    r"""\ufeff?\s*<\?xml\s+version\s*=\s*["']([^"']*)["'](?:\s+encoding\s*=\s*["']([^"']*)["'])?[^?]*\?>"""
)
_BEFORE_DOCTYPE = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|\s+)*", re.DOTALL)
_QUOTED = re.compile(r"""<!--.*?-->|"[^"]*"|'[^']*'|[\[\]>]""", re.DOTALL)
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_INCLUDE = "{http://www.w3.org/2001/XInclude}include"


def parsed(data: bytes, report: Report) -> Node:
    """The root, of TEI P5 or P4; names without TEI's namespace.

    Raises `EmendataError` if there is no tree (A031) or it is none of TEI (A032).
    """
    text, version = _decoded(data, report)
    if version == "1.1":
        text = text.replace("\r\x85", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, doctype = _without_doctype(text, report)
    unknown: list[tuple[str, int]] = []
    text = expanded(text, doctype, unknown)
    for name, at in unknown:
        message = f"&{name}; is no standard entity and not declared; it is left in the text as typed"
        report.say("A040", text.count("\n", 0, at) + 1, message, "replace it by what it stands for")
    root = _tree(text, report)
    if sourcedoc.is_fragment(root):
        root = sourcedoc.whole(root, report)
    if root.name not in ROOTS:
        hint = 'the root of TEI P5 is <TEI xmlns="http://www.tei-c.org/ns/1.0">'
        raise report.refuse("A032", root, f"not a TEI file: its root is <{root.name}>", hint)
    _flatten(root, report)
    return root


def _tree(text: str, report: Report) -> Node:
    bare = re.search(r"<[A-Za-z][\w.]*\s+[\w:]+=[^\s\"'<>]", text[:20000])
    try:
        root = strict.tree(text)
    except strict.NotWellFormed as trouble:
        sgml = bool(bare)
        if sgml:
            report.say("A048", 1, "the file is SGML, not XML; it is read as XML would write it")
        else:
            message = f"not well-formed XML: {trouble}"
            report.say("A041", trouble.line, message, "each repair is told; mend the file")
        found = lenient.tree(text, report, sgml)
        if found is None:
            raise report.refuse(
                "A031", trouble.line, f"not well-formed XML: {trouble}", "mend the file"
            ) from None
        root = found
    if "}" in root.name and root.name.rpartition("}")[2] in ROOTS:
        message = f"<{root.name.rpartition('}')[2]}> is of another namespace; it is read as TEI P5"
        report.say("A041", root, message, 'write xmlns="http://www.tei-c.org/ns/1.0"')
        own = root.name[: root.name.index("}") + 1]
        for node in root.iter():
            node.name = node.name.removeprefix(own)
    return root


def _decoded(data: bytes, report: Report) -> tuple[str, str]:
    """The characters with the XML declaration blanked out, and the version it gives."""
    head = data[:200].decode("latin-1").replace("\0", "")
    found = _DECLARATION.match(head.removeprefix("ï»¿"))
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    encoding = marked or (found[2] if found and found[2] else "utf-8")
    try:
        text = data.decode(encoding)
    except LookupError:
        hint = "write UTF-8, and so in the XML declaration"
        raise report.refuse("A031", 1, f"no encoding is called »{encoding}«", hint) from None
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        if found or marked:
            message = f"not {encoding.upper()}: byte {trouble.start} is 0x{data[trouble.start]:02X}"
            raise report.refuse("A031", line, message, "convert the file to UTF-8") from None
        # SGML says nothing of its encoding; before Unicode it was this one.
        report.say("A048", line, "the file is not UTF-8; it is read as Windows-1252")
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise report.refuse(
            "A031", text.count("\n", 0, text.index("\0")) + 1, "NUL is no character of a text"
        )
    found = _DECLARATION.match(text)
    if found is None:
        return text.removeprefix("\ufeff"), "1.0"
    return "\n" * found[0].count("\n") + text[found.end() :], found[1]


def _without_doctype(text: str, report: Report) -> tuple[str, dict[str, str]]:
    """The text with its DOCTYPE blanked out, and the characters that it declares."""
    before = _BEFORE_DOCTYPE.match(text)
    start = before.end() if before else 0
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text, {}
    line = text.count("\n", 0, start) + 1
    opening = closing = -1
    end = len(text)
    for match in _QUOTED.finditer(text, start + 9):
        if match[0] == "[" and opening < 0:
            opening = match.end()
        elif match[0] == "]" and opening >= 0:
            closing = match.start()
        elif match[0] == ">" and (opening < 0 or closing >= 0):
            end = match.end()
            break
    subset = text[opening:closing] if 0 <= opening < closing else ""
    good, refused = declared(subset)
    message = "the DOCTYPE is not read: no DTD is fetched, only standard character entities are known"
    report.say("A040", line, message)
    for name in refused:
        message = f"the entity {name} would bring in a file, markup or another entity; it is refused"
        report.say("A040", line, message, "write what it stands for into the file")
    if "<!ATTLIST" in subset:
        report.say("A040", line, "default values of attributes in the DOCTYPE are not read")
    blank = "\n" * text.count("\n", start, end)
    return text[:start] + blank + text[end:], good


def _flatten(root: Node, report: Report) -> None:
    """Elements below `DEEPEST` are dissolved into what they hold; inclusions are told."""
    for node, depth in _with_depth(root):
        if node.name == _INCLUDE:
            message = f"xi:include of »{node.get('href')}« is not followed"
            report.say("A042", node, message, "put its text into the file")
        if depth == DEEPEST and any(True for _ in node.elements()):
            deep = next(node.elements())
            message = f"nested deeper than {DEEPEST} elements: from here on the text is read without markup"
            report.say("A047", deep, message)
            strings = "".join(node.strings())
            node.children = [strings] if strings else []
            if node.name in _NO_TEXT:
                node.name = "seg"  # what is left of it is text


def _with_depth(root: Node) -> Iterator[tuple[Node, int]]:
    stack = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack.extend((child, depth + 1) for child in node.children if isinstance(child, Node))
