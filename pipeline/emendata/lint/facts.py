"""Gather from a document what the rules that look at the whole book ask of it.

Enters: a `Document`. Leaves: `Facts`, plain and small, to be remembered with the document's bytes: a book of which one
chapter has changed is not read again from end to end. Where a fact proves to be a fault, the document is read to say
where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import NamedTuple

from emendata.hashing import sha256
from emendata.lint.document import (
    TYPE,
    XHTML,
    Document,
    Element,
    is_call,
    is_note,
    leads,
    links_in,
    local,
    text_of,
    words,
)
from emendata.lint.wording import head_text, label, lemma_text, part, place_text

HEADINGS = tuple(f"{XHTML}h{level}" for level in range(1, 7))
Led = tuple[str, str]
"""File and fragment that something leads to."""

_NOT_LISTED = frozenset(("blockquote", "figure", "nav", "aside", "details"))
_ASKED = tuple(XHTML + name for name in ("img", "link", "audio", "video", "source"))
_ADDRESSES = ("src", "href", "data", "poster", "{http://www.w3.org/1999/xlink}href")
KINDS = {
    "svg": "{http://www.w3.org/2000/svg}svg",
    "mathml": "{http://www.w3.org/1998/Math/MathML}math",
    "scripted": f"{XHTML}script",
}
_BEGINNING = 256
_COUNTED = re.compile(r"p([1-9]\d*)")


class Heading(NamedTuple):
    """A heading that contents could list."""

    at: int
    """Which element of the document it is."""
    level: str
    text: str
    places: tuple[str, ...]
    """The fragments of what it heads, and its own; ``#`` for what has none, nothing for the document."""
    in_the_book: bool
    """Is it that of a division, and not of the abstract or of notes?"""


class Head(NamedTuple):
    """What an entry of the contents finds where it leads to."""

    text: str
    level: int
    """0 if it finds no heading."""
    pictured: bool
    """Has it an image?"""


class Break(NamedTuple):
    """The beginning of a page."""

    at: int
    id: str
    label: str


class Captioned(NamedTuple):
    """A figure or table with a caption."""

    kind: str
    at: int
    id: str


class EmendationCall(NamedTuple):
    """A link from an emendation in the text to its entry."""

    at: int
    led: Led
    holder: str
    """The id of the emendation."""


