"""Witnesses, hands, scholars and books: where the file declares them, as the apparatus names them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pieces import Piece, running
from emendata.acquire.tei.state import State
from emendata.acquire.tei.words import within
from emendata.document.model import (
    WITNESS_KINDS,
    Anchor,
    Inline,
    Inlines,
    NoteCall,
    PageBeginning,
    Parent,
    Ref,
    Text,
    Witness,
)
from emendata.document.walk import plain

_HAND = re.compile(
    r"[¹²³⁴⁵⁶⁷⁸⁹⁰*]+|a\.?c\.?|p\.?c\.?|c|ac|pc|corr|mr|man|m?\d|marg?|mg|sl|s\.?l\.?|[1-9]|rec|vl|gl|ir"
)
"""What a siglum has more than that of the manuscript, if it is that of a hand or state."""


def declare(state: State, root: Node) -> None:
    """Put what lists of witnesses declare into the state, in their order."""
    cited = _cited(root)
    for listing in root.iter("listWit"):
        if listing.within("listWit") is None:
            _list(state, listing, None, cited)
    for node in root.iter("handNote", "hand"):
        if (id_ := node.get("xml:id")) and id_ not in state.witnesses:
            manuscript = next((w.get("xml:id") for w in node.ancestors() if w.name == "witness"), "")
            of = state.witnesses[manuscript].id if manuscript in state.witnesses else ""
            said = _quietly(state, lambda of_hand=node: running(within(state, of_hand)))  # type: ignore[misc]
            siglum = (Text(node.get("n") or id_),)
            state.witnesses[id_] = Witness(state.given.fresh(id_), siglum, "hand", said, of)


def _cited(root: Node) -> frozenset[str]:
    """The ids that some reading names."""
    found: set[str] = set()
    for node in root.iter("lem", "rdg", "witDetail", "witStart", "witEnd", "lacunaStart", "lacunaEnd"):
        for name in ("wit", "source", "resp", "hand"):
            found.update(pointer.rpartition("#")[2] for pointer in node.get(name).split())
    return frozenset(found)


def _list(state: State, listing: Node, parent: Witness | None, cited: frozenset[str]) -> list[Witness]:
    members: list[Witness] = []
    own = listing.get("xml:id")
    if own and own in cited:
        # A group that readings name: its siglum is that of its head, or its id.
        head = listing.first("head")
        said = _quietly(state, lambda: running(within(state, head))) if head is not None else ()
        state.witnesses[own] = Witness(state.given.fresh(own), _siglum(state, listing), "group", said)
    for node in listing.elements("witness", "listWit"):
        if node.name == "listWit":
            members += _list(state, node, parent, cited)
        else:
            members += _witness(state, node, parent, cited)
    if own and own in cited:
        state.witnesses[own] = replace(state.witnesses[own], members=tuple(w.id for w in members))
    return members


def _witness(state: State, node: Node, parent: Witness | None, cited: frozenset[str]) -> list[Witness]:
    id_ = node.get("xml:id") or node.get("n") or node.get("sigil")
    siglum = _siglum(state, node)
    if not id_:
        id_ = plain(siglum)
        if not id_:
            state.report.say("A046", node, "a <witness> has neither xml:id nor siglum; nothing can name it")
            return []
        state.report.say("A046", node, f"the witness {id_} has no xml:id")
    if id_ in state.witnesses:
        return []
    kind, of = "manuscript", ""
    if parent is not None and _is_hand(plain(siglum) or id_, plain(parent.siglum) or parent.id):
        kind, of = "hand", parent.of or parent.id
    said = next((abbr.get("subtype") for abbr in node.elements("abbr")), "")
    if said in WITNESS_KINDS:
        kind = said
        of = _id(state, node.get("sameAs")) or of
    members = tuple(filter(None, (_id(state, pointer) for pointer in node.get("corresp").split())))
    made = Witness(
        state.given.fresh(id_),
        siglum,
        kind,
        _description(state, node),
        of,
        members if kind == "group" else (),
    )
    state.witnesses[id_] = made
    below: list[Witness] = []
    for inner in node.elements("listWit", "witness"):
        below += (_list if inner.name == "listWit" else _witness)(state, inner, made, cited)
    descendants = [w for w in below if w.kind != "hand"]
    if descendants and id_ in cited:
        # A siglum that stands for others which are there is one of a group.
        state.witnesses[id_] = replace(made, kind="group", members=tuple(w.id for w in descendants))
    return [state.witnesses[id_], *below]


def _id(state: State, pointer: str) -> str:
    """The Document's id of a witness that another one points at, before or after it."""
    name = pointer.rpartition("#")[2]
    return state.witnesses[name].id if name in state.witnesses else name if name in state.ids else ""


