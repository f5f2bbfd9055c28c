"""Turn a Document into the one semantic XHTML that both books are made from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from emendata.document.cutting import positions
from emendata.document.model import (
    TRANSLATION,
    Blocks,
    Division,
    Document,
    Emendation,
    Facing,
    Inlines,
    LineBeginning,
    Name,
    Note,
    PageBeginning,
    Paragraph,
    Person,
)
from emendata.document.places import passages
from emendata.document.walk import divisions, inlines_of, plain
from emendata.publish.backmatter import Matter, editorial_note, emendations
from emendata.publish.critical.house import House
from emendata.publish.images import Image
from emendata.publish.indexing import Gathered, IndexSettings
from emendata.publish.semantic.apparatus import apparatus_section, editorial_section
from emendata.publish.semantic.blocks import write_paragraph, write_text_blocks
from emendata.publish.semantic.conspectus import conspectus
from emendata.publish.semantic.context import Context, Entry, NoteWork, Shelf
from emendata.publish.semantic.facing import in_turn
from emendata.publish.semantic.index import fill_references, indexes
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.known import Known, Stale, Wanted
from emendata.publish.semantic.marks import entry_work, with_entries
from emendata.publish.semantic.model import Book, Head, Section
from emendata.publish.semantic.names import Ids
from emendata.publish.semantic.notes import arrange, called_in, calls, texts_of, write_back_links, write_notes
from emendata.publish.series import STANDARD, Series, check_declared
from emendata.publish.terms import Terms, kind_named, terms
from emendata.publish.xhtml import (
    TYPE,
    XHTML,
    Element,
    append_text,
    break_lines,
    child,
    direction,
    dissolve,
    element,
    is_language,
    set_attribute,
    text_of,
)

_NO_LANGUAGE = "und"
_DEEPEST_HEADING = 6
_LONGEST_TITLE_BY_TEXT = 48
_OUR_KINDS = ("opening", "conspectus", "editorial", "apparatus")
"""Kinds of sections that only the edition itself has."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the book to be."""

    name: str
    """What its id is made from."""
    matter: str
    division: Division
    kind: str
    faces: bool = False
    """Is it part of a translation that faces the text?"""


def book(
    document: Document,
    matter: Matter | None = None,
    images: Mapping[str, Image] | None = None,
    series: Sequence[Series] = STANDARD,
    house: House | None = None,
    index: IndexSettings | None = None,
) -> Book:
    """The whole book: the text in its sections with their notes, then what the edition adds.

    `images` holds the image for each ``src`` in the Document that there is one for; `series` are those that
    are declared, in their order, `house` says how an apparatus is worded, and `index`
    which indexes there are.
    """
    check_declared(document, series)
    make = partial(_book, document, matter, images, series, house, index)
    try:
        return make(remembering=True)
    except Stale:
        return make(remembering=False)


