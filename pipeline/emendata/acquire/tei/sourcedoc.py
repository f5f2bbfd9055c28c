"""A transcription of pages as a text: for files that have a ``sourceDoc`` and no ``text``.

Surfaces become pages, zones paragraphs, and lines the lines of the source.

Specification: https://tei-c.org/release/doc/tei-p5-doc/en/html/PH.html#PHZLAB
"""

from __future__ import annotations

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

_FRAGMENTS = ("text", "body", "front", "back", "group", "div", "div0", "div1", "lg", "surface", "sourceDoc")
"""Roots of files that are a part of a TEI file."""


def is_fragment(root: Node) -> bool:
    """Whether it is a part of a TEI file."""
    return root.name in _FRAGMENTS


def whole(root: Node, report: Report) -> Node:
    """The part as a file."""
    message = f"the root is <{root.name}>: the file is a part of a TEI file, and is read without a header"
    report.say("A041", root, message)
    tei = Node("TEI", {}, root.line)
    if root.name in ("text", "sourceDoc"):
        tei.add(root)
        return tei
    if root.name == "surface":
        around = ["sourceDoc"]
    else:
        around = ["text"] if root.name in ("body", "front", "back", "group") else ["text", "body"]
    holder = tei
    for name in around:
        inner = Node(name, {}, root.line)
        holder.add(inner)
        holder = inner
    holder.add(root)
    return tei


def put_text(root: Node, report: Report) -> None:
    """Make a text of the transcriptions of pages, where a file has nothing else; else say that they are left out."""
    if next(root.iter("text"), None) is not None:
        for node in root.iter("facsimile", "sourceDoc"):
            what = "has images" if node.name == "facsimile" else "transcribes pages"
            report.say("A043", node, f"<{node.name}> is left out: it {what} of the source, beside the text")
        return
    for source in list(root.elements("sourceDoc")):
        message = "the file has a transcription of pages (<sourceDoc>) and no <text>; it is read page by page"
        report.say("A041", source, message)
        text, body = Node("text", {}, source.line), Node("body", {}, source.line)
        text.add(body)
        root.children[source.index] = text
        text.parent = root
        _pages(source, body)


def _pages(holder: Node, into: Node) -> None:
    """Pages, zones and lines, in their order."""
    loose: Node | None = None
    for child in holder.children:
        if isinstance(child, Node) and child.name in ("surface", "surfaceGrp", "zone"):
            loose = None
            if child.name == "surface":
                number = child.get("n") or child.get("xml:id")
                into.add(Node("pb", {"n": number} if number else {}, child.line))
            _pages(child, into)
        elif isinstance(child, Node) and child.name in ("graphic", "desc", "label", "media"):
            if child.has_text():
                into.add(child)
        elif isinstance(child, Node) or child.strip():
            if loose is None:
                loose = Node("ab", {}, holder.line)
                into.add(loose)
            if isinstance(child, Node) and child.name == "line":
                if loose.children:
                    loose.add("\n")  # the line end parts words
                loose.add(Node("lb", {"n": child.get("n")} if child.get("n") else {}, child.line))
                child.name = "seg"
                child.attributes = {
                    k: v for k, v in child.attributes.items() if k in ("xml:id", "xml:lang", "rend")
                }
            loose.add(child)
