"""Find what a pointer points at, and put marks into the tree where it begins and ends.

Pointers are URI references: ``#id``, or one of the TEI pointer schemes
(https://tei-c.org/release/doc/tei-p5-doc/en/html/SA.html#SATS) ``#range(a,b)``, ``#string-range(a,3,5)``,
``#left(a)``, ``#xpath(//l[@n='3'])`` …, or what XPointer had in their place. Prefixes are as the header
declares them. A pointer into another file is told and not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import basename
from xml.etree import ElementTree

from emendata.acquire.tei.files import Files
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

MARK = "{emendata}mark"
"""An element put into the tree where a pointer points; ``id`` is the Document's anchor, ``end`` says which end."""

_EMPTY = ("anchor", "milestone", "pb", "lb", "cb", "gb", "ptr", "space", "gap")
_INSIDE = (
    "p",
    "ab",
    "l",
    "lg",
    "div",
    "body",
    "head",
    "item",
    "cell",
    "note",
    "quote",
    "sp",
    "text",
    "stage",
    "u",
)
"""A mark at one of these stands in it: what is around it has no text."""

_SCHEME = re.compile(r"([a-z][\w-]*)\((.*)\)$", re.DOTALL)
_ID_CALL = re.compile(r"""^id\(\s*['"]?([^'")]+)['"]?\s*\)$""")
_RANGE_TO = re.compile(r"""^id\(\s*['"]([^'"]+)['"]\s*\)/range-to\(id\(\s*['"]([^'"]+)['"]\s*\)\)$""")


@dataclass(slots=True)
class Span:
    """What a pointer points at: elements from the first to the last, or characters of one."""

    first: Node
    last: Node
    start: int = -1
    """Characters of `first` before it; -1 for the whole element."""
    end: int = -1
    side: str = ""
    """``left`` or ``right`` of the element, for a point."""


class Pointers:
    """Resolves the pointers of one file."""

    def __init__(self, root: Node, ids: dict[str, Node], report: Report, files: Files) -> None:
        self.files = files
        self._root = root
        self._ids = ids
        self._report = report
        self._mirror: tuple[ElementTree.Element, dict[ElementTree.Element, Node]] | None = None
        self._prefixes = [
            (node.get("ident"), node.get("matchPattern"), node.get("replacementPattern"))
            for node in root.iter("prefixDef")
        ]

    def expanded(self, pointer: str) -> str:
        """The pointer with a prefix that the header declares replaced."""
        prefix, colon, rest = pointer.partition(":")
        if colon:
            for ident, pattern, replacement in self._prefixes:
                if ident != prefix or len(pattern) > 200 or not _harmless(pattern):
                    continue
                if match := re.fullmatch(pattern, rest):
                    return _filled(replacement, match)
        return pointer

    def id_of(self, pointer: str, at: Node) -> str:
        """The id that the pointer names: of ``#a``, of ``a`` if there is one, of this file; else nothing."""
        pointer = self.expanded(pointer)
        file, hash_, fragment = pointer.partition("#")
        if hash_ and self._is_here(file):
            return fragment
        if not hash_ and pointer in self._ids:
            self._report.say("A045", at, f'»{pointer}« is read as "#{pointer}"', "a pointer begins with #")
            return pointer
        return ""

    def _is_here(self, file: str) -> bool:
        name = basename(file)
        return not file or name == self._report.name or name in self.files.texts

    def is_elsewhere(self, pointer: str) -> bool:
        """Whether it points into another file."""
        file, hash_, _ = self.expanded(pointer).partition("#")
        return bool(file and hash_) and not self._is_here(file)

    def words_elsewhere(self, pointer: str) -> str | None:
        """What it points at in another file of the edition; None where that is not there."""
        return self.files.words(self.expanded(pointer))

    def span(self, pointer: str, at: Node) -> Span | None:
        """What it points at; nothing where that is not in the file, which is told."""
        pointer = self.expanded(pointer)
        file, hash_, fragment = pointer.partition("#")
        if file and hash_ and not self._is_here(file):
            message = f"<{at.name}> points into another file, »{file}«, which is not read"
            self._report.say("A042", at, message, "put what it points at into this file")
            return None
        found = self._fragment(fragment if hash_ else pointer)
        if found is None:
            message = f"<{at.name}> points at »{pointer}«, which is not in the file"
            self._report.say("A045", at, message, "give the element that is meant this xml:id")
        return found

    def _fragment(self, fragment: str) -> Span | None:
        if (node := self._ids.get(fragment)) is not None:
            return Span(node, node)
        match = _SCHEME.fullmatch(fragment.strip())
        if match is None:
            return None
        scheme, inner = match[1], match[2].strip()
        if found := _ID_CALL.match(fragment):
            return self._fragment(found[1])
        if scheme in ("xpointer", "xpath1", "xpath2", "xpath"):
            if found := _RANGE_TO.match(inner):
                return self._between(found[1], found[2])
            if found := _ID_CALL.match(inner):
                return self._fragment(found[1])
            return self._fragment(inner) if inner.startswith("string-range") else self._path(inner)
        arguments = _arguments(inner)
        if scheme == "range" and len(arguments) >= 2:
            return self._between(arguments[0], arguments[1])
        target = self._argument(arguments[0]) if arguments else None
        if target is None:
            return None
        return _within(scheme, target, arguments[1:])

    def _argument(self, argument: str) -> Span | None:
        if argument.startswith("/"):
            return self._path(argument)
        return self._fragment(argument.lstrip("#"))

    def _between(self, first: str, last: str) -> Span | None:
        start, end = self._argument(first), self._argument(last)
        return Span(start.first, end.last, start.start, end.end) if start and end else None

    def _path(self, path: str) -> Span | None:
        if self._mirror is None:
            self._mirror = _mirrored(self._root)
        root, nodes = self._mirror
        steps = re.sub(r"\b(?:tei:|\*:)", "", path.strip())
        steps = re.sub(r"^/(?:TEI)?(?=/|$)", ".", steps) if not steps.startswith("//") else f".{steps}"
        try:
            found = root.find(steps)
        except (SyntaxError, KeyError):
            return None
        return Span(nodes[found], nodes[found]) if found is not None else None


