"""Say in TEI P5 what a tree says in TEI P4 (https://tei-c.org/Vault/P4/), element by element.

What P4 says in an attribute and P5 in an element becomes the element: ``<corr sic="X">Y</corr>`` is a
``choice``. Pointers get their ``#``, ``id`` and ``lang`` their prefix.
"""

from __future__ import annotations

import re

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

_NAMES = {"TEI.2": "TEI", "teiCorpus.2": "teiCorpus", "xref": "ref", "xptr": "ptr", "witList": "listWit"}
_PAIRS = {
    ("corr", "sic"): ("sic", "corr"),
    ("sic", "corr"): ("sic", "corr"),
    ("orig", "reg"): ("orig", "reg"),
    ("reg", "orig"): ("orig", "reg"),
    ("abbr", "expan"): ("abbr", "expan"),
    ("expan", "abbr"): ("abbr", "expan"),
}
"""(element, its attribute) → what stands in the choice, in order."""
_POINTERS = ("target", "from", "to", "resp", "hand", "who", "wit", "corresp", "next", "prev", "ref")
_SPELLINGS = {
    name.lower(): name
    for name in (
        "teiHeader fileDesc titleStmt editionStmt publicationStmt pubPlace respStmt notesStmt sourceDesc "
        "encodingDesc profileDesc revisionDesc langUsage textClass titlePage docTitle titlePart docAuthor "
        "docImprint docDate docEdition castList castItem castGroup roleDesc figDesc biblScope listBibl "
        "biblStruct biblFull persName placeName orgName addrLine listWit rdgGrp witDetail lacunaStart "
        "lacunaEnd witStart witEnd floatingText soCalled divGen handShift addSpan delSpan msDesc "
        "seriesStmt editorialDecl projectDesc tagsDecl refsDecl classDecl xref xptr witList teiCorpus"
    ).split()
}
_IMAGE = re.compile(r"image\(([^)]*)\)")


def is_p4(root: Node) -> bool:
    """Whether the tree is one of TEI P4."""
    return root.name.endswith(".2")


def to_p5(root: Node, report: Report) -> None:
    """Change the tree of a TEI P4 file so that it says the same in P5."""
    report.say("A048", root, "the file is TEI P4; it is read as TEI P5 would say it")
    for node in list(root.iter()):
        node.name = _SPELLINGS.get(node.name.lower(), node.name)
        node.name = _NAMES.get(node.name, node.name)
        if node.name[:1].isupper() and node.name not in ("TEI",):
            node.name = node.name.lower()  # SGML in capitals
        _attributes(node)
        if node.name == "figure":
            _image(node)
        elif node.name == "witness" and (siglum := node.attributes.pop("sigil", "")):
            node.attributes.setdefault("xml:id", siglum)
    for node in list(root.iter(*(element for element, _ in _PAIRS))):
        _choice(node)


def _attributes(node: Node) -> None:
    attributes = node.attributes
    for old, new in (("id", "xml:id"), ("lang", "xml:lang")):
        if old in attributes:
            attributes.setdefault(new, attributes.pop(old))
            attributes.pop(old, None)
    if "url" in attributes and node.name in ("ref", "ptr"):
        attributes.setdefault("target", attributes.pop("url"))
        return
    for name in _POINTERS:
        if ((value := attributes.get(name)) is not None and name != "target") or (name == "target" and value):
            attributes[name] = " ".join(
                word if re.match(r"#|[A-Za-z][A-Za-z0-9+.-]*:", word) else f"#{word}"
                for word in value.split()
            )


def _image(figure: Node) -> None:
    image = figure.get("entity") or figure.get("url")
    if found := _IMAGE.search(figure.get("rend")):
        image = found[1]
    if image and figure.first("graphic") is None:
        figure.insert(0, Node("graphic", {"url": image}, figure.line))
        for name in ("entity", "url", "rend"):
            figure.attributes.pop(name, None)


def _choice(node: Node) -> None:
    """An element that says in an attribute what the other way is."""
    if node.parent is None or node.parent.name == "choice":
        return
    for (element, attribute), order in _PAIRS.items():
        if node.name == element and attribute in node.attributes:
            other = Node(attribute, {}, node.line)
            if value := node.attributes.pop(attribute):
                other.add(value)
            choice = Node("choice", {}, node.line)
            at = node.index
            node.parent.children.pop(at)
            node.parent.insert(at, choice)
            for child in sorted((node, other), key=lambda n: order.index(n.name)):
                choice.add(child)
            return
