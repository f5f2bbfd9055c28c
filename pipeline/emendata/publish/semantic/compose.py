"""Turn a Document into the one semantic XHTML that both books are made from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from emendata.document.model import Blocks, Division, Document, Inlines, PageBeginning, Person, Text
from emendata.document.walk import divisions, inlines_of, plain
from emendata.publish.backmatter import Entry, Matter, editorial_note, emendations
from emendata.publish.images import Image
from emendata.publish.semantic.apparatus import apparatus_section, editorial_section
from emendata.publish.semantic.blocks import write_text_blocks
from emendata.publish.semantic.context import Context, NoteWork, Shelf
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.model import Book, Head, Section
from emendata.publish.semantic.names import Ids
from emendata.publish.semantic.notes import arrange, write_back_links, write_notes
from emendata.publish.terms import Terms, terms
from emendata.publish.xhtml import TYPE, XHTML, Element, child, direction, element, is_language

_NO_LANGUAGE = "und"
_DEEPEST_HEADING = 6
_LONGEST_TITLE_BY_TEXT = 48


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the book to be."""

    name: str
    """What its id is made from."""
    matter: str
    division: Division
    kind: str


def book(document: Document, matter: Matter = Matter(), images: Mapping[str, Image] | None = None) -> Book:
    """The whole book: the text in its sections with their notes, then what the edition adds.

    `images` holds the image for each ``src`` in the Document that there is one for.
    """
    metadata = document.metadata
    lang = metadata.lang if is_language(metadata.lang) else _NO_LANGUAGE
    parts = tuple(_parts(document))
    ids = Ids(document)
    arrangement = arrange(
        [tuple(_opening_texts(document)), *(tuple(_texts(part.division)) for part in parts)], document.notes
    )
    note_ids = {note.id: ids.given(note.id, f"n{k}") for k, note in enumerate(document.notes, start=1)}
    places = [
        (entry, ids.fresh(f"em{entry.n}"), ids.given(entry.emendation.id, f"e{entry.n}"))
        for entry in emendations(document, arrangement.labels)
    ]
    queues: defaultdict[str, deque[tuple[int, str, str]]] = defaultdict(deque)
    for entry, entry_id, place_id in places:
        queues[entry.emendation.id].append((entry.n, entry_id, place_id))
    notes = {note.id: note for note in document.notes}
    context = Context(
        ids=ids,
        terms=terms(lang),
        images=Shelf(images or {}),
        notes=NoteWork(notes, note_ids, arrangement.labels, arrangement.long),
        entries=queues,
        lang=lang,
        direction=direction(lang),
    )
    title = plain(document.title) or metadata.title or context.terms["untitled"]
    metadata = replace(metadata, title=metadata.title or title)

    sections = [_opening(context, document, title)]
    write_notes(context, sections[0].html, arrangement.uncalled.get(0, ()))
    contents: list[Head] = []
    for number, part in enumerate(parts, start=1):
        context.section = number
        context.numbering = part.matter == "body"
        section, heads = _section(context, part)
        write_notes(context, section.html, arrangement.uncalled.get(number, ()))
        sections.append(section)
        contents += heads
    context.numbering = False
    for section in _back_matter(context, document, matter, places):
        sections.append(section)
        contents.append(_made_head(section))
    write_back_links(context)
    _resolve(context)
    return Book(
        metadata=metadata,
        lang=lang,
        terms=context.terms,
        sections=tuple(sections),
        contents=tuple(contents),
        pages=tuple(context.pages),
        images=MappingProxyType(context.images.used),
        labels=MappingProxyType(dict(arrangement.labels)),
    )


# ----------------------------------------------------------------------- parts


def _in_opening(division: Division) -> bool:
    return division.kind == "abstract"


def _parts(document: Document) -> Iterator[_Part]:
    for n, division in enumerate((d for d in document.front if not _in_opening(d)), start=1):
        yield _Part(f"front{n}", "front", division, division.kind or "front")
    if _leading(document.body):
        yield _Part("text", "body", Division(blocks=document.body.blocks, lang=document.body.lang), "division")
    for n, division in enumerate(document.body.divisions, start=1):
        yield _Part(f"d{n}", "body", division, "division")
    for n, division in enumerate(document.back, start=1):
        yield _Part(f"back{n}", "back", division, division.kind or "back")


def _leading(body: Division) -> bool:
    """Whether text stands before the first head; a page may begin there without any."""
    return any(not isinstance(block, PageBeginning) for block in body.blocks)


def _texts(whole: Division) -> Iterator[Inlines]:
    for division in divisions(whole):
        yield division.head
        yield from _block_texts(division.blocks)


def _block_texts(blocks: Blocks) -> Iterator[Inlines]:
    for block in blocks:
        yield from inlines_of(block)


def _opening_texts(document: Document) -> Iterator[Inlines]:
    yield document.title
    for division in document.front:
        if _in_opening(division):
            yield from _texts(division)


# --------------------------------------------------------------------- opening