def _filled(replacement: str, match: re.Match[str]) -> str:
    """The replacement with ``$1`` and the like filled in."""
    groups = (match[0], *match.groups(""))
    return re.sub(
        r"\$(\d)", lambda number: groups[int(number[1])] if int(number[1]) < len(groups) else "", replacement
    )


def _harmless(pattern: str) -> bool:
    """Whether a pattern repeats no repetition, which could take for ever."""
    return re.search(r"[+*}]\)?[+*{]", pattern) is None and pattern.count("*") + pattern.count("+") <= 6


def _arguments(inner: str) -> list[str]:
    """The arguments, parted at commas that stand in no parenthesis and no quotation."""
    found, depth, start, quote = [], 0, 0, ""
    for at, character in enumerate(inner):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            found.append(inner[start:at].strip())
            start = at + 1
    return [*found, inner[start:].strip()]


def _within(scheme: str, target: Span, rest: list[str]) -> Span | None:
    numbers = [int(number) for number in rest if re.fullmatch(r"\d{1,9}", number)]
    node = target.first
    match scheme:
        case "left" | "right":
            return Span(node, target.last, side=scheme)
        case "string-index" if numbers:
            return Span(node, node, numbers[0], numbers[0])
        case "string-range" if len(numbers) >= 2:
            # XPointer had a string to look for in the second place, and counted from one.
            first = numbers[0] - 1 if len(rest) > len(numbers) else numbers[0]
            length = sum(numbers[-1:]) if len(numbers) == 2 else numbers[-2] + numbers[-1] - numbers[0]
            return Span(node, node, max(first, 0), max(first, 0) + length)
        case "string-range" if len(numbers) == 0 and rest:
            return _found(node, rest[0].strip("'\""), 1)
        case "match" if rest:
            return _found(node, rest[0].strip("'\""), numbers[0] if numbers else 1)
    return None


def _found(node: Node, words: str, nth: int) -> Span | None:
    text, at = "".join(node.strings()), -1
    for _ in range(nth):
        at = text.find(words, at + 1)
        if at < 0:
            return None
    return Span(node, node, at, at + len(words))


def _mirrored(root: Node) -> tuple[ElementTree.Element, dict[ElementTree.Element, Node]]:
    """The tree as one that understands paths."""
    xml = "{http://www.w3.org/XML/1998/namespace}"

    def made(node: Node) -> ElementTree.Element:
        return ElementTree.Element(
            node.name, {name.replace("xml:", xml): value for name, value in node.attributes.items()}
        )

    top = made(root)
    nodes = {top: root}
    stack = [(root, top)]
    while stack:
        node, element = stack.pop()
        for child in node.elements():
            twin = made(child)
            nodes[twin] = child
            element.append(twin)
            stack.append((child, twin))
    return top, nodes


