"""Take the boxes off: a sequence of blocks in which only the divs that mean something are left.

Word processors and web pages put every paragraph into a div of its own; what such a div says of
its contents (language, alignment, name, id) goes with them as their context.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from emendata.acquire.pandoc.ast import POINT, Node, Nodes, attributes, div, mark, plain
from emendata.acquire.pandoc.divs import Meaning, alignment, meaning, unknown_names
from emendata.acquire.pandoc.inlines import language
from emendata.acquire.pandoc.state import Context, Reading


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and what it inherits."""

    node: Node
    context: Context
    meaning: Meaning = "none"
    """Of the nearest div around it that has one."""


def flat(nodes: Nodes, reading: Reading, context: Context, outer: Meaning = "none") -> Iterator[Placed]:
    """The blocks without the divs around them; ids of divs wait for the next block."""
    for node in merged(nodes, reading):
        if node["t"] != "Div":
            yield Placed(node, context, outer)
            continue
        attrs, children = attributes(node["c"][0]), node["c"][1]
        if "sourcecode" in attrs.names and all(child["t"] == "CodeBlock" for child in children):
            # pandoc's own HTML has each block of code in one; its id is for the colours
            yield from flat(children, reading, context, outer)
            continue
        what = meaning(attrs)
        inner = replace(context.deeper(), rend=alignment(attrs) or context.rend)
        if lang := language(attrs, reading):
            inner = replace(inner, lang=lang, block=lang)
        if what in ("verse", "abstract", "speech") or (what == "quotation" and not _all_quotes(children)):
            # Read as a whole by those who know what to do with it
            yield Placed(node, inner, what)
            continue
        if what == "unknown":
            for name in unknown_names(attrs):
                text = plain(children)
                reading.lost("A020", f"the block “{name}” is kept as ordinary text", text)
        if attrs.id:
            # Not given to `reading` yet: the blocks before this one may still be waiting to be read
            yield Placed({"t": "Anchor", "c": attrs.id}, inner)
        yield from flat(children, reading, inner, outer if what in ("none", "unknown") else what)


def _all_quotes(nodes: Nodes) -> bool:
    """Whether a div called “quote” holds what pandoc has read as block quotes already."""
    return bool(nodes) and all(node["t"] == "BlockQuote" for node in nodes)


def merged(nodes: Nodes, reading: Reading) -> Iterator[Node]:
    """The blocks with neighbouring divs of one style made one, as a style goes on over paragraphs."""
    last: Node | None = None
    for raw in nodes:
        node = _unmarked(raw)
        if last is not None and (joined := _joined(last, node, reading)):
            last = joined
            continue
        if last is not None:
            yield last
        last = node
    if last is not None:
        yield last


def _joined(one: Node, other: Node, reading: Reading) -> Node | None:
    """Two blocks as one, if they are parts of one thing."""
    if reading.cut_quotations and one["t"] == other["t"] == "BlockQuote":
        return {"t": "BlockQuote", "c": [*one["c"], *other["c"]]}
    if other["t"] != "Div" or not _same_style(one, other):
        return None
    children: Nodes = [*one["c"][1], *other["c"][1]]
    if _all_quotes(children):
        children = [{"t": "BlockQuote", "c": [block for quote in children for block in quote["c"]]}]
    return {"t": "Div", "c": [one["c"][0], children]}


def _same_style(one: Node, other: Node) -> bool:
    if one["t"] != "Div" or one["c"][0] != other["c"][0]:
        return False
    attrs = attributes(one["c"][0])
    return bool(attrs.style) and not attrs.id


def _unmarked(node: Node) -> Node:
    """A paragraph that begins with a mark about it, as the div that the mark means."""
    if node["t"] == "BlockQuote" and node["c"]:
        # pandoc takes a style's margin for that of a quotation, also where the style says what it is
        boxes = [_unmarked(child) for child in node["c"]]
        if all(box["t"] == "Div" and box["c"][0] == boxes[0]["c"][0] for box in boxes) and meaning(
            attributes(boxes[0]["c"][0])
        ) not in ("none", "unknown", "quotation"):
            return {"t": "Div", "c": [boxes[0]["c"][0], [child for box in boxes for child in box["c"][1]]]}
    if node["t"] in ("Para", "Plain") and node["c"] and node["c"][0]["t"] == "Link":
        link, *rest = node["c"]
        attrs = mark(link)
        if attrs is not None and POINT in attrs.classes:
            attrs = replace(attrs, classes=tuple(c for c in attrs.classes if c != POINT))
            return div(attrs, [_unmarked({"t": node["t"], "c": rest})])
    return node
