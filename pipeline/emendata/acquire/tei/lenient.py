"""Turn markup that is no XML into a tree: SGML with its omitted tags and bare attributes, and broken XML.

TEI P4 was SGML first: end tags may be left out, attributes stand without quotation marks, empty elements
have no slash, names differ in case only. The same reader takes XML with an end tag too few or too many. In
either case each repair is told, with the line; no character of the text is lost.
"""

from __future__ import annotations

import re

from emendata.acquire.tei.entities import _NUMBER, character
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

EMPTY = frozenset(
    "pb lb cb gb milestone anchor ptr xptr graphic gap space divgen handshift lacunastart lacunaend witstart "
    "witend addspan delspan damagespan index move caesura".split()
)
"""Elements that have no content, by their names in small letters, so that in SGML nothing ends them."""

_DIVISIONS = tuple(f"div{n}" for n in range(8))
_HOLDERS = frozenset(
    "text body front back group div note q quote item cell sp figure argument epigraph stage "
    "availability encodingdesc sourcedesc titlepage castlist".split()
) | frozenset(_DIVISIONS)
"""What may hold paragraphs: an open paragraph outside of one of them is not ended by one inside."""

_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "p": (frozenset({"p"}), _HOLDERS),
    "item": (frozenset({"item"}), frozenset({"list"})),
    "row": (frozenset({"row"}), frozenset({"table"})),
    "cell": (frozenset({"cell"}), frozenset({"row", "table"})),
    "l": (frozenset({"l"}), frozenset({"lg", "q", "quote", "sp", "note", "body"})),
    **{
        div: (frozenset({"p", *_DIVISIONS[int(div[3]) :]}), frozenset({"body", "front", "back", "q", "note"}))
        for div in _DIVISIONS
    },
}
"""A start tag of this name ends an open one of those, unless one of these holders was opened after it."""

_ATTRIBUTE = re.compile(r"""\s*([A-Za-z_:][\w:.-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_TAG = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<\?.*?\?>|<![A-Za-z\[][^>]*>"""
    r"""|</\s*(?P<end>[A-Za-z_][\w:.-]*)\s*>"""
    r"""|<(?P<start>[A-Za-z_][\w:.-]*)(?P<rest>(?:\s+(?:"[^"]*"|'[^']*'|[^<>"'])*?)?)(?P<empty>/?)>""",
    re.DOTALL,
)
_MARKUP = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_REFERENCE = re.compile("&(?:lt|gt|quot|apos|amp);")


class _Builder:
    def __init__(self, report: Report, sgml: bool, first_line: int) -> None:
        self.report = report
        self.sgml = sgml
        self.top = Node("")
        self.stack = [self.top]
        self.line = first_line
        self.cases: dict[str, str] = {}

    def name(self, name: str) -> str:
        """One spelling for names that differ in case only, if it is SGML."""
        return self.cases.setdefault(name.lower(), name) if self.sgml else name

    def text(self, text: str) -> None:
        if not text:
            return
        if "<" in text:
            self.report.say("A041", self.line, "`<` that begins no tag is taken for a character")
        text = _NUMBER.sub(character, text) if "&#" in text else text
        text = _REFERENCE.sub(lambda match: _MARKUP[match[0]], text) if "&" in text else text
        self.stack[-1].add(text)

    def start(self, name: str, rest: str, empty: bool) -> None:
        name = self.name(name)
        low = name.lower()
        if self.sgml and low in _ENDS:
            self.end_before(*_ENDS[low])
        node = Node(name, self.attributes(name, rest), self.line)
        self.stack[-1].add(node)
        if not empty and not (self.sgml and low in EMPTY):
            self.stack.append(node)

    def attributes(self, name: str, rest: str) -> dict[str, str]:
        found: dict[str, str] = {}
        at = 0
        while match := _ATTRIBUTE.match(rest, at):
            key, value = match[1], match[2]
            if value is None:
                value = key  # SGML lets a value stand for its attribute
            elif value[0] in "\"'":
                value = value[1:-1]
            if key in found:
                self.report.say("A041", self.line, f"<{name}> has {key} twice; the first is read")
            value = _NUMBER.sub(character, value)
            found.setdefault(key, _REFERENCE.sub(lambda match: _MARKUP[match[0]], value))
            at = match.end()
        if left := rest[at:].strip():
            self.report.say("A041", self.line, f"in the tag <{name}> »{left[:40]}« is not read")
        return found

    def end_before(self, names: frozenset[str], holders: frozenset[str]) -> None:
        """End the open elements of these names that no holder was opened after, and what is open in them."""
        outermost = 0
        for depth in range(len(self.stack) - 1, 0, -1):
            low = self.stack[depth].name.lower()
            if low in names:
                outermost = depth
            elif low in holders:
                break
        if outermost:
            del self.stack[outermost:]

    def end(self, name: str) -> None:
        name = self.name(name)
        if self.sgml and name.lower() in EMPTY:
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].name == name:
                if not self.sgml:
                    for open_ in reversed(self.stack[depth + 1 :]):
                        self.missing(open_)
                del self.stack[depth:]
                return
        self.report.say("A041", self.line, f"</{name}> ends nothing that is open; it is left out")

    def missing(self, node: Node) -> None:
        self.report.say("A041", node, f"<{node.name}> has no end tag; it ends where its parent does")


def tree(text: str, report: Report, sgml: bool) -> Node | None:
    """The root element, if there is one."""
    builder = _Builder(report, sgml, 1)
    at = 0
    for match in _TAG.finditer(text):
        between = text[at : match.start()]
        builder.text(between)
        builder.line += between.count("\n")
        if match["cdata"] is not None:
            builder.stack[-1].add(match["cdata"])
        elif match["end"]:
            builder.end(match["end"])
        elif match["start"]:
            builder.start(match["start"], match["rest"], bool(match["empty"]))
        builder.line += match[0].count("\n")
        at = match.end()
    builder.text(text[at:])
    if not sgml:
        for open_ in reversed(builder.stack[1:]):
            builder.missing(open_)
    roots = list(builder.top.elements())
    if not roots:
        return None
    for stray in builder.top.children:
        if stray is not roots[0] and (isinstance(stray, Node) or stray.strip()):
            # After a root that ended too early: it belongs where the text is.
            report.say("A041", builder.line, "text after the end of the root element is taken into it")
            roots[0].add(stray)
    roots[0].parent = None
    return roots[0]