def _book(
    document: Document,
    matter: Matter | None,
    images: Mapping[str, Image] | None,
    series: Sequence[Series],
    house: House | None,
    index: IndexSettings | None,
    *,
    remembering: bool,
) -> Book:
    known = {one.name: one for one in series}
    matter = matter or Matter()
    metadata = document.metadata
    lang = metadata.lang if is_language(metadata.lang) else _NO_LANGUAGE
    parts = tuple(_parts(document))
    ids = Ids(document)
    work = entry_work(document, house or House(), ids)
    if work.entries:
        opening = with_entries(work, _opening_texts(document), last=not parts)
        texts_of_parts = (with_entries(work, _texts(p.division), last=p is parts[-1]) for p in parts)
        called = [tuple(calls(sequences)) for sequences in (opening, *texts_of_parts)]
        called_in_notes = {n.id: tuple(calls(with_entries(work, texts_of(n)))) for n in document.notes}
    else:
        called = [tuple(calls(_opening_texts(document))), *(called_in(p.division) for p in parts)]
        called_in_notes = {note.id: called_in(note) for note in document.notes}
    arrangement = arrange(called, document.notes, known, called_in_notes)
    note_ids = {note.id: ids.given(note.id, f"n{k}") for k, note in enumerate(document.notes, start=1)}
    entries = [
        Entry(n, ids.fresh(f"em{n}"), emended, ids.given(emended.emendation.id, f"e{n}"))
        for n, emended in enumerate(emendations(document), start=1)
    ]
    by_emendation: defaultdict[str, deque[Entry]] = defaultdict(deque)
    for entry in entries:
        by_emendation[entry.emended.emendation.id].append(entry)
    notes = {note.id: note for note in document.notes}
    context = Context(
        entry_work=work,
        index=Gathered(index or IndexSettings()),
        name_places=_name_places(document) if index and index.names else {},
        verses=_verses(document) if document.entries else {},
        ids=ids,
        terms=terms(lang),
        images=Shelf(images or {}),
        notes=NoteWork(notes, note_ids, arrangement.labels, arrangement.called, arrangement.unfit, known),
        entries=by_emendation,
        lang=lang,
        direction=direction(lang),
    )
    title = _words(document.title) or metadata.title.strip() or context.terms["untitled"]
    metadata = replace(metadata, title=metadata.title.strip() or title)

    sections = [_opening(context, document, title)]
    write_notes(context, sections[0].html, arrangement.apart.get(0, ()))
    indexed = index is not None and (index.names or index.passages)
    known_sections = Known(context, repr((lang, series)))
    notes_in: defaultdict[int, list[Note]] = defaultdict(list)
    for note in document.notes:
        notes_in[arrangement.section_of[note.id]].append(note)
    texts: list[tuple[Section, list[Head]]] = []
    new = [sections[0]]
    for number, part in enumerate(parts, start=1):
        context.section = number
        context.numbering = part.matter == "body" and not part.faces
        apart = arrangement.apart.get(number, ())
        write = partial(_with_notes, context, part, apart)
        if remembering and not (work.entries or indexed):
            what = part.name, part.kind, part.matter, str(part.faces)
            wanted = Wanted(part.division, what, tuple(notes_in[number]), apart, write)
            made, is_new = known_sections.section(wanted)
        else:
            made, is_new = write(), True
        texts.append(made)
        new += [made[0]] * is_new
    context.numbering = False
    if left := work.left():
        work.pending += left
        write_notes(context, texts[-1][0].html if texts else sections[0].html, ())
    segments = tuple(
        Facing(*(ids.made.get(name, "") for name in (one.text, one.translation))) for one in document.facing
    )
    texts = in_turn(texts, segments)
    sections += (section for section, _ in texts)
    contents = [head for _, heads in texts for head in heads]
    for section in _back_matter(context, document, matter, entries):
        sections.append(section)
        contents.append(_made_head(section))
    _resolve(context)
    for section in indexes(context, sections):
        sections.append(section)
        contents.append(_made_head(section))
    fill_references(context, sections)
    write_back_links(context)
    for section in (*new, *sections[1 + len(texts) :]):
        _without_hollow(section.html)
        break_lines(section.html)
    known_sections.finish()
    return Book(
        metadata=metadata,
        lang=lang,
        terms=context.terms,
        sections=tuple(sections),
        contents=tuple(contents),
        pages=tuple(context.pages),
        images=MappingProxyType(context.images.used),
        labels=MappingProxyType(dict(arrangement.labels)),
        series=tuple(series),
        facing=segments,
        entries=work.ids,
        witnesses=work.witness_ids,
    )


def _without_hollow(html: Element) -> None:
    """Take out paragraphs that had nothing in them but what now stands elsewhere, such as a figure."""
    for tree in list(html.iter(f"{{{XHTML}}}p")):
        parent = tree.getparent()
        if parent is not None and not (len(tree) or tree.text or tree.attrib or tree.tail):
            parent.remove(tree)


# ----------------------------------------------------------------------- parts


def _in_opening(division: Division) -> bool:
    """Whether a division of the front matter stands with the title: bylines, other lines, abstract."""
    return division.kind == "abstract" or _is_lines(division)


def _is_lines(division: Division) -> bool:
    """Whether it is nothing but lines that belong under the title."""
    plain_lines = all(isinstance(block, Paragraph) for block in division.blocks)
    return (
        division.kind in ("byline", "opening") and plain_lines and not (division.head or division.divisions)
    )


def _parts(document: Document) -> Iterator[_Part]:
    for n, division in enumerate((d for d in document.front if not _in_opening(d)), start=1):
        yield from _part(f"front{n}", "front", division)
    if _leading(document.body):
        yield _Part("text", "body", replace(document.body, head=(), divisions=()), "division")
    for n, division in enumerate(document.body.divisions, start=1):
        yield from _part(f"d{n}", "body", division)
    for n, division in enumerate(document.back, start=1):
        if document.facing and division.kind == TRANSLATION:
            for part in _part(f"back{n}", "body", division):
                yield replace(part, faces=True)
        else:
            yield from _part(f"back{n}", "back", division)


def _part(name: str, matter: str, division: Division) -> Iterator[_Part]:
    """The part, unless there is nothing in it."""
    if division.head or division.blocks or division.divisions:
        yield _Part(name, matter, division, _kind(division, matter))


def _kind(division: Division, matter: str) -> str:
    """What the text calls the division, or its head does: in front and at the back, ``Bibliography`` says it."""
    known = division.kind.lower()
    if known in _TYPES:
        return known
    if matter != "body" and (told := kind_named(_words(division.head))):
        return told
    said = "" if division.kind in _OUR_KINDS else division.kind
    return said or ("division" if matter == "body" else matter)


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


