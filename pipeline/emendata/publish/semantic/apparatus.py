"""Write the editorial note and the apparatus of emendations as sections of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from emendata.diagnostics import Lines
from emendata.document.model import Blocks, Emendation
from emendata.document.walk import plain
from emendata.publish.backmatter import Emended, origin
from emendata.publish.semantic.blocks import write_blocks
from emendata.publish.semantic.context import Context, Entry
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.semantic.loci import place_name
from emendata.publish.terms import Terms
from emendata.publish.xhtml import TYPE, Element, append_text, child, element


def editorial_section(context: Context, section_id: str, note: Blocks) -> Element:
    """The section with the editorial note, which is in English."""
    made = made_section(context, section_id, "editorial", "colophon", context.terms["editorial note"])
    with context.speaking("en") as language:
        write_blocks(context, child(made, "div", language), note)
    return made


def apparatus_section(
    context: Context, section_id: str, entries: Sequence[Entry], lines: Mapping[str, Lines]
) -> Element:
    """The section with every entry, when the text has been written and it is known where each stands."""
    made = made_section(context, section_id, "emendations", "appendix", context.terms["apparatus"])
    holder = child(made, "div", {"class": "entries"})
    for entry in entries:
        _entry(context.repeating(), holder, entry, _origin(entry.emended, lines, context.terms))
    return made


def made_section(context: Context, section_id: str, cls: str, kind: str, title: str) -> Element:
    """A section with a heading, and nothing in it yet."""
    head_id = context.ids.fresh(f"{section_id}-h")
    made = element(
        "section",
        {"id": section_id, "class": cls, TYPE: kind, "role": f"doc-{kind}", "aria-labelledby": head_id},
    )
    child(made, "h2", {"id": head_id} | context.ours(made), title)
    return made


def _entry(context: Context, parent: Element, entry: Entry, found: str) -> None:
    terms, emended, emendation = context.terms, entry.emended, entry.emended.emendation
    made = child(parent, "p", {"class": "entry", "id": entry.id})
    label = context.notes.labels.get(emended.note, emended.label)
    place = place_name(emended.kind, label, terms)
    child(made, "a", {"class": "place", "role": "doc-backlink", "href": f"#{entry.place_id}"}, place)
    append_text(made, " ")
    child(made, "span", {"class": "page-of", "data-target": entry.place_id})
    append_text(made, " ")
    lemma = child(made, "span", {"class": "lemma"})
    alone = _says_by_itself(emendation)
    if not alone and emended.before:
        child(lemma, "span", {"class": "context"}, emended.before)
    if emendation.corr:
        write_inlines(context, lemma, emendation.corr)
    else:
        child(lemma, "span", {"class": "mark"}, f"⟨{terms['deleted']}⟩")
    if not alone and emended.after:
        child(lemma, "span", {"class": "context"}, emended.after)
    append_text(made, "] ")
    reading = child(made, "span", {"class": "reading"})
    if emendation.sic:
        write_inlines(context, reading, emendation.sic)
    else:
        child(reading, "span", {"class": "mark"}, f"⟨{terms['omitted']}⟩")
    append_text(made, " (")
    child(made, "span", {"class": "why"}, terms.get(f"why {emendation.why}") or emendation.why)
    if found:
        append_text(made, "; ")
        child(made, "span", {"class": "origin"}, found)
    append_text(made, ")")
    for cls, said in (("remark", emendation.remark), ("by", emendation.by)):
        if said:
            append_text(made, " ")
            child(made, "span", {"class": cls}, said)


def _origin(emended: Emended, lines: Mapping[str, Lines], terms: Terms) -> str:
    """Where the source says it: ``source, p. 341, line 812``; its name where there are several."""
    place = origin(emended.emendation, lines)
    found = [place.file if place and len(lines) > 1 else terms["source"]]
    if emended.page:
        found.append(f"{terms['page']} {emended.page}")
    if place:
        found.append(f"{terms['line']} {place.line}")
    return ", ".join(found) if len(found) > 1 else ""


_LETTERS_ENOUGH = 2


def _says_by_itself(emendation: Emendation) -> bool:
    """Whether a reader sees from lemma and reading what was done, without the words around them."""
    return all(
        sum(c.isalnum() for c in plain(words)) >= _LETTERS_ENOUGH
        for words in (emendation.corr, emendation.sic)
    )
