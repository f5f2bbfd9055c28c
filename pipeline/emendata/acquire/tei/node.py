"""The tree of a TEI file: elements with their attributes, the line they stand on, and their text as strings.

A tree of our own, because it may be of any depth when it is made, stands for SGML as well as for XML, and
takes marks anywhere in the text, where a pointer points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Node:
    """An element."""

    name: str
    """Local name; ``{namespace}name`` if it is not TEI's."""
    attributes: dict[str, str] = field(default_factory=dict)
    """By their names as people write them: ``xml:id``."""
    line: int = 0
    children: list[Node | str] = field(default_factory=list)
    parent: Node | None = None
    at: int = 0
    """Near where it stands among the children of its parent: what is put before it shifts it."""
    shift: int = 0
    """How far the child was shifted that was looked for last: the next is near."""

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute, without white space around it."""
        return self.attributes.get(name, default).strip()

    def add(self, child: Node | str) -> None:
        """Put it at the end."""
        if isinstance(child, Node):
            child.parent = self
            child.at = len(self.children)
        self.children.append(child)

    def elements(self, *names: str) -> Iterator[Node]:
        """The child elements, or those with one of these names."""
        for child in self.children:
            if isinstance(child, Node) and (not names or child.name in names):
                yield child

    def first(self, *names: str) -> Node | None:
        """The first child element with one of these names."""
        return next(self.elements(*names), None)

    def find(self, *path: str) -> Node | None:
        """The first child with the first name, its first child with the second, and so on."""
        found: Node | None = self
        for name in path:
            found = found.first(name) if found else None
        return found

    def iter(self, *names: str) -> Iterator[Node]:
        """The element and all within it, in the order of the file, or those with one of these names."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            if not names or node.name in names:
                yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def strings(self, skip: Callable[[Node], bool] | None = None) -> Iterator[str]:
        """All text within it in order, without that of the elements to be skipped."""
        stack: list[Node | str] = [self]
        while stack:
            top = stack.pop()
            if isinstance(top, str):
                yield top
            elif skip is None or not skip(top):
                stack.extend(reversed(top.children))

    def text(self) -> str:
        """All text within it, white space folded."""
        return " ".join("".join(self.strings()).split())

    def ancestors(self) -> Iterator[Node]:
        """Its parent, the parent's parent, and so on."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def within(self, *names: str) -> Node | None:
        """The nearest ancestor with one of these names."""
        return next((node for node in self.ancestors() if node.name in names), None)

    @property
    def index(self) -> int:
        """Its place among the children of its parent."""
        assert self.parent is not None
        siblings = self.parent.children
        near = self.at + self.parent.shift
        for off in range(max(len(siblings), near) + 1):
            for at in (near - off, near + off):
                if 0 <= at < len(siblings) and siblings[at] is self:
                    self.parent.shift = at - self.at
                    return at
        raise ValueError("a node that its parent does not have")

    def insert(self, at: int, child: Node) -> None:
        """Put a node among the children."""
        child.parent = self
        child.at = at
        self.children.insert(at, child)

    def has_text(self) -> bool:
        """Whether there is text in it that is not white space."""
        return any(string.strip() for string in self.strings())


def elements_and_text(node: Node) -> bool:
    """Whether the element has text of its own beside its elements."""
    return any(isinstance(child, str) and child.strip() for child in node.children)