def _opening(context: Context, document: Document, title: str) -> Section:
    """The title, those responsible, and the abstract."""
    metadata, ids = document.metadata, context.ids
    section_id, title_id = ids.fresh("opening"), ids.fresh("title")
    made = element(
        "section", {"id": section_id, "class": "opening", TYPE: "titlepage", "aria-labelledby": title_id}
    )
    header = child(made, "header")
    write_inlines(
        context, child(header, "h1", {"id": title_id, "class": "title"}), document.title or (Text(title),)
    )
    if metadata.subtitle:
        child(header, "p", {"class": "subtitle", "role": "doc-subtitle"}, metadata.subtitle)
    for person in metadata.persons:
        if line := _responsibility(person, context.terms):
            child(header, "p", {"class": person.role}, line)
    if imprint := ", ".join(filter(None, (metadata.publisher, metadata.date))):
        child(header, "p", {"class": "imprint"}, imprint)
    if metadata.rights:
        child(header, "p", {"class": "rights"}, metadata.rights)
    for n, division in enumerate((d for d in document.front if _in_opening(d)), start=1):
        _division(context, made, division, f"abstract{n if n > 1 else ''}", 2)
    if not _leading(document.body):
        write_text_blocks(context, made, document.body.blocks)
    return Section(section_id, "opening", title, 1, made, "front")


def _responsibility(person: Person, words: Terms) -> str:
    if person.role == "author":
        return person.name
    said = words.get(f"role {person.role}")
    return f"{said} {person.name}" if said else ""


# ------------------------------------------------------------------- divisions

_TYPES = {
    "abstract": "abstract",
    "acknowledgments": "acknowledgments",
    "acknowledgements": "acknowledgments",
    "afterword": "afterword",
    "appendix": "appendix",
    "bibliography": "bibliography",
    "conclusion": "conclusion",
    "dedication": "dedication",
    "division": "chapter",
    "epigraph": "epigraph",
    "epilogue": "epilogue",
    "foreword": "foreword",
    "glossary": "glossary",
    "index": "index",
    "introduction": "introduction",
    "preface": "preface",
    "prologue": "prologue",
}
"""Kinds of divisions that EPUB and DPUB-ARIA have a name for."""


def _section(context: Context, part: _Part) -> tuple[Section, list[Head]]:
    made, heads = _division(context, None, part.division, part.name, 2, part.kind)
    division = part.division
    if division.head:
        title = " ".join(plain(division.head).split())
    else:
        title = context.terms.get(part.kind) or _beginning(division) or context.terms["text"]
        made.set("aria-label", title)
        section_id = made.get("id") or ""
        heads = [Head(section_id, title, element("span", None, title), 2, section_id, tuple(heads))]
    section = Section(made.get("id") or "", part.kind, title or context.terms["untitled"], 2, made, part.matter)
    return section, heads


def _beginning(division: Division) -> str:
    """The first words of a division without head."""
    for inlines in _texts(division):
        if words := plain(inlines).split():
            title = " ".join(words)
            if len(title) <= _LONGEST_TITLE_BY_TEXT:
                return title
            return title[:_LONGEST_TITLE_BY_TEXT].rsplit(" ", 1)[0] + " …"
    return ""


def _division(
    context: Context, parent: Element | None, division: Division, name: str, level: int, kind: str = ""
) -> tuple[Element, list[Head]]:
    """Write a division; gives its element, and its head with those below (or those alone)."""
    with context.speaking(division.lang) as language:
        attributes = context.own_id(division.id, name) | {"class": kind or division.kind or "division"}
        if said := _TYPES.get(kind or division.kind):
            attributes |= {TYPE: said, "role": f"doc-{said}"}
        attributes |= language
        made = element("section", attributes) if parent is None else child(parent, "section", attributes)
        section_id = made.get("id") or ""
        heads: list[Head] = []
        head_id = ""
        if division.head:
            head_id = context.ids.fresh(f"{section_id}-h")
            heading = child(made, f"h{min(level, _DEEPEST_HEADING)}", {"id": head_id})
            if level > _DEEPEST_HEADING:
                heading.set("aria-level", str(level))
            write_inlines(context, heading, division.head)
            if said:
                made.set("aria-labelledby", head_id)
        write_text_blocks(context, made, division.blocks)
        below: list[Head] = []
        for n, inner in enumerate(division.divisions, start=1):
            below += _division(context, made, inner, f"{section_id}-{n}", level + 1)[1]
        if head_id:
            html = element("span", language)
            write_inlines(context.repeating(), html, division.head)
            title = " ".join(plain(division.head).split()) or context.terms["untitled"]
            heads.append(Head(head_id, title, html, level, section_id, tuple(below)))
        else:
            heads = below
    return made, heads


# ----------------------------------------------------------------- back matter


def _back_matter(
    context: Context, document: Document, matter: Matter, places: list[tuple[Entry, str, str]]
) -> Iterator[Section]:
    note_id, apparatus_id = context.ids.fresh("editorial-note"), context.ids.fresh("apparatus")
    context.ids.made[apparatus_id] = apparatus_id
    entries = tuple(entry for entry, _, _ in places)
    note = editorial_note(document, matter, entries, apparatus_id if places else "")
    words = context.terms
    yield Section(
        note_id, "editorial", words["editorial note"], 2, editorial_section(context, note_id, note), "back"
    )
    if places:
        html = apparatus_section(context, apparatus_id, places, matter.lines)
        yield Section(apparatus_id, "apparatus", words["apparatus"], 2, html, "back")


def _made_head(section: Section) -> Head:
    head_id = section.html.get("aria-labelledby") or section.id
    return Head(head_id, section.title, element("span", None, section.title), 2, section.id)


def _resolve(context: Context) -> None:
    """Give the links within the book their addresses; those that lead nowhere are text."""
    for link, target in context.references:
        if target in context.ids.made:
            link.set("href", f"#{context.ids.made[target]}")
        else:
            link.tag = f"{{{XHTML}}}span"
