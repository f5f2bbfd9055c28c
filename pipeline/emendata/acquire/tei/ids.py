"""Ids of the file, and ids for the Document made from them: XML names of ASCII letters, each given once."""

from __future__ import annotations

import re
import unicodedata

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def index(root: Node, report: Report) -> dict[str, Node]:
    """The elements by their ``xml:id``; of two with one id the first."""
    found: dict[str, Node] = {}
    for node in root.iter():
        if "id" in node.attributes and "xml:id" not in node.attributes and node.name[:1] != "{":
            report.say("A041", node, f"id of <{node.name}> is read as xml:id", "write xml:id")
            node.attributes["xml:id"] = node.attributes.pop("id")
        if not (id_ := node.get("xml:id")):
            continue
        if id_ in found:
            message = f'xml:id="{id_}" stands twice, first in line {found[id_].line}; pointers mean the first'
            report.say("A045", node, message, "give each element its own")
        else:
            found[id_] = node
    return found


class Given:
    """Gives each id once."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}
        """The number that is tried next for an id that was wanted before."""

    def fresh(self, wanted: str) -> str:
        """An id as near to this as can be."""
        base = ascii_name(wanted)
        candidate, n = base, self._next.get(base, 2)
        while candidate in self._given:
            candidate = f"{base}-{n}"
            n += 1
        self._next[base] = n
        self._given.add(candidate)
        return candidate


def ascii_name(text: str) -> str:
    """A name in ASCII letters for something: ``omega`` for ω."""
    parts: list[str] = []
    for character in unicodedata.normalize("NFKD", text):
        if character.isascii():
            parts.append(character)
        elif character.isalpha():
            # GREEK SMALL LETTER OMEGA; a capital keeps its capital.
            word = unicodedata.name(character, f"U {ord(character):X}").split(" WITH ")[0].split()[-1].lower()
            parts.append(word.title() if character.isupper() else word)
    name = _NO_NAME.sub("-", "".join(parts)).strip("-")
    return name if name[:1].isalpha() else f"x-{name}" if name else "x"
