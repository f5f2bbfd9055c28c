"""Turn pandoc's figures, and images that stand alone in a paragraph, into the Document's figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from posixpath import normpath

from emendata.acquire.pandoc.ast import BLANK, Node, Nodes, attributes, plain
from emendata.acquire.pandoc.flat import Placed, flat
from emendata.acquire.pandoc.inlines import stated
from emendata.acquire.pandoc.state import Context, Reading
from emendata.acquire.pandoc.text import one_line
from emendata.document.model import Figure, Inlines

_NUMBER = r"(?P<n>\d+(?:[.-]\d+)*[a-z]?|[IVXLC]+)\b"
_FIGURE = re.compile(
    r"(?:Figure|Fig|Abbildung|Abb|Bild|Illustration|Ill|Plate|Pl|Tafel|Taf|Image|Figura|Figur|"
    rf"Рисунок|Рис|Εικόνα|Εικ)\.?\s*{_NUMBER}(?P<end>\s*[.:–—-]|\s*$)?"
)
_TABLE = re.compile(
    rf"(?:Table|Tab|Tabelle|Tableau|Tabella|Tabla|Таблица|Табл|Πίνακας)\.?\s*{_NUMBER}(?P<end>\s*[.:–—-]|\s*$)?"
)
# What pandoc's readers of LaTeX and RST put where the author gave no description
_NO_ALT = frozenset(("image", "figure"))


def figure_number(caption: Inlines) -> str:
    """``1`` of ``Figure 1. A page``."""
    found = _FIGURE.match(one_line(caption))
    return found["n"] if found else ""


def is_caption(item: Placed, of: str) -> bool:
    """Whether a paragraph beside a figure or table is its caption: by its style, or as it begins.

    ``Figure 1. A page`` and ``Figure 1: …`` are captions, ``Figure 1 shows …`` is the text going on.
    """
    if item.node["t"] not in ("Para", "Plain"):
        return False
    if item.meaning == "caption":
        return True
    found = (_FIGURE if of == "Figure" else _TABLE).match(plain([item.node]))
    return bool(found and found["end"] is not None)


def caption(nodes: Nodes, reading: Reading, context: Context) -> Inlines:
    """The blocks of a caption as one run of text, a line for each paragraph."""
    parts: list[Nodes] = []
    for item in flat(nodes, reading, context):
        if item.node["t"] in ("Para", "Plain"):
            parts.append(item.node["c"])
        elif item.node["t"] != "Anchor":
            reading.lost("A020", f"a {item.node['t']} within a caption is kept as text", plain([item.node]))
            parts.append([{"t": "Str", "c": plain([item.node])}])
    between: Node = {"t": "LineBreak"}
    return stated(list(chain.from_iterable(_separated(parts, between))), reading, context)


def _separated(parts: list[Nodes], between: Node) -> Iterator[Nodes]:
    for number, part in enumerate(part for part in parts if part):
        if number:
            yield [between]
        yield part


def images(nodes: Iterable[Node]) -> Nodes:
    """The images of a paragraph that holds nothing else; none of another."""
    found: Nodes = []
    for node in nodes:
        if node["t"] == "Image":
            found.append(node)
        elif node["t"] == "Span" and not node["c"][0][2] and (inner := images(node["c"][1])):
            found.extend(inner)
        elif node["t"] not in BLANK:
            return []
    return found


def figures(found: Nodes, words: Inlines, reading: Reading) -> tuple[Figure, ...]:
    """One figure for each image, the caption under the last."""
    out = []
    for image in found:
        attrs, alt_nodes, (address, title) = image["c"]
        marked = attributes(attrs)
        reading.wait(marked)
        described = marked.values.get("alt") or reading.descriptions.get(normpath(address))
        alt = described or plain(alt_nodes) or title.removeprefix("fig:")
        out.append(Figure(reading.image(address, reading), alt="" if alt in _NO_ALT else alt))
    if out:
        last = out[-1]
        alt = "" if last.alt == one_line(words) else last.alt
        out[-1] = replace(last, caption=words, alt=alt, n=figure_number(words))
    return tuple(out)