class EmendationEntry(NamedTuple):
    """An entry that may be that of an emendation."""

    at: int
    id: str
    place: Led | None
    """Where it says that the emendation is."""
    lemma: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be known of a document."""

    name: str
    begins: bytes
    """The first bytes."""
    lang: str
    title: str
    ids: Mapping[str, int]
    """Which element has an id: the first that does."""
    leads: tuple[Led, ...]
    """Where its links lead in other files, each once."""
    calls: tuple[str, ...]
    """The files, other than this, that its calls lead into."""
    notes: frozenset[str]
    """The ids of notes."""
    labelled: bool
    """Has any of its notes a number?"""
    headings: tuple[Heading, ...]
    heads: Mapping[str, Head]
    """By id, what may be listed in contents."""
    headed: bool
    """Is there any heading?"""
    breaks: tuple[Break, ...]
    captioned: tuple[Captioned, ...]
    matters: tuple[str, ...]
    """The types of its body."""
    cover: bool
    index: bool
    marked: bool
    """Is the beginning of a page marked in a way that is called a marker?"""
    shows: bool
    """Is there an image with an alternative text, besides the cover?"""
    kinds: frozenset[str]
    """What the manifest has to say of it."""
    asks: tuple[tuple[int, str], ...]
    """Elements and the addresses of images and sheets that they ask for."""
    shown: frozenset[str]
    """All files that it names."""
    sheets: tuple[Led | None, ...]
    entries: frozenset[str]
    """The ids of entries of apparatus."""
    places: tuple[tuple[int, str], ...]
    """Elements that are the places of entries which are not in this document."""
    witnesses: Mapping[str, str]
    """The sigla, by the ids of witnesses."""
    sigla: frozenset[tuple[str, str, str]]
    """Where sigla lead to, and what they say."""
    emendations: tuple[EmendationCall, ...]
    emended: Mapping[str, str | None]
    """The text of emendations, by their ids."""
    emendation_entries: tuple[EmendationEntry, ...]
    counted: tuple[tuple[int, int, int], ...]
    """Runs of paragraphs that are counted: the element that is the first, and the numbers of first and last."""
    key: str = ""
    """Stands for all of these, but for what is said of emendations."""


def gather(document: Document, data: bytes) -> Facts:
    """The facts of a document, which was read from these bytes."""
    root, order = document.root, document.order
    links = list(links_in(document, root))
    notes = [tree for tree in root.iter(*(XHTML + name for name in ("div", "aside", "li"))) if is_note(tree)]
    entries = frozenset(tree.get("id") or "" for tree in notes if "entry" in words(tree, "class"))
    bodies = list(root.iter(f"{XHTML}body"))
    typed = [(tree, types) for tree in root.iter("*") if (types := words(tree, TYPE))]
    images = [tree for tree in root.iter(f"{XHTML}img") if "doc-cover" not in words(tree, "role")]
    calls = list(_emendation_calls(document))
    facts = Facts(
        name=document.name,
        begins=data[:_BEGINNING],
        lang=root.get("lang") or "",
        title=next(map(text_of, root.iter(f"{XHTML}title")), ""),
        ids={name: order[tree] for name, tree in document.ids.items()},
        leads=tuple(dict.fromkeys((li.file, li.fragment) for li in links if li.file and li.file != document.name)),
        calls=tuple(
            dict.fromkeys(li.file for li in links if li.file and li.file != document.name and is_call(li.tree))
        ),
        notes=frozenset(name for tree in notes if (name := tree.get("id")) is not None),
        labelled=any(label(tree) for tree in notes if "entry" not in words(tree, "class")),
        headings=tuple(_headings(document)),
        heads=dict(_heads(document)),
        headed=next(root.iter(*HEADINGS), None) is not None,
        breaks=tuple(_breaks(document)),
        captioned=tuple(_captioned(document)),
        matters=tuple(words(bodies[0], TYPE)) if bodies else (),
        cover=any("cover" in types and local(tree) in ("section", "body") for tree, types in typed),
        index=any("index" in types and local(tree) == "section" for tree, types in typed),
        marked=any("pagebreak" in types and local(tree) in ("span", "div") for tree, types in typed),
        shows=any(tree.get("alt") for tree in images),
        kinds=frozenset(kind for kind, tag in KINDS.items() if next(root.iter(tag), None) is not None),
        asks=tuple(_asks(document)),
        shown=frozenset(_shown(document)),
        sheets=tuple(
            leads(document.name, tree.get("href") or "")
            for tree in root.iter(f"{XHTML}link")
            if "stylesheet" in words(tree, "rel")
        ),
        entries=entries,
        places=tuple(
            (order[tree], name)
            for tree in root.iter(f"{XHTML}span", f"{XHTML}a")
            if (name := tree.get("data-entry")) and name not in entries
        ),
        witnesses={
            name: text_of(siglum) if (siglum := part(tree, "siglum")) is not None else ""
            for name, tree in document.ids.items()
            if name.startswith("wit-")
        },
        sigla=frozenset(
            (li.file, li.fragment, text_of(li.tree)) for li in links if "siglum" in words(li.tree, "class")
        ),
        emendations=tuple(calls),
        emended={
            call.holder: place_text(document, document.ids[call.holder])
            for call in calls
            if call.holder in document.ids
        },
        emendation_entries=tuple(_emendation_entries(document)),
        counted=tuple(_counted(document)),
    )
    values = (getattr(facts, one.name) for one in fields(facts) if not one.name.startswith("emen"))
    # sets have no order that would be the same in another process
    key = sha256(repr([sorted(value) if isinstance(value, frozenset) else value for value in values]).encode())
    return replace(facts, key=key)


def _headings(document: Document) -> Iterator[Heading]:
    """Those that contents should list: not the title, and none within quotations or notes."""
    for heading in document.root.iter(*HEADINGS[1:]):
        around = {local(tree) for tree in heading.iterancestors()}
        if not around & _NOT_LISTED and (text := head_text(heading)):
            places = tuple(_places(heading))
            yield Heading(document.order[heading], local(heading), text, places, _in_the_book(heading))


def _places(heading: Element) -> Iterator[str]:
    """What leads to the heading, to what it heads, or to the file that begins with it."""
    yield heading.get("id") or "#"
    parent = heading.getparent()
    while parent is not None and next(parent.iter(*HEADINGS), None) is heading:
        yield parent.get("id") or "#"
        if local(parent) == "body":
            yield ""
        parent = parent.getparent()


def _in_the_book(heading: Element) -> bool:
    """The abstract on the title page and the heads of notes are heads of parts, not of divisions."""
    sections = list(heading.iterancestors(f"{XHTML}section"))
    return not any(
        {"titlepage", "footnotes", "endnotes"} & set(words(tree, TYPE)) or "notes" in words(tree, "class")
        for tree in sections
    )


def _heads(document: Document) -> Iterator[tuple[str, Head]]:
    for tree in document.root.iter(*HEADINGS, f"{XHTML}header"):
        parent = tree.getparent()
        for target in (tree, parent):
            name = target.get("id") if target is not None else None
            if target is None or name is None or document.ids[name] is not target:
                continue
            said = target if local(target)[:1] == "h" else next(target.iterchildren(*HEADINGS), None)
            heading = target if target.tag in HEADINGS else next(target.iterchildren(*HEADINGS), None)
            if said is None:
                continue
            level = 0 if heading is None else _level(heading)
            pictured = any(local(t) == "img" or t.get("role") == "img" for t in said.iter("*"))
            yield name, Head(head_text(said), level, pictured)


def _level(heading: Element) -> int:
    said = heading.get("aria-level") or ""
    return int(said) if said.isdecimal() else int(local(heading)[1])


def _breaks(document: Document) -> Iterator[Break]:
    for tree, at in document.order.items():
        if "pagebreak" in words(tree, TYPE) or "doc-pagebreak" in words(tree, "role"):
            label = tree.get("aria-label") or tree.get("title") or text_of(tree)
            yield Break(at, tree.get("id") or "", " ".join(label.split()))


def _captioned(document: Document) -> Iterator[Captioned]:
    for tag, caption in (("figure", "figcaption"), ("table", "caption")):
        for tree in document.root.iter(XHTML + tag):
            if any(head_text(inner) for inner in tree.iterchildren(XHTML + caption)):
                yield Captioned(tag, document.order[tree], tree.get("id") or "#")


def _asks(document: Document) -> Iterator[tuple[int, str]]:
    for tree in document.root.iter(*_ASKED):
        address = tree.get("href" if tree.tag == f"{XHTML}link" else "src")
        if address is not None:
            yield document.order[tree], address


def _shown(document: Document) -> Iterator[str]:
    for tree in document.order:
        for attribute in _ADDRESSES:
            if (address := tree.get(attribute)) and (led := leads(document.name, address)):
                yield led[0]


def _emendation_calls(document: Document) -> Iterator[EmendationCall]:
    for link in links_in(document, document.root):
        if "emendation-call" in words(link.tree, "class"):
            holder = link.tree.getparent()
            name = (holder.get("id") or "") if holder is not None else ""
            yield EmendationCall(document.order[link.tree], (link.file, link.fragment), name)


def _emendation_entries(document: Document) -> Iterator[EmendationEntry]:
    for entry in document.root.iter(f"{XHTML}p"):
        if "entry" not in words(entry, "class"):
            continue
        places = [link for link in links_in(document, entry) if "place" in words(link.tree, "class")]
        led = (places[0].file, places[0].fragment) if places else None
        lemma = part(entry, "lemma")
        said = lemma_text(lemma) if lemma is not None else None
        yield EmendationEntry(document.order[entry], entry.get("id") or "", led, said)


def _counted(document: Document) -> Iterator[tuple[int, int, int]]:
    found = [
        (document.order[tree], int(number[1]))
        for tree in document.root.iter(f"{XHTML}p")
        if (number := _COUNTED.fullmatch(tree.get("id") or ""))
    ]
    breaks = [n for n, ((_, one), (_, other)) in enumerate(pairwise(found), start=1) if other != one + 1]
    for start, end in pairwise((0, *breaks, len(found))):
        if found:
            yield *found[start], found[end - 1][1]
