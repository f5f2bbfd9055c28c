"""Tell the white space of the text from that of the file.

XML has no rule for it. In running text each run of white space is a space, and the Document folds it. Three
things are of the file's layout alone, and only where white space holds a line end next to an element: before
a closing punctuation mark, after an opening one, and before a note's call. Words that are marked one by one
(``w``, ``pc``) stand apart by a space, and punctuation stands by its word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from emendata.acquire.tei.node import Node

CLOSING = ",.;:!?·…)]}»”’›"
OPENING = "([{«“‘‹¿¡"
APOSTROPHES = "'’ʼ᾽"
_BEFORE_CLOSING = re.compile(rf"^[ \t\r]*\n\s*(?=[{re.escape(CLOSING)}])")
_AFTER_OPENING = re.compile(rf"(?<=[{re.escape(OPENING)}])[ \t\r]*\n\s*$")
_LINE_END = re.compile(r"[ \t\r]*\n\s*$")
_LEADING = re.compile(r"^[ \t\r]*\n\s*")

_BORDERED = ("lem", "rdg", "note", "add", "del", "corr", "sic", "orig", "reg", "abbr", "expan", "surplus")
"""Elements whose content is not led nor followed by a space, however the file is laid out."""
_HOLDERS = ("p", "ab", "l", "div", "lg", "body", "front", "back", "head", "note", "item", "cell", "quote")


@dataclass(slots=True)
class Spaces:
    """How often white space was taken out or put in."""

    removed: int = 0
    added: int = 0


def settle(text: Node, is_call: frozenset[Node]) -> Spaces:
    """Change the white space in `text` so that what is left is the text's; `is_call` are the notes."""
    done = Spaces()
    for node in text.iter():
        if node.name in _BORDERED:
            _border(node)
        _layout(node, is_call, done)
    if any(True for _ in text.iter("w")):
        _tokens(text, done)
    return done


def _border(node: Node) -> None:
    children = node.children
    if children and isinstance(first := children[0], str):
        children[0] = _LEADING.sub("", first)
    if children and isinstance(last := children[-1], str):
        children[-1] = _LINE_END.sub("", last)


def _layout(node: Node, is_call: frozenset[Node], done: Spaces) -> None:
    children = node.children
    mixed = any(isinstance(child, str) and child.strip() for child in children)
    if not mixed:
        return
    for at, child in enumerate(children):
        if not isinstance(child, str):
            continue
        new = child
        if at > 0:
            new = _BEFORE_CLOSING.sub("", new)
        if at + 1 < len(children):
            new = _AFTER_OPENING.sub("", new)
            follower = children[at + 1]
            if isinstance(follower, Node) and follower in is_call and new.strip():
                without = _LINE_END.sub("", new)
                after = children[at + 2] if at + 2 < len(children) else " "
                if without != new and isinstance(after, str) and after and after[0].isalnum():
                    children[at + 2] = " " + after  # the space was that of the word after the call
                new = without
        if new != child:
            children[at] = new
            done.removed += 1


# ------------------------------------------------------------------ word by word


def _tokens(text: Node, done: Spaces) -> None:
    tokens = list(text.iter("w", "pc"))
    if _unspaced(tokens):
        for token in tokens[1:]:
            parent = token.parent
            if parent is None or _joins_left(token):
                continue
            at = token.index
            before = parent.children[at - 1] if at > 0 else None
            if isinstance(before, Node) and not _joins_right(before):
                parent.children.insert(at, " ")
                done.added += 1
    for token in tokens:
        if _joins_left(token):
            done.removed += _close(token, -1)
        if _joins_right(token):
            done.removed += _close(token, 1)


def _unspaced(tokens: list[Node]) -> bool:
    """Whether the file puts no white space between its words."""
    pairs = spaced = 0
    for token in tokens:
        if token.name == "w" and token.parent is not None:
            siblings = token.parent.children
            at = token.index
            if at + 1 < len(siblings):
                follower = siblings[at + 1]
                pairs += 1
                spaced += isinstance(follower, str)
    return pairs > 0 and spaced * 10 < pairs


def _joins_left(token: Node) -> bool:
    if (join := token.get("join")) or token.name == "w":
        return join in ("left", "both")
    text = token.text()
    if token.get("pre") == "true" or _opens(token):
        return False
    return bool(text) and text[0] in CLOSING + APOSTROPHES


def _joins_right(token: Node) -> bool:
    if join := token.get("join"):
        return join in ("right", "both")
    text = token.text()
    if token.name == "w":
        return text[-1:] in tuple(APOSTROPHES)
    return token.get("pre") == "true" or _opens(token) or (bool(text) and text[-1] in OPENING + APOSTROPHES)


def _opens(token: Node) -> bool:
    """Whether a point stands before a numeral, as in ``.XII.``"""
    parent = token.parent
    if parent is None or parent.name != "num" or token.text() not in (".", "·"):
        return False
    return next(parent.elements()) is token


def _neighbour(node: Node, step: int) -> tuple[Node, int] | None:
    """Where the string beside the node is, out of the elements that it begins or ends."""
    while node.parent is not None and node.name not in _HOLDERS:
        siblings = node.parent.children
        at = node.index + step
        while 0 <= at < len(siblings):
            sibling = siblings[at]
            if isinstance(sibling, str):
                if sibling:
                    return node.parent, at
            else:
                return None
            at += step
        node = node.parent
    return None


def _close(token: Node, step: int) -> bool:
    found = _neighbour(token, step)
    if found is None:
        return False
    parent, at = found
    string = parent.children[at]
    assert isinstance(string, str)
    new = string.lstrip() if step > 0 else string.rstrip()
    parent.children[at] = new
    return new != string
