"""Turn the TEI that `emendata.document.tei` wrote into the same with another way to link its apparatus.

The file of the build has each entry in a ``standOff``, with pointers to two anchors: so entries may overlap. Many
programs want one of the other methods (https://tei-c.org/release/doc/tei-p5-doc/en/html/TC.html#TCAPLK):

* ``parallel-segmentation``: an ``app`` around its lemma. It cannot go over the end of a paragraph, nor overlap another;
* ``location-referenced``: a list at the end, each ``app`` with the number of its place (``@loc``);
* ``double-end-point``: a list at the end, each ``app`` with pointers to the ends of its lemma.

An entry that the method has no way to link keeps its pointers, and that is told with its place (P016).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from emendata.diagnostics import Diagnostic, Place
from emendata.document.extents import LINE_END, Extents
from emendata.document.model import Document, Entry
from emendata.document.tei import write

METHODS = ("standoff", "double-end-point", "parallel-segmentation", "location-referenced")
"""The first is the encoding that emendata reads back as it was."""

_NS = "http://www.tei-c.org/ns/1.0"
_T = f"{{{_NS}}}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"


def linked(document: Document, method: str) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The TEI file in this method, and what could not be linked so.

    The file is one of others to emendata: it is read back by the reader of TEI of other hands.
    """
    data = write(document)
    if method == "standoff" or not document.entries:
        return data, ()
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    anchors = {anchor.get(_ID) or "": anchor for anchor in root.iter(f"{_T}anchor")}
    pointers = Counter(
        value for node in root.iter() for name in ("from", "to", "target") if (value := node.get(name))
    )
    apps = {app.get(_ID) or "": app for app in root.iter(f"{_T}app")}
    extents = Extents(document)
    told: list[Diagnostic] = []
    if method == "parallel-segmentation":
        for entry in _shortest_first(document, extents):
            if reason := _segmented(anchors, pointers, apps[entry.id], entry):
                told.append(_kept(entry, method, reason))
    elif method == "location-referenced":
        for entry in document.entries:
            if reason := _located(anchors, apps[entry.id], entry, extents):
                told.append(_kept(entry, method, reason))
    _list_at_the_end(root, "listApp" if method != "parallel-segmentation" else "")
    _declare(root, method)
    text = etree.tostring(root, encoding="unicode")
    prologue = data.decode().partition("<TEI")[0]
    return f"{prologue}{text}\n".encode(), tuple(told)


def _kept(entry: Entry, method: str, reason: str) -> Diagnostic:
    message = f"the entry {entry.id} {reason}: in {method} it keeps pointers to its ends"
    return Diagnostic("P016", "warning", Place("TEI"), message, "ask for `linking: double-end-point`")


# --------------------------------------------------------- parallel segmentation


def _shortest_first(document: Document, extents: Extents) -> Iterator[Entry]:
    """The entries so that each comes before those around it."""

    def length(entry: Entry) -> int:
        between = extents.between(entry.start, entry.end)
        return len(between.text) if between else 0

    # Of two on the same words the later in the file is the inner one.
    yield from sorted(document.entries, key=length)


def _segmented(
    anchors: dict[str, etree._Element], pointers: Counter[str], app: etree._Element, entry: Entry
) -> str:
    """Put the ``app`` around its lemma; the reason where that cannot be."""
    if entry.content:
        return "is not on readings"
    start, end = anchors.get(entry.start), anchors.get(entry.end)
    if start is None or end is None:
        return "is on no text"
    if start.getparent() is not end.getparent():
        return "begins and ends in different elements"
    parent = start.getparent()
    assert parent is not None
    lemma = app.find(f"{_T}lem")
    if lemma is None:
        lemma = etree.Element(f"{_T}lem")
        app.insert(0, lemma)
    elif len(lemma) or (lemma.text or "").strip():
        return "prints its lemma in another form"
    holder = app.getparent()
    assert holder is not None
    holder.remove(app)
    app.tail = None
    first, last = parent.index(start), parent.index(end)
    inner = list(parent)[first + 1 : last]
    lemma.text = start.tail if start is not end else None
    app.tail = end.tail
    for node in inner:
        lemma.append(node)
    for name in ("from", "to"):
        pointers[str(app.attrib.pop(name, ""))] -= 1
    _tight(app)
    start.tail = end.tail = None
    parent.insert(first, app)
    for anchor in {start, end}:
        # Another entry, or an absence, may begin or end here too.
        if pointers[f"#{anchor.get(_ID)}"] <= 0:
            _remove(anchor)
        elif anchor is end:
            app.tail, anchor.tail = None, app.tail
    return ""


def _tight(app: etree._Element) -> None:
    """White space between the readings would be white space of the text."""
    if not (app.text or "").strip():
        app.text = None
    for child in app:
        if not (child.tail or "").strip():
            child.tail = None


def _remove(node: etree._Element) -> None:
    """Take the element out and leave what follows it."""
    parent = node.getparent()
    assert parent is not None
    before = node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    node.tail = None
    parent.remove(node)


# ----------------------------------------------------------- location referenced


def _located(anchors: dict[str, etree._Element], app: etree._Element, entry: Entry, extents: Extents) -> str:
    """Say in ``@loc`` and the lemma where the entry is; the reason where that cannot be said."""
    between = extents.between(entry.start, entry.end)
    if between is None:
        return "is on no text"
    numbers = between.start.numbers
    if not numbers:
        return "is in a place without a number"
    app.set("loc", ".".join(numbers))
    lemma = app.find(f"{_T}lem")
    if lemma is None:
        lemma = etree.Element(f"{_T}lem")
        app.insert(0, lemma)
    if not len(lemma) and not (lemma.text or "").strip():
        lemma.text = " ".join(between.text.split())
    verse = next(anchors[entry.start].iterancestors(f"{_T}l"), None)
    numbered = verse is not None and verse.get("n") == numbers[-1] and LINE_END not in between.text
    if numbered and between.text.strip():
        # A line of verse has its number on itself; what is numbered otherwise is found by the pointers.
        for name in ("from", "to"):
            app.attrib.pop(name, "")
    return ""


# -------------------------------------------------------------------- the header


def _list_at_the_end(root: etree._Element, name: str) -> None:
    """The list of entries in the back matter, where programs look for it; no list where it is empty."""
    stand_off = root.find(f"{_T}standOff")
    listing = stand_off.find(f"{_T}listApp") if stand_off is not None else None
    if stand_off is None or listing is None:
        return
    if len(listing) == 0:
        stand_off.remove(listing)
    elif name:
        text = root.find(f"{_T}text")
        assert text is not None
        back = text.find(f"{_T}back")
        if back is None:
            back = etree.SubElement(text, f"{_T}back")
        division = etree.SubElement(back, f"{_T}div", {"type": "apparatus"})
        division.append(listing)
    if len(stand_off) == 0:
        root.remove(stand_off)


def _declare(root: etree._Element, method: str) -> None:
    encoding = root.find(f"{_T}teiHeader/{_T}encodingDesc")
    assert encoding is not None, "the writer writes one"
    location = "internal" if method == "parallel-segmentation" else "external"
    encoding.append(etree.Element(f"{_T}variantEncoding", {"method": method, "location": location}))
    application = encoding.find(f"{_T}appInfo/{_T}application")
    if application is not None:
        # It is not the encoding that the program reads back as its own.
        application.set("ident", "emendata-export")
