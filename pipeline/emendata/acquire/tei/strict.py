"""Turn well-formed XML into a tree. The characters have been looked at: no DOCTYPE, no entities of its own."""

from __future__ import annotations

from xml.parsers import expat

from emendata.acquire.tei.node import Node

TEI = "http://www.tei-c.org/ns/1.0"
_XML = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR = "\t"  # cannot stand in a namespace


class NotWellFormed(Exception):
    """The file is no XML: what stands in the way, and the line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def tree(text: str) -> Node:
    """The root element; comments and processing instructions are left out."""
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.buffer_text = True
    parser.ordered_attributes = True
    top = Node("")
    stack = [top]

    def start(name: str, attributes: list[str]) -> None:
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        node = Node(_named(name), {_attribute(key): value for key, value in pairs}, parser.CurrentLineNumber)
        stack[-1].add(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        children = stack[-1].children
        if children and isinstance(last := children[-1], str):
            children[-1] = last + data  # a comment stood between the two
        else:
            children.append(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as trouble:
        message = expat.errors.messages[trouble.code]
        raise NotWellFormed(message, trouble.lineno) from None
    root = next(top.elements())
    root.parent = None
    return root


def _named(name: str) -> str:
    namespace, found, local = name.rpartition(_SEPARATOR)
    return f"{{{namespace}}}{local}" if found and namespace != TEI else local


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition(_SEPARATOR)
    if not namespace or namespace == TEI:
        return local
    return f"xml:{local}" if namespace == _XML else f"{{{namespace}}}{local}"