# ------------------------------------------------------------------------- marks


def mark_start(span: Span, id_: str, within: Within) -> Node:
    """Put a mark where the span begins."""
    mark = Node(MARK, {"id": id_}, span.first.line)
    if span.start >= 0:
        within.put(span.first, span.start, mark, after=False)
    else:
        _at(span.first, mark, after=span.side == "right", empty_after=True)
    return mark


def mark_end(span: Span, id_: str, within: Within) -> Node:
    """Put a mark where the span ends."""
    mark = Node(MARK, {"id": id_, "end": "end"}, span.last.line)
    if span.end >= 0:
        within.put(span.last, span.end, mark, after=True)
    else:
        _at(span.last, mark, after=span.side != "left", empty_after=False)
    return mark


def mark_after(node: Node, id_: str, end: bool) -> Node:
    """Put a mark directly after an element."""
    mark = Node(MARK, {"id": id_} | ({"end": "end"} if end else {}), node.line)
    assert node.parent is not None
    if end:
        _put(node.parent, node.index, mark)
    else:
        node.parent.insert(node.index + 1, mark)
    return mark


def _at(node: Node, mark: Node, after: bool, empty_after: bool) -> None:
    parent = node.parent
    if node.name in _INSIDE or parent is None:
        node.insert(len(node.children) if after else 0, mark)
        return
    if node.name in _EMPTY:
        after = empty_after
    at = node.index + 1 if after else node.index
    if after:
        # What begins here stands inside of what ended here before.
        while at < len(parent.children) and _is_mark(parent.children[at]) and "end" in mark.attributes:
            at += 1
    _put(parent, at, mark)


def _put(parent: Node, at: int, mark: Node) -> None:
    """Put the mark among the children; an end before the white space that it would follow."""
    if "end" in mark.attributes and at > 0 and isinstance(before := parent.children[at - 1], str):
        kept = before.rstrip()
        if kept and kept != before:
            parent.children[at - 1 : at] = [kept, before[len(kept) :]]
    parent.insert(at, mark)


def _is_mark(child: Node | str) -> bool:
    return isinstance(child, Node) and child.name == MARK


class Within:
    """Marks that are to stand within the text of elements: put there all at once, for one walk finds all places."""

    def __init__(self) -> None:
        self._waiting: dict[Node, list[tuple[int, bool, int, Node]]] = {}

    def put(self, node: Node, offset: int, mark: Node, after: bool) -> None:
        """Have the mark put behind so many characters of the element's text."""
        waiting = self._waiting.setdefault(node, [])
        # An end stands before the next element, a beginning within it; of two, what ends last began first.
        waiting.append((offset, not after, -len(waiting) if after else len(waiting), mark))

    def settle(self) -> None:
        """Put in those that wait."""
        for node, waiting in self._waiting.items():
            _insert(node, sorted(waiting, key=lambda one: one[:3]))
        self._waiting.clear()


def _insert(node: Node, waiting: list[tuple[int, bool, int, Node]]) -> None:
    places: dict[Node, dict[int, list[tuple[int, Node]]]] = {}
    stack: list[tuple[Node, int]] = [(node, 0)]
    done = start = 0
    while stack and done < len(waiting):
        parent, at = stack.pop()
        while at < len(parent.children) and done < len(waiting):
            child = parent.children[at]
            if isinstance(child, Node):
                stack.append((parent, at + 1))
                parent, at = child, 0
                continue
            end = start + len(child)
            while done < len(waiting) and (waiting[done][0] < end or waiting[done][:2] == (end, False)):
                offset, _, _, mark = waiting[done]
                places.setdefault(parent, {}).setdefault(at, []).append((offset - start, mark))
                done += 1
            start = end
            at += 1
    for parent, found in places.items():
        _split(parent, found)
    for *_, mark in waiting[done:]:
        node.add(mark)


def _split(parent: Node, found: dict[int, list[tuple[int, Node]]]) -> None:
    """Cut the strings among the children of an element where marks come."""
    children, parent.children, parent.shift = parent.children, [], 0
    for at, child in enumerate(children):
        if isinstance(child, str):
            begin = 0
            for offset, mark in found.get(at, ()):
                parent.add(child[begin:offset])
                parent.add(mark)
                begin = offset
            child = child[begin:]
        parent.add(child)
