"""Read the HTML and TeX that stands raw in a Markdown text, as far as it is plain formatting.

``H<sub>2</sub>O`` and ``<br>`` mean the same in every Markdown; pandoc leaves them raw. What is left
raw after this is kept as it was typed if it holds words, left out if it is only a command.
"""

from __future__ import annotations

import re

from emendata.acquire.pandoc.ast import Attributes, Node, Nodes, span

_TAG = re.compile(r"\s*<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)>\s*\Z")
_LANG = re.compile(r"""\s(?:xml:)?lang\s*=\s*["']?([A-Za-z0-9-]+)""")
_ELEMENTS = {
    "i": "Emph",
    "em": "Emph",
    "b": "Strong",
    "strong": "Strong",
    "u": "Underline",
    "ins": "Underline",
    "s": "Strikeout",
    "del": "Strikeout",
    "strike": "Strikeout",
    "sup": "Superscript",
    "sub": "Subscript",
}


def paired(nodes: Nodes) -> Nodes:
    """The inlines with raw ``<sup>`` … ``</sup>`` and their like as the nodes they mean."""
    if not any(node["t"] == "RawInline" for node in nodes):
        return nodes
    # One open list for each unclosed element; an unclosed one is given back as it was.
    open_: list[tuple[str, Node, Nodes]] = [("", {}, [])]
    for node in nodes:
        tag = _TAG.match(node["c"][1]) if node["t"] == "RawInline" and node["c"][0] == "html" else None
        closing, name = (tag[1], tag[2].lower()) if tag else ("", "")
        if name == "br":
            open_[-1][2].append({"t": "LineBreak"})
        elif tag and not closing and (name in _ELEMENTS or name in ("cite", "span")):
            open_.append((name, node, []))
        elif closing and name == open_[-1][0]:
            _, opening, children = open_.pop()
            open_[-1][2].append(_element(name, _lang(opening), children))
        else:
            open_[-1][2].append(node)
    while len(open_) > 1:
        _, opening, children = open_.pop()
        open_[-1][2].extend([opening, *children])
    return open_[0][2]


def _lang(opening: Node) -> str:
    found = _LANG.search(opening["c"][1])
    return found[1] if found else ""


def _element(name: str, lang: str, children: Nodes) -> Node:
    if lang:
        children = [span(Attributes(values={"lang": lang}), children)]
    if name in ("cite", "span"):
        return span(Attributes(classes=("title-of-work",) if name == "cite" else ()), children)
    return {"t": _ELEMENTS[name], "c": children}


_MARKUP = {
    "html": re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.S | re.I),
    # Commands without an argument, and those whose argument is a measure or a name
    "tex": re.compile(
        r"%[^\n]*|\\(?:vspace|hspace|label|begin|end|pagestyle|thispagestyle|setcounter|addtocounter|"
        r"setlength|index|usepackage|vskip|hskip|bibliography|bibliographystyle|phantomsection)\*?"
        r"(?:\s*\[[^\]]*\])?(?:\s*\{[^{}]*\})*|\\[A-Za-z]+\*?|\\."
    ),
}


def has_words(format: str, source: str) -> bool:
    """Whether a raw passage holds text that a reader was meant to see."""
    if format in _FOR_PROGRAMS:
        return False
    family = "tex" if format in ("tex", "latex", "context") else "html" if format.startswith("html") else ""
    return bool(re.search(r"\w", _MARKUP[family].sub(" ", source) if family else source))


_FOR_PROGRAMS = frozenset(("openxml", "opendocument", "icml", "epub", "ms", "man", "rtf", "opml"))
"""Formats in which an author addresses another program; any other is the file's own, not understood."""
