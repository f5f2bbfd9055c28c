"""Turn a flat sequence of heads and blocks into divisions, nested as the levels of the heads say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from emendata.acquire.pandoc.ast import attributes, plain
from emendata.acquire.pandoc.blocks import sequence
from emendata.acquire.pandoc.flat import Placed, flat
from emendata.acquire.pandoc.inlines import language, stated
from emendata.acquire.pandoc.state import Reading
from emendata.acquire.pandoc.text import one_line
from emendata.acquire.pandoc.vocabulary import names
from emendata.document.model import Anchor, Block, Division, Inlines

_ORNAMENT = re.compile(r"[*✻•·~](?:\s*[*✻•·~]){2,6}|[⁂❦]")
"""A paragraph of nothing else is a break in the text, as ``* * *`` is."""

_ABSTRACT = names(
    """
    abstract, summary, zusammenfassung, résumé, resume, riassunto, sommario, resumen, resumo,
    аннотация, реферат, резюме, περίληψη, samenvatting, streszczenie
    """
)
_KEYWORDS = names(
    """
    keywords, key words, schlagwörter, mots-clés, parole chiave, palabras clave, ключевые слова
    """
)
_NOTES = names(
    """
    notes, footnotes, endnotes, anmerkungen, fußnoten, endnoten, note, notas, примечания, σημειώσεις
    """
)


@dataclass(slots=True)
class _Open:
    """A division that is being read."""

    level: int
    head: Inlines = ()
    id: str = ""
    blocks: list[Block] = field(default_factory=list)
    divisions: list[_Open] = field(default_factory=list)

    def closed(self) -> Division:
        return Division(
            self.head, tuple(self.blocks), tuple(inner.closed() for inner in self.divisions), self.id
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """Front matter and body."""

    front: tuple[Division, ...]
    body: Division


def parts(items: Iterable[Placed], reading: Reading) -> Parts:
    """The divisions, of which the abstract is front matter.

    A head of any level opens a division within the nearest one before it with a lower level, so a
    skipped level makes no empty division and a text may begin with a deeper head than it goes on with.
    """
    root = _Open(0)
    path = [root]
    front: list[Division] = []
    waiting: list[Placed] = []

    def flush() -> None:
        path[-1].blocks.extend(sequence(waiting, reading))
        waiting.clear()

    for item in map(_ornament, items):
        if item.node["t"] == "Header":
            flush()
            head, id_ = _head(item, reading)
            if head:
                level = item.node["c"][0]
                while path[-1].level >= level:
                    path.pop()
                path[-1].divisions.append(new := _Open(level, head, id_))
                path.append(new)
        elif item.meaning == "abstract" and item.node["t"] == "Div":
            title = waiting.pop() if waiting and waiting[-1].meaning == "abstract title" else None
            flush()
            front.append(_abstract(item, title, reading))
        else:
            waiting.append(item)
    flush()
    _without_head_of_notes(path, reading)
    leading, body = _leading_abstract(root.closed())
    return Parts((*front, *leading), body)


def _without_head_of_notes(path: list[_Open], reading: Reading) -> None:
    """Take the last head away if it says “Notes” over notes that are now at their calls."""
    last = path[-1]
    if len(path) > 1 and not last.blocks and reading.notes and _name(last.head) in _NOTES:
        hint = "the notes stand at their calls"
        reading.lost("A020", "the head over the notes is left out", one_line(last.head), hint)
        reading.accounted.append(one_line(last.head))
        path[-2].divisions.pop()


def _name(head: Inlines) -> str:
    return one_line(head).rstrip(".:").casefold()


def _head(item: Placed, reading: Reading) -> tuple[Inlines, str]:
    """The head's text and the id of its division; those of the boxes around it are anchors in it."""
    _, raw, contents = item.node["c"]
    attrs = attributes(raw)
    reading.wait(attrs)
    context = item.context
    if lang := language(attrs, reading):
        context = replace(context, lang=lang)
    head = stated(contents, reading, context)
    if not head:
        return (), ""
    ids, reading.pending = reading.pending, []
    if not ids and isinstance(first := head[0], Anchor) and len(head) > 1:
        return head[1:], first.id
    return (*map(Anchor, ids[:-1]), *head), ids[-1] if ids else ""


def _abstract(item: Placed, title: Placed | None, reading: Reading) -> Division:
    """An abstract with the line or head over it, which may stand before or in its div."""
    reading.wait(attributes(item.node["c"][0]))
    items = list(flat(item.node["c"][1], reading, item.context))
    if title is None and items and (items[0].node["t"] == "Header" or items[0].meaning == "abstract title"):
        title = items.pop(0)
    head: Inlines = ()
    if title is not None:
        contents = title.node["c"]
        head = stated(contents[2] if title.node["t"] == "Header" else contents, reading, title.context)
    ids, reading.pending = reading.pending, []
    contents = tuple(sequence(items, reading))
    return Division(head, contents, id=ids[-1] if ids else "", kind="abstract")


def _leading_abstract(body: Division) -> tuple[tuple[Division, ...], Division]:
    """Take an abstract, and keywords after it, from the beginning of a body that goes on after them."""
    front: list[Division] = []
    rest = body.divisions
    while not body.blocks and len(rest) > 1:
        name = _name(rest[0].head)
        if name in _ABSTRACT and not front:
            front.append(replace(rest[0], kind="abstract"))
        elif name in _KEYWORDS and front:
            front.append(replace(rest[0], kind="keywords"))
        else:
            break
        rest = rest[1:]
    return tuple(front), replace(body, divisions=rest)


def _ornament(item: Placed) -> Placed:
    node = item.node
    match node["t"]:
        case "Para" | "Plain":
            contents = node["c"]
        case "Header":
            contents = node["c"][2]
        case _:
            return item
    if all(n["t"] in ("Str", "Space") for n in contents) and _ORNAMENT.fullmatch(text := plain(contents)):
        return replace(item, node={"t": "HorizontalRule", "c": text})
    return item
