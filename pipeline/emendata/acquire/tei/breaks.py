"""Tell where a line beginning (``lb``) begins a line of the edition, and where only the source wraps its prose.

The Guidelines use the same element for both. In a file that marks every line of its source, blocks begin
with it; in one that marks a line to be kept, it stands between two lines.
"""

from __future__ import annotations

from emendata.acquire.tei.node import Node

_BLOCKS = ("p", "ab", "note", "item", "quote", "q", "l", "lg", "div", "lem", "rdg", "cell", "head")
_DISPLAYED = (
    "titlePage docTitle titlePart head opener closer address imprimatur byline docImprint signed salute "
    "dateline trailer speaker epigraph publicationStmt cell"
).split()


def wrapping(text: Node) -> frozenset[Node]:
    """The ``lb`` with which only the source begins a line."""
    found = list(text.iter("lb"))
    if said := [lb for lb in found if lb.get("type") == "wrapping"]:
        return frozenset(said)  # emendata's own word for it: the others begin a line
    leading = [lb for lb in found if _leads(lb)]
    with_verses = {verse.parent for verse in text.iter("l")}
    numbered = sum(1 for lb in found if lb.get("n") or lb.get("break") or lb.get("facs"))
    blocks = sum(1 for node in text.iter("p", "ab") if any(True for _ in node.iter("lb")))
    starts = sum(1 for lb in leading if lb.parent is not None and lb.parent.name in ("p", "ab"))
    source = len(found) > 0 and (numbered * 2 > len(found) or (blocks > 0 and starts * 2 > blocks))
    return frozenset(
        lb
        for lb in found
        if lb.get("break") == "no"
        or _leads(lb)
        or lb.parent in with_verses
        or (source and lb.within(*_DISPLAYED) is None)
    )


def _leads(lb: Node) -> bool:
    """Whether it is the first thing in its block."""
    node = lb
    while node.parent is not None:
        for child in node.parent.children:
            if child is node:
                break
            if (isinstance(child, str) and child.strip()) or (isinstance(child, Node) and child.has_text()):
                return False
        node = node.parent
        if node.name in _BLOCKS:
            return True
    return False


def join(text: Node, wraps: frozenset[Node]) -> int:
    """Set the white space at these line beginnings right; how often a space had to be put in."""
    added = 0
    for node in text.iter("lb", "pb", "cb", "gb"):
        parent = node.parent
        if parent is None:
            continue
        at = node.index
        before = parent.children[at - 1] if at > 0 else None
        after = parent.children[at + 1] if at + 1 < len(parent.children) else None
        if node.get("break") == "no":
            if isinstance(before, str):
                parent.children[at - 1] = before.rstrip()
            if isinstance(after, str):
                parent.children[at + 1] = after.lstrip()
        elif (
            node in wraps
            and node.get("type") != "wrapping"  # our own, which stand where the text says
            and isinstance(before, str)
            and isinstance(after, str)
            and before[-1:].strip()
            and after[:1].strip()
        ):
            parent.children[at + 1] = " " + after
            added += 1
    return added
