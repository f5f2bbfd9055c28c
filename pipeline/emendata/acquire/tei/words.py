"""What the elements of running text become."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from emendata.acquire.tei.languages import tag
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.pieces import End, Piece, has_words, inlines_in, running, runs
from emendata.acquire.tei.pointers import MARK
from emendata.acquire.tei.renditions import Look
from emendata.acquire.tei.state import State, letters, reads
from emendata.document.model import (
    Added,
    Anchor,
    Break,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Emendation,
    Emph,
    Foreign,
    Formula,
    Gap,
    Graphic,
    Inline,
    Inlines,
    LineBeginning,
    Milestone,
    Name,
    PageBeginning,
    Preformatted,
    Ref,
    Space,
    Supplied,
    Surplus,
    Text,
    Title,
    Unclear,
)
from emendata.document.walk import plain


def dressed(state: State, node: Node, pieces: Sequence[Piece], look: Look | None = None) -> list[Piece]:
    """The pieces with the rendition, the language and the id of their element."""
    look = look or state.looks.of(node)
    for rendition in reversed(look.renditions):
        pieces = wrapped(pieces, emphasised(rendition))
    lang = language(state, node)
    if lang and lang != state.lang:
        pieces = wrapped(pieces, lambda run: Foreign(run, lang))
    if id_ := state.own_id(node):
        pieces = [Anchor(id_), *pieces]
    return list(pieces)


def emphasised(rendition: str) -> Callable[[Inlines], Inline]:
    """Makes running text an `Emph` of this rendition."""
    return lambda run: Emph(run, rendition)


def wrapped(pieces: Sequence[Piece], make: Callable[[Inlines], Inline]) -> list[Piece]:
    """The pieces with each run of inlines that has words made one element; blocks stay as they are."""
    out: list[Piece] = []
    for run in runs(pieces):
        inlines = inlines_in(run)
        out += run if inlines is None or not has_words(inlines) else [make(inlines)]
    return out


def language(state: State, node: Node) -> str:
    """The language tag on an element."""
    value = node.get("xml:lang")
    if not value:
        return ""
    found = tag(value)
    if not found:
        state.report.say("A044", node, f'xml:lang="{value}" is no language tag; it is not read')
    return found


def within(state: State, node: Node) -> list[Piece]:
    """The pieces of its content, read in its own language."""
    lang, before = language(state, node), state.lang
    state.lang = lang or before
    try:
        return state.pieces(node)
    finally:
        state.lang = before


# ------------------------------------------------------- elements without a node


@reads(
    *"seg w c phr cl s m roleName forename surname addName "
    "genName nameLink settlement country region district bloc geog date time num measure measureGrp unit term "
    "email idno author editor publisher pubPlace biblScope edition series locus locusGrp origDate origPlace "
    "cit docAuthor docDate docEdition docTitle role actor roleDesc resp respStmt org affiliation "
    "occupation birth death residence orgname availability licence subst am restore mod retrace "
    "redo undo soCalled mentioned gloss distinct hi emph foreign imprint monogr analytic "
    "meeting sponsor funder principal citedRange extent objectType material support physDesc msName "
    "repository institution collection altIdentifier history origin provenance summary textLang msContents "
    "form pron gramGrp gram pos gen number case per tns mood iType itype subc usg etym def lbl colloc xr re hyph syll "
    "oRef pRef lang dictScrap orthPart "
    "msItem incipit explicit rubric width height dim catchwords signatures stamp heraldry watermark".split()
)
def _transparent(state: State, node: Node) -> list[Piece]:
    numbered = number(node, "section") if node.name in ("seg", "s") else []
    pieces = within(state, node)
    look = state.looks.of(node)
    if (
        node.name in ("hi", "emph")
        and not node.get("rend")
        and not node.get("rendition")
        and not look.renditions
    ):
        look = Look(("italic",), look.align, look.indent)
    return [*numbered, *dressed(state, node, pieces, look)]


_NUMBER = re.compile(r"[\w.*†‡§–-]{1,12}")


def number(node: Node, unit: str) -> list[Piece]:
    """The number of a part of the text, as the mark of its beginning."""
    n = node.get("n")
    if not n or not _NUMBER.fullmatch(n):
        return []
    kind = node.get("subtype") or node.get("unit") or node.get("type") or unit
    return [Milestone(n, kind if re.fullmatch(r"[A-Za-z][\w-]*", kind) else unit)]


_NAMES = {"persName": "person", "placeName": "place", "geogName": "place", "orgName": "org"}
_NAME_TYPES = {"person": "person", "pers": "person", "place": "place", "org": "org", "organisation": "org"}


@reads("name", "rs", *_NAMES)
def _name(state: State, node: Node) -> list[Piece]:
    said = node.get("type").lower()
    kind = (
        _NAMES.get(node.name)
        or _NAME_TYPES.get(said)
        or (said if re.fullmatch(r"[a-z]\w*", said) else "other")
    )
    key = _key(state, node)
    return dressed(state, node, wrapped(within(state, node), lambda run: Name(run, kind, key)))


def _key(state: State, node: Node) -> str:
    """Under which heading an index has the name: as the file says, or as the list calls it that it points at."""
    if key := node.get("key"):
        return key
    meant = (
        state.ids.get(node.get("ref").partition(" ")[0].rpartition("#")[2])
        if "#" in node.get("ref")
        else None
    )
    if meant is None or meant is node:
        return ""
    name = next(meant.iter("persName", "placeName", "orgName", "name"), None)
    return name.text() if name is not None else ""


_LINE_END = ("EOLhyphen", "EOLunhyphen")
"""Signs that only say how the source divides a word, as the Text Creation Partnership names them."""


@reads("g")
def _g(state: State, node: Node) -> list[Piece]:
    """A character that the encoding has not: its own text, what its declaration maps it to, or its name."""
    if node.children:
        return dressed(state, node, within(state, node))
    name = re.split(r"[#:]", node.get("ref"))[-1] or node.get("type")
    if name in _LINE_END:
        return []
    meant = state.ids.get(name)
    mappings = [m.text() for m in meant.iter("mapping", "localProp", "value") if m.text()] if meant else []
    text = next((m for m in mappings if len(m) <= 4), "") or (f"(({name.replace('_', ' ')}))" if name else "")
    if not text:
        return state.drop(node, "it says neither a character nor a name")
    state.generated.update(letters([text]))
    return dressed(state, node, [Text(text)])


@reads("pc")
def _pc(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, state.pieces(node))


@reads("title")
def _title(state: State, node: Node) -> list[Piece]:
    level = node.get("level")
    pieces = within(state, node)
    if node.within("head", "titlePart", "docTitle") and not level:
        return dressed(state, node, pieces)  # the title of this text, not of a work that it names
    level = level if level in ("a", "m", "j", "s", "u") else "m"
    return dressed(state, node, wrapped(pieces, lambda run: Title(run, level)))


@reads("ex")
def _ex(state: State, node: Node) -> list[Piece]:
    return wrapped(state.pieces(node), lambda run: Emph(run, "italic"))


@reads("desc", "label", "abbr", "expan", "orig", "reg")
def _in_line(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, within(state, node))


# ---------------------------------------------------------------- what editors do


@reads("supplied")
def _supplied(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, wrapped(within(state, node), lambda run: Supplied(run, node.get("reason"))))


@reads("unclear")
def _unclear(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, wrapped(within(state, node), lambda run: Unclear(run, node.get("reason"))))


@reads("damage")
def _damage(state: State, node: Node) -> list[Piece]:
    reason = node.get("agent") or node.get("type") or "damage"
    return dressed(state, node, wrapped(within(state, node), lambda run: Unclear(run, reason)))


@reads("surplus", "secl")
def _surplus(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, wrapped(within(state, node), lambda run: Surplus(run, node.get("reason"))))


@reads("sic")
def _sic(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, wrapped(within(state, node), Corrupt))


@reads("corr")
def _corr(state: State, node: Node) -> list[Piece]:
    return dressed(state, node, wrapped(within(state, node), lambda run: Choice(run, (), "correction")))


@reads("add")
def _add(state: State, node: Node) -> list[Piece]:
    pieces = within(state, node)
    return dressed(state, node, wrapped(pieces, lambda run: Added(run, node.get("place"), hand(state, node))))


@reads("del")
def _del(state: State, node: Node) -> list[Piece]:
    look = node.get("rend") or node.get("type")
    made = wrapped(within(state, node), lambda run: Deleted(run, look, hand(state, node)))
    return made if any(not isinstance(piece, Text) for piece in made) else []


def hand(state: State, node: Node) -> str:
    """The hand that wrote an addition or deletion: the id of a witness, if one is declared."""
    pointer = node.get("hand")
    if not pointer and node.parent is not None and node.parent.name == "subst":
        pointer = node.parent.get("hand")
    if not pointer:
        return ""
    id_ = pointer.rpartition("#")[2]
    return state.witnesses[id_].id if id_ in state.witnesses else id_


@reads("gap")
def _gap(state: State, node: Node) -> list[Piece]:
    desc = node.first("desc")
    if desc is not None:
        state.omit(desc)
    reason = node.get("reason") or (desc.text() if desc is not None else "")
    return dressed(state, node, [Gap(reason, extent(node))])


@reads("space")
def _space(state: State, node: Node) -> list[Piece]:
    if (desc := node.first("desc")) is not None:
        state.omit(desc)
    return [Space(extent(node))]


def extent(node: Node) -> str:
    """How much is missing, as words."""
    if said := node.get("extent"):
        return said
    quantity = node.get("quantity")
    if not quantity and (low := node.get("atLeast")):
        quantity = f"{low}–{node.get('atMost')}" if node.get("atMost") else low
    unit = node.get("unit")
    if quantity and unit and quantity != "1" and not unit.endswith("s"):
        unit += "s"
    return " ".join(filter(None, (quantity, unit)))


_PAIRS = {
    "expan": ("abbr", "expansion"),
    "abbr": ("expan", "abbreviation"),
    "reg": ("orig", "regular"),
    "orig": ("reg", "original"),
}


@reads("choice")
def _choice(state: State, node: Node) -> list[Piece]:
    stray: list[Piece] = [Text(child) for child in node.children if isinstance(child, str) and child.strip()]
    if stray:
        state.report.say("A041", node, "text directly in a <choice> is kept beside what is chosen")
    return [*_chosen(state, node), *stray]


def _chosen(state: State, node: Node) -> list[Piece]:
    found: dict[str, Node] = {}
    others: list[Node] = []
    for child in node.elements():
        if child.name in ("sic", "corr", *_PAIRS) and child.name not in found:
            found[child.name] = child
        else:
            others.append(child)
    if not found:
        for other in others[1:]:
            state.drop(other, "a choice gives it as another way to read the same words")
        return state.piece(others[0]) if others else []
    for other in others:
        state.drop(other, "a choice gives it as another way to read the same words")
    pieces: list[Piece]
    if "sic" in found and "corr" in found:
        pieces = [_emendation(state, found.pop("sic"), found.pop("corr"))]
    elif "corr" in found:
        pieces = state.piece(found.pop("corr"))
    elif "sic" in found:
        pieces = state.piece(found.pop("sic"))
    else:
        preferred = tuple(found) if state.export else _preferred(found)
        read = next(name for name in preferred if name in found)
        unread, kind = _PAIRS[read]
        unread_node = found.pop(unread) if unread in found else None
        alternative = running(within(state, unread_node)) if unread_node is not None else ()
        shown = found.pop(read)
        ways = [alternative]  # what a block divides is one choice still

        def choice(run: Inlines) -> Inline:
            return Choice(run, ways.pop() if ways else (), kind)

        pieces = wrapped(within(state, shown), choice)
        if not has_words(running(pieces)) and alternative:
            pieces = [Choice((), alternative, kind)]
    for other in found.values():
        state.drop(other, "a choice gives it as another way to read the same words")
    return dressed(state, node, pieces)


def _preferred(found: dict[str, Node]) -> tuple[str, ...]:
    """What an edition prints first: but a transliteration does not stand for what it transliterates."""
    if "reg" in found and found["reg"].get("type").startswith("trans"):
        return "orig", "expan", "reg", "abbr"
    return "expan", "reg", "orig", "abbr"


def _emendation(state: State, sic: Node, corr: Node) -> Emendation:
    state.emendations += 1
    before, state.in_text = state.in_text, False
    said = running(within(state, sic))
    state.in_text = before
    by = corr.get("resp").split()
    return Emendation(
        state.given.fresh(f"e{state.emendations}"),
        said,
        running(within(state, corr)),
        corr.get("type") if corr.get("type") in ("ocr", "printer", "author", "editor") else "editor",
        by[0].rpartition("#")[2] if by else "",
    )


# ------------------------------------------------------------- points in the text


@reads("lb")
def _lb(state: State, node: Node) -> list[Piece]:
    return [LineBeginning(node.get("n"), node not in state.wraps)]


@reads("pb")
def _pb(state: State, node: Node) -> list[Piece]:
    edition = node.get("ed") or node.get("edRef").rpartition("#")[2]
    if edition and "://" not in edition:  # an address names the source itself, and cannot be printed
        return [Milestone(node.get("n"), "page", edition)] if node.get("n") else []
    return [PageBeginning(node.get("n"), state.own_id(node))]


@reads("cb", "gb")
def _column(state: State, node: Node) -> list[Piece]:
    unit = "column" if node.name == "cb" else "gathering"
    return [Milestone(node.get("n"), unit, node.get("ed"))] if node.get("n") else []


@reads("milestone")
def _milestone(state: State, node: Node) -> list[Piece]:
    if n := node.get("n"):
        edition = node.get("ed") or node.get("edRef").rpartition("#")[2]
        return [*anchored(state, node), Milestone(n, node.get("unit") or "section", edition)]
    return [*anchored(state, node), Break(node.get("unit") or "section", node.get("rend") or "* * *")]


@reads("anchor")
def anchored(state: State, node: Node) -> list[Piece]:
    """The anchor, if something refers to it."""
    id_ = state.own_id(node)
    return [Anchor(id_)] if id_ else []


@reads(MARK)
def _mark(state: State, node: Node) -> list[Piece]:
    anchor = Anchor(node.get("id"))
    return [End(anchor) if node.get("end") else anchor]


@reads("caesura")
def _caesura(state: State, node: Node) -> list[Piece]:
    return [Text("\u2003")]


@reads(
    "handShift",
    "addSpan",
    "delSpan",
    "damageSpan",
    "substJoin",
    "certainty",
    "precision",
    "alt",
    "link",
    "join",
)
def _nothing(state: State, node: Node) -> list[Piece]:
    return state.drop(node, "the Document has no place for it")


@reads("{http://www.w3.org/2001/XInclude}include")
def _include(state: State, node: Node) -> list[Piece]:
    return state.pieces(node)  # that it is not followed has been told


@reads("fw")
def _fw(state: State, node: Node) -> list[Piece]:
    return state.drop(node, "headers, footers and signatures belong to the pages of the source")


@reads("index")
def _index(state: State, node: Node) -> list[Piece]:
    return state.drop(node, "it is an instruction to make an index")


@reads("figDesc")
def _figure_description(state: State, node: Node) -> list[Piece]:
    return state.drop(node, "it describes no image")


# ------------------------------------------------------------------ code, formula


@reads("code", "gi", "att", "val", "tag", "ident")
def _code(state: State, node: Node) -> list[Piece]:
    return [Code(" ".join(state.literal(node).split()))]


@reads("formula")
def _formula(state: State, node: Node) -> list[Piece]:
    notation = node.get("notation") or ("MathML" if any(True for _ in node.elements()) else "TeX")
    return [Formula(" ".join(state.literal(node).split()), notation)]


@reads("eg", "egXML")
def _eg(state: State, node: Node) -> list[Piece]:
    return [Preformatted(state.literal(node).strip("\n"))]


@reads("graphic", "media")
def _graphic(state: State, node: Node) -> list[Piece]:
    desc = node.first("desc")
    return [Graphic(node.get("url"), " ".join(state.literal(desc).split()) if desc is not None else "")]


@reads("address", "addrLine", "street", "postCode", "postBox")
def _address(state: State, node: Node) -> list[Piece]:
    pieces = state.pieces(node)
    if node.name != "address":
        before = node.parent is not None and next(node.parent.elements()) is not node
        return [LineBeginning(), *pieces] if before else pieces
    return pieces


# --------------------------------------------------------------------- references


@reads("ref")
def _ref(state: State, node: Node) -> list[Piece]:
    if (note := state.calls.get(node)) is not None:
        from emendata.acquire.tei.notes import called

        state.omit(node)  # the label stands with the note
        return called(state, note)
    pieces = within(state, node)
    target = resolved(state, node)
    if target and not node.has_text() and not any(True for _ in node.elements()):
        return _pointing(state, node, target)
    if target:
        pieces = wrapped(pieces, lambda run: Ref(run, target))
    return dressed(state, node, pieces)


@reads("ptr")
def _ptr(state: State, node: Node) -> list[Piece]:
    if (note := state.calls.get(node)) is not None:
        from emendata.acquire.tei.notes import called

        return called(state, note)
    target = resolved(state, node)
    return _pointing(state, node, target) if target else []


def _pointing(state: State, node: Node, target: str) -> list[Piece]:
    """A reference without words of its own."""
    label = _label(state, node, target)
    state.generated.update(letters([label]))
    return dressed(state, node, [Ref((Text(label),) if label else (), target)])


@reads("bibl")
def _bibl(state: State, node: Node) -> list[Piece]:
    """A work that is cited; one that is only pointed at by its siglum or name."""
    pieces = within(state, node)
    if (pointer := node.get("corresp")) and not _names_work(node):
        name = pointer.split()[0].rpartition("#")[2]
        meant = state.ids.get(name)
        known = state.witnesses.get(name)
        label = plain(known.siglum) if known is not None else ""
        if meant is not None and not label:
            parts = (meant.first("author", "editor"), meant.first("date"))
            label = " ".join(part.text() for part in parts if part is not None)
        label = label or name
        state.generated.update(letters([label]))
        pieces = [Text(f"{label} " if has_words(running(pieces)) else label), *pieces]
    return dressed(state, node, pieces)


def _names_work(node: Node) -> bool:
    """Whether there is more in it than the place that is cited."""
    skipped = ("citedRange", "biblScope", "note")
    return any(string.strip() for string in node.strings(lambda inner: inner.name in skipped))


_PLACES = frozenset("ab anchor div l lg milestone p s seg".split())
"""Elements that stand for a place in the text."""


def _label(state: State, node: Node, target: str) -> str:
    """What stands for a pointer that has no text: what it points at is called."""
    pointer = node.get("target").split()
    meant = state.ids.get(pointer[0].rpartition("#")[2]) if pointer else None
    if meant is None or not target.startswith("#"):
        return target
    head = meant if meant.name == "head" else meant.first("head")
    if head is not None and (said := head.text()):
        return said if len(said) < 60 else said[:50].rsplit(" ", 1)[0] + " …"
    siglum = next((abbr.text() for abbr in meant.iter("abbr") if abbr.get("type") == "siglum"), "")
    if not siglum and meant.name in _PLACES:
        return ""  # the books say where it is: by page and line, or by section and verse
    return siglum or meant.get("n") or "→"


def resolved(state: State, node: Node) -> str:
    """Where a reference leads: ``#id`` of the Document, or an address; empty if it leads nowhere."""
    pointers = node.get("target").split()
    if len(pointers) > 1 and not any(re.search(r"#|^[a-z]+://", pointer) for pointer in pointers[1:]):
        pointers = ["%20".join(pointers)]  # one address, with spaces that it should not have
    if not pointers:
        if cref := node.get("cRef"):
            return "" if cref.startswith("#") else " ".join(cref.split())
        return ""
    if len(pointers) > 1:
        state.report.say("A045", node, f"of several targets of a <{node.name}> the first is read")
    pointer = state.pointers.expanded(pointers[0])
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", pointer):
        return pointer
    id_ = state.pointers.id_of(pointer, node)
    if id_ in state.targets:
        return f"#{state.targets[id_]}"
    if "#" in pointer and not pointer.startswith("#"):
        file = pointer.partition("#")[0]
        message = f"<{node.name}> leads into another file, »{file}«; its text is kept, the link is not"
        state.report.say("A042", node, message)
    elif pointer.startswith("#") or not re.search(r"[./]", pointer):
        message = f"<{node.name}> leads to »{pointer}«, which is not in the file; its text is kept"
        state.report.say("A045", node, message, "give what is meant this xml:id")
    else:
        message = f"<{node.name}> leads to a file, »{pointer}«; its text is kept, the link is not"
        state.report.say("A042", node, message)
    return ""