def _words(inlines: Inlines) -> str:
    """The plain text in one line: what stands on two lines is two words."""
    return " ".join("".join(_pieces(inlines)).split())


def _pieces(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, LineBeginning):
            yield " " if inline.forced else ""
        elif isinstance(inline, Emendation):
            yield from _pieces(inline.corr)
        elif children := getattr(inline, "children", None):
            yield from _pieces(children)
        else:
            yield plain((inline,))


# --------------------------------------------------------------------- opening


def _opening(context: Context, document: Document, title: str) -> Section:
    """The title, those responsible, and the abstract."""
    metadata, ids = document.metadata, context.ids
    section_id, title_id = ids.fresh("opening"), ids.fresh("title")
    made = element(
        "section", {"id": section_id, "class": "opening", TYPE: "titlepage", "aria-labelledby": title_id}
    )
    header = child(made, "header")
    heading = child(header, "h1", {"id": title_id, "class": "title"})
    if not _words(document.title):
        append_text(heading, title)
    write_inlines(context, heading, document.title)
    if metadata.subtitle:
        child(header, "p", {"class": "subtitle", "role": "doc-subtitle"}, metadata.subtitle)
    bylines = [d for d in document.front if d.kind == "byline" and _is_lines(d)]
    for division in bylines:
        _lines(context, header, division, "byline")
    for person in metadata.persons:
        if person.role == "author" and bylines:
            continue  # named as the text has it
        cls = "author" if person.role == "author" else "contributor"
        if person.role in ("editor", "translator"):
            cls += f" {person.role}"
        child(header, "p", {"class": cls}, _responsibility(person, context.terms))
    if imprint := ", ".join(filter(None, (metadata.publisher, metadata.date))):
        child(header, "p", {"class": "imprint"}, imprint)
    for division in document.front:
        if division.kind == "opening" and _is_lines(division):
            _lines(context, header, division, "opening-line")
    for n, division in enumerate((d for d in document.front if d.kind == "abstract"), start=1):
        _division(context, made, division, f"abstract{n if n > 1 else ''}", 2)
    if not _leading(document.body):
        write_text_blocks(context, made, document.body.blocks)
    return Section(section_id, "opening", title, 1, made, "front")


def _lines(context: Context, header: Element, division: Division, cls: str) -> None:
    """The paragraphs of a division as lines under the title."""
    for block in division.blocks:
        if isinstance(block, Paragraph):
            write_paragraph(context, header, block).set("class", cls)


def _responsibility(person: Person, words: Terms) -> str:
    if person.role == "author":
        return person.name
    said = words.get(f"role {person.role}")
    return f"{said} {person.name}" if said else f"{person.name} ({person.role})"


# ------------------------------------------------------------------- divisions

_TYPES = {
    "abstract": "abstract",
    "acknowledgments": "acknowledgments",
    "acknowledgements": "acknowledgments",
    "afterword": "afterword",
    "appendix": "appendix",
    "bibliogr": "bibliography",
    "bibliography": "bibliography",
    "chapter": "chapter",
    "conclusion": "conclusion",
    "dedication": "dedication",
    "division": "chapter",
    "epigraph": "epigraph",
    "epilogue": "epilogue",
    "foreword": "foreword",
    "glossary": "glossary",
    "index": "index",
    "introduction": "introduction",
    "part": "part",
    "preface": "preface",
    "prologue": "prologue",
}
"""Kinds of divisions that EPUB and DPUB-ARIA have a name for."""


def _section(context: Context, part: _Part) -> tuple[Section, list[Head]]:
    made, heads = _division(context, None, part.division, part.name, 2, _role(part))
    if part.faces:
        made.set("class", f"{made.get('class')} {TRANSLATION}")
    section_id = made.get("id") or ""
    if _words(part.division.head):
        title = heads[0].title
    else:
        words = context.terms
        title = words.get(f"kind {part.kind}") or _beginning(part.division) or words["text"]
        set_attribute(made, "aria-label", title)
        heads = [Head(section_id, title, element("span", None, title), 2, section_id, tuple(heads))]
    return Section(section_id, part.kind, title, 2, made, part.matter, part.faces), heads


def _role(part: _Part) -> str:
    """What EPUB and screen readers are told that it is: of the text itself, at least a chapter or a part."""
    if part.matter != "body" or (part.kind in _TYPES and part.kind != "division"):
        return part.kind
    return "part" if any(inner.kind.lower() == "chapter" for inner in part.division.divisions) else "division"


def _with_notes(context: Context, part: _Part, apart: Sequence[str]) -> tuple[Section, list[Head]]:
    """A section, its notes at its end."""
    section, heads = _section(context, part)
    write_notes(context, section.html, apart)
    return section, heads


