"""Turn pandoc's syntax tree into a Document."""

from __future__ import annotations

from dataclasses import replace

from emendata.acquire.pandoc.ast import NOTE, Nodes, Tree, attributes, calls_in, plain
from emendata.acquire.pandoc.blocks import blocks
from emendata.acquire.pandoc.flat import flat
from emendata.acquire.pandoc.inlines import inlines, run
from emendata.acquire.pandoc.matter import Matter, iso_date, matter
from emendata.acquire.pandoc.settle import settled
from emendata.acquire.pandoc.state import Context, Reading
from emendata.acquire.pandoc.structure import parts
from emendata.acquire.pandoc.text import one_line
from emendata.acquire.pandoc.title import without_title
from emendata.document.model import (
    Division,
    Document,
    Inline,
    Inlines,
    Metadata,
    Note,
    NoteCall,
    Paragraph,
    Person,
    Text,
)


def document(tree: Tree, reading: Reading, given: str = "", *, window_title: bool = False) -> Document:
    """The Document; what it has no place for is in `reading`. `given` and `window_title`: see `without_title`."""
    said = matter(dict(tree.meta), reading)
    reading.lang = said.lang
    context = Context(said.lang, said.lang, said.lang)
    text, reading.apart = _apart(tree.blocks)
    items = without_title(said, list(flat(text, reading, context)), reading, given, window_title=window_title)

    starred = replace(context, starred=True)
    title = inlines(said.title, reading, starred)
    title += _calls_on_title_page(said, reading, starred)
    abstract = _abstract(said, reading, context)
    read = parts(items, reading)
    notes = []
    signs = set()
    for raw in reading.notes:  # grows while notes within notes are called
        notes.append(Note(raw.id, raw.label, blocks(raw.blocks, reading, raw.context.deeper())))
        if raw.context.starred:
            signs.add(raw.id)
    return settled(
        Document(
            _metadata(said, title, reading),
            title,
            (*abstract, *read.front, *_keywords(said)),
            read.body,
            notes=tuple(notes),
        ),
        frozenset(signs),
        reading,
    )


def _apart(nodes: Nodes) -> tuple[Nodes, dict[str, Nodes]]:
    """The blocks without the notes that a preparation put among them, and these by name."""
    kept: Nodes = []
    found: dict[str, Nodes] = {}
    for node in nodes:
        if node["t"] == "Div":
            attrs = attributes(node["c"][0])
            if NOTE in attrs.classes:
                found[attrs.id.rpartition("_")[2]] = node["c"][1]
                continue
            inner, within = _apart(node["c"][1])
            node = {"t": "Div", "c": [node["c"][0], inner]}
            found |= within
        kept.append(node)
    return kept, found


def _calls_on_title_page(said: Matter, reading: Reading, context: Context) -> Inlines:
    """The notes called at a subtitle, a name or a date: the Document keeps those as plain text, so
    that their notes are called at the end of the title."""
    calls: list[Inline] = [NoteCall(reading.call(said.thanks, context))] if said.thanks else []
    for nodes in (said.subtitle, *(name for _, name in said.persons), said.date):
        if found := calls_in(nodes):
            hint = "see that the note says whom it is about"
            reading.lost("A027", "a note is called at the title instead of below it", plain(nodes), hint)
            calls += run(found, reading, context)
    return tuple(calls)


def _metadata(said: Matter, title: Inlines, reading: Reading) -> Metadata:
    date = plain(said.date)
    reading.accounted.append(date)
    iso = iso_date(date)
    if date and not iso:
        hint = "write a year, a month or a day under `date:` in edition.yaml: 1995-05-03"
        reading.lost("A024", "the date is not understood and left out", date, hint)
    metadata = Metadata(
        title=one_line(title),
        subtitle=plain(said.subtitle),
        persons=tuple(Person(plain(name), role=role) for role, name in said.persons if plain(name)),
        date=iso,
        publisher=said.publisher,
        identifier=said.identifier,
        rights=said.rights,
    )
    return replace(metadata, lang=said.lang) if said.lang else metadata


def _abstract(said: Matter, reading: Reading, context: Context) -> tuple[Division, ...]:
    """The abstract that metadata give."""
    if not said.abstract:
        return ()
    head = inlines(said.abstract_title, reading, context)
    return (Division(head, blocks(said.abstract, reading, context), kind="abstract"),)


def _keywords(said: Matter) -> tuple[Division, ...]:
    if not said.keywords:
        return ()
    return (Division(blocks=(Paragraph((Text(", ".join(said.keywords)),)),), kind="keywords"),)
