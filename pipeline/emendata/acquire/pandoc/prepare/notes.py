"""Tell the notes of HTML pages from their other links, and say so in the pages.

A call is a link that says it is one (EPUB's ``noteref``, ARIA's ``doc-noteref``), or one whose
target links back to it, as Word, LibreOffice and most journals write notes. pandoc knows the first
kind, within one file, outside other notes; so calls become marks (`ast.mark`) and each note a div
of the class `NOTE`, which `document` brings together.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from emendata.acquire.pandoc.ast import NOTE, mark_address
from emendata.acquire.pandoc.prepare.xml import local, named, text_of, unlink

Key = tuple[str, str]
"""A page and an id in it."""

_TYPE = "{http://www.idpf.org/2007/ops}type"
_CONTAINERS = frozenset(("li", "p", "div", "aside", "dd", "section", "td"))
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LABEL = re.compile(r"[\s\[({]*(.*?)[\s\])}.:]*\Z", re.S)


@dataclass(slots=True)
class _Call:
    element: etree._Element
    page: str
    target: Key


def take_notes(pages: Mapping[str, etree._Element]) -> None:
    """Change the pages in place. Their names are paths, against which their links are resolved."""
    marked = _Marked(pages)
    calls = [call for path, root in pages.items() for call in marked.calls(path, root)]
    held = marked.targets_within({call.target for call in calls})
    calls += [call for path, root in pages.items() for call in marked.calls_again(path, root, calls)]
    notes: dict[Key, str] = {}
    for call in calls:
        if call.target not in notes:
            container = marked.container(call, held)
            if container is None:
                continue
            notes[call.target] = f"{NOTE}-{len(notes) + 1}"
            _put_away(container, pages[call.target[0]], notes[call.target], call, marked)
        _mark_call(call.element, notes[call.target])
    for path, root in pages.items():
        for link in _links(root):
            if target := notes.get(marked.resolved(path, link.get("href", ""))):
                link.set("href", mark_address({"to-note": target}))  # see note 12


class _Marked:
    """The pages with what bears an id in them."""

    def __init__(self, pages: Mapping[str, etree._Element]) -> None:
        self.bearers: dict[Key, etree._Element] = {}
        self._order: dict[etree._Element, int] = {}
        for path, root in pages.items():
            for element in root.iter(etree.Element):
                self._order[element] = len(self._order)
                for id_ in (element.get("id"), element.get("name") if local(element) == "a" else None):
                    if id_:
                        self.bearers.setdefault((path, id_), element)

    def resolved(self, path: str, href: str) -> Key:
        """The page and id that a link points to."""
        file, _, fragment = href.partition("#")
        if ":" in file:
            return "", ""
        page = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
        return page, unquote(fragment)

    def calls(self, path: str, root: etree._Element) -> Iterator[_Call]:
        """The links of the page that call notes."""
        for link in root.iter(etree.Element):
            if local(link) != "a" or "#" not in link.get("href", ""):
                continue
            target = self.resolved(path, link.get("href", ""))
            if target not in self.bearers:
                _say_nothing(link)
            elif _says_so(link) or self._answered(link, path, target):
                yield _Call(link, path, target)

    def calls_again(self, path: str, root: etree._Element, calls: list[_Call]) -> Iterator[_Call]:
        """The links that call a note which another calls already: a note links back but once."""
        known = {call.element for call in calls}
        labels = {call.target: _label(call.element) for call in calls}
        for link in root.iter(etree.Element):
            if local(link) == "a" and link not in known and not _says_back(link):
                target = self.resolved(path, link.get("href", ""))
                if target in labels and _label(link) == labels[target]:
                    yield _Call(link, path, target)

    def _answered(self, link: etree._Element, path: str, target: Key) -> bool:
        """Whether the target links back to where the link stands, and stands after it."""
        if _says_back(link):
            return False
        here = {(path, id_) for id_ in _ids_around(link)}
        container = _block(self.bearers[target])
        if container is None or _within(link, container) or not here:
            return False
        if target[0] == path and self._order[container] < self._order[link]:
            return False  # the note's link back, seen from the note
        return any(self.resolved(target[0], back.get("href", "")) in here for back in _links(container))

    def targets_within(self, targets: set[Key]) -> Counter[etree._Element]:
        """How many of the targets each element holds."""
        held: Counter[etree._Element] = Counter()
        for target in targets:
            bearer = self.bearers[target]
            held.update((bearer, *bearer.iterancestors()))
        return held

    def container(self, call: _Call, held: Counter[etree._Element]) -> etree._Element | None:
        """The whole note that a call points to."""
        block = _block(self.bearers[call.target])
        if block is None or _within(call.element, block):
            return None
        parent = block.getparent()
        if (
            parent is not None
            and local(parent) in ("li", "div", "aside")
            and parent[0] is block
            and not any(local(e) in _HEADS for e in parent.iter(etree.Element))
            and held[parent] == 1
            and not _within(call.element, parent)
        ):
            return parent
        return block


def _says_so(link: etree._Element) -> bool:
    said = f"{link.get(_TYPE, '')} {link.get('epub:type', '')} {link.get('role', '')}".split()
    return "noteref" in said or "doc-noteref" in said


def _say_nothing(link: etree._Element) -> None:
    """A call of a note that is not there is a link; pandoc would make an empty note of it."""
    for key in (_TYPE, "epub:type", "role"):
        if key in link.attrib:
            del link.attrib[key]


def _says_back(link: etree._Element) -> bool:
    return "doc-backlink" in link.get("role", "") or "backlink" in link.get(_TYPE, "")


def _links(element: etree._Element) -> list[etree._Element]:
    return [e for e in element.iter(etree.Element) if local(e) == "a" and e.get("href")]


def _ids_around(link: etree._Element) -> Iterator[str]:
    """The ids to which a link back may point: of the call, of what is in it, of what it is alone in."""
    for element in link.iter(etree.Element):
        yield from filter(None, (element.get("id"), element.get("name")))
    for before in link.itersiblings(preceding=True):
        # <a id="ref1"></a><a href="#fn1">1</a>
        if before.tail or text_of(before):
            break
        yield from filter(None, (before.get("id"), before.get("name")))
    outer = link.getparent()
    while outer is not None and local(outer) in ("sup", "span", "a", "small"):
        yield from filter(None, (outer.get("id"), outer.get("name")))
        outer = outer.getparent()


def _block(element: etree._Element) -> etree._Element | None:
    """The block that bears an id, or in which the element bearing it stands first."""
    block: etree._Element | None = element
    while block is not None and local(block) not in _CONTAINERS:
        block = block.getparent()
    return block


def _within(element: etree._Element, outer: etree._Element) -> bool:
    return element is outer or outer in element.iterancestors()


def _put_away(
    container: etree._Element, root: etree._Element, id_: str, call: _Call, marked: _Marked
) -> None:
    """Move the note to the end of its page, without its label and its link back."""
    for link in _links(container):
        if _says_back(link) or marked.resolved(call.target[0], link.get("href", "")) in {
            (call.page, own) for own in _ids_around(call.element)
        }:
            outer = link
            while (parent := outer.getparent()) is not None and local(parent) in (
                "sup",
                "span",
                "small",
                "b",
            ):
                if len(parent) > 1 or (parent.text or "").strip() or (outer.tail or "").strip():
                    break
                outer = parent
            said = text_of(link)
            if said and text_of(container).lstrip("[({ ").startswith(said):
                # The number that the note begins with: what divides it from the text goes with it
                outer.tail = (outer.tail or "").lstrip(" \n\t])}.:")
            unlink(outer)
    _without_label(container, _label(call.element))
    body = next((e for e in root.iter(etree.Element) if local(e) == "body"), root)
    note = etree.SubElement(body, named(container, "div"), {"class": NOTE, "id": id_})
    parent = container.getparent()
    unlink(container)
    if local(container) == "p":
        note.append(container)
    else:
        note.text = container.text
        note.extend(list(container))
    while parent is not None and parent is not body and not len(parent) and not (parent.text or "").strip():
        empty, parent = parent, parent.getparent()
        unlink(empty)


def _without_label(container: etree._Element, label: str) -> None:
    """The note without the number it begins with, where that is the number of its call."""
    first: etree._Element | None = container
    while first is not None and not (first.text or "").strip():
        first = first[0] if len(first) else None
    if first is None or not label or first.text is None:
        return
    pattern = rf"\s*[\[({{]?{re.escape(label)}[\])}}.:]*(?:\s+|\Z)"
    if found := re.match(pattern, first.text):
        first.text = first.text[found.end() :]
        if first is not container and not first.text and not len(first):
            unlink(first)


def _label(call: etree._Element) -> str:
    found = _LABEL.match(text_of(call))
    return found[1] if found else ""


def _mark_call(call: etree._Element, note: str) -> None:
    label = _label(call)
    for child in list(call):
        call.remove(child)
    call.text = label or "*"
    call.attrib.clear()
    call.set("href", mark_address({"note": note, "n": label}))
    while (parent := call.getparent()) is not None and local(parent) in ("sup", "small"):
        if len(parent) > 1 or (parent.text or "").strip(" [(") or (call.tail or "").strip(" ])"):
            break
        parent.text = call.tail = None
        call.tail, parent.tail = parent.tail, None
        outer = parent.getparent()
        if outer is None:
            break
        outer.replace(parent, call)
