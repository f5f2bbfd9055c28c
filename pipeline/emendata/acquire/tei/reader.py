"""Turn the bytes of a TEI file of any project into a Document.

The way: characters to a tree; the tree in the terms of TEI P5; marks in it where something points; white space
settled; then each element read by its reader (`words`, `structure`, `notes`, `apparatus`), and last the account
of what went in and what came out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from emendata.acquire.acquired import Acquired
from emendata.acquire.tei import (
    account,
    apparatus,
    breaks,
    copies,
    links,
    notes,
    p4,
    sourcedoc,
    spacing,
    structure,
    words,
)
from emendata.acquire.tei.files import Files, put_text_to_spine
from emendata.acquire.tei.header import metadata
from emendata.acquire.tei.ids import index
from emendata.acquire.tei.node import Node
from emendata.acquire.tei.order import in_order
from emendata.acquire.tei.parse import parsed
from emendata.acquire.tei.pieces import Piece, blocks_of, broken, running
from emendata.acquire.tei.pointers import Pointers
from emendata.acquire.tei.renditions import Looks
from emendata.acquire.tei.report import Report
from emendata.acquire.tei.state import State, letters
from emendata.acquire.tei.structure import division, ended_division, led_division, without_words
from emendata.acquire.tei.unread import attributes
from emendata.acquire.tei.witnesses import declare
from emendata.document.model import Absence, Applied, Division, Document, Inlines, Paragraph, Text

_READERS = (apparatus, notes, structure, words)
"""The modules that declare readers of elements: to import them is what is wanted of them."""


def read(
    data: bytes, name: str, series: Collection[str] = (), beside: Mapping[str, bytes] | None = None
) -> Acquired:
    """The Document in the TEI file with these bytes and this name, and what it has no place for.

    Notes and entries whose type is the name of one of the `series` that the editor has declared belong to it.
    `beside` are the files of the edition that it points into (`files.named`), as far as they are there.

    Raises `EmendataError`: A031 not well-formed and not to be mended, A032 not TEI, A050 without text.
    """
    report = Report(name)
    root = parsed(data, report)
    if p4.is_p4(root):
        p4.to_p5(root, report)
    sourcedoc.put_text(root, report)
    files = Files(beside or {})
    put_text_to_spine(root, files, report)
    ids = index(root, report)
    pointers = Pointers(root, ids, report, files)
    copies.fill(root, ids, pointers, report)
    texts = _texts(root)
    if not texts:
        raise report.refuse(
            "A050", root, "the file has no <text>", "a TEI file has a <teiHeader> and a <text>"
        )
    header = root.first("teiHeader") or next(root.iter("teiHeader"), None)
    apart = [node for node in root.iter("standOff") if node.within("text", "standOff") is None]
    accounted = [*texts, *apart]
    file = letters(string for part in accounted for string in part.strings())
    apps = sum(1 for part in accounted for _ in part.iter("app"))
    state = State(report, ids, pointers, Looks(header, report), series=frozenset(series))
    state.export = any(node.get("ident").startswith("emendata") for node in root.iter("application"))
    readings = [node for part in accounted for node in part.iter("lem", "rdg")]
    state.conjectures = any(map(apparatus.is_conjecture, readings)) or not any(r.get("wit") for r in readings)
    attributes(accounted, report)
    declare(state, root)
    state.targets = _targets(state, accounted)
    links.mark(state, root, texts)
    applied = _settle(state, texts, accounted)
    state.lang = (meta := metadata(header, root, texts[0], report)).lang
    title, front, body, back = _parts(state, texts, root)
    for part in apart:
        state.pieces(part)
    document = Document(
        metadata=replace(meta, lang=meta.lang or "en"),
        title=title,
        front=front,
        body=body,
        back=back,
        notes=tuple(state.notes),
        record=applied,
        witnesses=tuple(state.witnesses.values()),
        absences=_absences(state.missing),
    )
    document = in_order(document, tuple(entry for entry in state.entries if entry is not None))
    state.tell_undeclared()
    problems = account.balanced(state, file, apps, document)
    return Acquired(document, (*report.diagnostics, *files.diagnostics, *problems))


def _texts(root: Node) -> list[Node]:
    """The texts of the file: one, or those of a corpus."""
    if root.name == "TEI":
        return list(root.elements("text"))
    return [text for tei in root.iter("TEI") for text in tei.elements("text")]


def _targets(state: State, parts: list[Node]) -> dict[str, str]:
    """Ids for what references in the text lead to."""
    found: dict[str, str] = {}
    for part in parts:
        for node in part.iter("ref", "ptr"):
            for target in node.get("target").split():
                id_ = state.pointers.expanded(target).rpartition("#")[2]
                meant = state.ids.get(id_)
                if meant is None or id_ in found or not any(_inside(meant, part) for part in parts):
                    continue
                found[id_] = state.given.fresh(id_)
    return found


def _inside(node: Node, part: Node) -> bool:
    return node is part or any(ancestor is part for ancestor in node.ancestors())


def _settle(state: State, texts: list[Node], parts: list[Node]) -> tuple[Applied, ...]:
    """White space, line beginnings and calls; what was done for the record."""
    removed = added = 0
    for text in texts:
        calls, apart = notes.find_calls(text, state.ids, state.pointers)
        state.calls.update(calls)
        state.apart |= apart
    for part in parts:
        done = spacing.settle(part, notes.of_text(part) - state.apart)
        state.wraps |= breaks.wrapping(part)
        removed += done.removed
        added += done.added + breaks.join(part, state.wraps)
    applied = []
    if removed:
        what = "White space that only lays out the file was taken out, before punctuation and calls of notes."
        applied.append(Applied("layout-space", removed, what))
    if added:
        what = "A space was put between words that the file only marks as two, or ends a line between."
        applied.append(Applied("word-space", added, what))
    return tuple(applied)


# ------------------------------------------------------------- front, body, back

_Parts = tuple[Inlines, tuple[Division, ...], Division, tuple[Division, ...]]


def _parts(state: State, texts: list[Node], root: Node) -> _Parts:
    if len(texts) == 1:
        return _of_text(state, texts[0])
    title: Inlines = ()
    inner: list[Division] = []
    for text in texts:
        heading, front, body, back = _of_text(state, text, False)
        header = text.parent.first("teiHeader") if text.parent else None
        statement = header.find("fileDesc", "titleStmt", "title") if header else None
        head = heading or body.head
        if not head and statement is not None:
            head = running(state.pieces(statement))
            state.generated.update(letters(statement.strings()))
        inner.append(replace(body, head=head, divisions=(*front, *body.divisions, *back)))
    return title, (), Division(divisions=tuple(inner)), ()


def _of_text(state: State, text: Node, alone: bool = True) -> _Parts:
    """The parts of a text; one of several keeps the head of its body."""
    title: Inlines = ()
    front: list[Division] = []
    body = Division()
    back: list[Division] = []
    lead: Inlines = ()
    loose: list[Piece] = []
    seen = False

    def gather() -> None:
        """What stands directly in the text: a part without a head, or the beginning of a page."""
        nonlocal body, lead
        quiet, blocks = without_words(loose), blocks_of(loose)
        loose.clear()
        if quiet and seen:
            body = ended_division(body, quiet)
        elif quiet:
            lead = (*lead, *quiet)
        elif blocks and seen:
            body = replace(body, divisions=(*body.divisions, Division(blocks=blocks)))
        elif blocks:
            front.append(Division(blocks=blocks))

    for child in text.children:
        if isinstance(child, str):
            if child.strip():
                state.report.say("A041", text, "text directly in <text> is read as part of the body")
            loose.append(Text(child))
            continue
        if child.name in ("front", "body", "group", "back"):
            gather()
        match child.name:
            case "front":
                title, front = _front(state, child)
                if front and lead:
                    front, lead = [led_division(front[0], lead), *front[1:]], ()
            case "body" | "group" if not seen:
                seen = True
                body = _group(state, child) if child.name == "group" else _body(state, child, alone)
                body, lead = led_division(body, lead) if lead else body, ()
            case "back":
                back = _divisions(division(state, child, ""))
            case _:
                pieces = state.piece(child)
                if blocks_of(pieces) and not without_words(pieces):
                    message = f"<{child.name}> directly in <text> is read as part of the body"
                    state.report.say("A041", child, message)
                loose += pieces
    if not seen:
        state.report.say("A041", text, "<text> has no <body>")
        seen = True
    gather()
    return title, tuple(front), body, tuple(back)


def _body(state: State, node: Node, alone: bool) -> Division:
    """The body; its own head is a line before its blocks, because the Document's body has none."""
    whole = division(state, node, "")
    if not whole.head or not alone:
        return whole
    return replace(whole, head=(), blocks=(Paragraph(whole.head, rend="centred"), *whole.blocks))