def _beginning(division: Division) -> str:
    """The first words of a division without head."""
    for inlines in _texts(division):
        if title := _words(inlines):
            if len(title) <= _LONGEST_TITLE_BY_TEXT:
                return title
            return title[:_LONGEST_TITLE_BY_TEXT].rsplit(" ", 1)[0] + " …"
    return ""


def _division(
    context: Context, parent: Element | None, division: Division, name: str, level: int, kind: str = ""
) -> tuple[Element, list[Head]]:
    """Write a division; gives its element, and its head with those below (or those alone)."""
    with context.speaking(division.lang) as language:
        attributes = context.own_id(division.id, name)
        attributes["class"] = "division"
        if said := _TYPES.get(kind or division.kind.lower()):
            attributes |= {TYPE: said, "role": f"doc-{said}"}
            if said != "chapter":
                attributes["class"] += f" {said}"
        attributes |= language
        made = element("section", attributes) if parent is None else child(parent, "section", attributes)
        section_id = made.get("id") or ""
        heads: list[Head] = []
        head_id = ""
        if title := _words(division.head):
            head_id = context.ids.fresh(f"{section_id}-h")
            heading = child(made, f"h{min(level, _DEEPEST_HEADING)}", {"id": head_id})
            if level > _DEEPEST_HEADING:
                heading.set("aria-level", str(level))
            write_inlines(context, heading, division.head)
            if said:
                made.set("aria-labelledby", head_id)
        elif parent is not None and (label := context.terms.get(f"kind {said}")):
            set_attribute(made, "aria-label", label)
        if division.head and not title:  # a heading without words is none for a screen reader
            write_inlines(context, child(made, "p", {"class": "head"}), division.head)
        write_text_blocks(context, made, division.blocks)
        below: list[Head] = []
        for n, inner in enumerate(division.divisions, start=1):
            below += _division(context, made, inner, f"{section_id}-{n}", level + 1)[1]
        if head_id:
            html = element("span", language)
            write_inlines(context.repeating(), html, division.head)
            _prune(html)
            heads.append(Head(head_id, title, html, level, section_id, tuple(below)))
        else:
            heads = below
    return made, heads


def _prune(html: Element) -> None:
    """Take out what has no words left, now that its calls and anchors are gone: contents must have some."""
    for inner in list(html):
        if text_of(inner).strip():
            _prune(inner)
        else:
            dissolve(inner)


# ----------------------------------------------------------------- back matter


def _back_matter(
    context: Context, document: Document, matter: Matter, entries: list[Entry]
) -> Iterator[Section]:
    note_id, apparatus_id = context.ids.fresh("editorial-note"), context.ids.fresh("apparatus")
    context.ids.made[apparatus_id] = apparatus_id
    note = editorial_note(
        document, matter, [entry.emended for entry in entries], apparatus_id if entries else ""
    )
    words = context.terms
    if document.witnesses:
        conspectus_id = context.ids.fresh("conspectus")
        html = conspectus(context, conspectus_id, document)
        yield Section(conspectus_id, "conspectus", words["conspectus"], 2, html, "back")
    yield Section(
        note_id, "editorial", words["editorial note"], 2, editorial_section(context, note_id, note), "back"
    )
    if entries:
        html = apparatus_section(context, apparatus_id, entries, matter.lines)
        yield Section(apparatus_id, "apparatus", words["apparatus"], 2, html, "back")


def _made_head(section: Section) -> Head:
    head_id = section.html.get("aria-labelledby") or section.id
    return Head(head_id, section.title, element("span", None, section.title), 2, section.id)


def _verses(document: Document) -> dict[int, str]:
    """By the identity of the words of each verse, its number, counted where it is not said: entries name it."""
    return {
        id(passage.inlines): passage.numbers[0][1][-1]
        for passage in passages(document)
        if passage.line and passage.kind == "verse" and passage.inlines and passage.numbers[0][1]
    }


def _name_places(document: Document) -> dict[int, deque[str]]:
    """By the identity of each name, the numbers of the places where it stands, in order."""
    found: dict[int, deque[str]] = {}
    for passage in passages(document):
        for at, inline in positions(passage.inlines):
            if isinstance(inline, Name):
                there = [numbers for start, numbers in passage.numbers if start <= at]
                found.setdefault(id(inline), deque()).append(".".join(there[-1]) if there else "")
    return found


def _resolve(context: Context) -> None:
    """Give the links within the book their addresses; those that lead nowhere are text."""
    for link, target in context.references:
        if target in context.ids.made:
            link.set("href", f"#{context.ids.made[target]}")
        else:
            link.tag = f"{{{XHTML}}}span"
