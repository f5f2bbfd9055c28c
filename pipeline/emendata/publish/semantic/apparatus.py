"""Write the editorial note and the apparatus of emendations as sections of the book."""

from __future__ import annotations

from collections.abc import Mapping

from emendata.diagnostics import Lines
from emendata.document.model import Blocks
from emendata.publish.backmatter import Entry, Locus, origin
from emendata.publish.semantic.blocks import write_blocks
from emendata.publish.semantic.context import Context
from emendata.publish.semantic.inlines import write_inlines
from emendata.publish.terms import Terms
from emendata.publish.xhtml import TYPE, Element, append_text, child, element


def editorial_section(context: Context, section_id: str, note: Blocks) -> Element:
    """The section with the editorial note, which is in English."""
    made = _section(context, section_id, "editorial", "colophon", context.terms["editorial note"])
    with context.speaking("en") as language:
        write_blocks(context, child(made, "div", language), note)
    return made


def apparatus_section(
    context: Context, section_id: str, places: list[tuple[Entry, str, str]], lines: Mapping[str, Lines]
) -> Element:
    """The section with every entry, given with its own id and the id of its place in the text."""
    made = _section(context, section_id, "apparatus", "appendix", context.terms["apparatus"])
    entries = child(made, "div", {"class": "entries"})
    for entry, entry_id, place_id in places:
        _entry(context.repeating(), entries, entry, entry_id, place_id, origin(entry.emendation, lines))
    return made


def _section(context: Context, section_id: str, cls: str, kind: str, title: str) -> Element:
    head_id = context.ids.fresh(f"{section_id}-h")
    made = element(
        "section",
        {"id": section_id, "class": cls, TYPE: kind, "role": f"doc-{kind}", "aria-labelledby": head_id},
    )
    child(made, "h2", {"id": head_id}, title)
    return made


def _entry(context: Context, parent: Element, entry: Entry, entry_id: str, place_id: str, found: str) -> None:
    terms, emendation = context.terms, entry.emendation
    made = child(parent, "p", {"class": "entry", "id": entry_id})
    back = {"class": "place", "role": "doc-backlink", "href": f"#{place_id}"}
    child(made, "a", back, place_name(entry.locus, terms))
    append_text(made, " ")
    child(made, "span", {"class": "page-of", "data-target": place_id})
    append_text(made, " ")
    lemma = child(made, "span", {"class": "lemma"})
    if emendation.corr:
        write_inlines(context, lemma, emendation.corr)
    else:
        child(lemma, "span", {"class": "mark"}, f"⟨{terms['deleted']}⟩")
    append_text(made, "] ")
    reading = child(made, "span", {"class": "reading"})
    if emendation.sic:
        write_inlines(context, reading, emendation.sic)
    else:
        child(reading, "span", {"class": "mark"}, f"⟨{terms['omitted']}⟩")
    append_text(made, " ")
    why = terms.get(f"why {emendation.why}") or emendation.why
    child(made, "span", {"class": "why"}, f"({why})")
    for cls, said in (("origin", found), ("remark", emendation.remark), ("by", emendation.by)):
        if said:
            append_text(made, " ")
            child(made, "span", {"class": cls}, said)


def place_name(locus: Locus, terms: Terms) -> str:
    """``¶ 12``, ``note 72``, ``abstract, ¶ 2``, ``quotation after ¶ 12``."""
    match locus:
        case Locus("paragraph", n):
            place = f"¶ {n}" if n and n != "0" else terms["text"]
        case Locus("figure", n) if n:
            place = f"{terms['figure']} {n}"
        case Locus("title"):
            place = terms["title"]
        case Locus(kind, n, after):
            place = " ".join(filter(None, (terms.get(kind) or kind, n)))
            if after:
                place += f" {terms['after']} ¶ {after}"
    return f"{terms.get(locus.part) or locus.part}, {place}" if locus.part else place
