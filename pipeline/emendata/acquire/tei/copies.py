"""Fill in elements that stand for a copy of another: ``<rdg copyOf="#lem3"/>`` reads what that lemma reads.

Without it, an empty reading would be taken for an omission. Of an apparatus within what is copied the lemma is
copied alone, for its entries are on the place that they stand in.

Specification: https://tei-c.org/release/doc/tei-p5-doc/en/html/SA.html#SAIE
"""

from __future__ import annotations

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pointers import Pointers
from emendata.acquire.tei.report import Report

_SAME = frozenset("rdg lem l lg seg w s p ab q quote said add note item stage".split())
"""Of these, when they are empty, ``@sameAs`` too says where their words are."""
_APART = ("note", "rdg", "rdgGrp", "witDetail", "listApp")
"""What is said of the words is not copied with them."""
_DEEPEST = 8
"""Copies of copies that are followed."""
_MOST = 1_000_000
"""Characters that may be copied beyond those the file has: copies of copies can grow without end."""


def fill(root: Node, ids: dict[str, Node], pointers: Pointers, report: Report) -> None:
    """Give each empty element that copies another the content of that; told is what cannot be."""
    copies = _Copies(ids, pointers, report, sum(map(len, root.strings())) + _MOST)
    for node in list(root.iter()):
        if "copyOf" in node.attributes or "sameAs" in node.attributes:
            copies.filled(node)


class _Copies:
    def __init__(self, ids: dict[str, Node], pointers: Pointers, report: Report, left: int) -> None:
        self._ids, self._pointers, self._report, self._left = ids, pointers, report, left
        self._open: set[Node] = set()
        self._refused: set[Node] = set()

    def filled(self, node: Node, depth: int = 0) -> None:
        """See to it that the element has what it copies; once is enough."""
        name = "copyOf" if "copyOf" in node.attributes else "sameAs"
        if name == "sameAs" and node.name not in _SAME:
            return
        if node in self._open or node.has_text() or any(True for _ in node.elements()):
            return  # it says itself what it reads
        pointer = node.attributes.pop(name).strip()
        target = self._ids.get(self._pointers.id_of(pointer, node)) if pointer else None
        if target is None:
            self._refuse(node, f"copies »{pointer}«, which is not in the file")
            return
        if any(ancestor is target for ancestor in (node, *node.ancestors())):
            self._refuse(node, "copies itself")
            return
        self._open.add(node)
        for inner in list(target.iter()):
            if "copyOf" in inner.attributes or "sameAs" in inner.attributes:
                if depth < _DEEPEST:
                    self.filled(inner, depth + 1)
                else:
                    self._refused.add(inner)
        self._open.discard(node)
        self._left -= sum(map(len, target.strings()))
        if self._left < 0 or any(inner in self._refused or inner in self._open for inner in target.iter()):
            self._refuse(node, f"copies »{pointer}«, which is a copy without end")
            return
        node.children = []
        for child in _copied(target, node.name):
            node.add(child)

    def _refuse(self, node: Node, why: str) -> None:
        self._refused.add(node)
        message = f"<{node.name}> {why}"
        if node.name == "rdg" and node.parent is not None:
            # Empty, it would say that its witnesses omit the words.
            message += "; the reading is left out"
            del node.parent.children[node.index]
        self._report.say("A045", node, message, "give what is meant this xml:id")


def _copied(target: Node, into: str) -> list[Node | str]:
    """What the target reads; within a reading, the copy of a verse or paragraph stays one."""
    keeps = into in ("rdg", "lem", "seg", "q", "quote", "lg") and target.name in ("l", "lg", "p", "ab")
    return [_copy(target)] if keeps else _children(target)


def _children(node: Node) -> list[Node | str]:
    out: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            out.append(child)
        elif child.name == "app":
            read = next(child.iter("lem"), None) or next(child.iter("rdg"), None)
            out += _children(read) if read is not None else []
        elif child.name not in _APART:
            out.append(_copy(child))
    return out


def _copy(node: Node) -> Node:
    attributes = {name: value for name, value in node.attributes.items() if name != "xml:id"}
    made = Node(node.name, attributes, node.line)
    for child in _children(node):
        made.add(child)
    return made