def _is_hand(siglum: str, of: str) -> bool:
    rest = siglum.removeprefix(of)
    return rest != siglum and _HAND.fullmatch(rest.strip()) is not None


def _siglum(state: State, node: Node) -> Inlines:
    for abbr in node.iter("abbr", "idno", "persName"):
        if (
            abbr.get("type") in ("siglum", "sigil", "sigla")
            and abbr.within("witness", "listWit", "person", "bibl", "item") is node
        ):
            return _quietly(state, lambda siglum=abbr: running(within(state, siglum)))  # type: ignore[misc]
    n, id_ = node.get("n"), node.get("xml:id")
    if n and not (id_ and _is_siglum(id_, n)):
        return (Text(n),)
    return (Text(id_),) if id_ else ()


def _is_siglum(id_: str, n: str) -> bool:
    """Whether it is the id that stands for the witness, and ``@n`` counts it or names it at length."""
    return (n.isdecimal() and not id_.isdecimal()) or (len(id_) <= 3 and len(n) > len(id_) and n.islower())


def _description(state: State, node: Node) -> Inlines:
    def read() -> Inlines:
        pieces: list[Piece] = []
        for child in node.children:
            if isinstance(child, str):
                pieces.append(Text(child))
            elif child.name in ("listWit", "witness") or (
                child.name in ("abbr", "idno", "persName") and child.get("type") in ("siglum", "sigil")
            ):
                continue
            elif child.name == "persName":
                pieces.append(Text(" "))
                for part in child.children:
                    if isinstance(part, str):
                        pieces.append(Text(part))
                    elif part.get("type") not in ("siglum", "sigil"):
                        pieces += state.piece(part)
            else:
                pieces += [Text(" "), *within(state, child)] if child.name == "note" else state.piece(child)
        return running(pieces)

    return _quietly(state, read)


def _quietly(state: State, read: Callable[[], Inlines]) -> Inlines:
    """What `read` returns, without leaving traces: the same words may be read again where they stand."""
    before = state.snapshot()
    found = read()
    state.restore(before)
    return bare(found)


def bare(inlines: Inlines) -> Inlines:
    """Without anchors, calls and links: the words stand in another place as well."""
    out: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Anchor | NoteCall | PageBeginning):
            continue
        if isinstance(inline, Ref):
            out += bare(inline.children)
        elif isinstance(inline, Parent):
            out.append(replace(inline, children=bare(inline.children)))
        else:
            out.append(inline)
    return running(out)


_KINDS = {
    "person": "scholar", "editor": "scholar", "author": "scholar", "respStmt": "scholar", "persName": "scholar",
    "name": "scholar", "bibl": "edition", "biblStruct": "edition", "biblFull": "edition", "item": "source",
    "org": "scholar", "handNote": "hand", "hand": "hand", "listWit": "group", "msDesc": "manuscript",
    "handShift": "hand",
}  # fmt: skip


def referred(state: State, node: Node, kind: str) -> Witness:
    """The witness that is made of whatever an apparatus refers to."""
    id_ = node.get("xml:id")
    made = _KINDS.get(node.name, kind)
    siglum = _siglum(state, node)
    # An id may be the very siglum that is given: only where none is given does the name stand for it.
    given = any(abbr.get("type") in ("siglum", "sigil", "sigla") for abbr in node.iter("abbr", "idno"))
    if not given and plain(siglum) == id_ and _KINDS.get(node.name) == "scholar" and node.name != "org":
        name = next(node.iter("surname"), None) or next(node.iter("persName", "name"), None) or node
        siglum = (Text(name.text() or id_),)
    return Witness(state.given.fresh(id_), siglum, made, _description(state, node))
