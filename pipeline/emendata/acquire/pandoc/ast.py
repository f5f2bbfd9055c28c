"""pandoc's syntax tree as it comes from JSON: nodes, their attributes, their plain text.

A node is ``{"t": kind, "c": contents}``; the kinds are those of `pandoc-types
<https://hackage.haskell.org/package/pandoc-types/docs/Text-Pandoc-Definition.html>`_ 1.23.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlencode, urlsplit

Node: TypeAlias = dict[str, Any]
Nodes: TypeAlias = list[Node]


class NotATree(Exception):
    """What pandoc wrote is not its syntax tree."""


class TooDeep(Exception):
    """The file is nested deeper than any text."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole text as pandoc read it."""

    meta: Mapping[str, Node]
    blocks: Nodes


def tree(data: bytes, meta: Mapping[str, str]) -> Tree:
    """pandoc's JSON, parsed, with metadata that it lacks."""
    try:
        parsed = json.loads(data)
    except RecursionError:
        raise TooDeep from None
    except ValueError as trouble:
        raise NotATree(str(trouble)) from None
    if not isinstance(parsed, dict) or not isinstance(parsed.get("blocks"), list):
        raise NotATree("it has no blocks")
    added = {key: {"t": "MetaString", "c": value} for key, value in meta.items()}
    return Tree(added | parsed.get("meta", {}), parsed["blocks"])


@dataclass(frozen=True, slots=True)
class Attributes:
    """Identifier, classes and key-value pairs."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        """The language the attributes give, as written."""
        return self.values.get("lang") or self.values.get("xml:lang") or ""

    @property
    def style(self) -> str:
        """The name of the word processor's style, in small letters."""
        return self.values.get("custom-style", "").casefold()

    @property
    def names(self) -> frozenset[str]:
        """Classes and style: what the author calls it."""
        return frozenset((*(c.casefold() for c in self.classes), *filter(None, (self.style,))))


def attributes(raw: Any) -> Attributes:
    """pandoc's ``[id, [class], [[key, value]]]``."""
    id_, classes, pairs = raw
    return Attributes(id_, tuple(classes), dict(pairs))


MARK = "emendata:"
"""What the address of a mark begins with.

A mark is a link to ``emendata:?lang=grc``. pandoc's readers lose much of what stands at an element,
but keep links: so `prepare` writes what would be lost as a link around it. One of the class `POINT`
has contents that mean nothing, because some readers drop links without any; if a paragraph begins
with it, it is about the paragraph.
"""
POINT = "point"
NOTE = "emendata-note"
"""Class of the divs that hold the notes which marks call."""


def mark_address(values: Mapping[str, str]) -> str:
    """The address of a mark that carries these attributes."""
    return f"{MARK}?{urlencode(values)}"


def mark(link: Node) -> Attributes | None:
    """The attributes that a mark carries; None for a real link."""
    url: str = link["c"][2][0].removeprefix("#")
    if not url.startswith(MARK):
        return None
    values = dict(parse_qsl(urlsplit(url).query))
    return Attributes(values.pop("id", ""), tuple(values.pop("class", "").split()), values)


def span(attrs: Attributes, children: Nodes) -> Node:
    """A span with these attributes."""
    return {"t": "Span", "c": [_raw(attrs), children]}


def div(attrs: Attributes, children: Nodes) -> Node:
    """A div with these attributes."""
    return {"t": "Div", "c": [_raw(attrs), children]}


def _raw(attrs: Attributes) -> list[Any]:
    return [attrs.id, list(attrs.classes), [[key, value] for key, value in attrs.values.items()]]


def calls_in(part: Any) -> Nodes:
    """The calls of notes in any part of a tree, without those in notes."""
    match part:
        case {"t": "Note"}:
            return [part]
        case {"t": "Link"} if (marked := mark(part)) and "note" in marked.values:
            return [part]
        case {"c": contents}:
            return calls_in(contents)
        case list():
            return [note for inner in part for note in calls_in(inner)]
    return []


# ------------------------------------------------------------------ plain text

BLANK = frozenset(("Space", "SoftBreak", "LineBreak"))

QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


def plain(nodes: Iterable[Node]) -> str:
    """The text of inlines or paragraphs on one line, without notes; enough to compare and to name."""
    return " ".join("".join(_plain(nodes)).split())


def _plain(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        contents = node.get("c")
        match node["t"]:
            case "Str":
                yield node["c"]
            case kind if kind in BLANK:
                yield " "
            case "Code" | "Math" | "RawInline":
                yield node["c"][1]
            case "Quoted":
                opening, closing = QUOTES[node["c"][0]["t"]]
                yield opening
                yield from _plain(node["c"][1])
                yield closing
            case "Link" if (marked := mark(node)) and ("note" in marked.values or POINT in marked.classes):
                pass
            case "Cite" | "Span" | "Link" | "Div":
                yield from _plain(node["c"][1])
            case "Para" | "Plain":
                yield from _plain(node["c"])
                yield " "
            case "Note" | "Image":
                pass
            case _ if isinstance(contents, list) and all(isinstance(c, dict) for c in contents):
                yield from _plain(contents)
            case _:
                pass