def _group(state: State, node: Node) -> Division:
    inner: list[Division] = []
    for child in node.elements():
        if child.name == "text":
            heading, front, body, back = _of_text(state, child, False)
            head = heading or body.head
            inner.append(replace(body, head=head, divisions=(*front, *body.divisions, *back)))
        elif child.name == "group":
            inner.append(_group(state, child))
        else:
            if blocks := blocks_of(state.piece(child)):
                inner.append(Division(blocks=blocks))
    return Division(divisions=tuple(inner))


def _divisions(whole: Division) -> list[Division]:
    own = replace(whole, divisions=(), kind="")
    return [*([own] if own.blocks or own.head else []), *whole.divisions]


def _front(state: State, node: Node) -> tuple[Inlines, list[Division]]:
    """The title as it stands on the title page, and the front matter, with what else is on that page."""
    titles: list[Inlines] = []
    page = next(node.iter("titlePage"), None)
    if page is not None:
        for doc_title in page.elements("docTitle", "titlePart"):
            parts = list(doc_title.iter("titlePart")) if doc_title.name == "docTitle" else [doc_title]
            parts = parts or [doc_title]
            if doc_title.name == "docTitle" and any(
                (isinstance(c, str) and c.strip())
                or (isinstance(c, Node) and c.name not in ("titlePart", "lb"))
                for c in doc_title.children
            ):
                parts = [doc_title]
            for part in parts:
                titles.append(running(words.dressed(state, part, words.within(state, part))))
            page.children = [child for child in page.children if child is not doc_title]
    return broken(titles), _divisions(division(state, node, ""))


def _absences(missing: list[tuple[str, str, str]]) -> tuple[Absence, ...]:
    """Stretches that a witness has not, from the points where it ends and begins again."""
    found: list[Absence] = []
    open_: dict[str, str] = {}
    for witness, end, anchor in missing:
        if end == "start":
            if witness not in open_:
                open_[witness] = anchor
        elif witness in open_:
            found.append(Absence(witness, open_.pop(witness), anchor))
        else:
            found.append(Absence(witness, "", anchor))
    found += [Absence(witness, anchor, "") for witness, anchor in open_.items()]
    return tuple(found)


def is_own(data: bytes) -> bool:
    """Whether emendata wrote the file: its header says so, before any text."""
    text = data.find(b"<text")
    before = data[:text] if text >= 0 else data
    return re.search(rb"<application\s[^>]*ident=[\"']emendata[\"']", before) is not None
