"""Count the attributes that the reader has no use for."""

from __future__ import annotations

from collections.abc import Iterable

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.report import Report

_OF_ALL = frozenset(
    {"xml:id", "xml:lang", "xml:space", "xml:base", "rend", "rendition", "style", "n", "type", "part"}
)
_OF = {
    "ref": "target cRef", "ptr": "target cRef", "note": "target targetEnd place corresp anchored resp",
    "app": "from to loc corresp target exclude", "lem": "wit source resp hand cause next prev",
    "rdg": "wit source resp hand cause ana next prev", "rdgGrp": "", "witDetail": "wit target resp",
    "lacunaStart": "wit", "lacunaEnd": "wit", "witStart": "wit", "witEnd": "wit", "add": "place hand",
    "bibl": "corresp", "g": "ref",
    "del": "hand", "subst": "hand", "supplied": "reason", "surplus": "reason", "secl": "reason", "unclear": "reason",
    "damage": "agent", "gap": "reason extent quantity unit atLeast atMost", "space": "extent quantity unit",
    "graphic": "url width height", "media": "url", "figure": "", "cell": "role rows cols", "row": "role",
    "table": "rows cols", "lb": "break ed edRef", "pb": "break ed edRef", "cb": "break ed", "gb": "break ed",
    "milestone": "unit ed edRef", "title": "level", "formula": "notation", "corr": "resp", "div": "subtype",
    "lg": "subtype", "w": "join", "pc": "join pre", "p": "subtype", "seg": "subtype", "anchor": "",
    "persName": "key ref", "placeName": "key ref", "orgName": "key ref", "name": "key ref", "rs": "key ref",
}  # fmt: skip


def attributes(parts: Iterable[Node], report: Report) -> None:
    """Tell each kind of attribute once, with how often it stands there."""
    known = {name: frozenset(names.split()) for name, names in _OF.items()}
    nothing: frozenset[str] = frozenset()
    for part in parts:
        for node in part.iter():
            if len(node.attributes) == 0 or node.name[:1] == "{":
                continue
            own = known.get(node.name, nothing)
            for name in node.attributes:
                if name not in _OF_ALL and name not in own:
                    report.say("A044", node, f"{name} of <{node.name}> is not read")
