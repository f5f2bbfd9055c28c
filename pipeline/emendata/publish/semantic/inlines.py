"""Write what runs within a line as XHTML at the end of an element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, urlsplit

from emendata.document.model import (
    Added,
    Anchor,
    Choice,
    Code,
    Corrupt,
    Deleted,
    Direction,
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
    NoteCall,
    PageBeginning,
    Quoted,
    Ref,
    Space,
    Supplied,
    Surplus,
    Text,
    Title,
    Unclear,
)
from emendata.document.walk import descendants, plain
from emendata.publish.indexing import Mention, heading_of, passage
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.marks import write_anchor
from emendata.publish.semantic.model import Page
from emendata.publish.xhtml import TYPE, Element, append_text, child, set_attribute

EMENDED = "°"
"""Stands after what was emended, and leads to the apparatus."""
CALL_OF_NOTHING = "?"

_STRONG_RTL = "\u0590-\u05bf\u05c0-\u07ff\u0800-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff"
_RTL = re.compile(f"[{_STRONG_RTL}\u200f]")


def write_inlines(context: Context, parent: Element, inlines: Inlines) -> None:
    """Write them at the end of `parent`."""
    if context.direction == "ltr" and len(inlines) > 1 and _RTL.search(plain(inlines)):
        for rtl, run in runs(inlines):
            if rtl:
                context.direction = "rtl"
                _write(context, child(parent, "span", {"dir": "rtl"}), run)
                context.direction = "ltr"
            else:
                _write(context, parent, run)
    else:
        _write(context, parent, inlines)


def _write(context: Context, parent: Element, inlines: Iterable[Inline]) -> None:
    for inline in inlines:
        if isinstance(inline, Text):
            append_text(parent, inline.text)
        else:
            _WRITERS[type(inline)](context, parent, inline)


# ----------------------------------------------------------- right-to-left runs


def runs(inlines: Inlines) -> Iterator[tuple[bool, Inlines]]:
    """The inlines cut into runs, each with whether it must be marked as running right to left.

    A phrase in Hebrew that is cut by an emphasis, an emendation or a note call is laid out in the
    wrong order, each piece being embedded by itself, unless the whole of it is one element. A phrase
    within one text needs no mark: the bidirectional algorithm finds its ends.
    """
    pieces: list[tuple[Inline, bool | None]] = []  # None: no letter of either direction
    for inline in inlines:
        if isinstance(inline, Text):
            pieces += [(Text(text), rtl) for text, rtl in _by_direction(inline.text)]
        else:
            pieces.append((inline, _direction_of(inline)))
    at = 0
    plain_run: list[Inline] = []
    while at < len(pieces):
        if not pieces[at][1]:
            plain_run.append(pieces[at][0])
            at += 1
            continue
        end = reach = at + 1
        while reach < len(pieces) and pieces[reach][1] is not False:
            reach += 1
            if pieces[reach - 1][1]:
                end = reach
        run = tuple(inline for inline, _ in pieces[at:end])
        if len(run) > 1 and any(not isinstance(inline, Text) for inline in run):
            if plain_run:
                yield False, tuple(plain_run)
                plain_run = []
            yield True, run
        else:
            plain_run += run
        at = end
    if plain_run:
        yield False, tuple(plain_run)


def _by_direction(text: str) -> Iterator[tuple[str, bool | None]]:
    start, current = 0, None
    for at, character in enumerate(text):
        rtl = True if _RTL.match(character) else False if character.isalpha() else None
        if rtl != current:
            if at > start:
                yield text[start:at], current
            start, current = at, rtl
    if start < len(text):
        yield text[start:], current


def _direction_of(inline: Inline) -> bool | None:
    directions = {rtl for _, rtl in _by_direction(plain((inline,))) if rtl is not None}
    return None if not directions else directions == {True}


# ------------------------------------------------------------ elements that hold


def _holder(context: Context, parent: Element, tag: str, children: Inlines, cls: str = "") -> None:
    write_inlines(context, child(parent, tag, {"class": cls} if cls else None), children)


_RENDITIONS = {
    "italic": ("em", ""),
    "bold": ("strong", ""),
    "smallcaps": ("span", "smallcaps"),
    "superscript": ("sup", ""),
    "subscript": ("sub", ""),
    "underline": ("span", "underline"),
    "strikethrough": ("s", ""),
}


def _emph(context: Context, parent: Element, inline: Emph) -> None:
    match inline:
        case Emph((Foreign() as foreign,), "italic"):
            _foreign_in(context, parent, "i", foreign.lang, foreign.children)
        case Emph((Title() as title,), "italic") if _set_in_italics(title):
            _title(context, parent, title)
        case _:
            tag, cls = _RENDITIONS.get(inline.rend, ("span", ""))
            _holder(context, parent, tag, inline.children, cls)


def _foreign(context: Context, parent: Element, inline: Foreign) -> None:
    match inline.children:
        case (Emph(children, "italic"),):
            _foreign_in(context, parent, "i", inline.lang, children)
        case _:
            _foreign_in(context, parent, "span", inline.lang, inline.children)


def _foreign_in(context: Context, parent: Element, tag: str, lang: str, children: Inlines) -> None:
    with context.speaking(lang) as attributes:
        write_inlines(context, child(parent, tag, attributes), children)


def _set_in_italics(title: Title) -> bool:
    """Whether this level of title stands in italics by itself: a book does, an article does not."""
    return title.level not in ("a", "u")


def _title(context: Context, parent: Element, inline: Title) -> None:
    children = inline.children
    if len(children) == 1 and isinstance(inner := children[0], Emph) and inner.rend == "italic":
        children = inner.children
        cls = "italic"
    else:
        cls = "italic" if _set_in_italics(inline) else ""
    _holder(context, parent, "cite", children, cls)


def _name(context: Context, parent: Element, inline: Name) -> None:
    attributes = {"class": "name", "data-kind": inline.kind, "data-key": inline.key}
    made = child(parent, "span", {name: value for name, value in attributes.items() if value})
    if not context.quiet and context.index.wants(inline) and (heading := heading_of(inline)):
        made.set("id", context.ids.fresh("name1"))
        target = made.get("id") or ""
        context.index.names.append(Mention(heading, "", target))
        if places := context.name_places.get(id(inline)):
            context.loci[target] = places.popleft()
    write_inlines(context, made, inline.children)


def _quoted(context: Context, parent: Element, inline: Quoted) -> None:
    _holder(context, parent, "span", inline.children, "quoted")


def _marked(opening: str, closing: str, cls: str, tag: str = "span") -> Callable[..., None]:
    """Writes what an element holds between marks that say what it is, to those who see no style too."""

    def write(
        context: Context, parent: Element, inline: Supplied | Surplus | Corrupt | Added | Deleted
    ) -> None:
        match inline:
            case Corrupt():
                reasons: tuple[str, ...] = ()
            case Added(place=how, hand=hand) | Deleted(rend=how, hand=hand):
                reasons = how, hand
            case Supplied(reason=reason) | Surplus(reason=reason):
                reasons = (reason,)
        made = child(parent, tag, {"class": cls} | _explained(*reasons))
        child(made, "span", {"class": "mark"}, opening)
        write_inlines(context, made, inline.children)
        child(made, "span", {"class": "mark"}, closing)

    return write


def _choice(context: Context, parent: Element, inline: Choice) -> None:
    explained = _explained(plain(inline.other))
    if explained and not context.quiet:
        write_inlines(context, child(parent, "span", {"class": inline.kind} | explained), inline.children)
    else:
        write_inlines(context, parent, inline.children)


def _direction(context: Context, parent: Element, inline: Direction) -> None:
    _holder(context, parent, "span", inline.children, "stage")


def _unclear(context: Context, parent: Element, inline: Unclear) -> None:
    made = child(parent, "span", {"class": "unclear"} | _explained(inline.reason))
    write_inlines(context, made, inline.children)


def _explained(*reasons: str) -> dict[str, str]:
    said = ", ".join(filter(None, reasons))
    return {"title": said} if said else {}


# -------------------------------------------------------------- elements that are


def _code(context: Context, parent: Element, inline: Code) -> None:
    child(parent, "code", None, inline.text)


def _formula(context: Context, parent: Element, inline: Formula) -> None:
    child(parent, "code", {"class": "formula", "data-notation": inline.notation}, inline.text)


def _page(context: Context, parent: Element, inline: PageBeginning) -> None:
    write_page_beginning(context, parent, inline, "span")


def write_page_beginning(context: Context, parent: Element, inline: PageBeginning, tag: str) -> None:
    """A mark that is not seen but can be gone to; nothing where neither folio nor id is known."""
    folio = " ".join(inline.n.split())
    if context.quiet or not (folio or inline.id):
        return
    made = child(parent, tag, context.own_id(inline.id, f"page-{folio}"))
    if folio:
        context.pages.append(Page(made.get("id") or "", folio))
        made.set("class", "pagebreak")
        made.set(TYPE, "pagebreak")
        made.set("role", "doc-pagebreak")
        set_attribute(made, "aria-label", folio)


def _line(context: Context, parent: Element, inline: LineBeginning) -> None:
    if context.quiet:
        append_text(parent, " " if inline.forced else "")
    elif inline.forced:
        child(parent, "br")


NO_BREAK_SPACE = "\u00a0"


def _milestone(context: Context, parent: Element, inline: Milestone) -> None:
    if context.quiet or not inline.n:
        return
    attributes = {"class": "milestone mark", "data-unit": inline.unit or "part"}
    if inline.edition:
        attributes |= {"class": "milestone other mark", "data-edition": inline.edition}
    said = " ".join(filter(None, (inline.edition, inline.n)))
    # The number belongs to the word after it, and must not run into it.
    child(parent, "span", attributes, said + NO_BREAK_SPACE)


def _space(context: Context, parent: Element, inline: Space) -> None:
    child(parent, "span", {"class": "space mark"} | _explained(inline.extent), "(vac.)")


def _gap(context: Context, parent: Element, inline: Gap) -> None:
    child(parent, "span", {"class": "gap mark"} | _explained(inline.reason, inline.extent), "[…]")


def _graphic(context: Context, parent: Element, inline: Graphic) -> None:
    if context.quiet:
        append_text(parent, inline.alt)
    else:
        write_image(context, parent, inline.src, inline.alt, "span")


def write_image(context: Context, parent: Element, src: str, alt: str, tag: str) -> None:
    """The image; where it is missing, an element `tag` in its place that says so."""
    if address := context.images.address(src):
        image = context.images.used[address]
        attributes = {"src": address, "alt": "" if image.decorative else alt or context.terms["figure"]}
        if image.decorative:
            attributes["role"] = "presentation"
        if image.width and image.height:
            attributes |= {"width": str(image.width), "height": str(image.height)}
        child(parent, "img", attributes)
        return
    missing = context.terms["figure missing"]
    said = ": ".join(filter(None, (missing, alt or src)))
    child(parent, tag, {"class": "missing", "role": "img", "aria-label": said}, missing)


# ------------------------------------------------------------------ links and calls


def _ref(context: Context, parent: Element, inline: Ref) -> None:
    internal = inline.target.startswith("#") and len(inline.target) > 1
    address = "" if internal else web_address(inline.target)
    if context.quiet or not (internal or address):
        _cited(context, parent, inline)
        return
    if internal and not plain(inline.children).strip():
        link = child(parent, "a", {"class": "ref place-of"})
        context.references.append((link, inline.target[1:]))
        write_inlines(context, parent, inline.children)
        return
    # A link must not hold another: where the text of this one has a call, it is cut there.
    for interactive, run in _cut(inline.children):
        if interactive or not plain(run).strip():  # a link without words can be seen by nobody
            write_inlines(context, parent, run)
            continue
        to_web = {"class": "ref external", "href": address}
        link = child(parent, "a", {"class": "ref"} if internal else to_web)
        write_inlines(context, link, run)
        if internal:
            context.references.append((link, inline.target[1:]))


def _cited(context: Context, parent: Element, inline: Ref) -> None:
    """A reference that leads nowhere in the book; an index of passages may have what it names."""
    if not context.quiet and context.index.settings.passages and (found := passage(inline.target)):
        parent = child(parent, "span", {"class": "cited", "id": context.ids.fresh("cited1")})
        context.index.passages.append(Mention(*found, parent.get("id") or ""))
    write_inlines(context, parent, inline.children)


def _cut(inlines: Inlines) -> Iterator[tuple[bool, Inlines]]:
    run: list[Inline] = []
    for inline in inlines:
        if any(isinstance(i, NoteCall | Ref | Emendation) for i in descendants((inline,))):
            if run:
                yield False, tuple(run)
                run = []
            yield True, (inline,)
        else:
            run.append(inline)
    if run:
        yield False, tuple(run)


_SCHEMES = frozenset({"http", "https", "mailto", "ftp", "tel", "urn", "doi"})


def web_address(target: str) -> str:
    """The target as an address fit for ``href``; empty where it is none that a book should lead to."""
    try:
        parts = urlsplit(target.strip())
        usable = bool(parts.hostname if parts.scheme in ("http", "https", "ftp") else parts.path)
        usable = (usable and parts.port is None) or bool(parts.port)
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES or not usable:
        return ""
    return quote(target.strip(), safe="%/:?#[]@!$&'()*+,;=~-._")


def _call(context: Context, parent: Element, inline: NoteCall) -> None:
    if context.quiet:
        return
    notes = context.notes
    if inline.note not in notes.notes:
        missing = {"class": "call mark", "title": context.terms["note missing"]}
        child(parent, "sup", missing, CALL_OF_NOTHING)
        return
    if inline.note not in notes.section_of:
        notes.section_of[inline.note] = context.section
        notes.pending.append(inline.note)
    note_id = notes.ids[inline.note]
    call_id = context.ids.fresh("c" + note_id.removeprefix("n"))
    notes.calls[inline.note].append(call_id)
    label = notes.labels[inline.note]
    classes = ["call"] if label[:1].isalnum() else ["call", "sign"]
    if len(notes.calls[inline.note]) > 1:
        classes.append("again")
    link = child(parent, "a", {"class": " ".join(classes), "id": call_id, "href": f"#{note_id}"}, label)
    # A pop-up opens only for a note that stands after the call in the same file; else this is a link.
    if notes.follows(inline.note, context.section) and inline.note not in notes.unfit:
        link.set(TYPE, "noteref")
        link.set("role", "doc-noteref")


def _emendation(context: Context, parent: Element, inline: Emendation) -> None:
    entries = context.entries.get(inline.id)
    if context.quiet or not entries:
        write_inlines(context, parent, inline.corr)
        return
    entry = entries.popleft()
    made = child(parent, "span", {"class": "emendation", "id": entry.place_id})
    write_inlines(context, made, inline.corr)
    label = f"{context.terms['emendation']} {entry.n}"
    child(made, "a", {"class": "emendation-call", "href": f"#{entry.id}", "aria-label": label}, EMENDED)


_WRITERS: dict[type, Callable[..., None]] = {
    Added: _marked("\\", "/", "added", "ins"),
    Anchor: write_anchor,
    Choice: _choice,
    Code: _code,
    Corrupt: _marked("†", "†", "corrupt"),
    Deleted: _marked("⟦", "⟧", "deleted", "del"),
    Direction: _direction,
    Emendation: _emendation,
    Emph: _emph,
    Foreign: _foreign,
    Formula: _formula,
    Gap: _gap,
    Graphic: _graphic,
    LineBeginning: _line,
    Milestone: _milestone,
    Name: _name,
    NoteCall: _call,
    PageBeginning: _page,
    Quoted: _quoted,
    Ref: _ref,
    Space: _space,
    Supplied: _marked("⟨", "⟩", "supplied"),
    Surplus: _marked("[", "]", "surplus"),
    Title: _title,
    Unclear: _unclear,
}
